"""The two beginnings keep their promises under writers that are in a hurry."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from scheduler.domain.errors import NotFound
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.models.release import ReleaseRow
from scheduler.store.saving import create_event, save_draft
from tests.everything import EVERYTHING


@pytest.fixture
def stored(database: Database) -> Database:
    with database.storing() as unit:
        save_draft(unit, create_event(unit, EVERYTHING), EVERYTHING)
        unit.commit()
    return database


def test_twenty_writers_at_once_get_twenty_numbers_without_a_gap(stored: Database) -> None:
    together = Barrier(10)

    def write(_: int) -> list[int]:
        together.wait()
        numbers = []
        for _again in range(2):
            with stored.writing("everything") as edit:
                numbers.append(edit.revision)
                edit.commit()
        return numbers

    with ThreadPoolExecutor(10) as pool:
        numbers = sorted(n for each in pool.map(write, range(10)) for n in each)
    assert numbers == list(range(1, 21))


def test_a_reader_sees_one_state_while_others_write(stored: Database) -> None:
    with stored.reading() as reader:
        first = load_draft(reader, "everything").revision
        with stored.writing("everything") as edit:
            edit.commit()
        assert load_draft(reader, "everything").revision == first
    with stored.reading() as reader:
        assert load_draft(reader, "everything").revision == first + 1


def test_editing_an_unknown_event_names_those_that_exist(stored: Database) -> None:
    with pytest.raises(NotFound, match="There is: everything"), stored.writing("nope"):
        pass


def test_an_empty_database_says_how_to_fill_it(database: Database) -> None:
    with pytest.raises(NotFound, match="holds none yet"), database.writing("x"):
        pass


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_runs_in_wal_with_foreign_keys_and_overwrites_what_is_deleted(database: Database) -> None:
    names = ("journal_mode", "foreign_keys", "secure_delete")
    with database.reading() as unit:
        pragmas = [unit.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]
    assert pragmas == ["wal", 1, 1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_readers_of_sqlite_take_no_write_lock(stored: Database) -> None:
    """A read that began first must not keep a writer waiting, nor two reads each other."""
    with stored.reading() as one, stored.reading() as two:
        one.execute(text("SELECT 1 FROM event"))
        two.execute(text("SELECT 1 FROM event"))
        with stored.writing("everything") as edit:
            edit.commit()
        assert edit.revision == 1


def release_at(moment: datetime) -> ReleaseRow:
    counts = dict.fromkeys(("sessions", "entries", "cancelled", "people"), 0)
    return ReleaseRow(
        event_id=1,
        number=1,
        revision=1,
        label="x",
        note="",
        published_at=moment,
        document=b"",
        public=b"",
        time_zone="UTC",
        **counts,
    )


def test_an_instant_is_the_same_on_both_databases(stored: Database) -> None:
    with stored.storing() as unit:
        unit.add(release_at(datetime(2017, 6, 12, 9, 0, tzinfo=timezone(timedelta(hours=2)))))
        unit.commit()
    with stored.reading() as unit:
        assert unit.scalar(select(ReleaseRow.published_at)) == datetime(2017, 6, 12, 7, 0, tzinfo=UTC)


def test_a_naive_time_is_refused(stored: Database) -> None:
    with stored.storing() as unit:
        unit.add(release_at(datetime(2017, 6, 12, 9, 0)))
        with pytest.raises(StatementError, match="has no time zone"):
            unit.commit()
