"""The days of a conference as an import knows them: hours wide enough for all that happens in them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scheduler.domain.clock import DAY, MINUTE, from_local, to_local
from scheduler.domain.event import Day, Event
from scheduler.domain.imported import Imported, ImportedDay, ImportedEvent

_MIDNIGHT = 24 * 60
_ALL_DAY = (0, _MIDNIGHT)

Hours = dict[date, tuple[int, int] | None]
"""Opening and closing minutes by date; None where nothing is known."""


def derived_day_change(days: Iterable[Day | ImportedDay]) -> int:
    """The local minute until which days run past midnight, but not into the next day's opening; 0 where none does."""
    hours = [(day.opens, day.closes) for day in days if day.opens is not None and day.closes is not None]
    if not hours:
        return 0
    past_midnight = max(closes for _, closes in hours) - _MIDNIGHT
    return max(0, min(past_midnight, *(opens for opens, _ in hours)))


def first_days(imported: Imported) -> tuple[tuple[Day, ...], int]:
    """The days of a new event, by date, and its day change (the file's, else derived from the days).

    Each row lies within the hours of the day under which it stands; one longer than a day, of all days that it touches.
    """
    hours = _hours(imported.days)
    for row in imported.events:
        _widen(hours, _home(row, imported), row, imported.time_zone)
    days = _days(hours)
    return days, derived_day_change(days) if imported.day_change is None else imported.day_change


def with_new_days(event: Event, imported: Imported) -> Event:
    """The event with the days that the file has and it lacks; the hours of the days that it has stay as they are."""
    known = {day.date for day in event.days}
    hours = _hours(day for day in imported.days if day.date not in known)
    for row in imported.events:
        home = event.day_of(row.starts)
        if home not in known:
            _widen(hours, home, row, event.time_zone)
    new = tuple(day for day in _days(hours) if day.date not in known)
    return replace(event, days=tuple(sorted((*event.days, *new), key=lambda day: day.date))) if new else event


def _hours(days: Iterable[ImportedDay]) -> Hours:
    return {day.date: None if day.opens is None or day.closes is None else (day.opens, day.closes) for day in days}


def _days(hours: Hours) -> tuple[Day, ...]:
    return tuple(Day(day, *(span or _ALL_DAY)) for day, span in sorted(hours.items()))


def _home(row: ImportedEvent, imported: Imported) -> date:
    if row.day is not None and 0 <= _minute(row.starts, row.day, imported.time_zone) < 2 * _MIDNIGHT:
        return row.day
    return Event("", "", imported.time_zone, "", day_change=imported.day_change or 0).day_of(row.starts)


def _widen(hours: Hours, home: date, row: ImportedEvent, time_zone: str) -> None:
    """Let the hours of `home` hold the row; those of the days after as well, if it lasts beyond 48:00."""
    opens = _minute(row.starts, home, time_zone)
    closes = _minute_after(row.ends, home, time_zone)
    if closes <= 2 * _MIDNIGHT:
        _include(hours, home, opens, closes)
        return
    days, opens = divmod(opens, _MIDNIGHT)
    home, closes = date.fromordinal(home.toordinal() + days), closes - days * _MIDNIGHT
    while closes > 0:
        _include(hours, home, opens, min(closes, _MIDNIGHT))
        home, opens, closes = date.fromordinal(home.toordinal() + 1), 0, closes - _MIDNIGHT


def _include(hours: Hours, day: date, opens: int, closes: int) -> None:
    earliest, latest = hours.get(day) or (opens, closes)
    hours[day] = (min(earliest, opens), max(latest, closes))


def _minute(instant: int, day: date, time_zone: str) -> int:
    """The wall time of an instant in minutes from the local midnight of `day`, rounded down."""
    local = to_local(instant, time_zone)
    return (local.toordinal() - day.toordinal()) * _MIDNIGHT + local.hour * 60 + local.minute


def _minute_after(instant: int, day: date, time_zone: str) -> int:
    """The first minute of `day` that is no earlier than the instant, also where clocks were put back in between."""
    minute = _minute(instant + MINUTE - 1, day, time_zone)
    short = instant - from_local(day, minute, time_zone)
    return minute + -(-short // MINUTE) if 0 < short < DAY else minute
