"""Releases at a set time: what was approved goes out once, on top of what is public by then, or says why not."""

import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from scheduler.domain.clock import DAY, MINUTE
from scheduler.domain.errors import (
    BlockedByConflicts,
    InvalidInput,
    NotFound,
    PreconditionRequired,
    RemovalsUnconfirmed,
    Stale,
    StateConflict,
)
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.domain.release import Entry, PublicRelease
from scheduler.domain.removals import UNGUARDED, Guard
from scheduler.domain.scheduled import MOST_WAITING, Scheduled
from scheduler.services.desk import Desks
from scheduler.services.publishing import read_release
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.services.scheduling import cancel, list_scheduled, publish_due, read_scheduled, schedule
from scheduler.services.undoing import revert
from scheduler.store.changes import one_change
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft, revision_of
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.models.release import ScheduledReleaseRow
from scheduler.store.releases import revision_of_release
from tests.factories import at, event, placement, programme, session
from tests.services.forum import BASE, NOW, change_policy, edited, published, stored

EIGHT, NINE, TEN, ELEVEN, NOON = (f"2017-06-12T{hour}:00" for hour in ("08", "09", "10", "11", "12"))
FRIDAY = NOW + 2 * DAY
HOUR = 60 * MINUTE
BY = Author("ana@forum.example", NOW)
FORUM = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"), placement("3", NINE, TEN, "c"))
HAND = Turn("hand")


def moved(made: Programme, code: str, starts: str, ends: str, room: str) -> Programme:
    """The programme with a session placed there."""
    return replace(
        made, placements=(*(p for p in made.placements if p.session != code), placement(code, starts, ends, room))
    )


def scheduled(
    database: Database, *, by: Author = BY, when: int = FRIDAY, only: tuple[str, ...] = (), **kw: Any
) -> Scheduled:
    """What was approved for Friday."""
    return schedule(Desks(database), "forum", at=when, label="Friday", note="N", only=only, author=by, **kw)


def run(database: Database, now: int = FRIDAY, turn: Turn = HAND, guard: Guard = UNGUARDED) -> Ran:
    """The job at an instant."""
    return publish_due(Desks(database), lambda: now, turn=turn, base_url=BASE, guard=guard)


def placed(release: PublicRelease) -> dict[str, tuple[int, str | None]]:
    """Where each session that takes place is."""
    return {
        item.session: (item.starts, item.room.key if item.room else None)
        for item in release.items
        if not item.cancelled
    }


def state(database: Database, number: int) -> tuple[str, int | None, str]:
    """What has become of a scheduled release."""
    found = read_scheduled(database, "forum", number)
    return found.state, found.release, found.reason


def test_what_was_approved_is_published_at_its_time_and_once(database: Database) -> None:
    stored(database, FORUM)
    first = published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    waiting = scheduled(database)
    assert waiting == Scheduled(
        3, 3, FRIDAY, "Friday", "N", (), None, confirmed=False, base=1, who=BY.who, scheduled_at=NOW
    )
    edited(database, moved(FORUM, "1", ELEVEN, NOON, "c"))  # the draft goes on: nobody approved that
    assert run(database, FRIDAY - 1) == Ran()
    assert Reader(database).current("forum") == first
    assert run(database) == Ran(done=1)
    assert run(database) == Ran()
    made = Reader(database).current("forum")
    assert (made.number, made.label, made.note, made.published_at) == (2, "Friday", "N", FRIDAY)
    assert made.entry["1", 1] == Entry("1", 1, "confirmed", 1, NOW, FRIDAY)
    assert placed(made)["1"] == (at(TEN), "a")
    assert state(database, 3) == ("published", 2, "")
    kept = read_release(database, "forum", 2)
    assert (kept.revision, kept.approved, kept.who) == (5, 3, "ana@forum.example")
    with database.reading() as unit:
        assert revision_of_release(unit, 1, 2) == 3  # what is new since that release came after it was approved
        (told,) = one_change(unit, 1, 5).operations  # type: ignore[union-attr]
    assert told.after == {"label": "Friday", "note": "N", "only": [], "scheduled": 3, "waived": []}


