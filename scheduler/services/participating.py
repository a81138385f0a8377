"""What a participant does on their own page: look, register for more, withdraw, have new addresses, and be erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.door import Live
from scheduler.domain.errors import Gone
from scheduler.domain.limits import REGISTRATION_USE_PER_ADDRESS
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, has_to_wait
from scheduler.domain.release import PublicRelease
from scheduler.services.digests import digest_of
from scheduler.services.limiting import admit
from scheduler.services.participant_mails import kind_of
from scheduler.services.passes import SHAPE, Pass, mint
from scheduler.services.ports import NewSecret
from scheduler.services.registering import enter, require_few, require_open
from scheduler.services.waiting import Leaving, give_places, goes_on, next_ones
from scheduler.store.db import Database
from scheduler.store.doors import load_said
from scheduler.store.drafts import revision_of
from scheduler.store.feed_tokens import end_feed_tokens, forget_participants
from scheduler.store.interventions import floors_of, fold_participants, open_of, withdraw_open
from scheduler.store.outbox import forget
from scheduler.store.participants import (
    Participant,
    end_links,
    forget_requests,
    lock_participants,
    note_participant_changed,
    participant_of_link,
    remove_participants,
)
from scheduler.store.places import NOBODY, all_places, capacities_of, open_floors, open_to_event
from scheduler.store.registrations import Registration, lock_lists, registrations_of, remove_registration


@dataclass(frozen=True, slots=True)
class Page:
    """What a participant's page shows; `said` is what was said on the day of any session.

    `floors` are the placements where who registered for the event may ask for the floor; empty for others.
    """

    participant: Participant
    registrations: tuple[Registration, ...]
    carries: Pass
    said: Mapping[Ident, Live]
    floors: frozenset[Ident] = frozenset()


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a participant chooses from, beside what their page shows.

    `waits`: per placement with a slot whether newcomers wait; `open`: whose doors take who registered for the event.
    """

    page: Page
    waits: Mapping[Ident, bool]
    open: frozenset[Ident]


def page(database: Database, event: str, secret: str) -> Page:
    """What a participant's page shows; `Gone` for an address that is nobody's, or no more."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = whose_page(session, event_id, secret)
        theirs = registrations_of(session, found.id)
        whole = any(each.of == WHOLE_EVENT for each in theirs)
        floors = open_floors(session, event_id) if whole else frozenset()
        return Page(found, theirs, Pass(secret), load_said(session, event), floors)


def choosing(database: Database, event: str, secret: str) -> Choosing:
    """The same, with what a participant has to know to choose more: as many queries however many sessions there are."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = whose_page(session, event_id, secret)
        places, capacities = all_places(session, event_id), capacities_of(session, event_id)
        return Choosing(
            Page(found, registrations_of(session, found.id), Pass(secret), load_said(session, event)),
            {
                of: has_to_wait(capacity, inside=places.get(of, NOBODY)[0], waiting=places.get(of, NOBODY)[1])
                for of, capacity in capacities.items()
            },
            open_to_event(session, event_id),
        )


def add(database: Database, release: PublicRelease, secret: str, of: Ident, *, address: str, now: int) -> None:
    """Register a participant for one thing more: with a place, or on its waiting list. Nothing happens if they are.

    They are not written to, as they look at the page. `NotFound` for what can't be registered for.
    """
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    with database.storing() as session:
        event_id, _ = revision_of(session, release.programme.event.slug)
        found = whose_page(session, event_id, secret)
        require_open(session, release, [of], now)
        lock_lists(session, event_id, [of])
        if found.id not in lock_participants(session, [found.id]):
            raise _nobody()
        has = {each.of for each in registrations_of(session, found.id)}
        if of in has:
            return
        require_few({*has, of})
        enter(session, release, event_id, found.id, of, now)
        note_participant_changed(session, found.id, now)
        session.commit()


