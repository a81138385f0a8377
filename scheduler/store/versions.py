"""Which change touched each resource last: what ETags are made of."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.store.models.history import VersionRow
from scheduler.store.rows import table_of

Resource = tuple[str, str]
"""The kind of a resource, and its key in the log."""


def load_versions(database: DatabaseSession, event_id: int) -> Mapping[Resource, int]:
    """The last change of every resource that any change touched, those that are gone included."""
    table = table_of(VersionRow)
    query = select(table.c.what, table.c.key, table.c.revision).where(table.c.event_id == event_id)
    return {(row.what, row.key): row.revision for row in database.execute(query)}


def note_versions(database: DatabaseSession, event_id: int, revision: int, touched: Collection[Resource]) -> None:
    """Note the resources that a change touched."""
    if not touched:
        return
    connection = database.connection()
    rows = [{"event_id": event_id, "what": what, "key": key, "revision": revision} for what, key in sorted(touched)]
    connection.execute(_upsert(connection.dialect.name), rows)


@cache
def _upsert(dialect: str) -> Insert:
    table = table_of(VersionRow)
    upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    statement: Insert = upsert.on_conflict_do_update(
        index_elements=[table.c.event_id, table.c.what, table.c.key], set_={"revision": upsert.excluded.revision}
    )
    return statement
