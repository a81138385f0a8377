"""What every edit of an event does at its end: rows, log, versions, and which conflicts and waivers came and went."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.conflicts import POLICY, Comparison, Conflict, check, compare
from scheduler.domain.conflicts.waiver import WAIVER
from scheduler.domain.editing import EMAIL, ERASURE, compacted, difference, of_programme, touched
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.log import Author, Change, Operation
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.things import EVENT, PERSON, PLACEMENT, SESSION, part_of
from scheduler.services.desk import Desk
from scheduler.store.changes import add_change
from scheduler.store.db import Edit, collector_resting
from scheduler.store.persons import note_slug, save_email
from scheduler.store.policies import policy_of, save_policy
from scheduler.store.saving import create_event, issue_codes, save
from scheduler.store.sightings import sight
from scheduler.store.versions import note_versions
from scheduler.store.waivers import add_waiver, end_waivers


@dataclass(frozen=True, slots=True)
class Recorded:
    """An edit as it was recorded: the desk after it, the change, and, if it only placed, how conflicts compare."""

    desk: Desk
    change: Change
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """What an edit does to conflicts: by key those that it brings and takes, and how those looked at stand now."""

    introduced: frozenset[str] = frozenset()
    resolved: frozenset[str] = frozenset()
    now: Mapping[str, Conflict] = field(default_factory=dict)
    looked_at: AbstractSet[str] = frozenset()
    comparison: Comparison | None = None
    all_of_them: tuple[Conflict, ...] | None = None


def record(
    edit: Edit,
    desk: Desk,
    after: Programme,
    operations: Sequence[Operation],
    author: Author,
    *,
    undoes: int | None = None,
) -> Recorded:
    """Store what the operations make of the desk's draft, which is `after`; the caller commits.

    A waiver whose conflict has gone, or has other facts now, ends for ever: putting things back does not bring it back,
    since nobody accepted that. A code that some session had and lost is a `StateConflict`, unless that is undone.
    """
    operations = compacted(operations)
    if undoes is None:
        new = {op.key for op in operations if op.what == SESSION and op.before is None}
        issue_codes(edit.session, edit.event_id, new)
    save(edit.session, edit.event_id, after.event, operations)
    _save_others(edit, operations, author)
    judged = _judged(desk, after, operations)
    ended = {
        key
        for key, waiver in desk.waivers.items()
        if key in judged.looked_at and not (key in judged.now and waiver.holds_for(judged.now[key]))
    }
    change = Change(
        edit.revision,
        author,
        operations,
        introduced=tuple(sorted(judged.introduced)),
        resolved=tuple(sorted(judged.resolved)),
        ended=tuple(sorted(ended)),
        undoes=undoes,
    )
    add_change(edit.session, edit.event_id, change)
    note_versions(
        edit.session, edit.event_id, edit.revision, {resource for op in operations for resource in touched(op)}
    )
    sight(edit.session, edit.event_id, edit.revision, change.introduced, change.resolved)
    end_waivers(edit.session, edit.event_id, ended, edit.revision, author.at)
    recorded = desk.replaying(change, programme=after)
    if judged.all_of_them is not None:
        vars(recorded)["conflicts"] = judged.all_of_them  # a cached property: not found out twice
    return Recorded(recorded, change, judged.comparison)


def become(edit: Edit, desk: Desk, programme: Programme, author: Author, beside: Sequence[Operation] = ()) -> Recorded:
    """Let the desk's draft become this programme, whatever of it differs; the caller commits."""
    after = with_export_ids(ordered(programme))
    return record(edit, desk, after, [*difference(desk.programme, after), *beside], author)


def record_new(
    session: DatabaseSession, programme: Programme, author: Author, beside: Sequence[Operation] = ()
) -> Recorded:
    """Make a new event of the programme, as change 0; `StateConflict` if its slug is taken. The caller commits."""
    draft = create_event(session, programme)
    numbered = with_export_ids(ordered(programme))
    made = Operation(EVENT, numbered.event.slug, None, numbered.event)
    things = difference(replace(draft.programme, event=numbered.event), numbered)
    empty = Desk(draft.event_id, -1, draft.programme)
    edit = Edit(session, draft.event_id, 0)
    return record(edit, empty, numbered, [made, *things, *beside], author)


def _save_others(edit: Edit, operations: Sequence[Operation], author: Author) -> None:
    """Store what is no part of a programme."""
    for operation in operations:
        if operation.what == EMAIL:
            save_email(edit.session, edit.event_id, operation.key, operation.after or "")
        elif operation.what == PERSON and operation.before and operation.after:
            if operation.before.slug != operation.after.slug:
                note_slug(edit.session, edit.event_id, operation.key, operation.before.slug, operation.after.slug)
        elif operation.what == POLICY:
            save_policy(edit.session, edit.event_id, edit.revision, policy_of(operation.after))
        elif operation.what == WAIVER:
            end_waivers(edit.session, edit.event_id, [operation.key], edit.revision, author.at)
            if operation.after is not None:
                add_waiver(edit.session, edit.event_id, operation.after)


def _judged(desk: Desk, after: Programme, operations: Sequence[Operation]) -> _Judged:
    """What became of conflicts: of the groups that placements touch, or, where more than they changed, of all."""
    whats = {operation.what for operation in of_programme(operations)}
    settings = [operation.after for operation in operations if operation.what == POLICY]
    known = desk.sightings
    erases = any(operation.what == ERASURE for operation in operations)
    if not settings and not whats and not erases:
        return _Judged()
    if not settings and whats == {PLACEMENT} and not erases:
        moved = [part_of(operation.key) for operation in operations if operation.what == PLACEMENT]
        found = compare(desk.programme, after, moved, desk.policy, desk.signals)
        now = {conflict.key: conflict for conflict in found.touched}
        # Keys one by one: `known` holds thousands, and a set of them costs more than the check.
        introduced = frozenset(conflict.key for conflict in found.introduced if conflict.key not in known)
        resolved = frozenset(conflict.key for conflict in found.resolved if conflict.key in known)
        return _Judged(introduced, resolved, now, now.keys() | {conflict.key for conflict in found.resolved}, found)
    with collector_resting():
        conflicts = check(after, policy_of(settings[-1]) if settings else desk.policy, desk.signals)
    now = {conflict.key: conflict for conflict in conflicts}
    return _Judged(
        frozenset(now.keys() - known.keys()),
        frozenset(known.keys() - now.keys()),
        now,
        desk.waivers.keys(),
        all_of_them=conflicts,
    )
