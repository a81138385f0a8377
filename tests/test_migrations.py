"""The migrations make the tables that the row classes describe, on both databases, up and down."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import inspect, text

from config import Config
from scheduler.app import create_app
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from tests.databases import MIGRATIONS, dispose
from tests.everything import EVERYTHING
from tests.services.forum import stored


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
    """With data in every table on the way down, and again after the way up."""
    command.upgrade(alembic(migrating), "head")
    before = tables(migrating)
    database = Database(migrating.extensions["sqlalchemy"].engine)
    stored(database, EVERYTHING)
    command.downgrade(alembic(migrating), "base")
    assert tables(migrating) == set()
    command.upgrade(alembic(migrating), "head")
    assert tables(migrating) == before != set()
    stored(database, EVERYTHING)
    with database.reading() as unit:
        assert load_draft(unit, "everything").programme == EVERYTHING


BREAKS_A_REFERENCE = """
from alembic import op

revision = "broken"
down_revision = "{head}"


def upgrade():
    op.execute("CREATE TABLE half_done (id INTEGER)")
    op.execute("DELETE FROM event")
"""


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_migration_that_breaks_a_reference_changes_nothing(migrating: Flask, tmp_path: Path) -> None:
    """PostgreSQL checks references itself; on SQLite they are off while tables are made anew."""
    command.upgrade(alembic(migrating), "head")
    engine = migrating.extensions["sqlalchemy"].engine
    stored(Database(engine), EVERYTHING)
    state = text(
        "SELECT version_num, (SELECT count(*) FROM event), (SELECT count(*) FROM event_day) FROM alembic_version"
    )
    with engine.connect() as connection:
        before = tuple(connection.execute(state).one())
    known = tables(migrating)
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "broken.py").write_text(BREAKS_A_REFERENCE.format(head=before[0]), encoding="utf-8")
    with pytest.raises(RuntimeError, match="without the row that they point to"):
        command.upgrade(migrating.extensions["migrate"].migrate.get_config(str(folder)), "head")
    assert tables(migrating) == known
    with engine.connect() as connection:
        assert tuple(connection.execute(state).one()) == before
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
