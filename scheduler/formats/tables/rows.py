"""One row of a table to one placement: whose it is, when, where, words and people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from scheduler.domain.clock import from_local, to_local
from scheduler.domain.errors import InvalidInput
from scheduler.domain.export_ids import as_export_id
from scheduler.domain.imported import ImportedEvent, ImportedPerson, ImportedRoom
from scheduler.domain.wording import TEXT_LENGTH, TITLE_LENGTH, clean_line, clean_text, require_code
from scheduler.formats.schedule.rows import MOST_PEOPLE, foreign_guid, language_tags
from scheduler.formats.schedule.times import instant
from scheduler.formats.tables.cells import CUT, Cell, Odd, moment_of, text_of
from scheduler.formats.tables.lists import parted

T = TypeVar("T")

_LONGEST = 400 * 24 * 60  # minutes
_MOST_DIGITS = 6


class RowReader:
    """Reads rows, one after the other; `notes` tell what was left out of them, `unread` the codes of flawed ones.

    A column that the table lacks says nothing; an empty cell says that there is nothing, but for code and title, which
    are then found by each other.
    """

    def __init__(self, columns: Mapping[str, int], width: int, time_zone: str, day_change: int) -> None:
        self.notes: list[tuple[int, str]] = []
        self.unread: set[str] = set()
        self._columns = columns
        self._width = width
        self._time_zone = time_zone
        self._day_change = day_change
        self._guids: set[str] = set()
        self._cells: Sequence[Cell] = ()
        self._line = 0
        self._problems: list[str] = []

    def row(self, line: int, cells: Sequence[Cell]) -> tuple[ImportedEvent | None, list[str]]:
        """The row, or None and all that is wrong with it."""
        self._problems, self._cells, self._line = [], cells, line
        self._refuse_odd_cells()
        if self._problems:
            return None, self._problems
        code = self._try(self._code) or ""
        starts = self._try(self._starts)
        ends = None if starts is None else self._try(self._ends, starts)
        identity = self._text("id") or ""
        row = ImportedEvent(
            line=line,
            id=identity,
            code=code,
            starts=starts or 0,
            ends=ends or 0,
            title=self._line_of("title") or "",
            part=self._try(self._whole, "part", _MOST_DIGITS),
            export_id=as_export_id(identity),
            guid=foreign_guid(self._text("guid") or ""),
            day=self._try(self._day),
            room=ImportedRoom(name) if (name := self._line_of("room")) else None,
            title_suffix=self._line_of("title_suffix"),
            subtitle=self._line_of("subtitle"),
            type=self._line_of("type"),
            track=self._line_of("track"),
            languages=self._languages(),
            abstract=self._words("abstract"),
            description=self._words("description"),
            persons=self._people(),
        )
        if not row.code and not row.title and not self._problems:
            self._problems.append("The row has neither a code nor a title, so that nobody knows what it is about.")
        if self._problems and code:
            self.unread.add(code)
        return (None if self._problems else row), self._problems

    def with_own_guid(self, row: ImportedEvent) -> ImportedEvent:
        """The row, without its guid if an earlier row had the same."""
        if row.guid is None or row.guid not in self._guids:
            self._guids.add(row.guid or "")
            return row
        self.notes.append((row.line, f"The guid {row.guid!r} is another row's already and is left out."))
        return replace(row, guid=None)

    def _try(self, parse: Callable[..., T], *arguments: object) -> T | None:
        try:
            return parse(*arguments)
        except InvalidInput as error:
            self._problems.append(error.detail)
            return None

    def _refuse_odd_cells(self) -> None:
        """Formulas and errors are no values, and a cell beyond the header belongs to nothing."""
        for name, place in self._columns.items():
            if place < len(self._cells) and isinstance(cell := self._cells[place], Odd):
                self._problems.append(f"The cell in column {name!r} {cell.why}")
        if any(cell != "" for cell in self._cells[self._width :]):
            self._problems.append("The row has more cells than the header names columns.")

    def _cell(self, name: str) -> Cell | None:
        """The cell in a column; None where the table has no such column."""
        place = self._columns.get(name)
        if place is None:
            return None
        return self._cells[place] if place < len(self._cells) else ""

    def _text(self, name: str) -> str | None:
        cell = self._cell(name)
        return None if cell is None else text_of(cell).strip()

    def _code(self) -> str:
        text = self._text("code")
        return require_code(text) if text else ""

    def _whole(self, name: str, digits: int) -> int | None:
        text = self._text(name)
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > digits or not int(text):
            raise InvalidInput(f"The {name} {text[:60]!r} is not a number from 1 on.")
        return int(text)

    def _day(self) -> date | None:
        cell = self._cell("day")
        if cell is None or cell == "":
            return None
        moment = moment_of(cell)
        if not isinstance(moment, date):
            raise InvalidInput(f"The day {text_of(cell)[:60]!r} is not a date. Write it like 2017-06-12.")
        return moment.date() if isinstance(moment, datetime) else moment

    def _first(self, *names: str) -> tuple[str, Cell]:
        """The first of the columns that the table has."""
        return next(((name, cell) for name in names if (cell := self._cell(name)) is not None), (names[0], ""))

    def _starts(self) -> int:
        name, cell = self._first("start", "start_utc")
        if cell == "":
            raise InvalidInput(f"The row has no {name}. Write it like 2017-06-12T09:00:00+02:00 or 2017-06-12 09:00.")
        moment = moment_of(cell)
        if isinstance(moment, int):
            day = self._day()
            if day is None:
                raise InvalidInput(f"The start {text_of(cell)[:60]} has no date. Write it before the time.")
            return instant(day, moment, self._time_zone, self._day_change)
        return self._instant(name, cell, moment)

    def _ends(self, starts: int) -> int:
        name, cell = self._first("end", "end_utc")
        if cell == "":
            minutes = self._whole("duration_minutes", _MOST_DIGITS)
            if minutes is None or minutes > _LONGEST:
                raise InvalidInput("The row says not when it ends: it has neither an end nor a duration in minutes.")
            return starts + 60 * minutes
        moment = moment_of(cell)
        if isinstance(moment, int):
            return self._next(moment, starts)
        ends = self._instant(name, cell, moment)
        if ends <= starts:
            raise InvalidInput(f"It ends at {text_of(cell)[:60]}, which is not after its start.")
        return ends

    def _instant(self, name: str, cell: Cell, moment: date | datetime) -> int:
        if not isinstance(moment, datetime):
            raise InvalidInput(f"The {name} {text_of(cell)[:60]} has no time. Write it like 2017-06-12 09:00.")
        return instant(moment, None, "UTC" if name.endswith("_utc") else self._time_zone, self._day_change)

    def _next(self, clock: int, starts: int) -> int:
        """The first instant after the start at which clocks show `clock` seconds since midnight."""
        day = to_local(starts, self._time_zone).date()
        today = from_local(day, clock // 60, self._time_zone) + clock % 60
        if today > starts:
            return today
        return from_local(date.fromordinal(day.toordinal() + 1), clock // 60, self._time_zone) + clock % 60

    def _line_of(self, name: str) -> str | None:
        """One line of words; None if the table does not say."""
        text = self._text(name)
        if text is None:
            return None
        line = clean_line(text)
        if len(line) > TITLE_LENGTH:
            self._problems.append(f"The {name} has {len(line)} characters; {TITLE_LENGTH} fit.")
        return line

    def _words(self, name: str) -> str | None:
        text = self._text(name)
        if text is None:
            return None
        if text.endswith(CUT):
            self.notes.append((self._line, f"The {name} was cut to fit a cell, and stays as it is."))
            return None
        words = clean_text(text)
        if len(words) > TEXT_LENGTH:
            self._problems.append(f"The {name} has more than {TEXT_LENGTH:,} characters.")
        return words

    def _languages(self) -> tuple[str, ...]:
        tags, others = language_tags(self._line_of("languages") or "")
        for word in others:
            self.notes.append((self._line, f"Language {word[:60]!r} is no language tag such as 'en', and is left out."))
        return tags

    def _people(self) -> tuple[ImportedPerson, ...] | None:
        text = self._text("people")
        if text is None:
            return None
        names = [clean_line(name) for name in parted(text)]
        if len(names) > MOST_PEOPLE:
            self._problems.append(f"The row has {len(names)} people; {MOST_PEOPLE} fit.")
            return ()
        for name in names:
            if len(name) > TITLE_LENGTH:
                self._problems.append(f"The name of a person has {len(name)} characters; {TITLE_LENGTH} fit.")
        return tuple(ImportedPerson(name) for name in names if name)
