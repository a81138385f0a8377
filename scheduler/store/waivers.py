"""Waivers, as stored."""

from collections.abc import Collection, Mapping

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.conflicts.waiver import Waiver
from scheduler.store.models.conflicts import WaiverRow
from scheduler.store.rows import table_of


def load_waivers(database: DatabaseSession, event_id: int) -> Mapping[str, Waiver]:
    """The waivers that have not ended, by the key of their conflict."""
    table = table_of(WaiverRow)
    query = select(table).where(table.c.event_id == event_id, table.c.ended.is_(None)).order_by(table.c.key)
    return {row.key: _waiver(row) for row in database.execute(query)}


def last_waiver(database: DatabaseSession, event_id: int, key: str) -> Waiver | None:
    """The newest waiver of a conflict, ended or not."""
    table = table_of(WaiverRow)
    query = select(table).where(table.c.event_id == event_id, table.c.key == key).order_by(table.c.revision.desc())
    row = database.execute(query.limit(1)).one_or_none()
    return _waiver(row) if row else None


def ended_waivers(database: DatabaseSession, event_id: int) -> Mapping[str, Waiver]:
    """The newest waiver that has ended of each conflict, by its key."""
    table = table_of(WaiverRow)
    query = select(table).where(table.c.event_id == event_id, table.c.ended.is_not(None)).order_by(table.c.revision)
    return {row.key: _waiver(row) for row in database.execute(query)}


def add_waiver(database: DatabaseSession, event_id: int, waiver: Waiver) -> None:
    """Store a new waiver."""
    database.execute(
        insert(table_of(WaiverRow)).values(
            event_id=event_id,
            key=waiver.key,
            revision=waiver.revision,
            reason=waiver.reason,
            facts=waiver.facts,
            who=waiver.who,
            at=to_utc(waiver.at),
        )
    )


def end_waivers(database: DatabaseSession, event_id: int, keys: Collection[str], revision: int, at: int) -> None:
    """End the waivers of these conflicts by a change; they stay on record."""
    if not keys:
        return
    table = table_of(WaiverRow)
    statement = (
        update(table)
        .where(table.c.event_id == event_id, table.c.key == bindparam("which"), table.c.ended.is_(None))
        .values(ended=revision, ended_at=to_utc(at))
    )
    database.connection().execute(statement, [{"which": key} for key in sorted(keys)])


def _waiver(row: Row[tuple[object, ...]]) -> Waiver:
    return Waiver(
        key=row.key,
        reason=row.reason,
        facts=row.facts,
        who=row.who,
        at=from_datetime(row.at),
        revision=row.revision,
        ended_at=None if row.ended_at is None else from_datetime(row.ended_at),
        ended_by=row.ended,
    )
