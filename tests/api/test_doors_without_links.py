"""Doors of the day ahead without a link are told before anybody stands at them: by the API and by a command."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup

from scheduler.domain.remote import RemoteSlot, Way
from scheduler.http.context import Edge
from scheduler.services.tending_doors import troubled_doors
from tests.api.forum import FIRST, FORUM, released
from tests.api.test_doors import BASE, LINK, Organiser
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.tokens import token

JOINED = replace(
    FORUM,
    slots=(
        RemoteSlot("1", 1, ways=(Way("join"), Way("captions", "en"))),
        RemoteSlot("1", 2, ways=(Way("join"),)),
        RemoteSlot("2", 1, ways=(Way("join"),)),
    ),
)
"""The opening and its second part are in Popov, the workshop is in the library."""


@pytest.fixture
def organiser(app: Flask, edges: Edge, clock: SteppingClock) -> Organiser:
    released(edges.database, JOINED, FIRST)
    clock.set("2017-06-12T08:00")
    return Organiser(app.test_client(), token(edges, "editor"))


def missing(organiser: Organiser) -> list[tuple[str, list[str], str]]:
    body: Any = organiser.client.get(f"{BASE}/link-checks", headers=organiser.headers).json
    return [(each["placement"], each["kinds"], each["starts_at"]) for each in body["missing"]]


def test_a_link_of_any_origin_counts(organiser: Organiser) -> None:
    """A way's own, its room's meeting of the day, one for the moment, and that of the room it moved to."""
    opening = ("forum-1-1", ["join", "captions"], "2017-06-12T09:00:00+02:00")
    second = ("forum-1-2", ["join"], "2017-06-12T11:00:00+02:00")
    workshop = ("forum-2-1", ["join"], "2017-06-12T09:30:00+02:00")
    assert missing(organiser) == [opening, workshop, second]
    organiser.put("rooms/popov/live/2017-06-13", {"link": {"url": LINK}})  # another day
    assert missing(organiser) == [opening, workshop, second]
    organiser.put("rooms/popov/live/2017-06-12", {"link": {"url": LINK}})
    opening = ("forum-1-1", ["captions"], opening[2])
    assert missing(organiser) == [opening, workshop]
    organiser.put("sessions/2/placements/1/live", {"link": {"url": LINK}})
    organiser.ways({"kind": "join"}, {"kind": "captions", "language": "en", "url": LINK})
    assert missing(organiser) == []
    organiser.put("sessions/2/placements/1/live", {"emergency_room": "popov", "delay_minutes": 20})
    assert missing(organiser) == []
    organiser.put("sessions/1/placements/1/live", {"emergency_room": "library", "delay_minutes": 20})
    assert missing(organiser) == [("forum-1-1", ["join"], "2017-06-12T09:20:00+02:00")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_link_is_read_and_the_number_of_queries_is_the_same_for_many(
    organiser: Organiser, edges: Edge, clock: SteppingClock
) -> None:
    organiser.put("rooms/popov/live/2017-06-12", {"link": {"url": LINK}})
    release = edges.reader.current("forum")
    engine = edges.database.engine
    for now, doors in (("2017-06-11T09:20", 1), ("2017-06-12T08:00", 2), ("2017-06-12T09:45", 2)):
        clock.set(now)
        with counted(engine) as sent:
            assert len(troubled_doors(edges.database, release, clock())) == doors
        assert (len(sent), [each for each in sent if "secret.ciphertext" in each]) == (5, [])
    clock.set("2017-06-15T10:00")
    with counted(engine) as sent:
        assert troubled_doors(edges.database, release, clock()) == ()
    assert sent == []


@pytest.fixture
def flask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    group = FlaskGroup(create_app=lambda: app, load_dotenv=False)
    return lambda *arguments: CliRunner().invoke(group, arguments, prog_name="flask")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_tells_the_same(organiser: Organiser, flask: Callable[..., Any]) -> None:
    organiser.put("rooms/popov/live/2017-06-12", {"link": {"url": LINK}})
    done = flask("remote", "links", "forum")
    assert (done.exit_code, done.stdout.splitlines(), done.stderr) == (
        1,
        [
            "forum-1-1  2017-06-12T09:00:00+02:00  There is no link for captions.",
            "forum-2-1  2017-06-12T09:30:00+02:00  There is no link for the meeting.",
        ],
        "forum: 2 doors can't let everybody in.\n",
    )
    organiser.ways({"kind": "join"}, {"kind": "captions", "url": LINK})
    organiser.put("rooms/library/live/2017-06-12", {"link": {"url": LINK}})
    done = flask("remote", "links", "forum")
    assert (done.exit_code, done.stdout) == (
        0,
        "forum: every door of what is on, or begins within 24 hours, has its links.\n",
    )
