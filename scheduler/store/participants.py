"""Remote participants as stored: what they asked for until they confirm it, who they are, and their links."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.placement import Ident
from scheduler.domain.registering import Details
from scheduler.store.db import insert_of
from scheduler.store.models.registering import ParticipantLinkRow, ParticipantRow, RegistrationRequestRow
from scheduler.store.rows import table_of

_REQUEST = table_of(RegistrationRequestRow)
_PARTICIPANT = table_of(ParticipantRow)
_LINK = table_of(ParticipantLinkRow)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked to register for, and as whom; `consented_at` is the instant when they agreed."""

    details: Details
    wanted: tuple[Ident, ...]
    consented_at: int


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part remotely; `consented_at` and `changed_at` are instants."""

    id: int
    event_id: int
    details: Details
    consented_at: int
    changed_at: int


def add_request(database: DatabaseSession, event_id: int, digest: str, request: Request, expires_at: int) -> None:
    """Keep what somebody asked for until they use the link of this digest."""
    details = request.details
    database.execute(
        insert(_REQUEST).values(
            digest=digest,
            event_id=event_id,
            email=details.email,
            name=details.name,
            affiliation=details.affiliation,
            country=details.country,
            time_zone=details.time_zone,
            stakeholder_type=details.stakeholder_type,
            wanted=[list(each) for each in request.wanted],
            consented_at=to_utc(request.consented_at),
            expires_at=to_utc(expires_at),
        )
    )


def request_of(database: DatabaseSession, event_id: int, digest: str, now: int) -> Request | None:
    """What was asked for by the link of a digest; None if it never was, was used, or is too old."""
    row = database.execute(select(_REQUEST).where(*_usable(event_id, digest, now))).one_or_none()
    return None if row is None else _request(row)


def use_request(database: DatabaseSession, event_id: int, digest: str, now: int) -> Request | None:
    """The same, and it can't be used again: of several at once, one gets it."""
    used = delete(_REQUEST).where(*_usable(event_id, digest, now)).returning(*_REQUEST.c)
    row = database.execute(used).one_or_none()
    return None if row is None else _request(row)


def forget_requests(database: DatabaseSession, event_id: int, emails: Sequence[str] | None) -> None:
    """Forget what these addresses (None: all of them) asked for and have not confirmed."""
    whose = () if emails is None else (_REQUEST.c.email.in_(emails),)
    database.execute(delete(_REQUEST).where(_REQUEST.c.event_id == event_id, *whose))


def save_participant(
    database: DatabaseSession, event_id: int, details: Details, *, consented_at: int, at: int
) -> Participant:
    """Store who takes part: somebody new, or what has become of whoever has this address already."""
    said = {
        "name": details.name,
        "affiliation": details.affiliation,
        "country": details.country,
        "time_zone": details.time_zone,
        "stakeholder_type": details.stakeholder_type,
        "consented_at": to_utc(consented_at),
        "changed_at": to_utc(at),
    }
    stored = (
        insert_of(database, _PARTICIPANT)
        .values(event_id=event_id, email=details.email, **said)
        .on_conflict_do_update(index_elements=[_PARTICIPANT.c.event_id, _PARTICIPANT.c.email], set_=said)
        .returning(_PARTICIPANT.c.id)
    )
    return Participant(database.execute(stored).scalar_one(), event_id, details, consented_at, at)


def lock_participants(database: DatabaseSession, participants: Collection[int]) -> dict[int, Participant]:
    """Participants by id, who stay as they are until this unit of work ends; without those who were erased."""
    query = select(_PARTICIPANT).where(_PARTICIPANT.c.id.in_(sorted(participants))).order_by(_PARTICIPANT.c.id)
    return {row.id: _participant(row) for row in database.execute(query.with_for_update())}


def note_participant_changed(database: DatabaseSession, participant: int, at: int) -> None:
    """Note when what somebody registered for changed: calendars of it are newer then."""
    database.execute(update(_PARTICIPANT).where(_PARTICIPANT.c.id == participant).values(changed_at=to_utc(at)))


def remove_participants(database: DatabaseSession, participants: Sequence[int]) -> None:
    """Erase participants, with all that they registered for, their links and passes."""
    database.execute(delete(_PARTICIPANT).where(_PARTICIPANT.c.id.in_(participants)))


def some_participants(database: DatabaseSession, event_id: int, limit: int) -> tuple[Participant, ...]:
    """So many participants of an event."""
    query = select(_PARTICIPANT).where(_PARTICIPANT.c.event_id == event_id).order_by(_PARTICIPANT.c.id).limit(limit)
    return tuple(map(_participant, database.execute(query)))


def events_with_participants(database: DatabaseSession) -> frozenset[int]:
    """The ids of the events that somebody takes part in, or has asked to."""
    asked = select(_REQUEST.c.event_id).distinct()
    return frozenset(database.scalars(select(_PARTICIPANT.c.event_id).distinct().union(asked)))


def add_link(database: DatabaseSession, participant: int, digest: str, at: int) -> None:
    """Let a participant's page be found under the secret of this digest too."""
    database.execute(insert(_LINK).values(digest=digest, participant_id=participant, created_at=to_utc(at)))


def end_links(database: DatabaseSession, participant: int) -> None:
    """Let a participant's page be found under no secret of before."""
    database.execute(delete(_LINK).where(_LINK.c.participant_id == participant))


def participant_of_link(database: DatabaseSession, event_id: int, digest: str) -> Participant | None:
    """Whose page is found under the secret of a digest; None if nobody's is (any more)."""
    query = select(_PARTICIPANT).join(_LINK, _LINK.c.participant_id == _PARTICIPANT.c.id)
    return _one(database, query.where(_LINK.c.digest == digest, _PARTICIPANT.c.event_id == event_id))


def _usable(event_id: int, digest: str, now: int) -> tuple[ColumnElement[bool], ...]:
    return _REQUEST.c.digest == digest, _REQUEST.c.event_id == event_id, _REQUEST.c.expires_at > to_utc(now)


def _request(row: Row[Any]) -> Request:
    wanted = tuple((str(code), int(part)) for code, part in row.wanted)
    return Request(_details(row), wanted, from_datetime(row.consented_at))


def _one(database: DatabaseSession, query: Select[Any]) -> Participant | None:
    row = database.execute(query).one_or_none()
    return None if row is None else _participant(row)


def _participant(row: Row[Any]) -> Participant:
    return Participant(
        row.id, row.event_id, _details(row), from_datetime(row.consented_at), from_datetime(row.changed_at)
    )


def _details(row: Row[Any]) -> Details:
    return Details(row.name, row.email, row.affiliation, row.country, row.time_zone, row.stakeholder_type)
