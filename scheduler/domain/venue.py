"""Where things happen: buildings, rooms and their pieces, what rooms offer, and the walks between."""

from dataclasses import dataclass

from scheduler.domain.event import Translations
from scheduler.domain.timespan import Span


@dataclass(frozen=True, slots=True)
class Building:
    """A building, with address and WGS 84 position where known."""

    slug: str
    name: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """Minutes on foot between two buildings, the same both ways; `origin` < `destination`."""

    origin: str
    destination: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Feature:
    """What a room offers and a session needs: interpretation booths, captioning, a hearing loop."""

    slug: str
    name: str
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Room:
    """A room. `pieces` are the rooms it can be divided into; no `availability`: always; `position` orders lists."""

    slug: str
    name: str
    building: str | None = None
    floor: str = ""
    capacity: int | None = None
    position: int = 0
    features: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    turnover_minutes: int = 0
    parallel: bool = False
    availability: tuple[Span, ...] = ()
    guid: str | None = None
    translations: Translations = ()
