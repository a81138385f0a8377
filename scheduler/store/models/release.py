"""Rows of releases: the documents, what they ever named, and calendar bytes kept as a cache."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.scheduled import STATES
from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import Base, Bytes, EventId, Flag, Key, Number, Strings, Words, at_most, one_of
from scheduler.store.types import UtcDateTime


class ReleaseRow(Base):
    """A release: `document` is the whole programme, `public` its projection. Changed by erasure alone.

    What lists tell of a release lies beside its documents, so that a list need not read them. `revision` is the change
    that made it, `approved` the one by which it was decided upon: the same, unless it waited for its time or made
    itself. At `embargo_ends_at` the document shows more than `public` does; None if it never will, or is not current.
    """

    __tablename__ = "release"

    event_id: Mapped[EventId]
    number: Mapped[Number]
    revision: Mapped[int]
    label: Mapped[Words]
    note: Mapped[Words]
    published_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    redaction: Mapped[int] = mapped_column(default=0, server_default="0")
    time_zone: Mapped[str] = mapped_column(String(64))
    sessions: Mapped[int]
    entries: Mapped[int]
    cancelled: Mapped[int]
    people: Mapped[int]
    changed: Mapped[int | None]
    approved: Mapped[int] = mapped_column(default=0, server_default="0")
    embargo_ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    waived: Mapped[list[dict[str, Any]]] = mapped_column(JSON(none_as_null=True), default=list, server_default="[]")
    document: Mapped[Bytes]
    public: Mapped[Bytes]

    __table_args__ = (at_most("label", TITLE_LENGTH),)


class ScheduledReleaseRow(Base):
    """A release that was approved for an instant: `document` is all that was approved, until it is published.

    `number` is that of the change that scheduled it, `revision` of the last one that did something to it.
    """

    __tablename__ = "scheduled_release"

    event_id: Mapped[EventId]
    number: Mapped[Number]
    revision: Mapped[int]
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    label: Mapped[Words]
    note: Mapped[Words]
    only: Mapped[Strings]
    restores: Mapped[int | None]
    confirmed: Mapped[Flag]
    base: Mapped[int]
    who: Mapped[Words]
    scheduled_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[Words]
    release: Mapped[int | None]
    document: Mapped[Bytes | None]

    __table_args__ = (
        at_most("label", TITLE_LENGTH),
        one_of("state", STATES),
        CheckConstraint("(state = 'published') = (release IS NOT NULL)", name="release_if_published"),
    )


class PublicValueRow(Base):
    """A filter's value that some release had; it stays a valid filter for ever."""

    __tablename__ = "public_value"

    event_id: Mapped[EventId]
    filter: Mapped[Key]
    value: Mapped[str] = mapped_column(String(200), primary_key=True)


class CalendarBookRow(Base):
    """The calendar bytes of a release's entries, by a digest of what they are made with. A cache: safe to empty."""

    __tablename__ = "calendar_book"

    event_id: Mapped[EventId]
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[Bytes]
