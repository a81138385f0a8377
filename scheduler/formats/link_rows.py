"""Links as a table that was pasted or saved from a spreadsheet: rows by the names of their columns."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from scheduler.domain.errors import Flaw, InvalidInput

COLUMNS = ("room", "day", "placement", "url", "passcode", "audience")
_OTHER_NAMES = {"link": "url"}
_SEPARATORS = ("\t", ";", ",")


def read_links(text: str) -> list[dict[str, Any]]:
    """The rows of a table whose first line names its columns, separated by commas, semicolons or tabs.

    Empty cells are not named, empty rows left out. `InvalidInput` points at the column, or at every row, that can't be.
    """
    rows = list(_rows(text))
    if not rows:
        raise InvalidInput(f"The table is empty. Its first line names columns: {', '.join(COLUMNS)}.", pointer="line 1")
    given = [name.strip().lower() for name in rows[0][1]]
    names = [_OTHER_NAMES.get(name, name) for name in given]
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            raise InvalidInput(
                f"{name[:40]!r} is no column here, or there twice. There are: {', '.join(COLUMNS)}.", pointer="line 1"
            )
    flaws, found = [], []
    for number, row in _filled(rows):
        if len(row) > len(names):
            flaws.append(Flaw(f"line {number}", f"It has {len(row)} cells, and there are {len(names)} columns."))
        found.append({name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()})
    if flaws:
        raise InvalidInput(f"{len(flaws)} rows can't be read. Nothing was changed: see errors.", flaws=flaws)
    return found


def lines_of(text: str) -> list[int]:
    """On which line of the text each row that `read_links` gives begins, from 1."""
    return [number for number, _ in _filled(list(_rows(text)))]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins: a cell in quotes may go on over several."""
    lines = text.removeprefix("\ufeff")
    separator = max(_SEPARATORS, key=lines.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator)
    begins = 1
    for row in reader:
        yield begins, row
        begins = reader.line_num + 1


def _filled(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [(number, row) for number, row in rows[1:] if any(cell.strip() for cell in row)]
