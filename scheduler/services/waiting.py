"""Waiting lists: whoever registered first gets the next place, with the mail that says so, in one unit of work."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import Clock
from scheduler.domain.door import AS_PLANNED, Live
from scheduler.domain.errors import NotFound
from scheduler.domain.placement import Ident
from scheduler.domain.registering import moving_up
from scheduler.domain.release import PublicRelease
from scheduler.services.participant_mails import Letter, moved_up
from scheduler.services.passes import mint
from scheduler.services.ports import NewSecret
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.doors import load_said
from scheduler.store.events import slugs_of
from scheduler.store.participants import Participant, lock_participants, note_participant_changed
from scheduler.store.places import capacity_of, count_places
from scheduler.store.registrations import (
    Place,
    let_in,
    lists_with_waiting,
    lock_lists,
    registrations_of,
    waiting_in,
)

_BATCH = 100
"""How many move up in one unit: a long one would keep others waiting. The rest follows with the job."""


class Leaving:
    """Somebody who gives up what they have in some lists; `participant` is None where nobody does."""

    def __init__(self, session: DatabaseSession, participant: int | None) -> None:
        found = registrations_of(session, participant) if participant is not None else ()
        self.participant = participant
        self.places = {each.of for each in found if not each.waiting}


def next_ones(
    session: DatabaseSession, event_id: int, lists: Iterable[Ident], leaving: Leaving
) -> Mapping[Ident, tuple[Place, ...]]:
    """Who gets the next places in lists that are locked, as if who is leaving had left already."""
    found = {}
    for of in sorted(set(lists)):
        inside, waiting = count_places(session, event_id, of)
        if waiting:
            capacity = capacity_of(session, event_id, of)
            queue = {id_: who for id_, who in waiting_in(session, event_id, of, _BATCH) if who != leaving.participant}
            chosen = moving_up(tuple(queue), capacity, inside=inside - (of in leaving.places))
            found[of] = tuple((id_, queue[id_]) for id_ in chosen)
    return found


def give_places(
    session: DatabaseSession,
    release: PublicRelease,
    chosen: Mapping[Ident, tuple[Place, ...]],
    present: Mapping[int, Participant],
    *,
    root: str,
    now: int,
    new_secret: NewSecret,
) -> int:
    """How many got a place and a mail that says so; `present` are those participants, locked."""
    count = 0
    for of, places in chosen.items():
        for id_, who in places:
            if who not in present:
                continue
            let_in(session, id_)
            note_participant_changed(session, who, now)
            letter = Letter(present[who], mint(session, present[who], now, new_secret), release.programme.event, root)
            moved_up(session, letter, release.item[of], now)
            count += 1
    return count


def goes_on(release: PublicRelease, of: Ident, said: Mapping[Ident, Live], now: int) -> bool:
    """Whether a placement is still to be, or on: nobody moves up into what is over, cancelled or on site only."""
    item = release.item.get(of)
    return item is not None and item.joinable and said.get(of, AS_PLANNED).real_end(item.ends) > now


def move_up(database: Database, reader: Reader, clock: Clock, *, root: str, new_secret: NewSecret, turn: Turn) -> Ran:
    """Give places that became free otherwise than by a withdrawal, such as by a larger meeting, to those who wait."""
    with database.reading() as session:
        lists = lists_with_waiting(session)
        slugs = slugs_of(session)
        said = {event_id: load_said(session, slugs[event_id]) for event_id, _ in lists if event_id in slugs}
    done = 0
    for event_id, of in lists:
        while not turn.ending() and event_id in slugs:
            try:
                release = reader.current(slugs[event_id])
            except NotFound:
                break
            if not goes_on(release, of, said[event_id], clock()):
                break
            moved = _move_up(database, release, event_id, of, clock(), root=root, new_secret=new_secret, turn=turn)
            done += moved
            if moved < _BATCH:
                break
    return Ran(done=done)


def _move_up(
    database: Database,
    release: PublicRelease,
    event_id: int,
    of: Ident,
    now: int,
    *,
    root: str,
    new_secret: NewSecret,
    turn: Turn,
) -> int:
    with database.storing() as session:
        turn.check(session)
        lock_lists(session, event_id, [of])
        chosen = next_ones(session, event_id, [of], Leaving(session, None))
        present = lock_participants(session, [who for places in chosen.values() for _, who in places])
        moved = give_places(session, release, chosen, present, root=root, now=now, new_secret=new_secret)
        session.commit()
    return moved
