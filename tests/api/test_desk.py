"""What organisers ask of the draft: conflicts, what-ifs, suggestions, policy and waivers, by token."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.event import Day
from scheduler.domain.log import Author
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.roles import ROLES
from scheduler.http.context import Edge
from scheduler.services.publishing import publish
from scheduler.services.recording import become
from scheduler.store.saving import create_event
from tests.factories import at, day, event, person, placement, programme, room, session
from tests.fakes import SteppingClock
from tests.tokens import token

BASE = "/api/v1/events/forum"
NOW = at("2017-06-01T09:00")

FORUM = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"),
    placement("2", "2017-06-12T09:30", "2017-06-12T10:30", "popov"),
    placement("3", "2017-06-12T11:00", "2017-06-12T12:00", "library"),
    event=event(days=(day("2017-06-12"), day("2017-06-13"))),
    rooms=[room("popov", capacity=40), room("library", position=1, capacity=20)],
    people=[person("ada"), person("bob"), person("eve")],
    sessions=[
        session("1", title="Opening", people=["ada"], abstract="One."),
        session("2", title="Data", people=["bob"], abstract="Two."),
        session("3", title="Law", people=["ada"], abstract="Three."),
        session("4", title="Trade", people=["eve"], abstract="Four.", expected_attendance=30),
    ],
)
"""Two sessions in one room at once, and one that has no time."""


def save(edges: Edge, made: Programme) -> None:
    """Let the draft be this programme, by a change on record."""
    with edges.database.writing("forum") as edit:
        become(edit, edges.desks.before(edit, "forum"), made, Author("tests", NOW))
        edit.commit()


@pytest.fixture
def desk(client: FlaskClient, edges: Edge) -> FlaskClient:
    """A client of an app with the forum as a draft of revision 1."""
    with edges.database.storing() as unit:
        create_event(unit, FORUM)
        unit.commit()
    save(edges, ordered(FORUM))
    return client


@pytest.fixture
def viewer(desk: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the event comes first
    return token(edges, "viewer")


@pytest.fixture
def editor(desk: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the event comes first
    return token(edges, "editor")


def rules_of(answer: TestResponse) -> list[tuple[str, list[str]]]:
    assert answer.status_code == 200, answer.text
    return [(c["rule"], [s["code"] for s in c["sessions"]]) for c in answer.json["items"]]  # type: ignore[index]


def conflict_of(desk: FlaskClient, headers: dict[str, str], rule: str) -> dict[str, Any]:
    items = desk.get(f"{BASE}/conflicts?rule={rule}", headers=headers).json["items"]  # type: ignore[index]
    (found,) = items
    made: dict[str, Any] = found
    return made


def test_a_conflict_is_told_whole(desk: FlaskClient, viewer: dict[str, str]) -> None:
    answer = desk.get(f"{BASE}/conflicts?severity=error", headers=viewer)
    (found,) = answer.json["items"]  # type: ignore[index]
    key = found.pop("key")
    assert key.startswith("room-double-booked:")
    assert found == {
        "rule": "room-double-booked",
        "severity": "error",
        "message": 'Popov is booked twice on Mon 12 June from 09:30 to 10:00 (30 minutes): "Opening" (1) in Popov from'
        ' 09:00 to 10:00 and "Data" (2) in Popov from 09:30 to 10:30.',
        "facts": {
            "placements": [
                {
                    "session": "1",
                    "part": 1,
                    "starts_at": "2017-06-12T07:00:00Z",
                    "ends_at": "2017-06-12T08:00:00Z",
                    "rooms": ["popov"],
                },
                {
                    "session": "2",
                    "part": 1,
                    "starts_at": "2017-06-12T07:30:00Z",
                    "ends_at": "2017-06-12T08:30:00Z",
                    "rooms": ["popov"],
                },
            ],
            "spans": [{"starts_at": "2017-06-12T07:30:00Z", "ends_at": "2017-06-12T08:00:00Z"}],
        },
        "sessions": [{"code": "1", "part": 1, "title": "Opening"}, {"code": "2", "part": 1, "title": "Data"}],
        "room": "popov",
        "overlap_minutes": 30,
        "first_seen": {"revision": 1, "at": "2017-06-01T07:00:00Z"},
    }
    assert (answer.json["revision"], answer.json["next"]) == (1, None)  # type: ignore[index]
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("private, no-store", "Authorization, Cookie")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("severity=warning", [("unplaced", ["4"])]),
        ("severity=warning&severity=error", [("room-double-booked", ["1", "2"]), ("unplaced", ["4"])]),
        ("rule=unplaced", [("unplaced", ["4"])]),
        ("session=4", [("unplaced", ["4"]), ("moderator-missing", ["4"])]),
        ("room=popov", [("room-double-booked", ["1", "2"])]),
        ("room=library", []),
        ("person=ada", []),
        ("waived=true", []),
        ("waived=false&severity=error", [("room-double-booked", ["1", "2"])]),
        ("rule=moderator-missing&session=2", [("moderator-missing", ["2"])]),
    ],
)
def test_filters(desk: FlaskClient, viewer: dict[str, str], query: str, expected: list[tuple[str, list[str]]]) -> None:
    assert rules_of(desk.get(f"{BASE}/conflicts?{query}", headers=viewer)) == expected


def test_pages_put_together_are_the_list(desk: FlaskClient, viewer: dict[str, str]) -> None:
    whole = desk.get(f"{BASE}/conflicts", headers=viewer).json["items"]  # type: ignore[index]
    pages: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = desk.get(f"{BASE}/conflicts?limit=2&cursor={cursor}", headers=viewer)
        pages += answer.json["items"]  # type: ignore[index]
        cursor = answer.json["next"]  # type: ignore[index]
    assert pages == whole
    assert len(whole) == 6


def test_new_since_a_release(desk: FlaskClient, edges: Edge, viewer: dict[str, str]) -> None:
    policy = desk.get(f"{BASE}/policy", headers=viewer)
    desk.put(
        f"{BASE}/policy",
        json={"rules": {"room-double-booked": {"severity": "warning"}}},
        headers=token(edges, "owner") | {"If-Match": policy.headers["ETag"]},
    )
    publish(
        edges.desks,
        "forum",
        label="Plan",
        note="",
        only=(),
        author=Author("tests", NOW),
        base_url="http://x.example",
    )
    assert rules_of(desk.get(f"{BASE}/conflicts?new_since=1", headers=viewer)) == []
    save(edges, ordered(replace(FORUM, placements=FORUM.placements[:2])))
    assert rules_of(desk.get(f"{BASE}/conflicts?new_since=1", headers=viewer)) == [("unplaced", ["3"])]
    assert desk.get(f"{BASE}/conflicts?new_since=2", headers=viewer).status_code == 404


def move(code: str, room: str | None, starts: str | None, ends: str | None) -> dict[str, Any]:
    full = [None if each is None else f"2017-06-12T{each}:00+02:00" for each in (starts, ends)]
    return {"session": code, "part": 1, "room": room, "starts_at": full[0], "ends_at": full[1]}


def compared(answer: TestResponse) -> dict[str, list[tuple[str, list[str]]]]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    return {
        name: [(c["rule"], [s["code"] for s in c["sessions"]]) for c in body[name]]
        for name in ("introduced", "resolved", "remaining")
    }


CONTENT = [("moderator-missing", ["1"])]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        pytest.param(
            [move("1", "library", "11:30", "12:30")],
            {
                "introduced": [("room-double-booked", ["3", "1"]), ("person-double-booked", ["3", "1"])],
                "resolved": [("room-double-booked", ["1", "2"])],
                "remaining": CONTENT,
            },
            id="from one crowded room into another",
        ),
        pytest.param(
            [move("1", "popov", "09:30", "10:30"), move("2", "popov", "09:00", "09:30")],
            {
                "introduced": [("duration-mismatch", ["2"])],
                "resolved": [("room-double-booked", ["1", "2"])],
                "remaining": [*CONTENT, ("moderator-missing", ["2"])],
            },
            id="a swap",
        ),
        pytest.param(
            [move("1", None, None, None)],
            {
                "introduced": [("unplaced", ["1"])],
                "resolved": [("room-double-booked", ["1", "2"])],
                "remaining": CONTENT,
            },
            id="off the programme",
        ),
        pytest.param(
            [move("1", None, "09:00", "10:00")],
            {
                "introduced": [("room-missing", ["1"])],
                "resolved": [("room-double-booked", ["1", "2"])],
                "remaining": CONTENT,
            },
            id="no room yet",
        ),
        pytest.param([], {"introduced": [], "resolved": [], "remaining": []}, id="nothing"),
        pytest.param(
            [move("1", "popov", "09:00", "10:00")],
            {"introduced": [], "resolved": [], "remaining": [("room-double-booked", ["1", "2"]), *CONTENT]},
            id="where it is",
        ),
    ],
)
def test_what_if(
    desk: FlaskClient,
    viewer: dict[str, str],
    moves: list[dict[str, Any]],
    expected: dict[str, list[tuple[str, list[str]]]],
) -> None:
    before = desk.get(f"{BASE}/conflicts", headers=viewer).json
    assert compared(desk.post(f"{BASE}/checks", json={"moves": moves}, headers=viewer)) == expected
    assert desk.get(f"{BASE}/conflicts", headers=viewer).json == before  # nothing is saved


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        pytest.param({"moves": [move("9", None, None, None)]}, 422, "/moves/0/session", id="unknown session"),
        pytest.param({"moves": [move("1", "attic", "09:00", "10:00")]}, 422, "/moves/0/room", id="unknown room"),
        pytest.param({"moves": [move("1", "popov", "10:00", "09:00")]}, 422, "/moves/0/ends_at", id="backwards"),
        pytest.param({"moves": [move("1", "popov", None, None)]}, 422, "/moves/0/starts_at", id="room without time"),
        pytest.param(
            {"moves": [{**move("1", None, None, None), "starts_at": "2017-06-12T09:00:00"}]},
            422,
            "/moves/0/starts_at",
            id="naive",
        ),
        pytest.param(
            {"moves": [{**move("1", None, "09:00", "10:00"), "starts_at": "0001-01-01T00:00:00+14:00"}]},
            422,
            "/moves/0/ends_at",
            id="the year 1",
        ),
        pytest.param(
            {"moves": [{**move("1", None, "09:00", "10:00"), "ends_at": "9999-12-31T23:59:59-12:00"}]},
            422,
            "/moves/0/ends_at",
            id="the year 9999",
        ),
        pytest.param({"moves": [{**move("1", None, None, None), "owner": 1}]}, 422, "/moves/0/owner", id="unknown"),
        pytest.param({"moves": [{"part": 1}]}, 422, "/moves/0/session", id="no session"),
        pytest.param({"moves": [{**move("1", None, None, None), "part": True}]}, 422, "/moves/0/part", id="no number"),
        pytest.param({"moves": [{**move("1", None, None, None), "part": 10**30}]}, 422, "/moves/0/part", id="huge"),
        pytest.param({"moves": "all"}, 422, "/moves", id="no list"),
        pytest.param({"moves": [{}] * 501}, 422, "/moves", id="501 moves"),
        pytest.param({}, 422, "/moves", id="nothing"),
        pytest.param({"moves": [move("\ud800", None, None, None)]}, 422, "/moves/0/session", id="half a character"),
        pytest.param({"moves": [move("\x00", None, None, None)]}, 422, "/moves/0/session", id="NUL"),
    ],
)
def test_a_what_if_that_cannot_be(
    desk: FlaskClient, viewer: dict[str, str], body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = desk.post(f"{BASE}/checks", data=json.dumps(body), content_type="application/json", headers=viewer)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert pointer in [flaw["pointer"] for flaw in answer.json["errors"]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("2017-06-12T09:00:00", "This time has no zone. Add an offset, such as +02:00 or Z."),
        ("Monday at nine", "This is no time. Write it like 2017-06-13T09:00:00+02:00."),
    ],
    ids=["naive", "words"],
)
def test_a_time_that_cannot_be_read_is_told_how_to_write_it(
    desk: FlaskClient, viewer: dict[str, str], given: str, message: str
) -> None:
    moves = [{**move("1", None, "09:00", "10:00"), "starts_at": given}]
    answer = desk.post(f"{BASE}/checks", json={"moves": moves}, headers=viewer)
    assert answer.json["errors"] == [{"pointer": "/moves/0/starts_at", "message": message}]  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        pytest.param(b"[" * 100_000, "application/json", 400, id="deep"),
        pytest.param(b'{"moves": [], "moves": []}', "application/json", 400, id="twice"),
        pytest.param(b'{"moves": [NaN]}', "application/json", 400, id="NaN"),
        pytest.param(b'{"moves": ' + b"9" * 5001 + b"}", "application/json", 400, id="5001 digits"),
        pytest.param(b'{"moves": ["\xe9"]}', "application/json", 400, id="latin-1"),
        pytest.param(b"[]", "application/json", 400, id="array"),
        pytest.param(b"null", "application/json", 400, id="null"),
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b'{"moves": []}', "text/plain", 415, id="text"),
        pytest.param(b'{"moves": []}', None, 415, id="no type"),
        pytest.param(b" " * 3_000_000, "application/json", 413, id="3 MB"),
    ],
)
def test_bodies_that_can_not_be_read(
    desk: FlaskClient, viewer: dict[str, str], data: bytes, content_type: str | None, status: int
) -> None:
    answer = desk.post(f"{BASE}/checks", data=data, content_type=content_type, headers=viewer)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_suggestions_break_no_error_and_say_why(desk: FlaskClient, viewer: dict[str, str]) -> None:
    answer = desk.get(f"{BASE}/sessions/4/suggestions?limit=2&day=2017-06-13", headers=viewer)
    assert answer.status_code == 200
    first, second = answer.json["items"]  # type: ignore[index]
    conflicts = first.pop("conflicts")
    assert first == {
        "room": "popov",
        "starts_at": "2017-06-13T09:00:00+02:00",
        "ends_at": "2017-06-13T10:00:00+02:00",
        "score": 995,
        "reasons": ["Popov holds 40 for 30 expected."],
    }
    assert [c["rule"] for c in conflicts] == ["moderator-missing"]
    assert second["starts_at"] == "2017-06-13T09:15:00+02:00"
    assert answer.json["explanation"] == []  # type: ignore[index]


@pytest.mark.parametrize("part", ["0", "2", "999999999"])
def test_suggestions_for_a_part_that_is_not_there(desk: FlaskClient, viewer: dict[str, str], part: str) -> None:
    answer = desk.get(f"{BASE}/sessions/4/suggestions?part={part}", headers=viewer)
    assert (answer.status_code, answer.json["detail"]) == (  # type: ignore[index]
        404,
        f"There is no part {part} of a session '4' in forum.",
    )


def test_what_is_past_is_not_suggested(desk: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    clock.set("2017-06-12T14:05")
    answer = desk.get(f"{BASE}/sessions/4/suggestions?limit=1", headers=token(edges, "viewer"))
    (first,) = answer.json["items"]  # type: ignore[index]
    assert (first["room"], first["starts_at"]) == ("popov", "2017-06-12T14:15:00+02:00")


def test_no_more_is_looked_at_than_a_worker_can(desk: FlaskClient, viewer: dict[str, str], edges: Edge) -> None:
    """A year in steps of a minute: who only reads could keep a worker busy for minutes."""
    days = tuple(Day(date(2017, 1, 1) + timedelta(days=place), 0, 1440) for place in range(365))
    save(edges, ordered(replace(FORUM, event=replace(FORUM.event, days=days, grid_minutes=1))))
    answer = desk.get(f"{BASE}/sessions/4/suggestions", headers=viewer)
    assert (answer.status_code, answer.json["code"], answer.json["detail"]) == (  # type: ignore[index]
        400,
        "malformed",
        "That is more than 500,000 times and rooms to look at. Name a day, a few rooms, or both.",
    )
    narrowed = desk.get(f"{BASE}/sessions/4/suggestions?day=2017-06-12&room=popov&limit=1", headers=viewer)
    assert len(narrowed.json["items"]) == 1  # type: ignore[index]


def test_as_many_suggestions_as_are_asked_for(desk: FlaskClient, viewer: dict[str, str]) -> None:
    """33 starts on two days in two rooms, less 6 while Popov is taken and 7 while the library is."""
    counts = {
        query: len(desk.get(f"{BASE}/sessions/4/suggestions{query}", headers=viewer).json["items"])  # type: ignore[index]
        for query in ("", "?limit=110", "?limit=500")
    }
    assert counts == {"": 100, "?limit=110": 110, "?limit=500": 119}


def test_what_fits_into_a_free_room(desk: FlaskClient, viewer: dict[str, str]) -> None:
    query = {"room": "popov", "starts_at": "2017-06-13T09:00:00+02:00", "ends_at": "2017-06-13T10:30:00+02:00"}
    (found,) = desk.get(f"{BASE}/fits", query_string=query, headers=viewer).json["items"]  # type: ignore[index]
    assert (found["session"], found["part"], found["title"]) == ("4", 1, "Trade")
    assert found["reasons"] == ["It leaves 30 minutes empty.", "Popov holds 40 for 30 expected."]
    query["ends_at"] = "2017-06-13T09:59:00+02:00"
    assert desk.get(f"{BASE}/fits", query_string=query, headers=viewer).json == {
        "items": [],
        "next": None,
        "explanation": ["The shortest session that waits for a time needs 60 minutes, and there are 59."],
    }


def test_rules_are_listed_with_their_parameters(desk: FlaskClient, viewer: dict[str, str]) -> None:
    items = desk.get("/api/v1/rules", headers=viewer).json["items"]  # type: ignore[index]
    assert len(items) == 29
    overload = next(each for each in items if each["slug"] == "person-overload")
    assert overload["parameters"][0] == {
        "name": "most_a_day",
        "default": 5,
        "unit": "appearances",
        "least": 1,
        "most": 50,
        "about": "So many sessions a day are well.",
    }


def test_a_policy_is_read_set_and_takes_effect(desk: FlaskClient, editor: dict[str, str]) -> None:
    read = desk.get(f"{BASE}/policy", headers=editor)
    assert read.headers["ETag"] == '"0"'
    assert read.json["rules"]["person-overload"] == {  # type: ignore[index]
        "severity": "warning",
        "parameters": {"most_a_day": 5, "hours_without_pause": 4, "pause_minutes": 15},
    }
    body = {"rules": {"room-double-booked": {"severity": "info"}, "person-overload": {"parameters": {"most_a_day": 3}}}}
    missing = desk.put(f"{BASE}/policy", json=body, headers=editor)
    assert (missing.status_code, missing.json["code"]) == (428, "precondition-required")  # type: ignore[index]
    done = desk.put(f"{BASE}/policy", json=body, headers=editor | {"If-Match": '"0"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')
    assert done.json["rules"]["person-overload"]["parameters"]["most_a_day"] == 3  # type: ignore[index]
    assert conflict_of(desk, editor, "room-double-booked")["severity"] == "info"
    stale = desk.put(f"{BASE}/policy", json={"rules": {}}, headers=editor | {"If-Match": '"0"'})
    assert stale.status_code == 412
    assert stale.json["current"]["rules"] == done.json["rules"]  # type: ignore[index]
    again = desk.put(f"{BASE}/policy", json=done.json, headers=editor | {"If-Match": '"2"'})
    assert again.json == done.json


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ({"no-such": {"severity": "off"}}, "/rules/no-such"),
        ({"no-such": {}}, "/rules/no-such"),
        ({"x" * 900_000: {}}, "/rules/" + "x" * 100),
        ({str(n): {} for n in range(101)}, "/rules"),
        ({"person-overload": {"parameters": {"y" * 900_000: 5}}}, "/rules/person-overload/parameters/" + "y" * 100),
        (
            {"person-overload": {"parameters": {"most_a_day": "z" * 900_000}}},
            "/rules/person-overload/parameters/most_a_day",
        ),
        ({"unplaced": {"level": "off"}}, "/rules/unplaced/level"),
        ({"unplaced": "off"}, "/rules/unplaced"),
        ({"unplaced": {"severity": "fatal"}}, "/rules/unplaced/severity"),
        ({"person-overload": {"parameters": {"most_a_day": 0}}}, "/rules/person-overload/parameters/most_a_day"),
        ({"person-overload": {"parameters": {"most_a_day": "5"}}}, "/rules/person-overload/parameters/most_a_day"),
        ({"person-overload": {"parameters": {"much": 5}}}, "/rules/person-overload/parameters/much"),
        ({"incomplete": {"parameters": {"moderator": 1}}}, "/rules/incomplete/parameters/moderator"),
    ],
)
def test_a_policy_that_can_not_be(
    desk: FlaskClient, editor: dict[str, str], rules: dict[str, Any], pointer: str
) -> None:
    answer = desk.put(f"{BASE}/policy", json={"rules": rules}, headers=editor | {"If-Match": '"0"'})
    assert answer.status_code == 422, answer.text
    assert [flaw["pointer"] for flaw in answer.json["errors"]] == [pointer]  # type: ignore[index]
    assert len(answer.data) < 3_000
    assert desk.get(f"{BASE}/policy", headers=editor).headers["ETag"] == '"0"'


def test_the_life_of_a_waiver(desk: FlaskClient, edges: Edge, editor: dict[str, str]) -> None:
    found = conflict_of(desk, editor, "room-double-booked")
    path = f"{BASE}/waivers/{found['key']}"
    given = {"reason": "They share the stage.", "facts": found["facts"]}
    assert desk.get(path, headers=editor).status_code == 404

    made = desk.put(path, json=given, headers=editor)
    assert (made.status_code, made.headers["ETag"]) == (200, '"2"')
    assert (made.json["who"], made.json["ended"]) == ("editor@forum.example", False)  # type: ignore[index]
    waived = conflict_of(desk, editor, "room-double-booked")
    assert (waived["waived_by"], waived["waiver_reason"]) == ("editor@forum.example", "They share the stage.")
    assert rules_of(desk.get(f"{BASE}/conflicts?waived=true", headers=editor)) == [("room-double-booked", ["1", "2"])]

    assert desk.put(path, json=given, headers=editor).status_code == 428
    assert desk.put(path, json=given, headers=editor | {"If-Match": '"1"'}).status_code == 412
    again = desk.put(path, json={**given, "reason": "Still."}, headers=editor | {"If-Match": '"2"'})
    assert (again.status_code, again.headers["ETag"]) == (200, '"3"')

    later = placement("2", "2017-06-12T09:45", "2017-06-12T10:45", "popov")
    save(edges, ordered(replace(FORUM, placements=(FORUM.placements[0], later, FORUM.placements[2]))))
    ended = desk.get(path, headers=editor)
    assert (ended.json["ended"], ended.json["reason"]) == (True, "Still.")  # type: ignore[index]
    assert ended.headers["ETag"] == '"4"'  # by the change that ended it: who asks whether it still stands must hear so
    asked = desk.get(path, headers=editor | {"If-None-Match": again.headers["ETag"]})
    assert (asked.status_code, asked.json) == (200, ended.json)
    unwaived = conflict_of(desk, editor, "room-double-booked")
    assert "waived_by" not in unwaived
    assert unwaived["waiver_ended"] == {
        "revision": 4,
        "at": "2017-06-01T07:00:00Z",
        "who": "editor@forum.example",
        "reason": "Still.",
    }
    stale = desk.put(path, json=given, headers=editor)
    assert stale.status_code == 412
    assert stale.json["current"]["key"] == found["key"]  # type: ignore[index]

    save(edges, ordered(FORUM))  # back where it was: nobody accepted that
    assert "waived_by" not in conflict_of(desk, editor, "room-double-booked")
    late = desk.put(path, json=given, headers=editor | {"If-Match": again.headers["ETag"]})
    assert (late.status_code, late.json["current"]) == (412, ended.json)  # type: ignore[index]
    once_more = desk.put(path, json=given, headers=editor | {"If-Match": ended.headers["ETag"]})
    assert once_more.status_code == 200
    assert desk.delete(path, headers=editor).status_code == 428
    gone = desk.delete(path, headers=editor | {"If-Match": once_more.headers["ETag"]})
    assert (gone.status_code, gone.data) == (204, b"")
    assert desk.delete(path, headers=editor | {"If-Match": '"9"'}).status_code == 404
    assert desk.put(path, json=given, headers=editor).status_code == 200  # accepted anew, whatever was before


def test_a_waiver_that_never_was_is_not_replaced(desk: FlaskClient, editor: dict[str, str]) -> None:
    found = conflict_of(desk, editor, "room-double-booked")
    given = {"reason": "On purpose.", "facts": found["facts"]}
    answer = desk.put(f"{BASE}/waivers/{found['key']}", json=given, headers=editor | {"If-Match": '"1"'})
    assert (answer.status_code, answer.json["code"]) == (412, "precondition-failed")  # type: ignore[index]


def waived_in(conflicts: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    return [(c["rule"], c.get("waived_by"), c.get("waiver_reason")) for c in conflicts]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        pytest.param(
            [move("1", "popov", "09:00", "10:00")],
            {
                "introduced": [],
                "resolved": [],
                "remaining": [
                    ("room-double-booked", "editor@forum.example", "On purpose."),
                    ("moderator-missing", None, None),
                ],
            },
            id="it stays as it was accepted",
        ),
        pytest.param(
            [move("1", "popov", "09:15", "10:15")],
            {
                "introduced": [],
                "resolved": [],
                "remaining": [("room-double-booked", None, None), ("moderator-missing", None, None)],
            },
            id="it stays, but nobody accepted it like this",
        ),
        pytest.param(
            [move("1", "popov", "13:00", "14:00")],
            {
                "introduced": [],
                "resolved": [("room-double-booked", "editor@forum.example", "On purpose.")],
                "remaining": [("moderator-missing", None, None)],
            },
            id="it goes",
        ),
    ],
)
def test_a_what_if_tells_what_is_waived(
    desk: FlaskClient,
    editor: dict[str, str],
    moves: list[dict[str, Any]],
    expected: dict[str, list[tuple[str, str | None, str | None]]],
) -> None:
    found = conflict_of(desk, editor, "room-double-booked")
    given = {"reason": "On purpose.", "facts": found["facts"]}
    assert desk.put(f"{BASE}/waivers/{found['key']}", json=given, headers=editor).status_code == 200
    body: dict[str, Any] = desk.post(f"{BASE}/checks", json={"moves": moves}, headers=editor).json  # type: ignore[assignment]
    assert {name: waived_in(body[name]) for name in expected} == expected


def test_suggestions_tell_what_is_waived(desk: FlaskClient, editor: dict[str, str]) -> None:
    items = desk.get(f"{BASE}/conflicts?rule=moderator-missing&session=4", headers=editor).json["items"]  # type: ignore[index]
    given = {"reason": "Nobody has to.", "facts": items[0]["facts"]}
    assert desk.put(f"{BASE}/waivers/{items[0]['key']}", json=given, headers=editor).status_code == 200
    told = [("moderator-missing", "editor@forum.example", "Nobody has to.")]
    (suggested,) = desk.get(f"{BASE}/sessions/4/suggestions?limit=1", headers=editor).json["items"]  # type: ignore[index]
    assert waived_in(suggested["conflicts"]) == told
    query = {"room": "popov", "starts_at": "2017-06-13T09:00:00+02:00", "ends_at": "2017-06-13T10:00:00+02:00"}
    (fit,) = desk.get(f"{BASE}/fits", query_string=query, headers=editor).json["items"]  # type: ignore[index]
    assert waived_in(fit["conflicts"]) == told


def operations(role: str) -> Iterator[tuple[str, str, str]]:
    """Method, path and the role that is needed; reading needs a viewer, changing an editor."""
    yield "GET", f"{BASE}/conflicts", "viewer"
    yield "POST", f"{BASE}/checks", "viewer"
    yield "GET", f"{BASE}/sessions/4/suggestions", "viewer"
    yield "GET", f"{BASE}/fits?room=popov&starts_at=2017-06-13T09:00:00Z&ends_at=2017-06-13T10:00:00Z", "viewer"
    yield "GET", f"{BASE}/policy", "viewer"
    yield "PUT", f"{BASE}/policy", "editor"
    yield "GET", f"{BASE}/waivers/x", "viewer"
    yield "PUT", f"{BASE}/waivers/x", "editor"
    yield "DELETE", f"{BASE}/waivers/x", "editor"
    if role in ROLES:
        yield "GET", "/api/v1/rules", "viewer"


@pytest.mark.parametrize("role", ["nobody", "elsewhere", *ROLES])
def test_who_may_do_what(desk: FlaskClient, edges: Edge, role: str) -> None:
    with edges.database.storing() as unit:
        create_event(unit, programme(event=event(slug="other")))
        unit.commit()
    headers = {} if role == "nobody" else token(edges, "owner", "other") if role == "elsewhere" else token(edges, role)
    for method, path, needed in operations(role):
        answer = desk.open(path, method=method, headers=headers, json={} if method in {"PUT", "POST"} else None)
        if role == "nobody":
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="scheduler"'), path
        elif role == "elsewhere" or ROLES.index(role) < ROLES.index(needed):
            assert answer.status_code == 403, (method, path)
        else:
            assert answer.status_code in {200, 404, 422, 428}, (method, path, answer.text)


def test_a_token_learns_nothing_of_other_events(desk: FlaskClient, viewer: dict[str, str]) -> None:
    told = [desk.get(f"/api/v1/events/{slug}/conflicts", headers=viewer) for slug in ("never", "forum2")]
    assert [answer.status_code for answer in told] == [403, 403]


@pytest.mark.parametrize("query", ["severity=fatal", "rule=no-such", "session=9", "room=attic", "person=zoe", "sort=x"])
def test_a_filter_that_never_was_is_named(desk: FlaskClient, viewer: dict[str, str], query: str) -> None:
    answer = desk.get(f"{BASE}/conflicts?{query}", headers=viewer)
    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json["errors"]] == ["/" + query.split("=", maxsplit=1)[0]]  # type: ignore[index]


def test_several_things_that_are_so_already_are_no_change(desk: FlaskClient, editor: dict[str, str]) -> None:
    """Its answer names no change: whoever took that back would take back somebody else's."""
    room = desk.get(f"{BASE}/rooms/popov", headers=editor)
    tag = int(room.headers["ETag"].strip('"'))
    same = {"method": "change", "what": "room", "key": "popov", "fields": {"name": room.json["name"]}, "if_match": tag}  # type: ignore[index]
    answer = desk.post(f"{BASE}/changes", json={"operations": [same]}, headers=editor)
    assert (answer.status_code, answer.headers.get("ETag")) == (201, None)
    assert (answer.json["revision"], answer.json["operations"]) == (None, [])  # type: ignore[index]
    assert desk.get(f"{BASE}/changes?since=1", headers=editor).json["items"] == []  # type: ignore[index]


