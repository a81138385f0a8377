"""Rows of releases: the documents, what they ever named, and calendar bytes kept as a cache."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import Base, Bytes, EventId, Key, Number, Words, at_most
from scheduler.store.types import UtcDateTime


class ReleaseRow(Base):
    """A release: `document` is the whole programme, `public` its projection. Changed by erasure alone.

    What lists tell of a release lies beside its documents, so that a list need not read them.
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
    waived: Mapped[list[dict[str, Any]]] = mapped_column(JSON(none_as_null=True), default=list, server_default="[]")
    document: Mapped[Bytes]
    public: Mapped[Bytes]

    __table_args__ = (at_most("label", TITLE_LENGTH),)


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
