"""Running a room from the pages: what each button says, who may, and what is told to who looked at something older."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.app import create_app
from scheduler.domain.link_health import Checked
from scheduler.domain.log import Author
from scheduler.http.context import Edge
from scheduler.services.steering import put_live
from scheduler.store.link_checks import save_check
from scheduler.store.live import LiveRecord, live_of
from tests.databases import dispose
from tests.factories import at
from tests.fakes import SteppingClock
from tests.web.desk.browsing import PASSWORD, Visitor, alert, press
from tests.web.desk.rooms.conftest import Moderator
from tests.web.html import read

ROOMS = "/desk/forum/rooms"
OPENING = f"{ROOMS}/popov/1-1"
DASH = "\N{EN DASH}"
LINK = "https://meet.example/j/canary-link"
NINE, TEN, NOON = (at(f"2017-06-12T{time}") for time in ("09:00", "10:00", "12:00"))

STORED = ("SELECT * FROM change", "SELECT * FROM live", "SELECT * FROM secret")


def said(edges: Edge, session: str = "1", part: int = 1) -> LiveRecord:
    with edges.database.reading() as unit:
        return live_of(unit, 1, session, part)


def test_what_runs_and_what_follows_in_the_own_rooms(popov: Visitor, ana: Visitor) -> None:
    page = read(popov.get(ROOMS).text)
    assert page.lines[1:] == [
        "Rooms",
        "Forum",
        "Monday 12 June 2017, 09:05 (UTC+02:00) Europe/Zurich",
        "You run Popov.",
        *(
            "Popov",
            f"09:00{DASH}10:00 On now",
            "Opening (part 1)",
            f"11:00{DASH}11:30 To come",
            "Opening II",
            "Load again",
        ),
    ]
    assert [each for each in page.links() if each.startswith(f"{ROOMS}/")] == [OPENING, f"{ROOMS}/popov/1-2"]
    assert [each for each in read(ana.get(ROOMS).text).links() if each.startswith(f"{ROOMS}/")] == [
        *(f"{ROOMS}/library/2-1", OPENING, f"{ROOMS}/popov/1-2", f"{ROOMS}/annex/1-1"),
    ]
    assert ROOMS in read(popov.get("/desk/").text).links()


def test_a_piece_is_told_what_fills_it(moderator: Moderator) -> None:
    """The opening is in the annex too, which annex-1 is a piece of: it is run there."""
    page = read(moderator("annex-1").get(ROOMS).text)
    assert page.lines[5:9] == [
        "Annex 1",
        f"09:00{DASH}10:00 On now",
        "Opening (part 1)",
        "It is in Popov, Annex, and run there.",
    ]
    assert [each for each in page.links() if each.startswith(f"{ROOMS}/")] == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2017-06-11T20:00", "Nothing is on today. Next: Monday 12 June 2017"),
        ("2017-06-12T20:00", "Over: 2"),
        ("2017-06-13T08:00", "Nothing more is to come in these rooms."),
    ],
    ids=["the evening before", "the evening", "the day after"],
)
def test_another_time_of_the_event(popov: Visitor, clock: SteppingClock, now: str, told: str) -> None:
    clock.set(now)
    popov.sign_in_by_force("popov@forum.example")
    assert told in read(popov.get(ROOMS).text).lines


SEEN = {"away": "noted", "came": "noted", "url": "door", "own_link": "door"}


def test_each_button_says_one_thing(popov: Visitor, users: Edge) -> None:
    """One after another: what was said before stays."""
    now = at("2017-06-12T09:05")
    steps: list[tuple[dict[str, str], LiveRecord]] = [
        ({"late": "10"}, LiveRecord(1, delay_minutes=10)),
        ({"late": " 7 "}, LiveRecord(2, delay_minutes=7)),
        ({"ended": "now"}, LiveRecord(3, delay_minutes=7, ended_at=now)),
        ({"ended": "no", "full": "ignored"}, LiveRecord(4, delay_minutes=7)),
        ({"full": "yes"}, LiveRecord(5, delay_minutes=7, room_full=True)),
        ({"room": "library"}, LiveRecord(6, delay_minutes=7, emergency_room="library")),
        ({"room": "popov"}, LiveRecord(7, delay_minutes=7)),
        ({"full": "yes"}, LiveRecord(8, delay_minutes=7, room_full=True)),
        ({"room": "popov"}, LiveRecord(8, delay_minutes=7, room_full=True)),
        ({"full": "no"}, LiveRecord(9, delay_minutes=7)),
        ({"late": "0"}, LiveRecord(10)),
        ({"away": "bob"}, LiveRecord(11, no_shows=("bob",))),
        ({"came": "bob"}, LiveRecord(12)),
        ({"url": LINK, "passcode": "canary-code"}, LiveRecord(13, link=1, passcode=2)),
        ({"url": LINK}, LiveRecord(14, link=1)),
        ({"own_link": "yes"}, LiveRecord(15)),
    ]
    for fields, expected in steps:
        answer = press(popov, OPENING, **fields)
        told = SEEN.get(next(iter(fields)), "moved" if fields == {"room": "library"} else "public")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{OPENING}?done={told}")
        assert said(users) == expected, fields


def test_what_a_moderator_can_not_see_stays(popov: Visitor, users: Edge) -> None:
    fields = {
        "link": {"url": LINK, "passcode": "canary-code"},
        "recording_url": "https://video.example/canary",
        "no_shows": ["ada"],
    }
    author = Author("ana@forum.example", NINE)
    put_live(users.desks, users.reader, users.sealer, "forum", "forum-1-1", fields, expected=None, author=author)
    press(popov, OPENING, full="yes")
    assert said(users) == LiveRecord(2, link=1, passcode=2, room_full=True, recording=3, no_shows=("ada",))


MINUTES = "Write how late it is in whole minutes, from 0 to 1440."
ADDRESS = "Paste the whole address of the meeting, with http:// or https://."
PASSCODE = "The passcode is one line of up to 100 characters. Leave it empty if there is none."
REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    *(({"late": text}, MINUTES) for text in ("ten", "1441", "-5", "", "\u0661\u0662", "1" * 5000)),
    ({"room": "cellar"}, "Choose the room that it moves to."),
    ({"away": "eve"}, "Whoever this was is not in the session any more. Look at who is."),
    *(({"url": text}, ADDRESS) for text in ("", "javascript:alert(1)", f"https://x.example/{'x' * 2000}", "\x00")),
    *(({"url": LINK, "passcode": text}, PASSCODE) for text in ("1\r\nX: 2", "x" * 101)),
)


def test_what_can_not_be_is_refused_and_stays_typed(popov: Visitor, users: Edge) -> None:
    for fields, told in REFUSED:
        answer = press(popov, OPENING, **fields)
        assert (answer.status_code, alert(answer)) == (422, told)
        page = read(answer.text)
        typed = {name: value for name, value in fields.items() if name in {"late", "url"} and value.isprintable()}
        assert {name: page.values()[name][0] for name in typed} == typed
        # What was typed stands there as if it were no news: the script would take it away.
        assert [each.attributes.get("src") for each in page.all("script")] == []
    for broken in ({"seen": "x", "late": "5"}, {"seen": "9" * 30, "late": "5"}, {"late2": "5"}):
        assert press(popov, OPENING, **broken).status_code == 400
    assert said(users) == LiveRecord()


def test_it_has_not_ended_before_it_began(popov: Visitor, users: Edge, clock: SteppingClock) -> None:
    clock.set(NINE - 1)
    assert "It ended now" not in popov.get(OPENING).text
    assert alert(press(popov, OPENING, ended="now")).startswith("It can't have ended before it was to begin.")
    clock.set(NINE)
    assert press(popov, OPENING, ended="now").status_code == 303
    assert said(users).ended_at == NINE


def test_of_two_at_once_the_second_is_told_what_changed(popov: Visitor, ana: Visitor, users: Edge) -> None:
    old = popov.hidden(OPENING, OPENING)
    press(ana, OPENING, late="10")
    press(ana, OPENING, away="bob")
    late = popov.post(OPENING, **{**old, "url": LINK, "passcode": "1234"})
    assert (late.status_code, late.headers["Cache-Control"]) == (412, "private, no-store")
    assert alert(late) == (
        "Not done, because somebody else said something meanwhile: \u201cAnother link stands behind the door.\u201d "
        "If it is still right, press it again. Since you looked: It is 10 minutes late. Did not come: Bob."
    )
    assert said(users) == LiveRecord(2, delay_minutes=10, no_shows=("bob",))
    sent = read(late.text).values()
    again = popov.post(OPENING, **{name: values[0] for name, values in sent.items() if name != "late"})
    assert (again.status_code, said(users)) == (303, LiveRecord(3, 1, 2, delay_minutes=10, no_shows=("bob",)))


def test_saying_what_is_so_already_is_no_mistake(popov: Visitor, ana: Visitor, users: Edge) -> None:
    """Two thumbs, or one that pressed twice."""
    old = popov.hidden(OPENING, OPENING)
    press(ana, OPENING, late="10")
    assert popov.post(OPENING, **old, late="10").status_code == 303
    assert said(users) == LiveRecord(1, delay_minutes=10)
    assert popov.post(OPENING, **old, late="5").status_code == 412


def test_what_an_old_page_showed_is_only_compared(popov: Visitor, users: Edge) -> None:
    fields = popov.hidden(OPENING, OPENING)
    press(popov, OPENING, full="yes")
    for saw in ("", "x|y", "|" * 500, "\u202e|||||||", "'--|0|0|0|0|0|0|0"):
        answer = popov.post(OPENING, **fields | {"saw": saw}, late="5")
        assert (answer.status_code, alert(answer).startswith("Not done, because somebody")) == (412, True)
    assert said(users) == LiveRecord(1, room_full=True)


def test_forms_of_others_are_refused(popov: Visitor, ana: Visitor, users: Edge) -> None:
    theirs = ana.hidden(OPENING, OPENING)
    answers = [popov.post(OPENING, late="5", seen="0"), popov.post(OPENING, **theirs, late="5")]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert said(users) == LiveRecord()


def test_what_follows_is_warned_of(popov: Visitor) -> None:
    """Part two is at eleven in the same room: it is held up from the minute on that the first runs into it."""
    press(popov, OPENING, late="60")
    before = read(popov.get(OPENING).text).lines
    press(popov, OPENING, late="75")
    after = read(popov.get(OPENING).text).lines
    held = "May start late: what is before it in the room runs 15 minutes into it."
    assert ("11:00 Opening II" in before, held in before, held in after) == (True, False, True)
    assert held in popov.get("/forum/live?at=2017-06-12T10:59:00%2B02:00").text


def test_a_moderator_runs_the_own_room_in_the_own_hours(moderator: Moderator, clock: SteppingClock) -> None:
    popov = moderator("popov", starts=TEN, ends=NOON)
    early = popov.get(OPENING)
    assert early.status_code == 403
    assert (
        "You may run Popov from Monday 12 June 2017, 10:00 (UTC+02:00) until Monday 12 June 2017, 12:00 (UTC+02:00). "
        "Come back then, or ask an editor." in early.text
    )
    assert popov.get(ROOMS).status_code == 200
    found = {}
    for now in (TEN - 1, TEN, NOON - 1, NOON):
        clock.set(now)
        popov.sign_in_by_force("of-popov@forum.example")
        found[now] = [popov.get(page).status_code for page in (ROOMS, OPENING, f"{ROOMS}/library/2-1")]
    assert found == {
        TEN - 1: [200, 403, 403],
        TEN: [200, 200, 403],
        NOON - 1: [200, 200, 403],
        NOON: [403, 403, 403],
    }


def test_who_comes_too_late_is_told_when_the_hours_ended(moderator: Moderator, clock: SteppingClock) -> None:
    """Not that they are a moderator who lacks the role; and there is a way back."""
    popov = moderator("popov", "annex", ends=TEN)
    hours = "until Monday 12 June 2017, 10:00 (UTC+02:00)"
    assert f"You are moderator of Popov, Annex {hours}. The public programme" in read(popov.get("/desk/").text).lines
    answer = popov.get(f"{ROOMS}/library/2-1")
    assert f"You may not run Library. You run Popov, Annex {hours}." in read(answer.text).lines
    assert "/desk/" in read(answer.text).links()
    clock.set(TEN)
    told = {page: read(popov.get(page).text).lines[1] for page in (OPENING, ROOMS, f"{ROOMS}/library/2-1")}
    more = "ended at 10:00. Whoever runs the service can give you more."
    assert told == {
        OPENING: f"Your hours for Popov {more}",
        ROOMS: f"Your hours for Popov, Annex {more}",
        f"{ROOMS}/library/2-1": f"Your hours for Popov, Annex {more}",
    }
    clock.set("2017-06-12T15:00")
    assert f"Your hours for Popov {more}" in read(popov.get(OPENING).text).lines
    clock.set("2017-06-13T08:00")
    popov.sign_in_by_force("of-popov-annex@forum.example")
    assert "ended on Monday 12 June 2017, 10:00 (UTC+02:00)." in popov.get(OPENING).text


def test_in_ones_hours_nothing_is_said_of_what_is_after_them(moderator: Moderator, users: Edge) -> None:
    """It would stay when they are over."""
    popov = moderator("popov", starts=NINE, ends=TEN)
    later = f"{ROOMS}/popov/1-2"
    refused = popov.get(later)
    assert (refused.status_code, "not in your hours for Popov" in refused.text) == (403, True)
    assert later not in popov.get(ROOMS).text
    fields = popov.hidden(OPENING, OPENING)
    assert popov.post(later, **fields, late="600").status_code == 403
    state = popov.client.get("/api/v1/events/forum/sessions/1/placements/2/live")
    meetings = [popov.client.get(f"/api/v1/events/forum/rooms/popov/live/2017-06-{day}") for day in (12, 13)]
    assert [state.status_code, *(each.status_code for each in meetings)] == [403, 200, 403]
    assert said(users) == LiveRecord()


def test_a_form_that_was_opened_in_time_is_refused_after_it(
    moderator: Moderator, users: Edge, clock: SteppingClock
) -> None:
    popov = moderator("popov", ends=TEN)
    fields = popov.hidden(OPENING, OPENING)
    clock.set(TEN)
    assert (popov.post(OPENING, **fields, late="5").status_code, said(users)) == (403, LiveRecord())


def test_of_another_event_nothing_is_learnt(popov: Visitor) -> None:
    def told(event: str, page: str) -> tuple[int, str]:
        answer = popov.get(f"/desk/{event}/rooms{page}")
        return answer.status_code, re.sub(r'"[^"]*"', "", " ".join(read(answer.text).lines)).replace(event, "…")

    for page in ("", "/popov/1-1"):
        assert told("other", page) == told("nowhere", page)
        assert told("other", page)[0] == 403
    assert [popov.get(f"{ROOMS}/popov/{of}").status_code for of in ("2-1", "9-1", "1-9")] == [404, 404, 404]
    assert [popov.get(f"{ROOMS}/{room}/1-1").status_code for room in ("cellar", "-", "%3Cb%3E")] == [403] * 3


NONE = "There is no link for the meeting, captions and hosts."


def doors(visitor: Visitor) -> list[tuple[str, ...]]:
    """The doors that the desk's first page tells of, with what is wrong, and the pages that they lead to."""
    page = read(visitor.get("/desk/").text)
    there = [line for line in page.lines if "can't let" in line or "no link" in line or "leads nowhere" in line]
    return [*((each,) for each in there), *((each,) for each in page.links() if each.endswith("#link"))]


