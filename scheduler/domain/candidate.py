"""What a release is made of: the draft, or some of its sessions on top of the release before."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from scheduler.domain.errors import InvalidInput
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.session import Scheme, Session
from scheduler.domain.venue import Walk

T = TypeVar("T")


def released(draft: Programme) -> Programme:
    """What of the draft a full release holds: proposals stay in the draft, which is given back if there are none."""
    if all(session.state != "proposed" for session in draft.sessions):
        return draft
    stays = {session.code for session in draft.sessions if session.state != "proposed"}
    return replace(
        draft,
        sessions=tuple(s for s in draft.sessions if s.code in stays),
        placements=tuple(p for p in draft.placements if p.session in stays),
        slots=tuple(s for s in draft.slots if s.session in stays),
        relations=tuple(r for r in draft.relations if {r.origin, r.target} <= stays),
    )


def combine(base: Programme, draft: Programme, codes: Collection[str]) -> Programme:
    """The last release's programme with the sessions `codes` as they stand in the draft.

    Their people come from the draft too, and the event's days and how rooms are divided: what is new there must count.
    Rooms, teams and vocabulary come from it only where the base lacks them.
    """
    missing = sorted(set(codes) - set(draft.session))
    if missing:
        named = f"There is no session {', '.join(missing)} in {draft.event.slug}. Check the codes that should go out."
        raise InvalidInput(named, pointer="/only")
    chosen = set(codes)
    sessions: list[Session] = [s for s in base.sessions if s.code not in chosen]
    sessions += [draft.session[code] for code in chosen]
    people = {a.person for code in chosen for a in draft.session[code].appearances}
    mixed = replace(
        base,
        event=replace(base.event, days=draft.event.days, day_change=draft.event.day_change),
        rooms=tuple(
            replace(room, pieces=draft.room[room.slug].pieces) if room.slug in draft.room else room
            for room in base.rooms
        ),
        sessions=tuple(sessions),
        people=tuple(draft.person[p.id] if p.id in people else p for p in base.people),
        teams=_add(base.teams, draft.teams, {team.slug for team in draft.teams}, "slug"),
        placements=tuple(p for p in base.placements if p.session not in chosen)
        + tuple(p for p in draft.placements if p.session in chosen),
        slots=tuple(s for s in base.slots if s.session not in chosen)
        + tuple(s for s in draft.slots if s.session in chosen),
        relations=tuple(r for r in base.relations if not {r.origin, r.target} & chosen)
        + tuple(
            r
            for r in draft.relations
            if {r.origin, r.target} & chosen and {r.origin, r.target} <= chosen | base.session.keys()
        ),
    )
    return ordered(supply(mixed, draft))


def supply(programme: Programme, source: Programme) -> Programme:
    """The programme with every room, person, term … that it names and lacks, taken from `source`."""
    sessions = programme.sessions
    meetings = _add(programme.meetings, source.meetings, {s.meeting for s in programme.slots if s.meeting}, "slug")
    named = {room for placement in programme.placements for room in placement.rooms}
    rooms = _closure(named | {m.room for m in meetings if m.room}, programme, source)
    people = {a.person for session in sessions for a in session.appearances}
    organisations = {o.organisation for session in sessions for o in session.organisers}
    organisations |= {a.on_behalf_of for session in sessions for a in session.appearances if a.on_behalf_of}
    with_people = replace(programme, people=_add(programme.people, source.people, people, "id"))
    organisations |= {p.organisation for p in with_people.people if p.organisation}
    terms = {term for session in sessions for term in session.terms}
    schemes = {term.partition(":")[0] for term in terms}
    with_rooms = replace(with_people, rooms=_add(programme.rooms, source.rooms, rooms, "slug"))
    buildings = _add(
        programme.buildings, source.buildings, {r.building for r in with_rooms.rooms if r.building}, "slug"
    )
    return replace(
        with_rooms,
        buildings=buildings,
        walks=_walks(programme, source, {b.slug for b in buildings}),
        features=_add(
            programme.features,
            source.features,
            {f for r in with_rooms.rooms for f in r.features} | {f for s in sessions for f in s.features},
            "slug",
        ),
        organisations=_add(programme.organisations, source.organisations, organisations, "slug"),
        session_types=_add(programme.session_types, source.session_types, {s.type for s in sessions if s.type}, "slug"),
        tracks=_add(programme.tracks, source.tracks, {s.track for s in sessions if s.track}, "slug"),
        schemes=_add(
            tuple(_with_terms(scheme, source, terms - programme.term.keys()) for scheme in programme.schemes),
            source.schemes,
            schemes,
            "slug",
        ),
        meetings=meetings,
        accounts=_add(programme.accounts, source.accounts, {m.account for m in meetings}, "slug"),
    )


def _with_terms(scheme: Scheme, source: Programme, missing: Collection[str]) -> Scheme:
    return replace(
        scheme,
        terms=scheme.terms + tuple(t for t in source.term.values() if t.scheme == scheme.slug and t.key in missing),
    )


def _closure(rooms: set[str], programme: Programme, source: Programme) -> set[str]:
    waiting = list(rooms)
    while waiting:
        slug = waiting.pop()
        room = programme.room.get(slug) or source.room.get(slug)
        for piece in room.pieces if room else ():
            if piece not in rooms:
                rooms.add(piece)
                waiting.append(piece)
    return rooms


def _walks(programme: Programme, source: Programme, buildings: Collection[str]) -> tuple[Walk, ...]:
    known = {(walk.origin, walk.destination) for walk in programme.walks}
    return programme.walks + tuple(
        walk
        for walk in source.walks
        if (walk.origin, walk.destination) not in known and {walk.origin, walk.destination} <= set(buildings)
    )


def _add(have: tuple[T, ...], source: Iterable[T], wanted: set[str], key: str) -> tuple[T, ...]:
    present = {getattr(thing, key) for thing in have}
    return have + tuple(t for t in source if getattr(t, key) in wanted and getattr(t, key) not in present)
