"""One conference: its name, zone, days and hours."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from scheduler.domain.clock import from_local, to_local
from scheduler.domain.timespan import Span

Translations = tuple[tuple[str, str, str], ...]
"""Public words in other languages: `(field, locale, text)`, sorted. The field itself holds the default."""

RESERVED_SLUGS = frozenset({"api", "join", "desk", "static", "healthz", "readyz", "metrics", "robots.txt"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the event. `opens` and `closes` are local minutes; closing after midnight is over 1440."""

    date: date
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Event:
    """One conference. `day_change` is a local minute: what starts before it belongs to the evening before."""

    slug: str
    name: str
    time_zone: str
    uid_domain: str
    days: tuple[Day, ...] = ()
    theme: str = ""
    venue: str = ""
    website: str = ""
    contact_email: str = ""
    co_organisers: tuple[str, ...] = ()
    locales: tuple[str, ...] = ("en",)
    day_change: int = 0
    grid_minutes: int = 15
    refresh_minutes: int = 15
    translations: Translations = ()

    def day_of(self, instant: int) -> date:
        """The event's day that an instant belongs to, in the event's zone and by its day change."""
        return _day_of(instant, self.time_zone, self.day_change)

    def span_of(self, day: Day) -> Span:
        """The opening hours of a day."""
        return Span(from_local(day.date, day.opens, self.time_zone), from_local(day.date, day.closes, self.time_zone))


@lru_cache(maxsize=65_536)
def _day_of(instant: int, time_zone: str, day_change: int) -> date:
    local = to_local(instant, time_zone)
    if local.hour * 60 + local.minute < day_change:
        return date.fromordinal(local.toordinal() - 1)
    return local.date()