def test_who_moves_a_full_session_is_told_that_it_is_not_full_there(popov: Visitor) -> None:
    press(popov, OPENING, full="yes")
    answer = popov.get(press(popov, OPENING, room="library").headers["Location"])
    assert "It is not marked as full any more: that was the other room." in answer.text
    assert "Moved to Library. The room is full." not in answer.text


def test_doors_without_links_come_first_on_the_desk(ana: Visitor, popov: Visitor, moderator: Moderator) -> None:
    """For editors all of them, for moderators those of their rooms in their hours; a dead one is no riddle either."""
    told = [("1 door can't let everybody in",), (NONE,), (f"{OPENING}#link",)]
    assert (doors(ana), doors(popov)) == (told, told)
    page = read(ana.get("/desk/").text)
    assert page.lines[page.lines.index("Forum") + 2] == f"09:00{DASH}10:00 Opening (part 1) Popov, Annex"
    assert doors(moderator("annex"))[2:] == [(f"{ROOMS}/annex/1-1#link",)]
    assert doors(moderator("library")) == []
    assert doors(moderator("popov", "annex", starts=NINE, ends=NINE + 60)) == []


def test_a_door_without_a_link_is_not_said_to_be_as_planned(popov: Visitor, users: Edge) -> None:
    page = read(popov.get(OPENING).text)
    assert "All is as planned." not in page.lines
    assert [line for line in page.lines if "link" in line.lower()][:2] == [f"{NONE} The link", "Link"]
    assert "There is no link behind the door: paste one." in page.lines
    assert "It is the planned one." not in page.lines
    press(popov, OPENING, url=LINK)
    assert doors(popov)[1] == ("There is no link for captions and hosts.",)
    lines = read(popov.get(OPENING).text).lines
    assert "Another link than the planned one stands there." in lines
    assert "There is no link behind the door: paste one." not in lines
    assert "An editor gives the link for captions and hosts in the draft." in lines
    with users.database.storing() as unit:
        save_check(unit, 1, Checked(("1", 1), 0, "join", 1, alive=False, said="404", checked_at=NINE, since=NINE))
        unit.commit()
    dead = "The link for the meeting leads nowhere (404)."
    assert [line for line in read(popov.get(OPENING).text).lines if dead in line] == [
        f"There is no link for captions and hosts. {dead} The link",
        dead,
    ]
    assert doors(popov)[1] == (f"There is no link for captions and hosts. {dead}",)


