"""Rows of buildings, rooms and what they offer."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import Base, EventId, Flag, Json, Key, Words, at_most, child, uses
from scheduler.store.types import UtcDateTime


class BuildingRow(Base):
    """A building."""

    __tablename__ = "building"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    address: Mapped[Words]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    translations: Mapped[Json]

    __table_args__ = (
        at_most("name", TITLE_LENGTH),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
    )


class WalkRow(Base):
    """Minutes on foot between two buildings; stored one way, true both ways."""

    __tablename__ = "walk"

    event_id: Mapped[EventId]
    origin: Mapped[Key]
    destination: Mapped[Key]
    minutes: Mapped[int]

    __table_args__ = (
        child("building", {"origin": "slug"}),
        child("building", {"destination": "slug"}),
        CheckConstraint("origin < destination", name="one_way"),
        CheckConstraint("minutes >= 0", name="minutes_positive"),
    )


class FeatureRow(Base):
    """What a room offers and a session needs."""

    __tablename__ = "feature"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    translations: Mapped[Json]

    __table_args__ = (at_most("name", TITLE_LENGTH),)


class RoomRow(Base):
    """A room."""

    __tablename__ = "room"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    building: Mapped[str | None]
    floor: Mapped[Words]
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    turnover_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    parallel: Mapped[Flag]
    guid: Mapped[str | None]
    translations: Mapped[Json]

    __table_args__ = (
        uses("building", "building"),
        at_most("name", TITLE_LENGTH),
        CheckConstraint("capacity >= 0", name="capacity_positive"),
        CheckConstraint("turnover_minutes >= 0", name="turnover_positive"),
    )


class RoomFeatureRow(Base):
    """A room offers a feature."""

    __tablename__ = "room_feature"

    event_id: Mapped[EventId]
    room: Mapped[Key]
    feature: Mapped[Key]

    __table_args__ = (child("room", {"room": "slug"}), uses("feature", "feature"))


class RoomPieceRow(Base):
    """A room (`whole`) can be divided, and `piece` is one of its pieces."""

    __tablename__ = "room_piece"

    event_id: Mapped[EventId]
    whole: Mapped[Key]
    piece: Mapped[Key]
    position: Mapped[int]

    __table_args__ = (
        child("room", {"whole": "slug"}),
        child("room", {"piece": "slug"}),
        CheckConstraint("whole <> piece", name="not_its_own"),
    )


class RoomAvailabilityRow(Base):
    """A window in which a room can be used; a room without any can always be."""

    __tablename__ = "room_availability"

    event_id: Mapped[EventId]
    room: Mapped[Key]
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (child("room", {"room": "slug"}), CheckConstraint("starts_at < ends_at", name="forward"))
