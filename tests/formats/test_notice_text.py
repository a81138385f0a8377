"""The words of notices: whole texts, in both zones; nothing in a title, name or address adds a line of its own."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.concern import Concern, NetChange, Version
from scheduler.domain.mail import require_line
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.formats.notice_text import MOST_ENTRIES, Addressee, notice_body, notice_subject
from tests.factories import at, event, person, placement, programme, room, session

BASE = "https://programme.example"
NOW = at("2017-06-01T09:00")
NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
FORUM = event(contact_email="desk@forum.example")
TO = Addressee(
    "Dr Ada Byron", "Pacific/Fiji", "You get this because you are in these sessions.", f"{BASE}/stop", "tkt_x"
)


def plan(*placed: Any, **fields: Any) -> Programme:
    return programme(
        *placed,
        event=FORUM,
        rooms=[room("popov"), room("library")],
        people=[person("ada"), person("bob")],
        sessions=[session("1", **({"title": "Opening", "mode": "hybrid", "people": ["ada"]} | fields))],
        slots=[RemoteSlot("1", 1, ways=(Way("join"),))],
    )


BEFORE = plan(placement("1", NINE, TEN, "popov"))


def told(before: Programme, after: Programme, who: str = "ada") -> tuple[tuple[Concern, ...], PublicRelease]:
    first = release(before, None, number=1, label="", note="", at=NOW - 2)
    second = release(after, first, number=2, label="", note="", at=NOW - 1)
    return NetChange(Version(before, first), Version(after, second), NOW).for_person(who), second


def test_a_move_is_told_in_both_zones_with_the_way_in() -> None:
    concerns, _ = told(BEFORE, plan(placement("1", TEN, ELEVEN, "library")))
    assert notice_subject(concerns, FORUM) == "Forum: Moved: Opening"
    assert notice_body(concerns, FORUM, TO, BASE) == (
        "Dear Dr Ada Byron,\n"
        "\n"
        "The programme of Forum has changed. What concerns you:\n"
        "\n"
        "Opening\n"
        "  Moved from Mon 12 June 09:00, Popov to 10:00, Library.\n"
        "  When: Monday 12 June 2017, 10:00\N{EN DASH}11:00 (Europe/Zurich, UTC+02:00)\n"
        "  For you: Monday 12 June 2017, 20:00\N{EN DASH}21:00 (Pacific/Fiji, UTC+12:00)\n"
        "  Where: Library\n"
        "  Take part online: https://programme.example/join/forum-1-1?t=tkt_x\n"
        "  https://programme.example/forum/sessions/1\n"
        "\n"
        "The whole programme: https://programme.example/forum/\n"
        "\n"
        "--\n"
        "You get this because you are in these sessions.\n"
        "No more of these mails: https://programme.example/stop\n"
        "Questions: desk@forum.example\n"
    )


@pytest.mark.parametrize(
    ("after", "who", "subject", "lines"),
    [
        pytest.param(
            plan(),
            "ada",
            "Forum: Cancelled: Opening",
            ["Opening", "  Cancelled (was Mon 12 June 09:00, Popov).", f"  {BASE}/forum/sessions/1"],
            id="cancelled",
        ),
        pytest.param(
            replace(BEFORE, sessions=(replace(BEFORE.sessions[0], appearances=()),)),
            "ada",
            "Forum: You are no longer in: Opening",
            ["Opening", "  You are no longer in it (it was Mon 12 June 09:00).", f"  {BASE}/forum/sessions/1"],
            id="no longer in it",
        ),
        pytest.param(
            plan(placement("1", NINE, TEN, "popov"), mode="onsite", people=()),
            "nobody",
            "Forum: 0 changes that concern you",
            [],
            id="nothing",
        ),
    ],
)
def test_what_is_told_of_what_is_no_more(after: Programme, who: str, subject: str, lines: list[str]) -> None:
    concerns, _ = told(BEFORE, after, who)
    assert notice_subject(concerns, FORUM) == subject
    body = notice_body(concerns, FORUM, Addressee("", None, "Why.", "S"), BASE)
    assert body.split("\n\n")[1].splitlines() == (lines or [f"The whole programme: {BASE}/forum/"])


def plan_with_bob() -> Programme:
    return plan(placement("1", NINE, TEN, None), people=["ada", "bob"])


def test_who_joins_is_told_where_and_when() -> None:
    concerns, _ = told(BEFORE, plan_with_bob(), "bob")
    assert notice_subject(concerns, FORUM) == "Forum: You are in: Opening"
    body = notice_body(concerns, FORUM, replace(TO, ticket=None, time_zone=None), BASE)
    assert "  You are in it: Mon 12 June 09:00, no room yet.\n" in body
    assert "  Where: no room yet\n  Take part online: https://programme.example/join/forum-1-1\n" in body


def test_who_organises_is_told_so() -> None:
    concerns, _ = told(BEFORE, plan_with_bob(), "bob")
    left, _ = told(plan_with_bob(), BEFORE, "bob")
    assert notice_subject(concerns, FORUM, organises=True) == "Forum: You organise: Opening"
    assert notice_subject(left, FORUM, organises=True) == "Forum: You no longer organise: Opening"
    body = notice_body([*concerns, *left], FORUM, replace(TO, organises=True), BASE)
    assert "  You organise it: Mon 12 June 09:00, no room yet.\n" in body
    assert "  You no longer organise it (it was Mon 12 June 09:00).\n" in body


def test_many_are_counted() -> None:
    codes = [str(number) for number in range(1, MOST_ENTRIES + 6)]
    sessions = [session(code, people=["ada"]) for code in codes]
    before = programme(sessions=sessions, people=[person("ada")])
    after = programme(*(placement(code, NINE, TEN) for code in codes), sessions=sessions, people=[person("ada")])
    concerns, _ = told(before, after)
    assert notice_subject(concerns, FORUM) == "Forum: 65 changes that concern you"
    body = notice_body(concerns, FORUM, TO, BASE)
    assert body.count("  You are in it") == 60
    assert "And 5 more: https://programme.example/forum/changes\n" in body


EVIL = (
    "a\r\nBcc: eve@evil.example",
    "a\nb",
    "a\rb",
    "a\u2028b",
    "a\u2029b",
    "a\x85b",
    "a\x0bb",
    "a\x00b",
    "\u202egnp.exe",
)


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_adds_a_line_or_header(evil: str) -> None:
    """As a file imported long ago might have it: titles, rooms, names and the event's own name."""
    poisoned = replace(FORUM, name=f"Forum {evil}", venue=f"Hall {evil}")
    rooms = (room("popov", name=f"Popov {evil}"),)
    after = replace(plan(placement("1", TEN, ELEVEN, "popov"), title=f"Opening {evil}"), event=poisoned, rooms=rooms)
    concerns, _ = told(BEFORE, after)
    subject = notice_subject(concerns, poisoned)
    assert require_line(subject, "subject") == subject
    body = notice_body(concerns, poisoned, replace(TO, name=f"Ada {evil}"), BASE)
    assert len(body.splitlines()) == 19 - 1
    assert not {"\r", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\u202e"} & set(body)
