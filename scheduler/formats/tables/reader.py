"""Rows of cells, from whatever file, to values; bad rows are told with their line, and reading goes on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.imported import Imported, ImportedEvent
from scheduler.formats.schedule.meaning import MOST_PARTS
from scheduler.formats.schedule.times import zone_of
from scheduler.formats.tables.cells import Cell, moment_of
from scheduler.formats.tables.columns import places, unread
from scheduler.formats.tables.rows import RowReader

MAX_ROWS = 100_000
_TOLD = 100  # rows, after each of which progress is told


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows with their numbers, the header first; `word` is what its rows are called: `line` or `row`."""

    word: str
    rows: Iterable[tuple[int, Sequence[Cell]]]
    notes: tuple[Flaw, ...] = ()


def imported(
    table: Table, *, time_zone: str | None, day_change: int, progress: Callable[[int], None] | None
) -> Imported:
    """What a table says. Codes and titles may be empty: `recognising` fills them from the programme.

    Times without offset are of `time_zone`, else of the one offset of all times. `progress` hears the number of rows.
    `InvalidInput` for a table without the columns that are needed, or without a usable zone.
    """
    numbered = _filled(table.rows, progress)
    first = next(numbered, None)
    if first is None:
        raise InvalidInput("The file is empty. Its first row has to name the columns: code, title, start, end, room …")
    header = [str(cell) for cell in first[1]]
    columns = places(header, f"{table.word} {first[0]}")
    rows = tuple(numbered)
    zone = zone_of(time_zone, "", _moments(rows, columns))
    reader = RowReader(columns, len(header), zone, day_change)
    flaws: list[tuple[int, str]] = []
    events = tuple(_readable(reader, rows, table.word, flaws))
    ignored = unread(header)
    notes = [Flaw(f"{table.word} {line}", message) for line, message in reader.notes]
    if ignored:
        notes.insert(0, Flaw("columns", f"Not read, so that changes in them change nothing: {', '.join(ignored)}."))
    return Imported(
        time_zone=zone,
        rooms=tuple(dict.fromkeys(row.room for row in events if row.room)),
        events=events,
        flaws=tuple(Flaw(f"{table.word} {line}", message) for line, message in flaws),
        notes=(*table.notes, *notes),
        unread=frozenset(reader.unread),
    )


def _filled(
    rows: Iterable[tuple[int, Sequence[Cell]]], progress: Callable[[int], None] | None
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows in which something is."""
    found = 0
    for number, row in rows:
        if number > MAX_ROWS + 1:
            raise InvalidInput(f"The file has more than {MAX_ROWS:,} rows. Split it.")
        if any(cell != "" for cell in row):
            found += 1
            if progress and found % _TOLD == 0:
                progress(found)
            yield number, row


def _moments(rows: Sequence[tuple[int, Sequence[Cell]]], columns: dict[str, int]) -> Iterator[date | datetime]:
    """Every time that counts in the table; what can't be read is told later, with its row."""
    choices = (("start", "start_utc"), ("end", "end_utc"))
    wanted = [
        place for names in choices if (place := next((columns[n] for n in names if n in columns), None)) is not None
    ]
    for _, row in rows:
        for place in wanted:
            if place < len(row):
                try:
                    moment = moment_of(row[place])
                except InvalidInput:
                    continue
                if isinstance(moment, date):
                    yield moment


def _readable(
    reader: RowReader, rows: Iterable[tuple[int, Sequence[Cell]]], word: str, flaws: list[tuple[int, str]]
) -> Iterator[ImportedEvent]:
    """The good rows, each once; what is wrong with the others goes to `flaws`."""
    seen: dict[object, int] = {}
    parts: Counter[str] = Counter()
    for number, cells in rows:
        row, problems = reader.row(number, cells)
        if row is not None:
            name = row.code or row.title
            same = (row.code, row.part) if row.code and row.part is not None else replace(row, line=0)
            if same in seen:
                what = f"Part {row.part} of session {row.code!r}" if isinstance(same, tuple) else "This"
                problems = [f"{what} stands here once more, after {word} {seen[same]}."]
            elif parts[name] == MOST_PARTS:
                problems = [f"Session {name[:60]!r} has more than {MOST_PARTS} rows. Give the others another code."]
            else:
                seen[same] = number
                parts[name] += 1
                yield reader.with_own_guid(row)
        flaws += [(number, problem) for problem in problems]
