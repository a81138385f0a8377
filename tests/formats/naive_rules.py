"""Eleven conflict rules once more, pair by pair: an oracle for the whole seed, that shares no code with the engine.

The oracles in `tests/domain/conflicts` know all rules, but look at every moment, which is too slow for a week of
hundreds of sessions, and at small programmes with numbers of their own. This one knows as much as the seed needs.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Session
from scheduler.domain.venue import Room

Found = tuple[str, str]
"""Rule, and the codes of the sessions that break it together."""

NAIVE = frozenset(
    {
        "beside-plenary",
        "duration-mismatch",
        "outside-event-hours",
        "person-double-booked",
        "person-unavailable",
        "room-double-booked",
        "room-lacks-feature",
        "room-missing",
        "room-too-small",
        "room-unavailable",
        "unplaced",
    }
)
"""The rules that are here once more. The plants of the others are looked for with the engine alone."""


def broken(programme: Programme) -> list[Found]:
    """Every broken rule of one or two sessions, sorted."""
    sessions = {session.code: session for session in programme.sessions}
    rooms = {room.slug: room for room in programme.rooms}
    found = [
        (rule, placement.session)
        for placement in programme.placements
        for rule in _alone(programme, placement, sessions[placement.session], rooms.get(placement.room or ""))
    ]
    placed = {placement.session for placement in programme.placements}
    found += [("unplaced", code) for code in sessions if code not in placed]
    for one, other in combinations(programme.placements, 2):
        if one.starts < other.ends and other.starts < one.ends:
            found += [
                (rule, f"{one.session} {other.session}") for rule in _together(programme, sessions, rooms, one, other)
            ]
    return sorted(found)


def _alone(programme: Programme, placement: Placement, session: Session, room: Room | None) -> Iterator[str]:
    zone = ZoneInfo(programme.event.time_zone)
    starts, ends = (datetime.fromtimestamp(instant, zone) for instant in (placement.starts, placement.ends))
    hours = [day for day in programme.event.days if day.date == starts.date() == ends.date()]
    if not any(
        day.opens <= starts.hour * 60 + starts.minute and ends.hour * 60 + ends.minute <= day.closes for day in hours
    ):
        yield "outside-event-hours"
    if (placement.ends - placement.starts) / 60 != session.parts[0].duration_minutes:
        yield "duration-mismatch"
    people = {person.id: person for person in programme.people}
    for appearance in session.appearances:
        windows = people[appearance.person].availability
        if windows and not any(w.starts <= placement.starts and placement.ends <= w.ends for w in windows):
            yield "person-unavailable"
    if room is None:
        yield "room-missing"
        return
    windows = room.availability
    if windows and not any(w.starts <= placement.starts and placement.ends <= w.ends for w in windows):
        yield "room-unavailable"
    if room.capacity is not None and (session.expected_attendance or 0) > room.capacity:
        yield "room-too-small"
    if set(session.features) - set(room.features):
        yield "room-lacks-feature"


def _together(
    programme: Programme, sessions: dict[str, Session], rooms: dict[str, Room], one: Placement, other: Placement
) -> Iterator[str]:
    if one.room and other.room:
        mine, theirs = ({slug, *rooms[slug].pieces} for slug in (one.room, other.room))
        if mine & theirs and not (rooms[one.room].parallel and rooms[other.room].parallel):
            yield "room-double-booked"
    cast = [{appearance.person for appearance in sessions[side.session].appearances} for side in (one, other)]
    for _ in cast[0] & cast[1]:
        yield "person-double-booked"
    plenary = {kind.slug for kind in programme.session_types if kind.plenary}
    if {sessions[one.session].type, sessions[other.session].type} & plenary:
        yield "beside-plenary"
