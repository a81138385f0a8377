"""Whether a thing that somebody wants makes sense in its programme: what no schema can say of its fields alone."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from scheduler.domain.clock import isoformat, zone_names
from scheduler.domain.errors import InvalidInput
from scheduler.domain.event import RESERVED_SLUGS, Event, Translations
from scheduler.domain.moving import window_of
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.references import is_there, references
from scheduler.domain.remote import Meeting, RemoteSlot, Team
from scheduler.domain.resources.naming import no_such
from scheduler.domain.session import Appearance, Relation, Scheme, Session
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room, Walk
from scheduler.domain.wording import skeleton

Flawed = Iterator[tuple[str, str]]
"""JSON pointers into the resource, each with what is wrong there."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
"""A language tag as programmes need them (BCP 47 without extensions)."""

_LONGEST_EVENT = 366
_LONGEST_PLACED = timedelta(days=31)


def flaws(programme: Programme, thing: Any) -> Flawed:
    """What is wrong with a thing of this programme, which it is part of already."""
    if isinstance(thing, tuple):
        yield from _walks(programme, thing)
        return
    for pointer, what, key in references(thing):
        if not is_there(programme, what, key):
            yield pointer, no_such(what, key, programme)
    judge = _JUDGES.get(type(thing))
    if judge:
        yield from judge(programme, thing)
    if hasattr(thing, "translations"):
        yield from _translated(programme, thing.translations, _WORDS.get(type(thing), _NAME))


def _translated(programme: Programme, translations: Translations, words: frozenset[str]) -> Flawed:
    for field, locale, _ in translations:
        if locale not in programme.event.locales:
            spoken = ", ".join(programme.event.locales)
            yield f"/translations/{locale}", f"{programme.event.slug} has no words in {locale!r}. It has: {spoken}."
        elif field not in words:
            yield f"/translations/{locale}/{field}", f"{field!r} is not translated here: {', '.join(sorted(words))}."


def _event(_programme: Programme, event: Event) -> Flawed:
    if event.slug in RESERVED_SLUGS:
        yield "/slug", f"{event.slug!r} is an address of the service itself. Choose another slug for the event."
    if event.time_zone not in zone_names():
        yield "/time_zone", _no_zone(event.time_zone)
    dates = [day.date for day in event.days]
    for place, on in enumerate(dates):
        if dates.index(on) != place:
            yield f"/days/{place}/date", f"{on.isoformat()} is given twice. Give it once."
    if dates and (dates[-1] - dates[0]).days > _LONGEST_EVENT:
        yield "/days", f"The days lie more than {_LONGEST_EVENT} days apart."
    for place, locale in enumerate(event.locales):
        if not LANGUAGE.fullmatch(locale):
            yield f"/locales/{place}", f"{locale[:40]!r} is no language tag. Write it like en or pt-BR."
        elif event.locales.index(locale) != place:
            yield f"/locales/{place}", f"{locale} is given twice. Give it once."
    if not event.locales:
        yield "/locales", "An event needs a locale: the language of its words."


def require_zone(name: str) -> None:
    """`InvalidInput` if there is no time zone of this name."""
    if name not in zone_names():
        raise InvalidInput(_no_zone(name), pointer="/time_zone")


def _no_zone(name: str) -> str:
    return f"There is no time zone {name[:60]!r}. Use an IANA name such as Europe/Zurich."


def _room(programme: Programme, room: Room) -> Flawed:
    yield from _windows(programme, "availability", room.availability)
    if room.slug in _below(programme, room.slug):
        yield "/pieces", f"{room.slug} would be a piece of itself."
    if len(set(room.pieces)) < len(room.pieces):
        yield "/pieces", "A piece is named twice. Name it once."
    if len(set(room.features)) < len(room.features):
        yield "/features", "A feature is named twice. Name it once."
    name = skeleton(room.name)
    for other in programme.rooms:
        same_place = other.building == room.building and other.slug != room.slug
        if same_place and skeleton(other.name) == name:
            yield "/name", f"Room {other.slug} has this name already. Nobody could tell them apart on a page."


def _below(programme: Programme, slug: str) -> set[str]:
    found: set[str] = set()
    waiting = list(programme.room[slug].pieces)
    while waiting:
        piece = waiting.pop()
        if piece not in found and piece in programme.room:
            found.add(piece)
            waiting.extend(programme.room[piece].pieces)
    return found


def _person(programme: Programme, person: Person) -> Flawed:
    if person.time_zone is not None and person.time_zone not in zone_names():
        yield "/time_zone", _no_zone(person.time_zone)
    if any(other.slug == person.slug and other.id != person.id for other in programme.people):
        yield "/slug", f"Another person goes by {person.slug!r} already. Choose another slug."
    yield from _windows(programme, "availability", person.availability)


def _session(programme: Programme, session: Session) -> Flawed:
    numbers = [part.number for part in session.parts]
    if not numbers:
        yield "/parts", "A session needs a part: it is what is placed."
    for place, number in enumerate(numbers):
        if numbers.index(number) != place:
            yield f"/parts/{place}/number", f"There are two parts {number}. Number each once."
    for place, part in enumerate(session.parts):
        for pointer, message in _translated(programme, part.translations, frozenset({"title_suffix"})):
            yield f"/parts/{place}{pointer}", message
    yield from _languages("languages", session.languages)
    yield from _languages("interpretation", session.interpretation)
    for name in ("terms", "features"):
        values = getattr(session, name)
        if len(set(values)) < len(values):
            yield f"/{name}", "One is named twice. Name it once."
    yield from _windows(programme, "wishes", session.wishes)
    yield from _moment(programme, "/embargo_until", session.embargo_until)
    for place, appearance in enumerate(session.appearances):
        for pointer, message in _appearance(programme, session, appearance):
            yield f"/appearances/{place}{pointer}", message


