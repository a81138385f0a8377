"""What is said where something is gone, or there is next to nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.conflicts import RULES, Conflict, Party, check, sentence
from scheduler.domain.conflicts.sentences import hours, person_name, room_name, titled, when
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Organiser, SessionType
from tests.domain.conflicts.seen import t
from tests.factories import placement, programme, session

MADE = programme(sessions=[session("101", title="Opening", parts=[60, 60])])
NOWHERE = Conflict("k", "r", "info", (Party("101", 1),))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(lambda: room_name(MADE, None), "no room", id="no room"),
        pytest.param(lambda: room_name(MADE, "hall"), "hall", id="a room that is gone"),
        pytest.param(lambda: person_name(MADE, None), "Someone no longer listed", id="nobody"),
        pytest.param(lambda: person_name(MADE, "ada"), "Someone no longer listed", id="somebody who is gone"),
        pytest.param(lambda: titled(MADE, "102", 1), "102", id="a session that is gone"),
        pytest.param(lambda: titled(MADE, "101"), '"Opening" (101)', id="a session as a whole"),
        pytest.param(lambda: titled(MADE, "101", 2), '"Opening", part 2 (101)', id="a part"),
        pytest.param(lambda: when(MADE, ()), "at no time", id="no time"),
        pytest.param(lambda: hours(MADE, NOWHERE, NOWHERE.parties[0]), "at no time", id="a party that is not placed"),
    ],
)
def test_words(said: Callable[[], str], expected: str) -> None:
    assert said() == expected


def busy() -> Programme:
    """Two sessions that share half an hour, and all else that can be shared; beside a plenary, in a break's room."""
    both: dict[str, Any] = {
        "people": ["ada"],
        "languages": ("en",),
        "interpretation": ("fr",),
        "organisers": (Organiser("itu"),),
        "track": "skills",
        "terms": ("sdg:4",),
        "features": ("loop",),
    }
    return programme(
        placement("101", t("09:00"), t("10:00"), "hall"),
        placement("102", t("09:30"), t("10:30"), "hall"),
        placement("103", t("08:00"), t("09:30")),
        placement("104", t("10:00"), t("11:00"), "hall"),
        sessions=[
            session("101", **both),
            session("102", **both),
            session("103", type="plenary"),
            session("104", type="break"),
        ],
        session_types=[SessionType("plenary", "Plenary", plenary=True), SessionType("break", "Break", break_=True)],
        meetings=[Meeting("a", "zoom"), Meeting("b", "zoom")],
        slots=[RemoteSlot(code, 1, slug, (), None, None, 0, 0, 0, 0) for code, slug in (("101", "a"), ("102", "b"))],
        teams=[Team("fr", "The French booth", "interpreters", ("en", "fr"))],
        accounts=[PlatformAccount("zoom", "Zoom One")],
    )


@pytest.mark.parametrize(
    "rule",
    [
        "account-double-booked",
        "audience-clash",
        "beside-plenary",
        "during-break",
        "organisation-clash",
        "person-double-booked",
        "room-double-booked",
        "team-overbooked",
    ],
)
def test_what_is_shared_for_some_seconds_is_said_to_be(rule: str) -> None:
    made = busy()
    found = check(made, rules=(RULES[rule],))
    assert {conflict.overlap_minutes for conflict in found} == {30}
    told = [sentence(made, conflict) for conflict in found]
    brief = [sentence(made, replace(conflict, overlap_minutes=0)) for conflict in found]
    assert brief == [each.replace("(30 minutes)", "(less than a minute)") for each in told]
    assert [each for each in told if "(30 minutes)" not in each] == []


SIDES = '"Session 101" (101) from 09:00 to 10:00 and "Session 102" (102) from 09:30 to 10:30.'
SHARED = "on Mon 12 June from 09:30 to 10:00 (30 minutes)"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            "account-double-booked",
            f"zoom can host 1 meeting at once, and would host 2 {SHARED}, opening times included: {SIDES}",
            id="account",
        ),
        pytest.param("organisation-clash", f"itu leads 2 sessions at once {SHARED}: {SIDES}", id="organisation"),
        pytest.param("team-overbooked", f"fr (1 team) is needed 2 times at once {SHARED}: {SIDES}", id="team"),
    ],
)
def test_what_is_not_listed_is_called_by_its_slug(rule: str, expected: str) -> None:
    """A conflict that was kept may name what was taken off the lists since."""
    made = busy()
    (conflict,) = check(made, rules=(RULES[rule],))
    assert sentence(replace(made, accounts=(), organisations=(), teams=()), conflict) == expected


def test_a_feature_that_is_not_listed_is_called_by_its_slug() -> None:
    made = busy()
    conflict = check(made, rules=(RULES["room-lacks-feature"],))[0]
    assert sentence(made, conflict) == (
        'Hall lacks what "Session 101" (101) needs on Mon 12 June from 09:00 to 10:00: loop.'
    )
