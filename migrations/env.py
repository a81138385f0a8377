"""Runs migrations on the app's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from scheduler.store.db import db


def run(connection: Connection) -> None:
    """Migrate in one transaction; on SQLite without foreign keys: recreating a table would delete children."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Only possible outside of a transaction; the driver connection has none yet.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration left rows without the row that they point to: {broken[:5]}")
    if sqlite:
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


try:
    with db.engine.connect() as opened:
        run(opened)
except OperationalError as refused:
    raise SystemExit(f"The database can't be used: {str(refused.orig).splitlines()[0]}") from None
