"""Runs of jobs: on record while they go on, and how they ended."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import text

from scheduler.services.leading import go_on, lead, leader, step_down
from scheduler.services.running import Job, Ran, Turn, list_runs, run_job
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.runs import Run
from tests.fakes import SteppingClock

BY_HAND = Turn("tests")


def job(work: Callable[[Turn], Ran], name: str = "work") -> Job:
    return Job(name, "works", 5, work)


@pytest.fixture
def stopwatch() -> Callable[[], float]:
    """A quarter of a second passes between two looks."""
    looks: Iterator[float] = count(0.0, 0.25)
    return lambda: next(looks)


def test_a_run_is_on_record_while_it_goes_on_and_when_it_has_ended(
    database: Database, clock: SteppingClock, stopwatch: Callable[[], float]
) -> None:
    began = clock()

    def work(_turn: Turn) -> Ran:
        assert list_runs(database) == {"work": Run("work", "tests", began)}
        clock.step(3)
        return Ran(2, 1, "two of three")

    ended = run_job(database, job(work), BY_HAND, clock=clock, stopwatch=stopwatch)
    assert ended == Run("work", "tests", began, began + 3, 250, 2, 1, "two of three")
    assert list_runs(database) == {"work": ended}


def test_a_run_that_fails_is_on_record_and_others_go_on(
    database: Database, clock: SteppingClock, stopwatch: Callable[[], float]
) -> None:
    def fail(_turn: Turn) -> Ran:
        raise RuntimeError("the roof")

    def break_(_turn: Turn) -> Ran:
        with database.storing() as session:
            session.execute(text("SELECT :secret FROM nowhere"), {"secret": "s3cret"})
        return Ran()

    failed = run_job(database, job(fail), BY_HAND, clock=clock, stopwatch=stopwatch)
    assert failed == Run("work", "tests", clock(), clock(), 250, error="RuntimeError: the roof")
    broken = run_job(database, job(break_, "break"), BY_HAND, clock=clock, stopwatch=stopwatch)
    assert broken.error is not None
    assert "nowhere" in broken.error
    assert "s3cret" not in broken.error
    assert list_runs(database) == {"work": failed, "break": broken}


def test_runs_without_work_take_one_row_and_others_are_kept(
    database: Database, clock: SteppingClock, stopwatch: Callable[[], float]
) -> None:
    for done in (0, 0, 3, 0, 0, 0, 1, 0):
        run_job(database, job(lambda _turn, done=done: Ran(done)), BY_HAND, clock=clock, stopwatch=stopwatch)  # type: ignore[misc]
    with database.reading() as session:
        kept = session.scalars(text("SELECT done FROM job_run ORDER BY id")).all()
    assert kept == [3, 1, 0]


def test_without_the_lease_nothing_runs_and_nothing_is_on_record(
    database: Database, clock: SteppingClock, stopwatch: Callable[[], float]
) -> None:
    def never(_turn: Turn) -> Ran:
        raise AssertionError

    with pytest.raises(LeaseLost):
        run_job(database, job(never), Turn("tests", Lease("jobs", 1)), clock=clock, stopwatch=stopwatch)
    assert list_runs(database) == {}


def test_a_run_that_loses_the_lease_ends_and_is_left_unfinished(
    database: Database, clock: SteppingClock, stopwatch: Callable[[], float]
) -> None:
    lease = lead(database, "tests")
    assert lease is not None

    def lose(_turn: Turn) -> Ran:
        step_down(database, lease)
        assert lead(database, "another") is not None
        return Ran(1)

    with pytest.raises(LeaseLost):
        run_job(database, job(lose), Turn("tests", lease), clock=clock, stopwatch=stopwatch)
    assert list_runs(database) == {"work": Run("work", "tests", clock())}


def test_one_leads_until_it_steps_down(database: Database) -> None:
    first = lead(database, "first")
    assert (first, lead(database, "second"), leader(database) is not None) == (Lease("jobs", 1), None, True)
    assert go_on(database, Lease("jobs", 1))
    step_down(database, Lease("jobs", 1))
    assert (go_on(database, Lease("jobs", 1)), lead(database, "second")) == (False, Lease("jobs", 2))
