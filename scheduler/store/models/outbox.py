"""Rows of what leaves the process: messages, each sent once the edit that caused it is stored."""

import datetime as dt

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base, Json
from scheduler.store.types import UtcDateTime


class MailRow(Base):
    """A message to one address. `due_at` is when it is tried next; null once it is sent, or given up.

    Whoever tries it first moves `due_at` on, past the time that trying may take: that is the claim. `body`,
    `headers` and `calendar` are emptied once it is sent.
    """

    __tablename__ = "mail"
    __table_args__ = ({"sqlite_autoincrement": True},)  # what withdraws a notice's mails must never take another's

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), default="", server_default="")
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    headers: Mapped[Json]
    calendar: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    error: Mapped[str | None] = mapped_column(Text)
