"""Errors as problems: each code's status, whole bodies, pages for readers, and nothing of ours in a 500."""

import inspect
import re
from typing import Any

import pytest
from flask import Flask, Response, redirect
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import (
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableEntity,
    UnsupportedMediaType,
    default_exceptions,
)

from config import Config
from scheduler.domain import errors
from scheduler.domain.errors import (
    BlockedByConflicts,
    Flaw,
    Gone,
    InvalidInput,
    SchedulerError,
    StateConflict,
    UnknownFilter,
)
from scheduler.http import context, headers, problems
from scheduler.http.context import Edge
from scheduler.http.problems import KINDS, Malformed, Problem, html_renderer, of_error, of_http
from scheduler.services.desk import Desks
from scheduler.services.passwords import Passwords
from scheduler.services.ports import random_id, random_secret, random_token
from scheduler.services.reading import Reader
from scheduler.services.sealing import Sealer
from scheduler.services.signing_in import SignIns
from scheduler.services.standing import Standings
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database
from tests.fakes import SteppingClock
from tests.machine import ROOT

BASE = "http://127.0.0.1:8000"
DOCUMENT = (ROOT / "docs/errors.md").read_text(encoding="utf-8")

STATUSES = {kind.status for kind in KINDS.values()}


class Later(StateConflict):
    """An error that has no status of its own."""

    code = "not-in-the-table"


def _tree() -> list[type[SchedulerError]]:
    return [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, SchedulerError)]


@pytest.mark.parametrize("kind", [*_tree(), Malformed], ids=lambda kind: kind.code)
def test_each_code_has_a_status_and_is_explained(kind: type[SchedulerError]) -> None:
    assert kind.code in KINDS
    assert f"\n## {kind.code}\n" in DOCUMENT


def test_the_page_of_codes_and_the_table_are_the_same() -> None:
    told = re.findall(r"^## (\S+)\n\n(\d{3})\. ", DOCUMENT, re.MULTILINE)
    assert told == [(code, str(kind.status)) for code, kind in KINDS.items()]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            UnknownFilter("There is no room 'x'.", pointer="/room"),
            Problem(
                "unknown-filter",
                "There is no room 'x'.",
                400,
                "Unknown filter",
                (Flaw("/room", "There is no room 'x'."),),
            ),
            id="filter",
        ),
        pytest.param(
            InvalidInput("Two flaws.", flaws=[Flaw("/a", "one"), Flaw("/b", "two")]),
            Problem("invalid", "Two flaws.", 422, "Invalid", (Flaw("/a", "one"), Flaw("/b", "two"))),
            id="flaws",
        ),
        pytest.param(Gone("Revoked."), Problem("gone", "Revoked.", 410, "Gone"), id="gone"),
        pytest.param(
            BlockedByConflicts("1 error.", [{"key": "room-double-booked:1"}]),
            Problem("blocked", "1 error.", 409, "Blocked by conflicts", conflicts=({"key": "room-double-booked:1"},)),
            id="blocked",
        ),
        pytest.param(
            Later("Not now."),
            Problem("conflict", "Not now.", 409, "In conflict with the present state"),
            id="as its parent",
        ),
    ],
)
def test_errors_of_use_cases(error: SchedulerError, expected: Problem) -> None:
    assert of_error(error) == expected


def _with_messages(messages: Any) -> HTTPException:
    error = UnprocessableEntity()
    error.data = {"messages": messages}  # type: ignore[attr-defined] # where webargs leaves them
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            NotFound(),
            ("not-found", 404, "There is nothing at this address. Check it for a typing error.", (), ()),
            id="not found",
        ),
        pytest.param(NotFound("No such page."), ("not-found", 404, "No such page.", (), ()), id="a view's own words"),
        pytest.param(RequestEntityTooLarge(), ("too-large", 413, "The body is over the limit.", (), ()), id="large"),
        pytest.param(
            UnsupportedMediaType(),
            ("unsupported-media-type", 415, "Send the body as application/json.", (), ()),
            id="media type",
        ),
        pytest.param(
            TooManyRequests(retry_after=7),
            ("too-many-requests", 429, "Wait as long as Retry-After says.", (), (("Retry-After", "7"),)),
            id="Retry-After is kept",
        ),
        pytest.param(
            ServiceUnavailable("psycopg.OperationalError"),
            ("unavailable", 503, "The service can't answer now. Try again shortly.", (), ()),
            id="no inner words of a 5xx",
        ),
        pytest.param(
            _with_messages({"json": {"title": ["Missing."], "parts": {0: {"a/b~c": ["Bad."]}}, "_schema": ["Odd."]}}),
            (
                "invalid",
                422,
                "The input is well-formed, but not possible.",
                (Flaw("/title", "Missing."), Flaw("/parts/0/a~1b~0c", "Bad."), Flaw("", "Odd.")),
                (),
            ),
            id="a schema's findings",
        ),
    ],
)
def test_refusals_of_the_framework(error: HTTPException, expected: tuple[Any, ...]) -> None:
    problem = of_http(error)
    found = (problem.code, problem.status, problem.detail, problem.flaws, problem.headers)
    assert found == expected


