"""CSV (RFC 4180), as we write it and as spreadsheets do."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import BinaryIO

from scheduler.domain.errors import InvalidInput
from scheduler.domain.imported import Imported
from scheduler.domain.release import PublicRelease
from scheduler.formats.tables.cells import Cell
from scheduler.formats.tables.columns import COLUMNS, MOST_COLUMNS, known
from scheduler.formats.tables.guarding import guarded, unguarded
from scheduler.formats.tables.reader import Table, imported
from scheduler.formats.tables.showing import rows

MAX_BYTES = 50_000_000
_SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN = 40
_BETWEEN = re.compile(rb'[\s,;"]')


def write_csv(release: PublicRelease, base_url: str) -> bytes:
    """The table in UTF-8: the same bytes for the same release.

    It begins with a byte order mark, without which Excel reads it in the code page of the country and a name such as
    Ünal comes back broken; programs that read CSV know the mark. What looks like a formula has an apostrophe in front.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(release, base_url):
        writer.writerow([guarded(cell) for cell in row])
    return codecs.BOM_UTF8 + _HALF_CHARACTER.sub("", text.getvalue()).encode()


def read_csv(
    stream: BinaryIO,
    *,
    time_zone: str | None,
    day_change: int = 0,
    encoding: str | None = None,
    progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Imported:
    """What a CSV says, whose columns are parted by commas, semicolons or tabs; bad rows are flaws with their line.

    It is UTF-8, or UTF-16 with a byte order mark, unless `encoding` says otherwise: no code page is guessed, since
    'Dvoøák' would be as good a guess as 'Dvořák'. `InvalidInput` names what the file could be.
    """
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InvalidInput(f"The file has more than {max_bytes:,} bytes. Split it.")
    text = _decoded(data, encoding)
    separator = None
    if told := _SEPARATOR_LINE.match(text):
        separator = told[1]
    records = _records(text, separator or _separator(text), skip=told is not None)
    return imported(Table("line", records), time_zone=time_zone, day_change=day_change, progress=progress)


def _decoded(data: bytes, encoding: str | None) -> str:
    known_by_mark = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    name = encoding or known_by_mark or "utf-8"
    try:
        text = data.decode(name)
    except LookupError:
        raise InvalidInput(f"There is no encoding {name[:60]!r}. Say one such as windows-1252.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if encoding or known_by_mark:
            raise InvalidInput(f"The file is not {name.upper()}.", pointer=f"line {line}") from None
        raise InvalidInput(_way_out(data, error.start), pointer=f"line {line}") from None
    except UnicodeError:  # of codecs for names of hosts and the like
        raise InvalidInput(f"{name[:60]!r} is no encoding of files. Say one such as windows-1252.") from None
    if "\0" in text:
        raise InvalidInput("The file is not text in UTF-8: it may be UTF-16, or no text. Save it as 'CSV UTF-8'.")
    return text.removeprefix("\ufeff")


def _way_out(data: bytes, place: int) -> str:
    """What to do with a file of a code page, and what the first strange word would be in the likeliest."""
    before, after = data[max(0, place - _SHOWN) : place], data[place : place + _SHOWN]
    word = _BETWEEN.split(before)[-1] + _BETWEEN.split(after)[0]
    shown = word.decode("windows-1252", "replace")
    return (
        f"The file is not UTF-8. Save it as 'CSV UTF-8'; or if {shown!r} is right, it is Windows-1252: say --encoding "
        "windows-1252."
    )


def _separator(text: str) -> str:
    """The sign that parts the header into the most columns of ours."""
    return max(_SEPARATORS, key=lambda sign: known(_header(text, sign)))


def _header(text: str, separator: str) -> Sequence[str]:
    try:
        return next(csv.reader(StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []  # nobody's header; what is wrong with it is told when it is read


def _records(text: str, separator: str, *, skip: bool) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The records with the line on which each begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            if len(record) > MOST_COLUMNS:
                raise InvalidInput(f"A row has more than {MOST_COLUMNS} cells.", pointer=f"line {line}")
            if not (skip and line == 1):
                yield line, [unguarded(cell) for cell in record]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"The file is no CSV: {error}.", pointer=f"line {line}") from None
