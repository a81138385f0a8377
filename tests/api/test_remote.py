"""Links and passcodes: told to editors, kept as ids in the log, undone like the rest, and encrypted at rest."""

import sqlite3
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Config
from scheduler.app import create_app
from scheduler.http.context import Edge
from scheduler.services.sealing import Sealer, new_key, rotate, unreadable
from scheduler.store.secrets import every_secret
from tests.api.test_desk import desk, editor, viewer  # noqa: F401 - fixtures
from tests.conftest import SECRET_KEY
from tests.databases import dispose
from tests.tokens import token

BASE = "/api/v1/events/forum"
REMOTE = f"{BASE}/sessions/1/placements/1/remote"
LINK, CODE, HOST, FILM = (
    "https://meet.example/j/canary-link",
    "canary-code",
    "https://meet.example/s/canary-host",
    "https://video.example/canary-film",
)
WANTED: dict[str, Any] = {
    "meeting": None,
    "ways": [
        {"kind": "join", "language": "en", "url": LINK, "passcode": CODE, "audience": "registered"},
        {"kind": "captions", "language": "", "url": None, "passcode": None, "audience": "public"},
        {"kind": "host", "language": "", "url": HOST, "passcode": None, "audience": "hosts"},
    ],
    "attendee_capacity": 500,
    "intervention_slots": None,
    "opens_minutes_before": {"speakers": 30, "registered": 15, "public": 10},
    "closes_minutes_after": 20,
    "recording_url": FILM,
}

Headers = dict[str, str]


def put(client: FlaskClient, headers: Headers, body: Any, etag: str | None = None) -> TestResponse:
    return client.put(REMOTE, json=body, headers={**headers, **({"If-Match": etag} if etag else {})})


def with_link(link: str | None) -> dict[str, Any]:
    first, *others = WANTED["ways"]
    return WANTED | {"ways": [first | {"url": link}, *others]}


