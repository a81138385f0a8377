"""Which entries of the agenda are meant: the filters that pages, JSON and feeds share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
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


NOT_MOVED: Mapping[Ident, str] = MappingProxyType({})
"""Where nothing was moved to another room on the day."""


def select(
    release: PublicRelease, selection: Selection, moved: Mapping[Ident, str] = NOT_MOVED
) -> tuple[AgendaItem, ...]:
    """The entries that match every filter, in the order of the agenda. `moved`: the room that one was moved to."""
    return matching(release.programme, release.items, selection, moved)


def matching(
    programme: Programme,
    items: Iterable[AgendaItem],
    selection: Selection,
    moved: Mapping[Ident, str] = NOT_MOVED,
) -> tuple[AgendaItem, ...]:
    """Those of a programme's entries that match every filter, in their order.

    A room's entries include those of the rooms that contain it, because what fills the whole fills the piece. What was
    `moved` on the day is an entry of both rooms: people look for it where it was to be, and find it where it is.
    """
    items = tuple(items)
    for name, values_of in _values(programme, moved).items():
        asked = getattr(selection, name)
        if asked:
            wanted = _wanted(programme, name, asked)
            items = tuple(item for item in items if not wanted.isdisjoint(values_of(item)))
    if selection.remote:
        items = tuple(item for item in items if item.remote)
    if selection.q:
        items = tuple(item for item in items if _mentions(item, selection.q))
    return items


def _wanted(programme: Programme, name: str, values: tuple[str, ...]) -> frozenset[str]:
    """What an entry must have one of; a building is its rooms, so that it has what overflows into one of them."""
    if name == "room":
        return frozenset(whole for room in values for whole in programme.wholes.get(room, (room,)))
    if name == "building":
        return frozenset(room.slug for room in programme.rooms if room.building in values)
    return frozenset(values)


def _values(
    programme: Programme, moved: Mapping[Ident, str]
) -> Mapping[str, Callable[[AgendaItem], Iterable[str | None]]]:
    """Per filter what an entry has of it."""
    day_of = programme.event.day_of

    def rooms(item: AgendaItem) -> tuple[str, ...]:
        return (*item.rooms, moved[item.id]) if item.id in moved else item.rooms

    return {
        "session": lambda item: (item.session,),
        "day": lambda item: (day_of(item.starts).isoformat(),),
        "room": rooms,
        "building": rooms,
        "track": lambda item: (item.track.key,) if item.track else (),
        "type": lambda item: (item.type.key,) if item.type else (),
        "term": lambda item: (term.key for term in item.terms),
        "person": lambda item: (person.slug for person in item.people),
        "organisation": lambda item: (organiser.slug for organiser in item.organisers),
        "language": lambda item: item.languages,
        "mode": lambda item: (item.mode,),
    }


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
