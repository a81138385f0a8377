"""What holds of any programme, for all rules together: the engine finds what the oracles find, whole and by groups."""

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.conflicts import RULES, Signals, check, check_touching, compare, placing, sentence
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from tests.domain.conflicts.oracle import oracle
from tests.domain.conflicts.oracle_more import oracle_more
from tests.domain.conflicts.programmes_more import POLICY, placed, rich, signals
from tests.domain.conflicts.seen import seen

MODEST = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@settings(MODEST, max_examples=150)
@given(rich(), signals())
def test_the_engine_finds_what_the_oracles_find(programme: Programme, known: Signals) -> None:
    found = sorted(map(repr, map(seen, check(programme, POLICY, known))))
    assert found == sorted(map(repr, [*oracle(programme), *oracle_more(programme, known)]))


@MODEST
@given(rich(), signals(), st.randoms(use_true_random=False))
def test_conflicts_keys_and_order_do_not_depend_on_the_order_given(
    programme: Programme, known: Signals, chance: Random
) -> None:
    names = ("rooms", "people", "sessions", "placements", "slots", "teams", "accounts", "meetings", "relations")
    mixed: dict[str, Any] = {
        name: tuple(chance.sample(getattr(programme, name), len(getattr(programme, name)))) for name in names
    }
    assert check(replace(programme, **mixed), POLICY, known) == check(programme, POLICY, known)


@MODEST
@given(rich(), signals())
def test_keys_are_unique_and_every_conflict_can_be_told(programme: Programme, known: Signals) -> None:
    found = check(programme, POLICY, known)
    assert len({conflict.key for conflict in found}) == len(found)
    elsewhere = replace(programme, placements=())
    for conflict in found:
        told = sentence(programme, conflict)
        assert told.endswith(".")
        assert sentence(elsewhere, conflict) == told  # a suggestion is told by the draft, where it is not placed yet
        assert [code for code in (f"({party.session})" for party in conflict.parties) if code not in told] == []


@MODEST
@given(rich(), signals(), st.data())
def test_touching_is_the_touched_part_of_the_whole(programme: Programme, known: Signals, data: st.DataObject) -> None:
    parts = [(s.code, part.number) for s in programme.sessions for part in s.parts]
    chosen = data.draw(st.lists(st.sampled_from(parts), max_size=2))
    whole = check(programme, POLICY, known)
    touched = check_touching(programme, chosen, POLICY, known)
    assert touched == tuple(conflict for conflict in whole if conflict in touched)
    assert [c for c in whole if not set(chosen).isdisjoint(c.placements) and c not in touched] == []


@settings(MODEST, max_examples=100)
@given(rich(), signals(), st.data())
def test_what_moves_change_is_the_difference_of_two_whole_checks(
    before: Programme, known: Signals, data: st.DataObject
) -> None:
    parts = [(s.code, part.number) for s in before.sessions for part in s.parts]
    chosen = data.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique=True))
    moves = {one: data.draw(st.one_of(st.none(), placed(*one), placed(*one), placed(*one))) for one in chosen}
    after = placing(before, moves)
    assert after == ordered(after)
    old, new = check(before, POLICY, known), check(ordered(replace(after)), POLICY, known)
    old_keys, new_keys = {c.key for c in old}, {c.key for c in new}
    result = compare(before, after, chosen, POLICY, known)
    assert result.introduced == tuple(c for c in new if c.key not in old_keys)
    assert result.resolved == tuple(c for c in old if c.key not in new_keys)
    assert result.remaining == tuple(c for c in new if c.key in old_keys and set(c.placements) & set(chosen))


@MODEST
@given(rich(), signals())
def test_every_rule_is_found_by_itself_as_among_all(programme: Programme, known: Signals) -> None:
    every = check(programme, POLICY, known)
    for rule in RULES.values():
        alone = check(programme, POLICY, known, (rule,))
        assert sorted(c.key for c in alone) == sorted(c.key for c in every if c.rule == rule.slug)
