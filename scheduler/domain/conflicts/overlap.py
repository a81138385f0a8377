"""The one sweep over time: who is there at once, found without comparing pairs."""

from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush
from typing import TypeVar

T = TypeVar("T", int, str, tuple[str, int])

Item = tuple[int, int, tuple[str, int]]
"""Start, end (half-open) and which placement. A tuple, because a rule looks at tens of thousands of them."""


def simultaneous(
    items: Iterable[tuple[int, int, T]], *, more_than: int = 1
) -> Iterator[tuple[int, int, tuple[T, ...]]]:
    """Each largest set of more than `more_than` that are there at once, in order of time: the time common to all, who.

    Items are start, end (half-open) and who; who is there comes in ascending order.
    Largest: no other item is there throughout that time. Touching ends don't overlap; items that end before they
    begin, or as they begin, are never there. O(n log n) and the size of the answer.
    """
    there: list[tuple[int, T]] = []  # a heap of (end, what)
    latest = 0
    for start, end, what in sorted(items):
        if end <= start:
            continue
        if there and there[0][0] <= start:
            # Someone came since the last one left (`latest`), so this set lies within no other.
            if len(there) > more_than:
                yield latest, there[0][0], tuple(sorted(who for _, who in there))
            while there and there[0][0] <= start:
                heappop(there)
        heappush(there, (end, what))
        latest = start
    if len(there) > more_than:
        yield latest, there[0][0], tuple(sorted(who for _, who in there))


def largest(sets: Collection[tuple[T, ...]]) -> list[tuple[T, ...]]:
    """Those of some different sets that lie within no other of them, in their order."""
    if len(sets) < 2:
        return list(sets)
    holding: dict[T, list[frozenset[T]]] = {}
    for members in sets:
        whole = frozenset(members)
        for member in members:
            holding.setdefault(member, []).append(whole)
    return [
        members
        for members in sets
        if not any(frozenset(members) < other for other in min((holding[m] for m in members), key=len))
    ]
