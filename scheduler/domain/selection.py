"""Which entries of the agenda are meant: the filters that pages, JSON and feeds share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.release import PublicRelease
from scheduler.domain.session import MODES


@dataclass(frozen=True, slots=True)
class Selection:
    """Values of one filter are alternatives, filters narrow each other; an empty filter lets everything through.

    Keys are slugs, codes and terms (`sdg:4`); `day` is ISO and the event's day; `q` wants each of its words somewhere;
    `remote` wants a remote slot. Values are sorted and unique, so that equal wishes are equal values.
    """

    day: tuple[str, ...] = ()
    room: tuple[str, ...] = ()
    building: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    term: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    q: tuple[str, ...] = ()
    remote: bool = False


FILTERS = tuple(field.name for field in fields(Selection) if field.name != "remote")
"""The names of the filters as they stand in a query string."""


def public_values(release: PublicRelease) -> Mapping[str, frozenset[str]]:
    """Per filter the values that this release knows, whether or not an entry has them. `q` takes anything."""
    programme = release.programme
    event = programme.event
    return {
        "day": frozenset(
            {day.date.isoformat() for day in event.days}
            | {event.day_of(placement.starts).isoformat() for placement in programme.placements}
        ),
        "room": frozenset(programme.room),
        "building": frozenset(programme.building),
        "track": frozenset(programme.track),
        "type": frozenset(programme.session_type),
        "term": frozenset(programme.term),
        "person": frozenset(person.slug for person in programme.people if not person.placeholder),
        "organisation": frozenset(programme.organisation),
        "language": frozenset(language for session in programme.sessions for language in session.languages),
        "session": frozenset(programme.session),
        "mode": frozenset(MODES),
    }


def unknown_values(selection: Selection, known: Mapping[str, frozenset[str]]) -> tuple[tuple[str, str], ...]:
    """The filter values that are not among the known ones, as (filter, value)."""
    return tuple(
        (name, value) for name, values in known.items() for value in getattr(selection, name) if value not in values
    )


def select(release: PublicRelease, selection: Selection) -> tuple[AgendaItem, ...]:
    """The entries that match every filter, in the order of the agenda.

    A room's entries include those of the rooms that contain it, because what fills the whole fills the piece.
    """
    items: Iterable[AgendaItem] = release.items
    programme = release.programme
    event = programme.event
    if selection.day:
        days = {date.fromisoformat(day) for day in selection.day}
        items = [item for item in items if event.day_of(item.starts) in days]
    if selection.room:
        rooms = {whole for room in selection.room for whole in programme.wholes.get(room, (room,))}
        items = [item for item in items if any(room in rooms for room in _rooms(item))]
    if selection.building:
        items = [item for item in items if item.building and item.building.key in selection.building]
    if selection.track:
        items = [item for item in items if item.track and item.track.key in selection.track]
    if selection.type:
        items = [item for item in items if item.type and item.type.key in selection.type]
    if selection.term:
        items = [item for item in items if any(term.key in selection.term for term in item.terms)]
    if selection.person:
        items = [item for item in items if any(person.slug in selection.person for person in item.people)]
    if selection.organisation:
        items = [item for item in items if any(o.slug in selection.organisation for o in item.organisers)]
    if selection.language:
        items = [item for item in items if any(language in selection.language for language in item.languages)]
    if selection.session:
        items = [item for item in items if item.session in selection.session]
    if selection.mode:
        items = [item for item in items if item.mode in selection.mode]
    if selection.remote:
        items = [item for item in items if item.remote]
    if selection.q:
        items = [item for item in items if _mentions(item, selection.q)]
    return tuple(items)


def _rooms(item: AgendaItem) -> tuple[str, ...]:
    return tuple(room.key for room in ((item.room, *item.also_in) if item.room else item.also_in))


def _mentions(item: AgendaItem, phrases: tuple[str, ...]) -> bool:
    words = " ".join(
        (
            item.session,
            item.title,
            item.subtitle,
            item.abstract,
            item.location,
            *(f"{person.name} {person.organisation}" for person in item.people),
            *(organiser.name for organiser in item.organisers),
            *(term.name for term in item.terms),
        )
    ).casefold()
    return any(all(word in words for word in phrase.casefold().split()) for phrase in phrases)
