"""From a thing of a programme to the resource that those who build it read."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.event import Event, Translations
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, RemoteSlot
from scheduler.domain.session import Appearance, Relation, Scheme, Session, SessionType, Term
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Walk

Json = dict[str, Any]


def resource(programme: Programme, thing: Any) -> Json:
    """The thing as JSON; times are in the event's zone, people and other things go by the keys that clients know.

    `programme` tells those keys: it is the one that the thing stands in, or a later one.
    """
    if isinstance(thing, tuple):
        return walking_times(thing)
    write = _WRITERS.get(type(thing))
    return write(programme, thing) if write else _plain(programme, thing)


def walking_times(walks: tuple[Walk, ...]) -> Json:
    """All walks, which are one resource."""
    return {"items": [{"from": walk.origin, "to": walk.destination, "minutes": walk.minutes} for walk in walks]}


def key_for_clients(programme: Programme, what: str, key: str) -> str:
    """The key by which clients know what the log calls `key`: for people who are there their slug, as it is now."""
    person = programme.person.get(key) if what in {"person", "email"} else None
    return person.slug if person else key


def hours_and_minutes(minute: int) -> str:
    """A local minute as `HH:MM`; after midnight as on the next day."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _plain(programme: Programme, thing: Any, without: frozenset[str] = frozenset()) -> Json:
    """Field by field, as they are called."""
    return {
        field.name: _value(programme, field.name, getattr(thing, field.name))
        for field in fields(thing)
        if field.name not in without
    }


def _value(programme: Programme, name: str, value: Any) -> Any:
    if name == "translations":
        return _translations(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(programme, "", each) for each in value]
    if isinstance(value, Span):
        return {"starts_at": _moment(programme, value.starts), "ends_at": _moment(programme, value.ends)}
    return value


def _translations(translations: Translations) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, locale, text in translations:
        found.setdefault(locale, {})[field] = text
    return found


def _moment(programme: Programme, instant: int | None) -> str | None:
    return None if instant is None else isoformat(instant, programme.event.time_zone)


def _event(programme: Programme, event: Event) -> Json:
    written = _plain(programme, event, frozenset({"days", "day_change"}))
    days = [
        {
            "date": day.date.isoformat(),
            "opens": hours_and_minutes(day.opens),
            "closes": hours_and_minutes(day.closes),
        }
        for day in event.days
    ]
    return written | {"days": days, "day_change": hours_and_minutes(event.day_change)}


def _person(programme: Programme, person: Person) -> Json:
    return _plain(programme, person, frozenset({"id"}))


def _session_type(programme: Programme, kind: SessionType) -> Json:
    written = _plain(programme, kind, frozenset({"break_"}))
    return written | {"break": kind.break_}


def _scheme(programme: Programme, scheme: Scheme) -> Json:
    return _plain(programme, scheme, frozenset({"terms"})) | {"terms": [term.key for term in scheme.terms]}


def _term(programme: Programme, term: Term) -> Json:
    scheme = programme.scheme.get(term.scheme)
    codes = [each.code for each in scheme.terms] if scheme else []
    place = codes.index(term.code) + 1 if term.code in codes else None
    return _plain(programme, term) | {"key": term.key, "position": place}


def _session(programme: Programme, session: Session) -> Json:
    nested = frozenset({"parts", "organisers", "appearances", "links", "embargo_until"})
    return _plain(programme, session, nested) | {
        "parts": [_plain(programme, part) for part in session.parts],
        "organisers": [_plain(programme, organiser) for organiser in session.organisers],
        "appearances": [_appearance(programme, appearance) for appearance in session.appearances],
        "links": [_plain(programme, link) for link in session.links],
        "embargo_until": _moment(programme, session.embargo_until),
    }


def _appearance(programme: Programme, appearance: Appearance) -> Json:
    person = programme.person.get(appearance.person)
    return _plain(programme, appearance) | {
        "person": person.slug if person else appearance.person,
        "embargo_until": _moment(programme, appearance.embargo_until),
    }


def _placement(programme: Programme, placement: Placement) -> Json:
    return {
        "key": programme.key(*placement.id),
        "session": placement.session,
        "part": placement.part,
        "room": placement.room,
        "also_in": list(placement.also_in),
        "starts_at": _moment(programme, placement.starts),
        "ends_at": _moment(programme, placement.ends),
        "setup_minutes": placement.setup_minutes,
        "takedown_minutes": placement.takedown_minutes,
        "pinned": placement.pinned,
    }


def _meeting(programme: Programme, meeting: Meeting) -> Json:
    placement = None
    if meeting.session is not None and meeting.part is not None:
        placement = programme.key(meeting.session, meeting.part)
    return _plain(programme, meeting, frozenset({"session", "part"})) | {"placement": placement}


def _relation(_programme: Programme, relation: Relation) -> Json:
    return {"id": relation.id, "kind": relation.kind, "from": relation.origin, "to": relation.target}


def _slot(programme: Programme, slot: RemoteSlot) -> Json:
    meeting = programme.meeting.get(slot.meeting) if slot.meeting else None
    return {
        "account": meeting.account if meeting else None,
        "meeting": slot.meeting,
        "ways": [_plain(programme, way) for way in slot.ways],
        "attendee_capacity": slot.attendee_capacity,
        "intervention_slots": slot.intervention_slots,
        "opens_minutes_before": {
            "speakers": slot.opens_before_speakers,
            "registered": slot.opens_before_registered,
            "public": slot.opens_before_public,
        },
        "closes_minutes_after": slot.closes_after,
    }


_WRITERS: Mapping[type[Any], Callable[[Programme, Any], Json]] = {
    Event: _event,
    Person: _person,
    SessionType: _session_type,
    Scheme: _scheme,
    Term: _term,
    Session: _session,
    Placement: _placement,
    Meeting: _meeting,
    Relation: _relation,
    RemoteSlot: _slot,
}
