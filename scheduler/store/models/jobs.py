"""Rows of the work that goes on by itself: who does it, how it went, and what is held back."""

import datetime as dt

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base
from scheduler.store.types import UtcDateTime


class LeaseRow(Base):
    """Who may work, until when by the database's clock.

    `token` goes up with each new holder: whoever comes with an older one has lost it, however long it stood still.
    `expires_ms`, milliseconds since 1970, is no date-time: both databases must count on from their own now.
    """

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(Text)
    token: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)


class JobRunRow(Base):
    """A run of a job; `finished_at` is null while it goes on, and for ever if its process died."""

    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    holder: Mapped[str] = mapped_column(Text)
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    milliseconds: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    due: Mapped[int] = mapped_column(default=0, server_default="0")
    said: Mapped[str] = mapped_column(Text, default="", server_default="")
    error: Mapped[str | None] = mapped_column(Text)


class HoldRow(Base):
    """Something that waits for an operator's word: `mail`, after a restore."""

    __tablename__ = "hold"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
