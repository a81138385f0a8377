"""Reminders of registered sessions, and mails about their changes: each once, with what was told noted beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import DAY, MINUTE, Clock, from_local, zone_or
from scheduler.domain.door import AS_PLANNED, Live
from scheduler.domain.errors import NotFound
from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease
from scheduler.domain.reminding import LONGEST_AHEAD, is_soon, morning_before
from scheduler.services.participant_mails import Letter, changed, reminder, todays
from scheduler.services.passes import mint
from scheduler.services.ports import NewSecret
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.doors import load_said
from scheduler.store.events import slugs_of
from scheduler.store.participants import events_with_participants, lock_participants
from scheduler.store.places import open_to_event
from scheduler.store.registrations import (
    Place,
    Registration,
    lists_of,
    not_reminded,
    not_told_of_day,
    note_reminded,
    note_told,
    registration_of,
    registrations_of,
    told_otherwise,
    zones_of_event,
)

_BATCH = 500  # registrations read at once: bounded memory


@dataclass(frozen=True, slots=True)
class _Post:
    """What every unit needs. `lead`: how many seconds before a session its reminders are written, 0 for none.

    `paced` counts the mails of a run that can wait.
    """

    database: Database
    root: str
    lead: int
    new_secret: NewSecret
    turn: Turn
    paced: Iterator[int]

    def due(self, now: int, before: int) -> int:
        """When the next mail that can wait is due: a second after the one before, and well before an instant.

        Links that confirm something for a quarter of an hour must not stand behind thousands of reminders. More mails
        than half the seconds that are left share these evenly; and another run begins anew.
        """
        return now + next(self.paced) % max(1, (before - now) // 2)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of the event: its entries with doors, those open to everybody who registered, and where it is morning.

    `first` is the instant at which the first of the open ones begins.
    """

    date: date
    first: int
    items: tuple[AgendaItem, ...]
    open: frozenset[Ident]
    zones: tuple[str, ...]


def remind(
    database: Database, reader: Reader, clock: Clock, *, root: str, minutes: int, new_secret: NewSecret, turn: Turn
) -> Ran:
    """Write to those who registered: of changes at once, and `minutes` before a session begins.

    Who registered for the event as a whole is written to once for each day of it. With 0 minutes nobody is reminded of
    anything. Each mail is a unit of its own with the note that it was written, so none is written twice.
    """
    post = _Post(database, root, minutes * MINUTE, new_secret, turn, count())
    with database.reading() as session:
        slugs = slugs_of(session)
        concerned = sorted(events_with_participants(session) & slugs.keys())
    counts = [0, 0]
    for event_id in concerned:
        try:
            release = reader.current(slugs[event_id])
        except NotFound:
            continue
        with database.reading() as session:
            lists = lists_of(session, event_id)
            live = load_said(session, slugs[event_id])
        for item in (release.item[of] for of in lists if of in release.item):
            counts[0] += _tell(post, release, event_id, item, clock)
            counts[1] += _remind(post, release, event_id, item, live.get(item.id, AS_PLANNED), clock)
        counts[1] += _tell_of_days(post, release, event_id, clock)
    said = f"{counts[0]} of changes, {counts[1]} reminders" if any(counts) else ""
    return Ran(done=sum(counts), said=said)


def _tell(post: _Post, release: PublicRelease, event_id: int, item: AgendaItem, clock: Clock) -> int:
    """How many were told that an entry is at another time, or off, or on again."""

    def due(session: DatabaseSession) -> tuple[Place, ...]:
        return told_otherwise(
            session, event_id, item.id, starts=item.starts, cancelled=item.cancelled, now=clock(), limit=_BATCH
        )

    def is_due(found: Registration) -> bool:
        return (found.told_starts, found.told_cancelled) != (item.starts, item.cancelled)

    def write(session: DatabaseSession, letter: Letter, found: Registration) -> None:
        was = found.told_starts if found.told_starts != item.starts else None
        changed(session, letter, item, was, clock())
        note_told(session, found.id, starts=item.starts, cancelled=item.cancelled)

    return _each(post, release, due, is_due, write, clock)


