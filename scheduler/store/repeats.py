"""POSTs that were carried out with an Idempotency-Key, so that sending one again does it no second time."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.domain.log import Author, Repeat
from scheduler.store.models.history import RepeatRow
from scheduler.store.rows import table_of


@dataclass(frozen=True, slots=True)
class Done:
    """What a request of this key was, and the change that it made; none if it showed a secret."""

    digest: str
    event: str | None
    revision: int | None


def done_before(database: DatabaseSession, who: str, key: str) -> Done | None:
    """What was done under this key by the same asker, if anything was."""
    table = table_of(RepeatRow)
    query = select(table.c.digest, table.c.event, table.c.revision).where(table.c.who == who, table.c.key == key)
    row = database.execute(query).one_or_none()
    return Done(row.digest, row.event, row.revision) if row else None


def note_done(
    database: DatabaseSession, author: Author, repeat: Repeat, *, event: str | None = None, revision: int | None = None
) -> None:
    """Note that a request was carried out, by which change."""
    database.execute(
        insert(table_of(RepeatRow)).values(
            who=author.who,
            key=repeat.key,
            digest=repeat.digest,
            at=to_utc(author.at),
            event=event,
            revision=revision,
        )
    )


def forget_done(database: DatabaseSession, event: str) -> None:
    """Forget what was done in an event that goes: one of its name that comes later has other changes."""
    table = table_of(RepeatRow)
    database.execute(delete(table).where(table.c.event == event))
