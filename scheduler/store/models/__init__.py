"""The row classes, by subject. Keys are the domain's own within an event, so no row can point into another event."""

from scheduler.store.models import base, event, people, placement, release, remote, session, venue

__all__ = ["base", "event", "people", "placement", "release", "remote", "session", "venue"]
