"""Until others wait for what a unit of work holds: how tests make things happen at the same moment, without timing."""

from concurrent.futures import Future
from typing import Any

from sqlalchemy import text

from scheduler.store.db import Database

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def until_waiting(asked: list[Future[Any]], database: Database) -> None:
    """Until all of them wait in PostgreSQL, or one is done; in SQLite whoever comes waits for whoever writes."""
    while database.engine.dialect.name == "postgresql" and not any(each.done() for each in asked):
        with database.reading() as session:
            if session.execute(_WAITING).scalar_one() == len(asked):
                return
