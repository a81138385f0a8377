"""What strangers send: a problem that says so each time, never a defect, never an unfiltered answer."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, released

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVENT = "/api/v1/events/forum"
AGENDA = f"{EVENT}/agenda"


@pytest.fixture
def hostile(client: FlaskClient, edges: Edge) -> FlaskClient:
    """A client of an app with one release."""
    released(edges.database, FORUM, FIRST)
    return client


@pytest.mark.parametrize(
    ("path", "status", "code", "pointers"),
    [
        pytest.param(f"{AGENDA}?rom=popov", 400, "unknown-filter", ["/rom"], id="misspelt filter"),
        pytest.param(f"{AGENDA}?room=popof", 400, "unknown-filter", ["/room"], id="value that never was"),
        pytest.param(f"{AGENDA}?room=popov&room=popof", 400, "unknown-filter", ["/room"], id="one of two never was"),
        pytest.param(f"{AGENDA}?person=tbc", 400, "unknown-filter", ["/person"], id="placeholder"),
        pytest.param(f"{AGENDA}?mode=virtual", 400, "unknown-filter", ["/mode"], id="no mode"),
        pytest.param(f"{AGENDA}?day=2016-06-12", 400, "unknown-filter", ["/day"], id="no day of the event"),
        pytest.param(f"{AGENDA}?day=12.6.2017", 400, "unknown-filter", ["/day"], id="no date"),
        pytest.param(f"{AGENDA}?term=sdg", 400, "unknown-filter", ["/term"], id="half a term"),
        pytest.param(f"{AGENDA}?room=%00", 400, "unknown-filter", ["/room"], id="NUL"),
        pytest.param(f"{AGENDA}?q=%0d%0aSet-Cookie:x", 400, "unknown-filter", ["/q"], id="CRLF"),
        pytest.param(f"{AGENDA}?q={'x' * 201}", 400, "unknown-filter", ["/q"], id="long search"),
        pytest.param(f"{AGENDA}?room=%ff", 400, "unknown-filter", ["/room"], id="no UTF-8"),
        pytest.param(f"{AGENDA}?room=%ed%a0%80", 400, "unknown-filter", ["/room"], id="lone surrogate"),
        pytest.param(f"{AGENDA}?room=popov'%20OR%201=1--", 400, "unknown-filter", ["/room"], id="SQL"),
        pytest.param(f"{AGENDA}?at=2017-06-12T09:00:00Z", 400, "unknown-filter", ["/at"], id="at on the agenda"),
        pytest.param(f"{AGENDA}?sort=email", 400, "unknown-filter", ["/sort"], id="hidden column"),
        pytest.param(f"{AGENDA}?tz=Europe/Zuerich", 400, "unknown-filter", ["/tz"], id="no zone"),
        pytest.param(f"{AGENDA}?tz=../../etc/passwd", 400, "unknown-filter", ["/tz"], id="path for a zone"),
        pytest.param(f"{AGENDA}?lang=de", 400, "unknown-filter", ["/lang"], id="no language of the event"),
        pytest.param(f"{AGENDA}?lang=fr&lang=en", 400, "unknown-filter", ["/lang"], id="two languages"),
        pytest.param(f"{AGENDA}?limit=0", 400, "malformed", ["/limit"], id="limit 0"),
        pytest.param(f"{AGENDA}?limit=NaN", 400, "malformed", ["/limit"], id="limit NaN"),
        pytest.param(f"{AGENDA}?limit=-1", 400, "malformed", ["/limit"], id="limit below 0"),
        pytest.param(f"{AGENDA}?limit={10**20}", 400, "malformed", ["/limit"], id="limit 10^20"),
        pytest.param(f"{AGENDA}?limit=5&limit=6", 400, "unknown-filter", ["/limit"], id="two limits"),
        pytest.param(f"{AGENDA}?cursor=%27;DROP", 400, "malformed", ["/cursor"], id="broken cursor"),
        pytest.param(f"{AGENDA}?cursor={'W' * 200}", 400, "malformed", ["/cursor"], id="long cursor"),
        pytest.param(f"{AGENDA}?cursor={'W' * 5000}", 400, "unknown-filter", ["/cursor"], id="longer cursor"),
        pytest.param(f"{EVENT}/live?at=2017-06-12T09:00:00", 422, "invalid", ["/at"], id="naive time"),
        pytest.param(f"{EVENT}/live?at=9999-12-31T23:59:59-12:00", 422, "invalid", ["/at"], id="last moment"),
        pytest.param(f"{EVENT}/live?at=0001-01-01T00:00:00%2B14:00", 422, "invalid", ["/at"], id="first moment"),
        pytest.param(f"{EVENT}/live?at=soon", 422, "invalid", ["/at"], id="no time"),
        pytest.param(f"{EVENT}/live?limit=5", 400, "unknown-filter", ["/limit"], id="limit where there is none"),
        pytest.param(f"{EVENT}?room=popov", 400, "unknown-filter", ["/room"], id="filter where there is none"),
        pytest.param(f"{EVENT}/releases?floor=1", 400, "unknown-filter", ["/floor"], id="no filter of releases"),
        pytest.param(f"{EVENT}/releases/1/diff?from=first", 400, "malformed", ["/from"], id="no number"),
        pytest.param(f"{EVENT}/releases/1/diff?from=-1", 400, "malformed", ["/from"], id="number below 0"),
        pytest.param(f"{EVENT}/releases/1/diff?from=7", 404, "not-found", [], id="no such release to compare with"),
        pytest.param(f"{EVENT}/releases/7/diff", 404, "not-found", [], id="no such release"),
        pytest.param(f"{EVENT}/releases/{'9' * 4000}/diff", 404, "not-found", [], id="number of 4000 digits"),
        pytest.param(f"{EVENT}/releases/-1/diff", 404, "not-found", [], id="no number in the path"),
        pytest.param("/api/v1/events/nowhere/agenda", 404, "not-found", [], id="no such event"),
        pytest.param("/api/v1/events/%00/agenda", 404, "not-found", [], id="NUL in the path"),
        pytest.param("/api/v1/events/..%2f..%2fetc/agenda", 404, "not-found", [], id="way up"),
        pytest.param(f"/api/v1/events/{'x' * 5000}", 404, "not-found", [], id="long path"),
        pytest.param("/api/v1/events/%ff/agenda", 404, "not-found", [], id="no UTF-8 in the path"),
        pytest.param("/api/v1/nowhere", 404, "not-found", [], id="no such address"),
        pytest.param("/api/v1/events/", 404, "not-found", [], id="trailing slash"),
        pytest.param("/api/v2/events", 404, "not-found", [], id="no such version"),
    ],
)
def test_refusals(hostile: FlaskClient, path: str, status: int, code: str, pointers: list[str]) -> None:
    answer = hostile.get(path)
    body: Any = answer.json
    assert (answer.status_code, answer.content_type, body["code"]) == (status, "application/problem+json", code)
    assert [error["pointer"] for error in body["errors"]] == pointers
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert body["type"] == f"http://127.0.0.1:8000/api/errors#{code}"
    assert len(answer.data) < 2000
    assert not any(word in answer.text for word in ("Traceback", "sqlalchemy", "SELECT", "site-packages"))


def test_a_number_of_5001_digits_is_no_defect(hostile: FlaskClient) -> None:
    assert hostile.get(f"{EVENT}/releases/{'9' * 5001}/diff").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize(
    ("path", "writes"),
    [
        ("/api/v1/events", {"POST"}),
        (EVENT, {"PATCH", "DELETE"}),
        (AGENDA, set()),
        (f"{EVENT}/releases", {"POST"}),
    ],
)
def test_only_reading_is_public(hostile: FlaskClient, path: str, writes: set[str], method: str) -> None:
    answer = hostile.open(path, method=method, data=json.dumps({"slug": "x"}), content_type="application/json")
    if method in writes:
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")  # type: ignore[index]
        return
    assert (answer.status_code, answer.json["code"]) == (405, "method-not-allowed")  # type: ignore[index]
    allowed = {word.strip() for word in answer.headers["Allow"].split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS"} | writes


def test_no_header_changes_method_host_or_address(hostile: FlaskClient) -> None:
    headers = {"X-HTTP-Method-Override": "DELETE", "X-Forwarded-Host": "evil.example"}
    answer = hostile.get(AGENDA, headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert "evil.example" not in hostile.get("/api/v1/events/x", headers=headers).text
    answer = hostile.get(AGENDA, headers=headers | {"Host": "evil.example"})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"' * 2000},
        {"If-Modified-Since": "Mon, 99 Jun 99999 99:99:99 GMT"},
        {"If-Modified-Since": "\u0661"},
        {"Accept-Encoding": "gzip;q=nan, *;q=-1"},
        {"Accept": "a/b;q=" + "9" * 400},
        {"Range": "bytes=0-1,2-3,-9"},
        {"X-Request-Id": "a\tb"},
    ],
)
def test_odd_headers_are_no_defect(hostile: FlaskClient, headers: dict[str, str]) -> None:
    assert hostile.get(AGENDA, headers=headers).status_code == 200


def test_words_stay_words_in_json(client: FlaskClient, edges: Edge) -> None:
    """The answer is JSON, is not sniffed, and loads back to the very words."""
    title = "</script><script>alert(1)</script> \u2028 =1+1 ünï 😀"
    sessions = tuple(replace(s, title=title) if s.code == "2" else s for s in FORUM.sessions)
    released(edges.database, replace(FORUM, sessions=sessions), FIRST)
    answer = client.get(f"{AGENDA}?session=2")
    assert json.loads(answer.data)["items"][0]["session"]["title"] == title
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
