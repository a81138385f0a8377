"""Releases and notices at the desk: what waits, what was changed, who is told of it, and what got lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from scheduler.domain.clock import to_utc
from scheduler.domain.log import Author
from scheduler.domain.notice import Recipient
from scheduler.domain.ordering import ordered
from scheduler.domain.roles import Grant
from scheduler.domain.selection import Selection
from scheduler.http.context import Edge
from scheduler.services import notice_desk
from scheduler.services.running import Turn
from scheduler.services.scheduling import schedule
from scheduler.services.users import create_user
from scheduler.store.drafts import load_draft
from scheduler.store.models.outbox import MailRow
from scheduler.store.notices import put_notice
from scheduler.store.persons import save_email
from scheduler.store.recipients import add_recipient
from scheduler.store.saving import save_draft
from tests.api.forum import FORUM, MOVED, released, store
from tests.factories import at, placement
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.web.desk.browsing import PASSWORD, Visitor
from tests.web.html import read

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGE = "/desk/forum/releases"
NOTICES = "/desk/forum/notices"
QUERIES = 4 + 1 + 1 + 1 + 2 + 1 + 3 + 11 + 2 + 2
"""Who asks, the draft, the release that it is compared with, who runs jobs, what waits for its time, whether mails are
held, the last releases, notices that wait (four of them for the two releases that their words are made of), those that
were lost, and the setting."""
ANA = "ana@forum.example"
HOSTILE = "<script>alert(1)</script>"
IDLE = (
    "No process runs the jobs: nothing is published by itself, and no mail goes out. Whoever runs the service starts "
    "one."
)

DRAFT = (
    "The draft",
    "No errors, 1 warning; it is what release 2 shows.",
    (
        "What is wrong with it: flask --app wsgi check forum, or GET /api/v1/events/forum/conflicts. To publish it: "
        'flask --app wsgi publish forum --label "1.1", or POST /api/v1/events/forum/releases. The API'
    ),
)


@pytest.fixture
def forum(users: Edge, clock: SteppingClock) -> Edge:
    """Two releases; of the second Eve and a follower are to be told; a third waits for Friday."""
    with users.database.storing() as unit:
        save_email(unit, 1, "eve", "eve@forum.example")
        unit.commit()
    released(users.database, FORUM, clock.step(60), "Plan")
    by = Author(ANA, clock())
    notice_desk.set_setting(users.database, "forum", mode="drafts", collect_minutes=0, expected=0, author=by)
    with users.database.storing() as unit:
        zoe = Recipient(
            None, "follower", "", 1, "zoe@x.example", (Selection(session=("2",)),), created_at=clock(), since=(0,)
        )
        add_recipient(unit, 1, zoe)
        unit.commit()
    released(users.database, MOVED, clock.step(60), "Move")
    wanted = {"label": f"Friday {HOSTILE}", "note": "", "only": ["2"], "author": Author(ANA, clock.step(60))}
    schedule(users.desks, "forum", at=at("2017-06-09T18:00"), **wanted)  # type: ignore[arg-type]
    work(users)
    return users


def work(edges: Edge) -> None:
    (job,) = (each for each in edges.jobs if each.name == "write-notices")
    job.work(Turn("tests"))


def lose(edges: Edge) -> None:
    """Let every mail be given up, by a server that repeats to whom it was."""
    with edges.database.storing() as unit:
        for number, address in unit.execute(select(MailRow.id, MailRow.recipient)).all():
            lost = {"due_at": None, "error": f"550 <{address}> is unknown here"}
            unit.execute(update(MailRow).where(MailRow.id == number).values(lost))
        unit.commit()


def lines(browser: Visitor, path: str = PAGE) -> list[str]:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    assert (answer.headers["Cache-Control"], HOSTILE in answer.text) == ("private, no-store", False)
    found = read(answer.text)
    assert found.unclosed == []
    return found.lines


@pytest.fixture
def as_role(browser_of: Callable[[], Visitor], users: Edge) -> Callable[..., Visitor]:
    """What opens the browser of somebody with a role, signed in."""

    def opened(role: str, event: str | None = "forum", rooms: tuple[str, ...] = ()) -> Visitor:
        email = f"{role}@{event}.example"
        made = Grant(role, event, rooms)
        passwords = users.sign_ins.passwords
        create_user(users.database, passwords, email, made, now=users.clock(), new_password=lambda: PASSWORD)
        browser = browser_of()
        assert browser.sign_in(email).status_code == 303
        return browser

    return opened


def test_the_draft_is_told_against_the_release_in_words(ana: Visitor, forum: Edge) -> None:
    """On the desk's first page and on this one; the workshop is back where it was, and in the room of the opening."""
    workshop = placement("2", "2017-06-12T09:30", "2017-06-12T10:30", "popov")
    with forum.database.writing("forum") as edit:
        draft = load_draft(edit.session, "forum")
        opening = [each for each in MOVED.placements if each.session == "1"]
        save_draft(edit.session, draft, ordered(replace(MOVED, placements=(*opening, workshop))))
        edit.commit()
    told = "1 error, 1 warning; 1 entry differs from release 2."
    assert lines(ana)[lines(ana).index("The draft") + 1] == told
    assert f"Releases and who is told of them. The draft: {told}" in read(ana.get("/desk/").text).lines


