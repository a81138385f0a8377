"""The migrations make the tables that the row classes describe, on both databases, up and down."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import inspect

from config import Config
from scheduler.app import create_app
from tests.databases import MIGRATIONS, dispose


@pytest.fixture
def migrating(empty_database_url: str) -> Iterator[Flask]:
    app = create_app(Config(database_url=empty_database_url))
    with app.app_context():
        yield app
    dispose(app)


def alembic(app: Flask) -> AlembicConfig:
    """Alembic's settings as `flask db` has them."""
    made: AlembicConfig = app.extensions["migrate"].migrate.get_config(MIGRATIONS)
    return made


def tables(app: Flask) -> set[str]:
    return set(inspect(app.extensions["sqlalchemy"].engine).get_table_names()) - {"alembic_version"}


def test_the_newest_migration_makes_what_the_row_classes_say(migrating: Flask) -> None:
    command.upgrade(alembic(migrating), "head")
    command.check(alembic(migrating))  # raises with the differences
    assert tables(migrating) == set(migrating.extensions["sqlalchemy"].metadata.tables)


def test_every_migration_goes_down_and_up_again(migrating: Flask) -> None:
    command.upgrade(alembic(migrating), "head")
    before = tables(migrating)
    command.downgrade(alembic(migrating), "base")
    assert tables(migrating) == set()
    command.upgrade(alembic(migrating), "head")
    assert tables(migrating) == before != set()
