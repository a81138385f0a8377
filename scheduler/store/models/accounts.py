"""Rows of who may do what: accounts, their roles, and what lets them in."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.roles import MODERATOR, ROLES
from scheduler.store.models.base import Base, Strings, at_most, one_of
from scheduler.store.types import UtcDateTime


class AccountRow(Base):
    """Somebody, known by an e-mail address in lower case.

    `password` is an argon2id hash; `subject` is who they are to the sign-in provider, as `<issuer> <sub>`.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    password: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(String(300), unique=True)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (at_most("email", 254),)


class AssignmentRow(Base):
    """A role of an account in one event, or (without one) in every event.

    A moderator's is for named rooms, and between two instants where they are given.
    """

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    rooms: Mapped[Strings]
    starts_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (one_of("role", (*ROLES, MODERATOR)),)


class SignInRow(Base):
    """A browser that is signed in, known by the SHA-256 of what its cookie says."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class ResetRow(Base):
    """A link by which somebody may set a new password, once."""

    __tablename__ = "reset"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class AttemptRow(Base):
    """So many attempts at something by somebody since a moment: what rate limits count, for all processes alike.

    `subject` is a SHA-256: the table tells no address of a person or a machine.
    """

    __tablename__ = "attempt"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]


class TokenRow(Base):
    """A token of the API, of which only the SHA-256 is stored; without an event it counts for all of them."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (one_of("role", ROLES),)