def test_editors_see_what_waits_and_what_was_changed(ana: Visitor, forum: Edge) -> None:
    assert lines(ana) == [
        *("Releases", "Forum"),
        IDLE,
        "2 notices wait for approval",
        *DRAFT,
        *("At a set time", f"Friday {HOSTILE}", "Friday 9 June 2017, 18:00 (UTC+02:00): session 2 alone"),
        f"approved by {ANA}, Thursday 1 June 2017, 09:03 (UTC+02:00)",
        "The last releases",
        *(
            "Release 2: Move",
            "2 entries changed: 1 cancelled, 1 moved.",
            "Thursday 1 June 2017, 09:02 (UTC+02:00), by tests",
        ),
        *("Release 1: Plan", "The first: 4 entries.", "Thursday 1 June 2017, 09:01 (UTC+02:00), by tests"),
        "All changes, as the public reads them",
        "Notices that wait for approval",
        "No mail server is set: what is approved waits in the outbox.",
        "2 wait.",
        *("Forum: Moved: Data for all", "To Eve, eve@forum.example: 1 entry"),
        *("Forum: Moved: Data for all", "To A follower: 1 entry"),
    ]
    for link in read(ana.get(PAGE).text).links():
        if link.startswith("/"):
            assert ana.get(link.partition("#")[0]).status_code == 200, link
    assert PAGE in read(ana.get("/desk/").text).links()
    assert forum.reader.current("forum").number == 2


def test_what_waits_is_cancelled_as_it_was_shown(ana: Visitor, forum: Edge) -> None:
    number = forum.desks.open("forum").revision
    action = f"{PAGE}/scheduled/{number}/cancel"
    stale = ana.fill(PAGE, action, version=str(number - 1))
    assert (stale.status_code, "Look at it again, then decide." in stale.text) == (409, True)
    done = ana.fill(PAGE, action)
    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?done=cancelled")
    after = lines(ana, done.headers["Location"])
    assert after[2] == "It is cancelled. Nothing of it will be published."
    assert after[after.index("At a set time") + 1] == "Nothing waits."
    assert ana.get(action).headers["Location"] == PAGE
    twice = ana.post(action, csrf_token=ana.hidden(PAGE, f"{NOTICES}/approve")["csrf_token"], version=str(number))
    assert (twice.status_code, "has no scheduled release" in twice.text) == (409, True)


