"""The main job at two sizes: load and check, publish, and every public read, through the service itself.

`python -m bench.week [--postgresql URL]`: the URL of an empty, migrated database; SQLite files otherwise.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine

from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from config import Config
from scheduler.app import create_app
from scheduler.domain.conflicts import check
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES
from scheduler.http.context import edge
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.store.db import Database, collector_resting
from scheduler.store.drafts import load_draft
from scheduler.store.saving import create_event, save_draft
from tests.statements import counted

AFTER = 4_000_000_000  # long after every session: errors of synthetic programmes are past and block nothing
BASE = "http://127.0.0.1:8000"


def main() -> int:
    """Print every figure; end with 1 if one is over its target."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgresql", metavar="URL")
    url = arguments.parse_args().postgresql
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        for size, scale in ((250, 1), (2_500, 10)):
            measure(table, url or f"sqlite:///{Path(folder)}/{size}.sqlite", size, scale)
    if table.missed:
        print("over target: " + "; ".join(table.missed))
    return 1 if table.missed else 0


def measure(table: Table, url: str, size: int, scale: int) -> None:
    """The figures of one size; targets are those of 250 sessions, times `scale` where the design lets them grow."""

    def app() -> Flask:
        return create_app(Config(database_url=url, log_level="error"), clock=lambda: AFTER)

    first = app()
    with first.app_context():
        upgrade()
        database = edge().database
    programme = renamed(synthetic(size), f"bench-{size}")
    slug = programme.event.slug
    with database.storing() as session:
        save_draft(session, create_event(session, programme), programme)
        session.commit()

    table.row("load draft + check", size, cpu_ms(lambda: Desks(database).open(slug).conflicts), 30 * scale)
    with collector_resting():  # as it does in the service
        table.row("check alone", size, cpu_ms(lambda: check(fresh(programme))), 10 * scale)
    with counted(database.engine) as sent, database.reading() as session:
        load_draft(session, slug)
    table.row("load draft, SQL", size, len(sent), 33, "SQL")
    release(database, slug)  # the first of an event has nothing to age against
    figures = []
    for _ in range(3):
        reword(database, slug)
        began = process_time()
        release(database, slug)
        figures.append((process_time() - began) * 1000)
    table.row("publish, every entry changed", size, median(figures), 400 if scale == 1 else 3_000)
    table.row("publish, nothing changed", size, cpu_ms(lambda: release(database, slug), runs=3), None)

    feed = f"/{slug}/feeds/programme.ics"
    day = programme.event.days[0].date.isoformat()
    code = next(s.code for s in programme.sessions if s.state in SCHEDULED_STATES)
    apps = [app() for _ in range(7)]
    clients = iter([made.test_client() for made in apps])
    packed = {"Accept-Encoding": "gzip"}
    table.row("programme feed, cold", size, cpu_ms(lambda: next(clients).get(feed, headers=packed)), 20 * scale)
    client = first.test_client()
    table.row("programme feed, again", size, cpu_ms(lambda: client.get(feed, headers=packed), runs=50), 1)
    table.row("programme feed, again, unpacked", size, cpu_ms(lambda: client.get(feed), runs=50), 1)
    asked = packed | {"If-None-Match": client.get(feed, headers=packed).headers["ETag"]}
    table.row("programme feed, 304", size, cpu_ms(lambda: client.get(feed, headers=asked), runs=50), 1)
    reads = {
        "events page": "/",
        "agenda page of a day": f"/{slug}/?day={day}",
        "agenda page": f"/{slug}/",
        "session page": f"/{slug}/sessions/{code}",
        "live page": f"/{slug}/live",
        "subscribe page": f"/{slug}/subscribe",
        "changes page": f"/{slug}/changes",
        "events, JSON": "/api/v1/events",
        "agenda, JSON": f"/api/v1/events/{slug}/agenda",
        "releases, JSON": f"/api/v1/events/{slug}/releases",
        "live, JSON": f"/api/v1/events/{slug}/live",
    }
    aims = {"agenda page of a day": 25.0} if scale == 1 else {}
    for name, path in reads.items():
        table.row(name, size, cpu_ms(getting(client.get, path)), aims.get(name))
    for name, path in {**reads, "feed": feed}.items():
        with counted(cold := engine_of(made := app())) as sent:
            made.test_client().get(path)
        table.row(f"{name}, SQL, cold", size, len(sent), 3, "SQL")
        cold.dispose()
    for made in apps:
        engine_of(made).dispose()


def release(database: Database, slug: str) -> None:
    """One more release of the draft."""
    publish(Desks(database), slug, label="bench", note="", only=(), author=Author("tests", AFTER), base_url=BASE)


def reword(database: Database, slug: str) -> None:
    """Change a word in every title, so that every entry has to be made anew."""
    with database.writing(slug) as edit:
        draft = load_draft(edit.session, slug)
        sessions = tuple(replace(s, title=f"{s.title[:200]}'") for s in draft.programme.sessions)
        save_draft(edit.session, draft, replace(draft.programme, sessions=sessions))
        edit.commit()


def getting(get: Callable[[str], object], path: str) -> Callable[[], object]:
    """What reads a path."""
    return lambda: get(path)


def renamed(programme: Programme, slug: str) -> Programme:
    """The same programme in an event of another name."""
    return replace(programme, event=replace(programme.event, slug=slug))


def fresh(programme: Programme) -> Programme:
    """An equal programme without the indexes that an earlier check left in it."""
    return replace(programme)


def engine_of(app: Flask) -> Engine:
    """The engine of an app."""
    with app.app_context():
        return edge().database.engine


if __name__ == "__main__":
    sys.exit(main())
