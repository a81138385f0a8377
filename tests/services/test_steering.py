"""Saying one thing of what is true now: the rest stays, and of two who speak at once one is told."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from scheduler.domain.clock import to_utc
from scheduler.domain.errors import InvalidInput, NotFound, Stale
from scheduler.domain.log import Author
from scheduler.services.desk import Desks
from scheduler.services.reading import Reader
from scheduler.services.sealing import Sealer, new_key
from scheduler.services.steering import change_live, put_live
from scheduler.store.db import Database
from scheduler.store.live import LiveRecord, live_of
from tests.api.forum import FIRST, FORUM, released, store
from tests.factories import at

KEY = "forum-1-1"
BY = Author("ana@forum.example", at("2017-06-12T09:00"))
LINK = {"url": "https://meet.example/j/1", "passcode": "1234"}


@pytest.fixture
def desks(database: Database) -> Desks:
    store(database, FORUM)
    return Desks(database)


def now(desks: Desks) -> LiveRecord:
    with desks.database.reading() as unit:
        return live_of(unit, 1, "1", 1)


def test_what_is_not_named_stays(desks: Desks) -> None:
    sealer = Sealer([new_key()])
    put_live(
        desks,
        Reader(desks.database),
        sealer,
        "forum",
        KEY,
        {"link": LINK, "no_shows": ["bob"]},
        expected=None,
        author=BY,
    )
    # Who has no key can't read the link, and says the rest all the same.
    late = change_live(
        desks, Reader(desks.database), Sealer(), "forum", KEY, {"delay_minutes": 5}, expected=1, author=BY
    )
    assert late == now(desks) == LiveRecord(2, link=1, passcode=2, delay_minutes=5, no_shows=("bob",))
    assert (
        change_live(desks, Reader(desks.database), sealer, "forum", KEY, {"link": LINK}, expected=1, author=BY) == late
    )
    with pytest.raises(Stale) as stale:
        change_live(desks, Reader(desks.database), sealer, "forum", KEY, {"link": None}, expected=1, author=BY)
    assert (stale.value.current["has_link"], stale.value.current["no_shows"]) == (True, ["bob"])
    own = change_live(desks, Reader(desks.database), sealer, "forum", KEY, {"link": None}, expected=2, author=BY)
    assert own == now(desks) == LiveRecord(3, delay_minutes=5, no_shows=("bob",))


def test_what_can_not_be_is_not_said(desks: Desks) -> None:
    with pytest.raises(InvalidInput, match="eve does not appear in forum-1-1"):
        change_live(desks, Reader(desks.database), Sealer(), "forum", KEY, {"no_shows": ["eve"]}, expected=0, author=BY)
    with pytest.raises(NotFound, match="Session 1 has no part 9"):
        change_live(
            desks, Reader(desks.database), Sealer(), "forum", "forum-1-9", {"room_full": True}, expected=0, author=BY
        )
    assert now(desks) == LiveRecord()


def test_it_ended_after_it_was_to_begin_by_the_release(desks: Desks) -> None:
    """The draft has it later by now, and counts only as long as nothing was released."""
    begins = FORUM.placement["1", 1].starts

    def end(at: int) -> int | None:
        return change_live(
            Desks(desks.database),
            Reader(desks.database),
            Sealer(),
            "forum",
            KEY,
            {"ended_at": to_utc(at)},
            expected=0,
            author=BY,
        ).ended_at

    later = tuple(
        replace(each, starts=each.starts + 1, ends=each.ends + 1) if each.id == ("1", 1) else each
        for each in FORUM.placements
    )
    with pytest.raises(InvalidInput, match="can't have ended before it was to begin"):
        end(begins - 1)
    released(desks.database, replace(FORUM), FIRST)
    store(desks.database, replace(FORUM, placements=later))
    with pytest.raises(InvalidInput, match="can't have ended before it was to begin"):
        end(begins - 1)
    assert end(begins) == begins


def test_who_left_the_session_since_stays_noted(desks: Desks) -> None:
    """Else nobody could say anything more of it without forgetting them."""
    change_live(desks, Reader(desks.database), Sealer(), "forum", KEY, {"no_shows": ["bob"]}, expected=0, author=BY)
    alone = tuple(replace(each, appearances=each.appearances[:1]) for each in FORUM.sessions)
    store(desks.database, replace(FORUM, sessions=alone))
    anew = Desks(desks.database)
    change_live(
        anew, Reader(anew.database), Sealer(), "forum", KEY, {"no_shows": ["ada", "bob"]}, expected=1, author=BY
    )
    assert now(anew).no_shows == ("ada", "bob")


def test_of_two_at_once_one_is_told(desks: Desks) -> None:
    ready, found = Barrier(2), []

    def say(minutes: int) -> None:
        ready.wait()
        try:
            change_live(
                desks, Reader(desks.database), Sealer(), "forum", KEY, {"delay_minutes": minutes}, expected=0, author=BY
            )
            found.append(minutes)
        except Stale:
            found.append(0)

    both = [Thread(target=say, args=(minutes,)) for minutes in (5, 10)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert min(found) == 0
    assert now(desks) == LiveRecord(1, delay_minutes=max(found))
