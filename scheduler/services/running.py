"""Jobs: each is work that goes on by itself, in units that may be done twice; running one, and how they went."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler.domain.clock import Clock, Stopwatch
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost, require
from scheduler.store.runs import Run, begin_run, end_run, last_runs

_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Turn:
    """Under what a job works: in whose name, under which lease, and whether it is to end after the unit at hand.

    Without a lease, an operator runs it by hand.
    """

    holder: str
    lease: Lease | None = None
    ending: Callable[[], bool] = lambda: False

    def check(self, session: Session) -> None:
        """Nothing, if what this transaction does may be stored: every unit asks first. Else `LeaseLost`."""
        if self.lease is not None:
            require(session, self.lease)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did (so many things), what is due but left, and what there is to say about it."""

    done: int = 0
    due: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A name, what it does in a sentence, after how many seconds it is due again, and its service."""

    name: str
    does: str
    every: int
    work: Callable[[Turn], Ran]


def run_job(database: Database, job: Job, turn: Turn, *, clock: Clock, stopwatch: Stopwatch) -> Run:
    """How the run went, which is on record then; what went wrong too. `LeaseLost` if it isn't our turn (any more)."""
    began = stopwatch()
    run = Run(job.name, turn.holder, clock())
    with database.storing() as session:
        turn.check(session)
        number = begin_run(session, job.name, turn.holder, run.started_at)
        session.commit()
    try:
        ran = job.work(turn)
        run = replace(run, done=ran.done, due=ran.due, said=ran.said)
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is on record and in the log, and the next run comes
        structlog.get_logger().error("job failed", job=job.name, exc_info=True)
        run = replace(run, error=_in_words(error))
    run = replace(run, finished_at=clock(), milliseconds=round((stopwatch() - began) * 1000))
    with database.storing() as session:
        turn.check(session)
        end_run(session, number, run)
        session.commit()
    return run


def list_runs(database: Database) -> dict[str, Run]:
    """The last run of each job."""
    with database.reading() as session:
        return last_runs(session)


def _in_words(error: Exception) -> str:
    # Of a database's error its own words alone: SQLAlchemy's hold the statement.
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"{type(error).__name__}: {cause}"[:_LONGEST_ERROR]
