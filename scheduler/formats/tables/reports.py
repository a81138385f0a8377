"""Who registered, and how many spoke, as CSV for a spreadsheet."""

import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from scheduler.formats.tables.guarding import guarded

REGISTRATIONS = (
    *("session", "part", "state", "name", "email", "affiliation", "country", "stakeholder_type"),
    *("time_zone", "registered_at", "consented_at"),
)

INTERVENTIONS = ("session", "title", "part", "kind", "place", "region", "stakeholder_type", "delivered")


def write_report(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table, a cell for each of its columns, in UTF-8 with the mark by which Excel knows it.

    What looks like a formula has an apostrophe in front: people typed it.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return codecs.BOM_UTF8 + text.getvalue().encode()
