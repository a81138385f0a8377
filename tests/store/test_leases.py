"""A lease is one process's at a time, by the database's clock, and whoever lost it finds out before it stores."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from scheduler.store.db import Database
from scheduler.store.leases import Holder, Lease, LeaseLost, give_back, holder_of, renew, require, take
from scheduler.store.models.jobs import LeaseRow


def taken(database: Database, holder: str, seconds: int = 60) -> Lease | None:
    with database.storing() as session:
        lease = take(session, "jobs", holder, seconds)
        session.commit()
    return lease


def renewed(database: Database, lease: Lease, seconds: int = 60) -> bool:
    with database.storing() as session:
        ours = renew(session, lease, seconds)
        session.commit()
    return ours


def held(database: Database, lease: Lease) -> bool:
    with database.storing() as session:
        try:
            require(session, lease)
        except LeaseLost:
            return False
        return True


def expire(database: Database) -> None:
    """As if its time were up."""
    with database.storing() as session:
        session.execute(update(LeaseRow).values(expires_ms=LeaseRow.expires_ms - 120_000))
        session.commit()


FIRST, SECOND = Lease("jobs", 1), Lease("jobs", 2)


def test_the_first_gets_it_and_the_second_does_not(database: Database) -> None:
    assert (taken(database, "a"), taken(database, "b"), taken(database, "a")) == (FIRST, None, None)
    assert held(database, FIRST)


def test_whose_time_is_up_has_lost_it_even_if_nobody_else_came(database: Database) -> None:
    taken(database, "a")
    expire(database)
    assert (held(database, FIRST), renewed(database, FIRST), taken(database, "a")) == (False, False, SECOND)
    assert (held(database, FIRST), held(database, SECOND)) == (False, True)


def test_a_renewed_one_counts_on(database: Database) -> None:
    taken(database, "a", 1)
    assert renewed(database, FIRST, 60)
    time.sleep(1.1)
    assert held(database, FIRST)


def test_it_expires_by_itself(database: Database) -> None:
    """By the database's clock, whatever ours says."""
    taken(database, "a", 1)
    assert held(database, FIRST)
    time.sleep(1.1)
    assert (held(database, FIRST), taken(database, "b")) == (False, SECOND)


def test_what_is_given_back_is_free_at_once_and_only_by_its_holder(database: Database) -> None:
    taken(database, "a")
    for lease, free in ((SECOND, False), (FIRST, True)):
        with database.storing() as session:
            give_back(session, lease)
            session.commit()
        assert held(database, FIRST) is not free
    assert taken(database, "b") == SECOND


def test_who_has_it_can_be_asked(database: Database) -> None:
    with database.reading() as session:
        assert holder_of(session, "jobs") is None
    taken(database, "a")
    with database.reading() as session:
        found = holder_of(session, "jobs")
    assert found is not None
    assert 0 < found.left <= 60_000
    expire(database)
    with database.reading() as session:
        assert holder_of(session, "jobs") == Holder("a", 1, 0)


def test_of_ten_that_ask_at_once_one_gets_it(database: Database) -> None:
    together = Barrier(10)

    def ask(number: int) -> Lease | None:
        together.wait()
        return taken(database, f"{number}")

    for token in range(1, 6):
        with ThreadPoolExecutor(10) as pool:
            assert [lease for lease in pool.map(ask, range(10)) if lease] == [Lease("jobs", token)]
        expire(database)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_takes_over_between_the_check_and_the_commit(database: Database) -> None:
    """The unit under the old lease is stored first; the next one waits for it."""
    taken(database, "a", 1)
    with ThreadPoolExecutor(1) as pool, database.storing() as session:
        require(session, FIRST)
        time.sleep(1.1)
        next_ = pool.submit(taken, database, "b")
        time.sleep(0.5)
        assert not next_.done()
        session.commit()
        assert next_.result(timeout=10) == SECOND


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_transaction_that_stands_still_keeps_nobody_waiting(database: Database) -> None:
    """A stopped process holds its lock on the lease; the server ends that transaction, and nothing of it is stored."""
    taken(database, "a", 1)
    with database.storing() as session:
        require(session, FIRST)
        session.execute(text("CREATE TABLE half_done (id INTEGER)"))
        time.sleep(1.1)
        began = time.monotonic()
        assert taken(database, "b") == SECOND
        assert time.monotonic() - began < 10
        with pytest.raises(DBAPIError, match="idle-in-transaction"):
            session.commit()
