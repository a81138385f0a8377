"""The one sweep over time: who is there at once, found without comparing pairs."""

from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush

Item = tuple[int, int, int]
"""Start, end (half-open) and what it is. A tuple, because a rule looks at tens of thousands of them."""

Overlap = tuple[int, int, tuple[int, ...]]
"""The time that all share (start, end), and who they are, ascending."""


def simultaneous(items: Iterable[Item]) -> Iterator[Overlap]:
    """Each largest set of two or more items that are there at once, with the time common to all, in order of time.

    Largest: no other item is there throughout that time. Touching ends don't overlap; items that end before they
    begin, or as they begin, are never there. O(n log n) and the size of the answer.
    """
    there: list[tuple[int, int]] = []  # a heap of (end, what)
    latest = 0
    for start, end, what in sorted(items):
        if end <= start:
            continue
        if there and there[0][0] <= start:
            # Someone came since the last one left (`latest`), so this set lies within no other.
            if len(there) > 1:
                yield latest, there[0][0], tuple(sorted(who for _, who in there))
            while there and there[0][0] <= start:
                heappop(there)
        heappush(there, (end, what))
        latest = start
    if len(there) > 1:
        yield latest, there[0][0], tuple(sorted(who for _, who in there))


def largest(sets: Collection[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those of some different sets that lie within no other of them, in their order."""
    if len(sets) < 2:
        return list(sets)
    holding: dict[int, list[frozenset[int]]] = {}
    for members in sets:
        whole = frozenset(members)
        for member in members:
            holding.setdefault(member, []).append(whole)
    return [
        members
        for members in sets
        if not any(frozenset(members) < other for other in min((holding[m] for m in members), key=len))
    ]
