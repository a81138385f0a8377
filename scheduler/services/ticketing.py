"""Tickets: a pass through the doors of an event, given out once, known by its digest, ended at once."""

import re
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.door import HOSTS, REGISTERED, SPEAKERS
from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.domain.remote import AUDIENCES
from scheduler.domain.wording import clean_line
from scheduler.services.desk import Desk
from scheduler.services.ports import NewSecret, prefixed
from scheduler.store.db import Database
from scheduler.store.doors import holder_of_ticket
from scheduler.store.places import waiting_positions
from scheduler.store.tickets import Ticket, add_ticket, end_ticket, tickets

LONGEST_HOLDER = 200

SHAPE = re.compile(r"tkt_[A-Za-z0-9_-]{32}", re.ASCII)
"""What a ticket looks like: anything else is none, and is not looked for."""

_RUNS_THE_MEETING = "remote-moderator"


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket as it is given out: what is on record, and what its holder shows, this once."""

    ticket: Ticket
    secret: str


def issue(
    database: Database,
    desk: Desk,
    *,
    person: str | None,
    holder: str | None,
    audience: str,
    now: int,
    new_secret: NewSecret,
) -> Issued:
    """A new ticket for a person of the programme, by slug, or for a named holder.

    A person is a speaker (or, as remote moderator, a host) in the sessions that they appear in; `audience` is what the
    holder counts as in every other.
    """
    if (person is None) == (holder is None):
        raise InvalidInput("Name a person of the programme, or a holder who is none: one of them.", pointer="/person")
    found = None
    if person is not None:
        found = desk.programme.person_by_slug.get(person)
        if found is None or found.placeholder:
            raise InvalidInput(f"There is no person {person[:60]!r} who could have a ticket.", pointer="/person")
    name = clean_line(holder) if holder is not None else (found.name if found else "")
    if not name or len(name) > LONGEST_HOLDER:
        raise InvalidInput(f"Name the holder in 1 to {LONGEST_HOLDER} characters.", pointer="/holder")
    secret = prefixed("tkt_", new_secret)
    with database.storing() as session:
        made = add_ticket(
            session,
            desk.event_id,
            digest=_digest(secret),
            holder=name,
            person=found.id if found else None,
            audience=audience,
            at=now,
        )
        session.commit()
    return Issued(made, secret)


def issue_by_mail(
    session: DatabaseSession, event_id: int, person: str, *, holder: str, now: int, new_secret: NewSecret
) -> str:
    """A new ticket for a person of the draft, by opaque id, that a mail of this unit of work takes to them.

    As that of their calendar: they are one of the public in sessions that they don't appear in.
    """
    secret = prefixed("tkt_", new_secret)
    add_ticket(session, event_id, digest=_digest(secret), holder=holder, person=person, audience="public", at=now)
    return secret


def listed(database: Database, desk: Desk) -> tuple[Ticket, ...]:
    """Every ticket of the event, the oldest first."""
    with database.reading() as session:
        return tickets(session, desk.event_id)


def revoke(database: Database, desk: Desk, ticket: int, now: int) -> None:
    """End a ticket at once; `NotFound` if there is none of this id that could be ended."""
    with database.storing() as session:
        if not end_ticket(session, desk.event_id, ticket, now):
            raise NotFound(f"There is no ticket {ticket} of {desk.programme.event.slug} that could be revoked.")
        session.commit()


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes with a ticket that counts: as one of which audience, and in which zone they are (empty if unknown).

    `waits_at`: their place on the waiting list of what they come to, from 1; None if they are not on it.
    """

    audience: str
    time_zone: str = ""
    waits_at: int | None = None


def guest_of(
    session: DatabaseSession, event_id: int, secret: str | None, code: str, part: int, *, limited: bool = False
) -> Guest | None:
    """Who comes to a session with a ticket; None without a ticket that counts. One query, two for who waits.

    Where places are `limited`, who registered for the event as a whole has none: else nobody would have to wait.
    """
    if secret is None or not SHAPE.fullmatch(secret):
        return None
    holder = holder_of_ticket(session, event_id, _digest(secret), code, part)
    if holder is None:
        return None
    theirs = [holder.audience]
    if holder.has_place or (holder.has_event and not limited):
        theirs.append(REGISTERED)
    if holder.roles:
        theirs.append(HOSTS if _RUNS_THE_MEETING in holder.roles else SPEAKERS)
    waits_at = None
    if holder.waits and holder.participant is not None:
        waits_at = waiting_positions(session, holder.participant).get((code, part))
    return Guest(max(theirs, key=AUDIENCES.index), holder.time_zone, waits_at)


def _digest(secret: str) -> str:
    # A plain hash is enough: 192 random bits can't be guessed.
    return sha256(secret.encode()).hexdigest()
