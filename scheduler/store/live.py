"""What is true now, as stored: rows with a revision of their own, and links as ids of secrets."""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.store.db import unknown_event
from scheduler.store.models.doors import LiveRoomRow, LiveRow
from scheduler.store.models.event import EventRow
from scheduler.store.models.session import PartRow
from scheduler.store.models.venue import RoomRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """What is true of a placement now. `revision` is 0 where nobody has said anything; links are ids of secrets.

    `no_shows` are the opaque ids of people who did not come.
    """

    revision: int = 0
    link: int | None = None
    passcode: int | None = None
    delay_minutes: int = 0
    ended_at: int | None = None
    room_full: bool = False
    emergency_room: str | None = None
    recording: int | None = None
    no_shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomMeeting:
    """The on-line meeting of a room on a day; `revision` is 0 where nobody has said anything."""

    revision: int = 0
    link: int | None = None
    passcode: int | None = None


def next_revision(database: DatabaseSession, event: str) -> tuple[int, int]:
    """The event's id and the number of what is said now: whoever else says or edits something waits until the end."""
    table = table_of(EventRow)
    row = database.execute(
        update(table)
        .where(table.c.slug == event)
        .values(live_revision=table.c.live_revision + 1)
        .returning(table.c.id, table.c.live_revision)
    ).one_or_none()
    if row is None:
        raise unknown_event(database, event)
    return row.id, row.live_revision


def has_part(database: DatabaseSession, event_id: int, session: str, part: int) -> bool:
    """Whether the draft has this part of a session."""
    table = table_of(PartRow)
    query = select(table.c.number).where(
        table.c.event_id == event_id, table.c.session == session, table.c.number == part
    )
    return database.execute(query).first() is not None


def has_room(database: DatabaseSession, event_id: int, room: str) -> bool:
    """Whether the draft has this room."""
    table = table_of(RoomRow)
    query = select(table.c.slug).where(table.c.event_id == event_id, table.c.slug == room)
    return database.execute(query).first() is not None


def live_of(database: DatabaseSession, event_id: int, session: str, part: int) -> LiveRecord:
    """What is true of a placement now."""
    table = table_of(LiveRow)
    row = database.execute(select(table).where(*_of_part(table, event_id, session, part))).one_or_none()
    if row is None:
        return LiveRecord()
    told = {field.name: getattr(row, field.name) for field in fields(LiveRecord)}
    return LiveRecord(**told | {"ended_at": instant_of(row.ended_at), "no_shows": tuple(row.no_shows)})


def save_live(
    database: DatabaseSession, event_id: int, session: str, part: int, record: LiveRecord, *, who: str, at: int
) -> None:
    """Say what is true of a placement now."""
    table = table_of(LiveRow)
    database.execute(delete(table).where(*_of_part(table, event_id, session, part)))
    said = asdict(record) | {"ended_at": None if record.ended_at is None else to_utc(record.ended_at)}
    database.execute(
        insert(table).values(event_id=event_id, session=session, part=part, who=who, changed_at=to_utc(at), **said)
    )


def forget_no_shows(database: DatabaseSession, event: str, event_id: int, person: str) -> None:
    """Let nothing say any more that a person, by opaque id, did not come; what is said there gets a new number."""
    table = table_of(LiveRow)
    rows = database.execute(select(table).where(table.c.event_id == event_id)).all()
    theirs = [row for row in rows if person in row.no_shows]
    if not theirs:
        return
    _, revision = next_revision(database, event)
    for row in theirs:
        database.execute(
            update(table)
            .where(*_of_part(table, event_id, row.session, row.part))
            .values(no_shows=[each for each in row.no_shows if each != person], revision=revision)
        )


def meeting_of(database: DatabaseSession, event_id: int, room: str, day: dt.date) -> RoomMeeting:
    """The meeting of a room on a day."""
    table = table_of(LiveRoomRow)
    row = database.execute(
        select(table.c.revision, table.c.link, table.c.passcode).where(*_of(table, event_id, room, day))
    ).one_or_none()
    return RoomMeeting() if row is None else RoomMeeting(row.revision, row.link, row.passcode)


def save_meeting(
    database: DatabaseSession, event_id: int, room: str, day: dt.date, meeting: RoomMeeting, *, who: str, at: int
) -> None:
    """Say where a room's meeting of a day is."""
    table = table_of(LiveRoomRow)
    database.execute(delete(table).where(*_of(table, event_id, room, day)))
    database.execute(
        insert(table).values(event_id=event_id, room=room, day=day, who=who, changed_at=to_utc(at), **asdict(meeting))
    )


def _of_part(table: Any, event_id: int, session: str, part: int) -> tuple[Any, ...]:
    return table.c.event_id == event_id, table.c.session == session, table.c.part == part


def _of(table: Any, event_id: int, room: str, day: dt.date) -> tuple[Any, ...]:
    return (table.c.event_id == event_id, table.c.room == room, table.c.day == day)
