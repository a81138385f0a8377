"""Webhooks over the API: made with a secret that is told once, changed by who has read them, and their log."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.services.running import Turn
from scheduler.store.secrets import every_secret
from tests.api.forum import MOVED, released
from tests.fakes import SteppingClock
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOOKS = "/api/v1/events/forum/webhooks"
URL = "https://10.0.0.1/programme"
NOW = "2017-06-01T07:00:00Z"


@pytest.fixture
def editor(forum: FlaskClient, edges: Edge) -> dict[str, str]:  # noqa: ARG001 - the event comes first
    return token(edges, "editor")


def test_a_webhook_lives_and_its_secret_is_told_once(
    forum: FlaskClient, editor: dict[str, str], edges: Edge, clock: SteppingClock
) -> None:
    made: Any = forum.post(HOOKS, json={"url": URL}, headers=editor)
    told = {"id": 1, "url": URL, "active": True, "created_at": NOW, "changed_at": NOW}
    body = made.json
    secret = body.pop("secret")
    assert (made.status_code, body, made.headers["ETag"]) == (201, told, '"1"')
    assert secret.startswith("whsec_")
    assert len(secret) == 38
    with edges.database.reading() as session:
        stored = every_secret(session).values()
    assert [edges.sealer.open(each) for each in stored] == [secret]
    assert secret.encode() not in b"".join(stored)
    assert forum.get(f"{HOOKS}/1", headers=editor).json == told
    assert forum.get(HOOKS, headers=editor).json == {"items": [told], "next": None}
    clock.step(60)
    changed: Any = forum.patch(f"{HOOKS}/1", json={"active": False}, headers=editor | {"If-Match": '"1"'})
    assert changed.json == told | {"active": False, "changed_at": "2017-06-01T07:01:00Z"}
    stale: Any = forum.patch(f"{HOOKS}/1", json={"active": True}, headers=editor | {"If-Match": '"1"'})
    assert (stale.status_code, stale.json["current"], stale.headers["ETag"]) == (412, changed.json, '"2"')
    assert forum.delete(f"{HOOKS}/1", headers=editor).status_code == 428
    assert forum.delete(f"{HOOKS}/1", headers=editor | {"If-Match": '"2"'}).status_code == 204
    assert forum.get(f"{HOOKS}/1", headers=editor).status_code == 404


def test_they_are_listed_in_pages_as_everything_is(forum: FlaskClient, editor: dict[str, str]) -> None:
    for _ in range(3):
        forum.post(HOOKS, json={"url": URL}, headers=editor)
    first: Any = forum.get(f"{HOOKS}?limit=2", headers=editor).json
    second: Any = forum.get(f"{HOOKS}?limit=2&cursor={first['next']}", headers=editor).json
    assert [[each["id"] for each in page["items"]] for page in (first, second)] == [[1, 2], [3]]
    assert second["next"] is None


def test_what_shows_a_secret_is_not_sent_again(forum: FlaskClient, editor: dict[str, str]) -> None:
    answer = forum.post(HOOKS, json={"url": URL}, headers=editor | {"Idempotency-Key": "k"})
    assert answer.status_code == 409


WRONG: tuple[dict[str, Any], ...] = (
    {},
    {"url": "file:///etc/passwd"},
    {"url": "https://user:pass@x.example/"},
    {"url": "https://x.example/\r\nX: y"},
    {"url": "javascript:alert(1)"},
    {"url": ""},
    {"url": URL, "secret": "mine"},
    {"url": URL, "active": "yes"},
)


def test_what_can_be_no_webhook_is_refused(forum: FlaskClient, editor: dict[str, str]) -> None:
    for body in WRONG:
        assert forum.post(HOOKS, json=body, headers=editor).status_code == 422, body
    assert forum.get(HOOKS, headers=editor).json == {"items": [], "next": None}


def test_the_log_says_what_became_of_a_delivery(
    forum: FlaskClient, editor: dict[str, str], edges: Edge, clock: SteppingClock
) -> None:
    """The app's own job, which may ask public addresses alone."""
    made: Any = forum.post(HOOKS, json={"url": URL}, headers=editor).json
    released(edges.database, MOVED, clock.step(3600), "Again")
    (job,) = (each for each in edges.jobs if each.name == "call-webhooks")
    assert job.work(Turn("tests")).said == "1 refused"
    log: Any = forum.get(f"{HOOKS}/{made['id']}/deliveries", headers=editor).json
    (item,) = log["items"]
    body, error = item.pop("body"), item.pop("error")
    assert error.startswith("10.0.0.1 is refused: not a public address.")
    assert '"label":"Again"' in body
    assert item.pop("milliseconds") < 10_000
    at = "2017-06-01T08:00:00Z"
    assert item == {
        "id": 1,
        "event": "release.published",
        "release": 3,
        "state": "dead",
        "created_at": at,
        "due_at": None,
        "sent_at": None,
        "attempts": 1,
        "status": None,
    }
    again: Any = forum.post(f"{HOOKS}/{made['id']}/deliveries/1/retry", headers=editor)
    assert (again.status_code, again.json["state"], again.json["due_at"]) == (200, "waiting", at)
    assert forum.post(f"{HOOKS}/{made['id']}/deliveries/9/retry", headers=editor).status_code == 404
