"""Feeds inside the process: answers from kept bytes, figures for /metrics included, and the making of a large one.

`python -m bench.feeds`. `bench.feeds_http` measures the same through servers, `bench.subscribers` with a crowd.
"""

import gc
import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from flask import Flask
from flask_migrate import upgrade

from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from bench.week import AFTER, BASE, engine_of, release, renamed
from config import Config
from scheduler.app import create_app
from scheduler.feeds.making import Feeds
from scheduler.feeds.wish import wish_of
from scheduler.formats.ical import FeedHeader, render_calendar, years_of
from scheduler.http.context import Edge
from scheduler.store.saving import create_event, save_draft
from tests.statements import counted

ROUNDS, A_ROUND = 30, 2_000
TARGET = 20.0  # microseconds
LARGE = 10_000


def main() -> int:
    """Print every figure; end with 1 if one is over its target."""
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        for size in (250, 2_500):
            answers(table, f"sqlite:///{Path(folder)}/{size}.sqlite", size)
        large(table, f"sqlite:///{Path(folder)}/large.sqlite", LARGE)
    if table.missed:
        print("over target: " + "; ".join(table.missed))
    return 1 if table.missed else 0


def released(url: str, size: int) -> tuple[Flask, str]:
    """An app on a fresh database with one release of an event of so many sessions, and the event's slug."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: AFTER)
    programme = renamed(synthetic(size), f"bench-{size}")
    with app.app_context():
        upgrade()
    database = edge_of(app).database
    with database.storing() as session:
        save_draft(session, create_event(session, programme), programme)
        session.commit()
    release(database, programme.event.slug)
    return app, programme.event.slug


def edge_of(app: Flask) -> Edge:
    """What an app's edges work with."""
    made: Edge = app.extensions["scheduler"]
    return made


def answers(table: Table, url: str, size: int) -> None:
    """CPU time of an answer from kept bytes, through the whole WSGI app."""
    app, slug = released(url, size)
    path = f"/{slug}/feeds/programme.ics"
    _, headers, _ = ask(app, path, HTTP_ACCEPT_ENCODING="gzip, deflate")
    packed = {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}
    cases = {
        "304, tag": packed | {"HTTP_IF_NONE_MATCH": headers["ETag"]},
        "304, date": packed | {"HTTP_IF_MODIFIED_SINCE": headers["Last-Modified"]},
        "200, gzip": packed,
        "200, plain": {},
    }
    with counted(engine_of(app)) as sent:
        for name, given in cases.items():
            assert str(ask(app, path, **given)[0]) == name[:3]
            took = microseconds(asking(app, environ_of(path, **given)))
            table.row(f"feed through the app, {name}", size, took, TARGET, "us")
    # One a second asks which release is current.
    table.row("  queries per thousand of these requests", size, len(sent) / (4 * ROUNDS * A_ROUND) * 1_000, None, "")
    engine_of(app).dispose()


def large(table: Table, url: str, size: int) -> None:
    """Making the feed of a large event, its release read already; and what of the process's memory that takes."""
    app, slug = released(url, size)
    made = edge_of(app)
    made.reader.current(slug)
    feeds = Feeds(made.reader, made.subscriptions, made.config.base_url)
    wish = wish_of(slug, "programme.ics", "")
    gc.collect()
    before, _ = memory()
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    body = gzip.decompress(feeds.make(wish).compressed)
    _, peak = memory()
    table.row("more memory, at most, of a large feed", size, peak - before, 100, "MiB")
    whole = cpu_ms(lambda: feeds.make(wish))
    packing = cpu_ms(lambda: gzip.compress(body, compresslevel=6, mtime=0))
    table.row("large feed, joined, hashed and packed", size, whole, 400)
    table.row("  of it packing, as a neighbour", size, packing, None)
    which, current = made.reader.identified(slug)
    blocks = made.subscriptions.entry_blocks(current, which)

    def join() -> bytes:
        years = years_of(current)
        header = FeedHeader(current.programme.event, slug, slug, BASE, BASE, current.modified_at, years)
        return render_calendar(header, blocks.values())

    table.row("large feed, joined alone", size, cpu_ms(join), 10)
    table.row("  its bytes copied, as a neighbour", size, cpu_ms(lambda: b"".join((body[:-1], b"\n"))), None)
    engine_of(app).dispose()


def memory() -> tuple[float, float]:
    """MiB of the process now, and at most so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    now, peak = (int(status.partition(name)[2].split()[0]) / 1024 for name in ("VmRSS:", "VmHWM:"))
    return now, peak


def environ_of(path: str, **given: str) -> dict[str, Any]:
    """What a server hands over for a GET of a path."""
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1:8000", "QUERY_STRING": "", **given}
    setup_testing_defaults(environ)
    return environ


def ask(app: Any, path: str, **given: str) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of an answer."""
    told: list[Any] = []
    body = b"".join(app(environ_of(path, **given), lambda *sent: told.extend(sent)))
    return int(told[0].split()[0]), dict(told[1]), body


def asking(app: Any, environ: dict[str, Any]) -> Callable[[], object]:
    """What asks once. What a server does with the head of an answer takes time of its own, not ours."""
    return lambda: app(environ, lambda _status, _headers: None)


def microseconds(operation: Callable[[], object]) -> float:
    """The least process CPU time of an operation, of several rounds of many."""
    figures = []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        for _ in range(A_ROUND):
            operation()
        figures.append((time.process_time() - began) / A_ROUND * 1e6)
    return min(figures)


if __name__ == "__main__":
    sys.exit(main())
