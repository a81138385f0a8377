"""From when to when each conflict stands in a draft: what every change introduced and resolved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Update, bindparam, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime
from scheduler.store.models.history import ChangeRow, SightingRow
from scheduler.store.rows import table_of


@dataclass(frozen=True, slots=True)
class Sighting:
    """The change that introduced a conflict, and its instant; the change that resolved it, if one did."""

    revision: int
    at: int
    gone: int | None = None


def present(database: DatabaseSession, event_id: int) -> Mapping[str, Sighting]:
    """Since when each conflict that stands in the draft does, by key."""
    return dict(_sightings(database, event_id, standing=True))


def history(database: DatabaseSession, event_id: int, key: str) -> tuple[Sighting, ...]:
    """Each time that a conflict stood in the draft, in order."""
    return tuple(sighting for _, sighting in _sightings(database, event_id, key=key))


def sight(
    database: DatabaseSession, event_id: int, revision: int, introduced: Collection[str], resolved: Collection[str]
) -> None:
    """Note the keys that a change introduced and resolved."""
    table = table_of(SightingRow)
    if resolved:
        database.connection().execute(
            _gone(), [{"of_event": event_id, "by": revision, "which": key} for key in sorted(resolved)]
        )
    if introduced:
        rows = [{"event_id": event_id, "key": key, "seen": revision} for key in sorted(introduced)]
        database.connection().execute(insert(table), rows)


@cache
def _gone() -> Update:
    table = table_of(SightingRow)
    of_event, key = table.c.event_id == bindparam("of_event"), table.c.key == bindparam("which")
    return update(table).where(of_event, key, table.c.gone.is_(None)).values(gone=bindparam("by"))


def _sightings(
    database: DatabaseSession, event_id: int, *, standing: bool = False, key: str | None = None
) -> list[tuple[str, Sighting]]:
    table, change = table_of(SightingRow), table_of(ChangeRow)
    query = (
        select(table.c.key, table.c.seen, table.c.gone, change.c.at)
        .join(change, (change.c.event_id == table.c.event_id) & (change.c.revision == table.c.seen))
        .where(table.c.event_id == event_id)
        .order_by(table.c.key, table.c.seen)
    )
    if standing:
        query = query.where(table.c.gone.is_(None))
    if key is not None:
        query = query.where(table.c.key == key)
    return [(row.key, Sighting(row.seen, from_datetime(row.at), row.gone)) for row in database.execute(query)]
