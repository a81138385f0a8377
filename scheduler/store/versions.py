"""Which change touched each resource last: what ETags are made of."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
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
    table = table_of(VersionRow)
    upsert = (postgresql if database.connection().dialect.name == "postgresql" else sqlite).insert(table)
    statement = upsert.on_conflict_do_update(
        index_elements=[table.c.event_id, table.c.what, table.c.key], set_={"revision": upsert.excluded.revision}
    )
    rows = [{"event_id": event_id, "what": what, "key": key, "revision": revision} for what, key in sorted(touched)]
    database.connection().execute(statement, rows)
