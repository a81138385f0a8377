"""The Forum as people see it: seeded once, served on a port of its own, opened in a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from config import Config
from scheduler.app import create_app
from scheduler.domain.log import Author
from scheduler.services import seeding
from tests.databases import dispose
from tests.factories import at
from tests.serving import free_port, served

REHEARSED = "2017-06-13T09:30:00+02:00"
"""The service's clock starts in the opening ceremony: something is on, and something is next."""


@pytest.fixture(scope="session")
def forum_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service with the seeded, released Forum. Tests only look; none changes it."""
    path = tmp_path_factory.mktemp("e2e") / "programme.sqlite"
    shutil.copyfile(sqlite_template, path)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(Config(database_url=f"sqlite:///{path}", base_url=url, rehearse_from=REHEARSED))
    seeding.seed(app.extensions["scheduler"].database, author=Author("tests", at("2017-06-01T09:00")), base_url=url)
    with served(app, port):
        yield url
    dispose(app)


Open = Callable[..., Page]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to say against the pages that a test opened."""
    return []


@pytest.fixture
def opened(browser: Browser, forum_url: str, complaints: list[str]) -> Iterator[Open]:
    """What opens a path of the service in a context of its own: `opened("/wsis-2017/", java_script_enabled=False)`."""
    contexts = []

    def open_(path: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((forum_url, "data:")) else complaints.append(request.url),
        )
        page.goto(forum_url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
