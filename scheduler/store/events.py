"""Events by themselves, without what they hold."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.event import Event
from scheduler.store.loading import load_event
from scheduler.store.models.event import EventRow
from scheduler.store.rows import table_of
from scheduler.store.tables import Tables


def load_events(database: DatabaseSession) -> tuple[Event, ...]:
    """Every event: two queries each, of which there are few."""
    rows = database.execute(select(table_of(EventRow)).order_by(EventRow.slug)).all()
    return tuple(load_event(Tables(database, row.id), row) for row in rows)


def delete_event(database: DatabaseSession, event_id: int) -> None:
    """Delete an event and every row of it."""
    table = table_of(EventRow)
    database.execute(delete(table).where(table.c.id == event_id))