def test_a_first_release_may_be_scheduled_and_its_uids_are_those_of_then(database: Database) -> None:
    stored(database, FORUM)
    scheduled(database)
    with pytest.raises(NotFound):
        Reader(database).current("forum")
    edited(database, replace(FORUM, event=event(uid_domain="new.example")))
    run(database)
    assert Reader(database).current("forum").programme.event.uid_domain == "new.example"


def test_late_is_not_never(database: Database) -> None:
    """The process may have been down for days; what is due is in order of its time."""
    stored(database, FORUM)
    scheduled(database, when=FRIDAY + 60)
    scheduled(database, when=FRIDAY)
    assert run(database, FRIDAY + 3 * DAY) == Ran(done=2)
    assert [each.release for each in list_scheduled(database, "forum")] == [1, 2]


def test_it_is_judged_for_the_moment_of_publication(database: Database) -> None:
    """An error that is wholly past by then stops nothing, one that is not does, and nothing is kept."""
    stored(database, programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "a")))
    with pytest.raises(BlockedByConflicts):
        scheduled(database, when=at(TEN) - 1)
    assert list_scheduled(database, "forum") == ()
    assert scheduled(database, when=at(TEN)).state == "waiting"


def test_an_embargo_that_ends_before_is_over_then(database: Database) -> None:
    stored(database, replace(FORUM, sessions=(session("1", embargo_until=FRIDAY), *FORUM.sessions[1:])))
    scheduled(database)
    run(database)
    assert sorted(placed(Reader(database).current("forum"))) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("when", "message"),
    [(NOW - 1, "This moment is over"), (NOW, "This moment is over"), (NOW + 366 * DAY + 1, "waits 366 days at most")],
)
def test_moments_that_are_none(database: Database, when: int, message: str) -> None:
    stored(database, FORUM)
    with pytest.raises(InvalidInput, match=message) as refused:
        scheduled(database, when=when)
    assert [flaw.pointer for flaw in refused.value.flaws] == ["/at"]


@pytest.mark.parametrize("when", [NOW + 1, NOW + 366 * DAY])
def test_moments_just_within(database: Database, when: int) -> None:
    stored(database, FORUM)
    assert scheduled(database, when=when).due_at == when


def test_so_many_wait_and_no_more(database: Database) -> None:
    stored(database, programme())
    for _ in range(MOST_WAITING):
        scheduled(database)
    with pytest.raises(StateConflict, match="20 releases of forum wait already"):
        scheduled(database)


# --- On top of what was released since.


def test_a_later_release_is_not_taken_back(database: Database) -> None:
    """Approved: 1 moves. Released since: 2 moves, urgently. Then both have moved, and 3 never did."""
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    scheduled(database)
    edited(database, moved(moved(FORUM, "2", EIGHT, NINE, "b"), "3", EIGHT, NINE, "c"))
    published(database, only=["2"], now=NOW + HOUR)
    run(database)
    made = Reader(database).current("forum")
    assert placed(made) == {"1": (at(TEN), "a"), "2": (at(EIGHT), "b"), "3": (at(NINE), "c")}
    assert {code: entry.sequence for (code, _), entry in made.entry.items()} == {"1": 1, "2": 1, "3": 0}
    assert made.entry["2", 1].changed_at == NOW + HOUR


def test_of_one_thing_the_later_decision_counts(database: Database) -> None:
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    scheduled(database)
    edited(database, moved(FORUM, "1", EIGHT, NINE, "a"))
    published(database, now=NOW + HOUR)
    run(database)
    assert placed(Reader(database).current("forum"))["1"] == (at(EIGHT), "a")
    assert Reader(database).summaries("forum")[0].changed == 0


