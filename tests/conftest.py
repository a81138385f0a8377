"""Fixtures: the clock, the two databases, the app, and the machinery that some tests need.

The web framework is imported where it is used: tests of pure code start without it.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests import machine, postgres
from tests.fakes import SteppingClock
from tests.postgres import Server

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser

    from config import Config
    from scheduler.store.db import Database
    from tests.mail_server import Inbox

SECRET_KEY = "dGhlIHRlc3RzIG93biBrZXkgYW5kIG5vIG90aGVyISE="
"""What the tests' app encrypts links with."""

MORE_THAN_PACKAGES = {
    "postgresql": "PostgreSQL",
    "browser": "a browser",
    "npm": "npm",
    "debian": "a package of Debian's",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--plain`, which gives the same tests on every machine."""
    parser.addoption("--plain", action="store_true", help="SQLite and Python packages alone; the rest is skipped")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, under `--plain`, what needs more, each with the reason."""
    if not config.getoption("--plain"):
        return
    for item in items:
        for marker, need in MORE_THAN_PACKAGES.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {need}: `make check` runs it"))
                break


@pytest.fixture
def clock() -> SteppingClock:
    """A clock that stands until it is stepped."""
    return SteppingClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, made once and copied for each test."""
    from tests.databases import migrate

    path = tmp_path_factory.mktemp("template") / "programme.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server: the one that is there, else one of our own, else a skip."""
    server = postgres.running()
    if server:
        yield server
        return
    programs = postgres.binaries()
    if programs is None:
        machine.lacking("PostgreSQL is neither running at 127.0.0.1:5432 nor installed")
    with postgres.started(programs) as own:
        yield own


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> Iterator[str]:
    """The name of a migrated, empty database that others are copied from."""
    from tests.databases import migrate

    with postgresql_server.database() as url:
        migrate(url)
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of this test's own: the test runs on SQLite and on PostgreSQL.

    One that is about neither may say `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        path = tmp_path / "programme.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.database(request.getfixturevalue("postgresql_template")) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As `database_url`, without a table in it: for tests of the migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator["Database"]:
    """The store's two beginnings on this test's database, without an app."""
    from sqlalchemy import create_engine

    from scheduler.store.db import Database, prepare_engine

    engine = create_engine(database_url)
    prepare_engine(engine)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def config(database_url: str) -> "Config":
    """The default settings, on this test's database."""
    from config import Config

    return Config(database_url=database_url, secret_keys=SECRET_KEY)


@pytest.fixture
def app(config: "Config", clock: SteppingClock) -> Iterator["Flask"]:
    """The whole service on this test's database, with the test's clock."""
    from scheduler.app import create_app
    from tests.databases import dispose

    made = create_app(config, clock=clock)
    yield made
    dispose(made)


@pytest.fixture
def inbox() -> Iterator["Inbox"]:
    """A real mail server that takes every mail, until a test tells it otherwise."""
    from tests.mail_server import mail_server

    with mail_server() as running:
        yield running


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """Who asks the service, without signing in."""
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; in CI on Debian it is installed where it is missing."""
    path = machine.found_chromium()
    if path is None and machine.IN_CI:
        machine.install("chromium", lambda: machine.found_chromium() is not None)
        path = machine.found_chromium()
    return path or machine.lacking("Chromium is not installed")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator["Browser"]:
    """A running Chromium without a window; each test opens its own context in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without a sandbox: Chromium's own does not start as root, and the pages are ours.
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def npm_ci(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """What copies a folder of tests, installs the packages of its package-lock.json, and gives the copy's path."""
    return lambda folder: machine.npm_ci(folder, tmp_path_factory.mktemp("npm"))
