"""The headers of every answer, and the names of requests."""

import re
import runpy
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.config import Config
from structlog.contextvars import get_contextvars

from scheduler.http import headers
from tests.machine import ROOT

BODY = {"Content-Length", "Content-Type"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    headers.register(app)
    headers.register(app)
    app.add_url_rule("/", view_func=lambda: {"request_id": get_contextvars().get("request_id")}, endpoint="root")
    app.add_url_rule("/own", view_func=lambda: ("", {"Content-Security-Policy": "default-src 'none'"}), endpoint="own")
    app.add_url_rule("/<path:path>", view_func=lambda path: path, endpoint="other")
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "referrer"),
    [
        ("/", "strict-origin-when-cross-origin"),
        ("/forum/feeds/programme.ics", "strict-origin-when-cross-origin"),
        ("/joinery/x", "strict-origin-when-cross-origin"),
        ("/join/forum-1-1", "no-referrer"),
        ("/forum/feeds/personal/s3cret.ics", "no-referrer"),
        ("/forum/feeds/desk/s3cret.ics", "no-referrer"),
        ("/desk/reset/s3cret", "no-referrer"),
    ],
)
def test_headers_of_an_answer(client: FlaskClient, path: str, referrer: str) -> None:
    answer = client.get(path, headers={"X-Request-Id": "trace-12345"})
    found = {name: value for name, value in answer.headers.items() if name not in BODY}

    assert found == {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Request-Id": "trace-12345",
    }


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/forum/feeds/personal/s3cret.ics", "/forum/feeds/personal/…"),
        ("/forum/feeds/personal/s3cret\n.ics", "/forum/feeds/personal/…"),
        ("/forum/feeds/desk/s3cret/more", "/forum/feeds/desk/…"),
        ("/forum/feeds//desk/s3cret.ics", "/forum/feeds//desk/…"),
        ("/api/v1/events/forum/feed-tokens/s3cret", "/api/v1/events/forum/feed-tokens/…"),
        ("/desk/reset/s3cret", "/desk/reset/…"),
        ("/desk/account/tokens/17/revoke", "/desk/account/tokens/17/revoke"),
        ("/forum/feeds/programme.ics", "/forum/feeds/programme.ics"),
    ],
)
def test_a_path_is_logged_without_its_secret(path: str, logged: str) -> None:
    assert headers.loggable(path) == logged


def test_over_https_browsers_are_told_to_stay_there() -> None:
    app = Flask(__name__)
    headers.register(app, https=True)
    assert app.test_client().get("/").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_view_may_be_stricter(client: FlaskClient) -> None:
    assert client.get("/own").headers.getlist("Content-Security-Policy") == ["default-src 'none'"]


@pytest.mark.parametrize(
    "given",
    ["", "short", "x" * 65, "with space", "ünïcödé-id", "a;b=c-12345", "<script>alert(1)</script>", "12345678\t"],
)
def test_an_odd_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    answer = client.get("/", headers={"X-Request-Id": given})
    name = answer.headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", name)
    assert answer.json == {"request_id": name}


def test_each_request_has_a_name_of_its_own(client: FlaskClient) -> None:
    assert client.get("/").headers["X-Request-Id"] != client.get("/").headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/a%00b", "/a%0d%0ab", "/a%7f", "/%09"])
def test_addresses_with_control_characters_lead_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_gunicorns_access_log_says_no_secret_of_a_path() -> None:
    settings = Config()
    settings.set("logger_class", runpy.run_path(str(ROOT / "gunicorn.conf.py"))["logger_class"])
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/forum/feeds/desk/fed_secret.ics",
        "RAW_URI": "/forum/feeds/desk/fed_secret.ics?alarm=5",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": "alarm=5",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    logger: Any = settings.logger_class(settings)
    told = logger.atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    assert (told["U"], told["r"]) == ("/forum/feeds/desk/…", "GET /forum/feeds/desk/… HTTP/1.1")
    assert "secret" not in str(told)
