"""Rows of what attendees follow, and of the private calendars that are known by a secret address."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.private_feeds import KINDS
from scheduler.store.models.base import Base, Key, one_of
from scheduler.store.types import UtcDateTime


class FollowerRow(Base):
    """Somebody who follows sessions of an event: an account, or a browser known by the SHA-256 of its cookie.

    `link` says how often the address of the browser's calendar was made anew: it is derived from the cookie and this.
    """

    __tablename__ = "follower"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    link: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        CheckConstraint("account_id IS NOT NULL OR digest IS NOT NULL", name="is_somebody"),
    )


class BookmarkRow(Base):
    """A session that a follower follows, and nothing else: neither when nor from where.

    `session` is a code of a release, and refers to no row of the draft: attendees wait for no organiser's edit.
    """

    __tablename__ = "bookmark"

    follower_id: Mapped[int] = mapped_column(ForeignKey("follower.id", ondelete="CASCADE"), primary_key=True)
    session: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))

    __table_args__ = (Index("ix_bookmark_event_id_session", "event_id", "session"),)


class FeedTokenRow(Base):
    """A private calendar, known by the SHA-256 of the secret in its address; it stays when it ended, to say so.

    Of a follower, of a person in the programme by opaque id, or the draft. `account_id` is whose it is, or who made it;
    `token_id` the API token that they used, and with which a draft's ends; `ticket_id` the pass in a person's doors.
    """

    __tablename__ = "feed_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    follower_id: Mapped[int | None] = mapped_column(ForeignKey("follower.id", ondelete="SET NULL"), index=True)
    person: Mapped[str | None] = mapped_column(String(160))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("token.id", ondelete="SET NULL"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="SET NULL"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (one_of("kind", KINDS),)
