"""Notices over the API: settings, drafts with their words, who is told, and to whom addresses are told."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.services.running import Turn
from scheduler.store.persons import save_email
from tests.api.forum import FORUM, released
from tests.fakes import SteppingClock
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

API = "/api/v1/events/forum"
SETTINGS, NOTICES, RECIPIENTS = f"{API}/notice-settings", f"{API}/notices", f"{API}/notice-recipients"
Headers = dict[str, str]


@pytest.fixture
def who(forum: FlaskClient, edges: Edge) -> dict[str, Headers]:  # noqa: ARG001 - the event comes first
    return {role: token(edges, role) for role in ("viewer", "editor", "owner")}


@pytest.fixture
def drafted(forum: FlaskClient, who: dict[str, Headers], edges: Edge, clock: SteppingClock) -> FlaskClient:
    """The forum, whose workshop moved once drafts were on; Eve, who is in it, has an address."""
    with edges.database.storing() as unit:
        save_email(unit, 1, "eve", "eve@forum.example")
        unit.commit()
    set_(forum, who["owner"])
    released(edges.database, FORUM, clock.step(2 * 86_400), "Back")
    clock.step(3600)
    work(edges)
    return forum


def set_(client: FlaskClient, headers: Headers, mode: str = "drafts") -> Any:
    match = {"If-Match": client.get(SETTINGS, headers=headers).headers["ETag"]}
    return client.put(SETTINGS, json={"mode": mode, "collect_minutes": 30}, headers=headers | match)


def work(edges: Edge) -> str:
    (job,) = (each for each in edges.jobs if each.name == "write-notices")
    return job.work(Turn("tests")).said


def test_settings_are_off_until_an_owner_says_otherwise(forum: FlaskClient, who: dict[str, Headers]) -> None:
    first: Any = forum.get(SETTINGS, headers=who["viewer"])
    assert (first.json, first.headers["ETag"]) == ({"mode": "off", "collect_minutes": 30}, '"0"')
    assert set_(forum, who["editor"]).status_code == 403
    done = set_(forum, who["owner"])
    assert (done.status_code, done.json, done.headers["ETag"]) == (
        200,
        {"mode": "drafts", "collect_minutes": 30},
        '"1"',
    )
    body = {"mode": "automatic", "collect_minutes": 30}
    stale: Any = forum.put(SETTINGS, json=body, headers=who["owner"] | {"If-Match": '"0"'})
    assert (stale.status_code, stale.json["current"]["mode"]) == (412, "drafts")
    assert forum.put(SETTINGS, json=body, headers=who["owner"]).status_code == 428


def test_settings_that_can_not_be_are_refused(forum: FlaskClient, who: dict[str, Headers]) -> None:
    for body in (
        {},
        {"mode": "drafts"},
        {"mode": "loud", "collect_minutes": 1},
        {"mode": "off", "collect_minutes": -1},
    ):
        answer = forum.put(SETTINGS, json=body, headers=who["owner"] | {"If-Match": '"0"'})
        assert answer.status_code == 422, body


def test_a_draft_is_read_and_approved(drafted: FlaskClient, who: dict[str, Headers], edges: Edge) -> None:
    listed: Any = drafted.get(f"{NOTICES}?notice_state=draft", headers=who["editor"]).json
    (draft,) = listed["items"]
    assert draft["recipient"] == {
        "id": 1,
        "kind": "person",
        "person": "eve",
        "organisation": None,
        "address": None,
        "time_zone": None,
        "invitations": False,
        "told": 2,
        "stopped_at": None,
    }
    assert (draft["state"], draft["from_release"], draft["to_release"], draft["entries"]) == ("draft", 2, 3, 1)
    read: Any = drafted.get(f"{NOTICES}/1", headers=who["editor"])
    assert (read.json["subject"], read.json["recipient"]["address"]) == (
        "Forum: Moved: Data for all",
        "eve@forum.example",
    )
    assert "Moved from Mon 12 June 14:00 to 09:30." in read.json["body"]
    tag = {"If-Match": read.headers["ETag"]}
    assert drafted.post(f"{NOTICES}/1/approve", headers=who["editor"]).status_code == 428
    assert drafted.post(f"{NOTICES}/1/approve", headers=who["viewer"] | tag).status_code == 403
    done: Any = drafted.post(f"{NOTICES}/1/approve", headers=who["editor"] | tag)
    assert (done.status_code, done.json["state"], done.json["who"]) == (200, "approved", "editor@forum.example")
    assert drafted.delete(f"{NOTICES}/1", headers=who["editor"] | tag).status_code == 412
    again = drafted.post(f"{NOTICES}/1/approve", headers=who["editor"] | {"If-Match": done.headers["ETag"]})
    assert again.status_code == 409
    assert work(edges) == "1 written"
    assert drafted.get(f"{NOTICES}/1", headers=who["editor"]).json["state"] == "written"  # type: ignore[index]


def test_all_drafts_of_the_current_release_are_approved_at_once(drafted: FlaskClient, who: dict[str, Headers]) -> None:
    assert drafted.post(f"{NOTICES}/approve", json={"release": 2}, headers=who["editor"]).status_code == 409
    done = drafted.post(f"{NOTICES}/approve", json={"release": 3}, headers=who["editor"])
    assert (done.status_code, done.json) == (200, {"approved": 1})


def test_a_draft_is_discarded_and_nothing_goes_out(drafted: FlaskClient, who: dict[str, Headers], edges: Edge) -> None:
    tag = {"If-Match": drafted.get(f"{NOTICES}/1", headers=who["editor"]).headers["ETag"]}
    assert drafted.delete(f"{NOTICES}/1", headers=who["editor"] | tag).status_code == 204
    assert work(edges) == ""


def test_addresses_are_told_to_those_who_edit(drafted: FlaskClient, who: dict[str, Headers]) -> None:
    body = {"organisation": "itu", "address": "desk@itu.example"}
    assert drafted.post(RECIPIENTS, json=body, headers=who["editor"]).json["address"] == "desk@itu.example"  # type: ignore[index]
    told = {
        role: [drafted.get(path, headers=who[role]).text for path in (NOTICES, f"{NOTICES}/1")]
        for role in ("viewer", "editor")
    }
    assert {role: ["eve@forum.example" in text for text in texts] for role, texts in told.items()} == {
        "viewer": [False, False],
        "editor": [False, True],
    }
    assert drafted.get(RECIPIENTS, headers=who["viewer"]).status_code == 403
    listed: Any = drafted.get(RECIPIENTS, headers=who["editor"]).json
    assert listed["followers"] == 0
    assert [(each["kind"], each["address"]) for each in listed["items"]] == [
        ("person", "eve@forum.example"),
        ("organisation", "desk@itu.example"),
    ]
    assert drafted.delete(f"{RECIPIENTS}/2", headers=who["editor"]).status_code == 204
    assert drafted.delete(f"{RECIPIENTS}/2", headers=who["editor"]).status_code == 404


def test_a_person_may_want_invitations_or_nothing(drafted: FlaskClient, who: dict[str, Headers]) -> None:
    done: Any = drafted.post(RECIPIENTS, json={"person": "eve", "invitations": True}, headers=who["editor"]).json
    assert (done["id"], done["invitations"], done["stopped_at"]) == (1, True, None)
    done = drafted.post(RECIPIENTS, json={"person": "eve", "stopped": True}, headers=who["editor"]).json
    assert (done["invitations"], done["stopped_at"]) == (False, "2017-06-03T10:00:00+02:00")


WRONG: tuple[dict[str, Any], ...] = (
    {},
    {"person": "nobody"},
    {"person": "tbc"},
    {"person": "eve", "organisation": "itu"},
    {"person": "eve", "address": "x@x.example"},
    {"organisation": "nowhere", "address": "x@x.example"},
    {"organisation": "itu"},
    {"organisation": "itu", "address": "x@x.example\r\nBcc: y@x.example"},
    {"organisation": "itu", "address": "x@x.example", "stopped": True},
    {"person": "eve", "told": 9},
)


def test_who_can_not_be_told_is_refused(drafted: FlaskClient, who: dict[str, Headers]) -> None:
    for body in WRONG:
        assert drafted.post(RECIPIENTS, json=body, headers=who["editor"]).status_code == 422, body
    listed: Any = drafted.get(RECIPIENTS, headers=who["editor"]).json
    assert [each["person"] for each in listed["items"]] == ["eve"]


def test_a_state_that_is_none_is_named(drafted: FlaskClient, who: dict[str, Headers]) -> None:
    answer: Any = drafted.get(f"{NOTICES}?notice_state=loud", headers=who["viewer"])
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (400, "/notice_state")
