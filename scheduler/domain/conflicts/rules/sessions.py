"""Rules about a session by itself: its parts placed, as long as they should be, and gone when it is cancelled."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import SessionRule
from scheduler.domain.conflicts.sentences import minutes, of_party, room_name, when
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES


class DurationMismatch(SessionRule):
    """A placement longer or shorter than its part."""

    slug = "duration-mismatch"
    title = "Other duration than planned"
    severity = "warning"
    about = "A placement's length, in whole minutes, differs from its part's duration."
    example = "A part of 45 minutes is placed from 09:00 to 10:00."
    remedy = "Correct the placement's end, or the part's duration."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement, each judged by its own part."""
        groups = grouped(programme)
        for starts, ends, id_ in groups.by_session.get(group, ()):
            placement = programme.placement[id_]
            part = programme.part.get(placement.id)
            placed = (ends - starts) // 60
            if part is not None and part.duration_minutes != placed:
                yield self.conflict(
                    programme,
                    (Party.of(placement),),
                    spans=(placement.span,),
                    details=(("duration_minutes", part.duration_minutes), ("placed_minutes", placed)),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Both lengths and the difference."""
        (party,) = conflict.parties
        planned, placed = conflict.number("duration_minutes"), conflict.number("placed_minutes")
        difference = f"{minutes(abs(placed - planned))} too {'long' if placed > planned else 'short'}"
        return (
            f"{of_party(programme, party)} is placed {when(programme, conflict.spans)}, {difference}:"
            f" it is planned for {minutes(planned)}."
        )


class Unplaced(SessionRule):
    """A part that will take place, nobody knows when."""

    slug = "unplaced"
    title = "Not placed"
    severity = "warning"
    about = "A part of an accepted or confirmed session has no placement."
    example = "An accepted workshop has no time yet."
    remedy = "Place it: suggestions show where it fits. If it will not take place, withdraw it."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every session, placed or not."""
        return programme.session

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per part."""
        session = programme.session.get(group)
        if session is None or session.state not in SCHEDULED_STATES:
            return
        for part in session.parts:
            if (group, part.number) not in programme.placement:
                yield self.conflict(
                    programme,
                    (Party(group, part.number),),
                    details=(("duration_minutes", part.duration_minutes),),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which, and how much time it needs."""
        (party,) = conflict.parties
        needed = minutes(conflict.number("duration_minutes"))
        return f"{of_party(programme, party)} has no time yet: it needs {needed}."


class CancelledPlaced(SessionRule):
    """A session that will not take place, and still holds a room."""

    slug = "cancelled-placed"
    title = "Cancelled, and still in a room"
    severity = "warning"
    about = "A cancelled or withdrawn session still holds a room. Such a session takes part in no other rule."
    example = "A workshop was withdrawn on Friday, and Room A is still kept for it on Monday."
    remedy = "Take the session off its room, so that others can have it."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every session that ended."""
        return grouped(programme).frame.ended

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        if group not in grouped(programme).frame.ended:
            return
        for part in programme.session[group].parts:
            placement = programme.placement.get((group, part.number))
            if placement is not None and placement.rooms:
                yield self.conflict(programme, (Party.of(placement),), spans=(placement.span,), room=placement.rooms[0])

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which, and what it holds."""
        (party,) = conflict.parties
        state = programme.session[party.session].state
        return (
            f"{of_party(programme, party)} is {state}, and still holds {room_name(programme, conflict.room)}"
            f" {when(programme, conflict.spans)}."
        )
