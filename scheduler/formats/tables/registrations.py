"""Who registered for remote participation, as CSV for a spreadsheet."""

import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from scheduler.formats.tables.guarding import guarded

COLUMNS = (
    *("session", "part", "state", "name", "email", "affiliation", "country", "stakeholder_type"),
    *("time_zone", "registered_at", "consented_at"),
)


def write_registrations(rows: Iterable[Sequence[str]]) -> bytes:
    """The table, a cell for each of `COLUMNS`, in UTF-8 with the mark by which Excel knows it.

    What people typed that looks like a formula has an apostrophe in front.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return codecs.BOM_UTF8 + text.getvalue().encode()
