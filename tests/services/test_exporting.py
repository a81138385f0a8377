"""An export is the current release; the draft, where it is asked for or there is nothing else, aged as the next one."""

from scheduler.services.exporting import Export, export
from scheduler.services.reading import Reader
from scheduler.store.db import Database
from tests.factories import placement, programme, room, session
from tests.services.forum import BASE, NOW, edited, published, stored

NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
SESSIONS = (session("1"), session("2"))
PLAN = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"), sessions=SESSIONS)
MOVED = programme(placement("1", TEN, ELEVEN, "a"), sessions=SESSIONS, rooms=(room("a"), room("b")))


def run(database: Database, *, draft: bool = False) -> Export:
    return export(database, Reader(database), "forum", form="ics", base_url=BASE, now=NOW + 60, draft=draft)


def told(exported: Export) -> list[tuple[str, str, str]]:
    """Per entry: UID, SEQUENCE, STATUS."""
    blocks = exported.body.decode().split("BEGIN:VEVENT\r\n")[1:]
    wanted = ("UID", "SEQUENCE", "STATUS")
    lines = [dict(line.split(":", 1) for line in block.split("\r\n") if line.startswith(wanted)) for block in blocks]
    return sorted((each["UID"], each["SEQUENCE"], each["STATUS"]) for each in lines)


def entries(*ages: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The entries of sessions 1, 2 and so on, by SEQUENCE and STATUS."""
    return [(f"forum-{number}-1@forum.example", *age) for number, age in enumerate(ages, start=1)]


def test_before_a_release_it_is_the_draft(database: Database) -> None:
    stored(database, PLAN)
    exported = run(database)
    assert exported.number is None
    assert told(exported) == [
        ("forum-1-1@forum.example", "0", "CONFIRMED"),
        ("forum-2-1@forum.example", "0", "CONFIRMED"),
    ]


def test_after_a_release_it_is_the_release(database: Database) -> None:
    stored(database, PLAN)
    published(database)
    edited(database, MOVED)
    exported = run(database)
    assert exported.number == 1
    assert told(exported) == [
        ("forum-1-1@forum.example", "0", "CONFIRMED"),
        ("forum-2-1@forum.example", "0", "CONFIRMED"),
    ]


def test_the_draft_is_aged_as_the_release_that_it_would_be(database: Database) -> None:
    """A calendar that holds the release takes the draft for newer, and keeps nothing that is gone."""
    stored(database, PLAN)
    published(database)
    edited(database, MOVED)
    exported = run(database, draft=True)
    assert exported.number is None
    assert told(exported) == [
        ("forum-1-1@forum.example", "1", "CONFIRMED"),
        ("forum-2-1@forum.example", "1", "CANCELLED"),
    ]
