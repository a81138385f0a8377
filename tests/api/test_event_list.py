"""The list of events as those see it who build their programmes."""

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.forum import store
from tests.factories import day, programme
from tests.factories import event as made
from tests.statements import counted
from tests.tokens import token


@pytest.mark.parametrize("size", [1, 3])
def test_drafts_cost_two_queries_however_many(client: FlaskClient, edges: Edge, size: int) -> None:
    """Beside one for who asks, and one for releases. No draft is loaded to tell what its event is."""
    slugs = [f"forum-{number}" for number in range(size)]
    for slug in slugs:
        store(edges.database, programme(event=made(slug=slug, days=(day("2017-06-12"),))))
    owner = token(edges, "owner", None)
    client.get("/api/v1/events", headers=owner)  # notes that the token is in use
    with counted(edges.database.engine) as asked:
        found = client.get("/api/v1/events", headers=owner).json
    assert found is not None
    assert [(each["slug"], each["days"], each["release"]) for each in found["items"]] == [
        (slug, [{"date": "2017-06-12", "opens": "09:00", "closes": "18:00"}], None) for slug in slugs
    ]
    assert len(asked) == 4
