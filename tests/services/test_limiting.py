"""Limits: how often, for whom, and when again; also when many try at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from scheduler.domain.errors import TooManyRequests
from scheduler.domain.limits import Attempts, Limit, network, wait
from scheduler.services.limiting import admit, forgive
from scheduler.store.attempts import attempts_of
from scheduler.store.db import Database

THREE = Limit("a test", 3, 600)
NOW = 1_496_300_000


def tried(database: Database, who: str, now: int, limit: Limit = THREE) -> int:
    """0 if it may be tried, else in how many seconds."""
    try:
        admit(database, ((limit, who),), now)
    except TooManyRequests as error:
        return error.retry_after
    return 0


@pytest.mark.parametrize(
    ("attempts", "now", "seconds"),
    [
        (None, 0, 0),
        (Attempts(100, 2), 100, 0),
        (Attempts(100, 3), 100, 600),
        (Attempts(100, 3), 699, 1),
        (Attempts(100, 3), 700, 0),
        (Attempts(100, 90), 699, 1),
        (Attempts(100, 3), 99, 0),
    ],
    ids=["never", "room for one", "reached", "a second left", "over", "far beyond", "begun by a clock set back"],
)
def test_when_it_may_be_tried_again(attempts: Attempts | None, now: int, seconds: int) -> None:
    assert wait(THREE, attempts, now) == seconds


def test_attempts_are_counted_for_each(database: Database) -> None:
    asked = [("ana", 0), ("ana", 1), ("bob", 2), ("ana", 3), ("ana", 4), ("ana", 599), ("bob", 599), ("ana", 600)]
    assert [tried(database, who, NOW + after) for who, after in asked] == [0, 0, 0, 0, 596, 1, 0, 0]


def test_a_new_window_counts_from_one(database: Database) -> None:
    assert [tried(database, "ana", NOW + after) for after in (0, 0, 0, 600, 600, 600, 600)] == [0, 0, 0, 0, 0, 0, 600]


def test_limits_of_one_subject_are_apart(database: Database) -> None:
    other = Limit("another test", 3, 600)
    assert [tried(database, "ana", NOW, limit) for limit in (THREE, THREE, THREE, other)] == [0, 0, 0, 0]


def test_of_two_limits_the_longer_wait_is_told(database: Database) -> None:
    long = Limit("a long test", 1, 3600)
    admit(database, ((THREE, "ana"), (long, "here")), NOW)
    with pytest.raises(TooManyRequests) as told:
        admit(database, ((THREE, "ana"), (long, "here")), NOW + 60)
    assert (told.value.retry_after, told.value.detail) == (3540, "That was tried too often. Try again in 59 minutes.")


def test_success_forgets_one_and_takes_one_back(database: Database) -> None:
    both = ((THREE, "ana"), (THREE, "here"))
    admit(database, both, NOW)
    admit(database, both, NOW)
    forgive(database, both[:1], both[1:])
    with database.reading() as session:
        left = [attempts_of(session, THREE, who) for who in ("ana", "here")]
    assert left == [None, Attempts(NOW, 1)]


def test_several_at_once_get_no_further_than_several_in_a_row(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: tried(database, "ana", NOW), range(24)))
    assert sorted(found) == [0] * 3 + [600] * 21


def test_the_table_names_nobody(database: Database) -> None:
    for who in ("ana@forum.example", "192.0.2.7"):
        tried(database, who, NOW)
    with database.reading() as session:
        rows = session.execute(text("SELECT * FROM attempt")).all()
    assert len(rows) == 2
    assert "ana" not in repr(rows)
    assert "192.0.2.7" not in repr(rows)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("[2001:db8:1:2::5]:443", "2001:db8:1::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("2001:db8:1:2ff:ffff::1", "2001:db8:1:200::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("unix", "unix"),
        ("x" * 300, "x" * 100),
    ],
)
def test_what_is_counted_of_an_address(address: str, counted: str) -> None:
    assert network(address) == counted
