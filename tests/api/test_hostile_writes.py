"""What strangers send to be stored: refused with a problem that says so, on both databases, and nothing is stored."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.services.recording import record_new
from tests.everything import EVERYTHING
from tests.services.organiser import BY
from tests.tokens import token

EVENT = "/api/v1/events/everything"
ROOMS, SESSIONS, CHANGES = f"{EVENT}/rooms", f"{EVENT}/sessions", f"{EVENT}/changes"
PLACED = f"{SESSIONS}/396/placements/2"
GONE = {"method": "delete", "what": "room", "key": "x"}
SEVEN = {"If-Match": '"7"'}
NINE, TEN = "2017-06-12T09:00:00+02:00", "2017-06-12T10:00:00+02:00"


@pytest.fixture
def headers(client: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the app comes first
    """An owner's, of an event with one of everything."""
    with edges.database.storing() as session:
        record_new(session, EVERYTHING, BY)
        session.commit()
    return token(edges, "owner", None, email="ana@forum.example")


def raw(body: str | bytes) -> dict[str, Any]:
    return {"data": body, "content_type": "application/json"}


def named(name: str, **fields: Any) -> dict[str, Any]:
    return {"json": {"name": name, **fields}}


def placed(starts: str, ends: str) -> dict[str, Any]:
    return {"json": {"room": None, "starts_at": starts, "ends_at": ends}}


