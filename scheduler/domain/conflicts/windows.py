"""Times at which something may be used, asked often: opening hours, availability."""

from bisect import bisect_right
from collections.abc import Iterable

from scheduler.domain.timespan import Span, merge, uncovered


class Windows:
    """The union of some spans, merged once."""

    __slots__ = ("_starts", "spans")

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = merge(spans)
        self._starts = [span.starts for span in self.spans]

    def outside(self, starts: int, ends: int) -> tuple[Span, ...]:
        """What of the time from `starts` up to `ends` lies in none of them, in order."""
        last = bisect_right(self._starts, starts) - 1
        if last >= 0 and ends <= self.spans[last].ends:
            return ()  # nearly always, so without building anything
        return uncovered(Span(starts, ends), self.spans)
