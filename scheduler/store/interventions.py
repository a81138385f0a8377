"""Requests for the floor as stored, and the counts of those that were delivered by people who were erased since.

Whoever adds or changes one holds the list of its placement (`store.registrations.lock_lists`): who may still be
accepted is true until the end of that unit of work.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, literal, select, union_all, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.floor import DELIVERED, HEARD, OPEN, ORAL, WITHDRAWN, Intervention, Tally
from scheduler.domain.placement import Ident
from scheduler.domain.regions import region_of
from scheduler.store.db import insert_of
from scheduler.store.models.floor import InterventionCountRow, InterventionRow
from scheduler.store.rows import table_of
from scheduler.store.tables import of_part

_INTERVENTION = table_of(InterventionRow)
_COUNT = table_of(InterventionCountRow)
_TABLES = (_INTERVENTION, _COUNT)
_SAID = ("session", "part", "name", "country", "stakeholder_type", "kind", "place", "text", "state", "version")


def add_intervention(database: DatabaseSession, event_id: int, made: Intervention) -> int:
    """Store a request for the floor; its id, whatever that of `made` is."""
    added = insert(_INTERVENTION).values(
        event_id=event_id,
        participant_id=made.participant,
        asked_at=to_utc(made.asked_at),
        changed_at=to_utc(made.changed_at),
        **{name: getattr(made, name) for name in _SAID},
    )
    return int(database.execute(added.returning(_INTERVENTION.c.id)).scalar_one())


def save_state(database: DatabaseSession, id_: int, state: str, at: int) -> None:
    """Note what has become of a request; its version goes up."""
    database.execute(update(_INTERVENTION).where(_INTERVENTION.c.id == id_).values(**_become(state, at)))


def intervention_of(database: DatabaseSession, event_id: int, of: Ident, id_: int) -> Intervention | None:
    """A request in a placement by its id; None if there is none (any more)."""
    query = select(_INTERVENTION).where(_INTERVENTION.c.id == id_, *of_part(_INTERVENTION, event_id, of))
    row = database.execute(query).one_or_none()
    return None if row is None else _intervention(row)


def interventions_in(database: DatabaseSession, event_id: int, session: str) -> tuple[Intervention, ...]:
    """Every request in the parts of a session, in the order in which they asked."""
    query = select(_INTERVENTION).where(_INTERVENTION.c.event_id == event_id, _INTERVENTION.c.session == session)
    return tuple(map(_intervention, database.execute(query.order_by(_INTERVENTION.c.asked_at, _INTERVENTION.c.id))))


def tallies_in(database: DatabaseSession, event_id: int, session: str | None = None) -> tuple[Tally, ...]:
    """The counts that stayed of those who were erased, in a session or (None) in all of an event."""
    query = select(*(_COUNT.c[name] for name in Tally._fields)).where(_COUNT.c.event_id == event_id)
    if session is not None:
        query = query.where(_COUNT.c.session == session)
    return tuple(Tally(*row) for row in database.execute(query))


def delivered_in(database: DatabaseSession, event_id: int) -> tuple[Tally, ...]:
    """What was delivered in an event's placements, by sort, with what stayed of those who were erased; in order."""
    known = _tallied(database, _INTERVENTION.c.event_id == event_id)
    return _summed((*known, *tallies_in(database, event_id)))


def open_of(database: DatabaseSession, participant: int) -> tuple[tuple[int, Ident], ...]:
    """The requests of a participant that may still come to be heard: id and placement of each."""
    query = select(_INTERVENTION.c.id, _INTERVENTION.c.session, _INTERVENTION.c.part)
    theirs = query.where(_INTERVENTION.c.participant_id == participant, _INTERVENTION.c.state.in_(OPEN))
    return tuple((row.id, (row.session, row.part)) for row in database.execute(theirs.order_by(_INTERVENTION.c.id)))


def floors_of(database: DatabaseSession, participants: Sequence[int]) -> tuple[Ident, ...]:
    """The placements in which these participants have asked for the floor."""
    query = select(_INTERVENTION.c.session, _INTERVENTION.c.part).distinct()
    found = database.execute(query.where(_INTERVENTION.c.participant_id.in_(participants)))
    return tuple((row.session, row.part) for row in found)


def floors_in(database: DatabaseSession, event_id: int) -> tuple[Ident, ...]:
    """The placements of an event in which somebody has asked for the floor."""
    query = select(_INTERVENTION.c.session, _INTERVENTION.c.part).where(_INTERVENTION.c.event_id == event_id)
    return tuple((row.session, row.part) for row in database.execute(query.distinct()))


