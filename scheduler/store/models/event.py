"""Rows of events, their days, and the codes that they gave out."""

import datetime as dt

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import Base, EventId, Json, Key, Strings, Words, at_most

FIRST_CODE = 1001
"""The first number that an event gives out to a session without a code; lower ones are for those who number by hand."""


class EventRow(Base):
    """One event. `revision` is the number of its last edit, `live_revision` of what was last said to be true now.

    `next_code` counts out session codes.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    name: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    time_zone: Mapped[str] = mapped_column(String(64))
    uid_domain: Mapped[str] = mapped_column(String(253))
    theme: Mapped[Words]
    venue: Mapped[Words]
    website: Mapped[Words]
    contact_email: Mapped[Words]
    co_organisers: Mapped[Strings]
    locales: Mapped[Strings]
    day_change: Mapped[int] = mapped_column(default=0, server_default="0")
    grid_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    refresh_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    translations: Mapped[Json]
    next_code: Mapped[int] = mapped_column(default=FIRST_CODE, server_default=str(FIRST_CODE))
    live_revision: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        at_most("slug", 100),
        at_most("name", TITLE_LENGTH),
        CheckConstraint("day_change BETWEEN 0 AND 1439", name="day_change_minute"),
        CheckConstraint("grid_minutes > 0", name="grid_positive"),
        CheckConstraint("refresh_minutes > 0", name="refresh_positive"),
        {"sqlite_autoincrement": True},  # the id of a deleted event is not given out again: drafts are kept by it
    )


class EventDayRow(Base):
    """Opening hours of one day, in local minutes; closing after midnight is over 1440."""

    __tablename__ = "event_day"

    event_id: Mapped[EventId]
    date: Mapped[dt.date] = mapped_column(primary_key=True)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("0 <= opens AND opens < closes AND closes <= 2880", name="hours"),)


class IssuedCodeRow(Base):
    """A session code that was given out once, and never is again, even when its session is deleted."""

    __tablename__ = "issued_code"

    event_id: Mapped[EventId]
    code: Mapped[Key]
