"""The Forum's week, served over HTTP to real calendar programs while it goes through its releases."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from config import Config
from scheduler.app import create_app
from scheduler.domain.clock import parse_instant
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.services.seeding import SLUG, seed
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from tests.databases import dispose
from tests.factories import at
from tests.fakes import SteppingClock
from tests.services.forum import edited
from tests.serving import free_port, served

AFTERWARDS = at("2017-07-01T09:00")
"""After the Forum, when no error stops a release any more: the moves of tests need not fit."""


@dataclass(frozen=True, order=True)
class Shown:
    """What stands in somebody's calendar of one entry: instants, STATUS and SUMMARY."""

    uid: str
    starts: int
    ends: int
    status: str
    summary: str


@dataclass(frozen=True)
class Forum:
    """The running service, and what organisers do to its week."""

    url: str
    database: Database
    clock: SteppingClock

    def feed(self) -> bytes:
        """The bytes of the whole programme's feed."""
        return self.get(f"/{SLUG}/feeds/programme.ics")

    def get(self, path: str) -> bytes:
        """The body of an answer that has to be good."""
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return body

    def programme(self) -> list[Shown]:
        """What calendars should show, as the database has it: read from the JSON agenda, which knows no iCalendar."""
        shown, cursor = [], ""
        while True:
            page = json.loads(self.get(f"/api/v1/events/{SLUG}/agenda?limit=500{cursor}"))
            shown += [_shown(item) for item in page["items"]]
            if page["next"] is None:
                return sorted(shown)
            cursor = f"&cursor={page['next']}"

    def draft(self) -> Programme:
        """The draft as it stands."""
        with self.database.reading() as session:
            return load_draft(session, SLUG).programme

    def release(self, draft: Programme, label: str) -> None:
        """Let the draft be this, and publish it an hour later."""
        edited(self.database, draft)
        self.clock.step(3600)
        author = Author("tests", self.clock())
        publish(Desks(self.database), SLUG, label=label, note="", only=(), author=author, base_url=self.url)


def _shown(item: Mapping[str, object]) -> Shown:
    starts, ends, title = str(item["starts_at"]), str(item["ends_at"]), item["title"]
    cancelled = item["status"] == "cancelled"
    return Shown(
        str(item["uid"]),
        parse_instant(starts),
        parse_instant(ends),
        str(item["status"]).upper(),
        f"CANCELLED: {title}" if cancelled else str(title),
    )


@pytest.fixture(scope="module")
def forum(sqlite_template: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    """The seeded, released Forum of 240 entries, two weeks after it."""
    path = tmp_path_factory.mktemp("forum") / "programme.sqlite"
    path.write_bytes(sqlite_template.read_bytes())  # type: ignore[attr-defined]
    clock = SteppingClock()
    clock.set(AFTERWARDS)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(Config(database_url=f"sqlite:///{path}", base_url=url), clock=clock)
    database: Database = app.extensions["scheduler"].database
    seed(database, author=Author("tests", AFTERWARDS), base_url=url)
    with served(app, port):
        yield Forum(url, database, clock)
    dispose(app)
