"""What is stored behind a door: the slot with its ways, what is true now, and whose ticket it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Table, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.door import PUBLIC, Live
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.store.models.doors import LiveRoomRow, LiveRow, RemoteLinksRow, TicketRow
from scheduler.store.models.event import EventRow
from scheduler.store.models.people import PersonRow
from scheduler.store.models.registering import ParticipantRow, RegistrationRow
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


SLOT = tuple(field.name for field in fields(RemoteSlot) if field.name not in {"session", "part", "ways"})
WAY = tuple(field.name for field in fields(Way))
"""The columns that hold a slot and a way."""


def behind(slots: Table, links: Table, live: Table) -> tuple[Any, ...]:
    """The columns that `stored_of` reads."""
    return (
        slots.c.part.label("has_slot"),
        *(slots.c[name] for name in SLOT),
        links.c.ways,
        links.c.recording,
        live.c.link,
        live.c.passcode,
        live.c.delay_minutes,
        live.c.ended_at,
        live.c.room_full,
        live.c.emergency_room,
        live.c.recording.label("live_recording"),
    )


# Statements are made once: thousands ask within a minute, and making one takes longer than running it.
@cache
def _door() -> Select[Any]:
    slots, links, live, events = map(table_of, (RemoteSlotRow, RemoteLinksRow, LiveRow, EventRow))
    query = select(events.c.id, *behind(slots, links, live)).where(events.c.slug == bindparam("of_event"))
    joined: Any = events
    for table in (slots, links, live):
        joined = joined.outerjoin(table, and_(table.c.event_id == events.c.id, *_of_part(table)))
    return query.select_from(joined)


@cache
def _ways_of() -> Select[Any]:
    table = table_of(RemoteWayRow)
    return (
        select(*(table.c[name] for name in WAY))
        .where(table.c.event_id == bindparam("of_event"), *_of_part(table))
        .order_by(table.c.position)
    )


@cache
def _meeting() -> Select[Any]:
    table = table_of(LiveRoomRow)
    return select(table.c.link, table.c.passcode).where(
        table.c.event_id == bindparam("of_event"),
        table.c.room == bindparam("of_room"),
        table.c.day == bindparam("of_day"),
    )


@cache
def _holder() -> Select[Any]:
    tickets, appearances, registered = table_of(TicketRow), table_of(AppearanceRow), table_of(RegistrationRow)
    people, participants = table_of(PersonRow), table_of(ParticipantRow)
    of_it = and_(registered.c.session == bindparam("of_session"), registered.c.part == bindparam("of_part"))
    return (
        select(
            tickets.c.audience,
            appearances.c.role,
            registered.c.session,
            registered.c.waiting,
            tickets.c.participant_id,
            func.coalesce(participants.c.time_zone, people.c.time_zone, "").label("time_zone"),
        )
        .outerjoin(people, and_(people.c.event_id == tickets.c.event_id, people.c.id == tickets.c.person))
        .outerjoin(participants, participants.c.id == tickets.c.participant_id)
        .outerjoin(
            appearances,
            and_(
                appearances.c.event_id == tickets.c.event_id,
                appearances.c.person == tickets.c.person,
                appearances.c.session == bindparam("of_session"),
                appearances.c.part.is_(None) | (appearances.c.part == bindparam("of_part")),
            ),
        )
        .outerjoin(
            registered,
            and_(
                registered.c.participant_id == tickets.c.participant_id,
                or_(of_it, and_(registered.c.session == WHOLE_EVENT[0], registered.c.part == WHOLE_EVENT[1])),
            ),
        )
        .where(
            tickets.c.digest == bindparam("of_digest"),
            tickets.c.event_id == bindparam("of_event"),
            tickets.c.revoked_at.is_(None),
        )
    )


def _of_part(table: Table) -> tuple[Any, ...]:
    return (table.c.session == bindparam("of_session"), table.c.part == bindparam("of_part"))


def load_door(database: DatabaseSession, event: str, session: str, part: int) -> Stored | None:
    """What is stored of a door: two queries, one where there is no slot. None if there is no such event."""
    row = database.execute(_door(), {"of_event": event, "of_session": session, "of_part": part}).one_or_none()
    if row is None:
        return None
    ways = _ways(database, row.id, session, part) if row.has_slot is not None else ()
    return stored_of(row, row.id, (session, part), ways)


def stored_of(row: Row[Any], event_id: int, of: Ident, ways: tuple[Way, ...]) -> Stored:
    """What a row of a slot, its links and what was said now makes, with the ways of the slot in their order."""
    own = tuple((link, passcode) for link, passcode in row.ways or ())
    slot = None
    if row.has_slot is not None:
        slot = RemoteSlot(*of, ways=ways, **{name: getattr(row, name) for name in SLOT})
    recording = row.live_recording or row.recording
    return Stored(
        event_id=event_id,
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


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an event's placements beside the release: what was said of some, and which doors open when.

    `opens_before` are the minutes by which doors open to the public, of those that do.
    """

    live: Mapping[Ident, Live]
    opens_before: Mapping[Ident, int]


