"""The rules once more, as slowly and plainly as they can be said: every moment, every set, every pair.

Nothing here is shared with the engine. Time is cut into ticks; the programmes compared have all times on ticks.
"""

from collections.abc import Iterable, Iterator

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Session, SessionType
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen

TICK = 600
Ticks = frozenset[int]


def oracle(programme: Programme) -> list[Seen]:
    """Every conflict, in no particular order."""
    return [
        *_room_double_booked(programme),
        *_room_by_itself(programme),
        *_person_double_booked(programme),
        *_person_unavailable(programme),
        *_outside_event_hours(programme),
        *_beside_plenary(programme),
        *_durations(programme),
        *_unplaced(programme),
    ]


def ticks(starts: int, ends: int) -> Ticks:
    return frozenset(range(starts, ends, TICK))


def spans(moments: Iterable[int]) -> tuple[Span, ...]:
    found: list[Span] = []
    for moment in sorted(moments):
        if found and found[-1].ends == moment:
            found[-1] = Span(found[-1].starts, moment + TICK)
        else:
            found.append(Span(moment, moment + TICK))
    return tuple(found)


def minutes(moments: Ticks) -> int:
    return len(moments) * TICK // 60


def session_of(programme: Programme, placement: Placement) -> Session:
    return next(s for s in programme.sessions if s.code == placement.session)


def kind(programme: Programme, placement: Placement) -> SessionType:
    wanted = session_of(programme, placement).type
    return next((t for t in programme.session_types if t.slug == wanted), SessionType("none", "None"))


def active(programme: Programme) -> list[Placement]:
    """The placements that take part, in programme order."""
    taking = [p for p in programme.placements if session_of(programme, p).state not in {"cancelled", "withdrawn"}]
    return sorted(taking, key=lambda p: (p.starts, p.ends, p.session, p.part))


def leaves(programme: Programme, slug: str) -> set[str]:
    room = next(r for r in programme.rooms if r.slug == slug)
    return {leaf for piece in room.pieces for leaf in leaves(programme, piece)} if room.pieces else {slug}


def inside(programme: Programme, slug: str) -> set[str]:
    room = next(r for r in programme.rooms if r.slug == slug)
    return set(room.pieces) | {deep for piece in room.pieces for deep in inside(programme, piece)}


def family(programme: Programme, slug: str) -> frozenset[str]:
    """All undivided rooms that are reached from a room by steps from leaf to room to leaf."""
    reached = leaves(programme, slug)
    while True:
        more = reached.union(
            *(leaves(programme, r.slug) for r in programme.rooms if leaves(programme, r.slug) & reached)
        )
        if more == reached:
            return frozenset(reached)
        reached = more


def named(parties: Iterable[Placement]) -> tuple[str, ...]:
    return tuple(p.session if p.part == 1 else f"{p.session}/{p.part}" for p in parties)


def _maximal(sets: Iterable[frozenset[Placement]]) -> set[frozenset[Placement]]:
    several = {one for one in sets if len(one) > 1}
    return {one for one in several if not any(one < other for other in several)}


def _room_double_booked(programme: Programme) -> Iterator[Seen]:
    everything = active(programme)
    moments = {tick for p in everything for tick in ticks(p.starts, p.ends)}
    for members in {family(programme, room.slug) for room in programme.rooms}:
        doors: dict[frozenset[Placement], set[str]] = {}
        for atom in members:
            through = {p: {r for r in p.rooms if atom in leaves(programme, r)} for p in everything}
            at_once = _maximal(
                frozenset(p for p in everything if through[p] and p.starts <= moment < p.ends) for moment in moments
            )
            for parties in at_once:
                used = set().union(*(through[p] for p in parties))
                if any(not room.parallel for room in programme.rooms if room.slug in used):
                    doors.setdefault(parties, set()).update(used)
        for parties, used in doors.items():
            if any(parties < other for other in doors):
                continue
            common = frozenset.intersection(*(ticks(p.starts, p.ends) for p in parties))
            yield Seen(
                "room-double-booked",
                "error",
                named(p for p in everything if p in parties),
                spans(common),
                room=_whole(programme, used),
                overlap_minutes=minutes(common),
            )


def _whole(programme: Programme, slugs: set[str]) -> str:
    most = max(len(leaves(programme, slug)) for slug in slugs)
    widest = [room for room in programme.rooms if room.slug in slugs and len(leaves(programme, room.slug)) == most]
    outermost = [r for r in widest if not any(r.slug in inside(programme, other.slug) for other in widest)]
    return min(outermost, key=lambda room: (room.position, room.slug)).slug


def _outside(starts: int, ends: int, windows: Iterable[Span]) -> tuple[Span, ...]:
    return spans(ticks(starts, ends).difference(*(ticks(w.starts, w.ends) for w in windows)))


