"""The rule about the time that a room needs between two placements."""

from collections.abc import Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.doors import doors_of, whole_of
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import RoomRule
from scheduler.domain.conflicts.sentences import counted, hours, of_party, room_name, when
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span

_DAY = 86_400  # no set-up or take-down takes longer


class RoomTurnover(RoomRule):
    """Two placements that follow each other in a room, or in rooms that share a piece, too closely."""

    slug = "room-turnover"
    title = "Too little time between sessions in a room"
    severity = "warning"
    about = (
        "The pause between two placements that follow each other in a room, or in rooms that share a piece, is shorter "
        "than the longer turnover of the rooms, or than the first's take-down and the second's set-up together. Rooms "
        "for parallel use, two parts of one session, and breaks, in which a room rests, don't count."
    )
    example = "Room A needs 15 minutes between sessions; one ends in it at 10:00 and the next starts at 10:05."
    remedy = "Start the later one later, end the earlier one sooner, or move one of them to another room."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per pair, however many pieces of the family the two share."""
        groups = grouped(programme)
        found: dict[tuple[Ident, Ident], tuple[int, set[str]]] = {}
        placement = programme.placement
        for atom in groups.frame.families.get(group, ()):
            longest = groups.frame.turnover_of.get(atom, 0)
            horizon = _DAY if groups.margins else longest * 60
            for first, second in _neighbours(programme, atom, horizon):
                one, other = placement[first], placement[second]
                pause = other.starts - one.ends
                # Nearly always the pause is long enough for any of the rooms, and nothing more is looked at.
                if pause >= 60 * max(longest, one.takedown_minutes + other.setup_minutes):
                    continue
                needed, doors = _needed(programme, one, other, atom)
                if pause < 60 * needed:
                    most, named = found.get((first, second), (0, set()))
                    found[first, second] = (max(most, needed), named | doors)
        for (first, second), (needed, doors) in found.items():
            between = Span(placement[first].ends, placement[second].starts)
            yield self.conflict(
                programme,
                (Party.of(placement[first]), Party.of(placement[second])),
                spans=(between,),
                room=whole_of(programme, doors),
                details=(("needed_minutes", needed), ("pause_minutes", (between.ends - between.starts) // 60)),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What the pause is, and what it should be."""
        first, second = conflict.parties
        return (
            f"{room_name(programme, conflict.room)} has {counted(conflict.number('pause_minutes'), 'minute')}"
            f" {when(programme, conflict.spans)}, and needs {conflict.number('needed_minutes')}, between"
            f" {of_party(programme, first)} {hours(programme, conflict, first)} and {of_party(programme, second)}"
            f" {hours(programme, conflict, second)}."
        )


def _neighbours(programme: Programme, atom: str, horizon: int) -> Iterator[tuple[Ident, Ident]]:
    """Placements that follow each other in an undivided room, nothing between, within `horizon` seconds.

    What overlaps the one before is double-booked, and no neighbour.
    """
    groups = grouped(programme)
    breaks = groups.frame.break_codes
    ended = -horizon  # nothing was there before
    last: Ident = ("", 0)
    for starts, ends, id_ in groups.by_atom.get(atom, ()):
        if ends <= starts or (breaks and id_[0] in breaks):
            continue
        if 0 <= starts - ended < horizon and last[0] not in {id_[0], ""}:
            yield last, id_
        if ends >= ended:
            ended, last = ends, id_


def _needed(programme: Programme, one: Placement, other: Placement, atom: str) -> tuple[int, set[str]]:
    """The minutes needed between two placements in an undivided room, and the rooms through which they hold it."""
    doors = {door for placement in (one, other) for door in doors_of(programme, placement, atom)}
    rooms = [programme.room[door] for door in doors]
    if all(room.parallel for room in rooms):
        return 0, doors
    return max(one.takedown_minutes + other.setup_minutes, *(room.turnover_minutes for room in rooms)), doors
