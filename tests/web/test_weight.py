"""How heavy the pages of a whole week are: bytes on the wire."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from flask.testing import FlaskClient

from bench.synthetic import synthetic
from config import Config
from scheduler.app import create_app
from scheduler.domain.log import Author
from scheduler.domain.release import release
from scheduler.domain.selection import Selection
from scheduler.http.context import Edge
from scheduler.services.seeding import seed
from scheduler.web.languages import Tongue
from scheduler.web.links import Links
from scheduler.web.public.agenda import agenda_html
from scheduler.web.times import Clocks
from scheduler.web.timetable import DAY_AT_A_TIME, Look
from scheduler.web.visit import Visit
from tests.api.forum import BASE, FIRST
from tests.databases import dispose
from tests.web.html import read

HTML = {"Accept": "text/html"}
BYTES, PACKED, LIVE_BYTES = 150_000, 30_000, 15_000


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[FlaskClient]:
    """A client of an app with the seeded week of the Forum; made once, since pages only read it."""
    path = tmp_path_factory.mktemp("week") / "programme.sqlite"
    copyfile(sqlite_template, path)
    app = create_app(Config(database_url=f"sqlite:///{path}"), clock=lambda: FIRST)
    made: Edge = app.extensions["scheduler"]
    seed(made.database, author=Author("tests", FIRST), base_url=BASE)
    yield app.test_client()
    dispose(app)


@pytest.mark.parametrize(
    "path",
    [
        *("", "?tz=Pacific/Fiji", "?tz=America/Argentina/Buenos_Aires&lang=fr", "subscribe?tz=Pacific/Fiji"),
        *("changes", "rooms/popov-room-1", "sessions/387", "?q=sample&mode=hybrid"),
    ],
)
def test_every_page_of_the_week_is_light(week: FlaskClient, path: str) -> None:
    body = week.get(f"/wsis-2017/{path}", headers=HTML).data
    assert (len(body) < BYTES, len(gzip.compress(body, mtime=0)) < PACKED) == (True, True), len(body)


@pytest.mark.parametrize("moment", ["2017-06-12T09:30:00+02:00", "2017-06-14T12:00:00+02:00"])
def test_the_live_page_is_lighter_still(week: FlaskClient, moment: str) -> None:
    body = week.get(f"/wsis-2017/live?tz=Pacific/Fiji&at={moment}", headers=HTML).data
    assert len(body) < LIVE_BYTES


def visit_of(sessions: int, **extras: str) -> Visit:
    """Somebody from Suva who looks at a synthetic programme."""
    made = release(synthetic(sessions), None, number=1, label="", note="", at=FIRST)
    look = Look(made, Clocks("Europe/Zurich", "Pacific/Fiji"), Tongue("en", "en"), Links("synthetic"))
    return Visit(made, Selection(), extras, look, BASE)


def test_a_programme_too_long_for_a_page_comes_by_days() -> None:
    arrived = visit_of(2_500, date="2017-06-13")
    items = arrived.release.items
    assert len(items) > DAY_AT_A_TIME
    html = agenda_html(arrived, items)
    found = read(html)
    day_of = arrived.event.day_of
    shown = [item for item in items if day_of(item.starts).isoformat() == "2017-06-13"]
    assert [e.text for e in found.all("h2")] == ["Tuesday 13 June 2017"]
    assert (len(found.all("h4")), len(html.encode()) < BYTES) == (len(shown), True)
