"""Two processes serve one event: what one publishes, the other serves, and /metrics adds up what both did."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released
from tests.machine import ROOT
from tests.serving import free_port
from tests.test_serve import status

FEED = "/forum/feeds/programme.ics"
FRESH = 2.0  # seconds: the promise
PATIENCE = 90.0  # seconds for a process to start on a busy machine; two on an idle one


@pytest.fixture
def other(database_url: str, tmp_path: Path) -> Iterator[int]:
    """The port of a service in two processes of its own, which add up their figures."""
    port = free_port()
    (tmp_path / "figures").mkdir()
    own = {"DATABASE_URL": database_url, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures"), "LOG_LEVEL": "error"}
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--no-control-socket", "wsgi:app"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | own, stderr=log)
        try:
            patience = time.monotonic() + PATIENCE
            while not answers(port):
                assert time.monotonic() < patience, (tmp_path / "log").read_text()
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def answers(port: int) -> bool:
    """Whether it serves already."""
    try:
        return status(port, "/healthz") == 200
    except (http.client.HTTPException, OSError):
        return False


def get(port: int, path: str) -> bytes:
    """The body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200
    return body


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_release_of_one_is_served_by_all(app: Flask, client: FlaskClient, other: int) -> None:
    made: Edge = app.extensions["scheduler"]
    released(made.database, FORUM, FIRST)
    before = client.get(FEED).data
    # Often enough for both workers to keep it.
    assert {get(other, FEED) for _ in range(20)} == {before}
    released(made.database, MOVED, SECOND)
    time.sleep(FRESH)
    after = {client.get(FEED).data, *(get(other, FEED) for _ in range(20))}
    assert (len(after), after == {before}) == (1, False)
    figures = dict(line.rsplit(" ", 1) for line in get(other, "/metrics").decode().splitlines() if line[0] != "#")
    assert figures['scheduler_requests_total{kind="feed",status="200"}'] == "40.0"
    assert figures['scheduler_release{event="forum"}'] == "2.0"
