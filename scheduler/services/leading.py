"""Who of several processes does the work that goes on by itself: taking the lease, keeping it, giving it back."""

from scheduler.store.db import Database
from scheduler.store.leases import Holder, Lease, give_back, holder_of, renew, take

JOBS = "jobs"
SECONDS = 6
"""How long the lease counts: a leader that falls silent is replaced after that, and the promise is ten seconds."""

RENEWED_EVERY = 2.0
"""Seconds: two renewals may fail before the lease is lost."""

ASKED_EVERY = 1.0
"""Seconds between two looks of a standby."""


def lead(database: Database, holder: str) -> Lease | None:
    """The lease, if nobody has it. Whoever waits only reads, so that it can't stand in the leader's way."""
    with database.reading() as session:
        found = holder_of(session, JOBS)
    if found is not None and found.left:
        return None
    with database.storing() as session:
        lease = take(session, JOBS, holder, SECONDS)
        session.commit()
    return lease


def go_on(database: Database, lease: Lease) -> bool:
    """Whether we still lead."""
    with database.storing() as session:
        ours = renew(session, lease, SECONDS)
        session.commit()
    return ours


def step_down(database: Database, lease: Lease) -> None:
    """Let a standby take over at once."""
    with database.storing() as session:
        give_back(session, lease)
        session.commit()


def leader(database: Database) -> Holder | None:
    """Who leads, or led last."""
    with database.reading() as session:
        return holder_of(session, JOBS)
