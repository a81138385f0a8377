"""The desk's pages: two users, and a browser that fills in forms as it finds them."""

from collections.abc import Callable

import pytest
from flask import Flask

from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services.users import create_user
from tests.api.forum import FORUM, store
from tests.web.desk.browsing import PASSWORD, Visitor


@pytest.fixture
def edges(app: Flask) -> Edge:
    """What the app's edges work with."""
    made: Edge = app.extensions["scheduler"]
    return made


@pytest.fixture
def users(edges: Edge) -> Edge:
    """The app's edges, with the forum, Ana its editor, and Bob who owns everything; both have the same password."""
    store(edges.database, FORUM)
    for email, grant in (("ana@forum.example", Grant("editor", "forum")), ("bob@forum.example", Grant("owner"))):
        create_user(
            edges.database,
            edges.sign_ins.passwords,
            email,
            grant,
            now=edges.clock(),
            new_password=lambda: PASSWORD,
        )
    return edges


@pytest.fixture
def browser_of(app: Flask, users: Edge) -> Callable[[], Visitor]:  # noqa: ARG001 - there have to be users
    """What opens a browser of somebody's own, with no cookies yet."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def ana(browser_of: Callable[[], Visitor]) -> Visitor:
    """Ana's browser, signed in."""
    visitor = browser_of()
    assert visitor.sign_in("ana@forum.example").status_code == 303
    return visitor
