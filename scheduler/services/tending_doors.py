"""Finding the doors that want somebody's hand before anybody stands at them: without a link, or with a dead one."""

from collections.abc import Iterator

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.link_health import Trouble, is_ahead, matters, trouble
from scheduler.domain.live import as_it_is
from scheduler.domain.release import PublicRelease
from scheduler.services.joining import locks_with
from scheduler.store.db import Database
from scheduler.store.doors import NOTHING
from scheduler.store.drafts import revision_of
from scheduler.store.link_checks import link_checks
from scheduler.store.many_doors import load_doors, load_meetings


def troubled_doors(database: Database, release: PublicRelease, now: int) -> tuple[Trouble, ...]:
    """What is wrong behind the doors of what is on now or begins within a day, in the order in which they begin.

    No link is read for it: only whether there is one, and what its host last said. Five queries, or none where nothing
    is near.
    """
    near = tuple(item for item in release.items if is_ahead(item, now))
    if not near:
        return ()
    with database.reading() as session:
        found = list(_troubles(session, release, near, now))
    return tuple(sorted((each for each in found if matters(each.running, now)), key=_place))


def trouble_at(database: Database, release: PublicRelease, item: AgendaItem, now: int) -> Trouble | None:
    """What is wrong behind one door, whenever its session is; None if nothing is."""
    with database.reading() as session:
        return next(iter(_troubles(session, release, (item,), now)), None)


def _troubles(
    session: DatabaseSession, release: PublicRelease, items: tuple[AgendaItem, ...], now: int
) -> Iterator[Trouble]:
    event = release.programme.event
    event_id, _ = revision_of(session, event.slug)
    doors = load_doors(session, event_id, {item.session for item in items})
    meetings = load_meetings(session, event_id)
    checks = link_checks(session, event_id)
    for running in as_it_is(items, now, {of: stored.live for of, stored in doors.items()}):
        stored = doors.get(running.item.id)
        if stored is None or stored.slot is None:
            continue
        locks = locks_with(stored, event, running.item, lambda room, day: meetings.get((room, day), NOTHING))
        found = trouble(running, stored.slot.ways, [link for link, _ in locks], checks)
        if found is not None:
            yield found


def _place(each: Trouble) -> tuple[int, str]:
    return each.running.starts, each.running.item.title
