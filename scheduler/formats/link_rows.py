"""Links as a table that was pasted or saved from a spreadsheet: rows by the names of their columns."""

import csv
import io
from typing import Any

from scheduler.domain.errors import Flaw, InvalidInput

COLUMNS = ("room", "day", "placement", "url", "passcode", "audience")
_OTHER_NAMES = {"link": "url"}
_SEPARATORS = ("\t", ";", ",")


def read_links(text: str) -> list[dict[str, Any]]:
    """The rows of a table whose first line names its columns, separated by commas, semicolons or tabs.

    Empty cells are not named, empty rows left out. `InvalidInput` points at the column, or at every row, that can't be.
    """
    lines = text.removeprefix("\ufeff")
    heading = lines.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator))
    if not rows:
        raise InvalidInput(f"The table is empty. Its first line names columns: {', '.join(COLUMNS)}.", pointer="line 1")
    given = [name.strip().lower() for name in rows[0]]
    names = [_OTHER_NAMES.get(name, name) for name in given]
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            raise InvalidInput(
                f"{name[:40]!r} is no column here, or there twice. There are: {', '.join(COLUMNS)}.", pointer="line 1"
            )
    flaws, found = [], []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names):
            flaws.append(Flaw(f"line {number}", f"It has {len(row)} cells, and there are {len(names)} columns."))
        found.append({name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()})
    if flaws:
        raise InvalidInput(f"{len(flaws)} rows can't be read. Nothing was changed: see errors.", flaws=flaws)
    return found
