"""A backup is one moment of the data, comes back whole on either database, or not at all."""

import gzip
import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, select

from scheduler.domain.clock import to_utc
from scheduler.domain.errors import InvalidInput, StateConflict
from scheduler.services.accounts import authenticate, create_token
from scheduler.services.backing_up import back_up, restore
from scheduler.services.health import newest_migration
from scheduler.services.ports import random_token
from scheduler.services.reading import Reader
from scheduler.store.db import Database, prepare_engine
from scheduler.store.drafts import load_draft
from scheduler.store.models.base import Base
from tests.everything import EVERYTHING
from tests.factories import placement, programme
from tests.services.forum import NOW, edited, published, stored


def quiet(_count: int) -> None:
    """Tell nobody."""


def in_place(_revision: str) -> None:
    """The target is migrated already."""


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A second, empty database."""
    path = tmp_path / "other.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_engine(f"sqlite:///{path}")
    prepare_engine(engine)
    yield Database(engine)
    engine.dispose()


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as unit:
        return {
            table.name: [tuple(row) for row in unit.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_all_tables_come_back_equal(database: Database, other: Database, tmp_path: Path) -> None:
    """From SQLite and from PostgreSQL, into SQLite; and mails are held from then on."""
    stored(database, EVERYTHING)
    stored(database, programme(placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "a")))
    made = published(database)
    count = back_up(database, tmp_path / "b.gz", now=NOW, progress=quiet)
    assert restore(other, tmp_path / "b.gz", migrate=in_place, progress=quiet) == count
    assert everything(other) == everything(database) | {"hold": [("mail", to_utc(NOW))]}
    assert Reader(other).current("forum") == made


def token(database: Database) -> str:
    """A new token."""
    secret, _ = create_token(
        database,
        email="ana@forum.example",
        name="tests",
        event=None,
        role="viewer",
        days=1,
        now=NOW,
        new_secret=random_token,
    )
    return secret


def test_tokens_come_back_and_new_ones_can_be_made(database: Database, other: Database, tmp_path: Path) -> None:
    """PostgreSQL's counters go on behind the ids that were restored."""
    secret = token(other)
    back_up(other, tmp_path / "b.gz", now=NOW, progress=quiet)
    restore(database, tmp_path / "b.gz", migrate=in_place, progress=quiet)
    assert authenticate(database, secret, NOW) == authenticate(database, token(database), NOW)


def test_from_sqlite_into_either_database(database: Database, other: Database, tmp_path: Path) -> None:
    stored(other, EVERYTHING)
    back_up(other, tmp_path / "b.gz", now=NOW, progress=quiet)
    restore(database, tmp_path / "b.gz", migrate=in_place, progress=quiet)
    with database.reading() as unit:
        assert load_draft(unit, "everything").programme == EVERYTHING
    stored(database, programme())  # ids go on behind those that came back


def test_a_backup_during_writes_is_one_moment(database: Database, other: Database, tmp_path: Path) -> None:
    """A writer keeps both sessions at one hour; a torn backup would hold two hours."""
    hours = [f"2017-06-12T{hour:02}:00" for hour in range(9, 18)]
    versions = [programme(placement("1", a, b, "a"), placement("2", a, b, "b")) for a, b in pairwise(hours)]
    stored(database, versions[0])
    stop = Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            edited(database, versions[number % len(versions)])

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(database, tmp_path / f"{number}.gz", now=NOW, progress=quiet)
    finally:
        stop.set()
        writer.join()
    restore(other, tmp_path / "4.gz", migrate=in_place, progress=quiet)
    with other.reading() as unit:
        assert len({p.starts for p in load_draft(unit, "forum").programme.placements}) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_database_is_left_alone(database: Database, tmp_path: Path) -> None:
    stored(database, EVERYTHING)
    back_up(database, tmp_path / "b.gz", now=NOW, progress=quiet)
    before = everything(database)
    with pytest.raises(StateConflict, match="holds data already"):
        restore(database, tmp_path / "b.gz", migrate=in_place, progress=quiet)
    assert everything(database) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda _: b"not gzip", "no whole backup"),
        (lambda raw: raw[: len(raw) // 2], "no whole backup"),
        (lambda raw: raw[:-6] + bytes([raw[-6] ^ 1]) + raw[-5:], "no whole backup"),
        (lambda raw: gzip.compress(b"".join(gzip.decompress(raw).splitlines(keepends=True)[:-1])), "cut off after"),
        (lambda _: gzip.compress(b'{"format": 99}\n'), "no backup that this version reads"),
        (lambda _: gzip.compress(b""), "no backup that this version reads"),
    ],
    ids=["other file", "half", "one bit of the checksum", "last line missing", "newer format", "empty"],
)
def test_a_broken_backup_restores_nothing(
    database: Database, other: Database, tmp_path: Path, break_it: object, told: str
) -> None:
    stored(database, EVERYTHING)
    path = tmp_path / "b.gz"
    back_up(database, path, now=NOW, progress=quiet)
    assert callable(break_it)
    path.write_bytes(break_it(path.read_bytes()))
    before = everything(other)
    with pytest.raises(InvalidInput, match=told):
        restore(other, path, migrate=in_place, progress=quiet)
    assert everything(other) == before


