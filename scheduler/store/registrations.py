"""Who registered for what, as stored: a list for each placement and one for the event, each with those who wait."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.store.db import insert_of
from scheduler.store.models.registering import ParticipantRow, RegistrationListRow, RegistrationRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of, of_part

_LIST = table_of(RegistrationListRow)
_REGISTRATION = table_of(RegistrationRow)
_PARTICIPANT = table_of(ParticipantRow)


Place = tuple[int, int]
"""The ids of a registration and of the participant who has it."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A place in a list, or on its waiting list; times are instants.

    `told_starts` and `told_cancelled` are what the participant was last told of it, `reminded_for` is the start that
    they were reminded of.
    """

    id: int
    participant: int
    session: str
    part: int
    waiting: bool
    registered_at: int
    told_starts: int | None = None
    told_cancelled: bool = False
    reminded_for: int | None = None

    @property
    def of(self) -> Ident:
        """What it is for: session code and part number; that of the whole event is the empty code and 0."""
        return (self.session, self.part)


@dataclass(frozen=True, slots=True)
class Listed:
    """A registration with whoever has it."""

    registration: Registration
    details: Details
    consented_at: int


def lock_lists(database: DatabaseSession, event_id: int, lists: Iterable[Ident]) -> None:
    """Keep these lists as they are for others until this unit of work ends, always in the same order.

    Whoever locks participants too does so afterwards; and registrations last.
    """
    for session, part in sorted(set(lists)):
        values = {"event_id": event_id, "session": session, "part": part}
        database.execute(insert_of(database, _LIST).values(**values).on_conflict_do_nothing())
        database.execute(select(_LIST.c.part).where(*of_part(_LIST, event_id, (session, part))).with_for_update())


def waiting_in(database: DatabaseSession, event_id: int, of: Ident, limit: int) -> tuple[Place, ...]:
    """The first of those who wait for a place, in the order in which they registered."""
    return _some(database, limit, *of_part(_REGISTRATION, event_id, of), _REGISTRATION.c.waiting)


def lists_with_waiting(database: DatabaseSession) -> tuple[tuple[int, Ident], ...]:
    """The lists, with the event of each, that somebody waits in."""
    columns = (_REGISTRATION.c.event_id, _REGISTRATION.c.session, _REGISTRATION.c.part)
    query = select(*columns).where(_REGISTRATION.c.waiting).distinct().order_by(*columns)
    return tuple((row.event_id, (row.session, row.part)) for row in database.execute(query))


def add_registration(
    database: DatabaseSession,
    event_id: int,
    participant: int,
    of: Ident,
    *,
    waiting: bool,
    told_starts: int | None,
    at: int,
) -> None:
    """Put somebody at the end of a list; who knows already when it starts has been told."""
    session, part = of
    database.execute(
        insert(_REGISTRATION).values(
            event_id=event_id,
            participant_id=participant,
            session=session,
            part=part,
            waiting=waiting,
            registered_at=to_utc(at),
            told_starts=None if told_starts is None else to_utc(told_starts),
        )
    )


def remove_registration(database: DatabaseSession, participant: int, of: Ident) -> bool:
    """Whether somebody was in a list, or waited for a place; they are not any more."""
    theirs = (
        _REGISTRATION.c.participant_id == participant,
        _REGISTRATION.c.session == of[0],
        _REGISTRATION.c.part == of[1],
    )
    gone = delete(_REGISTRATION).where(*theirs).returning(_REGISTRATION.c.id)
    return database.execute(gone).one_or_none() is not None


def registrations_of(database: DatabaseSession, participant: int) -> tuple[Registration, ...]:
    """What somebody registered for, in the order in which they did."""
    query = select(_REGISTRATION).where(_REGISTRATION.c.participant_id == participant).order_by(_REGISTRATION.c.id)
    return tuple(map(_registration, database.execute(query)))


def registration_of(database: DatabaseSession, registration: int) -> Registration | None:
    """A registration, which stays as it is until this unit of work ends; None if there is none of this id any more."""
    query = select(_REGISTRATION).where(_REGISTRATION.c.id == registration).with_for_update()
    row = database.execute(query).one_or_none()
    return None if row is None else _registration(row)


def let_in(database: DatabaseSession, registration: int) -> None:
    """Give somebody who waits a place."""
    database.execute(update(_REGISTRATION).where(_REGISTRATION.c.id == registration).values(waiting=False))


def note_told(database: DatabaseSession, registration: int, *, starts: int, cancelled: bool) -> None:
    """Note what of a placement somebody was told."""
    told = {"told_starts": to_utc(starts), "told_cancelled": cancelled}
    database.execute(update(_REGISTRATION).where(_REGISTRATION.c.id == registration).values(**told))


def note_reminded(database: DatabaseSession, registration: int, starts: int) -> None:
    """Note for which start somebody was reminded; for the event as a whole, of the day that begins then."""
    values = {"reminded_for": to_utc(starts)}
    database.execute(update(_REGISTRATION).where(_REGISTRATION.c.id == registration).values(**values))


def lists_of(database: DatabaseSession, event_id: int) -> tuple[Ident, ...]:
    """The placements of an event that somebody registered for."""
    query = select(_REGISTRATION.c.session, _REGISTRATION.c.part).where(_REGISTRATION.c.event_id == event_id)
    found = query.where(_REGISTRATION.c.part > 0).distinct()
    return tuple(sorted((row.session, row.part) for row in database.execute(found)))


def told_otherwise(
    database: DatabaseSession, event_id: int, of: Ident, *, starts: int, cancelled: bool, now: int, limit: int
) -> tuple[Place, ...]:
    """The registrations whose participants believe otherwise, where it still matters at the instant `now`."""
    told = _REGISTRATION.c.told_starts
    otherwise = or_(told != to_utc(starts), _REGISTRATION.c.told_cancelled.is_(not cancelled))
    matters = () if starts > now else (told > to_utc(now),)
    return _some(database, limit, *of_part(_REGISTRATION, event_id, of), otherwise, *matters)


def not_reminded(
    database: DatabaseSession, event_id: int, of: Ident, *, starts: int, since: int, limit: int
) -> tuple[Place, ...]:
    """The registrations with a place whose participants were not reminded of this start.

    Whoever registered at the instant `since` or later has just been sent all that a reminder says.
    """
    reminded = _REGISTRATION.c.reminded_for
    unknown = or_(reminded.is_(None), reminded != to_utc(starts))
    early = _REGISTRATION.c.registered_at < to_utc(since)
    return _some(
        database, limit, *of_part(_REGISTRATION, event_id, of), _REGISTRATION.c.waiting.is_(False), unknown, early
    )


def zones_of_event(database: DatabaseSession, event_id: int) -> tuple[str, ...]:
    """The zones of those who registered for the event as a whole, each once."""
    query = (
        select(_PARTICIPANT.c.time_zone)
        .join(_REGISTRATION, _REGISTRATION.c.participant_id == _PARTICIPANT.c.id)
        .where(*of_part(_REGISTRATION, event_id, WHOLE_EVENT))
    )
    return tuple(database.scalars(query.distinct().order_by(_PARTICIPANT.c.time_zone)))


def not_told_of_day(
    database: DatabaseSession, event_id: int, day: int, zones: Collection[str], limit: int
) -> tuple[Place, ...]:
    """The registrations for the event as a whole whose participants, in these zones, were not told of a day.

    `day` is the instant at which it begins, which `note_reminded` notes.
    """
    reminded = _REGISTRATION.c.reminded_for
    theirs = _REGISTRATION.c.participant_id.in_(
        select(_PARTICIPANT.c.id).where(_PARTICIPANT.c.event_id == event_id, _PARTICIPANT.c.time_zone.in_(zones))
    )
    unknown = or_(reminded.is_(None), reminded < to_utc(day))
    return _some(database, limit, *of_part(_REGISTRATION, event_id, WHOLE_EVENT), unknown, theirs)


def listed(
    database: DatabaseSession, event_id: int, of: Ident | None = None, registration: int | None = None
) -> tuple[Listed, ...]:
    """Who registered, for one thing or (None) for any: by list, those with a place first, then in their order.

    With the id of a `registration` whoever has that one, or nobody.
    """
    query = (
        select(_REGISTRATION, *(_PARTICIPANT.c[name].label(f"their_{name}") for name in _SHOWN))
        .join(_PARTICIPANT, _PARTICIPANT.c.id == _REGISTRATION.c.participant_id)
        .where(_REGISTRATION.c.event_id == event_id)
    )
    if of is not None:
        query = query.where(*of_part(_REGISTRATION, event_id, of))
    if registration is not None:
        query = query.where(_REGISTRATION.c.id == registration)
    found = (
        Listed(
            _registration(row),
            Details(*(getattr(row, f"their_{field.name}") for field in fields(Details))),
            from_datetime(row.their_consented_at),
        )
        for row in database.execute(query)
    )
    return tuple(
        sorted(found, key=lambda each: (each.registration.of, each.registration.waiting, each.registration.id))
    )


def count_erased(database: DatabaseSession, event_id: int, participants: Sequence[int]) -> None:
    """Add those who had a place, and are about to be erased, to the counts that stay."""
    counted = (
        select(_REGISTRATION.c.session, _REGISTRATION.c.part, func.count().label("people"))
        .where(_REGISTRATION.c.participant_id.in_(participants), _REGISTRATION.c.waiting.is_(False))
        .group_by(_REGISTRATION.c.session, _REGISTRATION.c.part)
    )
    for row in database.execute(counted).all():
        here = of_part(_LIST, event_id, (row.session, row.part))
        database.execute(update(_LIST).where(*here).values(erased=_LIST.c.erased + row.people))


def erased_of(database: DatabaseSession, event_id: int, of: Ident) -> int:
    """How many had a place in a list and were erased after the event."""
    return database.scalar(select(_LIST.c.erased).where(*of_part(_LIST, event_id, of))) or 0


_SHOWN = (*(field.name for field in fields(Details)), "consented_at")


def _some(database: DatabaseSession, limit: int, *which: ColumnElement[bool]) -> tuple[Place, ...]:
    query = select(_REGISTRATION.c.id, _REGISTRATION.c.participant_id).where(*which)
    return tuple((row[0], row[1]) for row in database.execute(query.order_by(_REGISTRATION.c.id).limit(limit)))


def _registration(row: Row[Any]) -> Registration:
    return Registration(
        row.id,
        row.participant_id,
        row.session,
        row.part,
        bool(row.waiting),
        from_datetime(row.registered_at),
        instant_of(row.told_starts),
        bool(row.told_cancelled),
        instant_of(row.reminded_for),
    )
