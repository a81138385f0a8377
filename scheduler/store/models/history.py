"""Rows of what happened to a draft: each change, and from when to when each conflict stood in it."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, EventId, Key, Number
from scheduler.store.types import UtcDateTime


class ChangeRow(Base):
    """One commit of edits, numbered per event: who, when, and what was there before and after."""

    __tablename__ = "change"

    event_id: Mapped[EventId]
    revision: Mapped[Number]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(Text)
    request: Mapped[str | None] = mapped_column(Text)
    operations: Mapped[list[dict[str, Any]]] = mapped_column(JSON(none_as_null=True))


class SightingRow(Base):
    """A conflict's key in the draft: from the change `seen` that introduced it to `gone`, which resolved it."""

    __tablename__ = "sighting"

    event_id: Mapped[EventId]
    key: Mapped[Key]
    seen: Mapped[Number]
    gone: Mapped[int | None]

    # What every check of a draft asks: those that still stand.
    __table_args__ = (
        CheckConstraint("gone > seen", name="forward"),
        Index("ix_sighting_event_id_gone", "event_id", "gone"),
    )
