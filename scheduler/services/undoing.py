"""Taking a change back: a new change that puts everything as it was before, unless later ones stand in its way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scheduler.domain.conflicts import POLICY
from scheduler.domain.conflicts.waiver import WAIVER, Waiver
from scheduler.domain.editing import (
    EMAIL,
    ERASURE,
    RELEASE,
    REMOTE_LINKS,
    SCHEDULED_RELEASE,
    applied,
    inverted,
    of_programme,
    touched,
)
from scheduler.domain.errors import Flaw, InvalidInput, NotFound, StateConflict
from scheduler.domain.log import Author, Change, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources import key_for_clients
from scheduler.domain.resources.deciding import find, require_sound
from scheduler.domain.things import EVENT, PERSON, SESSION, part_of
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import Recorded, record
from scheduler.services.remembering import require_same_uids, require_slug, require_unreleased
from scheduler.services.repeating import begin, end
from scheduler.store.changes import one_change
from scheduler.store.db import Edit
from scheduler.store.persons import emails
from scheduler.store.secrets import links_of


def revert(desks: Desks, event: str, revision: int, *, author: Author, repeat: Repeat | None = None) -> Recorded:
    """Take a change of the event back, by a new one.

    `NotFound` if there is no such change. `StateConflict` says what stands in the way: what it did has been changed
    since, or it is of a kind that can't be taken back; `ReliedUpon` lists who relies on what it made.
    """
    with desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        desk = desks.before(edit, event)
        change = one_change(edit.session, edit.event_id, revision)
        if change is None:
            raise NotFound(f"{event} has no change {revision}. Its last one is {desk.revision}.")
        undone = _undone(edit, desk, change)
        after = applied(desk.programme, of_programme(undone))
        _require_sound(desk, change, after, undone)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        recorded = record(edit, desk, after, undone, author, undoes=revision)
        edit.commit()
    desks.keep(recorded.desk)
    return recorded


def _undone(edit: Edit, desk: Desk, change: Change) -> tuple[Operation, ...]:
    """The operations that take the change back; `StateConflict` if that can't be."""
    if any(operation.what == ERASURE for operation in change.operations):
        raise StateConflict(f"Change {change.revision} erased a person. That is for ever, and can't be taken back.")
    if change.erased:
        raise StateConflict(f"Change {change.revision} concerns a person who was erased. It can't be taken back.")
    undoable = [operation for operation in change.operations if operation.what not in _NOTES]
    if any(operation.what == EVENT and operation.before is None for operation in undoable):
        raise StateConflict(f"Change {change.revision} made the event. Delete the event instead.")
    if any(operation.what == RELEASE for operation in undoable):
        raise StateConflict(
            f"Change {change.revision} made a release, which the public has seen. Change the draft back and release "
            "it, or release an older one again."
        )
    if any(operation.what == SCHEDULED_RELEASE for operation in undoable):
        raise StateConflict(
            f"Change {change.revision} is about a scheduled release, which is no part of the draft. Cancel it instead, "
            "or schedule another."
        )
    if not undoable:
        raise StateConflict(f"Change {change.revision} did nothing that could be taken back.")
    in_the_way = [flaw for operation in undoable for flaw in _in_the_way(edit, desk, operation)]
    if in_the_way:
        others = len(in_the_way) - 1
        more = f" {others} more in the way: see errors." if others else ""
        raise StateConflict(
            f"Change {change.revision} can't be taken back: {in_the_way[0].message}{more}", flaws=in_the_way
        )
    undone = tuple(_renewed(edit, operation) for operation in inverted(undoable))
    for operation in undone:
        _require_allowed(edit, operation)
    return undone


def _require_sound(desk: Desk, change: Change, after: Programme, undone: Sequence[Operation]) -> None:
    try:
        require_sound(desk.programme, after, undone)
    except InvalidInput as error:  # nothing that was sent is wrong: the draft stands in the way
        raise StateConflict(
            f"Change {change.revision} can't be taken back: {error.detail}", flaws=error.flaws
        ) from error


def _require_allowed(edit: Edit, operation: Operation) -> None:
    """What an edit may not do, taking something back may not do either."""
    if operation.what == SESSION and operation.after is None:
        require_unreleased(edit, operation.key)
    if operation.what == EVENT:
        require_same_uids(edit, operation.before, operation.after)
    if operation.what == PERSON and operation.after is not None:
        require_slug(edit, operation.after.slug, operation.key)


def _in_the_way(edit: Edit, desk: Desk, operation: Operation) -> Sequence[Flaw]:
    """That a thing is not any more as the change left it, or a waiver would accept what nobody saw."""
    if _now(edit, desk, operation) == operation.after:
        back = operation.before
        if isinstance(back, Waiver) and not any(back.holds_for(conflict) for conflict in desk.conflicts):
            return (
                Flaw(f"/{WAIVER}/{back.key}", f"{back.key} is gone, or another matter now than what was accepted."),
            )
        return ()
    name = f"{operation.what} {key_for_clients(desk.programme, operation.what, operation.key)}"
    last = desk.version(*next(touched(operation), (operation.what, operation.key)))
    by = f" by change {last}" if last else ""
    return (Flaw(f"/{operation.what}/{operation.key}", f"{name} was changed again{by}."),)


def _now(edit: Edit, desk: Desk, operation: Operation) -> Any:
    """What is there of an operation's thing now."""
    if operation.what == EMAIL:
        return emails(edit.session, edit.event_id, [operation.key]).get(operation.key)
    if operation.what == REMOTE_LINKS:
        return links_of(edit.session, edit.event_id, *part_of(operation.key))
    if operation.what == POLICY:
        return desk.policy.settings()
    if operation.what == WAIVER:
        return desk.waivers.get(operation.key)
    return find(desk.programme, operation.what, operation.key)


def _renewed(edit: Edit, operation: Operation) -> Operation:
    """The operation; a waiver that comes back is one of the new change."""
    if isinstance(operation.after, Waiver):
        return replace(operation, after=replace(operation.after, revision=edit.revision))
    return operation


_NOTES = frozenset({"import", "seed", "plant"})
"""Operations that tell where others came from, and do nothing themselves."""
