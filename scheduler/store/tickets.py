"""Tickets as stored: by digest alone."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.store.models.doors import TicketRow
from scheduler.store.rows import table_of


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it is on record; `person` is an opaque id, times are instants. What is shown of it is not kept."""

    id: int
    holder: str
    person: str | None
    audience: str
    created_at: int
    revoked_at: int | None = None


def add_ticket(
    database: DatabaseSession, event_id: int, *, digest: str, holder: str, person: str | None, audience: str, at: int
) -> Ticket:
    """Store a ticket."""
    table = table_of(TicketRow)
    made = insert(table).values(
        event_id=event_id, digest=digest, holder=holder, person=person, audience=audience, created_at=to_utc(at)
    )
    return Ticket(database.execute(made.returning(table.c.id)).scalar_one(), holder, person, audience, at)


def tickets(database: DatabaseSession, event_id: int) -> tuple[Ticket, ...]:
    """Every ticket of an event, the oldest first."""
    table = table_of(TicketRow)
    query = select(table).where(table.c.event_id == event_id).order_by(table.c.id)
    return tuple(
        Ticket(
            row.id,
            row.holder,
            row.person,
            row.audience,
            from_datetime(row.created_at),
            None if row.revoked_at is None else from_datetime(row.revoked_at),
        )
        for row in database.execute(query)
    )


def forget_tickets(database: DatabaseSession, event_id: int, person: str, name: str, at: int) -> None:
    """End every ticket of a person who is erased, and call its holder by another name."""
    table = table_of(TicketRow)
    theirs = (table.c.event_id == event_id) & (table.c.person == person)
    database.execute(update(table).where(theirs, table.c.revoked_at.is_(None)).values(revoked_at=to_utc(at)))
    database.execute(update(table).where(theirs).values(holder=name))


def end_ticket(database: DatabaseSession, event_id: int, ticket: int, at: int) -> bool:
    """End a ticket; whether there was one to end."""
    table = table_of(TicketRow)
    ended = (
        update(table)
        .where(table.c.id == ticket, table.c.event_id == event_id, table.c.revoked_at.is_(None))
        .values(revoked_at=to_utc(at))
    )
    return database.execute(ended.returning(table.c.id)).one_or_none() is not None
