"""Which releases show less than they hold, and until when: what the end of an embargo is found by."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as DatabaseSession
from sqlalchemy.orm import aliased

from scheduler.domain.clock import to_utc
from scheduler.store.models.event import EventRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.rows import table_of


def embargoes_over(database: DatabaseSession, now: int) -> tuple[tuple[str, int], ...]:
    """The events (slug, number of the current release) of which an embargo has ended since that was made."""
    later = aliased(ReleaseRow)
    newest = select(func.max(later.number)).where(later.event_id == ReleaseRow.event_id).correlate(ReleaseRow)
    query = (
        select(EventRow.slug, ReleaseRow.number)
        .join(EventRow, ReleaseRow.event_id == EventRow.id)
        .where(ReleaseRow.embargo_ends_at <= to_utc(now), ReleaseRow.number == newest.scalar_subquery())
        .order_by(EventRow.slug)
    )
    return tuple((row.slug, row.number) for row in database.execute(query))


def note_embargo(database: DatabaseSession, event_id: int, number: int, ends_at: int | None) -> None:
    """Note when a release's document shows more than the public sees of it."""
    table = table_of(ReleaseRow)
    one = (table.c.event_id == event_id) & (table.c.number == number)
    database.execute(update(table).where(one).values(embargo_ends_at=None if ends_at is None else to_utc(ends_at)))
