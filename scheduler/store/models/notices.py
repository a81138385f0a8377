"""Rows of notices: who is told of changes, what they were told last, and what waits to be told."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.notice import KINDS, LONGEST_WAIT, MODES, STATES
from scheduler.store.models.base import Base, Flag, Words, one_of
from scheduler.store.types import UtcDateTime


class NoticeSettingRow(Base):
    """How an event tells people of changes. `settled`: everybody known was dealt with up to this release.

    `version` goes up with each change of the settings; an event without a row tells nobody.
    """

    __tablename__ = "notice_setting"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(20))
    collect_minutes: Mapped[int]
    settled: Mapped[int]
    version: Mapped[int]
    who: Mapped[Words]
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("mode", MODES),
        CheckConstraint(f"collect_minutes BETWEEN 0 AND {LONGEST_WAIT}", name="collect_minutes_range"),
    )


class RecipientRow(Base):
    """Somebody who is told of changes, and the last release that they were told of (or that it was not worth it).

    `subject` is the opaque id of a person, whose address is in `person`, or the slug of an organisation; `wishes` are
    the selections that a follower chose, each with the release from which it counts (`since`) if that is later.
    """

    __tablename__ = "recipient"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(160), default="", server_default="")
    address: Mapped[str] = mapped_column(String(254), default="", server_default="")
    wishes: Mapped[list[dict[str, Any]]] = mapped_column(JSON(none_as_null=True), default=list, server_default="[]")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    invitations: Mapped[Flag]
    told: Mapped[int]
    stopped_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("kind", KINDS),
        UniqueConstraint("event_id", "kind", "subject", "address"),
        {"sqlite_autoincrement": True},  # a link to stop notices must never stop somebody else's
    )


class FollowRequestRow(Base):
    """A wish to follow that waits for a click in a mail, known by the SHA-256 of what the link holds."""

    __tablename__ = "follow_request"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON(none_as_null=True))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    invitations: Mapped[Flag]
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class NoticeRow(Base):
    """What somebody is told of: the net change from one release to another. Its words are made of the two.

    There is one of a recipient and a first release, so that nobody is told twice. `mails` are ids of the outbox;
    `stop_digest` is the SHA-256 of what the link to stop notices holds.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id", ondelete="CASCADE"))
    from_number: Mapped[int]
    to_number: Mapped[int]
    entries: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    who: Mapped[str | None] = mapped_column(Text)
    mails: Mapped[list[int]] = mapped_column(JSON(none_as_null=True), default=list, server_default="[]")
    stop_digest: Mapped[str | None] = mapped_column(String(64), unique=True)

    __table_args__ = (
        one_of("state", STATES),
        UniqueConstraint("recipient_id", "from_number"),
        Index("ix_notice_event_id_state", "event_id", "state"),
        {"sqlite_autoincrement": True},
    )
