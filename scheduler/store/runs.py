"""Runs of jobs, as stored."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.store.models.jobs import JobRunRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

_RUN = table_of(JobRunRow)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job: when, how long, what it did, what it left to do, and what went wrong."""

    name: str
    holder: str
    started_at: int
    finished_at: int | None = None
    milliseconds: int | None = None
    done: int = 0
    due: int = 0
    said: str = ""
    error: str | None = None


def begin_run(session: Session, name: str, holder: str, at: int) -> int:
    """The id of a run that begins. It takes the place of the one before if that had nothing to do, as most have."""
    last = session.scalars(
        select(JobRunRow).where(JobRunRow.name == name).order_by(JobRunRow.id.desc()).limit(1)
    ).first()
    if last is None or last.finished_at is None or last.done or last.error is not None:
        last = JobRunRow(name=name)
        session.add(last)
    last.holder, last.started_at = holder, to_utc(at)
    last.finished_at = last.milliseconds = last.error = None
    last.done, last.due, last.said = 0, 0, ""
    session.flush()
    return last.id


def end_run(session: Session, run: int, ended: Run) -> None:
    """Note how a run ended."""
    session.execute(
        update(_RUN)
        .where(_RUN.c.id == run)
        .values(
            finished_at=None if ended.finished_at is None else to_utc(ended.finished_at),
            milliseconds=ended.milliseconds,
            done=ended.done,
            due=ended.due,
            said=ended.said,
            error=ended.error,
        )
    )


def last_runs(session: Session) -> dict[str, Run]:
    """The last run of each job that ever ran."""
    newest = select(func.max(JobRunRow.id)).group_by(JobRunRow.name)
    return {
        row.name: Run(
            name=row.name,
            holder=row.holder,
            started_at=from_datetime(row.started_at),
            finished_at=instant_of(row.finished_at),
            milliseconds=row.milliseconds,
            done=row.done,
            due=row.due,
            said=row.said,
            error=row.error,
        )
        for row in session.scalars(select(JobRunRow).where(JobRunRow.id.in_(newest)))
    }
