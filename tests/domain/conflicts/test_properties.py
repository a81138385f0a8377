"""What holds of any programme: the engine finds what the naive oracle finds, in one order, and by groups."""

from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.conflicts import check, check_touching, compare, placing, sentence
from scheduler.domain.programme import Programme, ordered
from tests.domain.conflicts.oracle import oracle
from tests.domain.conflicts.programmes import placements, programmes
from tests.domain.conflicts.seen import seen

T = TypeVar("T")

MODEST = settings(max_examples=50, deadline=None)  # the oracle is slow; each example has dozens of collisions


@settings(MODEST, max_examples=120)
@given(programmes())
def test_the_engine_finds_what_the_oracle_finds(programme: Programme) -> None:
    assert sorted(map(repr, map(seen, check(programme)))) == sorted(map(repr, oracle(programme)))


def shuffled(things: tuple[T, ...], chance: Random) -> tuple[T, ...]:
    return tuple(chance.sample(things, len(things)))


@MODEST
@given(programmes(), st.randoms(use_true_random=False))
def test_conflicts_and_their_order_do_not_depend_on_the_order_given(programme: Programme, chance: Random) -> None:
    other = replace(
        programme,
        rooms=shuffled(programme.rooms, chance),
        people=shuffled(programme.people, chance),
        sessions=shuffled(programme.sessions, chance),
        placements=shuffled(programme.placements, chance),
        session_types=shuffled(programme.session_types, chance),
    )
    assert check(other) == check(programme)


@MODEST
@given(programmes())
def test_keys_are_unique(programme: Programme) -> None:
    keys = [conflict.key for conflict in check(programme)]
    assert len(set(keys)) == len(keys)


@MODEST
@given(programmes())
def test_every_conflict_can_be_told(programme: Programme) -> None:
    for conflict in check(programme):
        told = sentence(programme, conflict)
        assert told.endswith(".")
        assert [code for code in (f"({p.session})" for p in conflict.parties) if code not in told] == []


@MODEST
@given(programmes(), st.data())
def test_touching_is_the_touched_part_of_the_whole(programme: Programme, data: st.DataObject) -> None:
    parts = [(s.code, part.number) for s in programme.sessions for part in s.parts]
    chosen = data.draw(st.lists(st.sampled_from(parts), max_size=2))
    whole, touched = check(programme), check_touching(programme, chosen)
    assert touched == tuple(c for c in whole if c in touched)
    assert [c for c in whole if not set(chosen).isdisjoint(c.placements) and c not in touched] == []


@MODEST
@given(programmes(), st.data())
def test_what_a_move_changes_is_the_difference_of_two_whole_checks(before: Programme, data: st.DataObject) -> None:
    parts = [(s.code, part.number) for s in before.sessions for part in s.parts]
    chosen = data.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=2, unique=True))
    before = ordered(before)
    stay = tuple(p for p in before.placements if p.id not in chosen)
    new = tuple(data.draw(placements(*one)) for one in chosen if data.draw(st.integers(0, 3)))  # or taken off
    after = ordered(replace(before, placements=stay + new))
    named = {p.id: p for p in new}
    moved = placing(before, {one: named.get(one) for one in chosen})

    old, now = check(before), check(after)
    old_keys, new_keys = {c.key for c in old}, {c.key for c in now}
    result = compare(before, moved, chosen)
    assert result == compare(before, after, chosen)
    assert result.introduced == tuple(c for c in now if c.key not in old_keys)
    assert result.resolved == tuple(c for c in old if c.key not in new_keys)
    assert result.remaining == tuple(c for c in now if c.key in old_keys and set(c.placements) & set(chosen))