CASES: dict[str, tuple[str, str, dict[str, Any], int, list[str] | None]] = {
    "1 nested deeply": ("POST", ROOMS, raw("[" * 100_000), 400, []),
    "1 nested deeply in a field": ("POST", ROOMS, raw('{"name":' + "[" * 100_000), 400, []),
    "2 number of 5001 digits": ("POST", ROOMS, raw('{"name":"x","capacity":' + "9" * 5001 + "}"), 400, []),
    "3 half a character": ("POST", ROOMS, raw(r'{"name":"\ud800"}'), 422, ["/name"]),
    "4 NUL": ("POST", ROOMS, raw(r'{"name":"a\u0000b"}'), 422, ["/name"]),
    "5 last moment": ("PUT", PLACED, placed(NINE, "9999-12-31T23:59:59-12:00"), 422, None),
    "5 first moment": ("PUT", PLACED, placed("0001-01-01T00:00:00+14:00", TEN), 422, None),
    "5 two years away": ("PUT", PLACED, placed("2019-08-12T09:00:00Z", "2019-08-12T10:00:00Z"), 422, ["/starts_at"]),
    "7 naive": ("PUT", PLACED, placed("2017-06-12T09:00:00", TEN), 422, ["/starts_at"]),
    "8 CRLF": ("POST", ROOMS, named("a\r\nATTENDEE:b"), 422, ["/name"]),
    "10 body over the limit": ("POST", ROOMS, raw('{"name":"' + "x" * 1_100_000 + '"}'), 413, []),
    "10 too many values": ("POST", ROOMS, raw('{"name":[' + "1," * 30_000 + "1]}"), 413, []),
    "11 other content type": ("POST", ROOMS, {"data": "name=x", "content_type": "text/plain"}, 415, []),
    "11 form": ("POST", ROOMS, {"data": {"name": "x"}}, 415, []),
    "12 field twice": ("POST", ROOMS, raw('{"name":"a","name":"b"}'), 400, []),
    "13 NaN": ("POST", ROOMS, raw('{"name":"a","capacity":NaN}'), 400, []),
    "13 latin-1": ("POST", ROOMS, raw(b'{"name":"\xe9"}'), 400, []),
    "13 array": ("POST", ROOMS, raw("[]"), 400, []),
    "13 null": ("POST", ROOMS, raw("null"), 400, []),
    "15 mass assignment": ("POST", ROOMS, named("a", event_id=2, guid="x"), 422, ["/event_id", "/guid"]),
    "15 of a session": ("POST", SESSIONS, {"json": {"title": "a", "released": True}}, 422, ["/released"]),
    "15 of an event": ("PATCH", EVENT, {"json": {"slug": "x", "revision": 9}}, 422, ["/revision", "/slug"]),
    "16 ends before it starts": ("PUT", PLACED, placed(TEN, NINE), 422, ["/ends_at"]),
    "16 of no length": ("PUT", PLACED, placed(NINE, NINE), 422, ["/ends_at"]),
    "16 of 400 days": ("PUT", PLACED, placed(NINE, "2018-07-17T09:00:00+02:00"), 422, ["/ends_at"]),
    "17 capacity below 0": ("POST", ROOMS, named("a", capacity=-1), 422, ["/capacity"]),
    "17 capacity of 2^63": ("POST", ROOMS, named("a", capacity=2**63), 422, ["/capacity"]),
    "17 capacity as text": ("POST", ROOMS, named("a", capacity="7"), 422, ["/capacity"]),
    "20 sorted by a column": ("GET", f"{ROOMS}?sort=email", {}, 400, ["/sort"]),
    "20 SQL in a filter": ("GET", f"{ROOMS}?building=tower'%20OR%201=1--", {}, 400, ["/building"]),
    "20 NUL in a filter": ("GET", f"{ROOMS}?q=%00", {}, 200, None),
    "21 way up": ("DELETE", f"{ROOMS}/..%2f..%2fforum", {}, 404, []),
    "21 NUL in the path": ("DELETE", f"{ROOMS}/%00", {}, 404, []),
    "21 no UTF-8 in the path": ("DELETE", f"{ROOMS}/%ff", {}, 404, []),
    "21 part of 30 digits": ("PUT", f"{SESSIONS}/396/placements/{'9' * 30}", placed(NINE, TEN), 405, []),
    "21 part 0": ("PUT", f"{SESSIONS}/396/placements/0", placed(NINE, TEN), 405, []),
    "huge batch": ("POST", CHANGES, {"json": {"operations": [GONE] * 501}}, 422, ["/operations"]),
    "empty batch": ("POST", CHANGES, {"json": {"operations": []}}, 422, ["/operations"]),
    "key of a repeat": ("POST", ROOMS, {**named("a"), "headers": {"Idempotency-Key": "x" * 256}}, 400, []),
    "If-Match of any": ("DELETE", f"{ROOMS}/left", {"headers": {"If-Match": "*"}}, 400, []),
    "If-Match of several": ("DELETE", f"{ROOMS}/left", {"headers": {"If-Match": '"0", "1"'}}, 400, []),
    "If-Match malformed": ("DELETE", f"{ROOMS}/left", {"headers": {"If-Match": "0"}}, 400, []),
    "If-Match weak": ("DELETE", f"{ROOMS}/left", {"headers": {"If-Match": 'W/"0"'}}, 412, []),
    "If-Match of 90 digits": ("DELETE", f"{ROOMS}/left", {"headers": {"If-Match": f'"{"9" * 90}"'}}, 412, []),
    "If-Match missing": ("DELETE", f"{ROOMS}/left", {}, 428, []),
    "If-Match stale": ("PUT", f"{EVENT}/walking-times", {"json": {"items": []}, "headers": SEVEN}, 412, []),
}  # fmt: skip


