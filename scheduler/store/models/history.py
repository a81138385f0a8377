"""Rows of what happened to a draft: each change, what was last changed when, and when each conflict stood in it."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, EventId, Flag, Key, Number, Strings, child
from scheduler.store.types import UtcDateTime


class ChangeRow(Base):
    """One commit of edits, numbered per event: who, when, and what was there before and after.

    `introduced` and `resolved` are keys of conflicts, `ended` of waivers; `undoes` is the change that it takes back.
    """

    __tablename__ = "change"

    event_id: Mapped[EventId]
    revision: Mapped[Number]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(Text)
    request: Mapped[str | None] = mapped_column(Text)
    operations: Mapped[list[dict[str, Any]]] = mapped_column(JSON(none_as_null=True))
    introduced: Mapped[Strings]
    resolved: Mapped[Strings]
    ended: Mapped[Strings]
    undoes: Mapped[int | None]


class ChangedPersonRow(Base):
    """What a change did to a person: apart from the log, so that erasing someone leaves the log as it is.

    `what` is `person` or `email`; both sides are null once the person is erased.
    """

    __tablename__ = "changed_person"

    event_id: Mapped[EventId]
    revision: Mapped[Number]
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    person: Mapped[Key]
    before: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    erased: Mapped[Flag]

    __table_args__ = (child("change", {"revision": "revision"}),)


class VersionRow(Base):
    """The change that touched a resource last: its ETag. It stays when the resource goes."""

    __tablename__ = "version"

    event_id: Mapped[EventId]
    what: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[Key]
    revision: Mapped[int]


class RepeatRow(Base):
    """A POST that was carried out with an Idempotency-Key: by whom, of which body, and the change that it made.

    Its answer is made anew from that change; where it made none, `revision` is no revision but another number that
    tells what it did (the id of what it made, how many it approved, -1 for nothing in the draft). Without any it showed
    a secret, which is never shown again.
    """

    __tablename__ = "repeat"

    who: Mapped[str] = mapped_column(String(254), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    event: Mapped[str | None] = mapped_column(String(100))
    revision: Mapped[int | None]


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
