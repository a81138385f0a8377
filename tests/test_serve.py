"""The README's first command: from nothing to a seeded, released event that answers; and again without losing it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.machine import ROOT

PATIENCE = 180.0  # seconds until it answers; on two idle cores it takes five
PAGES = ("/", "/wsis-2017/", "/wsis-2017/feeds/programme.ics", "/healthz", "/readyz", "/api/v1/events")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
        os.killpg(make.pid, signal.SIGTERM)  # SIGINT is ignored by what a shell runs in the background
        make.wait(timeout=60)  # seconds; gunicorn gives its workers five


def _wait(port: int, make: "subprocess.Popen[bytes]", log: Path) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience and make.poll() is None:
        try:
            if status(port, "/readyz") == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"`make serve` does not answer:\n{log.read_text()[-2000:]}")


@pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(), reason="make serve runs in .venv, these tests elsewhere"
)
def test_make_serve_makes_an_event_that_answers_and_keeps_it(tmp_path: Path) -> None:
    database = tmp_path / "programme.sqlite"
    for _ in range(2):
        with serving(database) as port:
            assert {path: status(port, path) for path in PAGES} == dict.fromkeys(PAGES, 200)
        with pytest.raises(ConnectionRefusedError):
            status(port, "/healthz")
