"""How many places there are and how many are taken: of one placement, and of all of an event at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.door import PUBLIC, REGISTERED
from scheduler.domain.placement import Ident
from scheduler.store.models.registering import RegistrationListRow, RegistrationRow
from scheduler.store.models.remote import MeetingRow, PlatformAccountRow, RemoteSlotRow, RemoteWayRow
from scheduler.store.rows import table_of
from scheduler.store.tables import of_part

_LIST = table_of(RegistrationListRow)
_REGISTRATION = table_of(RegistrationRow)
_SLOT = table_of(RemoteSlotRow)

Counts = tuple[int, int]
"""How many have a place in a list, and how many wait for one."""
NOBODY: Counts = (0, 0)


def capacity_of(database: DatabaseSession, event_id: int, of: Ident) -> int | None:
    """For how many there is place in a placement: by its slot, else by the account of its meeting; None: no limit.

    For nobody where the draft has no slot any more.
    """
    row = database.execute(_capacities(event_id).where(*of_part(_SLOT, event_id, of))).one_or_none()
    return 0 if row is None else row.capacity


def capacities_of(database: DatabaseSession, event_id: int) -> Mapping[Ident, int | None]:
    """The same of every placement that has a slot: one query."""
    return {(row.session, row.part): row.capacity for row in database.execute(_capacities(event_id))}


def count_places(database: DatabaseSession, event_id: int, of: Ident) -> Counts:
    """How many have a place in a list, and how many wait for one."""
    query = select(_REGISTRATION.c.waiting, func.count().label("people")).where(*of_part(_REGISTRATION, event_id, of))
    counts = {bool(row.waiting): row.people for row in database.execute(query.group_by(_REGISTRATION.c.waiting))}
    return counts.get(False, 0), counts.get(True, 0)


def all_places(database: DatabaseSession, event_id: int) -> Mapping[Ident, Counts]:
    """The same of every list of an event that somebody is in: one query."""
    columns = (_REGISTRATION.c.session, _REGISTRATION.c.part, _REGISTRATION.c.waiting)
    query = select(*columns, func.count().label("people")).where(_REGISTRATION.c.event_id == event_id)
    found: dict[Ident, Counts] = {}
    for row in database.execute(query.group_by(*columns)):
        inside, waiting = found.get((row.session, row.part), NOBODY)
        found[row.session, row.part] = (inside, row.people) if row.waiting else (row.people, waiting)
    return found


def all_erased(database: DatabaseSession, event_id: int) -> Mapping[Ident, int]:
    """Per list how many had a place in it and were erased after the event, where that is anybody."""
    query = select(_LIST.c.session, _LIST.c.part, _LIST.c.erased).where(
        _LIST.c.event_id == event_id, _LIST.c.erased > 0
    )
    return {(row.session, row.part): row.erased for row in database.execute(query)}


def open_to_event(database: DatabaseSession, event_id: int) -> frozenset[Ident]:
    """The placements whose doors let in who registered for the event as a whole.

    By a way for the public, or by one for those who registered where the slot counts no places of its own.
    """
    ways = table_of(RemoteWayRow)
    here = and_(ways.c.event_id == _SLOT.c.event_id, ways.c.session == _SLOT.c.session, ways.c.part == _SLOT.c.part)
    for_them = or_(ways.c.audience == PUBLIC, and_(ways.c.audience == REGISTERED, _SLOT.c.attendee_capacity.is_(None)))
    query = select(_SLOT.c.session, _SLOT.c.part).where(_SLOT.c.event_id == event_id, exists().where(here, for_them))
    return frozenset((row.session, row.part) for row in database.execute(query))


def open_floors(database: DatabaseSession, event_id: int) -> frozenset[Ident]:
    """The placements where who registered for the event as a whole may ask for the floor: they count no places.

    That of interventions may be limited, and is not nought.
    """
    no_places = (_SLOT.c.event_id == event_id, _SLOT.c.attendee_capacity.is_(None))
    slots = func.coalesce(_SLOT.c.intervention_slots, 1)
    query = select(_SLOT.c.session, _SLOT.c.part).where(*no_places, slots > 0)
    return frozenset((row.session, row.part) for row in database.execute(query))


def _capacities(event_id: int) -> Select[Any]:
    meetings, accounts = map(table_of, (MeetingRow, PlatformAccountRow))
    joined = _SLOT.outerjoin(
        meetings, and_(meetings.c.event_id == _SLOT.c.event_id, meetings.c.slug == _SLOT.c.meeting)
    ).outerjoin(accounts, and_(accounts.c.event_id == meetings.c.event_id, accounts.c.slug == meetings.c.account))
    capacity = func.coalesce(_SLOT.c.attendee_capacity, accounts.c.attendee_capacity).label("capacity")
    return select(_SLOT.c.session, _SLOT.c.part, capacity).select_from(joined).where(_SLOT.c.event_id == event_id)
