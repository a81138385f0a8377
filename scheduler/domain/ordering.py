"""The one order of everything in a programme, so that equal content is an equal value however it came about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from scheduler.domain.event import Event
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.session import Part, Scheme, Session, SessionType, Term, Track
from scheduler.domain.venue import Building, Feature, Room

Translated = TypeVar(
    "Translated", Event, Building, Feature, Room, SessionType, Track, Term, Scheme, Person, Part, Session
)


@dataclass(frozen=True, slots=True)
class _Collection:
    """How the things of one collection are told apart, sorted, and each put in order within."""

    key: Callable[[Any], Any]
    order: Callable[[Any], Any]
    tidy: Callable[[Any], Any] | None = None


def ordered(programme: Programme) -> Programme:
    """The same programme with every collection in its one order, so that equal content is an equal value.

    Rooms go by position, placements by start, end and key, the rest by key. Within a thing, parts go by number, and
    terms, features, availability, wishes and translations are sorted; the order of pieces, appearances, organisers,
    languages, ways, links, of days and of a scheme's terms means something and stays.
    """
    collections: dict[str, Any] = {
        name: tuple(sorted(map(each.tidy, things) if each.tidy else things, key=each.order))
        for name, each in _COLLECTIONS.items()
        if (things := getattr(programme, name))
    }
    return replace(programme, **(collections | {"event": _tidy(programme.event)}))


def having(programme: Programme, things: Mapping[str, Mapping[Any, Any]], *, event: Event | None = None) -> Programme:
    """The programme, which must be `ordered`, with these things instead, by collection and key (None: not there)."""
    changed: dict[str, Any] = {} if event is None else {"event": _tidy(event)}
    for name, wanted in things.items():
        each = _COLLECTIONS[name]
        kept = {each.key(thing): thing for thing in getattr(programme, name)}
        for key, thing in wanted.items():
            if thing is None:
                kept.pop(key, None)
            else:
                kept[key] = each.tidy(thing) if each.tidy else thing
        changed[name] = tuple(sorted(kept.values(), key=each.order))
    return replace(programme, **changed)


def _tidy(thing: Translated) -> Translated:
    """The thing with its translations in order; most have one or none, and are left as they are."""
    if len(thing.translations) < 2:
        return thing
    return replace(thing, translations=tuple(sorted(thing.translations)))


def _tidy_room(room: Room) -> Room:
    features, availability = tuple(sorted(room.features)), tuple(sorted(room.availability))
    return replace(_tidy(room), features=features, availability=availability)


def _tidy_scheme(scheme: Scheme) -> Scheme:
    return replace(_tidy(scheme), terms=tuple(map(_tidy, scheme.terms)))


def _tidy_person(person: Person) -> Person:
    if len(person.availability) < 2:
        return _tidy(person)
    return replace(_tidy(person), availability=tuple(sorted(person.availability)))


def _tidy_session(session: Session) -> Session:
    tidy: dict[str, Any] = {
        "parts": tuple(sorted(map(_tidy, session.parts), key=lambda p: p.number)),
        "terms": tuple(sorted(session.terms)),
        "features": tuple(sorted(session.features)),
        "wishes": tuple(sorted(session.wishes)),
    }
    found = {name: value for name, value in tidy.items() if value != getattr(session, name)}
    return replace(_tidy(session), **found) if found else _tidy(session)  # a copy costs ten times the comparison


def _by_slug(tidy: Callable[[Any], Any] | None = None) -> _Collection:
    return _Collection(lambda thing: thing.slug, lambda thing: thing.slug, tidy)


_COLLECTIONS: Mapping[str, _Collection] = {
    "buildings": _by_slug(_tidy),
    "walks": _Collection(lambda w: (w.origin, w.destination), lambda w: (w.origin, w.destination)),
    "features": _by_slug(_tidy),
    "rooms": _Collection(lambda r: r.slug, lambda r: (r.position, r.slug), _tidy_room),
    "session_types": _by_slug(_tidy),
    "tracks": _by_slug(_tidy),
    "schemes": _by_slug(_tidy_scheme),
    "organisations": _by_slug(),
    "people": _Collection(lambda p: p.id, lambda p: p.id, _tidy_person),
    "teams": _by_slug(),
    "accounts": _by_slug(),
    "meetings": _by_slug(),
    "sessions": _Collection(lambda s: s.code, lambda s: s.code, _tidy_session),
    "placements": _Collection(lambda p: p.id, lambda p: p.order, lambda p: p.tidy()),
    "slots": _Collection(lambda s: (s.session, s.part), lambda s: (s.session, s.part)),
    "relations": _Collection(lambda r: r.id, lambda r: r.id),
}
