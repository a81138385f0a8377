"""A table of figures beside their targets, and how a figure is taken."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, event


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


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements sent within; BEGIN and COMMIT are none."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