def events_with_interventions(database: DatabaseSession) -> frozenset[int]:
    """The ids of the events in which somebody has asked for the floor and is not erased."""
    return frozenset(database.scalars(select(_INTERVENTION.c.event_id).distinct()))


def withdraw_open(database: DatabaseSession, ids: Iterable[int], at: int) -> None:
    """Withdraw those of these requests that may still come to be heard."""
    still_open = (_INTERVENTION.c.id.in_(list(ids)), _INTERVENTION.c.state.in_(OPEN))
    database.execute(update(_INTERVENTION).where(*still_open).values(**_become(WITHDRAWN, at)))


def drop_withdrawn(database: DatabaseSession, participant: int, of: Ident) -> None:
    """Forget what a participant took back in a placement: who asks and withdraws all day would fill it."""
    taken_back = (_INTERVENTION.c.participant_id == participant, _INTERVENTION.c.state == WITHDRAWN)
    there = (_INTERVENTION.c.session == of[0], _INTERVENTION.c.part == of[1])
    database.execute(delete(_INTERVENTION).where(*taken_back, *there))


def _become(state: str, at: int) -> dict[str, Any]:
    return {"state": state, "changed_at": to_utc(at), "version": _INTERVENTION.c.version + 1}


def fold_participants(database: DatabaseSession, event_id: int, participants: Sequence[int]) -> None:
    """Add what these participants delivered to the counts that stay, and delete every request of theirs."""
    _fold(database, event_id, _INTERVENTION.c.participant_id.in_(participants))


def fold_event(database: DatabaseSession, event_id: int) -> int:
    """The same of everybody in an event, who was a participant or not: how many requests are gone."""
    return _fold(database, event_id, _INTERVENTION.c.event_id == event_id)


def _fold(database: DatabaseSession, event_id: int, which: ColumnElement[bool]) -> int:
    for each in _tallied(database, which):
        sort = each._asdict()
        added = insert_of(database, _COUNT).values(event_id=event_id, **sort)
        database.execute(
            added.on_conflict_do_update(
                index_elements=list(_COUNT.primary_key), set_={"delivered": _COUNT.c.delivered + each.delivered}
            )
        )
    return len(database.execute(delete(_INTERVENTION).where(which).returning(_INTERVENTION.c.id)).all())


def _tallied(database: DatabaseSession, which: ColumnElement[bool]) -> tuple[Tally, ...]:
    """What was delivered among some requests, by sort: the region follows from the country."""
    names = ("session", "part", "kind", "place", "country", "stakeholder_type")
    columns = tuple(_INTERVENTION.c[name] for name in names)
    query = (
        select(*columns, func.count().label("delivered"))
        .where(which, _INTERVENTION.c.state == DELIVERED)
        .group_by(*columns)
    )
    return _summed(
        Tally(row.session, row.part, row.kind, row.place, region_of(row.country), row.stakeholder_type, row.delivered)
        for row in database.execute(query)
    )


def _summed(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """One tally for each sort, in order."""
    total = Counter[Tally]()
    for each in tallies:
        total[each._replace(delivered=0)] += each.delivered
    return tuple(sort._replace(delivered=count) for sort, count in sorted(total.items()))


def count_accepted(database: DatabaseSession, event_id: int, of: Ident | None = None) -> dict[Ident, int]:
    """How many oral interventions were accepted, with those delivered, in each placement or in one: one query.

    Those of people who were erased since count too: the minutes were theirs.
    """
    here = [(table.c.event_id == event_id,) if of is None else of_part(table, event_id, of) for table in _TABLES]
    known = select(_INTERVENTION.c.session, _INTERVENTION.c.part, literal(1).label("people"))
    erased = select(_COUNT.c.session, _COUNT.c.part, _COUNT.c.delivered)
    each = union_all(
        known.where(*here[0], _INTERVENTION.c.state.in_(HEARD), _INTERVENTION.c.kind == ORAL),
        erased.where(*here[1], _COUNT.c.kind == ORAL),
    ).subquery()
    query = select(each.c.session, each.c.part, func.sum(each.c.people)).group_by(each.c.session, each.c.part)
    return {(session, part): int(people) for session, part, people in database.execute(query)}


def _intervention(row: Row[Any]) -> Intervention:
    said = {name: getattr(row, name) for name in _SAID}
    return Intervention(
        id=row.id,
        participant=row.participant_id,
        asked_at=from_datetime(row.asked_at),
        changed_at=from_datetime(row.changed_at),
        **said,
    )