def test_an_editor_reads_what_was_put(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    answer = put(desk, editor, WANTED)
    assert (answer.status_code, answer.json) == (200, {"account": None} | WANTED)
    read = desk.get(REMOTE, headers=editor)
    assert (read.json, read.headers["ETag"]) == (answer.json, answer.headers["ETag"])


def test_what_is_read_can_be_put_again_and_changes_nothing(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    first = put(desk, editor, WANTED)
    again = put(desk, editor, first.json, first.headers["ETag"])
    assert (again.json, again.headers["ETag"]) == (first.json, first.headers["ETag"])
    assert desk.get(f"{BASE}/changes?since=2", headers=editor).json["items"] == []  # type: ignore[index]


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_others_learn_which_links_there_are(desk: FlaskClient, editor: Headers, edges: Edge, role: str) -> None:  # noqa: F811
    put(desk, editor, WANTED)
    read = desk.get(REMOTE, headers=token(edges, role))
    assert "canary" not in read.text
    facts = [(True, True), (False, False), (True, False)]
    ways = [
        {
            "kind": way["kind"],
            "language": way["language"],
            "audience": way["audience"],
            "has_url": url,
            "has_passcode": c,
        }
        for way, (url, c) in zip(WANTED["ways"], facts, strict=True)
    ]
    told = {name: value for name, value in WANTED.items() if name != "recording_url"}
    assert read.json == told | {"account": None, "ways": ways, "has_recording": True}


def test_a_new_link_alone_is_a_change_of_its_own(desk: FlaskClient, editor: Headers, viewer: Headers) -> None:  # noqa: F811
    first = put(desk, editor, WANTED)
    second = put(desk, editor, with_link("https://meet.example/j/canary-new"), first.headers["ETag"])
    assert (first.headers["ETag"], second.headers["ETag"]) == ('"2"', '"3"')
    ways = [
        {"url": "hidden", "passcode": "hidden"},
        {"url": None, "passcode": None},
        {"url": "hidden", "passcode": None},
    ]
    side = {"ways": ways, "recording_url": "hidden"}
    for headers in (viewer, editor):
        (change,) = desk.get(f"{BASE}/changes?since=2", headers=headers).json["items"]  # type: ignore[index]
        assert change["operations"] == [
            {"what": "remote-links", "key": "forum-1-1", "before": side, "after": side},
        ]


def test_a_stale_write_is_told_how_it_stands_without_a_link(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    first = put(desk, editor, WANTED)
    put(desk, editor, with_link(None), first.headers["ETag"])
    stale = put(desk, editor, WANTED, first.headers["ETag"])
    assert (stale.status_code, stale.json["current"]["closes_minutes_after"]) == (412, 20)  # type: ignore[index]
    assert "canary" not in stale.text
    missing = put(desk, editor, WANTED)
    assert (missing.status_code, "canary" in missing.text) == (428, False)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param(with_link("canary-no-address"), "/ways/0/url", id="no address"),
        pytest.param(with_link("tel:+41227305111"), "/ways/0/url", id="a number where there is no phone"),
        pytest.param(WANTED | {"recording_url": "canary"}, "/recording_url", id="recording"),
        pytest.param(WANTED | {"canary": 1}, "/canary", id="unknown field"),
        pytest.param({"ways": [{"kind": "join", "has_url": True}]}, "/ways/0/has_url", id="a fact that is not set"),
        pytest.param({"ways": [{"kind": "join", "passcode": "x" * 101}]}, "/ways/0/passcode", id="a long passcode"),
    ],
)
def test_what_can_not_be_is_refused_where_it_stands(
    desk: FlaskClient,  # noqa: F811
    editor: Headers,  # noqa: F811
    body: Any,
    pointer: str,
) -> None:
    answer = put(desk, editor, body)
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (422, [pointer])  # type: ignore[index]
    assert "canary-no-address" not in answer.text


def revert(client: FlaskClient, headers: Headers, change: int) -> TestResponse:
    return client.post(f"{BASE}/changes/{change}/revert", headers=headers)


def test_links_are_undone_and_done_again(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    first = put(desk, editor, WANTED)
    put(desk, editor, with_link("https://meet.example/j/other"), first.headers["ETag"])
    assert revert(desk, editor, 3).status_code == 201
    assert desk.get(REMOTE, headers=editor).json == first.json
    assert revert(desk, editor, 4).status_code == 201
    assert desk.get(REMOTE, headers=editor).json["ways"][0]["url"] == "https://meet.example/j/other"  # type: ignore[index]


def test_a_link_that_was_changed_again_is_not_undone(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    first = put(desk, editor, WANTED)
    second = put(desk, editor, with_link("https://meet.example/j/b"), first.headers["ETag"])
    put(desk, editor, with_link("https://meet.example/j/c"), second.headers["ETag"])
    refused = revert(desk, editor, 3)
    assert (refused.status_code, refused.json["errors"]) == (  # type: ignore[index]
        409,
        [{"pointer": "/remote-links/forum-1-1", "message": "remote-links forum-1-1 was changed again by change 4."}],
    )


@pytest.mark.parametrize("path", [REMOTE, f"{BASE}/sessions/1"], ids=["the slot", "the session"])
def test_what_is_deleted_takes_its_links_along_and_brings_them_back(
    desk: FlaskClient,  # noqa: F811
    editor: Headers,  # noqa: F811
    path: str,
) -> None:
    first = put(desk, editor, WANTED)
    etag = desk.get(path, headers=editor).headers["ETag"]
    assert desk.delete(path, headers={**editor, "If-Match": etag}).status_code == 204
    assert desk.get(REMOTE, headers=editor).status_code == 404
    assert revert(desk, editor, 3).status_code == 201
    assert desk.get(REMOTE, headers=editor).json == first.json


def test_a_way_that_goes_takes_its_link_along(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    """Also where the change that is taken back knew of no link."""
    bare = {"ways": [{"kind": "join"}, {"kind": "host", "audience": "hosts"}]}
    put(desk, editor, {"ways": bare["ways"][:1]})
    put(desk, editor, bare, '"2"')
    linked = {"ways": [bare["ways"][0], bare["ways"][1] | {"url": HOST}]}
    put(desk, editor, linked, '"3"')
    assert revert(desk, editor, 3).status_code == 201
    assert desk.get(REMOTE, headers=editor).json["ways"] == [  # type: ignore[index]
        {"kind": "join", "language": "", "url": None, "passcode": None, "audience": "public"}
    ]
    assert revert(desk, editor, 5).status_code == 201
    assert [way["url"] for way in desk.get(REMOTE, headers=editor).json["ways"]] == [None, HOST]  # type: ignore[index]


def test_several_things_at_once_may_hold_links(desk: FlaskClient, editor: Headers) -> None:  # noqa: F811
    wishes = [{"method": "create", "what": "remote", "key": f"forum-{code}-1", "fields": WANTED} for code in (1, 2)]
    answer = desk.post(f"{BASE}/changes", json={"operations": wishes}, headers=editor)
    assert (answer.status_code, "canary" in answer.text) == (201, False)
    assert desk.get(REMOTE.replace("/1/", "/2/", 1), headers=editor).json == {"account": None} | WANTED


def test_the_database_holds_no_link_in_clear(desk: FlaskClient, editor: Headers, edges: Edge) -> None:  # noqa: F811
    put(desk, editor, WANTED)
    with edges.database.reading() as session:
        found = every_secret(session)
    assert len(found) == 4
    assert sorted(map(edges.sealer.open, found.values())) == sorted((LINK, CODE, HOST, FILM))
    if edges.database.engine.dialect.name == "sqlite":
        with sqlite3.connect(edges.database.engine.url.database or "") as file:
            assert "canary" not in "\n".join(file.iterdump())


def test_keys_are_changed_without_losing_a_link(desk: FlaskClient, editor: Headers, edges: Edge) -> None:  # noqa: F811
    put(desk, editor, WANTED)
    new = new_key()
    assert unreadable(edges.database, Sealer([new])) == 4
    assert rotate(edges.database, Sealer([new, SECRET_KEY])) == 4
    assert (unreadable(edges.database, Sealer([new])), unreadable(edges.database, Sealer([SECRET_KEY]))) == (0, 4)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        pytest.param("", "no key for them: its operators must set SECRET_KEYS", id="no key"),
        pytest.param(
            new_key(), "its operators must set SECRET_KEYS to the keys that it was stored with", id="another key"
        ),
    ],
)
def test_without_the_key_it_says_what_to_set(
    desk: FlaskClient,  # noqa: F811
    editor: Headers,  # noqa: F811
    config: Config,
    edges: Edge,
    keys: str,
    told: str,
) -> None:
    put(desk, editor, WANTED)
    app = create_app(Config(database_url=config.database_url, secret_keys=keys, secret_keys_file=""), clock=edges.clock)
    other = app.test_client()
    read = other.get(REMOTE, headers=editor)
    assert (read.status_code, read.json["code"], told in read.json["detail"]) == (503, "unavailable", True)  # type: ignore[index]
    if not keys:
        written = other.put(f"{BASE}/sessions/2/placements/1/remote", json=WANTED, headers=editor)
        assert (written.status_code, told in written.text) == (503, True)
        bare = other.put(f"{BASE}/sessions/2/placements/1/remote", json={"ways": [{"kind": "join"}]}, headers=editor)
        assert bare.status_code == 200
    else:  # a link that nobody can read any more can be replaced
        replaced = other.put(REMOTE, json=WANTED, headers={**editor, "If-Match": '"2"'})
        assert (replaced.status_code, replaced.json) == (200, {"account": None} | WANTED)
    dispose(app)
