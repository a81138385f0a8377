"""What people follow moves the rule about shared audiences, counted now and then, and tells of nobody."""

from dataclasses import replace

from scheduler.domain.conflicts import NO_SIGNALS, Signals
from scheduler.domain.ordering import ordered
from scheduler.services.desk import Desk, Desks, load_desk, replay
from scheduler.services.recording import become
from scheduler.services.signalling import EVERY, FEWEST
from scheduler.store.changes import changes_since
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.followers import add_bookmarks, add_follower
from tests.factories import placement, programme, session
from tests.services.forum import NOW
from tests.services.organiser import BY, organising

PEOPLE = 30
DRAFT = ordered(
    programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"),
        placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "library"),
        placement("3", "2017-06-12T09:00", "2017-06-12T10:00", "annex"),
        sessions=[session("1"), session("2"), session("3")],
    )
)


def follow(database: Database, *codes: str, people: range) -> None:
    """So many people, each known by a number, follow these sessions."""
    with database.storing() as unit:
        event_id, _ = revision_of(unit, "forum")
        for number in people:
            add_bookmarks(unit, add_follower(unit, event_id, account=None, digest=f"{number}", at=NOW), codes)
        unit.commit()


def clashes(desk: Desk) -> list[tuple[str, ...]]:
    found = [conflict for conflict in desk.conflicts if conflict.rule == "audience-clash"]
    return [tuple(party.session for party in conflict.parties) for conflict in found]


def test_who_is_followed_by_the_same_people_clashes_within_minutes(database: Database) -> None:
    organising(database, DRAFT)
    time = 0.0
    desks = Desks(database, stopwatch=lambda: time)
    before = desks.open("forum")
    assert (before.signals, clashes(before)) == (NO_SIGNALS, [])
    follow(database, "1", "2", people=range(PEOPLE))
    follow(database, "3", people=range(PEOPLE, 2 * PEOPLE))
    assert desks.open("forum") is before
    time = EVERY
    after = desks.open("forum")
    assert after.signals == Signals(
        followers={"1": PEOPLE, "2": PEOPLE, "3": PEOPLE}, together={("1", "2"): PEOPLE}, audience=2 * PEOPLE
    )
    assert clashes(after) == [("1", "2")]
    assert str(PEOPLE) not in str([conflict.facts for conflict in after.conflicts])
    time = 2 * EVERY
    assert desks.open("forum") is after, "the same counts make no new desk, whose conflicts were to be found out anew"


def test_what_few_follow_is_not_counted(database: Database) -> None:
    """Neither a session nor a pair: the numbers of a rule are an organiser's to set."""
    organising(database, DRAFT)
    follow(database, "1", "2", people=range(FEWEST - 1))
    follow(database, "2", "3", people=range(FEWEST, 2 * FEWEST))
    assert Desks(database).open("forum").signals == Signals(
        followers={"2": 2 * FEWEST - 1, "3": FEWEST}, together={("2", "3"): FEWEST}, audience=2 * FEWEST - 1
    )


def test_they_are_no_part_of_what_is_replayed(database: Database) -> None:
    """What came by bookmarks alone is resolved by a move without having been introduced by one."""
    organising(database, DRAFT)
    follow(database, "1", "2", people=range(PEOPLE))
    follow(database, "3", people=range(PEOPLE, 2 * PEOPLE))
    desks = Desks(database)
    before = desks.open("forum")
    assert clashes(before) == [("1", "2")]
    moved = ordered(
        replace(
            DRAFT,
            placements=(*DRAFT.placements[1:], placement("1", "2017-06-12T11:00", "2017-06-12T12:00", "popov")),
        )
    )
    with database.writing("forum") as edit:
        recorded = become(edit, desks.before(edit, "forum"), moved, BY)
        edit.commit()
    desks.keep(recorded.desk)
    assert recorded.comparison is not None
    assert [conflict.rule for conflict in recorded.comparison.resolved] == ["audience-clash"]
    assert recorded.change.resolved == ()
    assert (clashes(recorded.desk), recorded.desk.signals) == ([], before.signals)
    with database.reading() as unit:
        loaded = load_desk(unit, "forum", recorded.desk.revision)
        changes = changes_since(unit, before.event_id, before.revision, until=recorded.desk.revision)
    assert replay(before, changes) == replace(loaded, signals=before.signals)
