"""What is on at a moment, what opens soon, and what comes next: the release, and what is true of it now.

A release says when things were to be. Delays, ends and rooms that are said on the day move what is shown, at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE
from scheduler.domain.door import AS_PLANNED, Live
from scheduler.domain.placement import Ident

SOON = 30 * MINUTE
"""How long before it begins to the public a door is told of: seconds."""


@dataclass(frozen=True, slots=True)
class Running:
    """An entry as it really is: `starts` and `ends` (instants) follow what was said of it.

    `opens_at` is when its door opens to the public, None where it has none for them. `behind_minutes`: for how long
    after its start something late is expected to fill its room.
    """

    item: AgendaItem
    starts: int
    ends: int
    live: Live = AS_PLANNED
    opens_at: int | None = None
    behind_minutes: int = 0

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that it is in, the one it was moved to instead of its own."""
        return (self.live.emergency_room,) if self.live.emergency_room else self.item.rooms

    def is_on(self, at: int) -> bool:
        """Whether it runs at an instant."""
        return self.starts <= at < self.ends

    def is_to_come(self, at: int) -> bool:
        """Whether it is still to begin, and nobody said that it ended."""
        return self.starts > at and not self.live.has_ended(at)


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` runs at the instant `at`; `soon` opens its door to the public, and has not begun.

    `next` holds the first to follow in each room, and of those in none.
    """

    at: int
    now: tuple[Running, ...]
    soon: tuple[Running, ...]
    next: tuple[Running, ...]


def at_moment(
    items: tuple[AgendaItem, ...],
    at: int,
    live: Mapping[Ident, Live] | None = None,
    opens_before: Mapping[Ident, int] | None = None,
) -> Moment:
    """The moment `at` of these entries, which are in the order of the agenda; cancelled ones take no part.

    `live` is what was said of placements, `opens_before` the minutes by which doors open to the public before they
    begin, of those that do.
    """
    real = as_it_is(items, at, live, opens_before)
    later = [each for each in real if each.is_to_come(at)]
    first: dict[str, int] = {}
    for each in later:
        for room in each.rooms or ("",):
            first[room] = min(first.get(room, each.starts), each.starts)
    return Moment(
        at,
        now=tuple(each for each in real if each.is_on(at)),
        soon=tuple(each for each in later if each.opens_at is not None and each.opens_at - SOON <= at),
        next=tuple(each for each in later if any(first[room] == each.starts for room in each.rooms or ("",))),
    )


def as_it_is(
    items: tuple[AgendaItem, ...],
    at: int,
    live: Mapping[Ident, Live] | None = None,
    opens_before: Mapping[Ident, int] | None = None,
) -> tuple[Running, ...]:
    """Each of these entries as it really is at the instant `at`, in their order; arguments are those of `at_moment`.

    Those to come know for how long something late holds their room.
    """
    live, opens_before = live or {}, opens_before or {}
    real = [_running(item, live, opens_before) for item in items if not item.cancelled]
    late = [each for each in real if each.live.delay_minutes]
    return tuple(_behind(each, late) if each.is_to_come(at) else each for each in real)


def _running(item: AgendaItem, live: Mapping[Ident, Live], opens_before: Mapping[Ident, int]) -> Running:
    said = live.get(item.id, AS_PLANNED)
    minutes = opens_before.get(item.id)
    return Running(
        item,
        item.starts + said.late,
        said.real_end(item.ends),
        said,
        None if minutes is None else item.starts + said.late - minutes * MINUTE,
    )


def _behind(each: Running, late: list[Running]) -> Running:
    """With the minutes for which something that is late holds its room; what was planned beside it does not count."""
    until = max(
        (
            other.ends
            for other in late
            if other.item.ends <= each.item.starts and other.ends > each.starts and set(other.rooms) & set(each.rooms)
        ),
        default=each.starts,
    )
    if until == each.starts:
        return each
    return replace(each, behind_minutes=-(-(until - each.starts) // MINUTE))
