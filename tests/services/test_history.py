"""The log in pages that no memory has to fear."""

from scheduler.domain.ordering import ordered
from scheduler.domain.wording import TEXT_LENGTH
from scheduler.services import history
from scheduler.services.history import HEAVIEST
from scheduler.store.db import Database
from tests.factories import day, event, programme
from tests.services.organiser import organising, wish

EMPTY = ordered(programme(event=event(days=(day("2017-06-12"),))))


def told(database: Database, name: str, start: int, limit: int) -> tuple[list[int], int, bool]:
    """Which changes are told, the revision, and whether there are more."""
    found, last, more = history.since(database, name, start, limit)
    return [change.revision for change in found], last, more


def test_heavy_changes_come_in_smaller_pages_and_none_is_left_out(database: Database) -> None:
    ana = organising(database, EMPTY)
    words = {"abstract": "x" * TEXT_LENGTH, "description": "x" * TEXT_LENGTH}
    ana.create("session", {"code": "A", "title": "0", **words})
    for number in range(24):  # both sides hold the words: 400,000 characters a change
        ana.change("session", "A", {"title": str(number + 1)})
    assert 24 * 4 * TEXT_LENGTH > 2 * HEAVIEST
    assert told(database, ana.event, 0, 500) == ([*range(1, 11)], 25, True)
    assert told(database, ana.event, 10, 500) == ([*range(11, 20)], 25, True)
    assert told(database, ana.event, 19, 500) == ([*range(20, 26)], 25, False)
    assert told(database, ana.event, 19, 2) == ([20, 21], 25, True)
    assert told(database, ana.event, 25, 500) == ([], 25, False)


def test_a_change_that_is_too_heavy_comes_alone(database: Database) -> None:
    """People lie apart from the log, and weigh as much."""
    ana = organising(database, EMPTY)
    everybody = [{"name": f"P{number}", "biography": "x" * TEXT_LENGTH} for number in range(45)]
    ana.edit(*(wish("create", "person", None, each) for each in everybody))
    ana.create("room", {"name": "R"})
    assert told(database, ana.event, 0, 500) == ([1], 2, True)
    assert told(database, ana.event, 1, 500) == ([2], 2, False)
