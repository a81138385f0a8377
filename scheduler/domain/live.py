"""What is on at a moment, and what comes next: the release seen from one instant."""

from dataclasses import dataclass

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.release import CONFIRMED


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` runs at the instant `at`; `next` holds the first to follow in each room."""

    at: int
    now: tuple[AgendaItem, ...]
    next: tuple[AgendaItem, ...]


def at_moment(items: tuple[AgendaItem, ...], at: int) -> Moment:
    """The moment `at` of these entries, which are in the order of the agenda; cancelled ones take no part."""
    real = [item for item in items if item.status == CONFIRMED]
    first: dict[str | None, int] = {}
    following: list[AgendaItem] = []
    for item in real:
        if item.starts <= at:
            continue
        room = item.room.key if item.room else None
        if first.setdefault(room, item.starts) == item.starts:
            following.append(item)
    return Moment(at, tuple(i for i in real if i.starts <= at < i.ends), tuple(following))
