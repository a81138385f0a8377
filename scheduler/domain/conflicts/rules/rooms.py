"""Rules about rooms: held twice, not available, too small, without what is needed, not chosen yet."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.doors import doors_of, whole_of
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.overlap import largest, simultaneous
from scheduler.domain.conflicts.rule import RoomRule, SessionRule
from scheduler.domain.conflicts.sentences import (
    counted,
    hours,
    length,
    listed,
    minutes,
    of_party,
    room_name,
    when,
)
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


class RoomDoubleBooked(RoomRule):
    """Placements that hold an undivided room at once, directly or through a room that it is a piece of."""

    slug = "room-double-booked"
    title = "Room double-booked"
    severity = "error"
    about = (
        "Two or more placements overlap in rooms that are, contain or share a piece. Rooms for parallel use are exempt "
        "among themselves. Overflow rooms and breaks count."
    )
    example = "Popov Room 1 holds a workshop from 09:00 to 10:00 while the whole Popov Room holds a session from 09:30."
    remedy = "Move one of them to a free room or hour, or allow parallel use of the room if it is meant (posters)."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per largest set of placements at once; what two pieces of a room both show is found once."""
        groups = grouped(programme)
        atoms = groups.frame.families.get(group, ())
        found: dict[tuple[Ident, ...], tuple[Span, set[str]]] = {}
        for atom in atoms:
            for starts, ends, ids in simultaneous(groups.by_atom.get(atom, ())):
                doors = {door for id_ in ids for door in doors_of(programme, programme.placement[id_], atom)}
                if not all(programme.room[door].parallel for door in doors):
                    found.setdefault(ids, (Span(starts, ends), set()))[1].update(doors)
        for ids in largest(found.keys()):
            common, doors = found[ids]
            yield self.conflict(
                programme,
                tuple(Party.of(programme.placement[id_]) for id_ in ids),
                spans=(common,),
                room=whole_of(programme, doors),
                overlap_minutes=(common.ends - common.starts) // 60,
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Who holds it, each through which rooms."""
        sides = listed(
            f"{of_party(programme, party)} in {listed(room_name(programme, r) for r in party.rooms)}"
            f" {hours(programme, conflict, party)}"
            for party in conflict.parties
        )
        times = "twice" if len(conflict.parties) == 2 else f"{len(conflict.parties)} times"
        return (
            f"{room_name(programme, conflict.room)} is booked {times} {when(programme, conflict.spans)}"
            f" ({minutes(conflict.overlap_minutes or 0)}): {sides}."
        )


class RoomUnavailable(SessionRule):
    """A placement outside of the availability of one of its rooms."""

    slug = "room-unavailable"
    title = "Room not available"
    severity = "error"
    about = "A placement lies, in part or wholly, outside of its room's availability. Set-up and take-down don't count."
    example = "Room H can be used until 18:00, but a session in it ends at 18:30."
    remedy = "Move or shorten the session, or correct the room's availability."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every placed session, if any room has windows."""
        return super().groups(programme) if grouped(programme).frame.room_windows else ()

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement and room."""
        groups = grouped(programme)
        windows = groups.frame.room_windows
        for starts, ends, id_ in groups.by_session.get(group, ()):
            placement = programme.placement[id_]
            for room in dict.fromkeys(placement.rooms):
                if room in windows and (outside := windows[room].outside(starts, ends)):
                    yield self.conflict(programme, (Party.of(placement),), spans=outside, room=room)

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """When it can't be had, and who counts on it."""
        (party,) = conflict.parties
        return (
            f"{room_name(programme, conflict.room)} is not available {when(programme, conflict.spans)}"
            f" ({length(conflict.spans)}), but {of_party(programme, party)} is there"
            f" {hours(programme, conflict, party)}."
        )


class RoomTooSmall(SessionRule):
    """More people expected than the rooms hold together."""

    slug = "room-too-small"
    title = "Room too small"
    severity = "warning"
    about = (
        "Expected attendance exceeds the capacity of the room, overflow rooms added. Unknown capacities say nothing."
    )
    example = "A session expects 120 people in a room of 80 seats."
    remedy = "Take a larger room, add an overflow room, or correct the expected attendance."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        attendance = programme.session[group].expected_attendance if group in programme.session else None
        if attendance is None:
            return
        groups = grouped(programme)
        for _, _, id_ in groups.by_session.get(group, ()):
            placement = programme.placement[id_]
            capacity = _capacity(programme, placement)
            if capacity is not None and attendance > capacity:
                yield self.conflict(
                    programme,
                    (Party.of(placement),),
                    spans=(placement.span,),
                    room=placement.rooms[0],
                    details=(("capacity", capacity), ("expected_attendance", attendance)),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """How many would stand."""
        (party,) = conflict.parties
        capacity, attendance = conflict.number("capacity"), conflict.number("expected_attendance")
        rooms = listed(room_name(programme, room) for room in party.rooms)
        missing = counted(attendance - capacity, "seat")
        return (
            f"{of_party(programme, party)} expects {attendance} people {when(programme, conflict.spans)},"
            f" but {rooms} {'holds' if len(party.rooms) == 1 else 'hold'} {capacity}: {missing} too few."
        )


class RoomLacksFeature(SessionRule):
    """A main room without what the session needs."""

    slug = "room-lacks-feature"
    title = "Room lacks a feature"
    severity = "error"
    about = (
        "The room lacks a feature that the session needs, such as interpretation booths. Overflow rooms don't count."
    )
    example = "A session needs interpretation booths, and its room has none."
    remedy = "Take a room that has them, or drop the need from the session."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement, with all that is missing."""
        needed = frozenset(programme.session[group].features) if group in programme.session else frozenset()
        if not needed:
            return
        groups = grouped(programme)
        for _, _, id_ in groups.by_session.get(group, ()):
            placement = programme.placement[id_]
            room = programme.room.get(placement.room or "")
            if room is not None and (missing := needed.difference(room.features)):
                yield self.conflict(
                    programme,
                    (Party.of(placement),),
                    spans=(placement.span,),
                    room=room.slug,
                    details=(("missing", tuple(sorted(missing))),),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What is missing, by name."""
        (party,) = conflict.parties
        known = programme.feature
        names = listed(known[slug].name if slug in known else slug for slug in conflict.words("missing"))
        return (
            f"{room_name(programme, conflict.room)} lacks what {of_party(programme, party)} needs"
            f" {when(programme, conflict.spans)}: {names}."
        )


class RoomMissing(SessionRule):
    """A time, and people on site, but no room."""

    slug = "room-missing"
    title = "No room yet"
    severity = "info"
    about = "An on-site or hybrid session has a time and no room."
    example = "A hybrid workshop is on Tuesday from 09:00, and no room is chosen."
    remedy = "Choose a room, or make the session remote."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        for _, _, id_ in groups.by_session.get(group, ()):
            placement = programme.placement[id_]
            if not placement.rooms and programme.session[group].mode != "remote":
                yield self.conflict(programme, (Party.of(placement),), spans=(placement.span,))

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which, and when."""
        (party,) = conflict.parties
        return f"{of_party(programme, party)} has no room yet {when(programme, conflict.spans)}."


def _capacity(programme: Programme, placement: Placement) -> int | None:
    """What its rooms hold together, a room within another of them left out; None if none, or one of unknown size."""
    if not placement.also_in:
        room = programme.room.get(placement.room or "")
        return room.capacity if room else None
    total = 0
    for slug in set(placement.rooms):
        room = programme.room.get(slug)
        if room is None or room.capacity is None:
            return None
        within = (w for w in programme.wholes[slug] if w in placement.rooms and slug not in programme.wholes[w])
        total += 0 if any(within) else room.capacity
    return total
