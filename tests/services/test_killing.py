"""A worker killed in the midst of writes: what was acknowledged is there, and nothing is half there."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from scheduler.services.accounts import create_token
from scheduler.services.desk import load_desk
from scheduler.services.ports import random_token
from scheduler.store.changes import changes_since
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from tests.factories import event, programme
from tests.machine import ROOT
from tests.services.organiser import organising
from tests.serving import free_port
from tests.test_serve import status

WRITERS, KILLS = 4, 1
PATIENCE = 60.0  # seconds for the server to answer, or a worker to come back; on idle cores it takes two


def _post(port: int, headers: dict[str, str], name: str) -> str | None:
    """The key of a room that was made; None if no answer came, or another."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/api/v1/events/forum/rooms", json.dumps({"name": name}), headers)
        answer = connection.getresponse()
        return str(json.loads(answer.read())["slug"]) if answer.status == 201 else None
    except (HTTPException, OSError):  # the worker died: nobody knows
        return None
    finally:
        connection.close()


def _answers(port: int) -> bool:
    try:
        return status(port, "/healthz") == 200
    except (HTTPException, OSError):
        return False


def _wait(port: int) -> None:
    patience = time.monotonic() + PATIENCE
    while not _answers(port):
        assert time.monotonic() < patience
        time.sleep(0.1)


def _workers(master: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_killed_while_writing(database: Database, database_url: str, tmp_path: Path) -> None:
    organising(database, programme(event=event()))
    secret, _ = create_token(
        database,
        email="ana@forum.example",
        name="tests",
        event="forum",
        role="editor",
        days=1,
        now=int(time.time()),
        new_secret=random_token,
    )
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    port, acknowledged = free_port(), []
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "wsgi:app"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url},
            stdout=log,
            stderr=log,
        )
        try:
            _wait(port)
            with ThreadPoolExecutor(WRITERS) as threads:
                for kill in range(KILLS):
                    sent = [threads.submit(_post, port, headers, f"Room {kill}-{n}") for n in range(24)]
                    while sum(each.done() for each in sent) < 10:
                        time.sleep(0.01)
                    for worker in _workers(server.pid):
                        os.kill(worker, signal.SIGKILL)
                    acknowledged += [each.result() for each in sent]
                    _wait(port)
            acknowledged.append(_post(port, headers, "Last"))
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)
    kept = {slug for slug in acknowledged if slug is not None}
    assert "last" in kept
    with database.reading() as session:
        event_id, revision = revision_of(session, "forum")
        changes = changes_since(session, event_id, 0)
        anew = load_desk(session, "forum", revision)
    assert [change.revision for change in changes] == list(range(1, revision + 1))
    assert kept <= anew.programme.room.keys()
    assert {operation.after for change in changes for operation in change.operations} == set(anew.programme.rooms)
