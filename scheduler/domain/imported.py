"""What a reader of a foreign schedule hands to `merging`: values without format, so that the domain knows no file."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.errors import Flaw
from scheduler.domain.session import Link

EXPORT_ID_LIMIT = 2**53 - 1
"""The largest number that schedule.json can carry exactly; larger ids are used as codes and not kept as numbers."""


@dataclass(frozen=True, slots=True)
class ImportedDay:
    """A day of the conference. Hours are local minutes of the date, both or neither; after midnight: over 1440."""

    date: date
    opens: int | None = None
    closes: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedRoom:
    """A room by its name and, where the file gives one, its guid."""

    name: str
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedTrack:
    """A track; `colour` is `#rrggbb` or empty, `slug` a usable slug or empty."""

    name: str
    colour: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Someone in an event, known by id, else by guid, else by name."""

    name: str
    id: int | None = None
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One row: a part of a session at its time. What the file says nothing of is None (`languages`: empty).

    `code` is the session's; `part` is known from our own exports alone. `export_id` is the row's id as a number, where
    it is one. `day` is the day under which the row stands. `title_suffix` is no part of `title`.
    """

    line: int
    id: str
    code: str
    starts: int
    ends: int
    title: str
    part: int | None = None
    export_id: int | None = None
    guid: str | None = None
    slug: str = ""
    day: date | None = None
    room: ImportedRoom | None = None
    title_suffix: str | None = None
    subtitle: str | None = None
    type: str | None = None
    track: str | None = None
    languages: tuple[str, ...] = ()
    abstract: str | None = None
    description: str | None = None
    persons: tuple[ImportedPerson, ...] | None = None
    links: tuple[Link, ...] | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A whole file. `flaws` are rows that could not be read, `notes` what was left out of rows that could.

    `starts_on` and `ends_on` are what the file says of the conference. `day_change` is a local minute, None where the
    file does not say. `unread` are the codes of flawed rows: their sessions are not missing from the file.
    """

    time_zone: str
    title: str = ""
    acronym: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    day_change: int | None = None
    grid_minutes: int | None = None
    website: str = ""
    days: tuple[ImportedDay, ...] = ()
    rooms: tuple[ImportedRoom, ...] = ()
    tracks: tuple[ImportedTrack, ...] = ()
    events: tuple[ImportedEvent, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[Flaw, ...] = ()
    unread: frozenset[str] = frozenset()
