"""What people write into tables, what it means, and how a bad row is told."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.imported import Imported, ImportedEvent, ImportedPerson, ImportedRoom
from scheduler.formats.tables import read_csv
from tests.factories import at
from tests.formats.tables.tabled import reading, workbook

ZONE = "Europe/Zurich"
HEADER = "code,title,start,end,room"
ROW = "1,One,2017-06-12 10:00,2017-06-12 11:00,Hall"
PLAIN = ImportedEvent(
    line=2,
    id="",
    code="1",
    starts=at("2017-06-12T10:00"),
    ends=at("2017-06-12T11:00"),
    title="One",
    room=ImportedRoom("Hall"),
)


def table(*lines: str, **kw: Any) -> Imported:
    return reading("csv", "\r\n".join(lines).encode(), **{"time_zone": ZONE, **kw})


def flaws(said: Imported) -> list[str]:
    return [str(flaw) for flaw in said.flaws]


def test_what_the_table_does_not_say_is_not_known() -> None:
    assert table(HEADER, ROW) == Imported(time_zone=ZONE, rooms=(ImportedRoom("Hall"),), events=(PLAIN,))


def test_all_columns_that_are_read() -> None:
    said = table(
        "Code;PART;Title;Title-Suffix;subtitle;day;start;end utc;room;type;track;languages;people;abstract;"
        "description;id;guid;terms;My notes",
        '7;2;One;(b);Sub;12.06.2017;9:30;2017-06-12T08:30:00Z;Hall;Talk;Access;en fr x9;Ada;A;"B\nC";77;g-1;sdg:4;no',
        '8;;"=Two";;;2017-06-12;2017-06-12T10:00:00+01:00;2017-06-12T12:00;;;;;"Ada; Bob\n;Cy\\;d";;;;',
    )
    first = ImportedEvent(
        line=2,
        id="77",
        code="7",
        part=2,
        starts=at("2017-06-12T09:30"),
        ends=at("2017-06-12T10:30"),
        title="One",
        title_suffix="(b)",
        subtitle="Sub",
        day=date(2017, 6, 12),
        room=ImportedRoom("Hall"),
        type="Talk",
        track="Access",
        languages=("en", "fr"),
        persons=(ImportedPerson("Ada"),),
        abstract="A",
        description="B\nC",
        export_id=77,
        guid="g-1",
    )
    second = ImportedEvent(
        line=4,
        id="",
        code="8",
        starts=at("2017-06-12T11:00"),
        ends=at("2017-06-12T14:00"),
        title="=Two",
        title_suffix="",
        subtitle="",
        day=date(2017, 6, 12),
        type="",
        track="",
        persons=(ImportedPerson("Ada"), ImportedPerson("Bob"), ImportedPerson("Cy;d")),
        abstract="",
        description="",
    )
    assert said == Imported(
        time_zone=ZONE,
        rooms=(ImportedRoom("Hall"),),
        events=(first, second),
        notes=(
            Flaw("columns", "Not read, so that changes in them change nothing: terms, My notes."),
            Flaw("line 2", "Language 'x9' is no language tag such as 'en', and is left out."),
        ),
    )


WHEN = {
    "ISO without offset": ("", "2017-06-12T10:00", "2017-06-12 11:00"),
    "ISO with offset": ("", "2017-06-12T08:00:00Z", "2017-06-12T10:00:00+01:00"),
    "dotted": ("", "12.6.2017 10:00", "12.06.2017 11:00:00"),
    "clock times of a day": ("2017-06-12", "10:00", "11:00"),
    "a duration": ("", "2017-06-12 10:00", "60"),
}


@pytest.mark.parametrize(("day", "start", "end"), WHEN.values(), ids=WHEN.keys())
def test_times_of_a_csv(day: str, start: str, end: str) -> None:
    name = "duration_minutes" if end.isdigit() else "end"
    (row,) = table(f"code,title,day,start,{name},room", f"1,One,{day},{start},{end},Hall").events
    assert (row.starts, row.ends) == (PLAIN.starts, PLAIN.ends)


@pytest.mark.parametrize(
    ("start", "end", "starts", "ends"),
    [
        ("23:30", "01:00", "2017-06-12T23:30", "2017-06-13T01:00"),
        ("02:00", "03:00", "2017-06-13T02:00", "2017-06-13T03:00"),
        ("10:00", "10:00", "2017-06-12T10:00", "2017-06-13T10:00"),
    ],
    ids=["over midnight", "before the day changes", "around the clock"],
)
def test_a_clock_time_belongs_to_the_event_s_day(start: str, end: str, starts: str, ends: str) -> None:
    said = table("code,title,day,start,end,room", f"1,One,2017-06-12,{start},{end},Hall", day_change=240)
    assert [(row.starts, row.ends) for row in said.events] == [(at(starts), at(ends))]


CELLS = {
    "dates with times": (None, datetime(2017, 6, 12, 10), datetime(2017, 6, 12, 11)),
    "a day and times": (date(2017, 6, 12), time(10), time(11)),
    "a day and text": (date(2017, 6, 12), "10:00", "11:00"),
    "text with offsets": (None, "2017-06-12T10:00:00+02:00", "2017-06-12T09:00:00Z"),
    "half a second short": (None, datetime(2017, 6, 12, 9, 59, 59, 999_000), datetime(2017, 6, 12, 11)),
    "spans of time": (date(2017, 6, 12), timedelta(hours=10), timedelta(hours=11)),
}


@pytest.mark.parametrize(("day", "start", "end"), CELLS.values(), ids=CELLS.keys())
def test_times_of_a_workbook(day: Any, start: Any, end: Any) -> None:
    content = workbook(("code", "title", "day", "start", "end", "room"), (1, "One", day, start, end, "Hall"))
    (row,) = reading("xlsx", content, time_zone=ZONE).events
    assert replace(row, day=None) == PLAIN


BAD = {
    "no start": (
        "1,One,,2017-06-12 11:00,Hall",
        ["The row has no start. Write it like 2017-06-12T09:00:00+02:00 or 2017-06-12 09:00."],
    ),
    "no end": (
        "1,One,2017-06-12 10:00,,Hall",
        ["The row says not when it ends: it has neither an end nor a duration in minutes."],
    ),
    "two ways to read": (
        "1,One,06/12/2017 10:00,2017-06-12 11:00,Hall",
        ["'06/12/2017 10:00' could mean two dates. Write the year first, like 2017-06-12 09:00."],
    ),
    "a date alone": (
        "1,One,2017-06-12,2017-06-12 11:00,Hall",
        ["The start 2017-06-12 has no time. Write it like 2017-06-12 09:00."],
    ),
    "a time alone": ("1,One,10:00,2017-06-12 11:00,Hall", ["The start 10:00 has no date. Write it before the time."]),
    "not a time": (
        "1,One,soon,2017-06-12 11:00,Hall",
        ["'soon' is not a date and time. Write it like 2017-06-12T09:00:00+02:00."],
    ),
    "a day that is none": (
        "1,One,31.02.2017 10:00,2017-06-12 11:00,Hall",
        ["'2017-02-31T10:00' is not a date and time. Write it like 2017-06-12T09:00:00+02:00."],
    ),
    "an end before the start": (
        "1,One,2017-06-12 10:00,2017-06-12 09:00,Hall",
        ["It ends at 2017-06-12 09:00, which is not after its start."],
    ),
    "another century": (
        "1,One,1899-12-31 10:00,2017-06-12 09:00,Hall",
        ["1899-12-31 10:00 lies outside of the years 1970 to 2200."],
    ),
    "no code": (
        "a-b,One,2017-06-12 10:00,2017-06-12 11:00,Hall",
        ["'a-b' can't be a session's code: use 1 to 32 letters A-Z, a-z and digits."],
    ),
    "nobody": (
        ",,2017-06-12 10:00,2017-06-12 11:00,Hall",
        ["The row has neither a code nor a title, so that nobody knows what it is about."],
    ),
    "a long title": (
        f"1,{'x' * 301},2017-06-12 10:00,2017-06-12 11:00,Hall",
        ["The title has 301 characters; 300 fit."],
    ),
    "a cell too many": (
        "1,One,2017-06-12 10:00,2017-06-12 11:00,Hall,x",
        ["The row has more cells than the header names columns."],
    ),
    "several at once": (
        "a-b,One,soon,later,Hall",
        [
            "'a-b' can't be a session's code: use 1 to 32 letters A-Z, a-z and digits.",
            "'soon' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.",
        ],
    ),
}


@pytest.mark.parametrize(("line", "told"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_told_with_its_line_and_the_others_are_read(line: str, told: list[str]) -> None:
    said = table(HEADER, line, "", ROW)
    assert flaws(said) == [f"line 2: {each}" for each in told]
    assert said.events == (replace(PLAIN, line=4),)


def test_rows_that_stand_twice_are_told() -> None:
    said = table("part," + HEADER, "1," + ROW, "1," + ROW.replace("Hall", "Foyer"), "," + ROW, "," + ROW)
    assert flaws(said) == [
        "line 3: Part 1 of session '1' stands here once more, after line 2.",
        "line 5: This stands here once more, after line 4.",
    ]


def test_a_guid_is_one_row_s_alone() -> None:
    said = table("guid," + HEADER, "g," + ROW, "g," + ROW.replace("1,", "2,", 1))
    assert [row.guid for row in said.events] == ["g", None]
    assert [str(note) for note in said.notes] == ["line 3: The guid 'g' is another row's already and is left out."]


HEADERS = {
    "empty": (("",), "The file is empty. Its first row has to name the columns: code, title, start, end, room …"),
    "other words": (("a,b", "1,2"), "The header has no column 'code' or 'title'."),
    "no start": (("code,end,room",), "The header has no column 'start' or 'start_utc'."),
    "no end": (("code,start,room",), "The header has no column 'end' or 'end_utc' or 'duration_minutes'."),
    "no room": (
        ("title,start,end",),
        "The header has no column 'room'. Leave its cells empty for what is in no room.",
    ),
    "one twice": (("code,start,end,room,Code",), "The header names the column 'code' twice. Name it once."),
}


@pytest.mark.parametrize(("lines", "told"), HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_says_too_little_is_refused(lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        table(*lines)
    assert refused.value.detail == told


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_each_spreadsheet_s_way_is_read(separator: str, encoding: str, end: str) -> None:
    lines = [HEADER, ROW.replace("One", "Éa"), "", ""]
    content = end.join(line.replace(",", separator) for line in lines).encode(encoding)
    assert reading("csv", content, time_zone=ZONE).events == (replace(PLAIN, title="Éa"),)


def test_excel_s_line_about_the_separator_is_followed() -> None:
    said = table("sep=|", HEADER.replace(",", "|"), ROW.replace(",", "|"))
    assert said.events == (replace(PLAIN, line=3),)


def test_a_code_page_is_never_guessed_but_named() -> None:
    content = f"{HEADER}\n{ROW}\n2,Séance plénière,2017-06-12 10:00,2017-06-12 11:00,Hall".encode("windows-1252")
    with pytest.raises(InvalidInput) as refused:
        reading("csv", content, time_zone=ZONE)
    assert refused.value.flaws == (
        Flaw(
            "line 3",
            "The file is not UTF-8. Save it as 'CSV UTF-8'; or if 'Séance' is right, it is Windows-1252: say "
            "--encoding windows-1252.",
        ),
    )
    assert [row.title for row in reading("csv", content, time_zone=ZONE, encoding="windows-1252").events] == [
        "One",
        "Séance plénière",
    ]


@pytest.mark.parametrize(
    ("content", "encoding", "told"),
    [
        pytest.param(HEADER.encode("utf-16-le"), None, "The file is not text in UTF-8: ", id="UTF-16 without mark"),
        pytest.param(b"\xff\xfea", None, "The file is not UTF-16.", id="half a character"),
        pytest.param(HEADER.encode(), "klingon", "There is no encoding 'klingon'.", id="no such encoding"),
        pytest.param(b"\x81", "windows-1252", "The file is not WINDOWS-1252.", id="not that encoding"),
        pytest.param(b"code\x00", None, "The file is not text in UTF-8: ", id="NUL"),
        pytest.param(f'{HEADER}\n"1'.encode(), None, "The file is no CSV: ", id="a quote without end"),
        pytest.param(b"code,title," + b"x" * 200_000, None, "The file is no CSV: ", id="a header without end"),
        pytest.param(f"{HEADER}\n{'x' * 200_000}".encode(), None, "The file is no CSV: ", id="a line without end"),
        pytest.param(f"{HEADER}\n{',' * 300}".encode(), None, "A row has more than 200 cells.", id="300 cells"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, encoding: str | None, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading("csv", content, time_zone=ZONE, encoding=encoding)
    assert refused.value.detail.startswith(told)


def test_files_that_are_too_large_are_refused() -> None:
    with pytest.raises(InvalidInput, match="more than 10 bytes"):
        read_csv(BytesIO(HEADER.encode()), time_zone=ZONE, max_bytes=10)
    lines = [HEADER, *(["x"] * 100_001)]
    with pytest.raises(InvalidInput, match="more than 100,000 rows"):
        table(*lines)


def test_the_zone_is_asked_for_where_nothing_tells_it() -> None:
    with pytest.raises(InvalidInput, match="--time-zone"):
        table(HEADER, ROW, time_zone=None)
    row = ROW.replace("10:00", "10:00+02:00").replace("11:00", "11:00+02:00")
    assert table(HEADER, row, time_zone=None).time_zone == "Etc/GMT-2"


def test_progress_hears_of_each_hundred_rows() -> None:
    heard: list[int] = []
    table(HEADER, *(ROW.replace("1,", f"{n},", 1) for n in range(1, 250)), progress=heard.append)
    assert heard == [100, 200]


def test_no_more_rows_of_one_session_than_merging_bears() -> None:
    rows = (f"1,One,2017-06-12 10:00,2017-06-12 11:00,Hall {n}" for n in range(501))
    assert flaws(table(HEADER, *rows)) == [
        "line 502: Session '1' has more than 500 rows. Give the others another code."
    ]
