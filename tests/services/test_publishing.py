"""A release is numbered, whole, and stopped by the errors that it would publish."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.document import thaw_programme
from scheduler.domain.errors import BlockedByConflicts, InvalidInput, NotFound, RemovalsUnconfirmed, StateConflict
from scheduler.domain.release import Entry
from scheduler.domain.removals import Guard
from scheduler.services.reading import Reader
from scheduler.store.changes import one_change
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.models.release import ReleaseRow
from scheduler.store.releases import load_document
from tests.factories import at, placement, programme, session
from tests.services.forum import NOW, change_policy, edited, published, stored

NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
LATER = NOW + 3600


def test_a_release_is_what_readers_get(database: Database) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a")))
    made = published(database, label="  First\nof all ")
    assert (made.number, made.label, made.published_at) == (1, "First of all", NOW)
    assert made.entries == (Entry("1", 1, "confirmed", 0, NOW, NOW),)
    assert Reader(database).current("forum") == made


def test_a_move_raises_the_sequence_and_the_old_release_stays(database: Database) -> None:
    draft = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"))
    stored(database, draft)
    first = published(database)
    edited(database, replace(draft, placements=(placement("1", TEN, ELEVEN, "a"), placement("2", NINE, TEN, "b"))))
    second = published(database, now=LATER)
    assert second.entry["1", 1] == Entry("1", 1, "confirmed", 1, NOW, LATER)
    assert second.entry["2", 1] == Entry("2", 1, "confirmed", 0, NOW, NOW)
    assert Reader(database).releases("forum") == (second, first)


def test_two_releases_in_one_second_are_still_in_order(database: Database) -> None:
    """Last-Modified must differ, or a calendar that asks by time would keep the older one."""
    stored(database, programme(placement("1", NINE, TEN, "a")))
    assert [published(database).published_at for _ in range(3)] == [NOW, NOW + 1, NOW + 2]


def test_errors_stop_a_release_and_nothing_is_stored(database: Database) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "a")))
    with pytest.raises(BlockedByConflicts) as stopped:
        published(database)
    assert stopped.value.detail == (
        "1 error stands in the way of this release. "
        "Mend it, waive it, or publish only sessions that it doesn't concern."
    )
    told = [(c["rule"], c["sessions"], c["room"]) for c in stopped.value.conflicts]
    sessions = [
        {"code": "1", "part": 1, "title": "Session 1"},
        {"code": "2", "part": 1, "title": "Session 2"},
    ]
    assert told == [("room-double-booked", sessions, "a")]
    with pytest.raises(NotFound, match="nothing of it was published yet"):
        Reader(database).current("forum")


@pytest.mark.parametrize(
    ("seconds", "stops"), [(-1, True), (0, False), (1, False)], ids=["one second before the end", "at the end", "after"]
)
def test_errors_that_are_wholly_past_stop_nothing(database: Database, seconds: int, stops: bool) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a"), placement("2", NINE, ELEVEN, "a")))
    now = at(ELEVEN) + seconds
    if stops:
        with pytest.raises(BlockedByConflicts):
            published(database, now=now)
    else:
        assert published(database, now=now).number == 1


def test_what_is_only_proposed_neither_stops_nor_shows(database: Database) -> None:
    draft = programme(
        placement("1", NINE, TEN, "a"),
        placement("2", NINE, TEN, "a"),
        sessions=(session("1"), session("2", state="proposed")),
    )
    stored(database, draft)
    assert [entry.session for entry in published(database).entries] == ["1"]


def test_only_publishes_chosen_sessions_on_top_of_the_last_release(database: Database) -> None:
    draft = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"))
    stored(database, draft)
    published(database)
    half_done = programme(placement("1", TEN, ELEVEN, "a"), placement("2", TEN, ELEVEN, "a"))
    edited(database, half_done)
    made = published(database, only=["1"], now=LATER)
    assert [(p.session, p.starts, p.room) for p in made.programme.placements] == [
        ("2", at(NINE), "b"),
        ("1", at(TEN), "a"),
    ]
    with pytest.raises(BlockedByConflicts):
        published(database, only=["2"], now=LATER)


def test_only_an_unknown_session_is_told(database: Database) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a")))
    with pytest.raises(InvalidInput, match="There is no session 9 in forum"):
        published(database, only=["9"])


def test_only_a_proposed_session_says_that_it_is_one(database: Database) -> None:
    stored(database, programme(sessions=(session("1", state="proposed"),)))
    with pytest.raises(StateConflict, match="Session 1 is only proposed"):
        published(database, only=["1"])


@pytest.mark.parametrize("label", ["", " \n ", "x" * 301], ids=["empty", "blank", "too long"])
def test_a_release_needs_a_label(database: Database, label: str) -> None:
    stored(database, programme())
    with pytest.raises(InvalidInput, match="needs a label"):
        published(database, label=label)


def test_the_whole_document_is_kept_for_organisers(database: Database) -> None:
    draft = programme(placement("1", NINE, TEN, "a"), sessions=(session("1", expected_attendance=12), session("2")))
    stored(database, draft)
    published(database)
    with database.reading() as unit:
        row = unit.get_one(ReleaseRow, (1, 1))
    kept = thaw_programme(row.document)
    assert {s.code: s.expected_attendance for s in kept.sessions} == {"1": 12, "2": None}


MANY = programme(*(placement(str(number), NINE, TEN, f"room-{number}") for number in range(10)))


def test_a_release_that_cancels_much_has_to_be_confirmed(database: Database) -> None:
    stored(database, MANY)
    first = published(database)
    edited(database, replace(MANY, placements=MANY.placements[5:]))
    with pytest.raises(RemovalsUnconfirmed, match="would cancel 5 sessions that are public now") as held:
        published(database, now=LATER, guard=Guard())
    assert [flaw.message for flaw in held.value.flaws] == [
        f"Session {number} would be cancelled: Session {number}" for number in range(5)
    ]
    assert Reader(database).current("forum") == first
    assert published(database, now=LATER, guard=Guard(50, 1)).number == 2
    assert published(database, now=LATER, guard=Guard(0, 0)).number == 3


def test_a_confirmed_release_goes_out(database: Database) -> None:
    stored(database, MANY)
    published(database)
    edited(database, replace(MANY, placements=()))
    made = published(database, now=LATER, guard=Guard(), confirmed=True)
    assert {entry.status for entry in made.entries} == {"cancelled"}


def test_a_release_that_changes_nothing_says_so(database: Database) -> None:
    stored(database, MANY)
    published(database)
    published(database, now=LATER)
    assert [each.changed for each in Reader(database).summaries("forum")] == [0, 10]


FIRST = programme(
    placement("1", NINE, TEN, "a"),
    placement("2", NINE, TEN, "b"),
    sessions=(session("1", expected_attendance=12, people=("ada",)), session("2")),
)
SECOND = programme(
    placement("1", TEN, ELEVEN, "a"), placement("3", NINE, TEN, "b"), sessions=(session("1", title="New"),)
)


def test_a_roll_back_is_a_new_release_with_old_content(database: Database) -> None:
    stored(database, FIRST)
    first = published(database)
    edited(database, SECOND)
    second = published(database, now=LATER)
    with database.reading() as unit:
        draft = load_draft(unit, "forum").programme
    third = published(database, now=LATER + 60, restores=1, label="Back")
    assert (third.number, third.label) == (3, "Back")
    assert {id_: (entry.status, entry.sequence) for id_, entry in third.entry.items()} == {
        ("1", 1): ("confirmed", 2),
        ("2", 1): ("confirmed", 2),
        ("3", 1): ("cancelled", 1),
    }
    assert [third.item["1", 1], third.item["2", 1]] == [first.item["1", 1], first.item["2", 1]]
    assert {id_: entry.sequence for id_, entry in second.entry.items()} == {("1", 1): 1, ("2", 1): 1, ("3", 1): 0}
    with database.reading() as unit:
        assert load_document(unit, 1, 3) == load_document(unit, 1, 1)
        assert load_draft(unit, "forum").programme == draft
        (told,) = one_change(unit, 1, 4).operations  # type: ignore[union-attr]
    assert told.after == {"label": "Back", "note": "", "only": [], "restores": 1, "waived": []}


def test_the_draft_is_released_over_a_roll_back(database: Database) -> None:
    stored(database, FIRST)
    published(database)
    edited(database, SECOND)
    second = published(database, now=LATER)
    published(database, now=LATER, restores=1)
    fourth = published(database, now=LATER)
    assert [fourth.item[id_] for id_ in (("1", 1), ("3", 1))] == [second.item[id_] for id_ in (("1", 1), ("3", 1))]
    assert {id_: entry.sequence for id_, entry in fourth.entry.items()} == {("1", 1): 3, ("2", 1): 3, ("3", 1): 2}


def test_a_roll_back_is_judged_as_any_release(database: Database) -> None:
    """By the policy of now: what was no error when it was released may be one."""
    stored(database, programme(placement("1", NINE, TEN, "a", takedown_minutes=5), placement("2", TEN, ELEVEN, "a")))
    published(database)
    change_policy(database, "room-turnover", "error")
    with pytest.raises(BlockedByConflicts):
        published(database, restores=1)


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"restores": 2}, "/restores"),
        ({"restores": 0}, "/restores"),
        ({"restores": 1, "only": ["1"]}, "/only"),
        ({"restores": 1, "revision": 0}, "/revision"),
    ],
    ids=str,
)
def test_a_roll_back_that_is_none(database: Database, wanted: dict[str, Any], pointer: str) -> None:
    stored(database, FIRST)
    published(database)
    with pytest.raises(InvalidInput) as refused:
        published(database, **wanted)
    assert [flaw.pointer for flaw in refused.value.flaws] == [pointer]


def test_before_the_first_release_there_is_nothing_to_go_back_to(database: Database) -> None:
    stored(database, FIRST)
    with pytest.raises(InvalidInput, match="There is no release 1 to go back to"):
        published(database, restores=1)
