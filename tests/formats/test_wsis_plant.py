"""Planted conflicts: one of each rule, on marked sessions, and nothing else."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from scheduler.domain.conflicts import ALL, check
from scheduler.domain.errors import InvalidInput
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation, Person
from scheduler.domain.programme import Programme
from scheduler.domain.remote import PlatformAccount, Team
from scheduler.domain.session import SessionType, Track
from scheduler.domain.venue import Room
from scheduler.formats.wsis import build
from scheduler.formats.wsis_plant import plant
from scheduler.formats.wsis_plants import RULES
from tests.factories import programme
from tests.formats.naive_rules import NAIVE, broken

Named = TypeVar("Named", Organisation, Person, PlatformAccount, Room, SessionType, Team, Track)

FOLDER = Path(__file__).parents[2] / "seed_data" / "wsis-2017"

PLANTED = [
    ("account-double-booked", "PLANT22 PLANT23"),
    ("audience-clash", "PLANT31 PLANT32"),
    ("beside-plenary", "281 PLANT13"),
    ("cancelled-placed", "PLANT28"),
    ("duration-mismatch", "PLANT11"),
    ("during-break", "PLANT26 PLANT27"),
    ("incomplete", "PLANT37"),
    ("moderator-missing", "PLANT35"),
    ("one-voice-panel", "PLANT36"),
    ("organisation-clash", "PLANT33 PLANT34"),
    ("outside-event-hours", "PLANT7"),
    ("person-double-booked", "PLANT3 PLANT4"),
    ("person-overload", "PLANT18"),
    ("person-transfer", "PLANT16 PLANT17"),
    ("person-unavailable", "PLANT6"),
    ("person-unconfirmed", "PLANT19"),
    ("relation-broken", "PLANT29 PLANT30"),
    ("remote-slot-missing", "PLANT21"),
    ("remote-unsocial-hours", "PLANT20"),
    ("room-double-booked", "PLANT1 PLANT2"),
    ("room-lacks-feature", "PLANT9"),
    ("room-missing", "PLANT10"),
    ("room-too-small", "PLANT8"),
    ("room-turnover", "PLANT14 PLANT15"),
    ("room-unavailable", "PLANT5"),
    ("team-overbooked", "PLANT24 PLANT25"),
    ("unplaced", "PLANT12"),
]
OF_PEOPLE_COUNTED = ["interventions-overrun", "remote-capacity"]


@pytest.fixture(scope="module", params=[False, True], ids=["whole week", "facts only"])
def before(request: pytest.FixtureRequest) -> Programme:
    return build(FOLDER, facts_only=request.param)


def test_one_of_each_by_the_naive_rules(before: Programme) -> None:
    planted = (Counter(broken(plant(before))) - Counter(broken(before))).elements()
    assert sorted(planted) == [(rule, codes) for rule, codes in PLANTED if rule in NAIVE]
    assert Counter(broken(before)) - Counter(broken(plant(before))) == Counter()


def test_one_of_each_by_the_engine(before: Programme) -> None:
    """Parties by code, sorted as words: the engine's order of parties is another's business."""
    known = {conflict.key for conflict in check(before)}
    new = [conflict for conflict in check(plant(before)) if conflict.key not in known]
    found = sorted((c.rule, " ".join(sorted(party.session for party in c.parties))) for c in new)
    assert found == PLANTED


def test_every_rule_is_planted_that_a_programme_alone_can_break() -> None:
    """The two others look at registrations and interventions, of which a programme knows nothing."""
    assert sorted(RULES) == sorted({rule for rule, _ in PLANTED})
    assert sorted(rule.slug for rule in ALL if rule.slug not in RULES) == OF_PEOPLE_COUNTED


def test_what_was_found_before_is_found_still(before: Programme) -> None:
    known = set(check(before))
    assert known - set(check(plant(before))) == set()


def unplanted(things: tuple[Named, ...]) -> tuple[Named, ...]:
    """Those that do not call themselves planted."""
    return tuple(thing for thing in things if not thing.name.startswith("Planted "))


def test_what_was_there_stays(before: Programme) -> None:
    planted = plant(before)
    codes = {session.code for session in planted.sessions if session.code.startswith("PLANT")}
    assert len(codes) == 37
    assert (
        ordered(
            replace(
                planted,
                sessions=tuple(s for s in planted.sessions if s.code not in codes),
                placements=tuple(p for p in planted.placements if p.session not in codes),
                relations=(),
                slots=tuple(s for s in planted.slots if s.session not in codes),
                meetings=tuple(m for m in planted.meetings if m.session not in codes),
                rooms=unplanted(planted.rooms),
                session_types=unplanted(planted.session_types),
                tracks=unplanted(planted.tracks),
                teams=unplanted(planted.teams),
                accounts=unplanted(planted.accounts),
                people=unplanted(planted.people),
                organisations=unplanted(planted.organisations),
            )
        )
        == before
    )


def test_planted_sessions_are_marked(before: Programme) -> None:
    planted = plant(before)
    marks = [
        ("data:sample" in s.terms, s.title.startswith("Planted session "), s.title.endswith(" (placeholder data)"))
        for s in planted.sessions
        if s.code.startswith("PLANT")
    ]
    assert marks == [(True, True, True)] * 37
    for session in planted.sessions:
        assert {appearance.person for appearance in session.appearances} <= set(planted.person)


def test_planting_again_changes_nothing(before: Programme) -> None:
    planted = plant(before)
    assert plant(planted) == planted


def test_another_event_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        plant(programme())
    assert refused.value.detail == "Conflicts can be planted into wsis-2017 alone, not into forum. Seed it first."
