"""Calendar bytes as they are kept, in books: a cache, made anew where it is missing."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.store.db import insert_of
from scheduler.store.models.release import CalendarBookRow
from scheduler.store.rows import table_of


def load_book(database: DatabaseSession, event_id: int, name: str) -> bytes | None:
    """The kept calendar bytes of that name; None if there are none."""
    return database.scalar(
        select(CalendarBookRow.body).where(CalendarBookRow.event_id == event_id, CalendarBookRow.name == name)
    )


def load_books(database: DatabaseSession, event_id: int) -> Sequence[bytes]:
    """All kept calendar bytes of the event, under whatever name."""
    query = select(CalendarBookRow.body).where(CalendarBookRow.event_id == event_id)
    return database.scalars(query.order_by(CalendarBookRow.name)).all()


def keep_book(database: DatabaseSession, event_id: int, name: str, body: bytes, *, alone: bool = False) -> None:
    """Keep calendar bytes under a name, unless another process was faster; `alone` forgets the event's other books."""
    if alone:
        drop_books(database, event_id)
    made = insert_of(database, table_of(CalendarBookRow)).values(event_id=event_id, name=name, body=body)
    database.execute(made.on_conflict_do_nothing())


def drop_books(database: DatabaseSession, event_id: int) -> None:
    """Forget every book of the event: they are made anew where they are asked for next."""
    table = table_of(CalendarBookRow)
    database.execute(delete(table).where(table.c.event_id == event_id))
