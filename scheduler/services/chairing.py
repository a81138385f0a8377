"""Giving the floor: the queue of a placement as its moderators see it, and what becomes of each who asks.

Each change is one unit of work that holds the placement's list, so that two moderators at once never accept one too
many; and it is told what it saw, so that neither undoes unknowingly what the other has just done.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import MINUTE, isoformat
from scheduler.domain.conflicts.rules.remote import InterventionsOverrun
from scheduler.domain.errors import Flaw, InvalidInput, NotFound, PreconditionRequired, Stale, StateConflict
from scheduler.domain.floor import (
    ACCEPTED,
    ASKED,
    HEARD,
    OPEN,
    ORAL,
    PLACES,
    Intervention,
    Room,
    cleaned,
    fair_order,
    heard_of,
    own_place,
    require_change,
)
from scheduler.domain.log import Author, Repeat
from scheduler.domain.people import STAKEHOLDER_TYPES
from scheduler.domain.placement import Ident, placement_key
from scheduler.domain.registering import COUNTRY, LONGEST_NAME
from scheduler.domain.resources.deciding import require_part
from scheduler.domain.wording import clean_line
from scheduler.services.desk import Desk, Desks
from scheduler.services.repeating import begin, end
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


@dataclass(frozen=True, slots=True)
class Queue:
    """Who asks for the floor in a placement: `waiting` in fair order, `accepted` as they were, and all `others`.

    `regions` and `stakeholder_types` count who had the floor in the session so far, or is accepted; `room` is what
    there is room for in this placement.
    """

    waiting: tuple[Intervention, ...]
    accepted: tuple[Intervention, ...]
    others: tuple[Intervention, ...]
    regions: Mapping[str, int]
    stakeholder_types: Mapping[str, int]
    room: Room

    def place(self, id_: int) -> int | None:
        """The place of a request among those who wait, from 1; None if it does not wait."""
        return own_place(self.waiting, id_)


@dataclass(frozen=True, slots=True)
class Said:
    """What a moderator notes of somebody who asks without a page of their own, mostly in the room."""

    name: str
    country: str = ""
    stakeholder_type: str = ""
    kind: str = ORAL
    place: str = "room"
    text: str = ""


def queue(database: Database, desk: Desk, of: Ident) -> Queue:
    """The queue of a placement; `NotFound` if there is no such part."""
    require_part(desk.programme, placement_key(desk.programme.event.slug, *of))
    with database.reading() as session:
        return _queue(session, desk, desk.event_id, of)


def _queue(session: DatabaseSession, desk: Desk, event_id: int, of: Ident) -> Queue:
    every = interventions_in(session, event_id, of[0])
    here = [each for each in every if each.of == of]
    heard = heard_of(every, tallies_in(session, event_id, of[0]))
    regions, types = Counter[str](), Counter[str]()
    for each in heard:
        regions[each.group.region] += each.times
        types[each.group.stakeholder_type] += each.times
    return Queue(
        waiting=fair_order((each for each in here if each.state == ASKED), heard),
        accepted=tuple(
            sorted((each for each in here if each.state == ACCEPTED), key=lambda each: (each.changed_at, each.id))
        ),
        others=tuple(each for each in here if each.state not in OPEN),
        regions=dict(sorted(regions.items())),
        stakeholder_types=dict(sorted(types.items())),
        room=_room(session, desk, event_id, of),
    )


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
    made = _noted(said, of, author.at)
    with desks.database.storing() as session:
        begin(session, author, repeat)
        event_id, _ = revision_of(session, event)
        lock_lists(session, event_id, [of])
        _require_alone(interventions_in(session, event_id, of[0]), made)
        made = replace(made, id=add_intervention(session, event_id, made))
        end(session, author, repeat, event=event, revision=made.id)
        session.commit()
    log.info("floor asked for", key=placement_key(event, *of), id=made.id, who=author.who)
    return made


def set_state(
    desks: Desks, event: str, of: Ident, id_: int, wanted: str, *, expected: int | None, author: Author
) -> Intervention:
    """What becomes of a request. What is so already is done already, whoever did it.

    `PreconditionRequired` and `Stale` where it was not read as it is, `StateConflict` where it can't become so, or
    there is no room for one more.
    """
    desk = desks.open(event)
    require_part(desk.programme, placement_key(event, *of))
    with desks.database.storing() as session:
        event_id, _ = revision_of(session, event)
        lock_lists(session, event_id, [of])
        found = _found(session, event_id, of, id_)
        if found.state == wanted:
            return found
        _require_current(session, desk, event_id, found, expected)
        require_change(found.state, wanted)
        if wanted in OPEN and found.state not in OPEN:
            _require_alone(interventions_in(session, event_id, of[0]), found)
        if wanted == ACCEPTED and found.kind == ORAL and found.state not in HEARD:
            _room(session, desk, event_id, of).require_one()
        save_state(session, id_, wanted, author.at)
        session.commit()
    log.info("floor", key=placement_key(event, *of), id=id_, state=wanted, who=author.who)
    return replace(found, state=wanted, changed_at=author.at, version=found.version + 1)


def described(each: Intervention, zone: str, *, place: int | None, named: bool) -> dict[str, Any]:
    """A request for JSON; without `named` nobody learns who asks, or what was written."""
    return {
        "id": each.id,
        "version": each.version,
        "state": each.state,
        "position": place,
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


def _noted(said: Said, of: Ident, now: int) -> Intervention:
    name, country = clean_line(said.name), clean_line(said.country).upper()
    flaws = []
    if not 1 <= len(name) <= LONGEST_NAME:
        flaws.append(Flaw("/name", f"Write the name of whoever asks, in 1 to {LONGEST_NAME} characters."))
    if country and not COUNTRY.fullmatch(country):
        flaws.append(Flaw("/country", "Write the country as its two letters (ISO 3166), such as CH, or leave it out."))
    if said.stakeholder_type not in {"", *STAKEHOLDER_TYPES}:
        flaws.append(Flaw("/stakeholder_type", f"Choose one of {', '.join(STAKEHOLDER_TYPES)}, or leave it out."))
    if said.place not in PLACES:
        flaws.append(Flaw("/place", f"Say where they speak: {' or '.join(PLACES)}."))
    text = ""
    try:
        text = cleaned(said.kind, said.text)
    except InvalidInput as error:
        flaws += error.flaws
    if flaws:
        raise InvalidInput(" ".join(flaw.message for flaw in flaws), flaws=flaws)
    return Intervention(
        id=0,
        session=of[0],
        part=of[1],
        participant=None,
        name=name,
        country=country,
        stakeholder_type=said.stakeholder_type,
        kind=said.kind,
        place=said.place,
        text=text,
        state=ASKED,
        asked_at=now,
        changed_at=now,
    )


def _require_alone(every: tuple[Intervention, ...], one: Intervention) -> None:
    """`StateConflict` if whoever asks has another request in the placement that is not done."""
    for each in every:
        if each.of == one.of and each.id != one.id and each.state in OPEN and each.speaker == one.speaker:
            raise StateConflict(f"{one.name} has asked for the floor here already, and that is {each.state}.")


def _require_current(
    session: DatabaseSession, desk: Desk, event_id: int, found: Intervention, expected: int | None
) -> None:
    if expected is None:
        raise PreconditionRequired("Send If-Match with the ETag of the intervention as you read it.")
    if expected != found.version:
        place = _queue(session, desk, event_id, found.of).place(found.id)
        raise Stale(
            f"Somebody changed this since you read it: it is {found.state} now. Look at it again, then decide.",
            described(found, desk.programme.event.time_zone, place=place, named=True),
            found.version,
        )


def _room(session: DatabaseSession, desk: Desk, event_id: int, of: Ident) -> Room:
    """What there is room for in a placement by the draft: its minutes, its slot, and the event's rule."""
    rule = desk.policy.configured(InterventionsOverrun())
    assert isinstance(rule, InterventionsOverrun)  # noqa: S101 - the same rule, with the event's numbers
    placed, slot = desk.programme.placement.get(of), desk.programme.slot.get(of)
    return Room(
        taken=count_accepted(session, event_id, of).get(of, 0),
        slots=slot.intervention_slots if slot else None,
        minutes=(placed.ends - placed.starts) // MINUTE if placed else 0,
        minutes_each=rule.minutes_each,
    )


def _found(session: DatabaseSession, event_id: int, of: Ident, id_: int) -> Intervention:
    found = intervention_of(session, event_id, of, id_)
    if found is None:
        raise NotFound(f"There is no intervention {id_} here (any more).")
    return found