def test_what_was_approved_later_counts_whenever_it_is_published(database: Database) -> None:
    """Two are scheduled: the one approved first comes second. It takes nothing back of the one approved later."""
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    early = scheduled(database, when=FRIDAY + HOUR)
    edited(database, moved(FORUM, "1", EIGHT, NINE, "a"))
    late = scheduled(database, when=FRIDAY)
    assert early.number < late.number
    run(database, FRIDAY)
    run(database, FRIDAY + HOUR)
    assert [placed(each)["1"] for each in Reader(database).releases("forum")] == [
        (at(EIGHT), "a"),
        (at(EIGHT), "a"),
        (at(NINE), "a"),
    ]


def test_what_was_approved_earlier_gives_way_to_what_was_approved_later(database: Database) -> None:
    """As above, the other way round: what comes second was approved second."""
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    scheduled(database, when=FRIDAY)
    edited(database, moved(FORUM, "1", EIGHT, NINE, "a"))
    scheduled(database, when=FRIDAY + HOUR)
    run(database, FRIDAY + HOUR)
    assert placed(Reader(database).current("forum"))["1"] == (at(EIGHT), "a")


def test_chosen_sessions_go_on_top_of_the_release_of_then(database: Database) -> None:
    stored(database, FORUM)
    published(database)
    edited(database, moved(moved(FORUM, "1", TEN, ELEVEN, "a"), "2", TEN, ELEVEN, "b"))
    scheduled(database, only=("1",))
    edited(database, moved(FORUM, "3", EIGHT, NINE, "c"))
    published(database, now=NOW + HOUR)
    run(database)
    made = Reader(database).current("forum")
    assert placed(made) == {"1": (at(TEN), "a"), "2": (at(NINE), "b"), "3": (at(EIGHT), "c")}


def test_a_roll_back_may_be_scheduled(database: Database) -> None:
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    published(database)
    scheduled(database, restores=1)
    run(database)
    made = Reader(database).current("forum")
    assert (placed(made)["1"], made.entry["1", 1].sequence) == ((at(NINE), "a"), 2)


# --- What can't be published.


def test_what_can_no_longer_be_published_is_not_lost(database: Database) -> None:
    """Session 2 came into the room since: together they are an error that nobody approved."""
    stored(database, FORUM)
    published(database)
    edited(database, moved(FORUM, "1", TEN, ELEVEN, "a"))
    scheduled(database)
    edited(database, moved(FORUM, "2", TEN, ELEVEN, "a"))
    published(database, only=["2"], now=NOW + HOUR)
    reason = (
        "1 error stands in the way of this release. Mend it, waive it, or publish only sessions that it doesn't "
        "concern."
    )
    done = run(database)
    assert done == Ran(said="0 published; 1 failed, and wait: forum 3")
    found = read_scheduled(database, "forum", 3)
    assert (found.state, found.release, found.reason) == ("failed", None, f"{reason} room-double-booked (1, 2).")
    with database.reading() as unit:
        change = one_change(unit, 1, found.revision)
    assert change is not None
    assert [(op.what, op.key, op.before["state"], op.after["state"]) for op in change.operations] == [
        ("scheduled-release", "3", "waiting", "failed")
    ]
    assert run(database) == done
    assert Reader(database).current("forum").number == 2


def test_one_that_fails_keeps_no_other(database: Database) -> None:
    stored(database, FORUM)
    scheduled(database)
    scheduled(database, when=FRIDAY + 1)
    change_policy(database, "moderator-missing", "error")
    assert run(database, FRIDAY + 1).said == "0 published; 2 failed, and wait: forum 1, forum 2"


def test_removals_have_to_be_confirmed_when_it_is_approved(database: Database) -> None:
    stored(database, FORUM)
    published(database)
    edited(database, replace(FORUM, placements=()))
    with pytest.raises(RemovalsUnconfirmed):
        scheduled(database, guard=Guard(0, 1))
    scheduled(database, guard=Guard(0, 1), confirmed=True)
    assert run(database, guard=Guard(0, 1)) == Ran(done=1)


def test_removals_are_held_back_when_its_time_has_come(database: Database) -> None:
    stored(database, FORUM)
    published(database)
    edited(database, replace(FORUM, placements=()))
    number = scheduled(database).number
    assert run(database, guard=Guard(0, 1)).done == 0
    assert state(database, number)[2].startswith("This release would cancel 3 sessions that are public now.")