def withdraw(
    database: Database,
    release: PublicRelease,
    secret: str,
    of: Ident,
    *,
    address: str,
    root: str,
    now: int,
    new_secret: NewSecret,
) -> None:
    """Give up a place, or that in the waiting list; whoever waits first gets it. Nothing happens if there is none.

    What they asked the floor for there is withdrawn with it.
    """
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    floors: set[Ident] = set()
    while True:
        with database.storing() as session:
            event_id, _ = revision_of(session, release.programme.event.slug)
            found = whose_page(session, event_id, secret)
            if of not in {each.of for each in registrations_of(session, found.id)}:
                return
            floors |= {there for _, there in _asked_by(session, found, of)}
            lock_lists(session, event_id, [of, *floors])
            chosen = _following(session, release, event_id, [of], found, now)
            present = _lock(session, chosen, found)
            asked = _asked_by(session, found, of)  # read again: until now they could still ask
            if not floors >= {there for _, there in asked}:
                continue  # lists are locked before participants, so all of it once more
            if found.id in present and remove_registration(session, found.id, of):
                note_participant_changed(session, found.id, now)
                withdraw_open(session, [id_ for id_, _ in asked], now)
                give_places(session, release, chosen, present, root=root, now=now, new_secret=new_secret)
                session.commit()
            return


def renew(database: Database, event: str, secret: str, *, address: str, now: int, new_secret: NewSecret) -> Pass:
    """A new pass; every one of before, with its page, calendar and ticket, is gone for ever."""
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = whose_page(session, event_id, secret)
        lock_participants(session, [found.id])
        found = whose_page(session, event_id, secret)  # which may have ended until now
        end_feed_tokens(session, event_id, now, participant=found.id)
        end_links(session, found.id)
        made = mint(session, found, now, new_secret)
        session.commit()
    return made


def erase(
    database: Database,
    release: PublicRelease,
    secret: str,
    *,
    address: str,
    root: str,
    now: int,
    new_secret: NewSecret,
) -> None:
    """Erase a participant, with every mail to them; whoever waits first gets their places.

    Of what they said there stays how many spoke, by region and stakeholder type.
    """
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    with database.storing() as session:
        event_id, _ = revision_of(session, release.programme.event.slug)
        found = whose_page(session, event_id, secret)
        forget_requests(session, event_id, [found.details.email])
        lists = [each.of for each in registrations_of(session, found.id)]
        lock_lists(session, event_id, [*lists, *floors_of(session, [found.id])])
        chosen = _following(session, release, event_id, lists, found, now)
        present = _lock(session, chosen, found)
        forget_participants(session, [found.id], now)
        fold_participants(session, event_id, [found.id])
        remove_participants(session, [found.id])
        forget(session, [found.details.email], kind_of(event_id))
        give_places(session, release, chosen, present, root=root, now=now, new_secret=new_secret)
        session.commit()


def _asked_by(session: DatabaseSession, who: Participant, of: Ident) -> tuple[tuple[int, Ident], ...]:
    """What somebody asked the floor for only because they are in a list: id and placement of each open request."""
    lists = {each.of for each in registrations_of(session, who.id)}
    if of not in lists:
        return ()
    return tuple(
        (id_, there)
        for id_, there in open_of(session, who.id)
        if of == there or (of == WHOLE_EVENT and there not in lists)
    )


def _following(
    session: DatabaseSession, release: PublicRelease, event_id: int, lists: Iterable[Ident], who: Participant, now: int
) -> dict[Ident, tuple[tuple[int, int], ...]]:
    """Who gets the places of somebody who leaves these lists."""
    said = load_said(session, release.programme.event.slug)
    going_on = [of for of in lists if goes_on(release, of, said, now)]
    return dict(next_ones(session, event_id, going_on, Leaving(session, who.id)))


def _lock(
    session: DatabaseSession, chosen: dict[Ident, tuple[tuple[int, int], ...]], who: Participant
) -> dict[int, Participant]:
    return lock_participants(session, {who.id, *(each for places in chosen.values() for _, each in places)})


def whose_page(session: DatabaseSession, event_id: int, secret: str) -> Participant:
    """The participant whose page has this secret in its address; `Gone` if that is nobody's, or no more."""
    found = participant_of_link(session, event_id, digest_of(secret)) if SHAPE.fullmatch(secret) else None
    if found is None:
        raise _nobody()
    return found


def _nobody() -> Gone:
    return Gone("This is nobody's page (any more). Register once more to be sent the address of yours.")
