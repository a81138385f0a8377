"""`flask jobs run` as real processes, which a test stops, kills and cuts off."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.clock import system_clock
from scheduler.services.leading import leader
from scheduler.store.db import Database
from scheduler.store.outbox import add_mail
from tests.machine import ROOT

STARTING = 90.0  # seconds for Python to load everything on a busy machine; two on an idle one
TAKEOVER = 10.0  # the promise


@dataclass(frozen=True, slots=True)
class Jobs:
    """A running process: its handle, and where its log goes."""

    popen: "subprocess.Popen[bytes]"
    log: Path

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.popen.send_signal(number)

    def told(self, event: str) -> list[dict[str, Any]]:
        """Its log's lines of one kind."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def leads(self, database: Database) -> bool:
        """Whether it has the lease."""
        found = leader(database)
        return found is not None and found.left > 0 and found.holder.endswith(f":{self.popen.pid}")


@contextmanager
def running(database_url: str, smtp_port: int, log: Path) -> Iterator[Jobs]:
    """A process that runs the jobs, or stands by; it is gone afterwards."""
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "MAIL_FROM": "desk@forum.example",
        "LOG_FORMAT": "json",
    }
    with log.open("w") as out:
        popen = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        yield Jobs(popen, log)
    finally:
        popen.kill()
        popen.wait()


def until(holds: Callable[[], bool], seconds: float, what: str) -> float:
    """After how many seconds it held; the test fails if it didn't in time."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            pytest.fail(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def put(database: Database, *recipients: str) -> None:
    """Mails into the outbox, due now."""
    with database.storing() as session:
        for recipient in recipients:
            add_mail(session, recipient=recipient, subject="S", body="B\n", at=system_clock())
        session.commit()
