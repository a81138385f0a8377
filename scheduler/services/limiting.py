"""Rate limits, counted in the database for all processes alike."""

from collections.abc import Sequence

from scheduler.domain.errors import TooManyRequests
from scheduler.domain.limits import Limit, wait
from scheduler.store.attempts import attempts_of, count_attempt, forget_attempts, take_back
from scheduler.store.db import Database

Counted = Sequence[tuple[Limit, str]]
"""Limits, each with who is counted for it."""


def admit(database: Database, counted: Counted, now: int) -> None:
    """Count one attempt for each limit; `TooManyRequests` if one of them is reached.

    Counted before it is known what comes of the attempt: several at once get no further than several in a row. Beyond
    the limit nothing is written, so that hammering costs a read.
    """
    require_room(database, counted, now)
    with database.storing() as session:
        found = [(limit, count_attempt(session, limit, who, now)) for limit, who in counted]
        session.commit()
    for limit, attempts in found:
        if attempts.count > limit.most:
            raise _too_many(wait(limit, attempts, now))


def require_room(database: Database, counted: Counted, now: int) -> None:
    """`TooManyRequests` if one of the limits is reached; nothing is counted."""
    with database.reading() as session:
        longest = max(wait(limit, attempts_of(session, limit, who), now) for limit, who in counted)
    if longest:
        raise _too_many(longest)


def forgive(database: Database, forgotten: Counted, taken_back: Counted) -> None:
    """After a success: count some from nothing, and others without this attempt."""
    with database.storing() as session:
        for limit, who in forgotten:
            forget_attempts(session, limit, who)
        for limit, who in taken_back:
            take_back(session, limit, who)
        session.commit()


def _too_many(seconds: int) -> TooManyRequests:
    minutes = max(1, -(-seconds // 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return TooManyRequests(f"That was tried too often. Try again {when}.", seconds)
