"""The forum as those who run its rooms find it, five minutes into the opening; made once, and copied for each test."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask

from config import Config
from scheduler.app import create_app
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services.users import create_user
from tests.api.forum import FIRST, FORUM, released
from tests.databases import dispose
from tests.fakes import SteppingClock
from tests.web.desk.browsing import PASSWORD, Visitor

Moderator = Callable[..., Visitor]

OF_TWO = replace(FORUM, slots=(replace(FORUM.slots[0], intervention_slots=2),))
"""The opening, in Popov and the annex, takes two interventions."""

PEOPLE = {"ana": Grant("editor", "forum"), "popov": Grant("moderator", "forum", ("popov",))}
"""Ana edits, the other moderates Popov at any hour."""


@pytest.fixture(scope="session")
def forum_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the forum, released, and its people."""
    path = tmp_path_factory.mktemp("rooms") / "programme.sqlite"
    copyfile(sqlite_template, path)
    app = create_app(Config(database_url=f"sqlite:///{path}"), clock=SteppingClock())
    edges: Edge = app.extensions["scheduler"]
    released(edges.database, OF_TWO, FIRST)
    for name, grant in PEOPLE.items():
        _make(edges, f"{name}@forum.example", grant)
    dispose(app)
    return path


@pytest.fixture
def database_url(forum_file: Path, tmp_path: Path) -> str:
    """A database of the test's own."""
    path = tmp_path / "programme.sqlite"
    copyfile(forum_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def users(edges: Edge, clock: SteppingClock) -> Edge:
    """The app's edges, with the forum and its people, at five past nine."""
    clock.set("2017-06-12T09:05")
    return edges


@pytest.fixture
def moderator(app: Flask, users: Edge) -> Moderator:
    """What makes somebody who moderates rooms: their browser, signed in."""

    def signed_in(*rooms: str, **hours: int) -> Visitor:
        email = f"of-{'-'.join(rooms)}@forum.example"
        _make(users, email, Grant("moderator", "forum", rooms, **hours))
        visitor = Visitor(app.test_client())
        visitor.sign_in(email)
        return visitor

    return signed_in


@pytest.fixture
def popov(browser_of: Callable[[], Visitor]) -> Visitor:
    """The browser of whoever moderates Popov, at any hour."""
    visitor = browser_of()
    visitor.sign_in("popov@forum.example")
    return visitor


def _make(edges: Edge, email: str, grant: Grant) -> None:
    passwords = edges.sign_ins.passwords
    create_user(edges.database, passwords, email, grant, now=edges.clock(), new_password=lambda: PASSWORD)
