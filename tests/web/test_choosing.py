"""Choosing more sessions on a participant's own page: no mail, no script, the same places; light on a bad line."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bench.synthetic import synthetic
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.release import release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.selection import Selection
from scheduler.http.context import Edge
from scheduler.services.participating import Choosing
from scheduler.services.participating import Page as Own
from scheduler.services.passes import Pass
from scheduler.store.models.outbox import MailRow
from scheduler.store.participants import Participant
from scheduler.store.registrations import Registration
from scheduler.web.languages import Tongue
from scheduler.web.links import Links
from scheduler.web.public.choosing import DAY_AT_A_TIME, choosing_html
from scheduler.web.times import Clocks
from scheduler.web.timetable import Look
from scheduler.web.visit import Visit
from tests.api.forum import BASE, FIRST, FORUM, released
from tests.factories import at
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.web.forms import HTML, mine, post
from tests.web.html import read
from tests.web.test_registering import WAYS, register, state

SLOTS = (
    RemoteSlot("1", 1, ways=WAYS, attendee_capacity=1),
    RemoteSlot("1", 2, ways=WAYS),
    RemoteSlot("2", 1, ways=(Way("join"),)),
    RemoteSlot("3", 1, ways=WAYS),
)
BYTES = 25_000


@pytest.fixture
def forum(client: FlaskClient, edges: Edge, clock: SteppingClock) -> FlaskClient:
    """A client of an app all of whose sessions can be joined, the first by one person."""
    released(edges.database, replace(FORUM, slots=SLOTS), FIRST)
    clock.set(at("2017-06-10T09:00"))
    return client


def choose(client: FlaskClient, own: str, key: str, **headers: str) -> tuple[int, list[str]]:
    """Press a button of the page of somebody; the status, and what the page then says first."""
    answer = post(client, f"{own}/sessions", {"register": key}, headers or {"Sec-Fetch-Site": "same-origin"})
    if answer.status_code != 303:
        return answer.status_code, []
    return 303, read(client.get(answer.headers["Location"], headers=HTML).text).lines


def titles(client: FlaskClient, path: str) -> list[str]:
    return [heading.text for heading in mine(client, path).all("h3")]


def mails(edges: Edge) -> int:
    with edges.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MailRow)) or 0


def test_another_session_takes_one_button_and_no_mail(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    own = register(forum, edges, "/forum/sessions/2/register")
    assert f"{own}/sessions" in mine(forum, own).links()
    page = mine(forum, f"{own}/sessions")
    assert [e.text for e in page.all("h2")] == ["Monday 12 June 2017", "Wednesday 14 June 2017"]
    assert titles(forum, f"{own}/sessions") == ["Opening (part 1)", "Opening II", "Night"]
    answer = forum.get(f"{own}/sessions", headers=HTML)
    assert [answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        *("no-store", "no-referrer", "noindex"),
    ]
    before = mails(edges)
    _, lines = choose(forum, own, "1-1")
    assert "You are registered for Opening (part 1)." in lines
    assert choose(forum, own, "1-1")[0] == 303, "a second press changes nothing"
    assert (titles(forum, own), titles(forum, f"{own}/sessions")) == (
        ["Opening (part 1)", "Data for all"],
        ["Opening II", "Night"],
    )
    assert mails(edges) == before
    clock.set(at("2017-06-12T10:00"))
    assert titles(forum, own) == ["Data for all", "Opening (part 1)"], "what is over comes last"
    clock.set(at("2017-06-12T09:05"))
    (door,) = [link.removeprefix(BASE) for link in mine(forum, own).links() if "forum-1-1" in link]
    assert (state(forum, door), state(forum, "/join/forum-1-1")) == ("no-link", "not-for-you")


def test_who_comes_too_late_waits_there_too(forum: FlaskClient, edges: Edge) -> None:
    first = register(forum, edges, part=["1"])
    second = register(forum, edges, "/forum/sessions/2/register", email="bea@x.example")
    (button,) = [e for e in mine(forum, f"{second}/sessions").all("button") if e.attributes.get("value") == "1-1"]
    assert button.text == "Join the waiting list"
    _, lines = choose(forum, second, "1-1")
    waits = "All places are taken: you are on the waiting list of Opening (part 1)"
    assert f"{waits}, and are written to when you get a place." in lines
    assert post(forum, first, {"withdraw": "1-1"}).status_code == 303
    assert any("forum-1-1" in link for link in mine(forum, second).links())


def test_who_is_registered_for_the_event_finds_the_doors(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    own = register(forum, edges, "/forum/sessions/2/register")
    assert [link for link in mine(forum, f"{own}/sessions").links() if "/join/" in link] == []
    _, lines = choose(forum, own, "event")
    assert "You are registered for the whole event." in lines
    own_page = mine(forum, own)
    assert [heading.text for heading in own_page.all("h3")] == ["The whole event", "Data for all"]
    assert own_page.links().count(f"{own}/sessions") == 2
    doors = [link.removeprefix(BASE) for link in mine(forum, f"{own}/sessions").links() if "/join/" in link]
    assert [door.partition("?")[0] for door in doors] == ["/join/forum-1-2", "/join/forum-3-1"], "places are limited"
    clock.set(at("2017-06-12T11:05"))
    assert state(forum, doors[0]) == "no-link"


def test_a_filter_finds_sessions_without_a_script(forum: FlaskClient, edges: Edge) -> None:
    own = register(forum, edges, part=["1"])
    assert titles(forum, f"{own}/sessions?q=data") == ["Data for all"]
    assert titles(forum, f"{own}/sessions?track=high-level") == ["Opening II"]
    answer = post(forum, f"{own}/sessions?q=data", {"register": "2-1"})
    assert answer.headers["Location"] == f"{own}/sessions?q=data&registered=2-1"
    lines = read(forum.get(answer.headers["Location"], headers=HTML).text).lines
    assert forum.get(f"{own}/sessions?q=<script>", headers=HTML).text.count("<script") == 0
    assert "You are registered for Data for all." in lines
    assert forum.get(f"{own}/sessions?nothing=1", headers=HTML).status_code == 400


def test_what_can_not_be_chosen_is_refused(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    own = register(forum, edges, "/forum/sessions/2/register")
    for key, status in (("404-1", 404), ("1-9", 404), ("", 400), ("1-1\r\nX: y", 400), ("1-²", 400)):
        assert choose(forum, own, key)[0] == status, key
    assert choose(forum, own, "1-1", **{"Sec-Fetch-Site": "cross-site"})[0] == 400
    clock.set(at("2017-06-12T10:00"))
    assert choose(forum, own, "1-1")[0] == 404, "it is over"
    assert titles(forum, f"{own}/sessions") == ["Opening II", "Night"]
    nobody = f"/forum/registrations/reg_{'x' * 32}"
    assert (forum.get(f"{nobody}/sessions", headers=HTML).status_code, choose(forum, nobody, "1-2")[0]) == (410, 410)
    assert titles(forum, own) == ["Data for all"]


def test_it_takes_as_many_queries_whatever_there_is(forum: FlaskClient, edges: Edge) -> None:
    own = register(forum, edges, "/forum/sessions/2/register")
    asked = []
    for key in ("1-2", "3-1", "event"):
        with counted(edges.database.engine) as sent:
            mine(forum, f"{own}/sessions")
        asked.append(len(sent))
        choose(forum, own, key)
    # The current release, the event, whose page, their lists, what was said, all places, all capacities, open doors.
    assert asked == [8, 8, 8]


def test_a_week_is_light_and_comes_by_days() -> None:
    """240 sessions for somebody in Suva who registered for the event, so that each has its door too."""
    programme = synthetic(240)
    made = release(programme, None, number=1, label="", note="", at=FIRST)
    look = Look(made, Clocks("Europe/Zurich"), Tongue("en", "en"), Links("synthetic"))
    who = Participant(1, 1, Details("Ana", "ana@x.example", time_zone="Pacific/Fiji"), FIRST, FIRST)
    own = Own(who, (Registration(1, 1, *WHOLE_EVENT, waiting=False, registered_at=FIRST),), Pass(f"reg_{'x' * 32}"), {})
    everything = frozenset(item.id for item in made.items)
    found = Choosing(own, dict.fromkeys(everything, False), everything)
    seen = []
    for day in ("", "2017-06-14", "1999-01-01"):
        arrived = Visit(made, Selection(), {"date": day} if day else {}, look, BASE)
        html = choosing_html(arrived, "reg_x", made.items, found, FIRST)
        page = read(html)
        seen += [e.text for e in page.all("h2")]
        assert len(html.encode()) < BYTES, len(html.encode())
        assert len(page.all("h3")) < DAY_AT_A_TIME
    assert seen == ["Monday 12 June 2017", "Wednesday 14 June 2017", "Monday 12 June 2017"]
