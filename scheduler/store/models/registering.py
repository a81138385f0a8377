"""Rows of remote participants: who they are, what they registered for, and the links by which they come."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, EventId, Flag, Key, Number, Words
from scheduler.store.types import UtcDateTime


class RegistrationRequestRow(Base):
    """What somebody asked to register with, until the link is used that was sent to the address: known by its SHA-256.

    `wanted` are pairs of session code and part number; the empty code with 0 is the whole event.
    """

    __tablename__ = "registration_request"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(Text)
    affiliation: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(64))
    stakeholder_type: Mapped[Words]
    wanted: Mapped[list[list[str | int]]] = mapped_column(JSON(none_as_null=True))
    consented_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class ParticipantRow(Base):
    """Somebody who takes part in an event remotely: the least that is needed, and when they agreed to it."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(Text)
    affiliation: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(64))
    stakeholder_type: Mapped[Words]
    consented_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    # An id is not given out again: what belonged to somebody who was erased never becomes another's.
    __table_args__ = (UniqueConstraint("event_id", "email"), {"sqlite_autoincrement": True})


class ParticipantLinkRow(Base):
    """The address of a participant's page, by the SHA-256 of the secret in it: each mail carries one of its own."""

    __tablename__ = "participant_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class RegistrationListRow(Base):
    """The list of those who registered for a placement, or (no code, 0) for the event: whoever changes it locks it.

    `erased` counts those who were registered and were erased after the event. `session` and `part` are those of a
    release, and refer to no row of the draft: participants wait for no organiser's edit.
    """

    __tablename__ = "registration_list"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    erased: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (CheckConstraint("erased >= 0", name="erased_positive"),)


class RegistrationRow(Base):
    """A participant's place in a list, or on its waiting list; ids follow the order in which they registered.

    `told_starts` and `told_cancelled` are what the participant was last told of it, `reminded_for` the start that they
    were reminded of.
    """

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    session: Mapped[str] = mapped_column(String(160))
    part: Mapped[int]
    waiting: Mapped[Flag]
    registered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    told_starts: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    told_cancelled: Mapped[Flag]
    reminded_for: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("participant_id", "session", "part"),
        Index("ix_registration_event_id_session_part", "event_id", "session", "part", "waiting"),
        {"sqlite_autoincrement": True},
    )
