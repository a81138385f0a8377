"""A file is imported whole or not at all, and a second time changes nothing."""

from dataclasses import replace
from io import BytesIO
from itertools import count
from typing import Any

import pytest

from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.log import Author
from scheduler.domain.session import Appearance
from scheduler.services.desk import Desks
from scheduler.services.exporting import export
from scheduler.services.importing import Format, ImportReport, import_schedule
from scheduler.services.reading import Reader
from scheduler.store.db import Database
from tests.factories import at, day, event, placement, programme, session
from tests.formats.schedule_xml.examples import SHARED
from tests.machine import lacking
from tests.services.forum import BASE, NOW, edited, published, stored

GOOD = """<event id="1"><date>2017-06-12T09:00:00+02:00</date><start>09:00</start><duration>01:00</duration>
<room>A</room><title>One</title><persons><person id="7">Ada</person></persons></event>"""
BAD = GOOD.replace('id="1"', 'id="2"').replace("01:00</duration>", "0:00</duration>")

BY = Author("tests", 0)
HIDING = with_export_ids(
    programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "a"),
        placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "b"),
        placement("3", "2017-06-12T10:00", "2017-06-12T11:00", "b"),
        event=event(days=(day("2017-06-12"),)),
        sessions=(
            session("1"),
            session(
                "2", people=("ada", Appearance("bob", visibility="unnamed"), Appearance("cy", visibility="hidden"))
            ),
            session("3", title="Secret talks", visibility="busy", people=("ada",)),
        ),
    )
)


def file(*events: str) -> BytesIO:
    body = "\n".join(events)
    return BytesIO(
        f"""<schedule><version>1</version><conference><title>C</title><acronym>conf</acronym>
<time_zone_name>Europe/Zurich</time_zone_name></conference>
<day index="1" date="2017-06-12"><room name="A">
{body}</room></day></schedule>""".encode()
    )


def run(database: Database, stream: BytesIO, *, skip_bad: bool = False, dry_run: bool = False) -> ImportReport:
    ids = count(1)
    return import_schedule(
        database,
        stream,
        event="conf",
        time_zone=None,
        uid_domain="conf.example",
        new_id=lambda: f"id{next(ids)}",
        author=BY,
        skip_bad=skip_bad,
        dry_run=dry_run,
    )


def test_a_new_event_is_made(database: Database) -> None:
    report = run(database, file(GOOD))
    assert (report.created, report.sessions, report.new_sessions, report.flaws, report.stored) == (True, 1, 1, (), True)
    held = Desks(database).open("conf").programme
    assert [(p.session, p.starts, p.ends, p.room) for p in held.placements] == [
        ("1", at("2017-06-12T09:00"), at("2017-06-12T10:00"), "a")
    ]
    assert [(p.id, p.name, p.export_id) for p in held.people] == [("id1", "Ada", 7)]


def test_again_changes_nothing_and_makes_no_revision(database: Database) -> None:
    run(database, file(GOOD))
    before = Desks(database).open("conf")
    report = run(database, file(GOOD))
    assert (report.created, report.changed_rows, report.stored) == (False, 0, False)
    assert Desks(database).open("conf") == before


def test_one_bad_row_stops_all_and_names_its_line(database: Database) -> None:
    with pytest.raises(InvalidInput, match="1 bad row: nothing was imported") as stopped:
        run(database, file(GOOD, BAD))
    assert [flaw.pointer for flaw in stopped.value.flaws] == ["line 6"]
    with pytest.raises(NotFound):
        Desks(database).open("conf")


def test_bad_rows_can_be_left_out(database: Database) -> None:
    report = run(database, file(GOOD, BAD), skip_bad=True)
    assert (report.sessions, len(report.flaws)) == (1, 1)


def test_a_dry_run_says_what_would_happen(database: Database) -> None:
    report = run(database, file(GOOD), dry_run=True)
    assert (report.created, report.sessions, report.stored) == (True, 1, False)
    with pytest.raises(NotFound):
        Desks(database).open("conf")