@pytest.mark.parametrize("status", sorted(default_exceptions))
def test_each_status_of_the_framework_is_kept_and_has_a_code(status: int) -> None:
    problem = of_http(default_exceptions[status]())
    own = KINDS[problem.code].status
    assert (problem.status, own) == (status, status if status in STATUSES else (400, 500)[status >= 500])


@pytest.fixture
def client(database: Database, clock: SteppingClock) -> FlaskClient:
    app = Flask(__name__)
    reader = Reader(database)
    made = Edge(
        Config(),
        clock,
        random_id,
        random_token,
        database,
        reader,
        Subscriptions(database, BASE),
        Desks(database),
        Standings(reader),
        Sealer(),
        jobs=(),
        run_jobs=lambda: None,
        served_at=lambda _url: app,
        sign_ins=SignIns(database, Passwords(), random_secret, idle=3600, lasting=86_400),
    )
    context.attach(app, made)
    headers.register(app)
    problems.register(app)
    problems.register(app)

    @app.get("/<path:path>")
    def fail(path: str) -> Response:
        if path.endswith("defect"):
            raise RuntimeError("SELECT secret FROM /srv/programme.sqlite")
        if path.endswith("moved"):
            return redirect("/elsewhere")  # type: ignore[return-value]
        if path.endswith("private"):
            raise Unauthorized
        raise errors.NotFound("There is no event 'x'.")

    return app.test_client()


NOT_FOUND = {
    "type": f"{BASE}/api/errors#not-found",
    "title": "Not found",
    "status": 404,
    "detail": "There is no event 'x'.",
    "code": "not-found",
    "errors": [],
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_a_whole_answer(client: FlaskClient) -> None:
    answer = client.get("/api/v1/events/x")
    assert (answer.status_code, answer.content_type, answer.json) == (404, "application/problem+json", NOT_FOUND)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.head("/api/v1/events/x").data == b""


@on_sqlite
def test_a_method_that_is_not_there_says_which_are(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/events/x")
    assert (answer.status_code, answer.json) == (
        405,
        {
            "type": f"{BASE}/api/errors#method-not-allowed",
            "title": "Method not allowed",
            "status": 405,
            "detail": "This address does not take that method. Allow lists which.",
            "code": "method-not-allowed",
            "errors": [],
        },
    )
    assert {method.strip() for method in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@on_sqlite
def test_a_defect_is_logged_and_told_without_its_words(client: FlaskClient) -> None:
    with capture_logs() as logs:
        answer = client.get("/api/defect", headers={"X-Request-Id": "trace-12345"})
    assert (answer.status_code, answer.json) == (
        500,
        {
            "type": f"{BASE}/api/errors#internal",
            "title": "Internal error",
            "status": 500,
            "detail": "Something went wrong on our side. If you report it, quote the request id trace-12345.",
            "code": "internal",
            "errors": [],
        },
    )
    assert [(entry["event"], entry["path"], str(entry["exc_info"])) for entry in logs] == [
        ("request failed", "/api/defect", "SELECT secret FROM /srv/programme.sqlite")
    ]


@on_sqlite
@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        pytest.param("/forum/rooms/x", BROWSER, True, id="browser on a page"),
        pytest.param("/forum/rooms/x", "text/html", True, id="HTML alone"),
        pytest.param("/apiary/", BROWSER, True, id="only like the API"),
        pytest.param("/forum/rooms/x", "*/*", False, id="anything"),
        pytest.param("/forum/rooms/x", "", False, id="nothing said"),
        pytest.param("/forum/rooms/x", "application/json", False, id="JSON"),
        pytest.param("/api/v1/x", BROWSER, False, id="browser on the API"),
        pytest.param("/forum/feeds/rooms/x.ics", BROWSER, False, id="browser on a feed"),
        pytest.param("/forum/schedule.xml", BROWSER, False, id="browser on an export"),
    ],
)
def test_who_gets_a_page(client: FlaskClient, path: str, accept: str, page: bool) -> None:
    html_renderer(client.application, lambda problem: f"<h1>{problem.status}</h1>")
    answer = client.get(path, headers={"Accept": accept})
    expected = (b"<h1>404</h1>", "text/html; charset=utf-8") if page else (NOT_FOUND, "application/problem+json")
    assert (answer.data if page else answer.json, answer.content_type) == expected
    assert answer.status_code == 404


@on_sqlite
def test_redirects_pass_and_refusals_without_a_renderer_are_problems(client: FlaskClient) -> None:
    assert client.get("/moved").status_code == 302
    answer = client.get("/private", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
