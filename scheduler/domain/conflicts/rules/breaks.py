"""The rule that keeps breaks free in the rooms where they are held."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.doors import doors_of, whole_of
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.sentences import hours, minutes, of_party, room_name, when
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


class DuringBreak(Rule[Ident]):
    """A session in a room that a break holds. A group is a break's placement."""

    slug = "during-break"
    title = "During a break"
    severity = "warning"
    about = (
        "A placement overlaps a break that holds its room, or one that shares a piece with it. Background sessions and "
        "other breaks may."
    )
    example = "The coffee break holds Room A from 10:30 to 11:00, and a workshop in it ends at 10:45."
    remedy = "Shorten or move the session, or take the room from the break's."

    def groups(self, programme: Programme) -> Iterable[Ident]:
        """Every placement of a break."""
        return (id_ for _, _, id_ in grouped(programme).breaks.get(True, ()))

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[Ident]:
        """The breaks beside it, and itself if it is one."""
        placed = programme.placement.get(placement)
        if placed is None:
            return
        groups = grouped(programme)
        breaks = groups.frame.break_codes
        if placement[0] in breaks:
            yield placement
        elif breaks:
            for _, _, id_ in groups.during(placed.starts, placed.ends):
                if id_[0] in breaks:
                    yield id_

    def check(self, programme: Programme, group: Ident) -> Iterator[Conflict]:
        """One conflict per placement beside the break."""
        pause = programme.placement.get(group)
        groups = grouped(programme)
        frame = groups.frame
        if pause is None or group[0] not in frame.break_codes:
            return
        held = _atoms(programme, pause)
        for starts, ends, id_ in groups.during(pause.starts, pause.ends):
            if id_[0] in frame.exempt_codes:
                continue
            other = programme.placement[id_]
            shared = held & _atoms(programme, other)
            if not shared:
                continue
            doors = {door for atom in shared for side in (pause, other) for door in doors_of(programme, side, atom)}
            common = Span(max(starts, pause.starts), min(ends, pause.ends))
            yield self.conflict(
                programme,
                (Party.of(pause), Party.of(other)),
                spans=(common,),
                room=whole_of(programme, doors),
                overlap_minutes=(common.ends - common.starts) // 60,
                details=(("break", pause.session),),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which of the two is the break."""
        code = dict(conflict.details)["break"]
        pause, other = sorted(conflict.parties, key=lambda party: party.session != code)
        return (
            f"{of_party(programme, other)} runs {hours(programme, conflict, other)} in a room of"
            f" {of_party(programme, pause)}: {room_name(programme, conflict.room)} has its break"
            f" {when(programme, conflict.spans)} ({minutes(conflict.overlap_minutes or 0)})."
        )


def _atoms(programme: Programme, placement: Placement) -> frozenset[str]:
    nothing: frozenset[str] = frozenset()
    return nothing.union(*(programme.atoms.get(room, nothing) for room in placement.rooms))