@cache
def _said() -> Select[Any]:
    live, links, events = table_of(LiveRow), table_of(RemoteLinksRow), table_of(EventRow)
    here = (links.c.event_id == live.c.event_id, links.c.session == live.c.session, links.c.part == live.c.part)
    named = ("session", "part", "delay_minutes", "ended_at", "room_full", "emergency_room")
    recording = func.coalesce(live.c.recording, links.c.recording).label("recording")
    return (
        select(*(live.c[name] for name in named), recording)
        .select_from(live.join(events, events.c.id == live.c.event_id).outerjoin(links, and_(*here)))
        .where(events.c.slug == bindparam("of_event"))
    )


@cache
def _opening() -> Select[Any]:
    slots, ways, events = table_of(RemoteSlotRow), table_of(RemoteWayRow), table_of(EventRow)
    here = (ways.c.event_id == slots.c.event_id, ways.c.session == slots.c.session, ways.c.part == slots.c.part)
    public = exists().where(*here, ways.c.audience == PUBLIC)
    return (
        select(slots.c.session, slots.c.part, slots.c.opens_before_public)
        .select_from(slots.join(events, events.c.id == slots.c.event_id))
        .where(events.c.slug == bindparam("of_event"), public)
    )


def load_said(database: DatabaseSession, event: str) -> Mapping[Ident, Live]:
    """What was said on the day of an event's placements, of those of which something was: one query."""
    return {
        (row.session, row.part): Live(
            row.delay_minutes,
            instant_of(row.ended_at),
            bool(row.room_full),
            row.emergency_room,
            row.recording is not None,
        )
        for row in database.execute(_said(), {"of_event": event})
    }


def load_situation(database: DatabaseSession, event: str) -> Situation:
    """What is known of an event's placements now: two queries, however many there are."""
    live, asked = load_said(database, event), {"of_event": event}
    opens = {(row.session, row.part): row.opens_before_public for row in database.execute(_opening(), asked)}
    return Situation(live, opens)


def _ways(database: DatabaseSession, event_id: int, session: str, part: int) -> tuple[Way, ...]:
    rows = database.execute(_ways_of(), {"of_event": event_id, "of_session": session, "of_part": part})
    return tuple(Way(*row) for row in rows)


def room_link(database: DatabaseSession, event_id: int, room: str, day: dt.date) -> Lock:
    """The meeting of a room on a day."""
    row = database.execute(_meeting(), {"of_event": event_id, "of_room": room, "of_day": day}).one_or_none()
    return NOTHING if row is None else (row.link, row.passcode)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose ticket it is: what they count as in every session, and the roles that they have in the one asked for.

    `has_place`: they registered for it, and do not wait for a place; `has_event`: they registered for the event.
    `waits`: they are on its waiting list. `participant` is the id of whoever registered, if it is one. `time_zone` is
    theirs, empty if it is not known.
    """

    audience: str
    roles: frozenset[str]
    has_place: bool = False
    has_event: bool = False
    waits: bool = False
    participant: int | None = None
    time_zone: str = ""


def holder_of_ticket(database: DatabaseSession, event_id: int, digest: str, session: str, part: int) -> Holder | None:
    """Who holds the ticket of a digest; None if it is none of the event's, or was revoked."""
    asked = {"of_event": event_id, "of_digest": digest, "of_session": session, "of_part": part}
    rows = database.execute(_holder(), asked).all()
    if not rows:
        return None
    lists = {row.session for row in rows if row.session is not None and not row.waiting}
    return Holder(
        rows[0].audience,
        frozenset(row.role for row in rows if row.role is not None),
        has_place=session in lists,
        has_event=WHOLE_EVENT[0] in lists,
        waits=any(row.session == session and row.waiting for row in rows),
        participant=rows[0].participant_id,
        time_zone=rows[0].time_zone,
    )
