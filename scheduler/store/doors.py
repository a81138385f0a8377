"""What is stored behind a door: the slot with its ways, what is true now, and whose ticket it is."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.door import Live
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.store.models.doors import LiveRoomRow, LiveRow, RemoteLinksRow, TicketRow
from scheduler.store.models.event import EventRow
from scheduler.store.models.remote import RemoteSlotRow, RemoteWayRow
from scheduler.store.models.session import AppearanceRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

Lock = tuple[int | None, int | None]
"""Ids of the secrets of a link and its passcode."""

NOTHING: Lock = (None, None)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of one door; links as ids of secrets: `own` are of the ways, `live_link` goes before them."""

    event_id: int
    slot: RemoteSlot | None
    own: tuple[Lock, ...]
    live: Live
    live_link: Lock
    recording: int | None


_SLOT = tuple(field.name for field in fields(RemoteSlot) if field.name not in {"session", "part", "ways"})
_WAY = tuple(field.name for field in fields(Way))


def load_door(database: DatabaseSession, event: str, session: str, part: int) -> Stored | None:
    """What is stored of a door: two queries, one where there is no slot. None if there is no such event."""
    slots, links, live, events = map(table_of, (RemoteSlotRow, RemoteLinksRow, LiveRow, EventRow))
    query = select(
        events.c.id,
        slots.c.part.label("has_slot"),
        *(slots.c[name] for name in _SLOT),
        links.c.ways,
        links.c.recording,
        live.c.link,
        live.c.passcode,
        live.c.delay_minutes,
        live.c.ended_at,
        live.c.room_full,
        live.c.emergency_room,
        live.c.recording.label("live_recording"),
    ).where(events.c.slug == event)
    joined: Any = events
    for table in (slots, links, live):
        joined = joined.outerjoin(
            table, and_(table.c.event_id == events.c.id, table.c.session == session, table.c.part == part)
        )
    row = database.execute(query.select_from(joined)).one_or_none()
    if row is None:
        return None
    ways = _ways(database, row.id, session, part) if row.has_slot is not None else ()
    own = tuple((link, passcode) for link, passcode in row.ways or ())
    slot = None
    if row.has_slot is not None:
        slot = RemoteSlot(session, part, ways=ways, **{name: getattr(row, name) for name in _SLOT})
    recording = row.live_recording or row.recording
    return Stored(
        event_id=row.id,
        slot=slot,
        own=(*own, *(NOTHING for _ in ways[len(own) :])),
        live=Live(
            delay_minutes=row.delay_minutes or 0,
            ended_at=instant_of(row.ended_at),
            room_full=bool(row.room_full),
            emergency_room=row.emergency_room,
            recording=recording is not None,
        ),
        live_link=(row.link, row.passcode),
        recording=recording,
    )


def _ways(database: DatabaseSession, event_id: int, session: str, part: int) -> tuple[Way, ...]:
    table = table_of(RemoteWayRow)
    query = (
        select(*(table.c[name] for name in _WAY))
        .where(table.c.event_id == event_id, table.c.session == session, table.c.part == part)
        .order_by(table.c.position)
    )
    return tuple(Way(*row) for row in database.execute(query))


def room_link(database: DatabaseSession, event_id: int, room: str, day: dt.date) -> Lock:
    """The meeting of a room on a day."""
    table = table_of(LiveRoomRow)
    row = database.execute(
        select(table.c.link, table.c.passcode).where(
            table.c.event_id == event_id, table.c.room == room, table.c.day == day
        )
    ).one_or_none()
    return NOTHING if row is None else (row.link, row.passcode)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose ticket it is: what they count as in every session, and the roles that they have in the one asked for."""

    audience: str
    roles: frozenset[str]


def holder_of_ticket(database: DatabaseSession, event_id: int, digest: str, session: str, part: int) -> Holder | None:
    """Who holds the ticket of a digest; None if it is none of the event's, or was revoked."""
    tickets, appearances = table_of(TicketRow), table_of(AppearanceRow)
    query = (
        select(tickets.c.audience, appearances.c.role)
        .outerjoin(
            appearances,
            and_(
                appearances.c.event_id == tickets.c.event_id,
                appearances.c.person == tickets.c.person,
                appearances.c.session == session,
                appearances.c.part.is_(None) | (appearances.c.part == part),
            ),
        )
        .where(tickets.c.digest == digest, tickets.c.event_id == event_id, tickets.c.revoked_at.is_(None))
    )
    rows = database.execute(query).all()
    if not rows:
        return None
    return Holder(rows[0].audience, frozenset(row.role for row in rows if row.role is not None))
