"""What is kept of persons beside the programme: private addresses, and the slugs that they had."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

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
    former = table_of(FormerSlugRow)
    person = database.scalar(select(former.c.person).where(former.c.event_id == event_id, former.c.slug == slug))
    if person is not None:
        return str(person)
    erased = table_of(ErasedPersonRow)
    for row in database.execute(select(erased.c.person, erased.c.slugs).where(erased.c.event_id == event_id)):
        if slug in row.slugs:
            return str(row.person)
    return None
