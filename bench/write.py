"""CPU time and SQL of writing a draft through the WSGI app, and how many moves a second twenty writers get done.

Run it as `python -m bench.write`. Moves alternate between two places, so that each really changes something and brings
and takes conflicts. With a server at 127.0.0.1:5432, or one that `DATABASE_TEST_URL` names, the second part runs on
PostgreSQL behind gunicorn with 4 workers, as it would in production.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench.check import move
from bench.desk import NOW, stored, token
from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from config import Config
from scheduler.app import create_app
from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts import compare, placing
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.http.context import Edge, edge
from tests.serving import free_port
from tests.statements import counted

MOVE = {250: 8.0, 2_500: 10.0}
WRITERS = 20
EACH = 12  # sessions of a writer, at both sizes
SECONDS = 15
LEAST_A_SECOND = 100
ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print both tables."""
    table = Table()
    table.heading()
    for size in MOVE:
        with TemporaryDirectory() as folder:
            measure(table, size, f"sqlite:///{Path(folder) / 'bench.sqlite'}")
    server = os.environ.get("DATABASE_TEST_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    for size in MOVE:
        with database(server) as url:
            crowd(table, size, url)


def body(programme: Programme, there: Placement) -> str:
    """The placement as the API takes it."""
    zone = programme.event.time_zone
    return json.dumps(
        {
            "room": there.room,
            "also_in": list(there.also_in),
            "starts_at": isoformat(there.starts, zone),
            "ends_at": isoformat(there.ends, zone),
        }
    )


class Mover:
    """Moves one placement to and fro, with the ETag of its last answer."""

    def __init__(self, client: FlaskClient, programme: Programme, headers: dict[str, str]) -> None:
        ((ident, there),) = move(programme).items()
        assert there is not None  # noqa: S101 - `move` puts it somewhere else
        self.path = f"/api/v1/events/{programme.event.slug}/sessions/{ident[0]}/placements/{ident[1]}"
        self.bodies = [body(programme, there), body(programme, programme.placement[ident])]
        self.client, self.headers = client, headers
        self.tag = client.get(self.path, headers=headers).headers["ETag"]
        self.moves = count()

    def __call__(self) -> None:
        """Move it once, and fail unless that worked: an error would be fast."""
        answer = self.client.put(
            self.path,
            data=self.bodies[next(self.moves) % 2],
            content_type="application/json",
            headers=self.headers | {"If-Match": self.tag},
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        self.tag = answer.headers["ETag"]


def measure(table: Table, size: int, url: str) -> None:
    """Writing and reading in one process."""
    app, made, programme = filled(size, url)
    client, headers = app, token(made, "editor")
    moving = Mover(client, programme, headers)
    spent = cpu_ms(moving, runs=40)
    table.row("move one placement, saved", size, spent, MOVE[size])
    with counted(made.database.engine) as sent:
        moving()
    table.row("move one placement, SQL", size, len(sent), 8, "SQL")
    moves = move(programme)
    checking = cpu_ms(lambda: compare(programme, placing(programme, moves), moves), runs=40)
    table.row("conflict checking within a move", size, 100 * checking / spent, None, "%")
    code = programme.sessions[len(programme.sessions) // 2].code
    base = f"/api/v1/events/{programme.event.slug}"
    for what, path, most, queries in (
        ("read one session", f"{base}/sessions/{code}", 8.0, 10),
        ("list 1 session", f"{base}/sessions?limit=1", 25.0, 10),
        ("list 100 sessions", f"{base}/sessions?limit=100", 25.0, 10),
        ("list 500 sessions", f"{base}/sessions?limit=500", None, 10),
    ):
        table.row(what, size, cpu_ms(lambda path=path: got(client, path, headers), runs=20), most)  # type: ignore[misc]
        with counted(made.database.engine) as sent:
            got(client, path, headers)
        table.row(f"{what}, SQL", size, len(sent), queries, "SQL")
    made.database.engine.dispose()


def got(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    """Read, and fail unless it worked."""
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(answer.text)


def filled(size: int, url: str) -> tuple[FlaskClient, Edge, Programme]:
    """An app on a database with a synthetic event, its conflicts on record."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: NOW)
    with app.app_context():
        upgrade()
        made = edge()
    programme = stored(made.database, synthetic(size))
    return app.test_client(), made, programme


def crowd(table: Table, size: int, url: str) -> None:
    """Twenty writers at once, each with sessions of its own, over HTTP on PostgreSQL."""
    _, made, programme = filled(size, url)
    headers = token(made, "editor")
    mine = [list(programme.placements)[writer::WRITERS][:EACH] for writer in range(WRITERS)]
    before = made.desks.open(programme.event.slug).revision
    with serving(url) as port:
        done, ready = [0] * WRITERS, threading.Barrier(WRITERS + 1)
        writers = [
            threading.Thread(target=write, args=(port, programme, mine[writer], headers, done, writer, ready))
            for writer in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        ready.wait()
        began = time.monotonic()
        for writer in writers:
            writer.join()
        took = time.monotonic() - began
    after = made.desks.open(programme.event.slug).revision
    table.row("20 writers on PostgreSQL, moves a second", size, sum(done) / took, None, "/s")
    table.row("  aim: at least", size, LEAST_A_SECOND, None, "/s")
    table.row("  moves acknowledged and not in the log", size, sum(done) - (after - before), 0, "lost")
    if sum(done) / took < LEAST_A_SECOND:
        table.missed.append(f"20 writers at {size}")
    made.database.engine.dispose()


def write(
    port: int,
    programme: Programme,
    own: list[Placement],
    headers: dict[str, str],
    done: list[int],
    writer: int,
    ready: threading.Barrier,
) -> None:
    """Move own sessions by a quarter of an hour to and fro for so many seconds, counting what is acknowledged.

    They are read first, as by whoever has them on the screen; every process has the draft by the time all are ready.
    """
    connection = HTTPConnection("127.0.0.1", port)
    tags: dict[str, str] = {}
    for there in own:
        connection.request("GET", path_of(programme, there), headers=headers)
        read = connection.getresponse()
        if read.status != 200:
            raise RuntimeError(read.read().decode())
        read.read()
        tags[path_of(programme, there)] = read.headers["ETag"]
    ready.wait()
    until = time.monotonic() + SECONDS
    for turn in count():
        for there in own:
            if time.monotonic() > until:
                return
            path = path_of(programme, there)
            late = 900 * ((turn + 1) % 2)
            moved = Placement(there.session, there.part, there.starts + late, there.ends + late, there.room)
            connection.request(
                "PUT",
                path,
                body=body(programme, moved),
                headers=headers | {"Content-Type": "application/json", "If-Match": tags[path]},
            )
            answer = connection.getresponse()
            told = answer.read()
            if answer.status != 200:
                raise RuntimeError(told.decode())
            tags[path] = answer.headers["ETag"]
            done[writer] += 1


def path_of(programme: Programme, there: Placement) -> str:
    """The address of a placement."""
    return f"/api/v1/events/{programme.event.slug}/sessions/{there.session}/placements/{there.part}"


@contextmanager
def database(server: str) -> Iterator[str]:
    """A database of our own on a PostgreSQL server."""
    name = f"bench_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextmanager
def serving(url: str) -> Iterator[int]:
    """Gunicorn with four workers on a port of its own."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "error", "BASE_URL": f"http://127.0.0.1:{port}"}
    environment["REHEARSE_FROM"] = isoformat(NOW)  # the tokens are of that day
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "4", "--threads", "4"]
    command += ["--worker-class", "gthread", "--log-level", "error", "--no-control-socket", "wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - our own server
    try:
        for _ in range(100):
            try:
                probe_ = HTTPConnection(urlsplit(environment["BASE_URL"]).netloc)
                probe_.request("GET", "/readyz")
                if probe_.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
