"""Erasing a person: nothing of them is left anywhere, the programme keeps its shape, and nothing brings them back."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select

from scheduler.domain.conflicts import ALL, Policy
from scheduler.domain.errors import Gone, NotFound, StateConflict
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.removals import UNGUARDED
from scheduler.feeds.making import Feeds
from scheduler.services.backing_up import back_up, restore
from scheduler.services.desk import Desks, load_desk, replay
from scheduler.services.editing import edit
from scheduler.services.erasing import Erasure, erase, read_erasure
from scheduler.services.exporting import export
from scheduler.services.importing import import_schedule
from scheduler.services.private_feeds import held
from scheduler.services.reading import Reader
from scheduler.services.recording import become
from scheduler.services.repeating import DoneBefore
from scheduler.services.running import Turn
from scheduler.services.scheduling import list_scheduled, publish_due, schedule
from scheduler.services.sealing import WITHOUT_KEY
from scheduler.services.steering import put_live
from scheduler.services.subscribing import Subscriptions
from scheduler.services.undoing import revert
from scheduler.services.waiving import waive
from scheduler.services.wishing import Wish
from scheduler.store.changes import changes_since, one_change
from scheduler.store.db import Database, prepare_engine
from scheduler.store.live import LiveRecord, live_of
from scheduler.store.models.doors import TicketRow
from scheduler.store.models.following import FeedTokenRow
from scheduler.store.policies import save_policy
from scheduler.store.releases import load_document
from tests.services.erasing import (
    BASE,
    BY,
    GUID,
    ID,
    LATER,
    NOW,
    SECRET,
    ZOE,
    begin,
    change,
    delete,
    erase_zoe,
    release,
    singing,
)

WITHHELD = Person(id=ID, slug=f"erased-{ID}", name="Name withheld", placeholder=True)


def without(programme: Programme) -> Programme:
    """What the programme is to be afterwards."""
    return ordered(replace(programme, people=tuple(WITHHELD if p.id == ID else p for p in programme.people)))


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A second, empty database."""
    path = tmp_path / "other.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_engine(f"sqlite:///{path}")
    prepare_engine(engine)
    yield Database(engine)
    engine.dispose()


def test_nothing_of_the_person_is_left_in_any_table(database: Database) -> None:
    begin(database)
    assert singing(database) == {
        "person",
        "changed_person",
        "former_slug",
        "public_value",
        "release",
        "calendar_book",
        "mail",
        "ticket",
    }
    assert erase_zoe(database) == Erasure(revision=5, releases=2, changes=3, slug=WITHHELD.slug)
    assert singing(database) == set()
    assert singing(database, GUID) == set()
    assert singing(database, "bob@forum.example") == {"mail"}


def test_a_persons_calendar_ends_and_whose_it_was_is_forgotten(database: Database) -> None:
    begin(database)
    assert held(database, "forum", "personal", f"fed_{SECRET}", NOW).person == ID
    erase_zoe(database)
    with pytest.raises(Gone):
        held(database, "forum", "personal", f"fed_{SECRET}", NOW)
    with database.reading() as unit:
        assert unit.scalars(select(FeedTokenRow.person)).all() == [None]
        assert unit.scalar(select(TicketRow.holder).where(TicketRow.revoked_at.is_not(None))) == WITHHELD.name


def test_that_they_did_not_come_is_forgotten_too(database: Database) -> None:
    """Whoever had read it reads it anew: what is said there has another number."""
    begin(database)
    both = {"no_shows": ["zoe-the-canary", "bob"], "delay_minutes": 5}
    for key, fields in (("forum-1-1", both), ("forum-3-1", {"no_shows": ["bob"]})):
        put_live(Desks(database), Reader(database), WITHOUT_KEY, "forum", key, fields, expected=None, author=BY)
    erase_zoe(database)
    with database.reading() as unit:
        assert [live_of(unit, 1, code, 1) for code in ("1", "3")] == [
            LiveRecord(3, delay_minutes=5, no_shows=("bob",)),
            LiveRecord(2, no_shows=("bob",)),
        ]


