"""The migrations make the tables that the row classes describe, on both databases, up and down."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import inspect, select, text

from config import Config
from scheduler.app import create_app
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.models.release import ReleaseRow
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


OF_0002 = (
    "INSERT INTO event (id, slug, name, time_zone, uid_domain) VALUES (7, 'old', 'Old', 'UTC', 'old.example')",
    "INSERT INTO event_day (event_id, date, opens, closes) VALUES (7, '2017-06-12', 540, 1080)",
    "INSERT INTO change (event_id, revision, at, who, operations) VALUES (7, 1, '2017-06-01 09:00:00', 'ana', '[]')",
    "INSERT INTO account (id, email, created_at) VALUES (3, 'ana@forum.example', '2017-06-01 09:00:00')",
    (
        "INSERT INTO token (account_id, event_id, name, role, digest, created_at, expires_at) "
        "VALUES (3, 7, 'laptop', 'editor', 'd', '2017-06-01 09:00:00', '2027-06-01 09:00:00')"
    ),
)
"""Rows of an older database: of the tables that later migrations alter, and of some that refer to them."""


def test_what_an_older_database_holds_survives_the_way_up_and_down(migrating: Flask) -> None:
    """On SQLite altering a table makes it anew; what refers to it must not go with the old one."""
    command.upgrade(alembic(migrating), "0002")
    engine = migrating.extensions["sqlalchemy"].engine
    with engine.begin() as connection:
        for statement in OF_0002:
            connection.execute(text(statement))

    def held() -> list[tuple[object, ...]]:
        words = text(
            "SELECT event.slug, event.uid_domain, event.revision, event_day.opens, change.who, account.email, "
            "token.name FROM event JOIN event_day ON event_day.event_id = event.id "
            "JOIN change ON change.event_id = event.id JOIN token ON token.event_id = event.id "
            "JOIN account ON account.id = token.account_id"
        )
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(words)]

    found = [("old", "old.example", 0, 540, "ana", "ana@forum.example", "laptop")]
    assert held() == found
    for there in ("head", "0002", "head"):
        (command.downgrade if there == "0002" else command.upgrade)(alembic(migrating), there)
        assert held() == found, there


def test_older_releases_were_decided_upon_when_they_were_made(migrating: Flask) -> None:
    """What embargoes hide of them is not known: of the current one it is time to look."""
    command.upgrade(alembic(migrating), "0005")
    engine = migrating.extensions["sqlalchemy"].engine
    with engine.begin() as connection:
        connection.execute(text(OF_0002[0]))
        for number in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO release (event_id, number, revision, published_at, time_zone, sessions, entries, "
                    "cancelled, people, document, public) "
                    "VALUES (7, :number, :revision, :at, 'UTC', 0, 0, 0, 0, :nothing, :nothing)"
                ),
                {"number": number, "revision": number * 4, "at": f"2017-06-0{number} 09:00:00", "nothing": b""},
            )
    command.upgrade(alembic(migrating), "head")
    with Database(engine).reading() as unit:
        found = [
            (row.number, row.approved, row.changed, row.embargo_ends_at == row.published_at)
            for row in unit.scalars(select(ReleaseRow).order_by(ReleaseRow.number))
        ]
    assert found == [(1, 4, None, False), (2, 8, None, True)]


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
