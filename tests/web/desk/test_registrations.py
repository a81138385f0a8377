"""Registrations at the desk: numbers for whoever sees the draft, people for editors, nothing for anybody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert

from scheduler.domain.clock import to_utc
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services import registering
from scheduler.services.ports import random_token
from scheduler.services.users import create_user
from scheduler.store.models.registering import ParticipantRow, RegistrationRow
from scheduler.web.desk.registrations import A_PAGE
from tests.api.forum import BASE, FIRST, FORUM, released, store
from tests.participants import enter
from tests.statements import counted
from tests.web.desk.browsing import PASSWORD, Visitor
from tests.web.html import Page, read

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = "/desk/forum/registrations"
WAYS = (Way("join", audience="registered"),)
SLOTS = (RemoteSlot("1", 1, ways=WAYS, attendee_capacity=1), RemoteSlot("1", 2, ways=WAYS))
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def filled(users: Edge) -> Edge:
    """Ana and Bea want into the opening, in which there is one place; Cem is registered for everything."""
    made = released(users.database, replace(FORUM, slots=SLOTS), FIRST)
    for name in ("Ana", HOSTILE):
        group = "academia" if name == "Ana" else ""
        details = Details(name, f"p{len(name)}@x.example", "USP", "FJ", "Pacific/Fiji", group)
        registering.enrol(users.database, made, details, ("1", 1), root=BASE, now=FIRST, new_secret=random_token)
    cem = Details("Cem", "cem@x.example", "USP", "FJ", "Pacific/Fiji")
    enter(users.database, made, cem, WHOLE_EVENT, now=FIRST, new_secret=random_token)
    return users


def page(visitor: Visitor, path: str = PAGE) -> Page:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    assert (answer.headers["Cache-Control"], HOSTILE in answer.text) == ("private, no-store", False)
    return read(answer.text)


def as_role(browser_of: Callable[[], Visitor], edges: Edge, role: str, **more: object) -> Visitor:
    """The browser of somebody with a role in the forum, or in an event beside it."""
    event = str(more.pop("event", "forum"))
    create_user(
        edges.database, edges.sign_ins.passwords, f"{role}@x.example", Grant(role, event, **more),  # type: ignore[arg-type]
        now=edges.clock(), new_password=lambda: PASSWORD,
    )  # fmt: skip
    visitor = browser_of()
    assert visitor.sign_in(f"{role}@x.example").status_code == 303
    return visitor


def test_it_asks_as_often_however_many_register(ana: Visitor, filled: Edge) -> None:
    ana.get(PAGE)
    asked = []
    for more in range(2):
        for number in range(more * 3):
            who = Details(f"P{number}", f"p{number}@x.example")
            registering.enrol(
                *(filled.database, filled.reader.current("forum"), who, ("1", 2)),
                root=BASE,
                now=FIRST,
                new_secret=random_token,
            )
        with counted(filled.database.engine) as sent:
            page(ana)
        asked.append(len(sent))
        with counted(filled.database.engine) as sent:
            page(ana, f"{PAGE}/1-2")
        asked.append(len(sent))
    # Who asks, the draft, all places, all capacities, who was erased; and who is in the list.
    assert asked == [4 + 4, 4 + 4 + 1] * 2, sent


def test_editors_see_numbers_and_people(ana: Visitor, filled: Edge) -> None:
    del filled
    assert PAGE in read(ana.get("/desk/").text).links()
    found = page(ana)
    assert (
        found.lines[1:]
        == [
            "For remote participation in Forum. All of them as a table (CSV)",
            *("The event as a whole", "1 registered"),
            "Monday 12 June 2017",
            *("Opening (part 1)", "09:00\N{EN DASH}10:00 · 1 of 1 places taken, 1 waits"),
            *("Opening II", "11:00\N{EN DASH}11:30 · 0 registered, no limit"),
            "Public programmes",
        ][: len(found.lines) - 1]
    )
    people = page(ana, f"{PAGE}/1-1")
    assert people.lines == [
        *("Opening (part 1)", "Monday 12 June 2017, 09:00\N{EN DASH}10:00 (Europe/Zurich)"),
        *("1 of 1 places taken, 1 waits", "All lists"),
        *("With a place", "Ana, USP", "p3@x.example", "Academia · FJ · Pacific/Fiji"),
        "since Thursday 1 June 2017, 09:00 (UTC+02:00)",
        *("On the waiting list", f"{HOSTILE}, USP", "p25@x.example", "FJ · Pacific/Fiji"),
        "since Thursday 1 June 2017, 09:00 (UTC+02:00)",
    ]
    assert "Cem, USP" in page(ana, f"{PAGE}/event").lines
    table = ana.get(f"{PAGE}.csv")
    assert (table.status_code, table.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert table.headers["Content-Disposition"] == 'attachment; filename="forum-registrations.csv"'
    assert [line.split(",")[:4] for line in table.text.splitlines()[1:]] == [
        *(["", "", "registered", "Cem"], ["1", "1", "registered", "Ana"], ["1", "1", "waiting", HOSTILE]),
    ]


def test_viewers_see_numbers_countries_and_zones(browser_of: Callable[[], Visitor], filled: Edge) -> None:
    viewer = as_role(browser_of, filled, "viewer")
    assert "09:00\N{EN DASH}10:00 · 1 of 1 places taken, 1 waits" in page(viewer).lines
    for path in (PAGE, f"{PAGE}/1-1", f"{PAGE}/event"):
        assert [
            word for word in ("Ana", "p3@x.example", "USP", "Academia", ".csv") if word in viewer.get(path).text
        ] == []
    assert "FJ · Pacific/Fiji" in page(viewer, f"{PAGE}/1-1").lines
    assert viewer.get(f"{PAGE}.csv").status_code == 403


def test_nobody_else_learns_anything(browser_of: Callable[[], Visitor], filled: Edge) -> None:
    store(filled.database, replace(FORUM, event=replace(FORUM.event, slug="other", uid_domain="other.example")))
    paths = (PAGE, f"{PAGE}.csv", f"{PAGE}/1-1", f"{PAGE}/event")
    moderator = as_role(browser_of, filled, "moderator", rooms=("popov",))
    stranger = as_role(browser_of, filled, "owner", event="other")
    for who in (moderator, stranger):
        assert [who.get(path).status_code for path in paths] == [403] * 4
        assert PAGE not in who.get("/desk/").text
        missing = who.get("/desk/none/registrations")
        assert missing.status_code == 403
    assert [browser_of().get(path).status_code for path in paths] == [303] * 4


def test_what_is_not_there_is_said(ana: Visitor, filled: Edge) -> None:
    assert [ana.get(f"{PAGE}/{path}").status_code for path in ("404-1", "2-1", "1-0", "1-1/x")] == [404] * 4
    assert [ana.get(f"{PAGE}/1-1?page={number}").status_code for number in ("2", "0", "x", "9" * 30)] == [400] * 4
    with filled.database.storing() as session:
        numbers, now = range(10, 10 + A_PAGE), to_utc(FIRST)
        people = {"event_id": 1, "name": "Dan", "affiliation": "", "country": "", "time_zone": "UTC"}
        times = {"consented_at": now, "changed_at": now}
        session.execute(
            insert(ParticipantRow), [{"id": n, "email": f"{n}@x.example", **people, **times} for n in numbers]
        )
        place = {"event_id": 1, "session": "1", "part": 2, "waiting": False, "registered_at": now}
        session.execute(insert(RegistrationRow), [{"participant_id": n, **place} for n in [1, *numbers]])
        session.commit()
    pages = [page(ana, f"{PAGE}/1-2?page={number}").lines for number in (1, 2)]
    assert [lines[-1] for lines in pages] == ["1 to 200 of 201. More", "201 to 201 of 201. Before"]
    assert [sum(line.startswith("since") for line in lines) for lines in pages] == [200, 1]


def test_a_session_that_left_the_draft_keeps_its_list(ana: Visitor, filled: Edge) -> None:
    others = replace(
        FORUM,
        slots=(),
        sessions=tuple(each for each in FORUM.sessions if each.code != "1"),
        placements=tuple(each for each in FORUM.placements if each.session != "1"),
    )
    store(filled.database, others)
    assert page(ana).lines[-3:] == ["Not placed", "1-1, not in the draft any more", "1 of 0 places taken, 1 waits"]
    assert "Ana, USP" in page(ana, f"{PAGE}/1-1").lines