def test_nor_in_a_backup_or_what_is_restored_from_it(database: Database, other: Database, tmp_path: Path) -> None:
    begin(database)
    erase_zoe(database)
    back_up(database, tmp_path / "b.gz", now=NOW, progress=lambda _: None)
    restore(other, tmp_path / "b.gz", migrate=lambda _: None, progress=lambda _: None)
    assert singing(other) == set()
    with pytest.raises(Gone):
        erase_zoe(other)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nor_in_the_bytes_of_the_file_once_it_is_vacuumed(database: Database, database_url: str) -> None:
    """As docs/operating.md says to do: SQLite keeps what was deleted until its page is used again."""
    begin(database)
    path = Path(make_url(database_url).database or "")

    def bytes_of_file() -> bytes:
        database.engine.dispose()
        connection = sqlite3.connect(path)
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return path.read_bytes().lower()

    assert b"zoe-canary" in bytes_of_file()
    erase_zoe(database)
    after = bytes_of_file()
    assert (b"canary" in after, ID.encode() in after) == (False, True)


def test_the_programme_keeps_its_shape(database: Database) -> None:
    """In the draft and in each release, whole and public; calendars are told that words of her entries changed."""
    begin(database)
    reader = Reader(database)
    before = reader.releases("forum")
    with database.reading() as unit:
        documents = [load_document(unit, 1, number) for number in (1, 2)]
    draft = Desks(database).open("forum").programme
    erase_zoe(database)
    assert Desks(database).open("forum").programme == without(draft)
    with database.reading() as unit:
        assert [load_document(unit, 1, number) for number in (1, 2)] == list(map(without, documents))
    for was, is_ in zip(before, Reader(database).releases("forum"), strict=True):
        aged = tuple(replace(e, changed_at=LATER.at) if e.session in {"1", "2"} else e for e in was.entries)
        assert is_ == replace(was, programme=without(was.programme), entries=aged)
        assert (was.modified_at, is_.modified_at) == (was.published_at, LATER.at)
    assert reader.releases("forum") == Reader(database).releases("forum")
    assert [(each.number, each.people) for each in reader.summaries("forum")] == [(2, 1), (1, 1)]


def test_the_log_stays_whole(database: Database) -> None:
    begin(database)
    with database.reading() as unit:
        before = changes_since(unit, 1, -1)
    erase_zoe(database)
    change(database, "session", "1", title="The opening")
    with database.reading() as unit:
        after = changes_since(unit, 1, -1)
    assert [each.revision for each in after] == list(range(7))
    assert [each.erased for each in after] == [True, True, False, True, False, True, False]
    for was, is_ in zip(before, after, strict=False):
        assert [(op.what, op.key) for op in is_.operations] == [(op.what, op.key) for op in was.operations]
        kept = tuple(op for op in was.operations if op.key != ID)
        assert tuple(op for op in is_.operations if op.key != ID) == kept
        assert all(op.before is None and op.after is None for op in is_.operations if op.key == ID)
    told = {"revision": 5, "releases": 2, "changes": 3, "slug": WITHHELD.slug}
    assert after[5].operations == (Operation("erasure", ID, None, told),)


def test_other_processes_load_anew_and_replay_on_from_there(database: Database) -> None:
    """A kept draft of before the erasure can't be brought over it."""
    begin(database)
    desks = Desks(database)
    kept = desks.open("forum")
    erase_zoe(database)
    with database.reading() as unit:
        assert replay(kept, changes_since(unit, 1, kept.revision)) is None
        assert desks.open("forum") == load_desk(unit, "forum", 5)
    here = desks.open("forum")
    change(database, "session", "1", title="The opening")
    with database.reading() as unit:
        assert replay(here, changes_since(unit, 1, 5)) == load_desk(unit, "forum", 6) == desks.open("forum")


