"""How an event takes rules, what that does to conflicts on record, and to releases."""

from dataclasses import replace

import pytest

from scheduler.domain.conflicts import RULES, Policy
from scheduler.domain.errors import BlockedByConflicts, InvalidInput, NotFound, PreconditionRequired, Stale
from scheduler.domain.log import Author
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.services.desk import Desks
from scheduler.services.policies import described, read_policy, set_policy
from scheduler.services.recording import Recorded, become
from scheduler.services.waiving import read_waiver, unwaive, waive
from scheduler.store.db import Database
from scheduler.store.models.history import ChangeRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.policies import load_policy
from scheduler.store.rows import table_of
from scheduler.store.sightings import Sighting, history
from tests.factories import day, event, placement, programme, room, session
from tests.services.forum import NOW, published, stored

BY = Author("ana@forum.example", NOW, "request-1")
LATER = Author("bob@forum.example", NOW + 60)

FORUM = ordered(
    programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "hall"),
        placement("2", "2017-06-12T09:30", "2017-06-12T10:30", "hall"),
        placement("3", "2017-06-12T09:30", "2017-06-12T10:30", "annex"),
        event=event(days=(day("2017-06-12"),)),
        rooms=[room("hall"), room("annex")],
        sessions=[session("1"), session("2"), session("3")],
    )
)
MOVED = ordered(
    replace(
        FORUM,
        placements=(
            FORUM.placement["1", 1],
            placement("2", "2017-06-12T09:40", "2017-06-12T10:40", "hall"),
            FORUM.placement["3", 1],
        ),
    )
)
APART = ordered(replace(FORUM, placements=(FORUM.placement["1", 1], FORUM.placement["3", 1])))
OTHERS = ordered(
    replace(
        FORUM,
        sessions=tuple(replace(each, title=f"New {each.title}") for each in FORUM.sessions),
        placements=(
            FORUM.placement["1", 1],
            FORUM.placement["2", 1],
            placement("3", "2017-06-12T15:00", "2017-06-12T16:00", "annex"),
        ),
    )
)
"""Renamed, and a session moved that has nothing to do with the conflict."""


def edited(database: Database, made: Programme, author: Author = BY) -> Recorded:
    with database.writing("forum") as edit:
        found = become(edit, Desks(database).before(edit, "forum"), made, author)
        edit.commit()
    return found


@pytest.fixture
def forum(database: Database) -> Database:
    """The forum, its conflicts on record since change 1."""
    stored(database, Programme(FORUM.event))
    edited(database, FORUM)
    return database


def booked(database: Database) -> str:
    """The key of the room's double booking."""
    (key,) = (c.key for c in Desks(database).open("forum").conflicts if c.rule == "room-double-booked")
    return key


def life(database: Database, key: str) -> tuple[Sighting, ...]:
    with database.reading() as unit:
        return history(unit, 1, key)


def test_the_first_edit_puts_every_conflict_on_record(database: Database) -> None:
    stored(database, Programme(FORUM.event))
    found = edited(database, FORUM)
    desk = Desks(database).open("forum")
    assert found.change.introduced == tuple(sorted(c.key for c in desk.conflicts))
    assert {key: each.revision for key, each in desk.sightings.items()} == {c.key: 1 for c in desk.conflicts}


def test_a_conflict_is_known_from_when_to_when(forum: Database) -> None:
    key = booked(forum)
    assert edited(forum, OTHERS, LATER).change.introduced == ()
    assert booked(forum) == key  # renames and others' moves are nothing to it
    assert key in edited(forum, APART, LATER).change.resolved
    assert key in edited(forum, FORUM, LATER).change.introduced
    assert life(forum, key) == (Sighting(1, NOW, gone=3), Sighting(4, NOW + 60))


def test_a_policy_is_set_for_all_that_read_it(forum: Database) -> None:
    key = booked(forum)
    assert read_policy(forum, "forum") == (Policy(), 0)
    policy, changed = set_policy(
        Desks(forum), "forum", {"room-double-booked": {"severity": "off"}}, expected=0, author=LATER
    )
    assert changed == 2
    assert read_policy(forum, "forum") == (policy, 2) == (Policy((("room-double-booked", "off"),)), 2)
    assert life(forum, key) == (Sighting(1, NOW, gone=2),)


def test_what_is_as_the_rule_has_it_is_not_set(forum: Database) -> None:
    set_policy(Desks(forum), "forum", described(Policy()), expected=0, author=BY)
    assert read_policy(forum, "forum") == (Policy(), 0)
    assert Desks(forum).open("forum").revision == 1  # nothing changed, so no change number is spent


