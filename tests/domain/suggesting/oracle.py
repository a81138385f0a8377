"""Suggestions once more: every cell is tried, judged by a check of the whole programme, and scored by the book."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.conflicts import Policy, check
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance
from tests.domain.conflicts.oracle import kind, leaves, session_of
from tests.domain.conflicts.oracle_more import cast_of, is_exempt, items_of

Cell = tuple[str | None, int, int]
"""Room, start, score."""


def starts_of(programme: Programme, seconds: int, *, background: bool) -> list[int]:
    """Every start on the grid, by the wall clock of each day; only background sessions may end after it."""
    zone = ZoneInfo(programme.event.time_zone)
    found = set()
    for day in programme.event.days:
        midnight = datetime(day.date.year, day.date.month, day.date.day)  # noqa: DTZ001 - the wall clock

        def instant(minute: int, base: datetime = midnight) -> int:
            wall = (base + timedelta(minutes=minute)).replace(tzinfo=zone)
            return int(wall.timestamp())

        for minute in range(day.opens, day.closes, programme.event.grid_minutes):
            if background or instant(minute) + seconds <= instant(day.closes):
                found.add(instant(minute))
    return sorted(found)


def ranked(programme: Programme, code: str, part: int, policy: Policy) -> tuple[list[Cell], list[Cell]]:
    """The free cells and the others, each best first."""
    session = next(s for s in programme.sessions if s.code == code)
    seconds = next(p.duration_minutes for p in session.parts if p.number == part) * 60
    present = next((p for p in programme.placements if p.id == (code, part)), None)
    rest = tuple(p for p in programme.placements if p.id != (code, part))
    rooms: list[str | None] = [None] if session.mode == "remote" else [room.slug for room in programme.rooms]
    free: list[tuple[int, int, int, Cell]] = []
    other: list[tuple[int, int, int, Cell]] = []
    background = any(kind.slug == session.type and kind.background for kind in programme.session_types)
    for start in starts_of(programme, seconds, background=background):
        for place, room in enumerate(rooms):
            if present and (present.room, present.starts, present.ends) == (room, start, start + seconds):
                continue
            there = Placement(code, part, start, start + seconds, room)
            if present:
                also_in = tuple(each for each in present.also_in if each != room)
                there = replace(present, starts=start, ends=start + seconds, room=room, also_in=also_in)
            made = ordered(replace(programme, placements=(*rest, there)))
            own = [c for c in check(made, policy) if (code, part) in c.placements]
            score = 1000 - cost(ordered(replace(programme, placements=rest)), there)
            (other if any(c.severity == "error" for c in own) else free).append(
                (-score, start, place, (room, start, score))
            )
    return [each[3] for each in sorted(free)], [each[3] for each in sorted(other)]


def cost(programme: Programme, there: Placement) -> int:
    """What a cell costs, by the docstring of `Scores`."""
    session = next(s for s in programme.sessions if s.code == there.session)
    active = [p for p in programme.placements if session_of(programme, p).state not in {"cancelled", "withdrawn"}]
    total = 0
    if session.wishes:
        off = min(max(wish.starts - there.starts, there.ends - wish.ends, 0) for wish in session.wishes)
        total += 40 + min(160, off // 900) if off else 0
    # Two appearances of a person at the same time count once.
    for each in {(a.person, _own(there, a)): a for a in session.appearances}.values():
        total += _person(programme, there, each)
    if there.room is not None:
        total += _room(programme, there, active)
    return total + rivals_of(programme, there, active)


def _own(placement: Placement, each: Appearance) -> tuple[int, int] | None:
    if each.part not in {None, placement.part}:
        return None
    first = max(placement.starts, placement.starts + 60 * (each.from_minute or 0))
    last = placement.ends if each.to_minute is None else min(placement.ends, placement.starts + 60 * each.to_minute)
    return (first, last) if first < last else None


def _person(programme: Programme, there: Placement, each: Appearance) -> int:
    if next(p for p in programme.people if p.id == each.person).placeholder or _own(there, each) is None:
        return 0
    others = [item[:2] for item in items_of(programme, each.person, cast_of(programme, each.person))]
    if not others:
        return 0
    first, last = _own(there, each) or (0, 0)
    day_of = programme.event.day_of
    near = [span for span in others if day_of(span[0]) == day_of(first)]
    if not near:
        return 15
    return min(20, min(max(span[0] - last, first - span[1], 0) for span in near) // 1800)


def _room(programme: Programme, there: Placement, active: list[Placement]) -> int:
    session = next(s for s in programme.sessions if s.code == there.session)
    room = next(r for r in programme.rooms if r.slug == there.room)
    total = 200 * len([f for f in session.features if f not in room.features])
    if session.expected_attendance is not None:
        if room.capacity is None:
            total += 30
        elif room.capacity < session.expected_attendance:
            total += 300
        else:
            total += 20 * (room.capacity - session.expected_attendance) // max(room.capacity, 1)
    margin = 60 * room.turnover_minutes
    for p in active:
        shares = {x for r in p.rooms for x in leaves(programme, r)} & leaves(programme, room.slug)
        near = p.starts - margin < there.ends and there.starts < p.ends + margin
        if margin and shares and near and p.session != there.session and not kind(programme, p).break_:
            return total + 80
    return total


def rivals_of(programme: Programme, there: Placement, active: list[Placement]) -> int:
    """What parallel sessions of the same subject or leader cost, bookmarks left aside."""
    session = next(s for s in programme.sessions if s.code == there.session)
    if is_exempt(programme, there):
        return 0
    leads = {o.organisation for o in session.organisers if o.role == "lead"}
    total = 0
    for p in active:
        other = session_of(programme, p)
        beside = p.starts < there.ends and there.starts < p.ends
        if other.code == session.code or not beside or is_exempt(programme, p):
            continue
        alike = (
            session.track and session.track == other.track and session.terms and set(session.terms) == set(other.terms)
        )
        if alike:
            total += 60
        else:
            total += 40 * len(leads & {o.organisation for o in other.organisers if o.role == "lead"})
    return total
