"""The API's app with the forum released twice."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released


@pytest.fixture
def edges(app: Flask) -> Edge:
    """What the app's edges work with."""
    made: Edge = app.extensions["scheduler"]
    return made


@pytest.fixture
def forum(client: FlaskClient, edges: Edge) -> FlaskClient:
    """A client of an app with the forum released twice; it moved between."""
    released(edges.database, FORUM, FIRST, "Plan")
    released(edges.database, MOVED, SECOND, "Move")
    return client
