"""Which conflicts a programme has: all of them, those that some placements touch, and what a move changes."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict
from scheduler.domain.conflicts.policy import DEFAULTS, OFF, Policy
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.rules import ALL
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme

_POSITION = {rule.slug: place for place, rule in enumerate(ALL)}

_ONE_BY_ONE = 50
"""Placements whose groups are looked for. Of more, every group is judged, which takes 61 ms at 2,500 sessions: what 500
placements of a month each touch took 40 seconds to find, in which nobody else could write.
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What edits of some placements change, by conflict keys: new, gone, and those that name one of them and stay.

    `touched` are all that stand after it in the groups that were looked at, which are at least those of the placements.
    """

    introduced: tuple[Conflict, ...]
    resolved: tuple[Conflict, ...]
    remaining: tuple[Conflict, ...]
    touched: tuple[Conflict, ...] = ()


def check(
    programme: Programme,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    rules: tuple[Rule[Any], ...] = ALL,
) -> tuple[Conflict, ...]:
    """Every conflict: by severity, then in the rules' order, then by first moment (without one: last), then by key."""
    active = _active(policy, signals, rules)
    return _found(programme, policy, ((rule, rule.groups(programme)) for rule in active), rules)


def check_touching(
    programme: Programme,
    placements: Iterable[Ident],
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    rules: tuple[Rule[Any], ...] = ALL,
) -> tuple[Conflict, ...]:
    """The conflicts of the groups that these placements (session code, part) belong to, in the order of `check`."""
    named = tuple(placements)
    active = _active(policy, signals, rules)
    return _found(programme, policy, ((rule, _touched(rule, (programme,), named)) for rule in active), rules)


def compare(
    before: Programme,
    after: Programme,
    placements: Iterable[Ident],
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    rules: tuple[Rule[Any], ...] = ALL,
) -> Comparison:
    """What changes from one programme to another that differs from it in these placements alone.

    The groups of the old and of the new place are judged on both sides, so a conflict between others that this
    placement joins or leaves counts too. `remaining` are as they stand in `after`.
    """
    named = tuple(placements)
    active = _active(policy, signals, rules)
    if len(named) > _ONE_BY_ONE:
        touched = [(rule, {*rule.groups(before), *rule.groups(after)}) for rule in active]
    else:
        touched = [(rule, _touched(rule, (before, after), named)) for rule in active]
    old = _found(before, policy, touched, rules)
    new = _found(after, policy, touched, rules)
    old_keys = {conflict.key for conflict in old}
    new_keys = {conflict.key for conflict in new}
    concerned = set(named)
    return Comparison(
        introduced=tuple(c for c in new if c.key not in old_keys),
        resolved=tuple(c for c in old if c.key not in new_keys),
        remaining=tuple(c for c in new if c.key in old_keys and not concerned.isdisjoint(c.placements)),
        touched=new,
    )


def order(conflict: Conflict, position: Mapping[str, int]) -> tuple[int, int, bool, int, str, str]:
    """What conflicts are sorted by, the place of their rules given: different for any two."""
    untimed = conflict.starts is None
    parties = "\n".join(f"{code}/{part:05}" for code, part in conflict.placements) if untimed else ""
    severity = SEVERITIES.index(conflict.severity)
    return (severity, position[conflict.rule], untimed, conflict.starts or 0, parties, conflict.key)


def place_of(conflict: Conflict) -> tuple[int, int, bool, int, str, str]:
    """The place of a conflict among all that `check` finds."""
    return order(conflict, _POSITION)


def _active(policy: Policy, signals: Signals, rules: tuple[Rule[Any], ...]) -> list[Rule[Any]]:
    return [policy.configured(rule, signals) for rule in rules if policy.severity(rule) != OFF]


def _touched(rule: Rule[Any], programmes: tuple[Programme, ...], placements: tuple[Ident, ...]) -> set[Hashable]:
    return {g for programme in programmes for placement in placements for g in rule.groups_of(programme, placement)}


def _found(
    programme: Programme,
    policy: Policy,
    groups: Iterable[tuple[Rule[Any], Iterable[Hashable]]],
    rules: tuple[Rule[Any], ...],
) -> tuple[Conflict, ...]:
    def conflicts() -> Iterator[Conflict]:
        for rule, keys in groups:
            for group in keys:
                for conflict in rule.check(programme, group):
                    yield policy.settle(rule, conflict)

    position = {rule.slug: place for place, rule in enumerate(rules)}
    return tuple(sorted(conflicts(), key=lambda conflict: order(conflict, position)))
