"""Rows of webhooks: whom we tell of releases, and how that went."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.models.base import Base
from scheduler.store.types import UtcDateTime


class WebhookRow(Base):
    """An address that is told of an event's releases. `secret` is the id of what it is signed with.

    `told` is the last release that a delivery was made of; `version` goes up with each change of it.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[int]
    active: Mapped[bool]
    told: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    # An id is not given out again: receivers know deliveries by it.
    __table_args__ = ({"sqlite_autoincrement": True},)


class DeliveryRow(Base):
    """What a webhook is told, once: of a release. `due_at` is as for mails: null once it is there, or given up.

    `status` is that of the last answer, null without one; `milliseconds` is how long the last attempt took.
    """

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    tried_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    status: Mapped[int | None]
    milliseconds: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("webhook_id", "what", "number"), {"sqlite_autoincrement": True})
