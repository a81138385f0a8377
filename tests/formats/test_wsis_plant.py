"""Planted conflicts: one of each rule, on marked sessions, and nothing else."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.conflicts.check import check
from scheduler.domain.errors import InvalidInput
from scheduler.domain.programme import Programme, ordered
from scheduler.formats.wsis import build
from scheduler.formats.wsis_plant import RULES, plant
from tests.factories import programme
from tests.formats.naive_rules import broken

FOLDER = Path(__file__).parents[2] / "seed_data" / "wsis-2017"

PLANTED = [
    ("beside-plenary", "281 PLANT13"),
    ("duration-mismatch", "PLANT11"),
    ("outside-event-hours", "PLANT7"),
    ("person-double-booked", "PLANT3 PLANT4"),
    ("person-unavailable", "PLANT6"),
    ("room-double-booked", "PLANT1 PLANT2"),
    ("room-lacks-feature", "PLANT9"),
    ("room-missing", "PLANT10"),
    ("room-too-small", "PLANT8"),
    ("room-unavailable", "PLANT5"),
    ("unplaced", "PLANT12"),
]


@pytest.fixture(scope="module", params=[False, True], ids=["whole week", "facts only"])
def before(request: pytest.FixtureRequest) -> Programme:
    return build(FOLDER, facts_only=request.param)


def test_one_of_each_by_the_naive_rules(before: Programme) -> None:
    assert sorted(Counter(broken(plant(before))) - Counter(broken(before))) == PLANTED
    assert Counter(broken(before)) - Counter(broken(plant(before))) == Counter()


def test_one_of_each_by_the_engine(before: Programme) -> None:
    """Parties by code, sorted as words: the engine's order of parties is another's business."""
    known = {conflict.key for conflict in check(before)}
    new = [conflict for conflict in check(plant(before)) if conflict.key not in known]
    found = sorted((c.rule, " ".join(sorted(party.session for party in c.parties))) for c in new)
    assert found == PLANTED


def test_rules_are_those_planted() -> None:
    assert sorted(RULES) == sorted({rule for rule, _ in PLANTED})


def test_what_was_there_stays(before: Programme) -> None:
    planted = plant(before)
    codes = {session.code for session in planted.sessions if session.code.startswith("PLANT")}
    assert len(codes) == 13
    assert (
        ordered(
            replace(
                planted,
                sessions=tuple(s for s in planted.sessions if s.code not in codes),
                placements=tuple(p for p in planted.placements if p.session not in codes),
                rooms=tuple(r for r in planted.rooms if r.slug != "planted-room"),
                people=tuple(p for p in planted.people if not p.name.startswith("Planted ")),
                organisations=tuple(o for o in planted.organisations if not o.name.startswith("Planted ")),
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
    assert marks == [(True, True, True)] * 13
    for session in planted.sessions:
        assert {appearance.person for appearance in session.appearances} <= set(planted.person)


def test_planting_again_changes_nothing(before: Programme) -> None:
    planted = plant(before)
    assert plant(planted) == planted


def test_another_event_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        plant(programme())
    assert refused.value.detail == "Conflicts can be planted into wsis-2017 alone, not into forum. Seed it first."
