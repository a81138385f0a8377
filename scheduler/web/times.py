"""Times as pages show them: in the event's zone, and beside it in the reader's, with the shift of the day marked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from scheduler.domain.clock import to_local, zone
from scheduler.domain.errors import InvalidInput, UnknownFilter
from scheduler.domain.moments import shift

COMMON_ZONES = (
    "UTC",
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Zurich",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Europe/Moscow",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Fiji",
)
"""Offered in the form, from west to east; any other IANA name can be typed."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The zone that an event lives in, and the reader's where one was asked for and differs."""

    event: str
    reader: str | None = None

    @property
    def reader_name(self) -> str:
        """The reader's zone as people say it: `Los Angeles` of America/Los_Angeles; empty without one."""
        return zone_title(self.reader) if self.reader else ""


@dataclass(frozen=True, slots=True)
class Wall:
    """One instant as it is shown: `text`, `iso` and `date` in the event's zone, `reader` in the reader's, if any."""

    text: str
    iso: str
    date: date
    reader: str = ""


def clocks(event_zone: str, wanted: str | None) -> Clocks:
    """The clocks for a reader who asked for the zone `wanted`; `UnknownFilter` names one that does not exist."""
    if not wanted or wanted == event_zone:
        return Clocks(event_zone)
    try:
        zone(wanted)
    except InvalidInput as error:
        raise UnknownFilter(error.detail, pointer="/tz") from None
    return Clocks(event_zone, wanted)


def zone_title(name: str) -> str:
    """The last piece of an IANA name, as words."""
    return name.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=65_536)
def wall(instant: int, clocks: Clocks, day: date | None = None) -> Wall:
    """The time of an instant. It is marked where its date is another than `day`.

    `day` is the event's day under which it is shown; without one, the date in the event's zone.
    """
    local = to_local(instant, clocks.event)
    shown = day or local.date()
    return Wall(
        text=f"{local:%H:%M}{shift(shown, local.date())}",
        iso=local.isoformat(timespec="minutes"),
        date=local.date(),
        reader=_reader(instant, clocks.reader, shown) if clocks.reader else "",
    )


def _reader(instant: int, name: str, shown: date) -> str:
    local = to_local(instant, name)
    return f"{local:%H:%M}{shift(shown, local.date())}"


@lru_cache(maxsize=16_384)
def clock_text(instant: int, name: str) -> str:
    """`09:00`: what a clock on the wall shows in a zone."""
    return f"{to_local(instant, name):%H:%M}"


def local_date(instant: int, name: str) -> date:
    """The date of an instant in a zone."""
    return to_local(instant, name).date()


def in_both(words: Callable[[str], str], name: str, event: str) -> tuple[str, str]:
    """What `words` make of a zone, and of the event's for whoever reads it in another: empty where it is the same."""
    return words(name), words(event) if event != name else ""