def _appearance(programme: Programme, session: Session, appearance: Appearance) -> Flawed:
    if appearance.part is not None and appearance.part not in {part.number for part in session.parts}:
        yield "/part", f"Session {session.code} has no part {appearance.part}."
    starts, ends = appearance.from_minute, appearance.to_minute
    if starts is not None and ends is not None and ends <= starts:
        yield "/to_minute", "It ends before it begins, or as it begins."
    longest = max((part.duration_minutes for part in session.parts), default=0)
    if starts is not None and starts >= longest:
        yield "/from_minute", f"No part lasts {starts} minutes: it would be after the end."
    yield from _moment(programme, "/embargo_until", appearance.embargo_until)


def _placement(programme: Programme, placement: Placement) -> Flawed:
    window = window_of(programme.event)
    if placement.ends <= placement.starts:
        yield "/ends_at", "It would end before it starts, or as it starts."
    elif placement.ends - placement.starts > _LONGEST_PLACED.total_seconds():
        yield "/ends_at", f"It would last more than {_LONGEST_PLACED.days} days."
    elif not (window.starts <= placement.starts and placement.ends <= window.ends):
        yield "/starts_at", _far(programme, window)


def _walks(programme: Programme, walks: tuple[Walk, ...]) -> Flawed:
    """All walks at once; that each pair is there once was seen to where they were read."""
    for place, walk in enumerate(walks):
        for side, building in (("from", walk.origin), ("to", walk.destination)):
            if building not in programme.building:
                yield f"/items/{place}/{side}", no_such("building", building, programme)


def _meeting(programme: Programme, meeting: Meeting) -> Flawed:
    if (meeting.room is None) != (meeting.day is None):
        yield "/day", "A meeting of a room needs the room and the day."
    if (meeting.room is None) == (meeting.session is None):
        yield "/room", "A meeting is of a room for a day, or of one placement: give the one or the other."
    if meeting.day is not None and programme.event.days:
        days = {day.date for day in programme.event.days}
        if meeting.day not in days:
            yield "/day", f"{meeting.day.isoformat()} is no day of {programme.event.slug}."


def _team(_programme: Programme, team: Team) -> Flawed:
    yield from _languages("languages", team.languages)
    if team.kind == "interpreters" and len(set(team.languages)) < 2:
        yield "/languages", "Interpreters work between two languages or more. Name them."


def _slot(_programme: Programme, slot: RemoteSlot) -> Flawed:
    for place, way in enumerate(slot.ways):
        if way.language and not LANGUAGE.fullmatch(way.language):
            yield f"/ways/{place}/language", f"{way.language[:40]!r} is no language tag. Write it like en or pt-BR."


def _scheme(programme: Programme, scheme: Scheme) -> Flawed:
    """Terms are resources of their own, each within its scheme: what is wrong with one is told as of that resource."""
    for term in scheme.terms:
        yield from _translated(programme, term.translations, _NAME)


def _relation(programme: Programme, relation: Relation) -> Flawed:
    if relation.origin == relation.target:
        yield "/to", "A relation is between two sessions."
    for other in programme.relations:
        same = (other.kind, other.origin, other.target) == (relation.kind, relation.origin, relation.target)
        if same and other.id != relation.id:
            yield "/kind", f"Relation {other.id} says this already."


def _languages(name: str, languages: tuple[str, ...]) -> Flawed:
    for place, language in enumerate(languages):
        if not LANGUAGE.fullmatch(language):
            yield f"/{name}/{place}", f"{language[:40]!r} is no language tag. Write it like en or pt-BR."


def _windows(programme: Programme, name: str, spans: tuple[Span, ...]) -> Flawed:
    window = window_of(programme.event)
    for place, span in enumerate(spans):
        if span.ends <= span.starts:
            yield f"/{name}/{place}/ends_at", "It ends before it starts, or as it starts."
        elif not (window.starts <= span.starts and span.ends <= window.ends):
            yield f"/{name}/{place}/starts_at", _far(programme, window)
    starts = [span.starts for span in spans]
    if name == "availability" and len(set(starts)) < len(starts):
        yield f"/{name}", "Two windows start at once. Make one of them."


def _moment(programme: Programme, pointer: str, instant: int | None) -> Flawed:
    window = window_of(programme.event)
    if instant is not None and not window.starts <= instant <= window.ends:
        yield pointer, _far(programme, window)


def _far(programme: Programme, window: Span) -> str:
    first, last = (isoformat(moment, programme.event.time_zone) for moment in (window.starts, window.ends))
    return f"This is far from {programme.event.slug}: it must lie between {first} and {last}."


_JUDGES: Mapping[type[Any], Callable[[Programme, Any], Flawed]] = {
    Event: _event,
    Room: _room,
    Person: _person,
    Session: _session,
    Placement: _placement,
    Meeting: _meeting,
    Team: _team,
    RemoteSlot: _slot,
    Relation: _relation,
    Scheme: _scheme,
}
_NAME = frozenset({"name"})
_WORDS: Mapping[type[Any], frozenset[str]] = {
    Event: frozenset({"name", "theme", "venue"}),
    Person: frozenset({"honorific", "position", "biography"}),
    Session: frozenset({"title", "subtitle", "abstract", "description"}),
}
"""Per type the fields that are translated; elsewhere the name alone."""
