"""Assigning accounts to the draft's slots: looked at, done as one change, undone like any; by API and by command."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup
from flask.testing import FlaskClient

from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Way
from scheduler.http.context import Edge
from tests.api.forum import FORUM, store
from tests.tokens import token

PATH = "/api/v1/events/forum/account-assignments"
PLANNED = replace(
    FORUM,
    accounts=(PlatformAccount("one", "One"),),
    slots=(*FORUM.slots, RemoteSlot("2", 1, ways=(Way("join"),)), RemoteSlot("3", 1, ways=(Way("webcast"),))),
)
"""The opening at 09:00 and the workshop at 09:30 need a meeting, and there is one account."""


@pytest.fixture
def edges(app: Flask) -> Edge:
    made: Edge = app.extensions["scheduler"]
    store(made.database, PLANNED)
    return made


def draft(edges: Edge) -> Programme:
    return edges.desks.open("forum").programme


def test_it_is_one_change_that_can_be_looked_at_first_and_undone(client: FlaskClient, edges: Edge) -> None:
    headers, before = token(edges, "editor"), draft(edges)
    meeting = Meeting("popov-2017-06-12", "one", "popov", FORUM.event.days[0].date)
    body: dict[str, Any] = {
        "assigned": [{"placement": "forum-1-1", "account": "one", "meeting": "popov-2017-06-12"}],
        "unassigned": [
            {
                "placement": "forum-2-1",
                "reason": "No account is free: one hosts popov-2017-06-12 at 09:00.",
            }
        ],
    }
    looked = client.post(PATH, json={"dry_run": True}, headers=headers)
    assert (looked.status_code, looked.json, draft(edges).meetings) == (201, {"revision": None, **body}, ())
    done = client.post(PATH, json={}, headers=headers)
    revision = edges.desks.open("forum").revision
    assert (done.status_code, done.json) == (201, {"revision": revision, **body})
    assert draft(edges).meetings == (meeting,)
    assert [slot.meeting for slot in draft(edges).slots] == ["popov-2017-06-12", None, None]
    again = client.post(PATH, json={}, headers=headers)
    assert again.json == {"revision": None, "assigned": [], "unassigned": body["unassigned"]}
    undone = client.post(f"/api/v1/events/forum/changes/{revision}/revert", headers=headers)
    assert (undone.status_code, draft(edges)) == (201, before)


@pytest.fixture
def flask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    group = FlaskGroup(create_app=lambda: app, load_dotenv=False)
    return lambda *arguments: CliRunner().invoke(group, arguments, prog_name="flask")


def test_the_command_tells_what_is_left(flask: Callable[..., Any], edges: Edge) -> None:
    looked = flask("remote", "assign", "forum", "--dry-run", "--each")
    assert (looked.exit_code, looked.stdout) == (1, "forum-1-1  one  1-1\nforum: 1 slot would get a meeting.\n")
    assert looked.stderr == "forum-2-1: No account is free: one hosts 1-1 at 09:00.\n"
    done = flask("remote", "assign", "forum")
    assert done.stdout == "forum-1-1  one  popov-2017-06-12\nforum: 1 slot got a meeting.\n"
    assert [meeting.slug for meeting in draft(edges).meetings] == ["popov-2017-06-12"]