def _remind(post: _Post, release: PublicRelease, event_id: int, item: AgendaItem, live: Live, clock: Clock) -> int:
    """How many were reminded of an entry that really begins soon; that it is late reminds nobody again."""
    if not post.lead or not is_soon(item, live, post.lead, clock()):
        return 0

    def due(session: DatabaseSession) -> tuple[Place, ...]:
        since = item.starts + live.late - post.lead
        return not_reminded(session, event_id, item.id, starts=item.starts, since=since, limit=_BATCH)

    def is_due(found: Registration) -> bool:
        return not found.waiting and found.reminded_for != item.starts

    def write(session: DatabaseSession, letter: Letter, found: Registration) -> None:
        reminder(session, letter, item, live.late, post.due(clock(), item.starts + live.late))
        note_reminded(session, found.id, item.starts)
        note_told(session, found.id, starts=item.starts, cancelled=False)

    return _each(post, release, due, is_due, write, clock)


def _tell_of_days(post: _Post, release: PublicRelease, event_id: int, clock: Clock) -> int:
    """How many of those who registered for the whole event were told of a day of it, in the morning where they are."""
    event, now = release.programme.event, clock()
    near = [item for item in release.items if item.joinable and 0 < item.starts - now <= LONGEST_AHEAD + DAY]
    if not post.lead or not near:
        return 0
    with post.database.reading() as session:
        zones = zones_of_event(session, event_id)
        for_all = open_to_event(session, event_id) if zones else frozenset()
    done = 0
    for day in sorted({event.day_of(item.starts) for item in near}) if zones else ():
        items = tuple(item for item in release.items if item.joinable and event.day_of(item.starts) == day)
        first = min((item.starts for item in items if item.id in for_all), default=0)
        due_in = [zone for zone in zones if morning_before(first, zone_or(zone, event.time_zone)) <= now < first]
        if due_in:
            done += _tell_of_day(post, release, event_id, _Day(day, first, items, for_all, tuple(due_in)), clock)
    return done


def _tell_of_day(post: _Post, release: PublicRelease, event_id: int, day: _Day, clock: Clock) -> int:
    begins = from_local(day.date, 0, release.programme.event.time_zone)

    def due(session: DatabaseSession) -> tuple[Place, ...]:
        return not_told_of_day(session, event_id, begins, day.zones, _BATCH)

    def is_due(found: Registration) -> bool:
        return found.reminded_for is None or found.reminded_for < begins

    def write(session: DatabaseSession, letter: Letter, found: Registration) -> None:
        own = {each.of for each in registrations_of(session, found.participant) if not each.waiting}
        theirs = [item for item in day.items if item.id in day.open or item.id in own]
        todays(session, letter, day.date, theirs, post.due(clock(), day.first))
        note_reminded(session, found.id, begins)

    return _each(post, release, due, is_due, write, clock)


def _each(
    post: _Post,
    release: PublicRelease,
    due: Callable[[DatabaseSession], Iterable[Place]],
    is_due: Callable[[Registration], bool],
    write: Callable[[DatabaseSession, Letter, Registration], None],
    clock: Clock,
) -> int:
    """How many were written to: of those who are `due`, each who still is once nobody else can change it."""
    done = 0
    while not post.turn.ending():
        with post.database.reading() as session:
            some = tuple(due(session))
        written = 0
        for id_, who in some:
            if post.turn.ending():
                break
            with post.database.storing() as session:
                post.turn.check(session)
                participant = lock_participants(session, [who]).get(who)
                found = registration_of(session, id_)
                if participant is None or found is None or not is_due(found):
                    continue
                carries = mint(session, participant, clock(), post.new_secret)
                write(session, Letter(participant, carries, release.programme.event, post.root), found)
                session.commit()
            written += 1
        done += written
        if not written:
            break
    return done
