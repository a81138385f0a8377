"""A schedule from a file into a draft: read whole, judged whole, stored whole or not at all."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO, Literal

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.event import RESERVED_SLUGS
from scheduler.domain.imported import Imported
from scheduler.domain.log import Author, Operation
from scheduler.domain.merging import Missing, merge
from scheduler.domain.programme import Programme
from scheduler.domain.wording import require_slug
from scheduler.formats import schedule_json, schedule_xml
from scheduler.services.desk import Desks
from scheduler.services.ports import NewId
from scheduler.services.recording import become, record_new
from scheduler.store.db import Database
from scheduler.store.drafts import Draft, has_event, load_draft
from scheduler.store.rows import rows_between, rows_of

Format = Literal["schedule-xml", "schedule-json"]
_READERS = {"schedule-xml": schedule_xml.read, "schedule-json": schedule_json.read}


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
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a file; `InvalidInput` carries every bad row with its place, and then nothing is stored."""
    require_slug(event, "an event")
    if event in RESERVED_SLUGS:
        raise InvalidInput(f"{event!r} is an address of the service itself. Choose another slug for the event.")
    existing = _load(database, event)
    zone = time_zone or (existing.programme.event.time_zone if existing else None)
    imported = _READERS[form](stream, time_zone=zone, progress=progress)
    if imported.flaws and not skip_bad:
        raise InvalidInput(
            f"{len(imported.flaws)} bad row{'' if len(imported.flaws) == 1 else 's'}: nothing was imported. Mend the "
            "file, or leave them out with --skip-bad.",
            flaws=imported.flaws,
        )

    def merged(draft: Draft | None) -> Programme:
        return merge(
            draft.programme if draft else None,
            imported,
            event_slug=event,
            uid_domain=uid_domain,
            new_person_id=new_id,
            missing=missing,
        )

    def report(draft: Draft | None, after: Programme, *, stored: bool) -> ImportReport:
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
            flaws=imported.flaws,
            notes=imported.notes + _warnings(draft, imported, asked=time_zone),
            stored=stored,
        )

    if dry_run:
        return report(existing, merged(existing), stored=False)
    if existing is None:
        after = merged(None)
        with database.storing() as session:
            record_new(session, after, author, [_operation(form, report(None, after, stored=True))])
            session.commit()
        return report(None, after, stored=True)
    if merged(existing) == existing.programme:
        return report(existing, existing.programme, stored=False)
    with database.writing(event) as edit:
        desk = Desks(database).before(edit, event)
        draft = Draft(desk.event_id, desk.revision, desk.programme)
        after = merged(draft)
        become(edit, desk, after, author, [_operation(form, report(draft, after, stored=True))])
        edit.commit()
    return report(draft, after, stored=True)


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


def _load(database: Database, event: str) -> Draft | None:
    with database.reading() as session:
        return load_draft(session, event) if has_event(session, event) else None
