"""Making a release: the draft, or some of its sessions on top of the last release, unless errors stand in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.candidate import combine, released
from scheduler.domain.conflicts.check import check
from scheduler.domain.conflicts.conflict import Conflict
from scheduler.domain.conflicts.waiver import holding
from scheduler.domain.editing import EMAIL, RELEASE
from scheduler.domain.errors import BlockedByConflicts, Flaw, InvalidInput, NotFound, StateConflict
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, Summary, next_release
from scheduler.domain.selection import public_values
from scheduler.domain.things import PERSON
from scheduler.domain.wording import TITLE_LENGTH, clean_line, clean_text
from scheduler.services.checking import describe
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import begin, end
from scheduler.services.subscribing import keep_entries
from scheduler.store.changes import changes_since
from scheduler.store.db import Database, Edit
from scheduler.store.drafts import revision_of
from scheduler.store.releases import (
    ReleaseId,
    add_public_values,
    add_release,
    current_id,
    load_release,
    made_release,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made: what it is called and holds, the change that made it, the errors that it waives."""

    summary: Summary
    revision: int
    waived: tuple[Mapping[str, str], ...]


def read_release(database: Database, event: str, number: int) -> Made:
    """The release of this number; `NotFound` if there is none."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = made_release(session, event_id, number)
    if found is None:
        raise NotFound(f"{event} has no release {str(number)[:20]}.")
    return Made(*found)


def publish(
    desks: Desks,
    event: str,
    *,
    label: str,
    note: str,
    only: Sequence[str],
    author: Author,
    base_url: str,
    revision: int | None = None,
    repeat: Repeat | None = None,
) -> PublicRelease:
    """The new release, stored. `BlockedByConflicts` lists the errors in its way: unwaived, and not wholly past."""
    now = author.at
    label = clean_line(label)
    if not label or len(label) > TITLE_LENGTH:
        raise InvalidInput(f"A release needs a label of 1 to {TITLE_LENGTH} characters.", pointer="/label")
    with desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        draft = desks.before(edit, event)
        _require_reviewed(edit, draft.revision, revision)
        last = current_id(edit.session, event)
        base, previous = load_release(edit.session, last) if last else (None, None)
        candidate = released(draft.programme)
        if only:
            _require_accepted(draft.programme, only)
            empty = Programme(event=draft.programme.event)
            candidate = combine(base or empty, candidate, tuple(only))
        waived = _waived(candidate, draft, now)
        made = next_release(candidate, previous, label=label, note=clean_text(note), now=now)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        told = {"only": list(only), "waived": waived}
        recorded = _store_release(edit, draft, candidate, made, (last, previous), told, author, base_url)
    desks.keep(recorded.desk)
    return made


def _store_release(
    edit: Edit,
    draft: Desk,
    document: Programme,
    made: PublicRelease,
    before: tuple[ReleaseId | None, PublicRelease | None],
    told: Mapping[str, Any],
    author: Author,
    base_url: str,
) -> Recorded:
    """Store a release that was decided upon, with its calendar bytes and its line in the log, and commit.

    Every release goes through here, whoever made it. `before` is the one that was current until now; `told` is what
    the log tells of this one beside its label and note, `waived` among it.
    """
    last, previous = before
    redaction = last.redaction if last else 0
    add_release(edit.session, edit.event_id, edit.revision, document, made, told["waived"], redaction=redaction)
    add_public_values(edit.session, edit.event_id, public_values(made))
    which = ReleaseId(edit.event_id, made.number, redaction)
    keep_entries(edit.session, made, which, (last, previous) if last and previous else None, base_url)
    after = {"label": made.label, "note": made.note, **told}
    recorded = record(edit, draft, draft.programme, [Operation(RELEASE, str(made.number), None, after)], author)
    edit.commit()
    return recorded


def _require_reviewed(edit: Edit, now: int, reviewed: int | None) -> None:
    """`StateConflict` says what came in since the draft was reviewed."""
    if reviewed is None or reviewed == now:
        return
    if reviewed > now:
        raise InvalidInput(f"The draft is at revision {now}; {reviewed} is yet to come.", pointer="/revision")
    edits = [
        change
        for change in changes_since(edit.session, edit.event_id, reviewed, until=now)
        if any(operation.what != RELEASE for operation in change.operations)
    ]
    if edits:
        raise StateConflict(
            f"The draft has changed since revision {reviewed} was reviewed. Look at what came in, then release {now}.",
            flaws=[
                Flaw("/revision", f"change {edit.revision} by {edit.author.who}: {_things(edit.operations)}")
                for edit in edits[:100]
            ],
        )


def _things(operations: Sequence[Operation]) -> str:
    named = [f"{operation.what} {operation.key}" for operation in operations if operation.what not in {PERSON, EMAIL}]
    if len(named) < len(operations):
        named.append("people")
    return ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")


def _waived(candidate: Programme, draft: Desk, now: int) -> list[dict[str, str]]:
    """The errors of a candidate that are published because they are waived; `BlockedByConflicts` if others are left."""
    errors = [conflict for conflict in check(candidate, draft.policy, draft.signals) if conflict.severity == "error"]
    waivers = holding(draft.waivers.values(), errors)
    blocking = [each for each in errors if each.key not in waivers and not _is_past(candidate, each, now)]
    if blocking:
        stand, way_out = (
            f"{len(blocking)} errors stand",
            "Mend or waive them, or publish only sessions without them.",
        )
        if len(blocking) == 1:
            stand, way_out = "1 error stands", "Mend it, waive it, or publish only sessions that it doesn't concern."
        told = [describe(candidate, conflict) for conflict in blocking]
        raise BlockedByConflicts(f"{stand} in the way of this release. {way_out}", told)
    return [
        {"key": error.key, "rule": error.rule, "reason": waivers[error.key].reason, "who": waivers[error.key].who}
        for error in errors
        if error.key in waivers
    ]


def _require_accepted(draft: Programme, codes: Sequence[str]) -> None:
    proposed = sorted({code for code in codes if code in draft.session} - released(draft).session.keys())
    if proposed:
        raise StateConflict(f"Session {', '.join(proposed)} is only proposed. Accept it, then publish it.")


def _is_past(programme: Programme, conflict: Conflict, now: int) -> bool:
    placed = [programme.placement[id_] for id_ in conflict.placements if id_ in programme.placement]
    return bool(placed) and all(placement.ends <= now for placement in placed)
