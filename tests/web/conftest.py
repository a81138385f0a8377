"""The pages' app: the forum released twice, on SQLite, since no page asks the database anything of its own."""

from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released


@pytest.fixture
def database_url(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> str:
    """A migrated, empty SQLite database."""
    path = tmp_path_factory.mktemp("pages") / "programme.sqlite"
    copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def edges(app: Flask) -> Edge:
    """What the app's edges work with."""
    made: Edge = app.extensions["scheduler"]
    return made


@pytest.fixture
def forum(client: FlaskClient, edges: Edge) -> FlaskClient:
    """A client of an app with the forum released twice; it changed between."""
    released(edges.database, FORUM, FIRST, "Plan")
    released(edges.database, MOVED, SECOND, "Move")
    return client
