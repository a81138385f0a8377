"""Trips 3 and 4 of the architecture: an organiser publishes, and calendars that poll see it, whole and only then."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.errors import BlockedByConflicts
from scheduler.domain.log import Author
from scheduler.http.context import edge
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.store.db import Database
from tests.factories import at, placement, programme, room, session
from tests.fakes import SteppingClock
from tests.services.forum import BASE, edited, stored
from tests.statements import counted

FEED = "/forum/feeds/programme.ics"
NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
ROOMS = (room("a"), room("b"))
SESSIONS = (session("1"), session("2"), session("3"))


@pytest.fixture
def database(app: Flask) -> Database:
    """The app's own."""
    with app.app_context():
        return edge().database


def release(database: Database, clock: SteppingClock, label: str) -> None:
    publish(Desks(database), "forum", label=label, note="", only=(), author=Author("tests", clock()), base_url=BASE)


def entries(calendar: str) -> dict[str, tuple[str, str, str, str]]:
    """Per UID: start, sequence, status, summary; read naively from unfolded lines."""
    found = {}
    for block in calendar.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        lines = dict(line.split(":", 1) for line in block.split("\r\n") if ":" in line)
        start = next(value for name, value in lines.items() if name.startswith("DTSTART"))
        found[lines["UID"]] = (start, lines["SEQUENCE"], lines["STATUS"], lines["SUMMARY"])
    return found


def test_a_calendar_follows_the_programme(
    app: Flask, client: FlaskClient, database: Database, clock: SteppingClock
) -> None:
    """Released, then moved and cancelled in the draft, then released again: a poll sees the one state or the other."""
    first = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"), rooms=ROOMS, sessions=SESSIONS)
    stored(database, first)
    assert client.get(FEED).status_code == 404
    release(database, clock, "First")
    before = client.get(FEED)
    assert entries(before.text) == {
        "forum-1-1@forum.example": ("20170612T090000", "0", "CONFIRMED", "Session 1"),
        "forum-2-1@forum.example": ("20170612T090000", "0", "CONFIRMED", "Session 2"),
    }

    clock.step(60)
    edited(
        database,
        programme(placement("1", TEN, ELEVEN, "a"), placement("3", TEN, ELEVEN, "b"), rooms=ROOMS, sessions=SESSIONS),
    )
    asked_again = {"If-None-Match": before.headers["ETag"]}
    unchanged = client.get(FEED, headers=asked_again)
    assert (unchanged.status_code, unchanged.data) == (304, b"")

    release(database, clock, "Second")
    # Another process published: this one asks for the current release at most once a second.
    fresh = app.test_client()
    after = next(answer for _ in range(400) if (answer := _poll(fresh, asked_again)).status_code == 200)
    assert entries(after.text) == {
        "forum-1-1@forum.example": ("20170612T100000", "1", "CONFIRMED", "Session 1"),
        "forum-2-1@forum.example": ("20170612T090000", "1", "CANCELLED", "CANCELLED: Session 2"),
        "forum-3-1@forum.example": ("20170612T100000", "0", "CONFIRMED", "Session 3"),
    }
    assert after.headers["Last-Modified"] == "Thu, 01 Jun 2017 07:01:00 GMT"


def _poll(client: FlaskClient, headers: dict[str, str]) -> TestResponse:

    time.sleep(0.01)
    return client.get(FEED, headers=headers)


def test_polling_the_same_release_asks_the_database_nothing(
    client: FlaskClient, database: Database, clock: SteppingClock
) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a")))
    release(database, clock, "First")
    answer = client.get(FEED)
    with counted(database.engine) as statements:
        again = [client.get(FEED, headers={"If-None-Match": answer.headers["ETag"]}).status_code for _ in range(50)]
    assert again == [304] * 50
    assert len(statements) <= 2  # one a second at most


def test_a_release_that_errors_stop_leaves_every_feed_as_it_was(
    client: FlaskClient, database: Database, clock: SteppingClock
) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a"), sessions=SESSIONS, rooms=ROOMS))
    release(database, clock, "First")
    before = client.get(FEED).data
    edited(
        database,
        programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "a"), sessions=SESSIONS, rooms=ROOMS),
    )
    with pytest.raises(BlockedByConflicts):
        release(database, clock, "Second")
    assert client.get(FEED).data == before
    clock.set(at("2017-06-13T09:00"))
    release(database, clock, "History")  # what is over can't be mended any more
    agenda = client.get("/api/v1/events/forum/agenda").get_json()
    assert [item["key"] for item in agenda["items"]] == ["forum-1-1", "forum-2-1"]
