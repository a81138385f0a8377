"""How often something was tried, as stored: counted in one statement, so that no process counts past another."""

from hashlib import sha256

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.limits import Attempts, Limit
from scheduler.store.db import insert_of
from scheduler.store.models.accounts import AttemptRow
from scheduler.store.rows import table_of

_TABLE = table_of(AttemptRow)


def attempts_of(database: DatabaseSession, limit: Limit, who: str) -> Attempts | None:
    """What was counted for somebody, whether the window has ended or not."""
    row = database.execute(
        select(_TABLE.c.since, _TABLE.c.count).where(_TABLE.c.subject == _subject(limit, who))
    ).one_or_none()
    return None if row is None else Attempts(from_datetime(row[0]), row[1])


def count_attempt(database: DatabaseSession, limit: Limit, who: str, now: int) -> Attempts:
    """Count one more; what is counted now, in a window of its own if the one before has ended."""
    # As `limits.has_ended`.
    over = or_(_TABLE.c.since <= to_utc(now - limit.seconds), _TABLE.c.since > to_utc(now))
    counted = (
        insert_of(database, _TABLE)
        .values(subject=_subject(limit, who), since=to_utc(now), count=1)
        .on_conflict_do_update(
            index_elements=[_TABLE.c.subject],
            set_={
                "since": case((over, to_utc(now)), else_=_TABLE.c.since),
                "count": case((over, 1), else_=_TABLE.c.count + 1),
            },
        )
        .returning(_TABLE.c.since, _TABLE.c.count)
    )
    since, count = database.execute(counted).one()
    return Attempts(from_datetime(since), count)


def take_back(database: DatabaseSession, limit: Limit, who: str) -> None:
    """Count one less: it was none of those that the limit is about."""
    database.execute(
        update(_TABLE)
        .where(_TABLE.c.subject == _subject(limit, who))
        .values(count=case((_TABLE.c.count > 0, _TABLE.c.count - 1), else_=0))
    )


def forget_attempts(database: DatabaseSession, limit: Limit, who: str) -> None:
    """Count from nothing."""
    database.execute(delete(_TABLE).where(_TABLE.c.subject == _subject(limit, who)))


def _subject(limit: Limit, who: str) -> str:
    return sha256(f"{limit.what}\n{who}".encode("utf-8", "surrogatepass")).hexdigest()
