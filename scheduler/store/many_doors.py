"""What is stored behind many doors of an event at once: three queries, however many doors."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.placement import Ident
from scheduler.domain.remote import Way
from scheduler.store.doors import WAY, Lock, Stored, behind, stored_of
from scheduler.store.models.doors import LiveRoomRow, LiveRow, RemoteLinksRow
from scheduler.store.models.remote import RemoteSlotRow, RemoteWayRow
from scheduler.store.rows import table_of


@cache
def _slots() -> Select[Any]:
    slots, links, live = map(table_of, (RemoteSlotRow, RemoteLinksRow, LiveRow))
    joined: Any = slots
    for table in (links, live):
        same = (table.c.event_id == slots.c.event_id, table.c.session == slots.c.session, table.c.part == slots.c.part)
        joined = joined.outerjoin(table, and_(*same))
    return (
        select(slots.c.session, slots.c.part, *behind(slots, links, live))
        .select_from(joined)
        .where(slots.c.event_id == bindparam("of_event"), slots.c.session.in_(bindparam("of", expanding=True)))
    )


@cache
def _ways() -> Select[Any]:
    table = table_of(RemoteWayRow)
    return (
        select(table.c.session, table.c.part, *(table.c[name] for name in WAY))
        .where(table.c.event_id == bindparam("of_event"), table.c.session.in_(bindparam("of", expanding=True)))
        .order_by(table.c.session, table.c.part, table.c.position)
    )


def load_doors(database: DatabaseSession, event_id: int, sessions: Collection[str]) -> Mapping[Ident, Stored]:
    """What is stored of the doors of these sessions, of those that have a slot: two queries."""
    asked = {"of_event": event_id, "of": sorted(sessions)}
    ways = defaultdict[Ident, list[Way]](list)
    for code, part, *way in database.execute(_ways(), asked):
        ways[code, part].append(Way(*way))
    return {
        (row.session, row.part): stored_of(row, event_id, (row.session, row.part), tuple(ways[row.session, row.part]))
        for row in database.execute(_slots(), asked)
    }


def load_meetings(database: DatabaseSession, event_id: int) -> Mapping[tuple[str, dt.date], Lock]:
    """The meetings of rooms, by room and day: one query."""
    table = table_of(LiveRoomRow)
    query = select(table.c.room, table.c.day, table.c.link, table.c.passcode).where(table.c.event_id == event_id)
    return {(row.room, row.day): (row.link, row.passcode) for row in database.execute(query)}
