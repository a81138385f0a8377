"""The cells that a part could be put into: starts on the event's grid, as the bits of a number, and rooms."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from scheduler.domain.clock import from_local
from scheduler.domain.event import Day
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


@dataclass(frozen=True, slots=True)
class Grid:
    """Every start (an instant) at which so many `seconds` may begin; a mask has a bit for each."""

    starts: tuple[int, ...]
    seconds: int

    @property
    def whole(self) -> int:
        """The mask of every start."""
        return (1 << len(self.starts)) - 1

    def meeting(self, span: Span, first: int = 0, last: int | None = None) -> int:
        """The starts at which the seconds from `first` up to `last` (all, if None) would overlap a span.

        Nothing overlaps an empty one.
        """
        if span.starts >= span.ends:
            return 0
        return self.between(((span.starts - (self.seconds if last is None else last), span.ends - first),))

    def between(self, moments: Iterable[tuple[int, int]]) -> int:
        """The starts after the one and before the other of any of these pairs; a search asks for thousands of them."""
        starts, mask = self.starts, 0
        for after, before in moments:
            low, high = bisect_right(starts, after), bisect_left(starts, before)
            if low < high:
                mask |= (1 << high) - (1 << low)
        return mask

    def within(self, span: Span, first: int = 0, last: int | None = None) -> int:
        """The starts at which those seconds would lie wholly in a span."""
        until = self.seconds if last is None else last
        low = bisect_left(self.starts, span.starts - first)
        high = bisect_right(self.starts, span.ends - until)
        return (1 << high) - (1 << low) if low < high else 0

    def spans(self, mask: int) -> tuple[Span, ...]:
        """The times that the starts of a mask stand for, in order."""
        return tuple(Span(self.starts[bit], self.starts[bit] + self.seconds) for bit in bits(mask))


def grid_of(
    programme: Programme, seconds: int, days: Collection[date] = (), *, overnight: bool = False, now: int | None = None
) -> Grid:
    """The grid of the event's days, or of some of them: each day from its opening, in steps of local wall time.

    What begins has to end by the day's closing, unless it may go on `overnight`. Starts before `now` are left out, as
    long as there are later ones: what is over can still be looked at. A wall time that the clocks skip is no
    start of its own, and one that they repeat is one.
    """
    event = programme.event
    found: list[int] = []
    for day in event.days:
        if not days or day.date in days:
            closes = event.span_of(day).ends
            starts = _starts(day, event.grid_minutes, event.time_zone)
            found += [start for start in starts if overnight or start + seconds <= closes]
    coming = [start for start in found if now is None or start >= now]
    return Grid(tuple(sorted(set(coming or found))), seconds)


@lru_cache(maxsize=1024)  # every question of the same event asks for the same days
def _starts(day: Day, step: int, time_zone: str) -> tuple[int, ...]:
    return tuple(from_local(day.date, minute, time_zone) for minute in range(day.opens, day.closes, step))


def bits(mask: int) -> Iterable[int]:
    """The places of the bits that are set, in order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
