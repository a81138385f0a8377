"""Releases over the API: at a set time, back to an old one, and what has to be confirmed."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released, store
from tests.factories import placement, programme
from tests.fakes import SteppingClock
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RELEASES = "/api/v1/events/forum/releases"
WAITING = "/api/v1/events/forum/scheduled-releases"
FRIDAY = "2017-06-09T18:00:00+02:00"


@pytest.fixture
def desk(client: FlaskClient, edges: Edge, clock: SteppingClock) -> FlaskClient:
    """A client of an app with the forum released, and moved in the draft since."""
    released(edges.database, FORUM, FIRST)
    store(edges.database, MOVED)
    clock.set(SECOND)
    return client


@pytest.fixture
def ana(desk: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the event comes first
    return token(edges, "editor")


def run(edges: Edge, name: str) -> None:
    """The job once, as `flask jobs run-once` does it."""
    from scheduler.services.running import Turn

    next(job for job in edges.jobs if job.name == name).work(Turn("hand"))


def test_a_release_at_a_set_time(desk: FlaskClient, ana: dict[str, str], edges: Edge, clock: SteppingClock) -> None:
    body = {"label": "Friday", "note": "N", "only": ["2"], "at": FRIDAY}
    made: Any = desk.post(RELEASES, json=body, headers=ana)
    expected = {
        "number": 2,
        "revision": 2,
        "at": FRIDAY,
        "label": "Friday",
        "note": "N",
        "only": ["2"],
        "restores": None,
        "confirm_removals": False,
        "who": "editor@forum.example",
        "scheduled_at": "2017-06-02T09:00:00+02:00",
        "state": "waiting",
        "reason": "",
        "release": None,
    }
    assert (made.status_code, made.json, made.headers["ETag"]) == (202, expected, '"2"')
    address = made.headers["Location"]
    assert address.endswith(f"{WAITING}/2")
    assert desk.get(address, headers=ana).json == expected
    assert desk.get(WAITING, headers=ana).json == {"items": [expected], "next": None}
    clock.set(FRIDAY)
    run(edges, "publish-due")
    after: Any = desk.get(address, headers=ana)
    assert (after.json["state"], after.json["release"], after.headers["ETag"]) == ("published", 2, '"3"')
    told: Any = desk.get(f"{RELEASES}/2", headers=ana).json
    assert [told[name] for name in ("published_at", "revision", "approved", "who", "changed")] == [
        FRIDAY,
        3,
        2,
        "editor@forum.example",
        1,
    ]


def test_the_same_request_again_schedules_nothing_twice(desk: FlaskClient, ana: dict[str, str]) -> None:
    headers = ana | {"Idempotency-Key": "once"}
    answers = [desk.post(RELEASES, json={"label": "Friday", "at": FRIDAY}, headers=headers) for _ in range(2)]
    assert [(answer.status_code, answer.json) for answer in answers] == [(202, answers[0].json)] * 2
    assert desk.delete(f"{WAITING}/2", headers=ana | {"If-Match": '"2"'}).status_code == 204
    gone: Any = desk.post(RELEASES, json={"label": "Friday", "at": FRIDAY}, headers=headers)
    assert (gone.status_code, gone.json["code"]) == (410, "gone")


def test_one_that_waits_is_cancelled_as_it_was_read(desk: FlaskClient, ana: dict[str, str]) -> None:
    desk.post(RELEASES, json={"label": "Friday", "at": FRIDAY}, headers=ana)
    statuses = [
        desk.delete(f"{WAITING}/2", headers=ana | sent).status_code
        for sent in ({}, {"If-Match": '"1"'}, {"If-Match": '"2"'}, {"If-Match": '"2"'})
    ]
    assert statuses == [428, 412, 204, 404]
    assert desk.get(f"{WAITING}/2", headers=ana).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"at": "2017-06-02T09:00:00+02:00"}, "/at"),
        ({"at": "2017-06-09T18:00:00"}, "/at"),
        ({"at": "9999-12-31T23:59:59Z"}, "/at"),
        ({"at": None}, "/at"),
        ({"at": 1496300000}, "/at"),
        ({"restores": 2}, "/restores"),
        ({"restores": 0}, "/restores"),
        ({"restores": "1"}, "/restores"),
        ({"restores": 1, "only": ["1"]}, "/only"),
        ({"restores": 1, "revision": 0}, "/revision"),
        ({"confirm_removals": "yes"}, "/confirm_removals"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_pointed_at(
    desk: FlaskClient, ana: dict[str, str], body: dict[str, Any], pointer: str
) -> None:
    answer: Any = desk.post(RELEASES, json={"label": "L"} | body, headers=ana)
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, [pointer])


def test_a_roll_back(desk: FlaskClient, ana: dict[str, str]) -> None:
    assert desk.post(RELEASES, json={"label": "Move"}, headers=ana).status_code == 201
    back: Any = desk.post(RELEASES, json={"label": "Back", "restores": 1}, headers=ana)
    assert (back.status_code, back.json["number"], back.json["changed"]) == (201, 3, 2)
    again: Any = desk.post(RELEASES, json={"label": "Once more", "restores": 1}, headers=ana)
    assert (again.status_code, again.json["changed"]) == (201, 0)


def test_much_that_would_be_cancelled_has_to_be_confirmed(desk: FlaskClient, ana: dict[str, str], edges: Edge) -> None:
    many = programme(
        *(placement(str(n), "2017-06-12T09:00", "2017-06-12T10:00", f"r{n}") for n in range(9)),
        event=FORUM.event,
    )
    released(edges.database, many, SECOND)
    store(edges.database, programme(event=FORUM.event))
    held: Any = desk.post(RELEASES, json={"label": "Empty"}, headers=ana)
    assert (held.status_code, held.json["code"], len(held.json["errors"])) == (409, "removals-unconfirmed", 9)
    assert held.json["errors"][0] == {
        "pointer": "/confirm_removals",
        "message": "Session 0 would be cancelled: Session 0",
    }
    made = desk.post(RELEASES, json={"label": "Empty", "confirm_removals": True}, headers=ana)
    assert made.status_code == 201
