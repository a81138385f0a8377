"""Runs migrations on the app's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from scheduler.cli.saying import about_database
from scheduler.store.db import db


def run(connection: Connection) -> None:
    """Migrate all or nothing; on SQLite without foreign keys: recreating a table would delete children."""
    if connection.dialect.name != "sqlite":
        _migrate(connection)
        return
    # Only possible outside of a transaction: the driver connection has none yet, and none again at the end.
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        # Our own transaction: Alembic's would be one of each migration, stored before anything is checked.
        with connection.begin():
            _migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration left rows without the row that they point to: {broken[:5]}")
    finally:
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


try:
    with db.engine.connect() as opened:
        run(opened)
except OperationalError as refused:
    raise SystemExit(about_database(refused)) from None
