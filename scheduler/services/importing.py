"""A schedule from a file into a draft: read whole, judged whole, stored whole or not at all."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO, Literal

from scheduler.domain.erasure import NOTHING, Past
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.event import RESERVED_SLUGS
from scheduler.domain.imported import Imported
from scheduler.domain.log import Author, Operation
from scheduler.domain.merging import Missing, merge
from scheduler.domain.programme import Programme
from scheduler.domain.recognising import recognised
from scheduler.domain.wording import require_slug
from scheduler.formats import schedule_json, schedule_xml
from scheduler.formats.tables import read_csv, read_xlsx
from scheduler.services.desk import Desks
from scheduler.services.ports import NewId
from scheduler.services.recording import become, record_new
from scheduler.store.db import Database
from scheduler.store.drafts import Draft, has_event, load_draft
from scheduler.store.models.event import FIRST_CODE
from scheduler.store.persons import past_of
from scheduler.store.rows import rows_between, rows_of
from scheduler.store.saving import next_code

Format = Literal["schedule-xml", "schedule-json", "csv", "xlsx"]
_ROW = {"csv": "line", "xlsx": "row"}
"""What a row is called, of the formats that people write by hand."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: sessions before and after, rows that differ, and what was wrong or left out."""

    created: bool
    sessions: int
    new_sessions: int
    changed_sessions: int
    moved_sessions: int
    cancelled_sessions: int
    changed_rows: int
    flaws: tuple[Flaw, ...]
    notes: tuple[Flaw, ...]
    stored: bool


def import_schedule(
    database: Database,
    stream: BinaryIO,
    *,
    form: Format = "schedule-xml",
    event: str,
    time_zone: str | None,
    uid_domain: str,
    new_id: NewId,
    author: Author,
    missing: Missing = "keep",
    skip_bad: bool = False,
    dry_run: bool = False,
    encoding: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a file; `InvalidInput` carries every bad row with its place, and then nothing is stored.

    `encoding` is a CSV's, where it is not UTF-8. `progress` hears how many bytes of a schedule, or rows of a table,
    were read.
    """
    require_slug(event, "an event")
    if event in RESERVED_SLUGS:
        raise InvalidInput(f"{event!r} is an address of the service itself. Choose another slug for the event.")
    existing, past, code = _load(database, event)
    kept = existing.programme.event if existing else None
    zone = time_zone or (kept.time_zone if kept else None)
    day_change = kept.day_change if kept else 0
    imported = _read(form, stream, time_zone=zone, day_change=day_change, encoding=encoding, progress=progress)

    def merged(draft: Draft | None, past: Past, code: int) -> tuple[Imported, Programme]:
        programme = draft.programme if draft else None
        said = recognised(programme, imported, next_code=code, word=_ROW[form]) if form in _ROW else imported
        if said.flaws and not skip_bad:
            raise _refused(said)
        after = merge(
            programme,
            said,
            event_slug=event,
            uid_domain=uid_domain,
            new_person_id=new_id,
            missing=missing,
            past=past,
        )
        return said, after

    def report(draft: Draft | None, said: Imported, after: Programme, *, stored: bool) -> ImportReport:
        before = draft.programme if draft else Programme(after.event)
        rows = rows_between(rows_of(before), rows_of(after)).values()
        return ImportReport(
            created=draft is None,
            sessions=len(after.sessions),
            new_sessions=len(after.session.keys() - before.session.keys()),
            changed_sessions=sum(
                before.session.get(code, session) != session for code, session in after.session.items()
            ),
            moved_sessions=len(
                {key[0] for key, p in before.placement.items() if after.placement.get(key) not in {None, p}}
            ),
            cancelled_sessions=sum(
                session.state == "cancelled" and before.session.get(code, session).state != "cancelled"
                for code, session in after.session.items()
            ),
            changed_rows=sum(len(new) + len(changed) + len(gone) for new, changed, gone in rows),
            flaws=said.flaws,
            notes=said.notes + _warnings(draft, said, asked=time_zone),
            stored=stored,
        )

    said, after = merged(existing, past, code)
    if dry_run:
        return report(existing, said, after, stored=False)
    if existing is None:
        with database.storing() as session:
            record_new(session, after, author, [_operation(form, report(None, said, after, stored=True))])
            session.commit()
        return report(None, said, after, stored=True)
    if after == existing.programme:
        return report(existing, said, after, stored=False)
    with database.writing(event) as edit:
        desk = Desks(database).before(edit, event)
        draft = Draft(desk.event_id, desk.revision, desk.programme)
        said, after = merged(draft, past_of(edit.session, edit.event_id), int(next_code(edit.session, edit.event_id)))
        become(edit, desk, after, author, [_operation(form, report(draft, said, after, stored=True))])
        edit.commit()
    return report(draft, said, after, stored=True)


def _read(
    form: Format,
    stream: BinaryIO,
    *,
    time_zone: str | None,
    day_change: int,
    encoding: str | None,
    progress: Callable[[int], None] | None,
) -> Imported:
    if form == "csv":
        return read_csv(stream, time_zone=time_zone, day_change=day_change, encoding=encoding, progress=progress)
    if encoding is not None:
        raise InvalidInput("An encoding can be told of a CSV alone; the other formats say it themselves.")
    if form == "xlsx":
        return read_xlsx(stream, time_zone=time_zone, day_change=day_change, progress=progress)
    read = schedule_json.read if form == "schedule-json" else schedule_xml.read
    return read(stream, time_zone=time_zone, progress=progress)


def _refused(said: Imported) -> InvalidInput:
    return InvalidInput(
        f"{len(said.flaws)} bad row{'' if len(said.flaws) == 1 else 's'}: nothing was imported. Mend the file, or "
        "leave them out with --skip-bad.",
        flaws=said.flaws,
    )


def _operation(form: Format, report: ImportReport) -> Operation:
    """What the log keeps of an import: counts, since the file holds the rest."""
    counts = asdict(replace(report, flaws=(), notes=()))
    return Operation("import", form, None, {k: v for k, v in counts.items() if isinstance(v, int)})


def _warnings(draft: Draft | None, imported: Imported, *, asked: str | None) -> tuple[Flaw, ...]:
    """What an organiser should look at before believing the import."""
    notes = []
    if draft is None:
        if asked is None and imported.time_zone.startswith("Etc/"):
            text = f"Taken from offsets: {imported.time_zone}, without summer time. --time-zone names a better one."
            notes.append(Flaw("time zone", text))
        return tuple(notes)
    event = draft.programme.event
    if asked is not None and asked != event.time_zone:
        notes.append(
            Flaw("time zone", f"{event.slug} stays in {event.time_zone}; {asked} was used for the file alone.")
        )
    codes = {row.code for row in imported.events}
    if codes and draft.programme.sessions and not codes & draft.programme.session.keys():
        text = (
            f"None of its {len(codes)} sessions is in {event.slug} ({event.name}). Are file and event the right ones?"
        )
        notes.append(Flaw("sessions", text))
    return tuple(notes)


def _load(database: Database, event: str) -> tuple[Draft | None, Past, int]:
    """The draft, if there is one, who was erased, and the number of the next session without a code."""
    with database.reading() as session:
        if not has_event(session, event):
            return None, NOTHING, FIRST_CODE
        draft = load_draft(session, event)
        return draft, past_of(session, draft.event_id), int(next_code(session, draft.event_id))
