"""Databases as `flask db upgrade` makes them, and how an app lets go of one."""

from flask import Flask
from flask_migrate import upgrade

from config import Config
from scheduler.app import create_app
from tests.machine import ROOT

MIGRATIONS = str(ROOT / "migrations")


def migrate(url: str) -> None:
    """Bring the database of `url` up to the newest migration."""
    app = create_app(Config(database_url=url))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
    dispose(app)


def dispose(app: Flask) -> None:
    """Close an app's connections: SQLite's last one empties its log into the file; a template must have none."""
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
