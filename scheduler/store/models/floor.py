"""Rows of requests for the floor, and the counts that stay of them once whoever asked is erased."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.floor import KINDS, PLACES, STATES
from scheduler.store.models.base import Base, EventId, Key, Number, one_of
from scheduler.store.types import UtcDateTime


class InterventionRow(Base):
    """A request for the floor, with what is known of whoever asks, as it was said then.

    `session` and `part` are those of a release, as of registrations, and refer to no row of the draft.
    """

    __tablename__ = "intervention"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    session: Mapped[str] = mapped_column(String(160))
    part: Mapped[int]
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    stakeholder_type: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    # An id is not given out again: with its version it is a tag that was never another's.
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("place", PLACES),
        one_of("state", STATES),
        Index("ix_intervention_event_id_session_part", "event_id", "session", "part"),
        {"sqlite_autoincrement": True},
    )


class InterventionCountRow(Base):
    """How many interventions of one sort were delivered in a placement by people who were erased since."""

    __tablename__ = "intervention_count"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    part: Mapped[Number]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    region: Mapped[str] = mapped_column(String(40), primary_key=True)
    stakeholder_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    delivered: Mapped[int]

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("place", PLACES),
        CheckConstraint("delivered >= 0", name="delivered_positive"),
    )
