"""Events that are deleted, and others that come after them under the same name."""

from scheduler.domain.log import Repeat
from scheduler.domain.ordering import ordered
from scheduler.services.desk import Desks
from scheduler.services.founding import dissolve_event
from scheduler.store.db import Database
from tests.factories import day, event, programme
from tests.services.organiser import Organiser, organising, wish

EMPTY = ordered(programme(event=event(days=(day("2017-06-12"),))))


def founded(database: Database) -> Organiser:
    return organising(database, EMPTY)


def dissolve(one: Organiser) -> None:
    dissolve_event(one.desks, one.event, expected=one.desk.version("event", one.event))


def test_no_process_takes_a_new_event_for_the_one_that_had_its_name(database: Database) -> None:
    """Another process keeps the draft of the first, and was not told that it went."""
    first = founded(database)
    first.create("room", {"name": "Old"})
    other = Desks(database)
    assert [room.name for room in other.open(first.event).programme.rooms] == ["Old"]
    dissolve(first)
    second = founded(database)
    second.create("room", {"name": "New"})
    assert [room.name for room in other.open(second.event).programme.rooms] == ["New"]


def test_what_was_done_in_an_event_that_went_is_not_answered_for_the_next(database: Database) -> None:
    repeat = Repeat("key", "digest")
    for name in ("Old", "New"):
        one = founded(database)
        one.edit(wish("create", "room", None, {"name": name}), repeat=repeat)
        assert [room.name for room in one.desk.programme.rooms] == [name]
        dissolve(one)
