"""Moments and spans in words, in one zone: the same on pages and in mails."""

from datetime import date
from functools import lru_cache

from scheduler.domain.clock import to_local
from scheduler.domain.dates import long_date


def shift(shown: date, there: date) -> str:
    """` +1 day` where the date there is the one after the date shown."""
    days = (there - shown).days
    if not days:
        return ""
    return f" {days:+d} day{'s' if abs(days) > 1 else ''}".replace("-", "\N{MINUS SIGN}")


@lru_cache(maxsize=4_096)
def moment(instant: int, name: str) -> str:
    """`Monday 12 June 2017, 09:00 (UTC+02:00)` in a zone."""
    local = to_local(instant, name)
    return f"{long_date(local.date())}, {local:%H:%M} ({offset(instant, name)})"


@lru_cache(maxsize=4_096)
def offset(instant: int, name: str) -> str:
    """`UTC+02:00`: how far a zone is from universal time at an instant."""
    return "UTC" + to_local(instant, name).isoformat(timespec="minutes")[16:].replace("+00:00", "")


@lru_cache(maxsize=16_384)
def span_text(starts: int, ends: int, name: str) -> str:
    """`Monday 12 June 2017, 09:00-10:45` (the dash is a long one) in a zone; an end on a later date is marked."""
    return f"{long_date(to_local(starts, name).date())}, {hours_text(starts, ends, name)}"


def hours_text(starts: int, ends: int, name: str) -> str:
    """`09:00-10:45` (the dash is a long one) in a zone; an end on a later date is marked."""
    first, last = to_local(starts, name), to_local(ends, name)
    return f"{first:%H:%M}\N{EN DASH}{last:%H:%M}{shift(first.date(), last.date())}"
