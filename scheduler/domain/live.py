"""What is on at a moment, and what comes next: the release seen from one instant."""

from dataclasses import dataclass

from scheduler.domain.agenda import AgendaItem


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` runs at the instant `at`; `next` holds the first to follow in each room, and of those in none."""

    at: int
    now: tuple[AgendaItem, ...]
    next: tuple[AgendaItem, ...]


def at_moment(items: tuple[AgendaItem, ...], at: int) -> Moment:
    """The moment `at` of these entries, which are in the order of the agenda; cancelled ones take no part."""
    real = [item for item in items if not item.cancelled]
    later = [item for item in real if item.starts > at]
    first: dict[str, int] = {}
    for item in later:
        for room in item.rooms or ("",):
            first.setdefault(room, item.starts)
    return Moment(
        at,
        tuple(item for item in real if item.starts <= at < item.ends),
        tuple(item for item in later if any(first[room] == item.starts for room in item.rooms or ("",))),
    )
