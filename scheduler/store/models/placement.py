"""Rows of placements: parts of sessions at a time, and in rooms."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, EventId, Flag, Key, Number, child, uses
from scheduler.store.types import UtcDateTime


class PlacementRow(Base):
    """A part at a time and in a room, or in none."""

    __tablename__ = "placement"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    room: Mapped[str | None]
    setup_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    takedown_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    pinned: Mapped[Flag]

    __table_args__ = (
        child("part", {"session": "session", "part": "number"}),
        uses("room", "room"),
        CheckConstraint("starts_at < ends_at", name="forward"),
        CheckConstraint("setup_minutes >= 0 AND takedown_minutes >= 0", name="margins_positive"),
    )


class PlacementRoomRow(Base):
    """A further room that a placement holds."""

    __tablename__ = "placement_room"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    room: Mapped[Key]

    __table_args__ = (child("placement", {"session": "session", "part": "part"}), uses("room", "room"))