def test_strangers_sign_in_first_and_come_back(browser_of: Callable[[], Visitor]) -> None:
    answer = browser_of().get(OPENING)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/desk/sign-in?next=%2Fdesk%2Fforum%2Frooms%2Fpopov%2F1-1",
    )


@pytest.mark.parametrize("form", [OPENING, f"{OPENING}/floor"], ids=["what is true", "the floor"])
def test_what_was_pressed_while_signed_out_is_told_not_to_be_done(popov: Visitor, users: Edge, form: str) -> None:
    """And one is back on the page that the button stands on, to press it again."""
    popov.client.delete_cookie("desk")
    sent = popov.post(form, full="yes", seen="0", csrf_token="of before").headers["Location"]
    asked = popov.get(sent)
    assert "You are signed out, so what you pressed was not done. Sign in, then press it again." in asked.text
    answer = popov.fill(sent, "/desk/sign-in", email="popov@forum.example", password=PASSWORD)
    while answer.status_code == 303:
        answer = popov.get(answer.headers["Location"])
    assert answer.request.path == OPENING
    assert "Not done: you were signed out. Press again." in answer.text
    assert said(users) == LiveRecord()
    press(popov, OPENING, full="yes")
    assert "you were signed out" not in popov.get(f"{OPENING}?done=public").text