def test_the_report_tells_sessions_apart(database: Database) -> None:
    """What became of each session, before an organiser believes it."""
    two = GOOD.replace('id="1"', 'id="2"').replace("<room>A</room>", "").replace("09:00", "11:00")
    run(database, file(GOOD, two))
    moved = GOOD.replace("09:00", "10:00")
    report = import_schedule(
        database,
        file(moved, two.replace('id="2"', 'id="3"').replace("11:00", "13:00")),
        event="conf",
        time_zone=None,
        uid_domain="conf.example",
        new_id=lambda: "new",
        author=BY,
        missing="cancel",
    )
    counts = (report.sessions, report.new_sessions, report.changed_sessions, report.moved_sessions)
    assert (*counts, report.cancelled_sessions) == (3, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("asked", "row", "told"),
    [
        ("Asia/Tokyo", GOOD, ["time zone"]),
        (None, GOOD.replace('id="1"', 'id="99"'), ["sessions"]),
        (None, GOOD, []),
    ],
    ids=["another zone than the event's", "no session in common", "as expected"],
)
def test_what_looks_wrong_is_noted(database: Database, asked: str | None, row: str, told: list[str]) -> None:
    run(database, file(GOOD))
    report = import_schedule(
        database,
        file(row),
        event="conf",
        time_zone=asked,
        uid_domain="c.example",
        new_id=lambda: "x",
        author=BY,
        dry_run=True,
    )
    assert [note.pointer for note in report.notes] == told


@pytest.mark.parametrize("slug", ["api", "static", "Forum", "a b", "", "x" * 101])
def test_an_event_can_t_take_an_address_of_the_service(database: Database, slug: str) -> None:
    with pytest.raises(InvalidInput):
        import_schedule(
            database,
            file(GOOD),
            event=slug,
            time_zone=None,
            uid_domain="conf.example",
            new_id=lambda: "x",
            author=BY,
        )


TABLE = b"code;title;start;end;room;people\r\n"
FIRST = b"1;One;2017-06-12 09:00;2017-06-12 10:00;A;Ada\r\n"


def tabled(database: Database, *rows: bytes, zone: str | None = "Europe/Zurich", **kw: Any) -> ImportReport:
    ids = count(1)
    return import_schedule(
        database,
        BytesIO(TABLE + b"".join(rows)),
        form="csv",
        event="conf",
        time_zone=zone,
        uid_domain="conf.example",
        new_id=lambda: f"new{next(ids)}",
        author=BY,
        **kw,
    )


def test_a_table_makes_an_event_and_updates_it_by_code_or_title(database: Database) -> None:
    """A session without a code gets the next number, which a later row of its title finds again."""
    report = tabled(database, FIRST, b";Two;2017-06-12 10:00;2017-06-12 11:00;;\r\n")
    assert (report.created, report.sessions) == (True, 2)
    assert tabled(database, FIRST, zone=None).changed_rows == 0
    moved = tabled(
        database,
        b"1;;2017-06-12 11:00;2017-06-12 12:00;A;Ada\r\n",
        b";Two;2017-06-12 10:00;2017-06-12 11:00;A;Ada; Bob\r\n".replace(b"Ada; Bob", b'"Ada; Bob"'),
        b";Three;2017-06-12 13:00;2017-06-12 14:00;A;\r\n",
        zone=None,
    )
    assert (moved.new_sessions, moved.changed_sessions, moved.moved_sessions) == (1, 1, 2)
    held = Desks(database).open("conf").programme
    assert {(s.code, s.title) for s in held.sessions} == {("1", "One"), ("1001", "Two"), ("1002", "Three")}
    assert {(p.session, p.starts, p.room) for p in held.placements} == {
        ("1", at("2017-06-12T11:00"), "a"),
        ("1001", at("2017-06-12T10:00"), "a"),
        ("1002", at("2017-06-12T13:00"), "a"),
    }
    assert sorted(person.name for person in held.people) == ["Ada", "Bob"]


def test_a_number_that_was_given_out_once_is_never_given_again(database: Database) -> None:
    """The counter is the event's, not the highest code that is left."""
    tabled(database, FIRST, b";Two;2017-06-12 10:00;2017-06-12 11:00;;\r\n")
    held = Desks(database).open("conf").programme
    edited(database, replace(held, sessions=held.sessions[:1], placements=held.placements[:1]))
    tabled(database, FIRST, b";Three;2017-06-12 10:00;2017-06-12 11:00;;\r\n")
    assert [s.code for s in Desks(database).open("conf").programme.sessions] == ["1", "1002"]


