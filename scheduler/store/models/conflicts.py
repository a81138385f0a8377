"""Rows of how an event takes conflicts: its policy, and what it waived."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, EventId, Key, Number
from scheduler.store.types import UtcDateTime


class PolicyRow(Base):
    """What an event sets otherwise than the rules' defaults: `{rule: {severity, parameters}}`."""

    __tablename__ = "policy"

    event_id: Mapped[EventId]
    changed: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON(none_as_null=True))


class WaiverRow(Base):
    """A conflict that was accepted with its facts, by the change that did it. Ended ones stay on record."""

    __tablename__ = "waiver"

    event_id: Mapped[EventId]
    key: Mapped[Key]
    revision: Mapped[Number]
    reason: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON(none_as_null=True))
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended: Mapped[int | None]
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_whole"),)