def test_who_has_the_room_that_it_moved_to_runs_it_too(popov: Visitor, moderator: Moderator) -> None:
    library = moderator("library")
    theirs = f"{ROOMS}/library/1-1"
    assert library.get(theirs).status_code == 404
    press(popov, OPENING, room="library")
    assert [popov.get(OPENING).status_code, library.get(theirs).status_code] == [200, 200]
    assert "Moved to Library." in read(library.get(ROOMS).text).lines
    assert press(library, theirs, room="").status_code == 303
    assert library.get(theirs).status_code == 404


def test_rooms_that_are_taken_then_are_told_apart(popov: Visitor) -> None:
    page = popov.get(OPENING).text
    groups = re.findall(r'<optgroup label="(\w+) in its hours">(.*?)</optgroup>', page)
    found = {label: re.findall('value="([^"]+)"', options) for label, options in groups}
    assert found == {"Free": ["annex-1"], "Taken": ["library"]}


def test_what_is_in_no_room_is_for_editors(ana: Visitor, popov: Visitor, users: Edge, clock: SteppingClock) -> None:
    clock.set("2017-06-13T23:10")
    for visitor, email in ((ana, "ana"), (popov, "popov")):
        visitor.sign_in_by_force(f"{email}@forum.example")
    night = f"{ROOMS}/-/3-1"
    assert [night in read(visitor.get(ROOMS).text).links() for visitor in (ana, popov)] == [True, False]
    assert press(ana, night, late="15").status_code == 303
    assert said(users, "3").delay_minutes == 15


