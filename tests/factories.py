"""Small programmes for tests: name what the case is about, the rest is plain."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.event import Day, Event
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, Session
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room

ZONE = "Europe/Zurich"
EVENT = Event(slug="forum", name="Forum", time_zone=ZONE, uid_domain="forum.example")


def at(text: str) -> int:
    """The instant of `2017-06-12T09:00`, in Europe/Zurich unless the text has an offset of its own."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))).timestamp())


def _instant(moment: str | int) -> int:
    return at(moment) if isinstance(moment, str) else moment


def span(starts: str | int, ends: str | int) -> Span:
    """A span between two instants, or two texts for `at`."""
    return Span(_instant(starts), _instant(ends))


def day(text: str, opens: int = 9 * 60, closes: int = 18 * 60) -> Day:
    """A day of the event; hours in local minutes."""
    return Day(date.fromisoformat(text), opens, closes)


def room(slug: str, **kw: Any) -> Room:
    """A room; its name is its slug with capitals (`popov-1` is Popov 1)."""
    return Room(slug=slug, **{"name": slug.replace("-", " ").title(), **kw})


def person(identity: str, **kw: Any) -> Person:
    """A person whose id and slug are `identity`; the name is that with a capital."""
    return Person(id=identity, **{"slug": identity, "name": identity.replace("-", " ").title(), **kw})


def session(
    code: str, *, parts: Iterable[int | Part] = (60,), people: Iterable[str | Appearance] = (), **kw: Any
) -> Session:
    """A session named `Session <code>`; `parts` are minutes or parts, `people` are ids or appearances."""
    return Session(
        code=code,
        parts=tuple(p if isinstance(p, Part) else Part(n, p) for n, p in enumerate(parts, start=1)),
        appearances=tuple(p if isinstance(p, Appearance) else Appearance(p) for p in people),
        **{"title": f"Session {code}", **kw},
    )


def placement(
    code: str, starts: str | int, ends: str | int, room: str | None = None, *, part: int = 1, **kw: Any
) -> Placement:
    """A part (the first, unless told) from one moment to another; texts as for `at`."""
    return Placement(session=code, part=part, starts=_instant(starts), ends=_instant(ends), room=room, **kw)


def programme(*placements: Placement, event: Event = EVENT, **kw: Any) -> Programme:
    """An ordered programme. Sessions, rooms and people that are only mentioned are made as by the functions above.

    A made session has the mentioned parts, each as long as it is placed: nothing about it is wrong by itself.
    """
    rooms = tuple(kw.pop("rooms", ()))
    sessions = tuple(kw.pop("sessions", ()))
    people = tuple(kw.pop("people", ()))
    sessions += _missing_sessions(placements, {s.code for s in sessions})
    known = {r.slug for r in rooms}
    rooms += tuple(room(slug) for slug in dict.fromkeys(r for p in placements for r in p.rooms) if slug not in known)
    present = {p.id for p in people}
    named = dict.fromkeys(a.person for s in sessions for a in s.appearances)
    people += tuple(person(identity) for identity in named if identity not in present)
    made = {name: tuple(things) for name, things in kw.items()}
    return ordered(
        Programme(event=event, rooms=rooms, sessions=sessions, people=people, placements=tuple(placements), **made)
    )


def _missing_sessions(placements: Iterable[Placement], known: set[str]) -> tuple[Session, ...]:
    parts: dict[str, list[Part]] = {}
    for placed in placements:
        if placed.session not in known:
            parts.setdefault(placed.session, []).append(Part(placed.part, (placed.ends - placed.starts) // 60))
    return tuple(session(code, parts=numbers) for code, numbers in parts.items())


def event(**kw: Any) -> Event:
    """The tests' event with some of its fields changed."""
    return replace(EVENT, **kw)
