"""Rows of remote access, without a link among them, and of teams."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.remote import AUDIENCES, TEAM_KINDS, WAY_KINDS
from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import Base, EventId, Key, Number, Strings, Words, at_most, child, one_of, uses


class PlatformAccountRow(Base):
    """A licence of a platform."""

    __tablename__ = "platform_account"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    platform: Mapped[Words]
    concurrent_meetings: Mapped[int]
    attendee_capacity: Mapped[int | None]

    __table_args__ = (at_most("name", TITLE_LENGTH), CheckConstraint("concurrent_meetings > 0", name="hosts_one"))


class MeetingRow(Base):
    """One on-line room: of a room for a day, or of one placement."""

    __tablename__ = "meeting"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    account: Mapped[str]
    room: Mapped[str | None]
    day: Mapped[dt.date | None]
    session: Mapped[str | None]
    part: Mapped[int | None]

    __table_args__ = (
        uses("platform_account", "account"),
        uses("room", "room"),
        ForeignKeyConstraint(["event_id", "session", "part"], ["part.event_id", "part.session", "part.number"]),
        CheckConstraint("(room IS NULL) = (day IS NULL)", name="room_for_a_day"),
        CheckConstraint("(session IS NULL) = (part IS NULL)", name="whole_placement"),
    )


class RemoteSlotRow(Base):
    """Remote access to one placement."""

    __tablename__ = "remote_slot"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    meeting: Mapped[str | None]
    attendee_capacity: Mapped[int | None]
    intervention_slots: Mapped[int | None]
    opens_before_speakers: Mapped[int] = mapped_column(default=30)
    opens_before_registered: Mapped[int] = mapped_column(default=15)
    opens_before_public: Mapped[int] = mapped_column(default=15)
    closes_after: Mapped[int] = mapped_column(default=15)

    __table_args__ = (
        child("part", {"session": "session", "part": "number"}),
        uses("meeting", "meeting"),
        CheckConstraint("attendee_capacity >= 0 AND intervention_slots >= 0", name="numbers_positive"),
    )


class RemoteWayRow(Base):
    """A way into a slot, in order."""

    __tablename__ = "remote_way"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    position: Mapped[Number]
    kind: Mapped[Words]
    language: Mapped[Words]
    audience: Mapped[Words]

    __table_args__ = (
        child("remote_slot", {"session": "session", "part": "part"}),
        one_of("kind", WAY_KINDS),
        one_of("audience", AUDIENCES),
    )


class TeamRow(Base):
    """Interpreters of a language pair, captioners or technicians, as a number of teams."""

    __tablename__ = "team"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    kind: Mapped[Words]
    languages: Mapped[Strings]
    count: Mapped[int]
    preparation_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    hours_a_day: Mapped[float | None]

    __table_args__ = (
        at_most("name", TITLE_LENGTH),
        one_of("kind", TEAM_KINDS),
        CheckConstraint("count >= 0 AND preparation_minutes >= 0", name="numbers_positive"),
    )
