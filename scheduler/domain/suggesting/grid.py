"""The cells that a part could be put into: starts on the event's grid, as the bits of a number, and rooms."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.clock import from_local
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


@dataclass(frozen=True, slots=True)
class Grid:
    """Every start (an instant) at which so many `seconds` fit into the hours of a day; a mask has a bit for each."""

    starts: tuple[int, ...]
    seconds: int

    @property
    def whole(self) -> int:
        """The mask of every start."""
        return (1 << len(self.starts)) - 1

    def meeting(self, span: Span, first: int = 0, last: int | None = None) -> int:
        """The starts at which the seconds from `first` up to `last` (all, if None) would overlap a span."""
        until = self.seconds if last is None else last
        low = bisect_right(self.starts, span.starts - until)
        high = bisect_left(self.starts, span.ends - first)
        return (1 << high) - (1 << low) if low < high else 0

    def within(self, span: Span, first: int = 0, last: int | None = None) -> int:
        """The starts at which those seconds would lie wholly in a span."""
        until = self.seconds if last is None else last
        low = bisect_left(self.starts, span.starts - first)
        high = bisect_right(self.starts, span.ends - until)
        return (1 << high) - (1 << low) if low < high else 0

    def spans(self, mask: int) -> tuple[Span, ...]:
        """The times that the starts of a mask stand for, in order."""
        return tuple(Span(self.starts[bit], self.starts[bit] + self.seconds) for bit in bits(mask))


def grid_of(programme: Programme, seconds: int, days: Collection[date] = ()) -> Grid:
    """The grid of the event's days, or of some of them: each day from its opening, in steps of local wall time.

    A wall time that the clocks skip is no start of its own, and one that they repeat is one.
    """
    event = programme.event
    found: set[int] = set()
    for day in event.days:
        if days and day.date not in days:
            continue
        closes = event.span_of(day).ends
        for minute in range(day.opens, day.closes, event.grid_minutes):
            start = from_local(day.date, minute, event.time_zone)
            if start + seconds <= closes:
                found.add(start)
    return Grid(tuple(sorted(found)), seconds)


def bits(mask: int) -> Iterable[int]:
    """The places of the bits that are set, in order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
