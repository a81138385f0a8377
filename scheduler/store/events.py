"""Events by themselves, without what they hold."""

from collections import defaultdict

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.event import Event
from scheduler.store.loading import event_of
from scheduler.store.models.event import EventDayRow, EventRow
from scheduler.store.rows import table_of


def load_events(database: DatabaseSession) -> tuple[Event, ...]:
    """Every event, by slug: two queries in all."""
    days = defaultdict(list)
    for day in database.execute(select(table_of(EventDayRow)).order_by(EventDayRow.date)):
        days[day.event_id].append(day)
    rows = database.execute(select(table_of(EventRow)).order_by(EventRow.slug))
    return tuple(event_of(row, days[row.id]) for row in rows)


def delete_event(database: DatabaseSession, event_id: int) -> None:
    """Delete an event and every row of it."""
    table = table_of(EventRow)
    database.execute(delete(table).where(table.c.id == event_id))


def slugs_of(database: DatabaseSession) -> dict[int, str]:
    """The slug of each event, by its id."""
    table = table_of(EventRow)
    return {row.id: row.slug for row in database.execute(select(table.c.id, table.c.slug))}
