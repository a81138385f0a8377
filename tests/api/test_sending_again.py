"""The contract of every POST: with an Idempotency-Key it is answered once more as before, and is done once."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scheduler.domain.remote import PlatformAccount, RemoteSlot, Way
from scheduler.http.context import Edge
from scheduler.services import calling
from scheduler.services.running import Turn
from scheduler.store.models.base import Base
from scheduler.store.persons import save_email
from scheduler.store.registrations import lock_lists
from tests.api.forum import FORUM, MOVED, released
from tests.factories import at
from tests.fakes import SteppingClock
from tests.tokens import token
from tests.waiting import until_waiting

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

API = "/api/v1"
FORUM_AT = "/events/forum"
SHOW_A_SECRET = {
    "create_webhook": ("/webhooks", {"url": "https://x.example/"}),
    "issue_feed_token": ("/feed-tokens", {"kind": "desk"}),
    "issue_ticket": ("/tickets", {"holder": "Ana"}),
}
"""What they answer is told this once, so that a key is refused."""

ADA = {"name": "Ada", "email": "ada@x.example", "country": "FJ", "time_zone": "Pacific/Fiji", "consent": True}
NO_BODY: Any = None
POSTS: Mapping[str, tuple[str, Any, Any]] = {
    "create_building": ("/buildings", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_feature": ("/features", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_organisation": ("/organisations", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_person": ("/people", {"slug": "a", "name": "A", "email": "a@x.example"}, {"slug": "b", "name": "B"}),
    "create_platform_account": ("/platform-accounts", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_meeting": (
        "/meetings",
        {"slug": "m", "account": "one", "placement": "forum-2-1"},
        {"slug": "n", "account": "one", "placement": "forum-2-1"},
    ),
    "create_relation": (
        "/relations",
        {"kind": "same-day", "from": "1", "to": "2"},
        {"kind": "same-day", "from": "2", "to": "1"},
    ),
    "create_room": ("/rooms", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_scheme": ("/schemes", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_session": ("/sessions", {"title": "A"}, {"title": "B"}),
    "create_session_type": ("/session-types", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_team": (
        "/teams",
        {"slug": "a", "name": "A", "kind": "captioners"},
        {"slug": "b", "name": "B", "kind": "captioners"},
    ),
    "create_term": (
        "/terms",
        {"scheme": "sdg", "code": "1", "name": "A"},
        {"scheme": "sdg", "code": "2", "name": "B"},
    ),
    "create_track": ("/tracks", {"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}),
    "create_change": (
        "/changes",
        {"operations": [{"method": "create", "what": "track", "fields": {"slug": "c", "name": "C"}}]},
        {"operations": [{"method": "create", "what": "track", "fields": {"slug": "d", "name": "D"}}]},
    ),
    "revert_change": ("/changes/{revision}/revert", NO_BODY, {}),
    "checks": (
        "/checks",
        {"moves": [{"session": "2", "part": 1, "room": None, "starts_at": None, "ends_at": None}]},
        {"moves": []},
    ),
    "assign_platform_accounts": ("/account-assignments", {}, {"share_rooms": False}),
    "set_links": (
        "/remote-links",
        {"items": [{"placement": "forum-2-1", "url": "https://x.example/a"}]},
        {"items": [{"placement": "forum-2-1", "url": "https://x.example/b"}]},
    ),
    "approve_notice": ("/notices/1/approve", NO_BODY, {}),
    "approve_notices": ("/notices/approve", {"release": 3}, {"release": 2}),
    "put_recipient": (
        "/notice-recipients",
        {"organisation": "itu", "address": "a@itu.example", "invitations": True},
        {"person": "ada", "stopped": True},
    ),
    "retry_delivery": ("/webhooks/1/deliveries/1/retry", NO_BODY, {}),
    "create_registration": (
        "/sessions/1/placements/1/registrations",
        ADA,
        ADA | {"name": "Eve", "email": "eve@x.example"},
    ),
    "create_intervention": ("/sessions/1/placements/1/interventions", {"name": "Lee"}, {"name": "Kim"}),
    "create_release": ("/releases", {"label": "Again"}, {"label": "Another"}),
    "create_event": (
        "",
        {"slug": "other", "name": "Other", "time_zone": "UTC"},
        {"slug": "o", "name": "O", "time_zone": "UTC"},
    ),
    "erase_person": ("/people/bob/erasure", NO_BODY, {}),
}
"""Per operation its address, a body that it does something by, and another one. Each is tried after those before it."""


@pytest.fixture
def owner(client: FlaskClient, edges: Edge, clock: SteppingClock) -> Mapping[str, str]:  # noqa: ARG001 - app first
    """Who may everything, in a forum with two drafts of notices, and a delivery that was given up."""
    slots = (*FORUM.slots, RemoteSlot("2", 1, ways=(Way("join"),)), RemoteSlot("3", 1, ways=(Way("join"),)))
    forum = replace(FORUM, accounts=(PlatformAccount("one", "One"),), slots=slots)
    moved = replace(MOVED, accounts=forum.accounts, slots=slots)
    released(edges.database, forum, clock.step(60))
    released(edges.database, moved, clock.step(60))
    calling.make(
        *(edges.database, edges.sealer, "forum"),
        url="https://10.0.0.1/",
        active=True,
        now=clock(),
        new_secret=edges.new_secret,
    )
    headers = token(edges, "owner", None, email="ana@forum.example")
    client.put(
        f"{API}{FORUM_AT}/notice-settings",
        json={"mode": "drafts", "collect_minutes": 0},
        headers=headers | {"If-Match": '"0"'},
    )
    with edges.database.storing() as unit:
        for who in ("eve", "ada"):
            save_email(unit, 1, who, f"{who}@forum.example")
        unit.commit()
    changed = replace(forum, sessions=tuple(replace(each, title=f"{each.title}!") for each in forum.sessions))
    released(edges.database, changed, clock.step(60))
    clock.step(60)
    for job in edges.jobs:
        if job.name in {"write-notices", "call-webhooks"}:
            job.work(Turn("tests"))
    clock.set(at("2017-06-10T09:00"))
    return headers


def rows(edges: Edge) -> dict[str, int]:
    """How much is stored."""
    with edges.database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {each.name: session.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


@on_sqlite
def test_every_post_is_done_once_and_answered_twice(
    app: Flask, client: FlaskClient, owner: dict[str, str], edges: Edge, clock: SteppingClock
) -> None:
    wrong: dict[str, Any] = {}
    for number, (name, (path, body, other)) in enumerate(POSTS.items()):
        revision = edges.desks.open("forum").revision
        address = f"{API}/events{'' if name == 'create_event' else '/forum'}{path.format(revision=revision)}"
        headers = owner | {"Idempotency-Key": f"key {number}"}
        if name == "approve_notice":
            headers["If-Match"] = client.get(address.removesuffix("/approve"), headers=owner).headers["ETag"]
        first = client.post(address, json=body, headers=headers)
        stored = rows(edges)
        clock.step(1)
        again = client.post(address, json=body, headers=headers)
        refused = client.post(address, json=other, headers=headers)
        said = [(each.status_code, each.json, each.headers.get("ETag")) for each in (first, again)]
        right = first.status_code in {200, 201} and said[0] == said[1] and refused.status_code == 409
        if not (right and rows(edges) == stored):
            wrong[name] = (*said, refused.status_code, refused.json)
    assert wrong == {}, repr(wrong)[:3000]
    described = app.extensions["openapi"]()["paths"].values()
    posts = {item["post"]["operationId"] for item in described if "post" in item}
    assert posts == POSTS.keys() | SHOW_A_SECRET.keys(), "A new POST is tried here: put it into the table."


@on_sqlite
def test_what_shows_a_secret_refuses_a_key_and_says_why(
    client: FlaskClient, owner: dict[str, str], edges: Edge
) -> None:
    stored = rows(edges)
    for path, body in SHOW_A_SECRET.values():
        refused: Any = client.post(f"{API}{FORUM_AT}{path}", json=body, headers=owner | {"Idempotency-Key": "k"})
        assert (refused.status_code, "shown once" in refused.json["detail"]) == (409, True), path
    assert rows(edges) == stored


@on_sqlite
def test_a_check_is_not_answered_from_another_draft(client: FlaskClient, owner: dict[str, str]) -> None:
    path, body, _ = POSTS["checks"]
    headers = owner | {"Idempotency-Key": "k"}
    assert client.post(f"{API}{FORUM_AT}{path}", json=body, headers=headers).status_code == 200
    client.post(f"{API}{FORUM_AT}/tracks", json={"slug": "new", "name": "New"}, headers=owner)
    refused: Any = client.post(f"{API}{FORUM_AT}{path}", json=body, headers=headers)
    assert (refused.status_code, refused.json["detail"].split(":")[0]) == (
        409,
        "The draft has changed since this was asked under its Idempotency-Key",
    )


@on_sqlite
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("set_links", {"items": [{"room": "popov", "url": "https://x.example/p"}]}),
        (
            "create_change",
            {"operations": [{"method": "change", "what": "room", "key": "annex", "if_match": 0, "fields": {}}]},
        ),
        ("put_recipient", {"person": "ada", "stopped": True}),
    ],
    ids=["in no log", "nothing to do", "a person"],
)
def test_what_makes_no_change_is_answered_alike(
    client: FlaskClient, owner: dict[str, str], clock: SteppingClock, name: str, body: Any
) -> None:
    headers = owner | {"Idempotency-Key": "k"}
    path, other, _ = POSTS[name]
    answers = []
    for _ in range(2):
        answers.append(client.post(f"{API}{FORUM_AT}{path}", json=body, headers=headers))
        clock.step(60)
    assert (answers[0].status_code, answers[0].json) == (answers[1].status_code, answers[1].json)
    assert answers[0].status_code in {200, 201}
    assert client.post(f"{API}{FORUM_AT}{path}", json=other, headers=headers).status_code == 409


@on_sqlite
def test_what_is_gone_since_is_told_as_gone(client: FlaskClient, owner: dict[str, str]) -> None:
    path, body, _ = POSTS["put_recipient"]
    headers = owner | {"Idempotency-Key": "k"}
    made: Any = client.post(f"{API}{FORUM_AT}{path}", json=body, headers=headers).json
    assert client.delete(f"{API}{FORUM_AT}{path}/{made['id']}", headers=owner).status_code == 204
    assert client.post(f"{API}{FORUM_AT}{path}", json=body, headers=headers).status_code == 410


def test_what_is_sent_again_while_it_still_runs_is_answered_alike(
    app: Flask, owner: dict[str, str], edges: Edge
) -> None:
    path, body, _ = POSTS["create_intervention"]

    def post(_number: int) -> tuple[int, Any]:
        answered = app.test_client().post(f"{API}{FORUM_AT}{path}", json=body, headers=owner | {"Idempotency-Key": "k"})
        return answered.status_code, answered.json

    with ThreadPoolExecutor(4) as threads:
        with edges.database.storing() as session:
            lock_lists(session, 1, [("1", 1)])
            asked = [threads.submit(post, number) for number in range(4)]
            until_waiting(asked, edges.database)
        answers = [each.result() for each in asked]
    assert answers == [(201, answers[0][1])] * 4