# --- Cancelling, undoing, several processes.


def test_what_is_cancelled_never_comes(database: Database) -> None:
    stored(database, FORUM)
    waiting = scheduled(database)
    cancel(Desks(database), "forum", waiting.number, author=BY, expected=waiting.revision)
    assert list_scheduled(database, "forum") == ()
    assert run(database) == Ran()
    with database.reading() as unit:
        (told,) = one_change(unit, 1, 2).operations  # type: ignore[union-attr]
    assert (told.what, told.key, told.before["label"], told.after) == ("scheduled-release", "1", "Friday", None)


def test_what_can_not_be_cancelled(database: Database) -> None:
    stored(database, FORUM)
    waiting = scheduled(database)
    for expected, refusal in ((None, PreconditionRequired), (0, Stale)):
        with pytest.raises(refusal):
            cancel(Desks(database), "forum", waiting.number, author=BY, expected=expected)
    with pytest.raises(NotFound, match="forum has no scheduled release 9"):
        cancel(Desks(database), "forum", 9, author=BY, expected=1)
    run(database)
    with pytest.raises(StateConflict, match="published already, as release 1"):
        cancel(Desks(database), "forum", waiting.number, author=BY, expected=2)


def test_what_failed_can_be_put_away(database: Database) -> None:
    stored(database, FORUM)
    number = scheduled(database).number
    change_policy(database, "moderator-missing", "error")
    run(database)
    cancel(Desks(database), "forum", number, author=BY, expected=2)
    assert run(database) == Ran()


def test_scheduling_is_no_edit_of_the_draft(database: Database) -> None:
    """It can't be taken back as one, and a draft that was reviewed before it still counts as reviewed."""
    stored(database, FORUM)
    scheduled(database)
    with pytest.raises(StateConflict, match="Cancel it instead"):
        revert(Desks(database), "forum", 1, author=BY)
    assert published(database, revision=0).number == 1


def test_a_reviewed_draft_is_asked_for_when_it_is_approved(database: Database) -> None:
    stored(database, FORUM)
    desks = Desks(database)
    with desks.database.reading() as unit:
        assert revision_of(unit, "forum")[1] == 0
        assert load_draft(unit, "forum").programme.event.slug == "forum"
    with pytest.raises(InvalidInput, match="5 is yet to come"):
        scheduled(database, revision=5)


def test_two_processes_publish_it_once(database: Database) -> None:
    stored(database, FORUM)
    for _ in range(2):
        scheduled(database)
    with ThreadPoolExecutor(4) as threads:
        work: Callable[[int], Ran] = lambda _: run(database)  # noqa: E731 - a name for its type
        assert sum(ran.done for ran in threads.map(work, range(4))) == 2
    assert [each.number for each in Reader(database).summaries("forum")] == [2, 1]


def test_who_lost_the_lease_publishes_nothing(database: Database) -> None:
    stored(database, FORUM)
    number = scheduled(database).number
    with pytest.raises(LeaseLost):
        run(database, turn=Turn("gone", Lease("jobs", 1)))
    assert state(database, number)[0] == "waiting"
    with database.reading() as unit:
        assert revision_of(unit, "forum")[1] == 1


def test_who_is_to_end_begins_no_other(database: Database) -> None:
    stored(database, FORUM)
    scheduled(database)
    assert run(database, turn=Turn("ending", ending=lambda: True)) == Ran(due=1)


def test_a_defect_of_ours_stops_one_and_no_other(database: Database) -> None:
    """What can't even be read waits on, and the run says that something is broken."""
    stored(database, FORUM)
    broken, sound = scheduled(database), scheduled(database, when=FRIDAY + 1)
    with database.storing() as unit:
        one = ScheduledReleaseRow.number == broken.number
        unit.execute(update(ScheduledReleaseRow).where(one).values(document=b"x"))
        unit.commit()
    with pytest.raises(zlib.error):
        run(database, FRIDAY + 1)
    assert [state(database, each.number) for each in (broken, sound)] == [("waiting", None, ""), ("published", 1, "")]
