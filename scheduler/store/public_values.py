"""What releases ever named, by filter: a value that was valid once stays so, be it empty."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.store.models.event import EventRow
from scheduler.store.models.release import PublicValueRow
from scheduler.store.rows import table_of


def was_released(database: DatabaseSession, event_id: int, session: str) -> bool:
    """Whether any release ever had the session of this code: calendars hold it."""
    table = table_of(PublicValueRow)
    query = select(table.c.value).where(
        table.c.event_id == event_id, table.c.filter == "session", table.c.value == session
    )
    return database.execute(query).first() is not None


def add_public_values(database: DatabaseSession, event_id: int, values: Mapping[str, Iterable[str]]) -> None:
    """Remember filter values for ever; those known already stay."""
    table = table_of(PublicValueRow)
    known = {
        (row.filter, row.value)
        for row in database.execute(select(table.c.filter, table.c.value).where(table.c.event_id == event_id))
    }
    new = sorted({(name, value) for name, each in values.items() for value in each} - known)
    if new:
        database.execute(insert(table), [{"event_id": event_id, "filter": name, "value": value} for name, value in new])


def ever_public(database: DatabaseSession, event: str, values: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (filter, value) some release of the event had."""
    rows = database.execute(
        select(PublicValueRow.filter, PublicValueRow.value)
        .join(EventRow, PublicValueRow.event_id == EventRow.id)
        .where(EventRow.slug == event, PublicValueRow.value.in_({value for _, value in values}))
    )
    return {(row.filter, row.value) for row in rows} & set(values)


def forget_public_people(database: DatabaseSession, event_id: int, slugs: Collection[str]) -> None:
    """Forget that these slugs of people were public: they contain the name."""
    table = table_of(PublicValueRow)
    theirs = (table.c.event_id == event_id) & (table.c.filter == "person") & table.c.value.in_(slugs)
    database.execute(delete(table).where(theirs))
