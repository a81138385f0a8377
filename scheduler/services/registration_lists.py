"""Who registered, as organisers see it: every list of an event with its numbers, one list, and all of it as a table."""

from dataclasses import dataclass

from scheduler.domain.agenda import CONFIRMED, resolve
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import NotFound
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.registering import REGISTERED, WAITING, WHOLE_EVENT
from scheduler.formats.tables.reports import REGISTRATIONS, write_report
from scheduler.services.desk import Desk
from scheduler.store.db import Database
from scheduler.store.places import NOBODY, Counts, all_erased, all_places, capacities_of
from scheduler.store.registrations import Listed, listed


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list's numbers. `capacity` is None where it has no limit; `starts` and `ends` where it is placed, instants.

    `erased` had a place, and were erased after the event.
    """

    of: Ident
    title: str
    inside: int
    waiting: int
    capacity: int | None
    erased: int
    starts: int | None = None
    ends: int | None = None


def numbers_of(database: Database, desk: Desk) -> tuple[Numbers, ...]:
    """Every list of an event: that of the event, those of placements in their order, then those of what has no place.

    A list is there where somebody can register, or somebody did. Three queries, however many there are.
    """
    with database.reading() as session:
        places, capacities = all_places(session, desk.event_id), capacities_of(session, desk.event_id)
        erased = all_erased(session, desk.event_id)
    placed = desk.programme.placement
    known = {of for of in capacities if of in placed} | places.keys() | erased.keys() | {WHOLE_EVENT}
    found = (
        _numbers(desk.programme, of, places.get(of, NOBODY), capacities.get(of, 0), erased.get(of, 0)) for of in known
    )
    return tuple(sorted(found, key=_order))


def list_of(database: Database, desk: Desk, of: Ident) -> tuple[Numbers, tuple[Listed, ...]]:
    """One list: those with a place first, then those who wait. `NotFound` where nobody can register, and nobody did."""
    found = next((each for each in numbers_of(database, desk) if each.of == of), None)
    if found is None:
        raise NotFound(
            f"Nobody can register for part {of[1]} of session {of[0][:40]!r} of {desk.programme.event.slug}."
        )
    with database.reading() as session:
        return found, listed(session, desk.event_id, of)


def table_of_all(database: Database, desk: Desk) -> bytes:
    """Every registration of an event as CSV, in the event's zone; the one for the whole event has no session."""
    zone = desk.programme.event.time_zone
    with database.reading() as session:
        return write_report(REGISTRATIONS, (_row(each, zone) for each in listed(session, desk.event_id)))


def _numbers(programme: Programme, of: Ident, counts: Counts, capacity: int | None, erased: int) -> Numbers:
    inside, waiting = counts
    placement = programme.placement.get(of)
    if of == WHOLE_EVENT:
        return Numbers(of, "The event as a whole", inside, waiting, None, erased)
    if placement is None:
        session = programme.session.get(of[0])
        title = session.title if session else f"{of[0]}-{of[1]}, not in the draft any more"
        return Numbers(of, title, inside, waiting, capacity, erased)
    title = resolve(programme, placement, CONFIRMED).title
    return Numbers(of, title, inside, waiting, capacity, erased, placement.starts, placement.ends)


def _order(each: Numbers) -> tuple[bool, bool, int, Ident]:
    return (each.of != WHOLE_EVENT, each.starts is None, each.starts or 0, each.of)


def _row(each: Listed, zone: str) -> tuple[str, ...]:
    found, details = each.registration, each.details
    return (
        found.session,
        str(found.part) if found.part else "",
        WAITING if found.waiting else REGISTERED,
        details.name,
        details.email,
        details.affiliation,
        details.country,
        details.stakeholder_type,
        details.time_zone,
        isoformat(found.registered_at, zone),
        isoformat(each.consented_at, zone),
    )
