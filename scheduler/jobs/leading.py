"""The process of `flask jobs run`: it waits for the lease, leads while it has it, and ends when it is told to."""

import logging
import os
import signal
import socket
from collections.abc import Sequence
from datetime import UTC
from threading import Condition, Event

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from scheduler.domain.clock import Clock, Stopwatch, system_clock, to_utc
from scheduler.services.leading import ASKED_EVERY, RENEWED_EVERY, go_on, lead, step_down
from scheduler.services.running import Job, Turn, run_job
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.runs import Run

GRACE = 8.0
"""Seconds that units at hand get to finish once the process is to end: less than the ten before most managers kill."""

_LOOK = 0.1


class Process:
    """One of any number of processes that run the jobs, of which one works at a time."""

    def __init__(self, database: Database, jobs: Sequence[Job], *, clock: Clock, stopwatch: Stopwatch) -> None:
        self.database = database
        self.jobs = jobs
        self.clock = clock
        self.stopwatch = stopwatch
        self.holder = holder_name()
        self.log = structlog.get_logger().bind(holder=self.holder)
        self.ending = Event()
        self._at_hand: set[str] = set()
        self._changed = Condition()
        self._said: dict[str, str] = {}

    def run(self) -> bool:
        """Run until `end`, leading whenever nobody else does; whether the units at hand were finished then."""
        self.log.info("jobs stand by")
        finished = True
        while not self.ending.is_set():
            lease = self._ask()
            if lease is None:
                self.ending.wait(ASKED_EVERY)
            else:
                finished = self._lead(lease)
        self.log.info("jobs ended", finished=finished)
        return finished

    def end(self) -> None:
        """Finish the units at hand, then return from `run`."""
        self.ending.set()

    def _ask(self) -> Lease | None:
        try:
            return lead(self.database, self.holder)
        except SQLAlchemyError as error:
            self.log.warning("the database does not answer; it is asked again", error=type(error).__name__)
            return None

    def _lead(self, lease: Lease) -> bool:
        self.log.info("jobs lead", token=lease.token)
        over = Event()
        timers = self._timers(Turn(self.holder, lease, over.is_set))
        timers.start()
        try:
            while not self.ending.wait(RENEWED_EVERY) and self._still(lease):
                pass
        finally:
            over.set()
            timers.shutdown(wait=False)
        finished = self._rest()
        if not self.ending.is_set():
            self.log.warning("jobs no longer lead", token=lease.token)
        elif finished:
            self._step_down(lease)
        return finished

    def _timers(self, turn: Turn) -> BackgroundScheduler:
        """A timer for each job, due at once. Late runs of one job are one run, however late."""
        timers = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(len(self.jobs))})
        for job in self.jobs:
            timers.add_job(
                self._work,
                "interval",
                [job, turn],
                seconds=job.every,
                next_run_time=to_utc(system_clock()),
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        return timers

    def _work(self, job: Job, turn: Turn) -> None:
        with self._changed:
            if turn.ending():
                return
            self._at_hand.add(job.name)
        try:
            self._tell(run_job(self.database, job, turn, clock=self.clock, stopwatch=self.stopwatch))
        except LeaseLost as error:
            self.log.warning("job not run", job=job.name, error=str(error))
        except SQLAlchemyError as error:
            self.log.warning("job not run: the database does not answer", job=job.name, error=type(error).__name__)
        finally:
            with self._changed:
                self._at_hand.discard(job.name)
                self._changed.notify_all()

    def _tell(self, run: Run) -> None:
        """Log a run that did something, or has something new to say; as a warning if it could do nothing it should."""
        if run.done or run.said != self._said.get(run.name, ""):
            tell = self.log.warning if run.due and not run.done else self.log.info
            tell("job ran", job=run.name, done=run.done, due=run.due, said=run.said, ms=run.milliseconds)
        self._said[run.name] = run.said

    def _still(self, lease: Lease) -> bool:
        try:
            return go_on(self.database, lease)
        except SQLAlchemyError as error:
            # Perhaps the lease is lost, perhaps not: the jobs ask for themselves, and the database will tell.
            self.log.warning("the lease can't be renewed; tried again", error=type(error).__name__)
            return True

    def _rest(self) -> bool:
        """Whether the units at hand have ended; they get all their time, or GRACE once the process is to end."""
        patience = GRACE
        with self._changed:
            while self._at_hand and patience > 0:
                self._changed.wait(_LOOK)
                if self.ending.is_set():
                    patience -= _LOOK
            return not self._at_hand

    def _step_down(self, lease: Lease) -> None:
        try:
            step_down(self.database, lease)
        except SQLAlchemyError as error:
            self.log.warning("the lease was not given back; it expires", error=type(error).__name__)


def holder_name() -> str:
    """How this process is called in leases and runs: machine and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def serve(database: Database, jobs: Sequence[Job], *, clock: Clock, stopwatch: Stopwatch) -> None:
    """Run the jobs until SIGTERM or SIGINT. A unit that does not end within GRACE seconds is left as by a crash."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a run that is skipped since one goes on is no news
    process = Process(database, jobs, clock=clock, stopwatch=stopwatch)
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, lambda _number, _frame: process.end())
    if not process.run():
        os._exit(1)  # Python itself would wait for the thread, and with it for a mail server that does not answer
