"""Invitations as calendar programs read them: one entry, one attendee, the UID and SEQUENCE of the public calendars."""

from dataclasses import replace
from typing import Any

import icalendar
import pytest
import vobject

from scheduler.domain.concern import Concern
from scheduler.domain.mail import method_of
from scheduler.domain.release import PublicRelease
from scheduler.formats.ical import render_event
from scheduler.formats.itip import Method, invitation, method_for
from tests.factories import placement
from tests.formats.test_notice_text import BASE, BEFORE, ELEVEN, FORUM, NINE, TEN, plan, plan_with_bob, told

MOVED = plan(placement("1", TEN, ELEVEN, "library"))


def made(concern: Concern, method: Method, release: PublicRelease, **who: str) -> str:
    whom = {"address": "ada@forum.example", "name": "Dr Ada Byron"} | who
    return invitation(concern, method, release, address=whom["address"], name=whom["name"], base_url=BASE)


def event_of(text: str) -> Any:
    """The one event in it, as two readers find it."""
    assert next(vobject.readComponents(text)).validate()
    calendar: Any = icalendar.Calendar.from_ical(text)
    (found,) = calendar.walk("VEVENT")
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Zurich"]
    return found


def test_a_move_is_a_request_to_one_person() -> None:
    (concern,), release = told(BEFORE, MOVED)
    text = made(concern, "REQUEST", release)
    assert (method_of(text), method_for(concern)) == ("REQUEST", "REQUEST")
    found = event_of(text)
    attendee = found["ATTENDEE"]
    assert (str(attendee), dict(attendee.params)) == (
        "mailto:ada@forum.example",
        {
            "CN": "Dr Ada Byron",
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "FALSE",
        },
    )
    assert (str(found["ORGANIZER"]), found["UID"], found["SEQUENCE"], found["STATUS"], found["TRANSP"]) == (
        "mailto:desk@forum.example",
        "forum-1-1@forum.example",
        1,
        "CONFIRMED",
        "OPAQUE",
    )


def test_it_is_the_public_entry_but_for_the_attendee_and_the_time_taken() -> None:
    (concern,), release = told(BEFORE, MOVED)
    public = render_event(release.item["1", 1], release.entry["1", 1], FORUM, base_url=BASE).decode()
    own = made(concern, "REQUEST", release).replace("\r\n ", "").splitlines()
    extra = set(own) - set(public.replace("\r\n ", "").splitlines())
    assert {line.partition(":")[0].partition(";")[0] for line in extra if "ATTENDEE" in line or "TRANSP" in line} == {
        "ATTENDEE",
        "TRANSP",
    }
    assert {"METHOD:REQUEST", "CALSCALE:GREGORIAN", "VERSION:2.0"} <= extra


def test_what_is_cancelled_or_left_is_cancelled_in_the_calendar() -> None:
    (gone,), release = told(BEFORE, plan())
    found = event_of(made(gone, "CANCEL", release))
    assert (method_for(gone), found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    (left,), release = told(plan_with_bob(), BEFORE, "bob")
    found = event_of(made(left, "CANCEL", release))
    assert (method_for(left), release.item["1", 1].status, found["STATUS"]) == ("CANCEL", "confirmed", "CANCELLED")


@pytest.mark.parametrize(
    ("after", "method"),
    [
        pytest.param(plan(placement("1", NINE, TEN, "popov"), title="Opening ceremony"), None, id="words"),
        pytest.param(plan(placement("1", NINE, TEN, "popov"), people=["ada", "bob"]), None, id="people"),
        pytest.param(plan(placement("1", NINE, ELEVEN, "popov")), "REQUEST", id="length"),
        pytest.param(plan(placement("1", NINE, TEN, "library")), "REQUEST", id="room"),
    ],
)
def test_words_alone_invite_nobody_anew(after: Any, method: str | None) -> None:
    (concern,), _ = told(BEFORE, after)
    assert method_for(concern) == method


@pytest.mark.parametrize("evil", ["a\r\nATTENDEE:mailto:eve@evil.example", 'a";X=b:c', "a\nb", "a\u2028b", "a\x00b"])
def test_no_name_or_address_adds_a_property(evil: str) -> None:
    (concern,), release = told(BEFORE, MOVED)
    text = made(concern, "REQUEST", release, name=evil, address=f"ada{evil}@forum.example")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0].partition(";")[0] for line in lines].count("ATTENDEE") == 1
    assert "X=b" not in dict(event_of(text)["ATTENDEE"].params)
    assert "\x00" not in text
    assert replace(concern) == concern
