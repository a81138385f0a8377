"""Releases, and workbooks made by hand, for tests of tables."""

from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import count
from types import MappingProxyType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from scheduler.domain.imported import Imported
from scheduler.domain.merging import merge
from scheduler.domain.programme import Programme
from scheduler.domain.recognising import recognised
from scheduler.domain.release import PublicRelease, release
from scheduler.formats.tables import read_csv, read_xlsx, write_csv, write_xlsx
from tests.factories import at

BASE = "https://programme.example"
PUBLISHED = at("2017-06-01T09:00")
FORMS: Mapping[str, tuple[Callable[..., bytes], Callable[..., Imported], str]] = MappingProxyType(
    {"csv": (write_csv, read_csv, "line"), "xlsx": (write_xlsx, read_xlsx, "row")}
)


def released(programme: Programme) -> PublicRelease:
    return release(programme, None, number=1, label="First", note="", at=PUBLISHED)


def exported(form: str, programme: Programme) -> bytes:
    return FORMS[form][0](released(programme), BASE)


def reading(form: str, content: bytes, **kw: Any) -> Imported:
    return FORMS[form][1](BytesIO(content), **{"time_zone": None, **kw})


def laid_over(form: str, programme: Programme, content: bytes) -> Programme:
    """The programme after an import of the table, in which nothing may be wrong."""
    numbers = count(1)
    zone = programme.event.time_zone
    said = recognised(programme, reading(form, content, time_zone=zone), next_code=1, word=FORMS[form][2])
    assert said.flaws == ()
    return merge(
        programme,
        said,
        event_slug=programme.event.slug,
        uid_domain=programme.event.uid_domain,
        new_person_id=lambda: f"new-{next(numbers)}",
    )


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with the rows in its first sheet; what begins with = is a formula."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    """The workbook with one member replaced."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, body if each == name else source.read(each))
    return result.getvalue()
