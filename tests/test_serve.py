"""The README's first command: from nothing to a seeded, released event that answers; and again without losing it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from scheduler.services.leading import leader
from scheduler.store.db import Database
from tests.machine import ROOT
from tests.serving import free_port

PATIENCE = 180.0  # seconds until it answers; on two idle cores it takes five
PAGES = ("/", "/wsis-2017/", "/wsis-2017/feeds/programme.ics", "/healthz", "/readyz", "/api/v1/events")


def status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def serving(database: Path) -> Iterator[int]:
    """The port of a running `make serve` on a SQLite file; it is ended when the test is done with it."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DATABASE_URL": f"sqlite:///{database}"}
    environment.pop("MAKEFLAGS", None)  # of the `make test` around us
    with (database.parent / "log").open("w") as log:
        make = subprocess.Popen(
            ["make", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(port, make, database.parent / "log")
        yield port
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(make.pid, signal.SIGTERM)  # SIGINT is ignored by what a shell runs in the background
        make.wait(timeout=60)  # seconds; gunicorn gives its workers five


def _answers(port: int) -> bool:
    try:
        return status(port, "/healthz") == 200
    except OSError:
        return False


def _leader(database: Path) -> tuple[int, int] | None:
    """The process that runs the jobs, and for how many more milliseconds its lease counts."""
    engine = create_engine(f"sqlite:///{database}")
    try:
        found = leader(Database(engine))
    finally:
        engine.dispose()
    return None if found is None else (int(found.holder.rpartition(":")[2]), found.left)


def _wait_for_jobs(database: Path) -> int:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        found = _leader(database)
        if found is not None and found[1]:
            return found[0]
        time.sleep(0.1)
    pytest.fail("no process of `make serve` runs the jobs")


def _wait(port: int, make: "subprocess.Popen[bytes]", log: Path) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience and make.poll() is None:
        try:
            if status(port, "/readyz") == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"`make serve` does not answer:\n{log.read_text()[-2000:]}")


in_venv = pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(), reason="make serve runs in .venv, these tests elsewhere"
)


@in_venv
def test_make_serve_makes_an_event_that_answers_and_keeps_it(tmp_path: Path) -> None:
    database = tmp_path / "programme.sqlite"
    for _ in range(2):
        with serving(database) as port:
            assert {path: status(port, path) for path in PAGES} == dict.fromkeys(PAGES, 200)
            jobs = _wait_for_jobs(database)
        with pytest.raises(ConnectionRefusedError):
            status(port, "/healthz")
        with pytest.raises(ProcessLookupError):
            os.kill(jobs, 0)


@in_venv
def test_make_serve_ends_when_the_jobs_do(tmp_path: Path) -> None:
    """Nobody would notice otherwise that no mail goes out."""
    with serving(tmp_path / "programme.sqlite") as port:
        os.kill(_wait_for_jobs(tmp_path / "programme.sqlite"), signal.SIGKILL)
        patience = time.monotonic() + 30  # seconds; a look a second, and gunicorn's five
        while _answers(port) and time.monotonic() < patience:
            time.sleep(0.1)
        assert not _answers(port)
    assert "jobs ended by itself, so all of it ends." in (tmp_path / "log").read_text()