ORPHAN = (
    b'{"table": "remote_way", "row": {"event_id": 9, "session": "1", "part": 1, "position": 0, "kind": "join", '
    b'"language": "", "audience": "public"}}'
)


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b'"x"',
        b"7",
        b'{"row": {}}',
        b'{"table": "event"}',
        b'{"table": "event", "row": []}',
        b'{"table": "event", "row": {"id": 1}}',
        b'{"table": "event", "row": {"id": {"$instant": "soon"}}}',
        b'{"table": "event", "row": {"id": {"$bytes": 7}}}',
        b'{"table": "event", "row": {"nothing": 1}}',
        b'{"table": "event", "row": {"id": ' + b"9" * 4000 + b"}}",
        b"[" * 100_000,
        b'{"table": "' + b"\\ud800" + b'", "row": {}}',
        ORPHAN,
    ],
    ids=lambda line: line[:45].decode(),
)
def test_a_line_that_is_no_row_is_told_and_nothing_restored(other: Database, tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "b.gz"
    head = b'{"format": 1, "migration": "' + newest_migration().encode() + b'"}'
    path.write_bytes(gzip.compress(b"\n".join((head, line, b'{"end": 1}\n'))))
    before = everything(other)
    with pytest.raises(InvalidInput):
        restore(other, path, migrate=in_place, progress=quiet)
    assert everything(other) == before


def test_a_column_that_is_not_there_is_told_rather_than_left_out(other: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.gz"
    row = {"id": 1, "email": "ana@forum.example", "created_at": {"$instant": "2017-06-01T09:00:00+00:00"}, "extra": 1}
    lines = [{"format": 1, "migration": newest_migration()}, {"table": "account", "row": row}, {"end": 1}]
    path.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))
    before = everything(other)
    with pytest.raises(InvalidInput, match=r"holds account\.extra, which its own migration doesn't know"):
        restore(other, path, migrate=in_place, progress=quiet)
    assert everything(other) == before


@pytest.mark.parametrize("migration", ["", "+1", "heads", "later"])
def test_a_backup_of_an_unknown_migration_is_refused(other: Database, tmp_path: Path, migration: str) -> None:
    path = tmp_path / "b.gz"
    path.write_bytes(gzip.compress(f'{{"format": 1, "migration": "{migration}"}}\n{{"end": 0}}\n'.encode()))
    with pytest.raises(InvalidInput, match="made by a newer version"):
        restore(other, path, migrate=in_place, progress=quiet)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_the_owner_may_read_the_file(database: Database, tmp_path: Path) -> None:
    stored(database, programme())
    left = tmp_path / ".b.gz.partial"
    left.write_bytes(b"of a backup that was killed")
    left.chmod(0o644)
    modes: set[int] = set()

    def look(_count: int) -> None:
        modes.add(left.stat().st_mode & 0o777)

    back_up(database, tmp_path / "b.gz", now=NOW, progress=look)
    assert modes == {0o600}
    assert (tmp_path / "b.gz").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("*b.gz*")] == ["b.gz"]
