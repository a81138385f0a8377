"""CPU time of checking whole programmes, one placement, and what one move changes, at three sizes of one density.

Run it as `python -m bench.check`. `first` builds the indexes, as after loading; `again` finds them built; `counts` is
again, with counts of bookmarks, registrations and interventions to look at, up to the largest audience that fits into
memory.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from gc import collect
from itertools import pairwise
from math import inf, log
from time import process_time

from bench.synthetic import followed, synthetic
from scheduler.domain.conflicts import ALL, Comparison, check, check_touching, compare, placing
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.store.db import collector_resting

BUDGETS = {250: 10.0, 2_500: 100.0, 25_000: 1_500.0}
MOST_FOLLOWED = 2_500  # pairs of bookmarks are 66 for each of two people per session
REPEATS = {250: 15, 2_500: 7, 25_000: 3}


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one call in this process, the garbage collector resting as it does in the service."""
    collect()
    with collector_resting():
        began = process_time()
        work()
        return (process_time() - began) * 1000


def fresh(programme: Programme) -> Programme:
    """The same programme without any index."""
    return replace(programme)


def move(programme: Programme) -> Mapping[tuple[str, int], Placement | None]:
    """The middle placement into the room of the one after it, at its time."""
    middle = len(programme.placements) // 2
    mover, target = programme.placements[middle : middle + 2]
    return {mover.id: replace(mover, room=target.room, starts=target.starts, ends=target.ends)}


def what_if(programme: Programme, moves: Mapping[tuple[str, int], Placement | None]) -> Comparison:
    """What the desk asks while somebody drags."""
    return compare(programme, placing(programme, moves), moves)


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of CPU, the best of some runs, because other work on the machine only adds."""

    size: int
    conflicts: int
    first: float
    again: float
    counts: float
    touch: float
    what_if: float


def measure(size: int) -> Figures:
    """The figures of one size. Touching and what-if are measured as on a kept programme: its indexes are there."""
    programme = synthetic(size)
    signals = followed(programme) if size <= MOST_FOLLOWED else None
    conflicts = len(check(programme))
    moves = move(programme)
    first = again = counts = inf
    for _ in range(REPEATS[size]):
        copy = fresh(programme)
        first = min(first, milliseconds(partial(check, copy)))
        again = min(again, milliseconds(partial(check, copy)))
        if signals is not None:
            counts = min(counts, milliseconds(partial(check, copy, signals=signals)))
    touch = min(milliseconds(partial(check_touching, programme, moves)) for _ in range(20))
    asked = min(milliseconds(partial(what_if, programme, moves)) for _ in range(20))
    return Figures(size, conflicts, first, again, counts, touch, asked)


def exponent(small: Figures, large: Figures) -> float:
    """How checking grows between two sizes: 1 is linear; n log n is about 1.1 here."""
    return log(large.first / small.first) / log(large.size / small.size)


def each_rule(size: int) -> None:
    """What each rule takes by itself, the indexes being there."""
    programme = synthetic(size)
    check(programme)
    print(f"\n{f'by rule, at {size:,}':>32}{'ms':>10}")
    for rule in ALL:
        took = min(milliseconds(partial(check, programme, rules=(rule,))) for _ in range(3))
        print(f"{rule.slug:>32}{took:>10.2f}")


def main() -> None:
    """Print a line per size, how the time grows, and what each rule takes."""
    columns = ("conflicts", "first ms", "again ms", "counts ms", "budget", "touch ms", "what-if")
    print(f"{'sessions':>9}{''.join(f'{name:>10}' for name in columns)}")
    found = [measure(size) for size in BUDGETS]
    for one in found:
        counts = "-" if one.counts == inf else f"{one.counts:.2f}"
        print(
            f"{one.size:>9,}{one.conflicts:>10,}{one.first:>10.2f}{one.again:>10.2f}{counts:>10}"
            f"{BUDGETS[one.size]:>10,.0f}{one.touch:>10.3f}{one.what_if:>10.3f}",
            flush=True,
        )
    for small, large in pairwise(found):
        print(f"from {small.size:,} to {large.size:,} it grows with the power {exponent(small, large):.2f}")
    print(f"touching one placement at 25,000: budget 1 ms, took {found[-1].touch:.3f}")
    each_rule(25_000)


if __name__ == "__main__":
    main()
