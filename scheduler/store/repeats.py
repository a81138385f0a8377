"""POSTs that were carried out with an Idempotency-Key, so that sending one again does it no second time."""

import json
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.log import Author, Repeat
from scheduler.store.models.history import RepeatRow
from scheduler.store.rows import table_of


@dataclass(frozen=True, slots=True)
class Done:
    """What a request of this key was, when, and the change or number that tells what it did; none if a secret."""

    digest: str
    at: int
    event: str | None
    revision: int | None


def hold_key(database: DatabaseSession, who: str, key: str) -> None:
    """Let nobody else work on a request of this asker's key until this unit of work ends.

    SQLite's units come one after another anyway. Two keys of one digest would only wait for each other.
    """
    if database.get_bind().dialect.name == "postgresql":
        digest = sha256(json.dumps([who, key]).encode()).digest()
        database.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest[:8], signed=True))))


def done_before(database: DatabaseSession, who: str, key: str) -> Done | None:
    """What was done under this key by the same asker, if anything was."""
    table = table_of(RepeatRow)
    wanted = (table.c.digest, table.c.at, table.c.event, table.c.revision)
    row = database.execute(select(*wanted).where(table.c.who == who, table.c.key == key)).one_or_none()
    return Done(row.digest, from_datetime(row.at), row.event, row.revision) if row else None


def note_done(
    database: DatabaseSession, author: Author, repeat: Repeat, *, event: str | None = None, revision: int | None = None
) -> None:
    """Note that a request was carried out, and by which change, or what else tells what it did."""
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
    """Forget what was done to an event that goes: another one of its slug has changes of the same numbers."""
    table = table_of(RepeatRow)
    database.execute(delete(table).where(table.c.event == event))
