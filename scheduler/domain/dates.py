"""Dates in words, the same in conflicts, on pages and in calendars."""

from datetime import date
from functools import lru_cache

# Not strftime: its names follow the process's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=4_096)
def long_date(day: date) -> str:
    """`Monday 12 June 2017`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4_096)
def short_date(day: date) -> str:
    """`Mon 12 June`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"


def date_range(first: date, last: date) -> str:
    """`12-16 June 2017` (the dash is a long one), with as much of the first date as differs from the last."""
    if first == last:
        return f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    year = f" {first.year}" if first.year != last.year else ""
    month = f" {MONTHS[first.month - 1]}" if year or first.month != last.month else ""
    dash = " \N{EN DASH} " if month else "\N{EN DASH}"
    return f"{first.day}{month}{year}{dash}{last.day} {MONTHS[last.month - 1]} {last.year}"
