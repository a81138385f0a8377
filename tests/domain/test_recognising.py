"""Words that people write, and what of a programme they mean."""

from dataclasses import replace

import pytest

from scheduler.domain.export_ids import person_guid, room_guid
from scheduler.domain.imported import Imported, ImportedEvent, ImportedPerson, ImportedRoom
from scheduler.domain.programme import Programme
from scheduler.domain.recognising import recognised
from tests.factories import EVENT, person, placement, programme, room, session

NINE, TEN = "2017-06-12T09:00", "2017-06-12T10:00"
DRAFT = programme(
    placement("1", NINE, TEN, "hall"),
    placement("2", NINE, TEN, "annex-b"),
    rooms=(room("hall"), room("annex-a", name="Annex"), room("annex-b", name="Annex")),
    people=(person("a", name="Ada", export_id=7), person("b", name="Bob"), person("c", name="Bob")),
    sessions=(
        session("1", title="Opening", people=("a",)),
        session("2", title="Closing", people=("c",)),
        session("3", title="Break"),
        session("4", title="Break"),
    ),
)
ROW = ImportedEvent(line=2, id="", code="1", starts=0, ends=3600, title="Opening")


def said(*rows: ImportedEvent, draft: Programme | None = DRAFT, next_code: int = 5) -> Imported:
    return recognised(draft, Imported("UTC", events=rows), next_code=next_code, word="line")


def hall(slug: str) -> ImportedRoom:
    return ImportedRoom("Hall" if slug == "hall" else "Annex", room_guid(EVENT, slug))


def who(name: str, identity: str, number: int | None = None) -> ImportedPerson:
    return ImportedPerson(name, number, person_guid(EVENT, identity))


@pytest.mark.parametrize(
    ("code", "title", "found"),
    [
        pytest.param("1", "Welcome", ("1", "Welcome"), id="a code says it all"),
        pytest.param("1", "", ("1", "Opening"), id="without a title it stays"),
        pytest.param("", "Opening", ("1", "Opening"), id="by title"),
        pytest.param("", "Lunch", ("6", "Lunch"), id="a new one gets a free number"),
        pytest.param("9", "Lunch", ("9", "Lunch"), id="a new code"),
    ],
)
def test_whose_row_it_is(code: str, title: str, found: tuple[str, str]) -> None:
    """Number 5 is taken by the other row."""
    first, other = said(replace(ROW, code=code, title=title), replace(ROW, line=3, code="5", title="Five")).events
    assert ((first.code, first.title), other.code) == (found, "5")


def test_rows_of_one_new_title_are_one_session() -> None:
    rows = (replace(ROW, code="", title=title, line=n) for n, title in enumerate(("A", "B", "A"), 2))
    assert [row.code for row in said(*rows, draft=None, next_code=1).events] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("code", "word", "found"),
    [
        pytest.param("1", "Hall", hall("hall"), id="by name"),
        pytest.param("1", "hall", hall("hall"), id="by slug"),
        pytest.param("1", "Annex [annex-a]", hall("annex-a"), id="by name and slug"),
        pytest.param("2", "Annex", hall("annex-b"), id="of one name the one where it is"),
        pytest.param("1", "Garden", ImportedRoom("Garden"), id="a new one"),
    ],
)
def test_which_room_is_meant(code: str, word: str, found: ImportedRoom) -> None:
    imported = said(replace(ROW, code=code, room=ImportedRoom(word)))
    assert ([row.room for row in imported.events], imported.rooms, imported.flaws) == ([found], (found,), ())


@pytest.mark.parametrize(
    ("code", "word", "found"),
    [
        pytest.param("1", "Ada", who("Ada", "a", 7), id="by name, though she has a number"),
        pytest.param("1", "Bob [b]", who("Bob", "b"), id="by name and slug"),
        pytest.param("2", "Bob", who("Bob", "c"), id="of one name the one who is in it"),
        pytest.param("1", "Cleo", ImportedPerson("Cleo"), id="a new one"),
    ],
)
def test_who_is_meant(code: str, word: str, found: ImportedPerson) -> None:
    imported = said(replace(ROW, code=code, persons=(ImportedPerson(word),)))
    assert ([row.persons for row in imported.events], imported.flaws) == ([(found,)], ())


@pytest.mark.parametrize(
    ("row", "told", "unread"),
    [
        pytest.param(
            replace(ROW, code="", title="Break"),
            "Sessions 3, 4 all have the title 'Break'. Give the code of one.",
            {"3", "4"},
            id="two of one title",
        ),
        pytest.param(
            replace(ROW, code="9", title=""),
            "Session '9' is new, and its row has no title. Give it one.",
            {"9"},
            id="a new one without a title",
        ),
        pytest.param(
            replace(ROW, room=ImportedRoom("Annex")),
            "There are several rooms named 'Annex': annex-a, annex-b. Write 'Annex [annex-a]'.",
            {"1"},
            id="rooms of one name",
        ),
        pytest.param(
            replace(ROW, persons=(ImportedPerson("Bob"),)),
            "There are several people named 'Bob': b, c. Write 'Bob [b]'.",
            {"1"},
            id="people of one name",
        ),
    ],
)
def test_what_stays_open_is_told(row: ImportedEvent, told: str, unread: set[str]) -> None:
    imported = said(row, replace(ROW, line=9))
    assert [str(flaw) for flaw in imported.flaws] == [f"line 2: {told}"]
    assert ([row.line for row in imported.events], set(imported.unread)) == ([9], unread)