def test_a_link_put_there_is_shown_nowhere_and_counts_at_once(
    popov: Visitor, ana: Visitor, users: Edge, clock: SteppingClock, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = press(popov, OPENING, url=LINK, passcode="canary-code")
    clock.set("2017-06-12T09:06")
    door = popov.client.application.test_client().get("/join/forum-1-1", headers={"Accept": "application/json"})
    assert [(way["url"], way["passcode"]) for way in (door.json or {})["ways"]] == [(LINK, "canary-code")]
    pages = [popov.get(answer.headers["Location"]), popov.get(ROOMS), popov.get("/forum/live"), ana.get(OPENING)]
    pages += [ana.get("/api/v1/events/forum/changes"), press(popov, OPENING, late="x"), ana.get("/metrics")]
    with users.database.reading() as unit:
        stored = [repr(unit.execute(text(query)).all()) for query in STORED]
    told = [page.text + str(page.headers) for page in (answer, *pages)] + stored
    assert [each for each in (*told, caplog.text, "".join(capsys.readouterr())) if "canary" in each] == []
    assert all(page.headers["Cache-Control"] == "private, no-store" for page in (answer, *pages[:2], pages[3]))


def test_who_did_not_come_is_told_to_nobody_else(popov: Visitor, ana: Visitor, capsys: Any) -> None:
    public = [
        *("/forum/live", "/forum/", "/forum/sessions/1", "/forum/people/bob", "/forum/changes", "/join/forum-1-1"),
        *("/api/v1/events/forum/live", "/api/v1/events/forum/agenda", "/forum/feeds/programme.ics"),
    ]
    stranger = Visitor(popov.client.application.test_client())
    before = [stranger.get(path).data for path in public]
    press(popov, OPENING, away="bob")
    assert [stranger.get(path).data for path in public] == before
    assert read(popov.get(OPENING).text).lines[-1] == "Noted for the organisers. The public does not see it."
    assert "bob" not in capsys.readouterr().out.lower()
    live = ana.get("/api/v1/events/forum/sessions/1/placements/1/live").json
    assert (live or {})["no_shows"] == ["bob"]


def test_without_a_key_what_was_typed_stays(users: Edge, clock: SteppingClock) -> None:
    app = create_app(replace(users.config, secret_keys="", secret_keys_file=""), clock=clock)
    ana = Visitor(app.test_client())
    ana.sign_in("ana@forum.example")
    answer = press(ana, OPENING, url=LINK)
    assert (answer.status_code, alert(answer).partition(",")[0]) == (503, "Links and passcodes are stored encrypted")
    assert (read(answer.text).values()["url"], said(users)) == ([LINK], LiveRecord())
    assert press(ana, OPENING, late="5").status_code == 303
    dispose(app)
