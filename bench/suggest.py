"""CPU time of suggesting places for a part, and of looking at every cell of the week, as on a kept programme.

Run it as `python -m bench.suggest`. Seven sessions from all over the week, each asked three times: the best of three,
and of the seven the median and the worst.
"""

from functools import partial
from statistics import median

from bench.check import milliseconds
from bench.synthetic import synthetic
from bench.targets import Table
from scheduler.domain.conflicts import check
from scheduler.domain.suggesting import cells, suggest

TOP_TEN = {250: 5.0, 2_500: 10.0}
EVERY_CELL = {250: 100.0, 2_500: None}


def main() -> None:
    """Print a table for both sizes."""
    table = Table()
    table.heading()
    for size, aim in TOP_TEN.items():
        programme = synthetic(size)
        check(programme)  # builds the indexes, as the first check of a kept draft does
        asked = [p.id for p in programme.placements[10 :: len(programme.placements) // 7]][:7]
        ten = [min(milliseconds(partial(suggest, programme, *id_)) for _ in range(3)) for id_ in asked]
        every = [min(milliseconds(partial(cells, programme, *id_)) for _ in range(3)) for id_ in asked]
        table.row("10 suggestions, median", size, median(ten), aim)
        table.row("10 suggestions, worst", size, max(ten), aim)
        table.row(f"every cell with reasons ({len(cells(programme, *asked[0])):,})", size, max(every), EVERY_CELL[size])


if __name__ == "__main__":
    main()
