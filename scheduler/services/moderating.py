"""Giving the floor: the queue of a placement as its moderators see it, and what becomes of each who asks.

Each change is one unit of work that holds the placement's list, so that two moderators at once never accept one too
many; and it is told what it saw, so that neither undoes unknowingly what the other has just done.
"""

from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.allowance import Allowance
from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts.rules.remote import InterventionsOverrun
from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale
from scheduler.domain.floor import (
    ACCEPTED,
    ASKED,
    DECIDED,
    HEARD,
    OPEN,
    ORAL,
    Intervention,
    Said,
    noted,
    require_alone,
    require_change,
)
from scheduler.domain.log import Author, Repeat
from scheduler.domain.placement import Ident, placement_key
from scheduler.domain.programme import Programme
from scheduler.domain.queueing import Queue, queue_of
from scheduler.domain.resources.deciding import require_part
from scheduler.services.desk import Desk, Desks
from scheduler.services.repeating import begin, end, gone
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.interventions import (
    add_intervention,
    count_accepted,
    intervention_of,
    interventions_in,
    save_state,
    tallies_in,
)
from scheduler.store.registrations import lock_lists

log = structlog.get_logger(__name__)


def queue(database: Database, desk: Desk, of: Ident) -> Queue:
    """The queue of a placement; `NotFound` if there is no such part."""
    require_part(desk.programme, placement_key(desk.programme.event.slug, *of))
    with database.reading() as session:
        every = interventions_in(session, desk.event_id, of[0])
        tallies = tallies_in(session, desk.event_id, of[0])
        allowance = _allowance(session, desk, desk.event_id, of)
    return queue_of(of, every, tallies, allowance)


def read(database: Database, desk: Desk, of: Ident, id_: int) -> Intervention:
    """One request in a placement; `NotFound` if there is none of this id (any more)."""
    require_part(desk.programme, placement_key(desk.programme.event.slug, *of))
    with database.reading() as session:
        return _found(session, desk.event_id, of, id_)


def note(desks: Desks, event: str, of: Ident, said: Said, *, author: Author, repeat: Repeat | None) -> Intervention:
    """Somebody who asks without a page of their own waits from now on, as everybody else.

    `DoneBefore` with the id of what was noted if the same request was carried out already, `StateConflict` if somebody
    of this name and country has asked and is not done.
    """
    desk = desks.open(event)
    require_part(desk.programme, placement_key(event, *of))
    made = noted(said, of, author.at)
    with desks.database.storing() as session:
        begin(session, author, repeat)
        event_id, _ = revision_of(session, event)
        lock_lists(session, event_id, [of])
        require_alone(interventions_in(session, event_id, of[0]), made)
        made = replace(made, id=add_intervention(session, event_id, made))
        end(session, author, repeat, event=event, revision=made.id)
        session.commit()
    log.info("floor asked for", key=placement_key(event, *of), id=made.id, who=author.who)
    return made


def noted_before(database: Database, desk: Desk, of: Ident, id_: int) -> Intervention:
    """What a `note` made that was carried out before, as it was then; `Gone` if whoever asked was erased since."""
    with database.reading() as session:
        made = intervention_of(session, desk.event_id, of, id_)
    if made is None:
        raise gone()
    return replace(made, state=ASKED, version=1, changed_at=made.asked_at)


def set_state(
    desks: Desks, event: str, of: Ident, id_: int, wanted: str, *, expected: int | None, author: Author
) -> Intervention:
    """What becomes of a request; what is so already stays as it is.

    `PreconditionRequired` and `Stale` where it was not read as it is, `StateConflict` where it can't become so, or
    there is no room for one more; `InvalidInput` of a state that moderators don't give.
    """
    return _become(desks, event, of, id_, wanted, expected=expected, author=author, or_is_so=False)


def let_be(
    desks: Desks, event: str, of: Ident, id_: int, wanted: str, *, expected: int, author: Author
) -> Intervention:
    """The same by a button that is pressed by two at once: what is so already is done already, whatever was read."""
    return _become(desks, event, of, id_, wanted, expected=expected, author=author, or_is_so=True)


def _become(
    desks: Desks,
    event: str,
    of: Ident,
    id_: int,
    wanted: str,
    *,
    expected: int | None,
    author: Author,
    or_is_so: bool,
) -> Intervention:
    if wanted not in DECIDED:
        raise InvalidInput(f"A request can be made {', '.join(DECIDED)}.", pointer="/state")
    desk = desks.open(event)
    require_part(desk.programme, placement_key(event, *of))
    with desks.database.storing() as session:
        event_id, _ = revision_of(session, event)
        lock_lists(session, event_id, [of])
        found = _found(session, event_id, of, id_)
        if not (or_is_so and found.state == wanted):
            _require_current(desk.programme, found, expected)
        if found.state == wanted:
            return found
        require_change(found.state, wanted)
        if wanted in OPEN and found.state not in OPEN:
            require_alone(interventions_in(session, event_id, of[0]), found)
        if wanted == ACCEPTED and found.kind == ORAL and found.state not in HEARD:
            _allowance(session, desk, event_id, of).require_one()
        save_state(session, id_, wanted, author.at)
        session.commit()
    log.info("floor", key=placement_key(event, *of), id=id_, state=wanted, who=author.who)
    return replace(found, state=wanted, changed_at=author.at, version=found.version + 1)


def described(each: Intervention, zone: str, *, named: bool) -> dict[str, Any]:
    """A request for JSON; without `named` nobody learns who asks, or what was written."""
    return {
        "id": each.id,
        "version": each.version,
        "state": each.state,
        "kind": each.kind,
        "place": each.place,
        "name": each.name if named else None,
        "text": each.text if named else None,
        "country": each.country,
        "region": each.region,
        "stakeholder_type": each.stakeholder_type,
        "asked_at": isoformat(each.asked_at, zone),
        "changed_at": isoformat(each.changed_at, zone),
    }


def _require_current(programme: Programme, found: Intervention, expected: int | None) -> None:
    if expected is None:
        raise PreconditionRequired("Send If-Match with the ETag of the intervention as you read it.")
    if expected != found.version:
        raise Stale(
            f"Somebody changed this since you read it: it is {found.state} now. Look at it again, then decide.",
            described(found, programme.event.time_zone, named=True),
            found.version,
        )


def _allowance(session: DatabaseSession, desk: Desk, event_id: int, of: Ident) -> Allowance:
    """What there is room for in a placement by the draft: its minutes, its slot, and the event's rule."""
    taken = count_accepted(session, event_id, of).get(of, 0)
    return desk.policy.configured(InterventionsOverrun()).allowance(desk.programme, of, taken)


def _found(session: DatabaseSession, event_id: int, of: Ident, id_: int) -> Intervention:
    found = intervention_of(session, event_id, of, id_)
    if found is None:
        raise NotFound(f"There is no intervention {id_} here (any more).")
    return found
