"""A table of figures beside their targets, and how a figure is taken."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    """Rows of (what, size, figure, target); prints itself as it grows."""

    missed: list[str] = field(default_factory=list)

    def heading(self) -> None:
        """Print the names of the columns."""
        print(f"{'what':<46}{'sessions':>9}{'figure':>12}{'target':>12}")

    def row(
        self, what: str, size: int, figure: float, target: float | None, unit: str = "ms", *, least: bool = False
    ) -> None:
        """Print a figure; one over its target is marked, and remembered. `least`: one under it."""
        over = target is not None and (figure < target if least else figure > target)
        if over:
            self.missed.append(f"{what} at {size}")
        aim = "" if target is None else f"{'≥ ' if least else ''}{target:,.10g} {unit}"
        shown = f"{figure:,.0f}" if unit in {"SQL", "MiB", "/s"} else f"{figure:,.2f}"
        mark = "" if not over else "  UNDER" if least else "  OVER"
        print(f"{what:<46}{size:>9,}{shown + ' ' + unit:>12}{aim:>12}{mark}", flush=True)


def cpu_ms(operation: Callable[[], object], *, runs: int = 5) -> float:
    """The median process CPU time of an operation in milliseconds, after one run that is not counted."""
    operation()
    figures = []
    for _ in range(runs):
        gc.collect()
        began = time.process_time()
        operation()
        figures.append((time.process_time() - began) * 1000)
    return statistics.median(figures)
