"""Who may do what: roles in one order, and the one place where it is decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.domain.clock import MINUTE, isoformat
from scheduler.domain.errors import InvalidInput
from scheduler.domain.timespan import Span

ROLES = ("viewer", "reviewer", "editor", "owner")
"""From the least to the most: each may do what those before it may."""


MODERATOR = "moderator"
"""Beside that order: who runs named rooms on the day."""

RUNS_OVER = 60 * MINUTE
"""For so many seconds what was to end may still go on: whoever takes over the room ends it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one event, or (None) in every event.

    A moderator's is for the rooms named, from `starts` up to `ends` where these instants are given.
    """

    role: str
    event: str | None = None
    rooms: tuple[str, ...] = ()
    starts: int | None = None
    ends: int | None = None

    def __str__(self) -> str:
        """`editor in wsis-2017`, `moderator of popov-room in wsis-2017 until 2017-06-12T11:00:00Z`."""
        rooms = f" of {', '.join(self.rooms)}" if self.rooms else ""
        starts = f" from {isoformat(self.starts)}" if self.starts is not None else ""
        ends = f" until {isoformat(self.ends)}" if self.ends is not None else ""
        return f"{self.role}{rooms} in {self.event or 'every event'}{starts}{ends}"

    def covers(self, event: str) -> bool:
        """Whether it counts in this event."""
        return self.event in {None, event}

    def is_for(self, room: str, span: Span) -> bool:
        """Whether it is for what is in a room in a span: for named hours, what meets them or may run over into them."""
        return (
            room in self.rooms
            and (self.starts is None or self.starts < span.ends + RUNS_OVER)
            and (self.ends is None or span.starts < self.ends)
        )

    def counts_at(self, at: int) -> bool:
        """Whether the instant is in its hours."""
        return (self.starts is None or self.starts <= at) and (self.ends is None or at < self.ends)

    def gives(self, needed: str) -> bool:
        """Whether it gives what needs a role, where it counts."""
        return self.role in ROLES and ROLES.index(self.role) >= ROLES.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks, by e-mail address, and what was granted to them.

    `token` is the number of the API token by which they ask, if it is one: what they make with it may end with it.
    """

    email: str
    grants: tuple[Grant, ...] = ()
    token: int | None = field(default=None, compare=False)

    def may(self, event: str, needed: str) -> bool:
        """Whether they may do in an event what needs a role."""
        return any(grant.covers(event) and grant.gives(needed) for grant in self.grants)

    def may_create_events(self) -> bool:
        """Whether they may make a new event: owners of everything alone."""
        return self.may_everywhere("owner")

    def may_everywhere(self, needed: str) -> bool:
        """Whether they may do in every event, also in those to come, what needs a role."""
        return any(grant.event is None and grant.gives(needed) for grant in self.grants)

    def may_moderate(self, event: str, room: str, at: int, span: Span) -> bool:
        """Whether they may run at the instant `at` what is in a room in a span: its moderators, and editors.

        A moderator of certain hours does it in these, and for what is on in them: what was said of another day would
        stay when the role has ended.
        """
        return self.may(event, "editor") or any(
            grant.is_for(room, span) and grant.counts_at(at) for grant in self.moderates(event)
        )

    def moderates(self, event: str) -> tuple[Grant, ...]:
        """What lets them run rooms of an event as moderators, whenever that is."""
        return tuple(grant for grant in self.grants if grant.role == MODERATOR and grant.covers(event))

    def to_moderate(self, event: str, at: int) -> tuple[Grant, ...]:
        """What lets them run rooms of an event as moderators, at an instant or later."""
        return tuple(grant for grant in self.moderates(event) if grant.ends is None or at < grant.ends)

    def moderated(self, event: str, at: int) -> tuple[Grant, ...]:
        """What let them run rooms of an event as moderators, and has ended by an instant."""
        coming = self.to_moderate(event, at)
        return tuple(grant for grant in self.moderates(event) if grant not in coming)

    def knows(self, event: str) -> bool:
        """Whether they have anything to do with an event."""
        return any(grant.covers(event) for grant in self.grants)

    def has(self, event: str) -> str:
        """What they have that counts in an event, else what they have at all; for messages."""
        told = [str(grant) for grant in self.grants if grant.covers(event)] or [str(grant) for grant in self.grants]
        return " and ".join(told) or "no role"


def require_grant(grant: Grant) -> Grant:
    """The grant, if it can be given; `InvalidInput` says what is missing."""
    if grant.role not in {*ROLES, MODERATOR}:
        raise InvalidInput(
            f"There is no role {grant.role[:40]!r}. There are: {', '.join((*ROLES, MODERATOR))}.", pointer="/role"
        )
    if grant.role == MODERATOR and not (grant.rooms and grant.event):
        raise InvalidInput("A moderator needs an event, and the rooms of it.", pointer="/rooms")
    if grant.role != MODERATOR and (grant.rooms or grant.starts is not None or grant.ends is not None):
        raise InvalidInput(f"Rooms and hours belong to a moderator. {grant.role} is for all of it.", pointer="/rooms")
    if grant.starts is not None and grant.ends is not None and grant.starts >= grant.ends:
        raise InvalidInput("A moderator's hours must end after they begin.", pointer="/ends_at")
    return grant


def granted(grants: Iterable[Grant], new: Grant) -> tuple[Grant, ...]:
    """The grants of somebody who is given another.

    In an event there is one role of the order: the new replaces it. A moderator's are beside it, one for each shift.
    """
    if new.role == MODERATOR:
        return (*(g for g in grants if g != new), new)
    return (*(g for g in grants if g.event != new.event or g.role == MODERATOR), new)


def without(grants: Iterable[Grant], event: str | None, role: str | None = None) -> tuple[Grant, ...]:
    """The grants of somebody from whom those of an event (None: of every event) are taken, or one role of them."""
    return tuple(g for g in grants if g.event != event or role not in {None, g.role})
