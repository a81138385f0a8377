"""Releases that wait for their time, as they are kept: what is due lies here, timers anywhere else may be lost."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.document import freeze, mentions, thaw_programme
from scheduler.domain.erasure import withholding
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.scheduled import Scheduled
from scheduler.store.models.event import EventRow
from scheduler.store.models.release import ScheduledReleaseRow
from scheduler.store.rows import table_of

_TABLE = table_of(ScheduledReleaseRow)
_TOLD = tuple(column for column in _TABLE.c if column.name not in {"event_id", "document"})


def add_scheduled(database: DatabaseSession, event_id: int, made: Scheduled, document: Programme) -> None:
    """Keep a release until its time, with all that was approved."""
    database.execute(
        insert(_TABLE).values(
            event_id=event_id,
            number=made.number,
            revision=made.revision,
            due_at=to_utc(made.due_at),
            label=made.label,
            note=made.note,
            only=list(made.only),
            restores=made.restores,
            confirmed=made.confirmed,
            base=made.base,
            who=made.who,
            scheduled_at=to_utc(made.scheduled_at),
            state=made.state,
            reason=made.reason,
            release=made.release,
            document=freeze(document),
        )
    )


def scheduled_releases(database: DatabaseSession, event_id: int) -> tuple[Scheduled, ...]:
    """Every release that waits or waited, by its time, then its number."""
    query = select(*_TOLD).where(_TABLE.c.event_id == event_id).order_by(_TABLE.c.due_at, _TABLE.c.number)
    return tuple(_scheduled(row) for row in database.execute(query))


def scheduled_release(database: DatabaseSession, event_id: int, number: int) -> Scheduled | None:
    """The one of this number."""
    query = select(*_TOLD).where(_TABLE.c.event_id == event_id, _TABLE.c.number == number)
    row = database.execute(query).one_or_none()
    return None if row is None else _scheduled(row)


def approved_document(database: DatabaseSession, event_id: int, number: int) -> Programme:
    """All that was approved of a release that waits, without those who were erased since."""
    query = select(_TABLE.c.document).where(_TABLE.c.event_id == event_id, _TABLE.c.number == number)
    return thaw_programme(database.execute(query).scalar_one())


def due_releases(database: DatabaseSession, now: int) -> tuple[tuple[str, int], ...]:
    """The releases (slug of the event, number) whose time has come, the longest due first."""
    query = (
        select(EventRow.slug, _TABLE.c.number)
        .join(EventRow, _TABLE.c.event_id == EventRow.id)
        .where(_TABLE.c.state == "waiting", _TABLE.c.due_at <= to_utc(now))
        .order_by(_TABLE.c.due_at, _TABLE.c.event_id, _TABLE.c.number)
    )
    return tuple((row.slug, row.number) for row in database.execute(query))


def failed_releases(database: DatabaseSession) -> tuple[tuple[str, int], ...]:
    """The releases (slug of the event, number) that could not be published, and wait for somebody to look."""
    query = (
        select(EventRow.slug, _TABLE.c.number)
        .join(EventRow, _TABLE.c.event_id == EventRow.id)
        .where(_TABLE.c.state == "failed")
        .order_by(EventRow.slug, _TABLE.c.number)
    )
    return tuple((row.slug, row.number) for row in database.execute(query))


def count_kept(database: DatabaseSession, event_id: int) -> int:
    """How many of an event's releases wait or failed: each keeps a programme."""
    kept = select(func.count()).where(_TABLE.c.event_id == event_id, _TABLE.c.document.is_not(None))
    return database.execute(kept).scalar_one()


def settle(database: DatabaseSession, event_id: int, after: Scheduled) -> None:
    """Note what has become of a release. Published, it no longer keeps what was approved: the release does."""
    values = {"revision": after.revision, "state": after.state, "reason": after.reason, "release": after.release}
    if after.state == "published":
        values["document"] = None
    one = (_TABLE.c.event_id == event_id) & (_TABLE.c.number == after.number)
    database.execute(update(_TABLE).where(one).values(values))


def remove_scheduled(database: DatabaseSession, event_id: int, number: int) -> None:
    """Let go of a release that is not to be published."""
    database.execute(delete(_TABLE).where(_TABLE.c.event_id == event_id, _TABLE.c.number == number))


def erase_from_scheduled(database: DatabaseSession, event_id: int, person: str) -> Iterator[Person]:
    """Rewrite every release that waits and holds the person; of each, the person as it had them."""
    kept = select(_TABLE.c.number, _TABLE.c.document).where(
        _TABLE.c.event_id == event_id, _TABLE.c.document.is_not(None)
    )
    for row in database.execute(kept).all():
        document = thaw_programme(row.document) if mentions(row.document, person) else None
        if document is None or person not in document.person:
            continue
        one = (_TABLE.c.event_id == event_id) & (_TABLE.c.number == row.number)
        database.execute(update(_TABLE).where(one).values(document=freeze(withholding(document, person))))
        yield document.person[person]


def _scheduled(row: Row[Any]) -> Scheduled:
    return Scheduled(
        number=row.number,
        revision=row.revision,
        due_at=from_datetime(row.due_at),
        label=row.label,
        note=row.note,
        only=tuple(row.only),
        restores=row.restores,
        confirmed=row.confirmed,
        base=row.base,
        who=row.who,
        scheduled_at=from_datetime(row.scheduled_at),
        state=row.state,
        reason=row.reason,
        release=row.release,
    )
