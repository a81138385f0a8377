"""Dates, times, durations and zones as schedule.xml writes them, of this decade's files and the last one's."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from scheduler.domain.clock import from_datetime, from_local, zone
from scheduler.domain.errors import InvalidInput

_CLOCK = re.compile(r"([01][0-9]|2[0-3]|[0-9]):([0-5][0-9])(?::([0-5][0-9]))?")
_DURATION = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_HOUR = 3600


def parse_clock(text: str) -> int:
    """A time of day, such as `09:30` or `9:30:00`, as seconds since midnight."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise InvalidInput(f"{text[:60]!r} is not a time. Write it like 09:30.")
    return int(found[1]) * _HOUR + int(found[2]) * 60 + int(found[3] or 0)


def parse_duration(text: str) -> int:
    """A duration, `H:MM` or `H:MM:SS` with any number of hours up to 999, as seconds; zero is refused."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise InvalidInput(f"{text[:60]!r} is not a duration. Write hours and minutes, like 1:30.")
    seconds = int(found[1]) * _HOUR + int(found[2]) * 60 + int(found[3] or 0)
    if not seconds:
        raise InvalidInput(f"A duration of {text.strip()} is no time at all. Write hours and minutes, like 1:30.")
    return seconds


def parse_moment(text: str) -> date | datetime:
    """A date and time, with or without offset, or a date alone, of the years 1970 to 2200."""
    text = text.strip()
    day = _DATE.fullmatch(text)
    try:
        moment = date.fromisoformat(day[1]) if day else datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text[:60]!r} is not a date and time. Write it like 2017-06-12T09:00:00+02:00.") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidInput(f"{text[:60]} lies outside of the years {_FIRST_YEAR} to {_LAST_YEAR}.")
    return moment


def parse_date(text: str) -> date:
    """A date of the years 1970 to 2200; of a date and time the date."""
    moment = parse_moment(text)
    return moment.date() if isinstance(moment, datetime) else moment


def instant(moment: date | datetime, clock: int | None, time_zone: str, day_change: int) -> int:
    """The instant of a date and time (its offset wins over the zone), or of a date with `clock` seconds.

    A clock time before the local minute `day_change` belongs to the morning after the date.
    """
    if isinstance(moment, datetime):
        if moment.tzinfo is not None:
            return from_datetime(moment)
        day, clock = moment.date(), moment.hour * _HOUR + moment.minute * 60 + moment.second
    elif clock is None:
        raise InvalidInput("The event has neither a date with a time nor a start. Add a start like 09:30.")
    else:
        day = moment + timedelta(days=1) if clock < day_change * 60 else moment
    return from_local(day, clock // 60, time_zone) + clock % 60


def zone_of(argument: str | None, named: str, moments: Iterable[date | datetime]) -> str:
    """The name of the zone to read a file in: the argument, else the file's, else the one offset of all its dates.

    `InvalidInput` says why there is none, and how to say which.
    """
    name = argument or named
    if name:
        try:
            zone(name)
        except InvalidInput as error:
            raise InvalidInput(
                f"{error.detail} Say which with --time-zone, for example --time-zone Europe/Zurich.",
                pointer="--time-zone" if argument else "time_zone_name",
            ) from None
        return name
    offsets = {moment.utcoffset() for moment in moments if isinstance(moment, datetime) and moment.tzinfo}
    way_out = "Say which zone it is with --time-zone, for example --time-zone Europe/Zurich."
    if not offsets:
        raise InvalidInput(f"The file names no time zone, and its dates have no offsets. {way_out}")
    if len(offsets) > 1:
        raise InvalidInput(f"The file names no time zone, and its dates have different offsets. {way_out}")
    seconds = int((offsets.pop() or timedelta()).total_seconds())
    # POSIX counts westward: Etc/GMT-1 is one hour ahead of UTC.
    name = f"Etc/GMT{-seconds // _HOUR:+d}" if seconds else "UTC"
    if seconds % _HOUR or not -12 * _HOUR <= seconds <= 14 * _HOUR:
        raise InvalidInput(f"The file names no time zone, and no zone is told by the offset of its dates. {way_out}")
    return name
