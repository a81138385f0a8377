"""The bytes that spreadsheets get."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.release import PublicRelease
from scheduler.domain.session import Appearance, Organiser, Scheme, Session, Term
from scheduler.formats.tables import write_csv, write_xlsx
from tests.factories import placement, programme, session
from tests.formats.schedule_xml.examples import CANCELLED, EXAMPLE
from tests.formats.tables.tabled import BASE, PUBLISHED, released
from tests.machine import ROOT

GOLDEN = ROOT / "tests" / "golden"
NINE, TEN = "2017-06-12T09:00", "2017-06-12T10:00"


def of_the_example() -> PublicRelease:
    """The example with terms, organisations and a title that a spreadsheet would run, and one entry cancelled."""

    def changed(one: Session) -> Session:
        if one.code != "396":
            return replace(one, state="confirmed")
        return replace(
            one,
            title='=HYPERLINK("https://evil.example")',
            terms=("sdg:4",),
            organisers=(Organiser("itu"), Organiser("un", "co")),
            appearances=(*one.appearances, Appearance("p1", "moderator", "remote")),
        )

    before = ordered(
        replace(
            EXAMPLE,
            organisations=(Organisation("itu", "ITU"), Organisation("un", "UN; all of it")),
            schemes=(Scheme("sdg", "Goals", (Term("sdg", "4", "Education"),)),),
            sessions=tuple(map(changed, EXAMPLE.sessions)),
        )
    )
    made = released(before)
    entries = tuple(
        replace(entry, status="cancelled") if (entry.session, entry.part) in CANCELLED else entry
        for entry in made.entries
    )
    return replace(made, entries=entries)


def test_golden_csv() -> None:
    assert write_csv(of_the_example(), BASE) == (GOLDEN / "programme.csv").read_bytes()


def test_golden_sheet() -> None:
    """The sheet alone: how an archive is compressed differs between versions of zlib."""
    with ZipFile(BytesIO(write_xlsx(of_the_example(), BASE))) as archive:
        assert archive.read("xl/worksheets/sheet1.xml") == (GOLDEN / "programme-sheet.xml").read_bytes()


@pytest.mark.parametrize("write", [write_csv, write_xlsx], ids=["csv", "xlsx"])
def test_the_same_release_is_the_same_bytes(write: Callable[[PublicRelease, str], bytes]) -> None:
    assert write(of_the_example(), BASE) == write(of_the_example(), BASE)


def test_a_workbook_bears_the_time_of_its_release_and_no_other() -> None:
    content = write_xlsx(of_the_example(), BASE)
    with ZipFile(BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    facts = load_workbook(BytesIO(content)).properties
    made = [int(moment.timestamp()) for moment in (facts.created, facts.modified) if moment]
    offset = int(facts.created.astimezone().utcoffset().total_seconds()) if facts.created else 0
    assert (facts.creator, facts.title) == ("programme-scheduler", "WSIS Forum 2017")
    assert made == [PUBLISHED - offset] * 2


def test_text_is_typed_as_text_and_numbers_as_numbers() -> None:
    value = programme(
        placement("1", NINE, TEN, "hall"), sessions=(session("1", title="=1+1", subtitle="#N/A", abstract="-5"),)
    )
    sheet = load_workbook(BytesIO(write_xlsx(released(value), BASE))).worksheets[0]
    header, row = (tuple(line) for line in sheet.iter_rows())
    found = {str(name.value): (cell.value, cell.data_type) for name, cell in zip(header, row, strict=True)}
    assert [found[name] for name in ("title", "subtitle", "abstract", "start", "part", "duration_minutes")] == [
        ("=1+1", "s"),
        ("#N/A", "s"),
        ("-5", "s"),
        ("2017-06-12T09:00:00+02:00", "s"),
        (1, "n"),
        (60, "n"),
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_a_spreadsheet_would_run_has_an_apostrophe_in_a_csv(sign: str) -> None:
    value = programme(placement("1", NINE, TEN, "hall"), sessions=(session("1", title=f"{sign}cmd|' /C calc'!A0"),))
    assert f",'{sign}cmd|' /C calc'!A0," in write_csv(released(value), BASE).decode()