def test_what_a_table_leaves_open_stops_all_unless_it_is_left_out(database: Database) -> None:
    bad = b"9;;2017-06-12 09:00;2017-06-12 10:00;A;\r\n"
    with pytest.raises(InvalidInput) as stopped:
        tabled(database, FIRST, bad)
    assert [str(flaw) for flaw in stopped.value.flaws] == [
        "line 3: Session '9' is new, and its row has no title. Give it one."
    ]
    with pytest.raises(NotFound):
        Desks(database).open("conf")
    report = tabled(database, FIRST, bad, skip_bad=True)
    assert (report.sessions, len(report.flaws)) == (1, 1)


def test_with_cancel_a_session_that_the_table_lacks_is_cancelled(database: Database) -> None:
    tabled(database, FIRST, b"2;Two;2017-06-12 10:00;2017-06-12 11:00;;\r\n")
    assert tabled(database, FIRST, missing="cancel").cancelled_sessions == 1
    states = {s.code: s.state for s in Desks(database).open("conf").programme.sessions}
    assert states == {"1": "confirmed", "2": "cancelled"}


def test_an_encoding_is_of_a_csv_alone(database: Database) -> None:
    with pytest.raises(InvalidInput, match="of a CSV alone"):
        import_schedule(
            database,
            file(GOOD),
            event="conf",
            time_zone=None,
            uid_domain="conf.example",
            new_id=lambda: "x",
            author=BY,
            encoding="utf-8",
        )


@pytest.mark.parametrize("form", ["schedule-xml", "schedule-json", "csv", "xlsx"])
def test_a_release_exported_and_imported_is_nothing_new(database: Database, form: Format) -> None:
    """With what a release hides: unnamed people, cancelled entries, a busy session."""
    stored(database, HIDING)
    published(database)
    edited(database, replace(HIDING, placements=HIDING.placements[1:]))
    published(database, now=NOW + 60, label="M")
    exported = export(database, Reader(database), "forum", form=form, base_url=BASE, now=NOW, draft=False)
    before = Desks(database).open("forum")
    report = import_schedule(
        database,
        BytesIO(exported.body),
        form=form,
        event="forum",
        time_zone=None,
        uid_domain="forum.example",
        new_id=lambda: "new",
        author=BY,
    )
    assert (report.changed_rows, report.flaws, report.stored) == (0, (), False)
    assert Desks(database).open("forum") == before


@pytest.mark.shared
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "zone", "sessions", "rules"),
    [
        ("fosdem2017.xml", "Europe/Brussels", 668, {}),
        ("31c3.xml", None, 138, {"person-double-booked": 2}),
    ],
    ids=["fosdem2017", "31c3"],
)
def test_a_real_conference_goes_in_and_out_and_in(
    database: Database, name: str, zone: str | None, sessions: int, rules: dict[str, int]
) -> None:
    """Its known double bookings are found, and the second export is the first, but for the event's own name."""
    if not (SHARED / name).exists():
        lacking(f"{name} is not beside this clone (shared/data/schedules)")
    ids = count(1)

    def read(stream: BytesIO, event: str) -> None:
        import_schedule(
            database,
            stream,
            event=event,
            time_zone=zone,
            uid_domain="c.example",
            new_id=lambda: f"p{next(ids)}",
            author=BY,
        )

    def written(event: str) -> bytes:
        return export(database, Reader(database), event, form="schedule-xml", base_url=BASE, now=NOW, draft=False).body

    read(BytesIO((SHARED / name).read_bytes()), "conference-a")
    found = Desks(database).open("conference-a")
    assert len(found.programme.sessions) == sessions
    doubles = [c.rule for c in found.conflicts if c.rule.endswith("double-booked")]
    assert {rule: doubles.count(rule) for rule in set(doubles)} == rules
    first = written("conference-a")
    read(BytesIO(first), "conference-b")
    second = written("conference-b")
    assert second.replace(b"conference-b", b"conference-a") == first
