"""The one thing that rewrites a release: erasing a person from it. How often that was done is part of what it is."""

from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.document import freeze, mentions, thaw_programme, thaw_release
from scheduler.domain.erasure import withholding, withholding_in
from scheduler.domain.people import Person
from scheduler.domain.release import summary
from scheduler.store.books import drop_books
from scheduler.store.models.release import ReleaseRow
from scheduler.store.releases import ReleaseId
from scheduler.store.rows import table_of


def persons_released(database: DatabaseSession, event_id: int) -> Iterator[Person]:
    """Everybody in any release of the event, those that the public never saw included, newest release first."""
    table = table_of(ReleaseRow)
    query = select(table.c.document, table.c.public).where(table.c.event_id == event_id)
    for row in database.execute(query.order_by(table.c.number.desc())):
        yield from thaw_programme(row.document).people
        yield from thaw_release(row.public).programme.people


def erase_from_releases(database: DatabaseSession, event_id: int, person: str, at: int) -> Iterator[tuple[Person, ...]]:
    """Rewrite every release that holds the person, one after another; of each, the person as it had them.

    Kept calendar bytes go with them. They are made anew where they are asked for next.
    """
    table = table_of(ReleaseRow)
    numbers = database.scalars(
        select(table.c.number).where(table.c.event_id == event_id).order_by(table.c.number)
    ).all()
    for number in numbers:  # one at a time: a document of 2,500 sessions is 20 MiB once it is thawed
        one = (table.c.event_id == event_id) & (table.c.number == number)
        row = database.execute(select(table.c.document, table.c.public).where(one)).one()
        if not (mentions(row.document, person) or mentions(row.public, person)):
            continue
        document, public = thaw_programme(row.document), thaw_release(row.public)
        as_it_was = tuple(
            programme.person[person] for programme in (document, public.programme) if person in programme.person
        )
        if not as_it_was:
            continue
        redacted = withholding_in(public, person, at)
        database.execute(
            update(table)
            .where(one)
            .values(
                document=freeze(withholding(document, person)),
                public=freeze(redacted),
                people=summary(redacted).people,
                redaction=table.c.redaction + 1,
            )
        )
        yield as_it_was
    drop_books(database, event_id)


def is_as_it_was(database: DatabaseSession, which: ReleaseId) -> bool:
    """Whether nobody was erased from a release since it was read; nobody can be until this unit of work ends."""
    table = table_of(ReleaseRow)
    query = select(table.c.redaction).where(table.c.event_id == which.event_id, table.c.number == which.number)
    return database.scalar(query.with_for_update(read=True)) == which.redaction


def redaction_of(database: DatabaseSession, event_id: int, number: int) -> int:
    """How often somebody was erased from a release."""
    table = table_of(ReleaseRow)
    query = select(table.c.redaction).where(table.c.event_id == event_id, table.c.number == number)
    return database.scalar(query) or 0
