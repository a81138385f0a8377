"""Half-open spans of time and the little arithmetic that rules need: covering, merging, intersecting."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `starts` up to, and without, `ends`, in seconds since the epoch."""

    starts: int
    ends: int

    def overlaps(self, other: "Span") -> bool:
        """Whether any moment lies in both; touching ends do not, nor does anything meet an empty span."""
        return max(self.starts, other.starts) < min(self.ends, other.ends)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same moments in as few spans as possible, in order: touching ones become one, empty ones are left out."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.starts < span.ends):
        if merged and span.starts <= merged[-1].ends:
            if span.ends > merged[-1].ends:
                merged[-1] = Span(merged[-1].starts, span.ends)
        else:
            merged.append(span)
    return tuple(merged)


def uncovered(span: Span, cover: Iterable[Span]) -> tuple[Span, ...]:
    """What of `span` lies in none of `cover`, in order."""
    left: list[Span] = []
    reached = span.starts
    for window in merge(cover):
        if window.ends <= reached:
            continue
        if window.starts >= span.ends:
            break
        if window.starts > reached:
            left.append(Span(reached, window.starts))
        reached = max(reached, window.ends)
    if reached < span.ends:
        left.append(Span(reached, span.ends))
    return tuple(left)
