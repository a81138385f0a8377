"""Who relies on whom in a programme: what each thing refers to, and so what can't be taken away."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, RemoteSlot
from scheduler.domain.session import Relation, Session
from scheduler.domain.things import KINDS, things
from scheduler.domain.venue import Room

Reference = tuple[str, str, str]
"""Where it stands (a JSON pointer into the resource), what is referred to, and its key."""


def references(thing: Any) -> Iterator[Reference]:
    """What a thing refers to. Persons by opaque id, parts as `part` by `<code>-<number>`."""
    find = _REFERENCES.get(type(thing))
    return find(thing) if find else iter(())


def relying(programme: Programme, gone: Collection[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Who refers to things that are to go: what and key of each, and what and key of the thing it refers to."""
    for kind, thing in things(programme):
        for _, what, key in references(thing):
            if (what, key) in gone:
                yield kind.what, kind.key(programme, thing), what, key
    for walk in programme.walks:
        for building in (walk.origin, walk.destination):
            if ("building", building) in gone:
                yield "walking-times", f"{walk.origin} to {walk.destination}", "building", building


def is_there(programme: Programme, what: str, key: str) -> bool:
    """Whether a reference leads somewhere."""
    if what == "part":
        code, _, number = key.rpartition("-")
        return (code, int(number)) in programme.part
    if what == "term":
        return key in programme.term
    return key in KINDS[what].index(programme)


def _room(room: Room) -> Iterator[Reference]:
    if room.building is not None:
        yield "/building", "building", room.building
    for place, feature in enumerate(room.features):
        yield f"/features/{place}", "feature", feature
    for place, piece in enumerate(room.pieces):
        yield f"/pieces/{place}", "room", piece


def _person(person: Person) -> Iterator[Reference]:
    if person.organisation is not None:
        yield "/organisation", "organisation", person.organisation


def _session(session: Session) -> Iterator[Reference]:
    if session.type is not None:
        yield "/type", "session-type", session.type
    if session.track is not None:
        yield "/track", "track", session.track
    for place, term in enumerate(session.terms):
        yield f"/terms/{place}", "term", term
    for place, feature in enumerate(session.features):
        yield f"/features/{place}", "feature", feature
    for place, organiser in enumerate(session.organisers):
        yield f"/organisers/{place}/organisation", "organisation", organiser.organisation
    for place, appearance in enumerate(session.appearances):
        yield f"/appearances/{place}/person", "person", appearance.person
        if appearance.on_behalf_of is not None:
            yield f"/appearances/{place}/on_behalf_of", "organisation", appearance.on_behalf_of


def _placement(placement: Placement) -> Iterator[Reference]:
    yield "/part", "part", f"{placement.session}-{placement.part}"
    if placement.room is not None:
        yield "/room", "room", placement.room
    for place, room in enumerate(placement.also_in):
        yield f"/also_in/{place}", "room", room


def _meeting(meeting: Meeting) -> Iterator[Reference]:
    yield "/account", "platform-account", meeting.account
    if meeting.room is not None:
        yield "/room", "room", meeting.room
    if meeting.session is not None:
        yield "/placement", "part", f"{meeting.session}-{meeting.part}"


def _slot(slot: RemoteSlot) -> Iterator[Reference]:
    yield "/part", "part", f"{slot.session}-{slot.part}"
    if slot.meeting is not None:
        yield "/meeting", "meeting", slot.meeting


def _relation(relation: Relation) -> Iterator[Reference]:
    yield "/from", "session", relation.origin
    yield "/to", "session", relation.target


_REFERENCES: Mapping[type[Any], Callable[[Any], Iterator[Reference]]] = {
    Room: _room,
    Person: _person,
    Session: _session,
    Placement: _placement,
    Meeting: _meeting,
    RemoteSlot: _slot,
    Relation: _relation,
}
