"""A feed through the WSGI app once its bytes are kept: CPU time of a 304 and of a 200, figures for /metrics included.

`python -m bench.prepared`. Below it, where the time goes.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from flask_migrate import upgrade

from bench.synthetic import synthetic
from bench.targets import Table, counted
from bench.week import AFTER, engine_of, release, renamed
from config import Config
from scheduler.app import create_app
from scheduler.http.context import edge
from scheduler.store.saving import create_event, save_draft

ROUNDS, A_ROUND = 30, 2_000
TARGET = 20.0


def main() -> int:
    """Print every figure; end with 1 if one is over its target."""
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        for size in (250, 2_500):
            measure(table, f"sqlite:///{Path(folder)}/{size}.sqlite", size)
    return 1 if table.missed else 0


def measure(table: Table, url: str, size: int) -> None:
    """The figures of one size."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: AFTER)
    programme = renamed(synthetic(size), f"bench-{size}")
    slug = programme.event.slug
    with app.app_context():
        upgrade()
        database = edge().database
    with database.storing() as session:
        save_draft(session, create_event(session, programme), programme)
        session.commit()
    release(database, slug)
    path = f"/{slug}/feeds/programme.ics"
    status, headers, _ = ask(app, path, HTTP_ACCEPT_ENCODING="gzip, deflate")
    assert status == 200
    tag, modified = headers["ETag"], headers["Last-Modified"]
    cases = {
        "304, tag": {"HTTP_ACCEPT_ENCODING": "gzip, deflate", "HTTP_IF_NONE_MATCH": tag},
        "304, date": {"HTTP_ACCEPT_ENCODING": "gzip, deflate", "HTTP_IF_MODIFIED_SINCE": modified},
        "200, gzip": {"HTTP_ACCEPT_ENCODING": "gzip, deflate"},
        "200, plain": {},
    }
    with counted(engine_of(app)) as sent:
        for name, given in cases.items():
            environ = environ_of(path, **given)
            assert str(ask(app, path, **given)[0]) == name[:3]
            table.row(f"feed through the app, {name}", size, microseconds(asking(app, environ)), TARGET, "us")
    table.row("queries of all these requests", size, len(sent), None, "SQL")
    engine_of(app).dispose()


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
