"""Which of a draft's conflicts are asked for: by severity, rule, session, room, person, waiver, and since when."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from scheduler.domain.conflicts import RULES, SEVERITIES, Conflict
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.programme import Programme
from scheduler.domain.resources.naming import no_such
from scheduler.services.desk import Desk
from scheduler.services.former_slugs import slugs_of_now
from scheduler.store.db import Database
from scheduler.store.releases import revision_of_release


@dataclass(frozen=True, slots=True)
class Wanted:
    """Several values of one field: any of them; several fields: all of them. Nothing set: everything.

    `people` are slugs, former ones too. `new_since` is the number of a release: what came into the draft after it.
    """

    severities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    waived: bool | None = None
    new_since: int | None = None


def select(database: Database, desk: Desk, wanted: Wanted) -> tuple[Conflict, ...]:
    """The conflicts wanted, in the order of urgency; `UnknownFilter` names a value that does not exist."""
    programme = desk.programme
    _require("severity", wanted.severities, SEVERITIES)
    _require("rule", wanted.rules, RULES)
    slugs = slugs_of_now(database, desk, wanted.people)
    _require_there("session", wanted.sessions, programme.session, programme)
    _require_there("room", wanted.rooms, programme.room, programme)
    _require_there("person", slugs, programme.person_by_slug, programme)
    people = {programme.person_by_slug[each].id for each in slugs}
    rooms = {relative for room in wanted.rooms for relative in programme.relatives[room]}
    tests: list[Callable[[Conflict], bool]] = []
    if wanted.severities:
        tests.append(lambda conflict: conflict.severity in wanted.severities)
    if wanted.rules:
        tests.append(lambda conflict: conflict.rule in wanted.rules)
    if wanted.sessions:
        tests.append(lambda conflict: any(party.session in wanted.sessions for party in conflict.parties))
    if wanted.rooms:
        tests.append(lambda conflict: conflict.room in rooms or any(_is_in(conflict, room) for room in wanted.rooms))
    if people:
        tests.append(lambda conflict: conflict.person in people)
    if wanted.waived is not None:
        tests.append(lambda conflict: (conflict.key in desk.holding) is wanted.waived)
    if wanted.new_since is not None:
        seen = _revision(database, desk, wanted.new_since)
        tests.append(lambda conflict: _came_after(desk, conflict, seen))
    return tuple(conflict for conflict in desk.conflicts if all(test(conflict) for test in tests))


def _is_in(conflict: Conflict, room: str) -> bool:
    return any(room in party.rooms for party in conflict.parties)


def _came_after(desk: Desk, conflict: Conflict, revision: int) -> bool:
    """One not on record yet comes from what has no revision, such as bookmarks: it is new."""
    sighting = desk.sightings.get(conflict.key)
    return sighting is None or sighting.revision > revision


def _revision(database: Database, desk: Desk, number: int) -> int:
    """The revision of the draft that a release was made of."""
    with database.reading() as session:
        found = revision_of_release(session, desk.event_id, number)
    if found is None:
        raise NotFound(f"{desk.programme.event.slug} has no release {number}.")
    return found


def _require(name: str, values: Collection[str], known: Collection[str]) -> None:
    for value in values:
        if value not in known:
            raise UnknownFilter(
                f"There is no {name} {value[:100]!r}. There are: {', '.join(known)}.", pointer=f"/{name}"
            )


def _require_there(name: str, values: Collection[str], known: Collection[str], programme: Programme) -> None:
    for value in values:
        if value not in known:
            raise UnknownFilter(no_such(name, value, programme), pointer=f"/{name}")
