"""Each placement of a crowded day tried in several cells: what moves change, by the groups touched and as a whole.

The properties say the same of any programme; these are the same moves each time, and take a second.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.domain.conflicts import RULES, Conflict, check, check_touching, compare, grouped, placing
from scheduler.domain.conflicts.groups import Groups, Index
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from tests.domain.conflicts.everything_wrong import CELLS, POLICY, SIGNALS, WRONG, put

Ident = tuple[str, int]
PARTS = [(session.code, part.number) for session in WRONG.sessions for part in session.parts]
INDEXES = [name for name, value in vars(Groups).items() if isinstance(value, Index)]


def moves(part: Ident) -> Iterator[Placement | None]:
    """Off, into each cell, and, if it is placed, five minutes later."""
    yield None
    yield from (put(part[0], starts, ends, where, part[1]) for starts, ends, where in CELLS)
    placed = WRONG.placement.get(part)
    if placed is not None:
        yield replace(placed, starts=placed.starts + 300, ends=placed.ends + 300)


def anew(moved: Programme) -> Programme:
    """The same programme, none of its indexes taken over."""
    return ordered(moved)


def whole(made: Programme) -> tuple[Conflict, ...]:
    return check(made, POLICY, SIGNALS)


def test_every_rule_is_broken() -> None:
    assert {conflict.rule for conflict in whole(WRONG)} == set(RULES)


@pytest.mark.parametrize("part", PARTS, ids=["/".join(map(str, part)) for part in PARTS])
def test_what_a_move_changes_is_the_difference_of_two_whole_checks(part: Ident) -> None:
    before = anew(WRONG)
    old = {conflict.key: conflict for conflict in whole(before)}
    for move in moves(part):
        after = placing(before, {part: move})
        new = {conflict.key: conflict for conflict in whole(anew(after))}
        assert whole(after) == tuple(new.values())
        result = compare(before, after, [part], POLICY, SIGNALS)
        assert result.introduced == tuple(conflict for key, conflict in new.items() if key not in old)
        assert result.resolved == tuple(conflict for key, conflict in old.items() if key not in new)
        assert result.remaining == tuple(c for key, c in new.items() if key in old and part in c.placements)
        assert whole(before) == tuple(old.values())


def test_a_swap_and_a_move_of_what_is_not_known_yet() -> None:
    moved: dict[Ident, Placement | None] = {
        ("1", 1): put("1", "09:30", "10:30", "left"),
        ("2", 1): put("2", "09:00", "10:00", "whole"),
        ("12", 1): put("12", "09:00", "10:00", "whole"),
        ("8", 1): None,
        ("3", 1): WRONG.placement["3", 1],
    }
    before = anew(WRONG)
    old = {conflict.key for conflict in whole(before)}
    after = placing(before, moved)
    new = whole(anew(after))
    assert whole(after) == new
    introduced = compare(before, after, list(moved), POLICY, SIGNALS).introduced
    assert introduced == tuple(conflict for conflict in new if conflict.key not in old)
    assert placing(after, {part: WRONG.placement.get(part) for part in moved}) == before


@pytest.mark.parametrize("part", PARTS, ids=["/".join(map(str, part)) for part in PARTS])
def test_touching_finds_all_that_name_the_part(part: Ident) -> None:
    found = whole(WRONG)
    touched = check_touching(WRONG, [part], POLICY, SIGNALS)
    assert [c for c in found if part in c.placements and c not in touched] == []
    assert touched == tuple(c for c in found if c in touched)


@pytest.mark.parametrize("part", PARTS, ids=["/".join(map(str, part)) for part in PARTS])
def test_indexes_are_taken_over_as_they_would_be_built(part: Ident) -> None:
    before = anew(WRONG)
    built = {name: {key: list(items) for key, items in getattr(grouped(before), name).items()} for name in INDEXES}
    for move in moves(part):
        after = placing(before, {part: move})
        for name in (*INDEXES, "placements", "items"):
            assert getattr(grouped(after), name) == getattr(grouped(anew(after)), name), name
        assert {name: getattr(grouped(before), name) for name in INDEXES} == built


def test_indexes_are_built_once() -> None:
    made = anew(WRONG)
    assert grouped(made) is grouped(made)
    assert [name for name in INDEXES if getattr(grouped(made), name) is not getattr(grouped(made), name)] == []