def _room_by_itself(programme: Programme) -> Iterator[Seen]:
    rooms = {room.slug: room for room in programme.rooms}
    for p in active(programme):
        session = session_of(programme, p)
        for slug in set(p.rooms):
            outside = _outside(p.starts, p.ends, rooms[slug].availability) if rooms[slug].availability else ()
            if outside:
                yield Seen("room-unavailable", "error", named([p]), outside, room=slug)
        counted = {r for r in p.rooms if not any(r in inside(programme, other) for other in p.rooms)}
        sizes = [rooms[slug].capacity for slug in counted]
        unknown = any(rooms[slug].capacity is None for slug in p.rooms)
        if session.expected_attendance is not None and p.rooms and not unknown:
            total = sum(size for size in sizes if size is not None)
            if session.expected_attendance > total:
                details = (("capacity", total), ("expected_attendance", session.expected_attendance))
                yield Seen("room-too-small", "warning", named([p]), (p.span,), room=p.rooms[0], details=details)
        if p.room is not None:
            missing = tuple(sorted(f for f in session.features if f not in rooms[p.room].features))
            if missing:
                yield Seen(
                    "room-lacks-feature",
                    "error",
                    named([p]),
                    (p.span,),
                    room=p.room,
                    details=(("missing", missing),),
                )
        if not p.rooms and session.mode in {"onsite", "hybrid"}:
            yield Seen("room-missing", "info", named([p]), (p.span,))


def own_ticks(programme: Programme, person: str, placement: Placement) -> Ticks:
    found: Ticks = frozenset()
    for appearance in session_of(programme, placement).appearances:
        if appearance.person == person and appearance.part in {None, placement.part}:
            first = placement.starts + 60 * (appearance.from_minute or 0)
            last = placement.ends
            if appearance.to_minute is not None:
                last = placement.starts + 60 * appearance.to_minute
            found |= ticks(placement.starts, placement.ends) & ticks(first, last)
    return found


def _person_double_booked(programme: Programme) -> Iterator[Seen]:
    everything = active(programme)
    for person in programme.people:
        own = {p: own_ticks(programme, person.id, p) for p in everything}
        moments = {moment for times in own.values() for moment in times}
        for parties in _maximal(frozenset(p for p in everything if moment in own[p]) for moment in moments):
            if person.placeholder or len({p.session for p in parties}) == 1:
                continue
            common = frozenset.intersection(*(own[p] for p in parties))
            yield Seen(
                "person-double-booked",
                "warning" if person.floating else "error",
                named(p for p in everything if p in parties),
                spans(common),
                person=person.id,
                overlap_minutes=minutes(common),
            )


def _person_unavailable(programme: Programme) -> Iterator[Seen]:
    for person in programme.people:
        windows = [ticks(w.starts, w.ends) for w in person.availability]
        for p in active(programme):
            outside = spans(own_ticks(programme, person.id, p).difference(*windows))
            if outside and windows and not person.placeholder:
                yield Seen("person-unavailable", "error", named([p]), outside, person=person.id)


def _outside_event_hours(programme: Programme) -> Iterator[Seen]:
    hours = [programme.event.span_of(day) for day in programme.event.days]
    for p in active(programme):
        outside = _outside(p.starts, p.ends, hours)
        if hours and outside and not kind(programme, p).background:
            yield Seen("outside-event-hours", "error", named([p]), outside)


def _beside_plenary(programme: Programme) -> Iterator[Seen]:
    everything = active(programme)
    for place, one in enumerate(everything):
        for other in everything[place + 1 :]:
            both = (kind(programme, one), kind(programme, other))
            kept = [
                plenary.plenary and not (guest.break_ or guest.background) for plenary, guest in (both, reversed(both))
            ]
            common = ticks(one.starts, one.ends) & ticks(other.starts, other.ends)
            if any(kept) and common and one.session != other.session:
                plenaries = tuple(sorted(p.session for p, its in zip((one, other), both, strict=True) if its.plenary))
                yield Seen(
                    "beside-plenary",
                    "error",
                    named([one, other]),
                    spans(common),
                    overlap_minutes=minutes(common),
                    details=(("plenaries", plenaries),),
                )


def _durations(programme: Programme) -> Iterator[Seen]:
    for p in active(programme):
        planned = next(q.duration_minutes for q in session_of(programme, p).parts if q.number == p.part)
        placed = (p.ends - p.starts) // 60
        if planned != placed:
            details = (("duration_minutes", planned), ("placed_minutes", placed))
            yield Seen("duration-mismatch", "warning", named([p]), (p.span,), details=details)


def _unplaced(programme: Programme) -> Iterator[Seen]:
    for session in programme.sessions:
        for part in session.parts:
            placed = any(p.id == (session.code, part.number) for p in programme.placements)
            if session.state in {"accepted", "confirmed"} and not placed:
                name = session.code if part.number == 1 else f"{session.code}/{part.number}"
                details = (("duration_minutes", part.duration_minutes),)
                yield Seen("unplaced", "warning", (name,), details=details)
