"""Giving every slot that needs one a meeting on a platform account: looked at first, or done as one change."""

from dataclasses import dataclass, replace

from scheduler.domain.assigning import Assignment, assign
from scheduler.domain.editing import applied, of_programme
from scheduler.domain.log import Author, Operation
from scheduler.domain.programme import Programme
from scheduler.domain.resources.deciding import require_sound
from scheduler.domain.things import MEETING, REMOTE
from scheduler.services.desk import Desks
from scheduler.services.recording import record


@dataclass(frozen=True, slots=True)
class Done:
    """What was found for the draft, and the change that made it so; None where nothing was changed."""

    programme: Programme
    found: Assignment
    revision: int | None = None


def look(desks: Desks, event: str, *, share_rooms: bool) -> Done:
    """What would be assigned; nothing is."""
    programme = desks.open(event).programme
    return Done(programme, assign(programme, share_rooms=share_rooms))


def assign_accounts(desks: Desks, event: str, *, share_rooms: bool, author: Author) -> Done:
    """Assign an account to every slot for which one is free: all that were found, as one change that can be undone."""
    with desks.database.writing(event) as edit:
        desk = desks.before(edit, event)
        programme = desk.programme
        found = assign(programme, share_rooms=share_rooms)
        if not found.assigned:
            return Done(programme, found)
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
        edit.commit()
    desks.keep(recorded.desk)
    return Done(after, found, recorded.change.revision)