def test_a_write_does_what_the_what_if_foretold(desk: FlaskClient, editor: dict[str, str]) -> None:
    """Set-up and the rest stay where a move does not name them, and a waiver ends where it was said to."""
    path = f"{BASE}/sessions/2/placements/1"
    read = desk.get(path, headers=editor)
    whole = {name: read.json[name] for name in ("room", "starts_at", "ends_at")}  # type: ignore[index]
    kept = {"setup_minutes": 15, "takedown_minutes": 5, "pinned": True}
    first = desk.put(path, json=whole | kept, headers=editor | {"If-Match": read.headers["ETag"]})
    found = conflict_of(desk, editor, "room-double-booked")
    given = {"reason": "On purpose.", "facts": found["facts"]}
    assert desk.put(f"{BASE}/waivers/{found['key']}", json=given, headers=editor).status_code == 200

    later = {"room": "popov", "starts_at": "2017-06-12T09:40:00+02:00", "ends_at": "2017-06-12T10:40:00+02:00"}
    asked = desk.post(f"{BASE}/checks", json={"moves": [{"session": "2", "part": 1, **later}]}, headers=editor)
    (stays,) = (each for each in asked.json["remaining"] if each["key"] == found["key"])  # type: ignore[index]
    assert (stays["waiver_would_end"], "waived_by" in stays) == (True, False)

    written = desk.put(path, json=later, headers=editor | {"If-Match": first.headers["ETag"]})
    assert {name: written.json[name] for name in kept} == kept  # type: ignore[index]
    for side in ("introduced", "resolved"):
        foretold = {each["key"] for each in asked.json[side]}  # type: ignore[index]
        assert {each["key"] for each in written.json["conflicts"][side]} == foretold  # type: ignore[index]
    assert written.json["conflicts"]["waivers_ended"] == [found["key"]]  # type: ignore[index]
