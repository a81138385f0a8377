"""What a participant does about the floor, from their own page: ask for it, see their place, and withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.door import Live
from scheduler.domain.errors import NotFound, StateConflict
from scheduler.domain.floor import (
    ASKED,
    OPEN,
    REMOTE,
    Intervention,
    cleaned,
    require_open,
)
from scheduler.domain.limits import FLOOR_PER_PARTICIPANT, REGISTRATION_USE_PER_ADDRESS
from scheduler.domain.placement import Ident
from scheduler.domain.queueing import fair_order, heard_of, position_of
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.domain.release import PublicRelease
from scheduler.domain.remote import RemoteSlot
from scheduler.services.limiting import admit
from scheduler.services.participating import whose_page
from scheduler.store.db import Database
from scheduler.store.doors import load_door
from scheduler.store.drafts import revision_of
from scheduler.store.interventions import (
    add_intervention,
    drop_withdrawn,
    interventions_in,
    open_of,
    tallies_in,
    withdraw_open,
)
from scheduler.store.participants import Participant, lock_participants
from scheduler.store.registrations import Registration, lock_lists, registrations_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a participant and the floor in a placement.

    `latest` is their last request in it; where it waits, `position` is its own among `waiting`, from 1. `refusal` says
    why they can't ask now, and is empty if they can.
    """

    participant: Participant
    item: AgendaItem
    latest: Intervention | None
    position: int | None
    waiting: int
    refusal: str


def standing(database: Database, release: PublicRelease, secret: str, of: Ident, now: int) -> Standing:
    """How it stands with whoever has the page of this secret: seven queries, however many ask.

    `Gone` for an address that is nobody's, `NotFound` where there is no such session to follow from afar.
    """
    item = _item(release, of)
    with database.reading() as session:
        event_id, _ = revision_of(session, release.programme.event.slug)
        found = whose_page(session, event_id, secret)
        refusal = _refusal(session, release, item, found, now)
        every = interventions_in(session, event_id, of[0])
        tallies = tallies_in(session, event_id, of[0])
    order = fair_order((each for each in every if each.of == of and each.state == ASKED), heard_of(every, tallies))
    own = [each for each in every if each.of == of and each.participant == found.id]
    latest = max(own, key=lambda each: (each.state in OPEN, each.id), default=None)
    position = position_of(order, latest.id) if latest else None
    return Standing(found, item, latest, position, len(order), refusal)


def ask(
    database: Database,
    release: PublicRelease,
    secret: str,
    of: Ident,
    *,
    kind: str,
    text: str,
    address: str,
    now: int,
) -> None:
    """Ask for the floor. Sent twice it is one request; what was withdrawn there before is forgotten.

    `StateConflict` where it can't be asked for, or has been; `InvalidInput` if the text is none of its kind.
    """
    item, said = _item(release, of), cleaned(kind, text)
    slug = release.programme.event.slug
    with database.reading() as session:
        event_id, _ = revision_of(session, slug)
        found = whose_page(session, event_id, secret)
    admit(database, ((FLOOR_PER_PARTICIPANT, f"{found.id}"), (REGISTRATION_USE_PER_ADDRESS, address)), now)
    with database.storing() as session:
        event_id, _ = revision_of(session, slug)
        lock_lists(session, event_id, [of])
        lock_participants(session, [found.id])
        found = whose_page(session, event_id, secret)  # who may have been erased until now
        refusal = _refusal(session, release, item, found, now)
        if refusal:
            raise StateConflict(refusal)
        if _asked_already(interventions_in(session, event_id, of[0]), found, of, kind, said):
            return
        drop_withdrawn(session, found.id, of)
        add_intervention(session, event_id, _asked(found, of, kind, said, now))
        session.commit()


def withdraw(database: Database, release: PublicRelease, secret: str, of: Ident, *, address: str, now: int) -> None:
    """Take back what was asked for in a placement; nothing happens if there is nothing to take back."""
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    with database.storing() as session:
        event_id, _ = revision_of(session, release.programme.event.slug)
        found = whose_page(session, event_id, secret)
        lock_lists(session, event_id, [of])
        withdraw_open(session, [id_ for id_, there in open_of(session, found.id) if there == of], now)
        session.commit()


def _asked(who: Participant, of: Ident, kind: str, text: str, now: int) -> Intervention:
    """What a participant asks for from their page: with the country and type that they say of themselves now."""
    details = who.details
    return Intervention(
        id=0,
        session=of[0],
        part=of[1],
        participant=who.id,
        name=details.name,
        country=details.country,
        stakeholder_type=details.stakeholder_type,
        kind=kind,
        place=REMOTE,
        text=text,
        state=ASKED,
        asked_at=now,
        changed_at=now,
    )


def _asked_already(every: Sequence[Intervention], who: Participant, of: Ident, kind: str, text: str) -> bool:
    """Whether the same was asked already; `StateConflict` if it was something else."""
    still_open = [each for each in every if each.of == of and each.participant == who.id and each.state in OPEN]
    if any((each.kind, each.text) == (kind, text) for each in still_open):
        return True
    if still_open:
        raise StateConflict("You have asked for the floor here already. Withdraw that first, then ask again.")
    return False


def _item(release: PublicRelease, of: Ident) -> AgendaItem:
    item = release.item.get(of)
    if item is None or item.visibility != "public" or not (item.joinable or item.cancelled):
        raise NotFound(f"Part {of[1]} of session {of[0][:40]!r} can't be followed from afar, or is not published.")
    return item


def _refusal(session: DatabaseSession, release: PublicRelease, item: AgendaItem, who: Participant, now: int) -> str:
    """Why somebody can't ask for the floor now; empty if they can."""
    door = load_door(session, release.programme.event.slug, *item.id)
    slot, live = (door.slot, door.live) if door else (None, Live())
    try:
        require_open(slot, live, cancelled=item.cancelled, ends=item.ends, now=now)
    except StateConflict as refused:
        return refused.detail
    if _may_speak(registrations_of(session, who.id), item.id, slot):
        return ""
    return "You have no place in this session: register for it, or wait until you get one. Then ask for the floor."


def _may_speak(theirs: Sequence[Registration], of: Ident, slot: RemoteSlot | None) -> bool:
    """Whether they have a place, or registered for the event where the session counts no places."""
    lists = {each.of for each in theirs if not each.waiting}
    return of in lists or (WHOLE_EVENT in lists and not (slot is not None and slot.counts_places))
