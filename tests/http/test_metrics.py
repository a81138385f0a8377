"""What /metrics tells, and whom."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import Config
from scheduler.app import create_app
from scheduler.domain.errors import InvalidInput
from scheduler.http.metrics import Metrics
from tests.api.forum import FIRST, FORUM, released
from tests.databases import dispose

FEED = "/forum/feeds/programme.ics"
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(text: str) -> dict[str, float]:
    """The figures, without those of when a counter was made."""
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#") and "_created" not in line]
    return {name: float(figure) for name, figure in lines}


def test_what_was_asked_and_which_release_is_out(app: object, client: FlaskClient) -> None:
    released(app.extensions["scheduler"].database, FORUM, FIRST)  # type: ignore[attr-defined] # the fixture's Flask
    client.post("/")
    body = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    client.get(FEED, headers={"Accept-Encoding": "gzip", "If-None-Match": body.headers["ETag"]})
    client.head(FEED)
    client.get("/forum/")
    client.get("/forum/feeds/rooms/never.ics")
    client.get("/api/v1/events/other")
    answer = client.get("/metrics")
    figures = {name: figure for name, figure in told(answer.text).items() if figure}
    assert figures == {
        'scheduler_requests_total{kind="feed",status="200"}': 2,
        'scheduler_requests_total{kind="feed",status="304"}': 1,
        'scheduler_requests_total{kind="feed",status="404"}': 1,
        'scheduler_requests_total{kind="page",status="200"}': 1,
        'scheduler_requests_total{kind="other",status="405"}': 1,
        'scheduler_requests_total{kind="api",status="404"}': 1,
        'scheduler_feed_answers_total{bytes="made",status="200"}': 1,
        'scheduler_feed_answers_total{bytes="kept",status="200"}': 1,
        'scheduler_feed_answers_total{bytes="kept",status="304"}': 1,
        "scheduler_feed_sent_bytes_total": len(body.data),
        'scheduler_release{event="forum"}': 1,
    }
    assert answer.headers["Cache-Control"] == "no-store"


@sqlite
@pytest.mark.parametrize(
    ("settings", "address", "authorization", "status"),
    [
        pytest.param({}, "127.0.0.1", "", 200, id="this machine, trying it out"),
        pytest.param({}, "::1", "", 200, id="this machine by IPv6"),
        pytest.param({}, "192.0.2.1", "", 404, id="another machine"),
        pytest.param({"base_url": "https://forum.example"}, "127.0.0.1", "", 404, id="through a proxy of this machine"),
        pytest.param({"metrics_token": "t0ken"}, "192.0.2.1", "Bearer t0ken", 200, id="the token"),
        pytest.param({"metrics_token": "t0ken"}, "127.0.0.1", "", 401, id="no token, though one is set"),
        pytest.param({"metrics_token": "t0ken"}, "127.0.0.1", "Bearer t0ke", 401, id="part of it"),
        pytest.param({"metrics_token": "t0ken"}, "127.0.0.1", "Bearer ", 401, id="an empty one"),
        pytest.param({"metrics_token": "t0ken"}, "127.0.0.1", "Bearer \xe9", 401, id="letters beyond ASCII"),
    ],
)
def test_whom(config: Config, settings: dict[str, str], address: str, authorization: str, status: int) -> None:
    app = create_app(replace(config, **settings))  # type: ignore[arg-type] # a table
    headers = {"Authorization": authorization} if authorization else {}
    answer = app.test_client().get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    dispose(app)


def test_a_folder_that_is_missing_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no folder"):
        Metrics(str(tmp_path / "figures"))


def test_events_are_told_even_of_none() -> None:
    assert b"scheduler_release" in Metrics().page(dict, dict)
