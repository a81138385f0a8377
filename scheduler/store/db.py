"""The database: one engine per app, two ways to begin, and what each database needs to keep its promises."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, Executable, Table, bindparam, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

import scheduler.store.models  # noqa: F401 - all tables are known from here on
from scheduler.domain.errors import NotFound
from scheduler.store.models.base import Base
from scheduler.store.models.event import EventRow

db = SQLAlchemy(model_class=Base)

_WRITES = "scheduler_writes"
_BUSY_MILLISECONDS = 10_000  # a writer of SQLite waits for the one before; longer means something is stuck


def read_json(text: str | bytes) -> Any:
    """A JSON column's value, from SQLite's text or PostgreSQL's bytes.

    Five in six are empty lists: not parsing those saves a tenth of loading a draft.
    """
    return [] if text in {"[]", b"[]"} else json.loads(text)


def insert_of(session: Session, table: Table) -> Any:
    """An INSERT that may say what happens on a conflict: both databases can, each by a statement of its own kind."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let the garbage collector rest.

    None of the 100,000 objects that loading a draft makes is garbage, and looking for it took a third of the time: 358
    ms of CPU with it, 228 without, at 2,500 sessions.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def prepare_engine(engine: Engine) -> None:
    """Make an engine keep our promises: on SQLite WAL, foreign keys, and a transaction that really begins."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes late and is never IMMEDIATE; `begin` below says it itself.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",  # who is erased is not to be read in the file's free pages
            f"busy_timeout={_BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkin")
    def checkin(connection: Any, _record: Any) -> None:
        # A COMMIT that a deferred constraint refuses leaves SQLite's transaction open; SQLAlchemy takes it for ended.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with the two beginnings. Services get it; nothing else opens a transaction."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the data, whatever others write meanwhile; nothing can be stored in it."""
        with Session(self.engine, autoflush=False) as session:
            options: dict[str, Any] = {}
            if self.engine.dialect.name == "postgresql":
                options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            session.connection(execution_options=options)
            yield session

    @contextmanager
    def storing(self) -> Iterator[Session]:
        """A unit of work that edits no programme. Without a `session.commit()` at its end nothing happened."""
        with Session(self.engine, autoflush=False) as session:
            session.connection(execution_options={_WRITES: True})
            yield session

    @contextmanager
    def writing(self, slug: str) -> Iterator["Edit"]:
        """An edit of one event: its revision goes up before anything is read, so edits come one after another."""
        with self.storing() as session:
            row = session.connection().execute(_next_revision(), {"of_slug": slug}).one_or_none()
            if row is None:
                raise unknown_event(session, slug)
            yield Edit(session, row.id, row.revision)


@cache
def _next_revision() -> Executable:
    table = EventRow.__table__
    assert isinstance(table, Table)  # noqa: S101 - every row class has a table of its own
    wanted = update(table).where(table.c.slug == bindparam("of_slug")).values(revision=table.c.revision + 1)
    return wanted.returning(table.c.id, table.c.revision)


@dataclass(frozen=True, slots=True)
class Edit:
    """An open edit: its session, the event's id and the revision that it makes."""

    session: Session
    event_id: int
    revision: int

    def commit(self) -> Self:
        """End the edit: all of it is stored, at once."""
        self.session.commit()
        return self


def unknown_event(session: Session, slug: str) -> NotFound:
    """The error for an event that does not exist, naming those that do."""
    known = session.scalars(select(EventRow.slug).order_by(EventRow.slug).limit(20)).all()
    if not known:
        return NotFound(
            f"There is no event {slug[:100]!r}: the database holds none yet. `flask --app wsgi seed` makes one."
        )
    return NotFound(f"There is no event {slug[:100]!r}. There is: {', '.join(known)}.")
