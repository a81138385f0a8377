"""What whoever runs a room sees: its sessions as they really are, who is to appear, what follows, and what was said.

Hours, rooms and titles are those of the release, as for the public; people and ways in are the draft's, as at doors.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE
from scheduler.domain.door import Live
from scheduler.domain.errors import NotFound
from scheduler.domain.labels import ROLE_WORDS
from scheduler.domain.live import Running
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.presiding import following, refuges, rooms_to_run, span_to_run, title_of
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room
from scheduler.services.desk import Desk
from scheduler.services.reading import Reader
from scheduler.services.watching import all_of
from scheduler.store.db import Database
from scheduler.store.live import LiveRecord, live_of


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is to appear: the key, the name, the roles in words, whether from afar, and whether they came."""

    slug: str
    name: str
    roles: tuple[str, ...]
    online: bool
    came: bool


@dataclass(frozen=True, slots=True)
class Presided:
    """A placement for whoever runs it.

    `said` is what is true of it now, with links as ids alone; `takes_link`: there is a way in that a link could be of.
    `following` is the next in its rooms on the same day, and whatever it holds up. `refuges` are the rooms that it
    could be moved to in a hurry, each with whether something else is in it, or in a part of it, by then.
    """

    title: str
    running: Running
    said: LiveRecord
    takes_link: bool
    following: tuple[Running, ...]
    people: tuple[Expected, ...]
    refuges: tuple[tuple[Room, bool], ...]


def where_now(database: Database, reader: Reader, desk: Desk, of: Ident) -> tuple[tuple[str, ...], Span]:
    """The rooms whose moderators may run a part, and when it is: by the release, else by the draft.

    The room that it was moved to in a hurry is among them. No rooms where it is in none.
    """
    placed = _placed(reader, desk, of)
    if placed is None:
        return (), Span(0, 0)
    with database.reading() as session:
        said = live_of(session, desk.event_id, *of)
    span = span_to_run(Span(placed.starts, placed.ends), said.delay_minutes * MINUTE)
    return rooms_to_run(placed.rooms, said.emergency_room), span


def real_end(database: Database, reader: Reader, desk: Desk, of: Ident) -> int | None:
    """When a part really ends, by what was said of it: by the release, as above; None if it is not placed in time."""
    placed = _placed(reader, desk, of)
    if placed is None:
        return None
    with database.reading() as session:
        said = live_of(session, desk.event_id, *of)
    return Live(said.delay_minutes, said.ended_at).real_end(placed.ends)


def _placed(reader: Reader, desk: Desk, of: Ident) -> AgendaItem | Placement | None:
    try:
        item = reader.current(desk.programme.event.slug).item.get(of)
    except NotFound:  # nothing was released
        item = None
    return item or desk.programme.placement.get(of)


def whole(database: Database, release: PublicRelease, at: int) -> tuple[Running, ...]:
    """Every entry that is not cancelled, as it really is at the instant `at`, in the order of the agenda."""
    with database.reading() as session:
        return all_of(session, release, at)


def preside(database: Database, desk: Desk, release: PublicRelease, of: Ident, at: int) -> Presided:
    """A placement at the instant `at`; `NotFound` says why it can't be run: never released, or cancelled."""
    with database.reading() as session:  # all of one moment: the number of what was said is that of what is shown
        real = all_of(session, release, at)
        said = live_of(session, desk.event_id, *of)
    running = next((each for each in real if each.item.id == of), None)
    key, event = f"{of[0]}-{of[1]}", release.programme.event
    if running is None:
        why = "is cancelled" if of in release.item else "is not in the published programme"
        raise NotFound(f"{key} {why} of {event.slug}: there is nothing to run.")
    if of not in desk.programme.part:
        raise NotFound(f"{key} is no part of a session of {event.slug} any more: there is nothing to run.")
    slot = desk.programme.slot.get(of)
    return Presided(
        title_of(running, desk.programme),
        running,
        said,
        takes_link=slot is not None and any(way.kind == "join" for way in slot.ways),
        following=following(running, real, release.programme.event),
        people=tuple(_expected(desk.programme, of, said)),
        refuges=tuple(refuges(running, real, release.programme)),
    )


def _expected(draft: Programme, of: Ident, said: LiveRecord) -> Iterable[Expected]:
    """Each person once, in protocol order, with all their roles; then who was noted, and has left the session since."""
    appearing = draft.appearing(*of)
    for person in dict.fromkeys((*(each.person for each in appearing), *said.no_shows)):
        found = draft.person.get(person)
        if found is not None:
            own = [each for each in appearing if each.person == person]
            yield Expected(
                found.slug,
                " ".join(filter(None, (found.honorific, found.name))),
                tuple(dict.fromkeys(ROLE_WORDS[each.role] for each in own)),
                online=any(each.mode == "remote" for each in own),
                came=person not in said.no_shows,
            )
