"""Who may do what: roles in one order, and the one place where it is decided."""

from dataclasses import dataclass

ROLES = ("viewer", "reviewer", "editor", "owner")
"""From the least to the most: each may do what those before it may."""


MODERATOR = "moderator"
"""Beside that order: who runs named rooms on the day."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks, by e-mail address, with a role in one event, or (None) in every event."""

    email: str
    role: str
    event: str | None = None

    def may(self, event: str, needed: str) -> bool:
        """Whether they may do in an event what needs a role."""
        return self.event in {None, event} and ROLES.index(self.role) >= ROLES.index(needed)

    def may_create_events(self) -> bool:
        """Whether they may make a new event: owners of everything alone."""
        return self.event is None and self.role == "owner"
