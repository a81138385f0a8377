"""CPU time of checking whole programmes, and of what one move changes, at three sizes of one density.

Run it as `python -m bench.check`. `first` builds the indexes, as after loading; `again` finds them built.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from gc import collect
from math import inf
from time import process_time

from bench.synthetic import synthetic
from scheduler.domain.conflicts import check, compare
from scheduler.domain.programme import Programme

BUDGETS = {250: 10.0, 2_500: 100.0, 25_000: 1_500.0}
REPEATS = {250: 15, 2_500: 7, 25_000: 3}


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one call in this process."""
    collect()
    began = process_time()
    work()
    return (process_time() - began) * 1000


def fresh(programme: Programme) -> Programme:
    """The same programme without any index."""
    return replace(programme)


def moved(programme: Programme) -> Programme:
    """The programme with its middle placement moved into the room of the one after it, at its time."""
    middle = len(programme.placements) // 2
    mover, target = programme.placements[middle : middle + 2]
    there = replace(mover, room=target.room, starts=target.starts, ends=target.ends)
    return replace(
        programme,
        placements=tuple(
            sorted(
                (there if p is mover else p for p in programme.placements),
                key=lambda p: (p.starts, p.ends, p.session, p.part),
            )
        ),
    )


def measure(size: int) -> str:
    """A line of figures for one size: the best of some runs, because other work on the machine only adds."""
    programme = synthetic(size)
    conflicts = len(check(programme))
    middle = [programme.placements[size // 2].id]
    first = again = move = inf
    for _ in range(REPEATS[size]):
        copy, after = fresh(programme), moved(programme)
        first = min(first, milliseconds(partial(check, copy)))
        again = min(again, milliseconds(partial(check, copy)))
        move = min(move, milliseconds(partial(compare, programme, after, middle)))
    return (
        f"{size:>9,}{conflicts:>10,}{first:>10.2f}{again:>10.2f}{move:>10.2f}{BUDGETS[size]:>8,.0f}"
        f"{first / size * 1000:>12.2f}"
    )


def main() -> None:
    """Print a line per size."""
    print(
        f"{'sessions':>9}{'conflicts':>10}{'first ms':>10}{'again ms':>10}{'move ms':>10}{'budget':>8}{'us each':>12}"
    )
    for size in BUDGETS:
        print(measure(size))


if __name__ == "__main__":
    main()
