"""The only place that reads the time, and where local and universal time meet.

Inside the domain an instant is an `int`: seconds since 1970-01-01T00:00:00Z. Zones exist at the edges alone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from scheduler.domain.errors import InvalidInput

Clock = Callable[[], int]
"""What tells the time: called without arguments, answers an instant."""

Stopwatch = Callable[[], float]
"""What tells how long something takes: seconds since some moment, never going back."""

system_stopwatch: Stopwatch = time.monotonic

DAY = 86_400
MINUTE = 60


def system_clock() -> int:
    """Now."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class RehearsalClock:
    """A clock that stood at `starts` when the process began at `began`, and runs on from there."""

    starts: int
    began: int

    def __call__(self) -> int:
        """The rehearsed now."""
        return self.starts + system_clock() - self.began


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA name that this machine knows."""
    return frozenset(available_timezones())


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; `InvalidInput` names one that does not exist."""
    if name not in zone_names():
        raise InvalidInput(
            f"There is no time zone {name!r}. Use an IANA name such as Europe/Zurich.", pointer="/time_zone"
        )
    return ZoneInfo(name)


def zone_or(name: str, otherwise: str) -> str:
    """The name of a zone, or another where this machine knows none of that name (any more): zones are renamed."""
    return name if name in zone_names() else otherwise


def to_local(instant: int, time_zone: str) -> datetime:
    """The aware wall time of an instant in a zone."""
    return datetime.fromtimestamp(instant, zone(time_zone))


def to_utc(instant: int) -> datetime:
    """The aware UTC date and time of an instant."""
    return datetime.fromtimestamp(instant, UTC)


def from_datetime(moment: datetime) -> int:
    """The instant of an aware date and time; a naive one is refused, because its zone would be a guess."""
    if moment.tzinfo is None:
        raise InvalidInput(f"{moment.isoformat()} has no time zone. Add an offset, such as +02:00 or Z.")
    return int(moment.timestamp())


def from_local(day: date, minute: int, time_zone: str) -> int:
    """The instant of `minute` minutes after local midnight of `day`; 1440 and more run into the days after.

    A wall time that exists twice is the first of the two; one that is skipped moves on by the gap (PEP 495, fold=0).
    """
    days, minutes = divmod(minute, 24 * 60)
    wall = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone(time_zone))
    return int((wall + timedelta(days=days)).timestamp())


def parse_instant(text: str) -> int:
    """The instant of an RFC 3339 date-time with offset, such as `2017-06-12T09:00:00+02:00`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is not a date and time. Write it like 2017-06-12T09:00:00+02:00.") from None
    return from_datetime(moment)


def isoformat(instant: int, time_zone: str | None = None) -> str:
    """RFC 3339 in the given zone, in UTC with `Z` where none is given."""
    if time_zone is None:
        return to_utc(instant).isoformat().replace("+00:00", "Z")
    return to_local(instant, time_zone).isoformat()
