"""Workbooks that others made, some of them to do harm."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.formats.tables import read_xlsx
from tests.formats.tables.tabled import reading, with_member, workbook
from tests.formats.tables.test_reader import PLAIN, ZONE

HEADER = ("code", "title", "start", "end", "room")
ROW = (1, "One", "2017-06-12 10:00", "2017-06-12 11:00", "Hall")
GOOD = workbook(HEADER, ROW)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(*rows: str, before: str = "", dimension: str = "A1:E2") -> bytes:
    return (
        f'{before}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{"".join(rows)}</sheetData>'
        "</worksheet>"
    ).encode()


def cells(number: int, *words: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words)
    return f'<row r="{number}">{inner}</row>'


WORDS = ("1", "One", "2017-06-12 10:00", "2017-06-12 11:00", "Hall")


def test_formulas_and_errors_are_told_and_not_read() -> None:
    content = workbook(
        HEADER,
        (1, "=A1", "2017-06-12 10:00", "2017-06-12 11:00", "#N/A"),
        (2.0, True, "2017-06-12 10:00", "2017-06-12 11:00", None),
        (3, "Three", 42898.5, "2017-06-12 11:00", "Hall"),
    )
    said = reading("xlsx", content, time_zone=ZONE)
    assert said.flaws == (
        Flaw("row 2", "The cell in column 'title' is a formula. Copy the cells and insert them as values."),
        Flaw("row 2", "The cell in column 'room' holds an error of the spreadsheet's."),
        Flaw("row 4", "42898.5 is no date and time. Format the cell as a date, or as text."),
    )
    assert said.events == (replace(PLAIN, line=3, code="2", title="true", room=None),)


def test_a_formula_in_a_column_that_is_not_read_does_no_harm() -> None:
    said = reading("xlsx", workbook((*HEADER, "sum"), (*ROW, "=SUM(A1:A9)")), time_zone=ZONE)
    assert (said.events, said.flaws) == ((PLAIN,), ())


def test_only_the_first_sheet_is_read_and_a_note_says_so() -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(GOOD))
    book.create_sheet("Old plan")
    packed = BytesIO()
    book.save(packed)
    said = reading("xlsx", packed.getvalue(), time_zone=ZONE)
    assert (said.events, said.notes) == ((PLAIN,), (Flaw("sheets", "Only the first is read; 'Old plan' is not."),))


def test_a_sheet_may_lie_about_its_size_and_leave_rows_out() -> None:
    content = with_member(GOOD, SHEET, sheet(cells(3, *HEADER), cells(7, *WORDS), dimension="A1:XFD1048576"))
    assert reading("xlsx", content, time_zone=ZONE).events == (replace(PLAIN, line=7),)


def test_excel_s_escapes_are_read() -> None:
    content = with_member(GOOD, SHEET, sheet(cells(1, *HEADER), cells(2, "1", "_x005F_x0041__x000D_", *WORDS[2:])))
    assert [row.title for row in reading("xlsx", content, time_zone=ZONE).events] == ["_x0041_"]


ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BROKEN = {
    "nothing": b"",
    "a CSV": b"code,title",
    "an old XLS": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "half of one": GOOD[: len(GOOD) // 2],
    "an archive of something else": with_member(GOOD, "[Content_Types].xml", b"<Types/>"),
    "no XML": with_member(GOOD, SHEET, b"hello"),
    "XML cut off": with_member(GOOD, SHEET, sheet(cells(1, *HEADER))[:-20]),
    "entities": with_member(GOOD, SHEET, sheet(cells(1, *HEADER), cells(2, "&b;"), before=ENTITIES)),
    "a file of the machine": with_member(
        GOOD,
        SHEET,
        sheet(cells(1, "&x;"), before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    "a row that is no number": with_member(GOOD, SHEET, sheet('<row r="x"/>')),
    "a string that is not there": with_member(GOOD, SHEET, sheet('<row r="1"><c t="s"><v>99</v></c></row>')),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading("xlsx", content, time_zone=ZONE)
    assert refused.value.detail.startswith("This is no XLSX workbook that can be read. Open it in")


HUGE = {
    "a million rows": (sheet(cells(1, *HEADER), cells(1_048_576, "1")), "more than 100,000 rows"),
    "rows without end": (sheet(cells(1, *HEADER), cells(10**15, "1")), "more than 100,000 rows"),
    "a cell far to the right": (
        sheet(cells(1, *HEADER), '<row r="2"><c r="XFD2" t="n"><v>1</v></c></row>'),
        "more than 200 cells",
    ),
}


@pytest.mark.parametrize(("body", "told"), HUGE.values(), ids=HUGE.keys())
def test_sheets_that_are_too_large_are_refused(body: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        reading("xlsx", with_member(GOOD, SHEET, body), time_zone=ZONE)


def test_bombs_are_not_unpacked() -> None:
    """A megabyte of which a gigabyte would come; and a file that is too large as it is."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb", "w") as member:
        for _ in range(210):
            member.write(bytes(1_000_000))
    with pytest.raises(InvalidInput, match="unpacks to more than 200,000,000 bytes"):
        reading("xlsx", packed.getvalue(), time_zone=ZONE)
    with pytest.raises(InvalidInput, match="more than 10 bytes"):
        read_xlsx(BytesIO(GOOD), time_zone=ZONE, max_bytes=10)


def test_an_archive_of_too_many_members_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(InvalidInput, match="unpacks to more"):
        reading("xlsx", packed.getvalue(), time_zone=ZONE)