def test_policies_are_in_the_log_with_what_they_were(forum: Database) -> None:
    set_policy(Desks(forum), "forum", {"unplaced": {"severity": "error"}}, expected=0, author=BY)
    set_policy(Desks(forum), "forum", {"person-overload": {"parameters": {"most_a_day": 3}}}, expected=2, author=LATER)
    table = table_of(ChangeRow)
    with forum.reading() as unit:
        rows = unit.execute(table.select().where(table.c.revision > 1).order_by(table.c.revision)).all()
    assert [(row.revision, row.who, row.request, row.operations) for row in rows] == [
        (
            2,
            "ana@forum.example",
            "request-1",
            [{"what": "policy", "key": "forum", "before": {}, "after": {"unplaced": {"severity": "error"}}}],
        ),
        (
            3,
            "bob@forum.example",
            None,
            [
                {
                    "what": "policy",
                    "key": "forum",
                    "before": {"unplaced": {"severity": "error"}},
                    "after": {"person-overload": {"parameters": {"most_a_day": 3}}},
                }
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("expected", "error"), [(None, PreconditionRequired), (1, Stale), (-1, Stale)], ids=["none", "another", "nonsense"]
)
def test_a_policy_is_set_on_what_was_read(forum: Database, expected: int | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        set_policy(Desks(forum), "forum", {"unplaced": {"severity": "off"}}, expected=expected, author=BY)
    assert read_policy(forum, "forum") == (Policy(), 0)
    assert Desks(forum).open("forum").revision == 1  # no change number is lost


def test_a_policy_that_cannot_be_changes_nothing(forum: Database) -> None:
    with pytest.raises(InvalidInput):
        set_policy(Desks(forum), "forum", {"unplaced": {"severity": "loud"}}, expected=0, author=BY)
    assert Desks(forum).open("forum").revision == 1


def test_a_setting_of_another_version_is_left_out(forum: Database) -> None:
    with forum.writing("forum") as edit:
        edit.session.connection().exec_driver_sql(
            "INSERT INTO policy (event_id, changed, settings) VALUES (1, 1, "
            '\'{"gone-rule": {"severity": "off"}, "unplaced": {"severity": "error"}}\')'
        )
        edit.commit()
    with forum.reading() as unit:
        assert load_policy(unit, 1) == (Policy.of({"unplaced": "error"}, {}, RULES.values()), 1)


def given(database: Database, key: str, author: Author = BY) -> None:
    (conflict,) = (c for c in Desks(database).open("forum").conflicts if c.key == key)
    waive(Desks(database), "forum", key, reason="On purpose.", facts=conflict.facts, expected=None, author=author)


def test_a_waived_error_blocks_no_release_and_is_kept_with_it(forum: Database) -> None:
    key = booked(forum)
    with pytest.raises(BlockedByConflicts):
        published(forum)
    given(forum, key)
    assert published(forum).number == 1
    with forum.reading() as unit:
        (waived,) = unit.execute(table_of(ReleaseRow).select().with_only_columns(ReleaseRow.waived)).scalars()
    assert waived == [{"key": key, "rule": "room-double-booked", "reason": "On purpose.", "who": "ana@forum.example"}]


def test_a_waiver_ends_when_the_matter_changes_and_stays_ended(forum: Database) -> None:
    key = booked(forum)
    given(forum, key)
    assert edited(forum, OTHERS).change.ended == ()  # nothing to it
    assert edited(forum, MOVED, LATER).change.ended == (key,)
    waiver = read_waiver(forum, "forum", key)
    assert (waiver.ended_at, waiver.who) == (NOW + 60, "ana@forum.example")
    assert edited(forum, FORUM).change.ended == ()
    with pytest.raises(BlockedByConflicts):
        published(forum)


def test_a_waiver_ends_when_its_conflict_goes(forum: Database) -> None:
    key = booked(forum)
    given(forum, key)
    assert edited(forum, APART).change.ended == (key,)


def test_a_waiver_taken_back_counts_no_more(forum: Database) -> None:
    key = booked(forum)
    given(forum, key)
    unwaive(Desks(forum), "forum", key, expected=2, author=LATER)
    assert read_waiver(forum, "forum", key).ended_at == NOW + 60
    assert Desks(forum).open("forum").holding == {}


@pytest.mark.parametrize(("reason", "stands"), [("", 0), (" \n ", 0), ("x" * 2001, 0)])
def test_a_waiver_needs_a_reason(forum: Database, reason: str, stands: int) -> None:
    key = booked(forum)
    with pytest.raises(InvalidInput):
        waive(Desks(forum), "forum", key, reason=reason, facts={}, expected=None, author=BY)
    assert len(Desks(forum).open("forum").waivers) == stands


def test_only_what_is_there_can_be_waived(forum: Database) -> None:
    with pytest.raises(NotFound, match="has no conflict"):
        waive(Desks(forum), "forum", "room-double-booked:0", reason="x", facts={}, expected=None, author=BY)


def test_a_desk_is_kept_until_its_revision_is_over(forum: Database) -> None:
    desks = Desks(forum)
    first = desks.open("forum")
    assert desks.open("forum") is first
    edited(forum, MOVED)
    assert (desks.open("forum").revision, desks.open("forum").programme.placements) == (2, MOVED.placements)
