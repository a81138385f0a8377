"""Whether this process can do its work: the database answers, and its tables are the ones this version knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from scheduler.store.db import Database
from scheduler.store.releases import current_numbers

log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


@dataclass(frozen=True, slots=True)
class Readiness:
    """`ready`, and per check what was found, in words."""

    ready: bool
    checks: dict[str, str]


@cache
def migrations() -> tuple[str, ...]:
    """Every migration that this version has, newest first. Read once: a poll of /readyz must not read files."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return tuple(script.revision for script in ScriptDirectory.from_config(settings).walk_revisions())


def newest_migration() -> str:
    """The migration that this version was written for."""
    return migrations()[0]


def readiness(database: Database) -> Readiness:
    """Whether the database can be reached and its migrations are current."""
    try:
        with database.reading() as session:
            applied = MigrationContext.configure(session.connection()).get_current_revision()
    except SQLAlchemyError as error:
        return Readiness(ready=False, checks={"database": f"not reachable ({type(error).__name__})"})
    newest = newest_migration()
    if applied != newest:
        state = "none applied" if applied is None else f"at {applied}, this version needs {newest}"
        return Readiness(
            ready=False, checks={"database": "reachable", "migrations": f"{state}: run `flask db upgrade`"}
        )
    return Readiness(ready=True, checks={"database": "reachable", "migrations": "current"})


def release_numbers(database: Database) -> Mapping[str, int]:
    """Per event the number of its current release; none while the database is away, which the log tells."""
    try:
        with database.reading() as session:
            return current_numbers(session)
    except SQLAlchemyError:
        log.exception("releases could not be counted")
        return {}
