"""Giving every slot that needs one a meeting on a platform account: looked at first, or done as one change."""

from dataclasses import dataclass, replace

from scheduler.domain.assigning import Assigned, Assignment, assign
from scheduler.domain.editing import applied, of_programme
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources.deciding import require_sound
from scheduler.domain.things import MEETING, REMOTE, part_of
from scheduler.services import history
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import NO_CHANGE, begin, end, gone, note
from scheduler.store.db import Edit


@dataclass(frozen=True, slots=True)
class Done:
    """What was found for the draft, and the change that made it so; None where nothing was changed."""

    programme: Programme
    found: Assignment
    revision: int | None = None


def look(desks: Desks, event: str, *, share_rooms: bool, author: Author, repeat: Repeat | None = None) -> Done:
    """What would be assigned; nothing is."""
    desk = desks.open(event)
    found = assign(desk.programme, share_rooms=share_rooms)
    note(desks.database, author, repeat, event, desk.revision)
    return Done(desk.programme, found)


def assign_accounts(
    desks: Desks, event: str, *, share_rooms: bool, author: Author, repeat: Repeat | None = None
) -> Done:
    """Assign an account to every slot for which one is free: all that were found, as one change that can be undone."""
    with desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        desk = desks.before(edit, event)
        programme = desk.programme
        found = assign(programme, share_rooms=share_rooms)
        if found.assigned:
            recorded = _record(edit, desk, found, author, repeat)
    if not found.assigned:
        note(desks.database, author, repeat, event, NO_CHANGE)
        return Done(programme, found)
    desks.keep(recorded.desk)
    return Done(recorded.desk.programme, found, recorded.change.revision)


def assigned_before(desks: Desks, event: str, revision: int, *, share_rooms: bool) -> Done:
    """What this change assigned (`NO_CHANGE`: there was none to make), with what no account is free for now.

    `Gone` if a meeting that it made is no more.
    """
    programme = desks.open(event).programme
    left = assign(programme, share_rooms=share_rooms).unassigned
    if revision == NO_CHANGE:
        return Done(programme, Assignment((), left))
    change = history.one(desks.database, event, revision)
    made = [(op.key, op.after.meeting) for op in change.operations if op.what == REMOTE]
    if any(meeting not in programme.meeting for _, meeting in made):
        raise gone()
    assigned = tuple(Assigned(part_of(key), programme.meeting[meeting]) for key, meeting in made)
    return Done(programme, Assignment(assigned, left), revision)


def _record(edit: Edit, desk: Desk, found: Assignment, author: Author, repeat: Repeat | None) -> Recorded:
    programme = desk.programme
    meetings = {each.meeting.slug: each.meeting for each in found.assigned}
    operations = [
        *(Operation(MEETING, slug, None, new) for slug, new in meetings.items() if slug not in programme.meeting),
        *(
            Operation(REMOTE, programme.key(*each.placement), slot, replace(slot, meeting=each.meeting.slug))
            for each in found.assigned
            for slot in (programme.slot[each.placement],)
        ),
    ]
    after = applied(programme, of_programme(operations))
    require_sound(programme, after, operations)
    recorded = record(edit, desk, after, operations, author)
    end(edit.session, author, repeat, event=programme.event.slug, revision=edit.revision)
    edit.commit()
    return recorded
