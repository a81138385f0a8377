"""All data in one portable file, and back: between machines, versions, and from one database to the other."""

import base64
import datetime as dt
import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from scheduler.domain.clock import isoformat, parse_instant
from scheduler.domain.errors import InvalidInput, StateConflict
from scheduler.services.health import migrations, newest_migration
from scheduler.store.db import Database
from scheduler.store.models.base import Base
from scheduler.store.models.jobs import HoldRow
from scheduler.store.outbox import hold
from scheduler.store.rows import table_of

FORMAT = 1
_CHUNK = 500  # rows a statement: bounded memory, few round trips

_NEXT_ID = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {0}), false)"

# What a line of JSON that is no row of ours ends in, on the way through Python and the database.
_MALFORMED = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError, StatementError)

Migrate = Callable[[str], None]
"""Brings the database to a migration (`head` for the newest)."""


def back_up(database: Database, path: Path, *, now: int, progress: Callable[[int], None]) -> int:
    """How many rows were written to `path`, all of one moment; an old file is replaced whole."""
    partial = path.with_name(f".{path.name}.partial")
    count = 0
    try:
        with (
            database.reading() as session,
            _private(partial) as raw,
            gzip.open(raw, "wt", encoding="utf-8", compresslevel=6) as file,
        ):
            revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            head = {"format": FORMAT, "migration": revision, "made_at": isoformat(now)}
            file.write(json.dumps(head) + "\n")
            for table in Base.metadata.sorted_tables:
                for row in session.execute(select(table).order_by(*table.primary_key)):
                    values = {key: _encode(value) for key, value in row._mapping.items()}  # noqa: SLF001 - public
                    file.write(json.dumps({"table": table.name, "row": values}, ensure_ascii=False) + "\n")
                    count += 1
                    progress(count)
            file.write(json.dumps({"end": count}) + "\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _private(path: Path) -> BinaryIO:
    """A new file that its owner alone can read from the start: e-mail addresses are in it."""
    path.unlink(missing_ok=True)  # one that a killed backup left keeps its own mode
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def restore(database: Database, path: Path, *, migrate: Migrate, progress: Callable[[int], None]) -> int:
    """How many rows came back, all or none, into a database without data; an older backup is migrated.

    Mails are held until an operator lets them go: what waited when the backup was made may have been sent since.
    """
    head = _head(path)
    migrate(head["migration"])
    with database.storing() as session:
        tables = _tables(session)
        _require_empty(session, tables)
        try:
            count = _fill(session, tables, path, progress)
            _set_counters(session, tables)
            if table_of(HoldRow).name in tables:  # older ones know no mail
                hold(session, parse_instant(head["made_at"]))
            session.commit()
        except _MALFORMED as error:
            raise InvalidInput(
                f"{path} holds a row that can't be: {type(error).__name__}. Nothing was restored."
            ) from error
    migrate("head")
    return count


def _fill(session: Session, tables: dict[str, Table], path: Path, progress: Callable[[int], None]) -> int:
    count = 0
    chunk: list[dict[str, Any]] = []
    current: Table | None = None
    for line in _rows(path):
        table = tables.get(line["table"])
        if table is None:
            raise InvalidInput(f"The backup holds a table {line['table']!r} that its own migration doesn't know.")
        foreign = line["row"].keys() - table.columns.keys()
        if foreign:  # would be left out without a word
            raise InvalidInput(f"The backup holds {table.name}.{min(foreign)}, which its own migration doesn't know.")
        if table is not current or len(chunk) >= _CHUNK:
            _insert(session, current, chunk)
            chunk, current = [], table
        chunk.append({key: _decode(value) for key, value in line["row"].items()})
        count += 1
        progress(count)
    _insert(session, current, chunk)
    return count


def _insert(session: Session, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        session.execute(insert(table), rows)


def _tables(session: Session) -> dict[str, Table]:
    """The tables by name: our own where the schema is this version's, else as the database has them."""
    version = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if version == newest_migration():
        return {table.name: table for table in Base.metadata.sorted_tables}
    found = MetaData()
    found.reflect(session.connection())
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def _require_empty(session: Session, tables: dict[str, Table]) -> None:
    for table in tables.values():
        if session.execute(select(table).limit(1)).first():
            raise StateConflict(
                f"The database holds data already (in {table.name}). Restore into an empty one: set DATABASE_URL."
            )


def _set_counters(session: Session, tables: dict[str, Table]) -> None:
    """PostgreSQL's own counters don't see ids that were inserted."""
    if session.get_bind().dialect.name == "postgresql":
        for table in tables.values():
            key = list(table.primary_key)
            if [column.name for column in key] == ["id"] and isinstance(key[0].type, Integer):
                session.execute(text(_NEXT_ID.format(table.name)))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield cast("dict[str, Any]", json.loads(line))
    except (OSError, EOFError, RecursionError, ValueError, zlib.error) as error:
        raise InvalidInput(f"{path} is no whole backup of this service: {error}. Nothing was restored.") from error


def _head(path: Path) -> dict[str, Any]:
    head = next(_lines(path), {})
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise InvalidInput(f"{path} is no backup that this version reads (format {FORMAT}).")
    if head.get("migration") not in migrations():
        raise InvalidInput(f"{path} was made by a newer version of this service. Restore it with that version.")
    return head


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    count, end = 0, None
    lines = _lines(path)
    next(lines)
    for line in lines:
        if "end" in line:
            end = line["end"]
            continue  # to the very end of the file, where gzip's checksum is
        count += 1
        yield line
    if end != count:
        raise InvalidInput(f"{path} was cut off after {count} rows. Nothing was restored.")


def _encode(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$date": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, dict):
        if "$instant" in value:
            return dt.datetime.fromisoformat(value["$instant"])
        if "$date" in value:
            return dt.date.fromisoformat(value["$date"])
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
    return value
