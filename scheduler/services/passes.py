"""What a participant comes with: the address of their page, of their calendar, and a ticket for doors.

Each mail carries one of its own, since only digests are stored; all of them count until the participant renews them.
"""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.addresses import door_path, participant_path, private_feed_path
from scheduler.domain.door import PUBLIC
from scheduler.domain.private_feeds import PERSONAL
from scheduler.services.digests import digest_of
from scheduler.services.feed_secrets import participant_feed_secret_of, ticket_secret_of
from scheduler.services.ports import NewSecret, prefixed
from scheduler.store.feed_tokens import add_feed_token
from scheduler.store.participants import Participant, add_link
from scheduler.store.tickets import add_ticket

SHAPE = re.compile(r"reg_[A-Za-z0-9_-]{32}", re.ASCII)
"""What the secret in the address of a participant's page looks like: anything else is none, and is not looked for."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The secret of a participant's page; those of calendar and doors are made from it, and say nothing of it."""

    secret: str

    @property
    def feed(self) -> str:
        """The secret of the calendar."""
        return participant_feed_secret_of(self.secret)

    @property
    def ticket(self) -> str:
        """What opens doors as the participant: the calendar's entries carry the same."""
        return ticket_secret_of(self.feed)

    def page_url(self, root: str, event: str) -> str:
        """The address of the page; `root` is the service's."""
        return f"{root}{participant_path(event, self.secret)}"

    def feed_url(self, root: str, event: str) -> str:
        """The address of the calendar."""
        return f"{root}{private_feed_path(event, PERSONAL, self.feed)}"

    def door_url(self, root: str, key: str) -> str:
        """The address of a placement's door."""
        return f"{root}{door_path(key)}?t={self.ticket}"


def mint(session: DatabaseSession, participant: Participant, now: int, new_secret: NewSecret) -> Pass:
    """A new pass of a participant, beside those that they have; the caller commits."""
    made = Pass(prefixed("reg_", new_secret))
    ticket = add_ticket(
        session,
        participant.event_id,
        digest=digest_of(made.ticket),
        holder="",
        person=None,
        participant=participant.id,
        audience=PUBLIC,
        at=now,
    )
    add_feed_token(
        session,
        participant.event_id,
        digest=digest_of(made.feed),
        kind=PERSONAL,
        participant=participant.id,
        ticket=ticket.id,
        at=now,
    )
    add_link(session, participant.id, digest_of(made.secret), now)
    return made
