"""Rows behind the doors of remote participants: links, encrypted; what is true now; and who may come in."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.remote import AUDIENCES
from scheduler.store.models.base import Base, Bytes, EventId, Flag, Key, Number, Strings, Words, child, one_of
from scheduler.store.types import UtcDateTime


class SecretRow(Base):
    """A link or passcode, encrypted. Rows are added and never changed, but for a new key: others hold their ids."""

    __tablename__ = "secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    ciphertext: Mapped[Bytes]
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    # An id is not given out again: what the log says of it stays true.
    __table_args__ = ({"sqlite_autoincrement": True},)


class RemoteLinksRow(Base):
    """The secrets of a slot, by id: of each way link and passcode, in the ways' order; and the recording's."""

    __tablename__ = "remote_links"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    ways: Mapped[list[list[int | None]]] = mapped_column(JSON(none_as_null=True))
    recording: Mapped[int | None]

    __table_args__ = (child("remote_slot", {"session": "session", "part": "part"}),)


class LiveRow(Base):
    """What is true of a placement now, without a release. `link`, `passcode` and `recording` are ids of secrets.

    `no_shows` are the opaque ids of people who did not come: told to who steers it, and never to the public.
    """

    __tablename__ = "live"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    revision: Mapped[int]
    link: Mapped[int | None]
    passcode: Mapped[int | None]
    delay_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    room_full: Mapped[Flag]
    emergency_room: Mapped[str | None] = mapped_column(String(160))
    recording: Mapped[int | None]
    no_shows: Mapped[Strings]
    who: Mapped[Words]
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        child("part", {"session": "session", "part": "number"}),
        CheckConstraint("delay_minutes >= 0", name="delay_positive"),
    )


class LiveRoomRow(Base):
    """The on-line meeting of a room on a day of the event: ids of secrets."""

    __tablename__ = "live_room"

    event_id: Mapped[EventId]
    room: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    revision: Mapped[int]
    link: Mapped[int | None]
    passcode: Mapped[int | None]
    who: Mapped[Words]
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (child("room", {"room": "slug"}),)


class TicketRow(Base):
    """A pass through the doors of an event, known by the SHA-256 of what its holder shows.

    `person` is the opaque id of somebody in the programme; `audience` is what the holder counts as in every session.
    A participant's has no holder's name, and lets them in where they registered.
    """

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    holder: Mapped[str] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(String(160))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    audience: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        child("person", {"person": "id"}),
        one_of("audience", AUDIENCES),
        Index("ix_ticket_event_id_person", "event_id", "person"),
    )


class LinkCheckRow(Base):
    """What came of looking at the link of a way; `secret` is the id of the link that was looked at.

    `told`: whether it was told of that it is dead.
    """

    __tablename__ = "link_check"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    way: Mapped[Number]
    kind: Mapped[str] = mapped_column(String(20))
    secret: Mapped[int]
    alive: Mapped[Flag]
    said: Mapped[str] = mapped_column(String(100))
    checked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    told: Mapped[Flag]

    __table_args__ = (child("part", {"session": "session", "part": "number"}),)
