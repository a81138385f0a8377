"""The programme as a file: the current release, or the draft's public view where nothing was released yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.candidate import released
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease, next_release
from scheduler.formats import schedule_json, schedule_xml
from scheduler.formats.ical import FeedHeader, render_calendar, years_of
from scheduler.formats.tables import write_csv, write_xlsx
from scheduler.services.reading import Reader
from scheduler.services.subscribing import render_entries
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft

Format = Literal["schedule-xml", "schedule-json", "ics", "csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Export:
    """A file's bytes, and the number of the release that it holds (None: the draft)."""

    body: bytes
    number: int | None


def export(
    database: Database, reader: Reader, event: str, *, form: Format, base_url: str, now: int, draft: bool
) -> Export:
    """The event in a format; `draft` asks for the draft even where there is a release."""
    shown, number = _programme(database, reader, event, now=now, draft=draft)
    return Export(_WRITERS[form](shown, base_url), number)


def write_schedule_xml(shown: PublicRelease, base_url: str) -> bytes:
    """The release as schedule.xml; the format knows no cancelled entries, so they are left out."""
    return schedule_xml.write(shown.programme, version=_version(shown), base_url=base_url, cancelled=_cancelled(shown))


def write_schedule_json(shown: PublicRelease, base_url: str) -> bytes:
    """The release as schedule.json; without cancelled entries, as schedule.xml."""
    return schedule_json.write(shown.programme, version=_version(shown), base_url=base_url, cancelled=_cancelled(shown))


def _version(shown: PublicRelease) -> str:
    return f"{shown.number} {shown.label}"


def _cancelled(shown: PublicRelease) -> frozenset[tuple[str, int]]:
    return frozenset(entry.id for entry in shown.items if entry.cancelled)


def _calendar(shown: PublicRelease, base_url: str) -> bytes:
    event = shown.programme.event
    header = FeedHeader(
        event=event,
        name=event.name,
        description=f"Programme of {event.name}.",
        url=f"{base_url}/{event.slug}/",
        source=f"{base_url}/{event.slug}/feeds/programme.ics",
        modified=shown.modified_at,
        years=years_of(shown),
    )
    return render_calendar(header, render_entries(shown, base_url).blocks.values())


def _programme(
    database: Database, reader: Reader, event: str, *, now: int, draft: bool
) -> tuple[PublicRelease, int | None]:
    try:
        current = reader.current(event)
    except NotFound:
        current = None  # nothing released yet: the draft will do, and the answer says so
    if current is not None and not draft:
        return current, current.number
    with database.reading() as session:
        programme = load_draft(session, event).programme
    return next_release(released(programme), current, label="draft", note="", now=now), None


_WRITERS: Mapping[Format, Callable[[PublicRelease, str], bytes]] = {
    "schedule-xml": write_schedule_xml,
    "schedule-json": write_schedule_json,
    "ics": _calendar,
    "csv": write_csv,
    "xlsx": write_xlsx,
}
