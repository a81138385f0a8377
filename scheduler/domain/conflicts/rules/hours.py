"""The rule about the event's own days and hours."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import SessionRule
from scheduler.domain.conflicts.sentences import hours, length, of_party, when
from scheduler.domain.programme import Programme


class OutsideEventHours(SessionRule):
    """A placement when the event is closed."""

    slug = "outside-event-hours"
    title = "Outside of the event's hours"
    severity = "error"
    about = (
        "A placement lies, in part or wholly, outside of the event's days and hours. Background sessions are exempt."
    )
    example = "The event closes at 18:00, and a session ends at 18:30."
    remedy = "Move or shorten the session, or extend the day's hours."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every placed session, if the event has days."""
        return super().groups(programme) if programme.event.days else ()

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        if not programme.event.days:
            return
        groups = grouped(programme)
        for starts, ends, id_ in groups.by_session.get(group, ()):
            outside = groups.frame.hours.outside(starts, ends)
            if outside and group not in groups.frame.background_codes:
                yield self.conflict(programme, (Party.of(programme.placement[id_]),), spans=outside)

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What of it lies outside."""
        (party,) = conflict.parties
        return (
            f"The event is closed {when(programme, conflict.spans)} ({length(conflict.spans)}),"
            f" but {of_party(programme, party)} runs {hours(programme, conflict, party)}."
        )
