"""Reminders of registered sessions, and mails about their changes: each once, with what was told noted beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE, Clock
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease
from scheduler.services.participant_mails import Letter, changed, reminder
from scheduler.services.passes import mint
from scheduler.services.ports import NewSecret
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.events import slugs_of
from scheduler.store.participants import events_with_participants, lock_participants
from scheduler.store.registrations import (
    Place,
    Registration,
    lists_of,
    not_reminded,
    note_reminded,
    note_told,
    registration_of,
    told_otherwise,
)

_BATCH = 500  # registrations read at once: bounded memory


@dataclass(frozen=True, slots=True)
class _Post:
    """What every unit needs. `lead`: how many seconds before a session its reminders are written, 0 for none."""

    database: Database
    root: str
    lead: int
    new_secret: NewSecret
    turn: Turn


def remind(
    database: Database, reader: Reader, clock: Clock, *, root: str, minutes: int, new_secret: NewSecret, turn: Turn
) -> Ran:
    """Write to those who registered: of changes at once, and `minutes` before a session begins (0: not of that).

    Each mail is a unit of its own with the note that it was written, so none is written twice.
    """
    post = _Post(database, root, minutes * MINUTE, new_secret, turn)
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
        for item in (release.item[of] for of in lists if of in release.item):
            counts[0] += _tell(post, release, event_id, item, clock)
            counts[1] += _remind(post, release, event_id, item, clock)
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


def _remind(post: _Post, release: PublicRelease, event_id: int, item: AgendaItem, clock: Clock) -> int:
    """How many were reminded of an entry that begins soon."""
    if not post.lead or item.cancelled or not item.starts - post.lead <= clock() < item.starts:
        return 0

    def due(session: DatabaseSession) -> tuple[Place, ...]:
        since = item.starts - post.lead
        return not_reminded(session, event_id, item.id, starts=item.starts, since=since, limit=_BATCH)

    def is_due(found: Registration) -> bool:
        return not found.waiting and found.reminded_for != item.starts

    def write(session: DatabaseSession, letter: Letter, found: Registration) -> None:
        reminder(session, letter, item, clock())
        note_reminded(session, found.id, item.starts)

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
