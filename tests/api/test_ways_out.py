"""What a refusal tells organisers so that the next request is right: the present version, where, and what to do."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.store.saving import create_event
from tests.api.test_desk import FORUM, save
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/api/v1/events/forum"
NINE = {"starts_at": "2017-06-12T09:00:00+02:00", "ends_at": "2017-06-12T10:00:00+02:00"}


@pytest.fixture
def desk(client: FlaskClient, edges: Edge) -> FlaskClient:
    """A client of an app with the forum as a draft of revision 1."""
    with edges.database.storing() as unit:
        create_event(unit, FORUM)
        unit.commit()
    save(edges, FORUM)
    return client


@pytest.fixture
def ana(desk: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the event comes first
    return token(edges, "owner")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("PATCH", "/sessions/1", {"title": "Mine"}, id="session"),
        pytest.param("PUT", "/sessions/1/placements/1", NINE, id="placement"),
        pytest.param("PUT", "/policy", {"rules": {}}, id="policy"),
        pytest.param("DELETE", "", None, id="event"),
    ],
)
def test_a_stale_write_is_told_the_tag_to_go_on_with(
    desk: FlaskClient, ana: dict[str, str], method: str, path: str, body: Any
) -> None:
    stale = desk.open(BASE + path, method=method, json=body, headers=ana | {"If-Match": '"99"'})
    assert stale.status_code == 412
    assert stale.headers["ETag"] == desk.get(BASE + path, headers=ana).headers["ETag"]
    again = desk.open(BASE + path, method=method, json=body, headers=ana | {"If-Match": stale.headers["ETag"]})
    assert again.status_code in {200, 204}


def test_a_stale_batch_is_told_the_tag_of_the_one_that_changed(desk: FlaskClient, ana: dict[str, str]) -> None:
    operation = {"method": "change", "what": "session", "key": "1", "if_match": 99, "fields": {"title": "Mine"}}
    stale = desk.post(f"{BASE}/changes", json={"operations": [operation]}, headers=ana)
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"1"')
    assert stale.json["errors"][0]["pointer"] == "/operations/0"  # type: ignore[index]


def test_nothing_has_no_tag(desk: FlaskClient, ana: dict[str, str]) -> None:
    """A placement that went meanwhile: the way on is to leave If-Match out."""
    stale = desk.put(f"{BASE}/sessions/4/placements/1", json=NINE, headers=ana | {"If-Match": '"1"'})
    assert (stale.status_code, "ETag" in stale.headers) == (412, False)
    assert "current" not in stale.json  # type: ignore[operator]


def test_codes_to_release_that_are_not_there_are_pointed_at(desk: FlaskClient, ana: dict[str, str]) -> None:
    answer = desk.post(f"{BASE}/releases", json={"label": "1.0", "only": ["3", "9"]}, headers=ana)
    told = "There is no session 9 in forum. Check the codes that should go out."
    assert (answer.status_code, answer.json["errors"]) == (  # type: ignore[index]
        422,
        [{"pointer": "/only", "message": told}],
    )


def test_a_release_is_answered_with_the_change_that_made_it(desk: FlaskClient, ana: dict[str, str]) -> None:
    headers = ana | {"Idempotency-Key": "once"}
    answers = [desk.post(f"{BASE}/releases", json={"label": "1.0", "only": ["3"]}, headers=headers) for _ in range(2)]
    told = [(answer.status_code, answer.headers["ETag"], answer.json["revision"]) for answer in answers]  # type: ignore[index]
    assert told == [(201, '"2"', 2)] * 2


def test_an_undo_says_how_much_more_is_in_its_way(desk: FlaskClient, ana: dict[str, str]) -> None:
    def rename(title: str, seen: int) -> None:
        operations = [
            {"method": "change", "what": "session", "key": key, "if_match": seen, "fields": {"title": title}}
            for key in ("1", "2")
        ]
        assert desk.post(f"{BASE}/changes", json={"operations": operations}, headers=ana).status_code == 201

    rename("First", 1)
    rename("Second", 2)
    answer = desk.post(f"{BASE}/changes/2/revert", headers=ana)
    assert (answer.status_code, answer.json["detail"]) == (  # type: ignore[index]
        409,
        "Change 2 can't be taken back: session 1 was changed again by change 3. 1 more in the way: see errors.",
    )


@pytest.mark.parametrize("given", ["-1", "x", "1.5"])
def test_a_number_that_is_none_is_told_what_it_should_be(desk: FlaskClient, ana: dict[str, str], given: str) -> None:
    answer = desk.get(f"{BASE}/changes?since={given}", headers=ana)
    told = f"'{given}' is no number for since. Write a whole one, 0 or more."
    assert (answer.status_code, answer.json["errors"]) == (  # type: ignore[index]
        400,
        [{"pointer": "/since", "message": told}],
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/sessions/4/placements/1", "Session 4, part 1, has no time and place yet."),
        ("/sessions/1/placements/1/remote", "Session 1, part 1, has no remote slot yet."),
        ("/sessions/1/placements/2", "Session 1 has no part 2. It has: 1."),
        ("/sessions/9/placements/1", "There is no session '9' in forum."),
    ],
)
def test_a_part_that_lacks_something_is_told_what(desk: FlaskClient, ana: dict[str, str], path: str, told: str) -> None:
    answer = desk.get(BASE + path, headers=ana)
    assert (answer.status_code, answer.json["detail"]) == (404, told)  # type: ignore[index]
