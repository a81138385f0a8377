"""Making a release: the draft, or some of its sessions on top of the last release, unless errors stand in the way."""

from collections.abc import Sequence

from scheduler.domain.candidate import combine, released
from scheduler.domain.conflicts.check import check
from scheduler.domain.conflicts.conflict import Conflict
from scheduler.domain.conflicts.waiver import holding
from scheduler.domain.errors import BlockedByConflicts, InvalidInput, StateConflict
from scheduler.domain.log import Author, Operation
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, next_release
from scheduler.domain.selection import public_values
from scheduler.domain.wording import TITLE_LENGTH, clean_line, clean_text
from scheduler.services.checking import describe
from scheduler.services.recording import log_alone
from scheduler.services.subscribing import bind, book_name, render_entries, unbind
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.policies import load_policy
from scheduler.store.releases import (
    ReleaseId,
    add_public_values,
    add_release,
    current_id,
    keep_book,
    load_book,
    load_release,
)
from scheduler.store.waivers import load_waivers


def publish(
    database: Database, event: str, *, label: str, note: str, only: Sequence[str], author: Author, base_url: str
) -> PublicRelease:
    """The new release, stored. `BlockedByConflicts` lists the errors in its way: unwaived, and not wholly past."""
    now = author.at
    label = clean_line(label)
    if not label or len(label) > TITLE_LENGTH:
        raise InvalidInput(f"A release needs a label of 1 to {TITLE_LENGTH} characters.", pointer="/label")
    with database.writing(event) as edit:
        draft = load_draft(edit.session, event)
        last = current_id(edit.session, event)
        base, previous = load_release(edit.session, last) if last else (None, None)
        candidate = released(draft.programme)
        if only:
            _require_accepted(draft.programme, only)
            empty = Programme(event=draft.programme.event)
            candidate = combine(base or empty, candidate, tuple(only))
        policy, _ = load_policy(edit.session, edit.event_id)
        errors = [conflict for conflict in check(candidate, policy) if conflict.severity == "error"]
        waivers = holding(load_waivers(edit.session, edit.event_id).values(), errors)
        blocking = [c for c in errors if c.key not in waivers and not _is_past(candidate, c, now)]
        if blocking:
            told = [describe(candidate, conflict) for conflict in blocking]
            if len(told) == 1:
                way_out = "Mend it, waive it, or publish only sessions that it doesn't concern."
                raise BlockedByConflicts(f"1 error stands in the way of this release. {way_out}", told)
            way_out = "Mend them, waive them, or publish only sessions that they don't concern."
            raise BlockedByConflicts(f"{len(told)} errors stand in the way of this release. {way_out}", told)
        made = next_release(candidate, previous, label=label, note=clean_text(note), now=now)
        waived = [
            {"key": error.key, "rule": error.rule, "reason": waivers[error.key].reason, "who": waivers[error.key].who}
            for error in errors
            if error.key in waivers
        ]
        add_release(edit.session, edit.event_id, edit.revision, candidate, made, waived)
        add_public_values(edit.session, edit.event_id, public_values(made))
        kept = load_book(edit.session, edit.event_id, book_name(last, base_url)) if last else None
        blocks = render_entries(made, base_url, before=(previous, unbind(kept)) if previous and kept else None)
        name = book_name(ReleaseId(edit.event_id, made.number, 0), base_url)
        keep_book(edit.session, edit.event_id, name, bind(blocks), alone=True)
        after = {"label": made.label, "note": made.note, "only": list(only), "waived": waived}
        log_alone(edit, author, [Operation("release", str(made.number), None, after)])
        edit.commit()
    return made


def _require_accepted(draft: Programme, codes: Sequence[str]) -> None:
    proposed = sorted({code for code in codes if code in draft.session} - released(draft).session.keys())
    if proposed:
        raise StateConflict(f"Session {', '.join(proposed)} is only proposed. Accept it, then publish it.")


def _is_past(programme: Programme, conflict: Conflict, now: int) -> bool:
    placed = [programme.placement[id_] for id_ in conflict.placements if id_ in programme.placement]
    return bool(placed) and all(placement.ends <= now for placement in placed)
