"""XLSX, as we write it and as Excel, LibreOffice and others do."""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from scheduler.domain.errors import Flaw, InvalidInput, SchedulerError
from scheduler.domain.imported import Imported
from scheduler.domain.release import PublicRelease
from scheduler.formats.schedule.names import GENERATOR
from scheduler.formats.tables.cells import CUT, Cell, Odd
from scheduler.formats.tables.columns import COLUMNS, MOST_COLUMNS, NUMBERS
from scheduler.formats.tables.reader import MAX_ROWS, Table, imported
from scheduler.formats.tables.showing import rows

MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
_MOST_MEMBERS = 2_000
_LONGEST_CELL = 32_767  # Excel's limit, in UTF-16 code units
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A text may hold what stands for a character in XLSX (ECMA-376 part 1, 22.9.2.19): `_x0041_` is an A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005[Ff]_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_WIDTHS = {"title": 50, "people": 40, "people_in_full": 40, "start": 26, "end": 26, "room": 24, "abstract": 60}
_ODD = {"f": "is a formula. Copy the cells and insert them as values.", "e": "holds an error of the spreadsheet's."}
_NO_WORKBOOK = "This is no XLSX workbook that can be read. Open it in a spreadsheet program and save it as .xlsx."


def write_xlsx(release: PublicRelease, base_url: str) -> bytes:
    """The table as a workbook of one sheet: the same bytes for the same release, with its date as theirs.

    Every cell is typed: text is text and no formula, whatever it begins with.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Programme")
    sheet.freeze_panes = "A2"
    for letter, name in zip(map(_letter, range(len(COLUMNS))), COLUMNS, strict=True):
        if name in _WIDTHS:
            sheet.column_dimensions[letter].width = _WIDTHS[name]

    def cell(value: str, *, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, _fitting(value))
        made.data_type = "s"  # what begins with = would be a formula, and #N/A an error
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(name, bold=True) for name in COLUMNS])
    for row in rows(release, base_url):
        sheet.append([int(value) if name in NUMBERS else cell(value) for name, value in zip(COLUMNS, row, strict=True)])
    published = datetime.fromtimestamp(release.modified_at, UTC).replace(tzinfo=None)
    book.properties.creator = GENERATOR
    book.properties.title = release.programme.event.name
    book.properties.created = book.properties.modified = published
    packed = BytesIO()
    # Not `save`, which would write the present time as that of the last change.
    ExcelWriter(book, ZipFile(packed, "w")).save()
    return _repacked(packed)


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"


def _fitting(text: str) -> str:
    """The text as a cell holds it: no characters that XML lacks, and cut, saying so, where a cell holds no more."""
    text = _ESCAPE.sub("_x005F_", _NOT_XML.sub("", text))
    if len(text.encode("utf-16-le")) // 2 <= _LONGEST_CELL:
        return text
    room = _LONGEST_CELL - len(CUT)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT


def _repacked(packed: BytesIO) -> bytes:
    """The archive with one date for all its members, in place of the moments at which they were written."""
    result = BytesIO()
    with ZipFile(packed) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, _EPOCH_OF_ZIP)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3  # else it is the system's own
            target.writestr(member, source.read(name))
    return result.getvalue()


def read_xlsx(
    stream: BinaryIO,
    *,
    time_zone: str | None,
    day_change: int = 0,
    progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
    max_unpacked: int = MAX_UNPACKED,
) -> Imported:
    """What the first sheet of a workbook says; bad rows are flaws with the number of their row.

    Dates may be text or Excel's own. A formula is no value and makes its row a bad one. `InvalidInput` for what is no
    workbook, or is larger, packed or unpacked, than it may be.
    """
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InvalidInput(f"The file has more than {max_bytes:,} bytes. Split it.")
    _refuse_bombs(data, max_unpacked)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which say nothing of the cells
            book = load_workbook(BytesIO(data), read_only=True)
            table = Table("row", _first_sheet(book), _further_sheets(book))
            return imported(table, time_zone=time_zone, day_change=day_change, progress=progress)
    except SchedulerError:
        raise
    except Exception as error:  # whatever the library trips over in a file that is broken, or made to break it
        raise InvalidInput(f"{_NO_WORKBOOK} ({type(error).__name__})") from error


def _further_sheets(book: Workbook) -> tuple[Flaw, ...]:
    return tuple(Flaw("sheets", f"Only the first is read; {s.title[:60]!r} is not.") for s in book.worksheets[1:])


def _refuse_bombs(data: bytes, max_unpacked: int) -> None:
    """`InvalidInput` for what is no archive, or unpacks to too much: no member unpacks to more than it declares."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError):  # the last is said of archives of a kind it can't read
        raise InvalidInput(_NO_WORKBOOK) from None
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > max_unpacked:
        raise InvalidInput(f"The workbook unpacks to more than {max_unpacked:,} bytes. Split it.")


def _first_sheet(book: Workbook) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of the first sheet with their numbers."""
    if not book.worksheets:
        raise InvalidInput("The workbook has no sheet with cells.")
    sheet: Any = book.worksheets[0]  # a read-only sheet, which the types don't know
    sheet.reset_dimensions()  # which a file may claim to be anything
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > MOST_COLUMNS:
            raise InvalidInput(f"A row has more than {MOST_COLUMNS} cells.", pointer=f"row {number}")
        yield number, [_value(cell.value, cell.data_type) for cell in row]
        if number > MAX_ROWS + 1:
            return  # the reader has said so


def _value(value: object, kind: str) -> Cell:
    if kind in _ODD:
        return Odd(_ODD[kind])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _ESCAPED.sub("_", value.replace("_x000D_", ""))
    if isinstance(value, int | float | datetime | date | time | timedelta):
        return value
    return "" if value is None else Odd("holds something that is neither text nor number nor date.")