def test_a_notice_is_read_then_approved_or_discarded(ana: Visitor, forum: Edge) -> None:
    (zoe, eve) = (each.id for each in reversed(notice_desk.listed(forum.database, "forum", ["draft"])))
    read_before = lines(ana, f"{NOTICES}/{eve}")
    assert read_before[1:3] == ["Forum: Moved: Data for all", "To Eve, eve@forum.example. It waits to be approved."]
    assert "Moved from Mon 12 June 09:30 to 14:00." in " ".join(read_before)
    done = ana.fill(f"{NOTICES}/{eve}", f"{NOTICES}/{eve}/approve")
    assert lines(ana, done.headers["Location"])[2] == "1 mail goes out within a minute."
    assert "1 approved, to go out within a minute." in lines(ana)
    done = ana.fill(PAGE, f"{NOTICES}/{zoe}/discard")
    assert lines(ana, done.headers["Location"])[2] == "They are not told of these changes."
    assert "None waits." in lines(ana)
    states = {
        each.id: (each.state, each.who)
        for each in notice_desk.listed(forum.database, "forum", ["approved", "discarded"])
    }
    assert states == {eve: ("approved", ANA), zoe: ("discarded", ANA)}
    token = ana.hidden("/desk/account", "/desk/account/tokens")["csrf_token"]
    twice = ana.post(f"{NOTICES}/{eve}/approve", csrf_token=token, version="8")
    assert (twice.status_code, "It was decided" in twice.text) == (409, True)


def test_all_are_approved_at_once_if_they_tell_of_the_current_release(
    ana: Visitor, forum: Edge, clock: SteppingClock
) -> None:
    fields = ana.hidden(PAGE, f"{NOTICES}/approve")
    released(forum.database, ordered(replace(FORUM)), clock.step(60), "Back")
    late = ana.post(f"{NOTICES}/approve", **fields)
    assert (late.status_code, "Release 3 is out." in late.text) == (409, True)
    assert "It is written anew for release 3 within a minute." in read(late.text).lines
    work(forum)
    assert "None waits." in lines(ana)  # what moved has moved back
    released(forum.database, MOVED, clock.step(60), "Move")
    work(forum)
    done = ana.fill(PAGE, f"{NOTICES}/approve")
    assert lines(ana, done.headers["Location"])[2] == "2 mails go out within a minute."


def test_mails_that_were_given_up_are_tried_again(ana: Visitor, forum: Edge) -> None:
    ana.fill(PAGE, f"{NOTICES}/approve")
    work(forum)
    assert "Mails that were given up" not in lines(ana)
    lose(forum)
    found = lines(ana)
    place = found.index("Mails that were given up")
    assert found[place + 1 :] == [
        "2 mails about changes did not arrive.",
        *("Forum: Moved: Data for all", "To Eve, eve@forum.example", "550 <eve@forum.example> is unknown here"),
        "written Thursday 1 June 2017, 09:03 (UTC+02:00)",
        *("Forum: Moved: Data for all", "To A follower", "written Thursday 1 June 2017, 09:03 (UTC+02:00)"),
    ]
    done = ana.fill(PAGE, f"{NOTICES}/mails/1/retry")
    assert lines(ana, done.headers["Location"])[2] == "It is due again, and goes out within a minute."
    done = ana.post(f"{NOTICES}/mails/1/retry", **ana.hidden(PAGE, f"{NOTICES}/mails/2/retry"))
    assert (done.status_code, "No mail 1 of forum was given up" in done.text) == (409, True)
    lose(forum)
    done = ana.fill(PAGE, f"{NOTICES}/mails/retry")
    assert done.headers["Location"] == f"{PAGE}?done=all-sent-again&n=2"
    assert "Mails that were given up" not in lines(ana)


