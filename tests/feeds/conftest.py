"""The whole service with the forum of the API's tests released, and what publishes it again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.programme import Programme
from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, released

Publish = Callable[[Programme, int], None]


@pytest.fixture
def publish(app: Flask, client: FlaskClient) -> Publish:
    """What stores a programme and releases it at an instant, as another process would, seen by feeds at once."""
    made: Edge = app.extensions["scheduler"]

    def publish(programme: Programme, now: int) -> None:
        released(made.database, programme, now)
        client.post("/")  # any request that may have written: the service looks again which release is current

    return publish


@pytest.fixture
def forum(client: FlaskClient, publish: Publish) -> FlaskClient:
    """A client of a service that has the forum released once."""
    publish(FORUM, FIRST)
    return client