def test_refused_and_nothing_is_stored(client: FlaskClient, headers: dict[str, str], edges: Edge) -> None:
    told: dict[str, tuple[int, list[str] | None]] = {}
    for case, (method, path, given, _, pointers) in CASES.items():
        sent = dict(given)
        answer = client.open(path, method=method, headers=headers | sent.pop("headers", {}), **sent)
        body: Any = answer.json
        flaws = None if pointers is None else sorted(each["pointer"] for each in body["errors"])
        told[case] = (answer.status_code, flaws)
        assert not any(word in answer.text for word in ("Traceback", "sqlalchemy", "SELECT", "site-packages")), case
        assert len(answer.data) < 4000, case
    assert told == {case: (status, pointers) for case, (*_, status, pointers) in CASES.items()}
    assert edges.desks.open("everything").revision == 0


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        pytest.param("Salle \u202eX", "Salle X", id="9 turned"),
        pytest.param("Salle\u200b X", "Salle X", id="9 of no width"),
        pytest.param("Cafe\u0301", "Caf\u00e9", id="17 composed"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="markup is words"),
        pytest.param("'; DROP TABLE room; --", "'; DROP TABLE room; --", id="SQL is words"),
    ],
)
def test_words_are_cleaned_and_kept(client: FlaskClient, headers: dict[str, str], name: str, stored: str) -> None:
    answer: Any = client.post(ROOMS, json={"name": name}, headers=headers)
    assert (answer.status_code, answer.json["name"]) == (201, stored), answer.text
    assert client.get(ROOMS, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Caf\u00e9", "Cafe\u0301", id="NFC and NFD"),
        pytest.param("Popov", "POPOV", id="capitals"),
        pytest.param("Popov", "P\u043epov", id="Cyrillic o"),
        pytest.param("Alpha", "\u0391lpha", id="Greek capital alpha"),
        pytest.param("Popov 1", "Popov\u00a0 1", id="other blanks"),
    ],
)
def test_rooms_that_look_alike_are_refused(
    client: FlaskClient, headers: dict[str, str], first: str, second: str
) -> None:
    assert client.post(ROOMS, json={"name": first, "building": "tower"}, headers=headers).status_code == 201
    answer: Any = client.post(ROOMS, json={"name": second, "building": "tower"}, headers=headers)
    assert (answer.status_code, [each["pointer"] for each in answer.json["errors"]]) == (422, ["/name"])


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        pytest.param("2017-03-26T02:30:00+01:00", "2017-03-26T03:30:00+02:00", id="16 in the hour that is skipped"),
        pytest.param("2017-10-29T02:30:00+02:00", "2017-10-29T02:30:00+02:00", id="16 first of two"),
        pytest.param("2017-10-29T02:30:00+01:00", "2017-10-29T02:30:00+01:00", id="16 second of two"),
        pytest.param("2017-06-12T09:00:00+02:00", "2017-06-12T09:00:00+02:00", id="6 offset"),
        pytest.param("2017-06-12T07:00:00Z", "2017-06-12T09:00:00+02:00", id="6 the same instant"),
    ],
)
def test_an_instant_is_kept_on_both_databases(
    client: FlaskClient, headers: dict[str, str], edges: Edge, starts: str, told: str
) -> None:
    body = {"room": None, "starts_at": starts, "ends_at": f"{starts[:10]}T12:00:00Z"}
    answer = client.put(PLACED, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    edges.desks.forget("everything")
    read: Any = client.get(PLACED, headers=headers).json
    assert read["starts_at"] == told


def test_a_cursor_of_another_list_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    page: Any = client.get(f"{ROOMS}?limit=1", headers=headers).json
    for path in (SESSIONS, f"{ROOMS}?q=left", f"{EVENT}/people", CHANGES):
        joint = "&" if "?" in path else "?"
        assert client.get(f"{path}{joint}cursor={page['next']}", headers=headers).status_code == 400


def test_a_method_is_not_overridden(client: FlaskClient, headers: dict[str, str], edges: Edge) -> None:
    sent = headers | {"X-HTTP-Method-Override": "DELETE", "If-Match": '"0"'}
    assert client.get(f"{ROOMS}/left", headers=sent).status_code == 200
    assert client.post(f"{ROOMS}/left", headers=sent, json={}).status_code == 405
    assert edges.desks.open("everything").revision == 0


def test_the_largest_batch_is_done(client: FlaskClient, headers: dict[str, str]) -> None:
    operations = [
        {"method": "create", "what": "track", "key": f"t{number}", "fields": {"name": "T"}} for number in range(500)
    ]
    answer: Any = client.post(CHANGES, json={"operations": operations}, headers=headers)
    assert (answer.status_code, len(answer.json["operations"])) == (201, 500), answer.text
    assert json.loads(client.get(f"{EVENT}/tracks/t7", headers=headers).data)["name"] == "T"
