"""Who may do what: each operation of the OpenAPI document asked by everybody, from one table of the least role."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.roles import ROLES
from scheduler.http.context import Edge
from scheduler.services.accounts import revoke_token
from scheduler.services.desk import Desks
from scheduler.services.recording import record_new
from scheduler.store.accounts import tokens
from tests.api.forum import FIRST, FORUM, released
from tests.factories import event, programme
from tests.fakes import SteppingClock
from tests.services.organiser import BY
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PUBLIC, ANYBODY, FOUNDER = "public", "anybody who signs in", "an owner of every event"
KINDS = (
    *("building", "feature", "meeting", "organisation", "person", "platform_account", "relation", "room", "scheme"),
    *("session", "session_type", "team", "term", "track"),
)
LEAST = {
    **dict.fromkeys(("agenda", "diff", "event", "events", "live", "releases"), PUBLIC),
    "rules": ANYBODY,
    "create_event": FOUNDER,
    **dict.fromkeys(("change_event", "delete_event"), "owner"),
    **{f"{verb}_{kind}": "viewer" for verb in ("list", "read") for kind in KINDS},
    **{f"{verb}_{kind}": "editor" for verb in ("create", "change", "delete") for kind in KINDS},
    **dict.fromkeys(("read_placement", "read_remote", "read_walking_times", "policy", "waiver"), "viewer"),
    **dict.fromkeys(("conflicts", "checks", "suggestions", "fitting_sessions", "list_changes"), "viewer"),
    **dict.fromkeys(("put_placement", "delete_placement", "put_remote", "delete_remote"), "editor"),
    **dict.fromkeys(("put_walking_times", "put_policy", "put_waiver", "delete_waiver"), "editor"),
    **dict.fromkeys(("create_change", "revert_change", "create_release"), "editor"),
    **dict.fromkeys(("read_one_release", "list_scheduled_releases", "read_scheduled_release"), "viewer"),
    "cancel_scheduled_release": "editor",
    # Who moderates the room may too: tests/api/test_remote.py.
    **dict.fromkeys(("read_live_state", "read_room_meeting"), "editor"),
    **dict.fromkeys(("put_live_state", "put_room_meeting", "set_links"), "editor"),
    "assign_platform_accounts": "editor",
    "list_link_checks": "viewer",
    **dict.fromkeys(("list_tickets", "issue_ticket", "revoke_ticket"), "editor"),
    **dict.fromkeys(("list_webhooks", "create_webhook", "read_webhook", "change_webhook", "delete_webhook"), "editor"),
    **dict.fromkeys(("read_notice_settings", "list_notices", "read_notice"), "viewer"),
    "put_notice_settings": "owner",
    **dict.fromkeys(("approve_notice", "approve_notices", "discard_notice"), "editor"),
    **dict.fromkeys(("list_recipients", "put_recipient", "remove_recipient"), "editor"),
    **dict.fromkeys(("list_deliveries", "retry_delivery"), "editor"),
    # Of people's calendars editors alone: tests/feeds/test_private.py.
    **dict.fromkeys(("list_feed_tokens", "issue_feed_token", "revoke_feed_token"), "viewer"),
    # So may who moderates the room, and who they are is told to no other: tests/api/test_interventions.py.
    **dict.fromkeys(("list_interventions", "read_intervention", "export_interventions"), "viewer"),
    **dict.fromkeys(("create_intervention", "change_intervention"), "editor"),
    # Who they are is told to editors alone: tests/api/test_registrations.py.
    "list_registrations": "viewer",
    **dict.fromkeys(("create_registration", "export_registrations"), "editor"),
    "erase_person": "owner",
}
"""The least role that each operation needs. A new one is put here by whoever adds it, and nowhere else."""

LOOKS = {"events", "event"}
"""Public, but more is told to who may see drafts: they look at the token, and refuse a bad one."""

WHO = ("no token", *ROLES, "founder", "other event", "expired", "revoked", "nonsense")


@pytest.fixture
def asked(client: FlaskClient, edges: Edge, clock: SteppingClock) -> FlaskClient:
    """A client of an app with two events, of which the forum is released."""
    released(edges.database, FORUM, FIRST)
    with edges.database.storing() as session:
        record_new(session, programme(event=event(slug="other")), BY)
        session.commit()
    clock.set(FIRST)
    return client


@pytest.fixture
def headers(asked: FlaskClient, edges: Edge, clock: SteppingClock) -> dict[str, dict[str, str]]:  # noqa: ARG001 - first
    """What each who asks sends."""
    sent = {role: token(edges, role, "forum") for role in ROLES}
    sent |= {"no token": {}, "nonsense": {"Authorization": "Bearer x"}, "other event": token(edges, "owner", "other")}
    sent["revoked"] = token(edges, "owner", "forum")
    with edges.database.reading() as session:
        newest = max(each.id for each in tokens(session, None))
    revoke_token(edges.database, newest, edges.clock())
    sent["expired"] = token(edges, "owner", "forum", days=1)
    sent["founder"] = token(edges, "owner", None)
    clock.step(2 * 86_400)
    return sent


def operations(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Name, method and address of every operation, of things that are not there."""
    for path, item in app.extensions["openapi"]()["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                parts = {"event": "forum", "part": 1, "revision": 999, "number": 999, "code": "zzz", "conflict": "x:y"}
                parts |= {"room": "zzz", "day": "2017-06-12", "ticket": 999, "feed_token": 999}
                parts |= {"webhook": 999, "delivery": 999, "notice": 999, "recipient": 999, "intervention": 999}
                address = path.format(**parts, key="zzz")
                yield operation["operationId"], method.upper(), address


def expected(name: str, who: str) -> str:
    """What somebody is told, before it is looked at what is asked."""
    least = LEAST[name]
    if least == PUBLIC and (who == "no token" or name not in LOOKS):
        return "let in"
    if who in {"no token", "expired", "revoked", "nonsense"}:
        return "401"
    if least in {PUBLIC, ANYBODY} or who == "founder":
        return "let in"
    if least == FOUNDER or who == "other event":
        return "403"
    return "let in" if ROLES.index(who) >= ROLES.index(least) else "403"


def test_every_operation_is_in_the_table_and_no_other(app: Flask) -> None:
    assert sorted(name for name, _, _ in operations(app)) == sorted(LEAST)


@pytest.mark.parametrize("who", WHO)
def test_each_may_do_what_the_role_allows_and_no_more(
    app: Flask, asked: FlaskClient, headers: dict[str, dict[str, str]], who: str
) -> None:
    told: dict[str, str] = {}
    for name, method, address in operations(app):
        answer = asked.open(address, method=method, headers=headers[who])
        status = answer.status_code
        assert status < 500, (name, answer.text)
        told[name] = str(status) if status in {401, 403} else "let in"
    assert told == {name: expected(name, who) for name in LEAST}


@pytest.mark.parametrize("who", ["viewer", "reviewer", "editor"])
def test_nobody_learns_what_is_there_by_being_refused(
    asked: FlaskClient, headers: dict[str, dict[str, str]], who: str
) -> None:
    """What may not be done is refused alike, whether or not the event is there."""
    answers = [asked.delete(f"/api/v1/events/{slug}", headers=headers[who]) for slug in ("other", "nowhere")]
    assert [answer.status_code for answer in answers] == [403, 403]


MINE = {"method": "change", "what": "event", "key": "forum", "fields": {"name": "Mine"}, "if_match": 0}
BATCH = {"operations": [MINE]}


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("editor", 403), ("owner", 201), ("founder", 201)])
def test_what_the_event_is_its_owners_alone_change_in_a_batch(
    asked: FlaskClient, headers: dict[str, dict[str, str]], edges: Edge, who: str, status: int
) -> None:
    answer = asked.post("/api/v1/events/forum/changes", json=BATCH, headers=headers[who])
    assert answer.status_code == status, answer.text
    assert Desks(edges.database).open("forum").programme.event.name == ("Mine" if status == 201 else "Forum")


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("editor", 403), ("owner", 201)])
def test_what_owners_did_to_the_event_its_owners_alone_take_back(
    asked: FlaskClient, headers: dict[str, dict[str, str]], who: str, status: int
) -> None:
    made: Any = asked.post("/api/v1/events/forum/changes", json=BATCH, headers=headers["owner"]).json
    answer = asked.post(f"/api/v1/events/forum/changes/{made['revision']}/revert", headers=headers[who])
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("who", "told"), [("viewer", "hidden"), ("reviewer", "hidden"), ("editor", "a@b.example")])
def test_addresses_are_told_to_those_who_edit(
    asked: FlaskClient, headers: dict[str, dict[str, str]], who: str, told: str
) -> None:
    people = "/api/v1/events/forum/people"
    body = {"slug": "bob-2", "name": "Bob", "email": "a@b.example"}
    assert asked.post(people, json=body, headers=headers["editor"]).status_code == 201
    read: Any = asked.get(f"{people}/bob-2", headers=headers[who]).json
    log: Any = asked.get("/api/v1/events/forum/changes?since=1", headers=headers[who]).json
    listed = asked.get(people, headers=headers[who])
    addresses = [op["after"]["email"] for op in log["items"][-1]["operations"] if op["what"] == "email"]
    assert (read.get("email"), addresses) == (None if told == "hidden" else told, [told])
    assert ("a@b.example" in listed.text) == (told != "hidden")
