"""What is on at a moment, with what was said on the day: read anew each time, so that everybody sees it at once."""

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.live import Moment, Running, as_it_is, at_moment
from scheduler.domain.release import PublicRelease
from scheduler.store.db import Database
from scheduler.store.doors import load_situation


def all_of(session: DatabaseSession, release: PublicRelease, at: int) -> tuple[Running, ...]:
    """Every entry of a release that is not cancelled, as it really is at the instant `at`; two queries."""
    situation = load_situation(session, release.programme.event.slug)
    return as_it_is(release.items, at, situation.live, situation.opens_before)


def watch(database: Database, release: PublicRelease, items: tuple[AgendaItem, ...], at: int) -> Moment:
    """The moment `at` of these entries of a release."""
    with database.reading() as session:
        situation = load_situation(session, release.programme.event.slug)
    return at_moment(items, at, situation.live, situation.opens_before)
