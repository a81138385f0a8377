"""How many spoke in each session, by region and stakeholder type, as CSV for a report."""

import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from scheduler.formats.tables.guarding import guarded

COLUMNS = ("session", "title", "part", "kind", "place", "region", "stakeholder_type", "delivered")


def write_interventions(rows: Iterable[Sequence[str]]) -> bytes:
    """The table, a cell for each of `COLUMNS`, in UTF-8 with the mark by which Excel knows it.

    A title that looks like a formula has an apostrophe in front.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return codecs.BOM_UTF8 + text.getvalue().encode()
