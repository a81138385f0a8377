"""The row classes, by subject. Keys are the domain's own within an event, so no row can point into another event."""

from scheduler.store.models import (
    accounts,
    base,
    conflicts,
    doors,
    event,
    history,
    jobs,
    notices,
    outbox,
    people,
    placement,
    release,
    remote,
    session,
    venue,
    webhooks,
)

__all__ = [
    "accounts",
    "base",
    "conflicts",
    "doors",
    "event",
    "history",
    "jobs",
    "notices",
    "outbox",
    "people",
    "placement",
    "release",
    "remote",
    "session",
    "venue",
    "webhooks",
]