def test_a_thousand_lost_mails_of_something_else_hide_none(ana: Visitor, forum: Edge) -> None:
    ana.fill(PAGE, f"{NOTICES}/approve")
    work(forum)
    lose(forum)
    with forum.database.storing() as unit:
        lost = {"kind": "reminder", "recipient": "p@x.example", "subject": "S", "body": "", "created_at": to_utc(0)}
        unit.execute(insert(MailRow), [lost] * 1_000)
        unit.commit()
    assert "2 mails about changes did not arrive." in lines(ana)
    assert ana.fill(PAGE, f"{NOTICES}/mails/retry").headers["Location"] == f"{PAGE}?done=all-sent-again&n=2"


def test_it_asks_as_often_however_many_wait(ana: Visitor, forum: Edge) -> None:
    ana.get(PAGE)
    asked = []
    for more in ((), ("a", "b", "c", "d")):
        with forum.database.storing() as unit:
            for name in more:
                of = Recipient(None, "follower", "", 1, f"{name}@x.example", (Selection(session=("2",)),), since=(0,))
                put_notice(
                    unit, 1, add_recipient(unit, 1, of), first=1, last=2, entries=1, state="draft", at=forum.clock()
                )
            unit.commit()
        with counted(forum.database.engine) as sent:
            assert f"{2 + len(more)} wait." in lines(ana)
        asked.append(len(sent))
    assert asked == [QUERIES, QUERIES], sent


def test_mails_of_something_else_are_not_told_nor_sent(ana: Visitor, forum: Edge) -> None:
    """A link to sign in by, say: it is of no event."""
    ana.fill("/desk/forgotten", "/desk/forgotten", email=ANA)
    lose(forum)
    assert "Mails that were given up" not in lines(ana)
    sent = ana.post(f"{NOTICES}/mails/1/retry", **ana.hidden(PAGE, f"{NOTICES}/approve"))
    assert sent.status_code == 409


def test_viewers_read_and_decide_nothing(as_role: Callable[..., Visitor], ana: Visitor, forum: Edge) -> None:
    ana.fill(PAGE, f"{NOTICES}/1/approve")
    work(forum)
    lose(forum)
    viewer = as_role("viewer")
    for path in (PAGE, f"{NOTICES}/1", f"{NOTICES}/2"):
        assert "To " in " ".join(lines(viewer, path))
        text = viewer.get(path).text
        assert [word for word in ("eve@forum.example", "zoe@x.example") if word in text] == []
        forms = [form.attributes["action"] for form in read(text).all("form")]
        assert forms == ["/desk/sign-out"]
    token = viewer.hidden("/desk/account", "/desk/account/tokens")["csrf_token"]
    number = forum.desks.open("forum").revision
    for path in (
        *(f"{PAGE}/scheduled/{number}/cancel", f"{NOTICES}/approve", f"{NOTICES}/2/approve", f"{NOTICES}/2/discard"),
        *(f"{NOTICES}/mails/retry", f"{NOTICES}/mails/1/retry"),
    ):
        assert viewer.post(path, csrf_token=token, version=str(number), release="2").status_code == 403, path
        assert ana.post(path, version=str(number), release="2").status_code == 400, path  # without the form's proof
        assert viewer.get(path).status_code == 303, path
    assert len(notice_desk.listed(forum.database, "forum", ["draft"])) == 1


def test_nobody_else_learns_anything(
    as_role: Callable[..., Visitor], browser_of: Callable[[], Visitor], forum: Edge
) -> None:
    other = replace(FORUM, event=replace(FORUM.event, slug="other", uid_domain="other.example"))
    store(forum.database, other)
    for who in (as_role("moderator", rooms=("popov",)), as_role("owner", "other")):
        found = [who.get(path) for path in (PAGE, f"{NOTICES}/1", f"{NOTICES}/99", "/desk/none/releases")]
        assert [each.status_code for each in found] == [403] * 4
        assert PAGE not in who.get("/desk/").text
    assert browser_of().get(PAGE).headers["Location"] == "/desk/sign-in?next=%2Fdesk%2Fforum%2Freleases"
    assert as_role("owner", None).get("/desk/none/releases").status_code == 404
    assert as_role("editor", "other").get("/desk/other/notices/1").status_code == 404
