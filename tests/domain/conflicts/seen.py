"""A conflict as tests compare it: everything but its key and its parties' facts, which `test_conflict` looks at."""

from typing import NamedTuple

from scheduler.domain.conflicts import ALL, NO_SIGNALS, RULES, Policy, Signals, check
from scheduler.domain.conflicts.conflict import Conflict, Detail
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span
from tests.factories import span


class Seen(NamedTuple):
    """`parties` as `101` for a first part, `101/2` for another, in order."""

    rule: str
    severity: str
    parties: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    room: str | None = None
    person: str | None = None
    overlap_minutes: int | None = None
    details: tuple[tuple[str, Detail], ...] = ()
    account: str | None = None
    team: str | None = None
    organisation: str | None = None


def seen(conflict: Conflict) -> Seen:
    return Seen(
        conflict.rule,
        conflict.severity,
        tuple(code if part == 1 else f"{code}/{part}" for code, part in conflict.placements),
        conflict.spans,
        conflict.room,
        conflict.person,
        conflict.overlap_minutes,
        conflict.details,
        conflict.account,
        conflict.team,
        conflict.organisation,
    )


PLACED = tuple(
    rule
    for rule in ALL
    if rule.slug not in {"incomplete", "moderator-missing", "one-voice-panel", "remote-slot-missing"}
)
"""Without the rules that look at what a session is rather than where: most small programmes break those too."""


def broken(rule: str, programme: Programme, signals: Signals = NO_SIGNALS, **parameters: int | bool) -> list[Seen]:
    """What one rule, with these parameters, finds in the whole programme."""
    policy = Policy.of({}, {rule: parameters}, RULES.values())
    return [seen(conflict) for conflict in check(programme, policy, signals, (RULES[rule],))]


def t(clock: str) -> str:
    """`09:00` is that time on 12 June 2017; a longer text is itself."""
    return f"2017-06-12T{clock}" if len(clock) == len("09:00") else clock


def s(starts: str, ends: str) -> Span:
    return span(t(starts), t(ends))
