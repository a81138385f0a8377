"""Notices: the values of who is told of changes, and of what waits to be told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.selection import Selection

MODES = ("off", "drafts", "automatic")
"""How an event tells people: not at all, once somebody has approved it, or by itself."""

KINDS = ("person", "organisation", "follower")
"""Who is told: people of the programme, contacts of the organisations behind a session, those who left an address."""

STATES = ("draft", "approved", "written", "discarded")
"""A notice waits to be approved, is to be written, is in the outbox, or was not wanted."""

LONGEST_WAIT = 24 * 60
"""Minutes that changes may be collected for."""

MOST_WISHES = 50
"""Selections that one address may follow."""

MAIL_KIND = "notice"
"""By which the outbox tells the mails that notices become from others."""

Kind = Literal["person", "organisation", "follower"]


@dataclass(frozen=True, slots=True)
class NoticeSetting:
    """How an event tells people: changes are collected for minutes. `settled`: everybody is told up to that release.

    `version` counts its changes; 0 is an event that nothing was ever set for.
    """

    mode: str = "off"
    collect_minutes: int = 30
    settled: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told, and up to which release that was done. `id` is None of a person not told anything yet.

    `subject` is a person's opaque id or an organisation's slug. Of a person the address lies with the person.
    `since` is, per wish, the release that was current when it was confirmed (0: before the first): nothing before it is
    told because of it.
    `stopped_at` is when they said that they want no more.
    """

    id: int | None
    kind: Kind
    subject: str
    told: int
    address: str = ""
    wishes: tuple[Selection, ...] = ()
    time_zone: str | None = None
    invitations: bool = False
    stopped_at: int | None = None
    created_at: int = 0
    since: tuple[int, ...] = ()

    def wishes_from(self, first: int, last: int) -> Mapping[int, tuple[Selection, ...]]:
        """What is followed between two releases, by the release after which it counts: the first, or a later one."""
        found: dict[int, list[Selection]] = defaultdict(list)
        for wish, since in zip(self.wishes, self.since, strict=True):
            if since < last:
                found[max(first, since)].append(wish)
        return {number: tuple(found[number]) for number in sorted(found)}


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told: the net change from one release (0: before the first) to another; times are instants."""

    id: int
    recipient: Recipient
    from_number: int
    to_number: int
    entries: int
    state: str
    created_at: int
    decided_at: int | None = None
    who: str | None = None

    @property
    def version(self) -> int:
        """A number that goes up with each change of it: it is written anew for later releases, then decided."""
        return self.to_number * len(STATES) + STATES.index(self.state)
