"""What is on at a moment, with what was said on the day: read anew each time, so that everybody sees it at once."""

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.live import Moment, Running, as_it_is, at_moment, real_of
from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection
from scheduler.services.reading import Reader
from scheduler.store.db import Database
from scheduler.store.doors import load_said, load_situation


def all_of(session: DatabaseSession, release: PublicRelease, at: int) -> tuple[Running, ...]:
    """Every entry of a release that is not cancelled, as it really is at the instant `at`; two queries."""
    situation = load_situation(session, release.programme.event.slug)
    return as_it_is(release.items, at, situation.live, situation.opens_before)


def watch(database: Database, reader: Reader, release: PublicRelease, selection: Selection, at: int) -> Moment:
    """The moment `at` of a selection of a release: of a room what was moved into it, too. Errors are the reader's.

    What was said counts for all of the agenda before it is selected from: what is late elsewhere may hold the room.
    """
    with database.reading() as session:
        situation = load_situation(session, release.programme.event.slug)
    moved = {of: said.emergency_room for of, said in situation.live.items() if said.emergency_room is not None}
    chosen = frozenset(item.id for item in reader.select(release, selection, moved))
    return at_moment(release.items, at, situation.live, situation.opens_before, among=chosen)


def as_now(database: Database, release: PublicRelease, of: Ident, at: int) -> Running | None:
    """An entry as it really is at the instant `at`, as it is shown to everybody: one query. None if it is cancelled."""
    with database.reading() as session:
        said = load_said(session, release.programme.event.slug)
    return real_of(release.items, {of}, at, said).get(of)
