"""Deleting what nobody needs any more, a batch at a time."""

from scheduler.domain.clock import Clock
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.expired import EXPIRED, delete_some

BATCH = 500


def sweep(database: Database, clock: Clock, *, turn: Turn, batch: int = BATCH) -> Ran:
    """How many rows were deleted, and of which kinds."""
    counts = dict.fromkeys(EXPIRED, 0)
    for what in EXPIRED:
        while not turn.ending():
            with database.storing() as session:
                turn.check(session)
                gone = delete_some(session, what, clock(), batch)
                session.commit()
            counts[what] += gone
            if gone < batch:
                break
    return Ran(done=sum(counts.values()), said=", ".join(f"{n} {what}" for what, n in counts.items() if n))
