"""What is written comes back whole, on both databases; what differs, and only that, is written."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from scheduler.domain.errors import NotFound, StateConflict
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.store.db import Database
from scheduler.store.drafts import Draft, load_draft
from scheduler.store.saving import create_event, next_code, save_draft
from tests.databases import migrate
from tests.everything import EVERYTHING
from tests.factories import placement, programme, session
from tests.postgres import Server
from tests.statements import counted


def store(database: Database, wanted: Programme) -> Draft:
    with database.storing() as unit:
        save_draft(unit, create_event(unit, wanted), wanted)
        unit.commit()
    return load(database, wanted.event.slug)


def load(database: Database, slug: str) -> Draft:
    with database.reading() as unit:
        return load_draft(unit, slug)


def edit(database: Database, wanted: Programme) -> Draft:
    slug = wanted.event.slug
    with database.writing(slug) as open_edit:
        save_draft(open_edit.session, load_draft(open_edit.session, slug), wanted)
        open_edit.commit()
    return load(database, slug)


def test_every_field_of_everything_comes_back(database: Database) -> None:
    assert store(database, EVERYTHING).programme == EVERYTHING


def test_everything_can_be_taken_away_and_put_back(database: Database) -> None:
    store(database, EVERYTHING)
    bare = Programme(event=replace(EVERYTHING.event, days=()))
    assert edit(database, bare).programme == bare


def test_two_events_hold_the_same_keys_apart(database: Database) -> None:
    other = replace(EVERYTHING, event=replace(EVERYTHING.event, slug="other"))
    store(database, EVERYTHING)
    store(database, other)
    edit(database, Programme(event=other.event))
    assert load(database, "everything").programme == EVERYTHING


def test_moving_one_session_writes_one_row(database: Database) -> None:
    first = placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "a")
    before = programme(first, placement("2", "2017-06-12T11:00", "2017-06-12T12:00", "a"))
    stored = store(database, before).programme
    moved = ordered(replace(stored, placements=(replace(first, starts=first.starts + 900), *stored.placements[1:])))
    with database.writing("forum") as open_edit:
        draft = load_draft(open_edit.session, "forum")
        with counted(database.engine) as statements:
            save_draft(open_edit.session, draft, moved)
            open_edit.commit()
    assert [s.split()[0:2] for s in statements] == [["UPDATE", "placement"]]
    assert load(database, "forum").programme == moved


def test_revisions_count_edits_without_gaps(database: Database) -> None:
    stored = store(database, programme())
    assert stored.revision == 0
    assert [edit(database, stored.programme).revision for _ in range(3)] == [1, 2, 3]


def test_an_edit_without_commit_leaves_no_trace(database: Database) -> None:
    before = store(database, EVERYTHING)
    with database.writing("everything") as open_edit:
        save_draft(open_edit.session, before, Programme(event=EVERYTHING.event))
    assert load(database, "everything") == before


def test_a_code_is_never_given_again(database: Database) -> None:
    store(database, programme(sessions=(session("7"),)))
    edit(database, programme())
    with pytest.raises(StateConflict, match="Session code 7 was given to a session that is gone"):
        edit(database, programme(sessions=(session("7"),)))


def test_the_counter_stays_above_every_code_that_is_a_number(database: Database) -> None:
    store(database, programme(sessions=(session("396"), session("2024"), session("A9"))))
    with database.reading() as unit:
        assert next_code(unit, 1) == "2025"


def test_parts_get_export_ids_that_stay(database: Database) -> None:
    """Part 1 the code if it is a number still free; the rest counted, and the same after the next edit."""
    stored = store(database, programme(sessions=(session("396", parts=(60, 60)), session("A")))).programme
    ids = {key: part.export_id for key, part in stored.part.items()}
    assert ids["396", 1] == 396
    assert len(set(ids.values())) == 3
    after = edit(database, ordered(replace(stored, sessions=(*stored.sessions, session("1"))))).programme
    assert {key: after.part[key].export_id for key in ids} == ids


def test_an_unknown_event_is_told_with_those_that_exist(database: Database) -> None:
    store(database, EVERYTHING)
    with pytest.raises(NotFound, match=r"There is no event 'nope'\. There is: everything"):
        load(database, "nope")


def test_a_slug_is_taken_once(database: Database) -> None:
    store(database, EVERYTHING)
    with pytest.raises(StateConflict, match="There is an event 'everything' already"):
        store(database, EVERYTHING)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE placement SET room = 'nowhere'", "a room that does not exist"),
        ("UPDATE placement SET ends_at = starts_at", "no length"),
        ("UPDATE room SET capacity = -1", "a negative capacity"),
        ("UPDATE session SET state = 'maybe'", "a state that is none"),
        ("UPDATE session SET title = '" + "x" * 301 + "'", "a title of 301 characters"),
        ("DELETE FROM room WHERE slug = 'left'", "a room in use"),
        ("DELETE FROM person WHERE id = 'p1'", "a person in a session"),
        (
            "INSERT INTO room_piece (event_id, whole, piece, position) SELECT event_id, 'left', 'left', 0 FROM room",
            "itself",
        ),
    ],
    ids=lambda value: value if " " in value and not value.startswith(("UPDATE", "DELETE", "INSERT")) else None,
)
def test_the_database_refuses_what_cannot_be(database: Database, statement: str, broken: str) -> None:
    store(database, EVERYTHING)
    with database.storing() as unit:

        def attempt() -> None:
            unit.execute(text(statement))
            unit.commit()  # what relies on others is judged here

        with pytest.raises(IntegrityError):
            attempt()
    assert load(database, "everything").programme == EVERYTHING, broken


@pytest.mark.postgresql
def test_the_order_is_ours_whatever_the_database_s(postgresql_server: Server) -> None:
    """An English database sorts a before B; Python, and so `ordered`, does not."""
    mixed = programme(sessions=(session("B1"), session("a1"), session("C1"), session("b2")))
    with postgresql_server.database("template0", "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'") as url:
        migrate(url)
        engine = create_engine(url)
        sorts = Database(engine)
        with sorts.reading() as unit:
            assert unit.scalar(text("SELECT 'a1' < 'B1'")), "this database sorts like Python: nothing is tested"
        assert store(sorts, mixed).programme == with_export_ids(mixed)
        engine.dispose()
