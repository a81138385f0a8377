"""No request says where the service is: neither its Host nor the SCRIPT_NAME that some servers take from a header."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Config
from scheduler.app import create_app
from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, released
from tests.databases import dispose
from tests.fakes import SteppingClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def forum(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client of an app with one release."""
    edge: Edge = app.extensions["scheduler"]
    released(edge.database, FORUM, FIRST)
    return client


HOSTS = {"localhost:99": True, "": True} | dict.fromkeys(["evil.example", "[::1", "a b", "x:abc", "\xff"], False)
"""Host headers, and whether the service answers to them."""


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("path", "location"),
    [
        pytest.param("/forum", "/forum/", id="slash missing"),
        pytest.param("/forum?tz=Asia/Tokyo&q=%0d%0aX:y", "/forum/?tz=Asia/Tokyo&q=%0d%0aX:y", id="query"),
        pytest.param("/forum//", "/forum/", id="slash too many"),
        pytest.param("/forum//live", "/forum/live", id="slash too many within"),
        pytest.param("/api/v1//events", "/api/v1/events", id="API"),
        pytest.param("/forum/feeds//programme.ics", "/forum/feeds/programme.ics", id="feed"),
    ],
)
def test_redirects_stay_here(forum: FlaskClient, host: str, path: str, location: str) -> None:
    answer = forum.get(path, headers={"Host": host})
    assert (answer.status_code, answer.headers.get("Location")) == ((308, location) if HOSTS[host] else (400, None))
    assert not any(name in answer.text for name in ("evil", "localhost:99"))


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/", "/\\evil.example", "///evil.example//forum"])
def test_no_address_leads_elsewhere(forum: FlaskClient, path: str) -> None:
    answer = forum.get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


@pytest.mark.parametrize(
    ("script", "path"),
    [("//evil.example", "/forum/"), ("/evil", "/forum/live"), ("/forum", "/live"), ("/forum/feeds", "/programme.ics")],
)
def test_what_a_server_calls_the_script_is_part_of_the_path(forum: FlaskClient, script: str, path: str) -> None:
    plain = forum.get("/", environ_overrides={"PATH_INFO": script + path})
    split = forum.get("/", environ_overrides={"SCRIPT_NAME": script, "PATH_INFO": path})
    assert (split.status_code, split.data) == (plain.status_code, plain.data)
    assert split.status_code == (404 if "evil" in script else 200)


@pytest.mark.parametrize(
    ("script", "path"),
    [
        pytest.param("", "/programme/forum/", id="proxy leaves the prefix on"),
        pytest.param("", "/forum/", id="proxy takes it off"),
        pytest.param("/programme", "/forum/", id="server takes it off"),
        pytest.param("/evil", "/forum/", id="a stranger's"),
    ],
)
def test_the_prefix_is_the_path_of_the_base_url(config: Config, clock: SteppingClock, script: str, path: str) -> None:
    app = create_app(replace(config, base_url="https://forum.example/programme"), clock=clock)
    edge: Edge = app.extensions["scheduler"]
    released(edge.database, FORUM, FIRST)
    environ = {"SCRIPT_NAME": script, "PATH_INFO": path}
    answer = app.test_client().get("/", environ_overrides=environ)
    if "evil" in script:
        assert answer.status_code == 404
    else:
        assert answer.status_code == 200
        assert 'href="/programme/forum/live"' in answer.text
        nowhere = app.test_client().get("/programme/nowhere/", headers={"Accept": "text/html"})
        for page in (answer, app.test_client().get("/programme/"), nowhere):
            links = re.findall(r'\b(?:href|src|action)="(/[^"]*)"', page.text)
            assert [link for link in links if not link.startswith("/programme/")] == []
        slashless = {"SCRIPT_NAME": script, "PATH_INFO": path.rstrip("/")}
        moved = app.test_client().get("/", environ_overrides=slashless)
        assert (moved.status_code, moved.headers["Location"]) == (308, "/programme/forum/")
    dispose(app)


def test_the_description_of_the_api_says_where_it_is(config: Config, clock: SteppingClock) -> None:
    """The paths in it begin at the root; its links are those of any page."""
    app = create_app(replace(config, base_url="https://forum.example/programme"), clock=clock)
    page = app.test_client().get("/programme/api/docs").text
    machines: Any = app.test_client().get("/programme/api/openapi.json").json
    dispose(app)
    assert "Every address here begins with <code>https://forum.example/programme</code>." in page
    assert machines["servers"] == [{"url": "https://forum.example/programme"}]
    links = re.findall(r'\b(?:href|src|action)="(/[^"]*)"', page)
    assert links
    assert [link for link in links if not link.startswith("/programme/api/")] == []
