"""What stands in a cell: text, or what Excel keeps as a date, a time or a number."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.domain.errors import InvalidInput
from scheduler.formats.schedule.times import parse_clock, parse_moment

CUT = " … [cut: a cell holds no more]"
"""The end of a text that was cut to fit a cell: an import leaves such a text as it is."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that holds no value; `why` goes on after 'the cell in column …'."""

    why: str


Cell = str | int | float | datetime | date | time | timedelta | Odd
"""Empty text where there is nothing."""

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SLASHED = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}.*")
_HALF_A_SECOND = timedelta(microseconds=500_000)


def text_of(cell: Cell) -> str:
    """The cell as text: whole numbers without a point, dates as ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)


def moment_of(cell: Cell) -> date | datetime | int:
    """A date, a date and time (with or without offset), or a time of day as seconds since midnight.

    `InvalidInput` for what is none of them, or could be read in two ways: 06/12/2017 is in June or in December.
    """
    if isinstance(cell, str):
        return _moment_of_text(cell.strip())
    if isinstance(cell, datetime):
        return parse_moment((cell + _HALF_A_SECOND).replace(microsecond=0).isoformat())
    if isinstance(cell, date):
        return parse_moment(cell.isoformat())
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, timedelta):
        return _seconds_of_day(cell)
    raise InvalidInput(f"{cell} is no date and time. Format the cell as a date, or as text.")


def _moment_of_text(text: str) -> date | datetime | int:
    if found := _DOTTED.fullmatch(text):
        day = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        # 9:00 is 09:00, and 9:00:00 is 09:00:00.
        return parse_moment(f"{day}T{found[4].zfill(5 if len(found[4]) < 6 else 8)}" if found[4] else day)
    if _CLOCK.fullmatch(text):
        return parse_clock(text)
    if _SLASHED.fullmatch(text):
        raise InvalidInput(f"{text[:60]!r} could mean two dates. Write the year first, like 2017-06-12 09:00.")
    return parse_moment(text)


def _seconds_of_day(length: timedelta) -> int:
    seconds = round(length.total_seconds())
    if not 0 <= seconds < 24 * 3600:
        raise InvalidInput(f"{length} is not a time of day. Write it like 09:30.")
    return seconds
