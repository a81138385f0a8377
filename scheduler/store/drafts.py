"""The draft: what organisers edit, read into a `Programme` in a fixed number of queries."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.programme import Programme
from scheduler.store.db import collector_resting, unknown_event
from scheduler.store.loading import load_programme
from scheduler.store.models.event import EventRow
from scheduler.store.rows import table_of
from scheduler.store.tables import Tables


@dataclass(frozen=True, slots=True)
class Draft:
    """A programme as it stands at a revision."""

    event_id: int
    revision: int
    programme: Programme


def load_draft(database: DatabaseSession, slug: str) -> Draft:
    """The event's draft, by the same number of queries at any size; `NotFound` names the events that exist."""
    row = database.execute(select(table_of(EventRow)).where(EventRow.slug == slug)).one_or_none()
    if row is None:
        raise unknown_event(database, slug)
    with collector_resting():
        programme = load_programme(Tables(database, row.id), row)
    return Draft(row.id, row.revision, programme)


def revision_of(database: DatabaseSession, slug: str) -> tuple[int, int]:
    """The event's id and the revision of its draft; `NotFound` names the events that exist."""
    row = database.execute(select(EventRow.id, EventRow.revision).where(EventRow.slug == slug)).one_or_none()
    if row is None:
        raise unknown_event(database, slug)
    return row.id, row.revision


def has_event(database: DatabaseSession, slug: str | None = None) -> bool:
    """Whether there is the event of this slug; without a slug, whether there is any."""
    query = select(EventRow.id).limit(1)
    return database.scalar(query if slug is None else query.where(EventRow.slug == slug)) is not None