def test_the_desk_that_erased_is_the_one_that_would_be_loaded(database: Database) -> None:
    """Versions, sightings and waivers included."""
    begin(database)
    desks = Desks(database)
    erase(desks, "forum", "zoe-the-canary", author=LATER)
    with database.reading() as unit:
        loaded = load_desk(unit, "forum", 5)
    assert desks.open("forum") == loaded
    assert loaded.version("person", ID) == 5


def test_conflicts_about_them_are_resolved_and_their_waivers_end(database: Database) -> None:
    begin(database)
    desks = Desks(database)
    (clash,) = (c for c in desks.open("forum").conflicts if c.rule == "person-double-booked")
    waive(desks, "forum", clash.key, reason="She can.", facts=clash.facts, expected=None, author=BY)
    erase_zoe(database)
    with database.reading() as unit:
        made = one_change(unit, 1, 6)
    assert made is not None
    assert (clash.key in made.resolved, made.ended) == (True, (clash.key,))
    desk = desks.open("forum")
    assert [c for c in desk.conflicts if c.person == ID] == []
    assert desk.sightings.keys() == {c.key for c in desk.conflicts}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "Change 0 concerns a person who was erased"),
        (1, "Change 1 concerns a person who was erased"),
        (3, "Change 3 concerns a person who was erased"),
        (5, "Change 5 erased a person. That is for ever"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_would_bring_them_back_can_t_be_undone(database: Database, number: int, told: str) -> None:
    begin(database)
    erase_zoe(database)
    with pytest.raises(StateConflict, match=told):
        revert(Desks(database), "forum", number, author=BY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_changes_can_be_undone(database: Database) -> None:
    begin(database)
    change(database, "session", "1", title="The opening")
    erase_zoe(database)
    revert(Desks(database), "forum", 5, author=BY)
    assert Desks(database).open("forum").programme.session["1"].title == "Opening"


@pytest.mark.parametrize("only", [(), ("1",), ("3",)], ids=["everything", "her session alone", "another's alone"])
def test_a_release_of_old_content_brings_nobody_back(database: Database, only: tuple[str, ...]) -> None:
    """On top of the last release, or by putting an old release's programme into the draft again: a roll-back."""
    begin(database)
    erase_zoe(database)
    release(database, only=only, by=Author("tests", NOW + 7200))
    with database.reading() as unit:
        old = load_document(unit, 1, 1)
    with database.writing("forum") as writing:
        become(writing, Desks(database).before(writing, "forum"), old, BY)
        writing.commit()
    release(database, only=only, by=Author("tests", NOW + 10_800))
    assert singing(database) == set()
    assert [(e.session, e.sequence) for e in Reader(database).current("forum").entries] == [
        ("1", 0),
        ("2", 0),
        ("3", 0),
    ]


def test_who_left_the_draft_is_erased_from_releases_and_log(database: Database) -> None:
    begin(database)
    change(database, "session", "1", appearances=[])
    change(database, "session", "2", appearances=[])
    delete(database, "person", "zoe-the-canary")
    assert singing(database) >= {"release", "changed_person"}
    assert erase_zoe(database, "zoe-canary") == Erasure(revision=8, releases=2, changes=4, slug=None)
    assert singing(database) == set()
    for slug in ("zoe-canary", "zoe-the-canary", ID):
        with pytest.raises(Gone, match="was erased already"):
            erase_zoe(database, slug)


def test_the_id_that_the_log_has_names_them_too(database: Database) -> None:
    """Another may have the slug by now."""
    begin(database)
    change(database, "session", "1", appearances=[])
    change(database, "session", "2", appearances=[])
    delete(database, "person", "zoe-the-canary")
    change(database, "person", "bob", slug="zoe-the-canary")
    erase_zoe(database, ID)
    assert Desks(database).open("forum").programme.person_by_slug["zoe-the-canary"].name == "Bob"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_erasing_twice_is_told_and_whoever_never_was_too(database: Database) -> None:
    begin(database)
    erase_zoe(database, "zoe-canary")
    for slug in ("zoe-canary", "zoe-the-canary", WITHHELD.slug, ID):
        with pytest.raises(Gone, match="was erased already"):
            erase_zoe(database, slug)
    with pytest.raises(NotFound, match="There is and was nobody 'eve' in forum"):
        erase_zoe(database, "eve")
    assert Desks(database).open("forum").revision == 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_request_sent_again_erases_once(database: Database) -> None:
    begin(database)
    done = erase_zoe(database, repeat=Repeat("key", "digest"))
    with pytest.raises(DoneBefore) as before:
        erase_zoe(database, repeat=Repeat("key", "digest"))
    assert read_erasure(database, before.value.event, before.value.revision) == done
    with pytest.raises(NotFound, match="Change 4 of forum erased nobody"):
        read_erasure(database, "forum", 4)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_stands_in_their_place_stays_without_a_name(database: Database) -> None:
    begin(database)
    erase_zoe(database)
    for fields in ({"name": "Zoe Canary"}, {"email": "zoe@canary.example"}, {"placeholder": False}):
        with pytest.raises(StateConflict, match="This person was erased"):
            change(database, "person", WITHHELD.slug, **fields)
    assert Desks(database).open("forum").revision == 5


@pytest.mark.parametrize("slug", ["zoe-canary", "zoe-the-canary"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_else_gets_a_slug_of_theirs(database: Database, slug: str) -> None:
    begin(database)
    erase_zoe(database)
    with pytest.raises(StateConflict, match="led to another person once"):
        change(database, "person", "bob", slug=slug)
    wish = Wish("create", "person", None, {"name": slug.replace("-", " ").title()})
    made = edit(Desks(database), "forum", [wish], author=BY, new_id=lambda: "pnew")
    assert made.desk.programme.person["pnew"].slug == f"{slug}-2"


def test_a_reader_that_was_slow_keeps_no_old_bytes(database: Database) -> None:
    """It has read the release before the erasure, and renders it after."""
    begin(database)
    which, old = Reader(database).identified("forum")
    erase_zoe(database)
    Subscriptions(database, BASE).entry_blocks(old, which)
    assert singing(database) == set()
    now, present = Reader(database).identified("forum")
    Subscriptions(database, BASE).entry_blocks(present, now)
    assert singing(database, "summary:opening") == {"calendar_book"}


def exported(database: Database) -> bytes:
    """The event as schedule.xml."""
    shown = export(database, Reader(database), "forum", form="schedule-xml", base_url=BASE, now=NOW, draft=False)
    return shown.body


def imported(database: Database, file: bytes) -> Programme:
    """The draft after the import of a file."""
    import_schedule(
        database,
        BytesIO(file),
        event="forum",
        time_zone=None,
        uid_domain="forum.example",
        new_id=lambda: "pnew",
        author=BY,
    )
    return Desks(database).open("forum").programme


@pytest.mark.parametrize(
    ("known_by", "comes_back"),
    [
        (f'<person id="4711" guid="{GUID}">', False),
        ('<person id="4711">', False),
        (f'<person guid="{GUID}">', False),
        ("<person>", True),
    ],
    ids=["id and guid", "id", "guid", "name alone"],
)
@pytest.mark.parametrize("left", [False, True], ids=["in the draft", "left the draft"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_old_file_brings_back_whom_it_knows_by_name_alone(
    database: Database, known_by: str, comes_back: bool, left: bool
) -> None:
    """A name can't be recognised, since none is kept; nor should it: namesakes exist. The old slug stays erased."""
    begin(database)
    whole = f'<person id="4711" guid="{GUID}">'.encode()
    old = exported(database)
    assert old.count(whole) == 2
    if left:
        change(database, "session", "1", appearances=[])
        change(database, "session", "2", appearances=[])
        delete(database, "person", "zoe-the-canary")
    erase_zoe(database)
    after = imported(database, old.replace(whole, known_by.encode()))
    named = {person.id: (person.name, person.slug) for person in after.people if person.id != "bob"}
    theirs = {} if left and comes_back else {ID: (WITHHELD.name, WITHHELD.slug)}
    assert named == theirs | ({"pnew": ("Zoe Canary", "zoe-canary-2")} if comes_back else {})
    assert after.person.get(ID) in {None, WITHHELD}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_exported_afterwards_comes_back_as_it_is(database: Database) -> None:
    begin(database)
    erase_zoe(database)
    before = Desks(database).open("forum")
    imported(database, exported(database))
    assert Desks(database).open("forum") == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_guid_that_we_made_ourselves_is_known_too(database: Database) -> None:
    begin(database)
    with database.writing("forum") as writing:
        desk = Desks(database).before(writing, "forum")
        plain = replace(desk.programme.person[ID], guid=None, export_id=None)
        people = tuple(plain if each.id == ID else each for each in desk.programme.people)
        become(writing, desk, replace(desk.programme, people=people), BY)
        writing.commit()
    release(database)
    old = exported(database)
    change(database, "session", "1", appearances=[])
    change(database, "session", "2", appearances=[])
    delete(database, "person", "zoe-the-canary")
    erase_zoe(database)
    assert imported(database, old).person[ID] == WITHHELD
    assert ZOE.name.encode() in old


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_kept_calendar_outlives_it(database: Database) -> None:
    """Nor if a release follows before a process has looked again: redactions never go down."""
    begin(database)
    reader = Reader(database)
    feeds = Feeds(reader, Subscriptions(database, BASE), BASE)
    stamps = [feeds.stamp("forum")]
    release(database)
    stamps.append(feeds.stamp("forum"))
    erase_zoe(database)
    stamps.append(feeds.stamp("forum"))
    release(database, by=Author("tests", NOW + 7200))
    stamps.append(feeds.stamp("forum"))
    assert [(stamp.number, stamp.redaction) for stamp in stamps] == [(2, 0), (3, 0), (3, 1), (4, 1)]
    outliving = [[feeds.outlives(old, new) for new in stamps] for old in stamps]
    assert outliving == [[True, True, False, False]] * 2 + [[True] * 4] * 2


def test_nobody_comes_back_with_a_scheduled_release(database: Database) -> None:
    """What waits is rewritten, also where the draft has let go of the person since it was approved."""
    begin(database)
    schedule(Desks(database), "forum", at=LATER.at + 60, label="Later", note="", only=(), author=BY)
    schedule(Desks(database), "forum", at=LATER.at + 90, label="Back", note="", only=(), restores=1, author=BY)
    for code in ("1", "2"):
        change(database, "session", code, appearances=[])
    delete(database, "person", "zoe-the-canary")
    erase_zoe(database)
    done = publish_due(Desks(database), lambda: LATER.at + 90, turn=Turn("hand"), base_url=BASE, guard=UNGUARDED)
    assert done.done == 2
    assert singing(database) == set()
    made = Reader(database).current("forum")
    assert [person.name for person in made.item["2", 1].people] == ["Name withheld"]


def test_what_waits_sings_until_somebody_is_erased(database: Database) -> None:
    begin(database)
    schedule(Desks(database), "forum", at=LATER.at + 60, label="Later", note="", only=(), author=BY)
    assert "scheduled_release" in singing(database)
    erase_zoe(database)
    assert singing(database) == set()


def test_why_a_scheduled_release_failed_names_nobody(database: Database) -> None:
    """By rule and session: the reason stays in the log for ever."""
    begin(database)
    change(database, "person", "zoe-the-canary", floating=False)
    policy = Policy.of({"person-double-booked": "off"}, {}, ALL)
    with database.storing() as unit:
        save_policy(unit, 1, 0, policy)
        unit.commit()
    schedule(Desks(database), "forum", at=LATER.at + 60, label="Later", note="", only=(), author=BY)
    with database.storing() as unit:
        save_policy(unit, 1, 0, Policy())
        unit.commit()
    publish_due(Desks(database), lambda: LATER.at + 60, turn=Turn("hand"), base_url=BASE, guard=UNGUARDED)
    (failed,) = list_scheduled(database, "forum")
    assert failed.reason.endswith("person-double-booked (1, 2).")
    erase_zoe(database)
    assert singing(database) == set()
