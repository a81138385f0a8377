"""Making an event, changing what it is, and deleting one that nobody has seen."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from scheduler.domain.errors import Flaw, InvalidInput, Stale, StateConflict
from scheduler.domain.event import Event
from scheduler.domain.log import Author, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources import resource
from scheduler.domain.resources.judging import flaws
from scheduler.domain.resources.reading import made
from scheduler.domain.things import EVENT
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import record_new
from scheduler.services.repeating import begin, end
from scheduler.store.db import Database
from scheduler.store.events import delete_event, load_events
from scheduler.store.releases import current_id
from scheduler.store.repeats import forget_done


def found_event(
    desks: Desks, fields: Mapping[str, Any], *, uid_domain: str, author: Author, repeat: Repeat | None = None
) -> Desk:
    """A new event with these fields, and nothing in it; its UIDs are of `uid_domain` where the fields name none.

    `StateConflict` if its slug is taken, `InvalidInput` if it makes no sense.
    """
    slug = fields["slug"]
    nothing = Programme(Event(slug, "", "UTC", ""))
    event: Event = made(nothing, EVENT, slug, {"uid_domain": uid_domain, **fields}, None)
    programme = Programme(event)
    wrong = [Flaw(pointer, message) for pointer, message in flaws(programme, event)]
    if wrong:
        raise InvalidInput(wrong[0].message, flaws=wrong)
    with desks.database.storing() as session:
        begin(session, author, repeat)
        try:
            recorded = record_new(session, programme, author)
        except IntegrityError as error:  # another process made it a moment ago
            raise StateConflict(f"There is an event {event.slug!r} already. Choose another slug.") from error
        end(session, author, repeat, event=event.slug, revision=recorded.change.revision)
        session.commit()
    desks.keep(recorded.desk)
    return recorded.desk


def dissolve_event(desks: Desks, event: str, *, expected: int) -> None:
    """Delete an event with all that it holds; `StateConflict` once anything of it was released: calendars hold it."""
    with desks.database.writing(event) as edit:
        desk = desks.before(edit, event)
        if expected != desk.version(EVENT, event):
            current = resource(desk.programme, desk.programme.event)
            raise Stale("The event has changed since you read it. Look at it again.", current)
        if current_id(edit.session, event) is not None:
            raise StateConflict(f"{event} was released: calendars hold it. It can't be deleted; cancel its sessions.")
        delete_event(edit.session, edit.event_id)
        forget_done(edit.session, event)
        edit.commit()
    desks.forget(event)


def drafts(database: Database, may_see: Callable[[str], bool]) -> tuple[Event, ...]:
    """The events that somebody may see the drafts of, by first day, then slug."""
    with database.reading() as session:
        found = [event for event in load_events(session) if may_see(event.slug)]
    return tuple(sorted(found, key=lambda event: (str(event.days[0].date) if event.days else "", event.slug)))
