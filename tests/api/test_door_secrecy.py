"""Links, passcodes and tickets are found where they are allowed and nowhere else: a canary in each, at any moment."""

import gzip
import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.domain.log import Author
from scheduler.http.context import Edge
from scheduler.services.backing_up import back_up
from scheduler.services.publishing import publish
from scheduler.services.sealing import Sealer, unreadable
from scheduler.store.models.base import Base
from tests.api.forum import BASE as SITE
from tests.api.test_doors import DOOR, HTML, JSON, Organiser, editor, organiser  # noqa: F401 - fixtures
from tests.fakes import SteppingClock
from tests.tokens import token

LINK, CODE, FILM = "https://meet.example/j/canary-link", "canary-code", "https://video.example/canary-film"
PLANTED: dict[str, Any] = {
    "sessions/1/placements/1/remote": {
        "ways": [
            {"kind": "join", "url": LINK, "passcode": CODE, "audience": "registered"},
            {"kind": "phone", "url": "tel:+canary", "passcode": CODE, "audience": "registered"},
            {"kind": "host", "url": "https://meet.example/s/canary-host", "audience": "hosts"},
        ],
        "recording_url": FILM,
    },
    "sessions/1/placements/2/remote": {"ways": [{"kind": "join", "audience": "speakers"}]},
    "sessions/1/placements/2/live": {"link": {"url": LINK, "passcode": CODE}, "recording_url": f"{LINK}-film"},
    "rooms/popov/live/2017-06-12": {"link": {"url": f"{LINK}-room", "passcode": CODE}},
}
PLACES = (
    "/",
    "/forum/",
    "/forum/live",
    "/forum/subscribe",
    "/forum/changes",
    "/forum/changes.atom",
    "/forum/schedule.xml",
    "/forum/sessions/1",
    "/forum/people/ada",
    "/forum/rooms/popov",
    "/forum/feeds/programme.ics",
    "/forum/feeds/remote.ics",
    "/forum/feeds/sessions/1.ics",
    "/api/v1/events",
    "/api/v1/events/forum",
    "/api/v1/events/forum/agenda",
    "/api/v1/events/forum/live",
    "/api/v1/events/forum/releases",
    "/api/v1/events/forum/releases/3/diff?from=2",
    "/api/openapi.json",
    *(f"/join/forum-1-{part}{query}" for part in (1, 2) for query in ("", "?way=0", "?way=2")),
)
VIEWERS = (
    "sessions",
    "sessions/1",
    "sessions/1/placements/1/remote",
    "changes",
    "changes?since=2",
    "conflicts",
    "meetings",
    "releases/3",
)
AFTER = "2017-06-12T11:10"
MOMENTS = ("2017-06-01T10:00", "2017-06-12T08:44:59", "2017-06-12T09:30", "2017-06-12T10:14:59", AFTER)


@pytest.fixture
def planted(organiser: Organiser, edges: Edge) -> str:  # noqa: F811
    """A ticket, after everything that is secret was said and a release was made."""
    for path, body in PLANTED.items():
        organiser.put(path, body)
    _, ticket = organiser.ticket(person="bob")
    publish(edges.desks, "forum", label="3", note="", only=(), author=Author("t", edges.clock()), base_url=SITE)
    return ticket


def told(text: str) -> bool:
    """Whether a secret is in it. A recording is none any more once the session is over."""
    return "canary" in text


def test_no_public_answer_holds_a_secret_at_any_moment(planted: str, forum: FlaskClient, clock: SteppingClock) -> None:
    found = []
    for moment in MOMENTS:
        clock.set(moment)
        for path in PLACES:
            for headers in (HTML, JSON):
                answer = forum.get(path, headers=headers)
                seen = answer.text + str(answer.headers)
                seen = seen.replace(FILM, "") if path.startswith(DOOR) and moment == AFTER else seen
                found += [(moment, path)] if told(seen) or planted in seen else []
                assert answer.status_code in {200, 403}, (path, answer.status_code)
    assert found == []


def test_a_recording_is_told_when_it_is_over(planted: str, forum: FlaskClient, clock: SteppingClock) -> None:
    del planted
    clock.set("2017-06-12T10:15:00")
    assert FILM in forum.get(DOOR, headers=HTML).text


def test_viewers_see_no_secret(planted: str, forum: FlaskClient, edges: Edge) -> None:
    del planted
    headers = token(edges, "viewer")
    answers = {path: forum.get(f"/api/v1/events/forum/{path}", headers=headers) for path in VIEWERS}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(VIEWERS, 200)
    assert [path for path, answer in answers.items() if told(answer.text)] == []


def test_nothing_stored_is_in_clear(planted: str, edges: Edge, tmp_path: Path) -> None:
    """Every row of every table, documents unpacked, and a backup; which is worth nothing without the key."""
    found = []
    with edges.database.reading() as unit:
        for table in Base.metadata.sorted_tables:
            for row in unit.execute(select(table)):
                values = [gzip.decompress(v).decode() if _packed(v) else str(v) for v in row]
                found += [table.name] if told("\n".join(values)) or planted in "\n".join(values) else []
    assert found == []
    path = tmp_path / "programme.backup"
    back_up(edges.database, path, now=edges.clock(), progress=lambda _: None)
    assert not told(gzip.decompress(path.read_bytes()).decode())
    assert unreadable(edges.database, Sealer()) == 10


def _packed(value: object) -> bool:
    return isinstance(value, bytes) and value[:2] == b"\x1f\x8b"


def test_no_log_line_holds_a_secret(
    organiser: Organiser,  # noqa: F811
    edges: Edge,
    forum: FlaskClient,
    clock: SteppingClock,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At debug, of the service and of all its libraries: what organisers say, and what participants do."""
    with caplog.at_level(logging.DEBUG):
        for path, body in PLANTED.items():
            organiser.put(path, body)
        _, ticket = organiser.ticket(person="bob")
        publish(edges.desks, "forum", label="3", note="", only=(), author=Author("t", edges.clock()), base_url=SITE)
        clock.set("2017-06-12T09:30")
        assert forum.get(f"{DOOR}?t={ticket}", headers=HTML).status_code == 303
        assert "canary" in forum.get(DOOR, headers=HTML).text
        assert forum.get(f"{DOOR}?t={ticket}", headers=JSON).json["state"] == "open"  # type: ignore[index]
    printed = capsys.readouterr()
    lines = [*printed.out.splitlines(), *printed.err.splitlines(), *caplog.messages]
    assert [line for line in lines if told(line) or ticket in line] == []
    assert any("live state" in line for line in lines)


@pytest.mark.parametrize("url", ["https://meet.example/j/canary", "https://meet.example:8443/j?pwd=canary#canary"])
def test_who_may_come_in_is_told(organiser: Organiser, forum: FlaskClient, clock: SteppingClock, url: str) -> None:  # noqa: F811
    """So that the tests above look for what can be found."""
    organiser.ways({"kind": "join", "url": url})
    clock.set("2017-06-12T09:30")
    assert forum.get(DOOR, headers=HTML).headers["Location"] == url
