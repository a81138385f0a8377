"""What a draft is made of, for those who build it: lists with filters, one thing, and what is private of people."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from scheduler.domain.errors import UnknownFilter
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.resources import resource
from scheduler.domain.resources.deciding import find, found
from scheduler.domain.resources.naming import no_such
from scheduler.domain.session import MODES, STATES, VISIBILITIES, Session
from scheduler.domain.things import KINDS, PERSON, SCHEME, TERM
from scheduler.services.desk import Desk
from scheduler.services.former_slugs import require_person, slugs_of_now
from scheduler.services.wishing import log_key
from scheduler.store.db import Database
from scheduler.store.persons import emails

Filters = Mapping[str, Collection[str]]


def listed(database: Database, desk: Desk, what: str, filters: Filters) -> Sequence[Any]:
    """The things of a kind that pass every filter (any value of each), in the order of lists.

    `UnknownFilter` names a value that the draft does not have: a slip of the pen must not look like an empty list. A
    person's former slug counts for the one of now; `Gone` if they were erased.
    """
    programme = desk.programme
    things = programme.term.values() if what == TERM else getattr(programme, KINDS[what].collection)
    for name, values in filters.items():
        passes = FILTERS[what][name]
        wanted = slugs_of_now(database, desk, values) if name == PERSON else values
        for value in wanted:
            _require_known(programme, name, value)
        things = [thing for thing in things if any(passes(programme, thing, value) for value in wanted)]
    return sorted(things, key=lambda thing: place(desk, what, thing))


def place(desk: Desk, what: str, thing: Any) -> tuple[int | str, ...]:
    """Where a thing stands in the list of its kind."""
    if what == TERM:
        return (thing.scheme, desk.programme.term_order[thing.key])
    if what == "room":
        return (thing.position, thing.slug)
    if what == "session":
        return (thing.code,)
    return (thing.id,) if what == "relation" else (thing.slug,)


def known(database: Database, desk: Desk, what: str, key: str) -> str:
    """The key in the log of what clients know by `key`.

    `NotFound` if there is no such thing, `Gone` if it was a person who was erased.
    """
    if what == PERSON:
        require_person(database, desk, key)
    own = log_key(desk.programme, what, key)
    found(desk.programme, what, own)
    return own


def described(database: Database, desk: Desk, things: Sequence[Any], *, private: bool) -> list[dict[str, Any]]:
    """The things for JSON; where `private` fields may be seen, people with their addresses."""
    told = [resource(desk.programme, thing) for thing in things]
    people = [thing.id for thing in things if isinstance(thing, Person)] if private else []
    if people:
        with database.reading() as session:
            known = emails(session, desk.event_id, people)
        for thing, each in zip(things, told, strict=True):
            each["email"] = known.get(thing.id, "")
    return told


def _require_known(programme: Programme, name: str, value: str) -> None:
    kind = _VALUES.get(name)
    if kind is None:
        return
    there = value in kind if isinstance(kind, tuple) else kind(programme, value)
    if not there:
        choices = f" Use {', '.join(kind)}." if isinstance(kind, tuple) else ""
        raise UnknownFilter(f"{no_such(name, value, programme)}{choices}", pointer=f"/{name}")


def _of_person(programme: Programme, session: Session, slug: str) -> bool:
    person = programme.person_by_slug[slug].id
    return any(appearance.person == person for appearance in session.appearances)


def _in_room(programme: Programme, session: Session, room: str) -> bool:
    placed = (programme.placement.get((session.code, part.number)) for part in session.parts)
    return any(each is not None and room in {each.room, *each.also_in} for each in placed)


def _placed(programme: Programme, session: Session, wanted: str) -> bool:
    return (wanted == "true") == all((session.code, part.number) in programme.placement for part in session.parts)


def _says(*names: str) -> Callable[[Programme, Any, str], bool]:
    def passes(_programme: Programme, thing: Any, words: str) -> bool:
        return any(words.casefold() in str(getattr(thing, name)).casefold() for name in names)

    return passes


def _has(name: str) -> Callable[[Programme, Any, str], bool]:
    return lambda _programme, thing, value: getattr(thing, name) == value


def _holds(name: str) -> Callable[[Programme, Any, str], bool]:
    return lambda _programme, thing, value: value in getattr(thing, name)


FILTERS: Mapping[str, Mapping[str, Callable[[Programme, Any, str], bool]]] = {what: {} for what in (*KINDS, TERM)} | {
    "room": {"building": _has("building"), "feature": _holds("features"), "q": _says("slug", "name")},
    PERSON: {"organisation": _has("organisation"), "q": _says("slug", "name")},
    "organisation": {"q": _says("slug", "name")},
    TERM: {SCHEME: _has("scheme")},
    "meeting": {"account": _has("account"), "room": _has("room")},
    "relation": {"session": lambda _programme, thing, code: code in {thing.origin, thing.target}},
    "session": {
        "state": _has("state"),
        "visibility": _has("visibility"),
        "mode": _has("mode"),
        "type": _has("type"),
        "track": _has("track"),
        "term": _holds("terms"),
        "person": _of_person,
        "room": _in_room,
        "placed": _placed,
        "q": _says("code", "title"),
    },
}
"""Which filters the list of each kind takes."""


def _is_there(what: str) -> Callable[[Programme, str], bool]:
    return lambda programme, value: find(programme, what, value) is not None


_VALUES: Mapping[str, Any] = {
    "state": STATES,
    "visibility": VISIBILITIES,
    "mode": MODES,
    "placed": ("true", "false"),
    "building": _is_there("building"),
    "feature": _is_there("feature"),
    "organisation": _is_there("organisation"),
    "scheme": _is_there(SCHEME),
    "account": _is_there("platform-account"),
    "room": _is_there("room"),
    "session": _is_there("session"),
    "type": _is_there("session-type"),
    "track": _is_there("track"),
    "term": _is_there(TERM),
    "person": lambda programme, slug: slug in programme.person_by_slug,
}
