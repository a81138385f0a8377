"""What is kept of persons beside the programme: private addresses, the slugs that they had, and who was erased."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.domain.erasure import Erased, Past
from scheduler.store.models.people import ErasedPersonRow, FormerSlugRow, PersonRow
from scheduler.store.rows import table_of


def emails(database: DatabaseSession, event_id: int, persons: list[str] | None = None) -> Mapping[str, str]:
    """The addresses that are known, by opaque id: of everybody, or of these persons."""
    table = table_of(PersonRow)
    query = select(table.c.id, table.c.email).where(table.c.event_id == event_id, table.c.email != "")
    if persons is not None:
        query = query.where(table.c.id.in_(persons))
    return {row.id: row.email for row in database.execute(query)}


def save_email(database: DatabaseSession, event_id: int, person: str, email: str) -> None:
    """Set a person's address; an empty one is none."""
    table = table_of(PersonRow)
    database.execute(update(table).where(table.c.event_id == event_id, table.c.id == person).values(email=email))


def note_slug(database: DatabaseSession, event_id: int, person: str, before: str, after: str) -> None:
    """Note that a person goes by another slug: the one before leads to it from now on."""
    table = table_of(FormerSlugRow)
    database.execute(delete(table).where(table.c.event_id == event_id, table.c.slug.in_([before, after])))
    database.execute(insert(table).values(event_id=event_id, slug=before, person=person))


def holder_of(database: DatabaseSession, event_id: int, slug: str) -> str | None:
    """Who had a slug once: the opaque id of a person, or of one who was erased; None if nobody did."""
    return former_holder(database, event_id, slug) or erased(database, event_id).who("slug", slug)


def former_holder(database: DatabaseSession, event_id: int, slug: str) -> str | None:
    """The opaque id of the person who had a slug and has another now; None if nobody did, or they were erased."""
    former = table_of(FormerSlugRow)
    return database.scalar(select(former.c.person).where(former.c.event_id == event_id, former.c.slug == slug))


def former_slugs(database: DatabaseSession, event_id: int) -> Mapping[str, str]:
    """The slugs that people had and changed, each with the opaque id of whom it leads to."""
    former = table_of(FormerSlugRow)
    rows = database.execute(select(former.c.slug, former.c.person).where(former.c.event_id == event_id))
    return {row.slug: row.person for row in rows}


def erased(database: DatabaseSession, event_id: int) -> Erased:
    """Who was erased in the event."""
    table = table_of(ErasedPersonRow)
    rows = database.execute(select(table.c.person, table.c.marks).where(table.c.event_id == event_id))
    return Erased({row.person: frozenset(row.marks) for row in rows})


def past_of(database: DatabaseSession, event_id: int) -> Past:
    """What the event remembers of people beside those of its draft."""
    return Past(erased(database, event_id), former_slugs(database, event_id))


def note_erased(database: DatabaseSession, event_id: int, person: str, marks: Collection[str], at: int) -> None:
    """Note that a person is erased, as of an instant, and forget the slugs that they had."""
    former = table_of(FormerSlugRow)
    database.execute(delete(former).where(former.c.event_id == event_id, former.c.person == person))
    row = {"event_id": event_id, "person": person, "marks": sorted(marks), "erased_at": to_utc(at)}
    database.execute(insert(table_of(ErasedPersonRow)).values(row))
