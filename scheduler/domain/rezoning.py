"""An event that moves to another time zone: what was at nine there is at nine here."""

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.clock import from_local, to_local
from scheduler.domain.log import Operation
from scheduler.domain.programme import Programme
from scheduler.domain.things import PERSON, PLACEMENT, SESSION
from scheduler.domain.timespan import Span


def keeping_wall_times(programme: Programme, time_zone: str) -> Iterator[Operation]:
    """What gives every local time of the programme the instant that it has in another zone.

    Placements, rooms' and people's availability and sessions' wishes keep their wall times; a time that the other
    zone does not have, in the hour that its clocks skip, is as late after the hour began.
    """

    def moved(instant: int) -> int:
        local = to_local(instant, programme.event.time_zone)
        minute = local.hour * 60 + local.minute
        return from_local(local.date(), minute, time_zone) + local.second

    def spans(given: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(moved(span.starts), moved(span.ends)) for span in given)

    for placement in programme.placements:
        there = replace(placement, starts=moved(placement.starts), ends=moved(placement.ends))
        yield Operation(PLACEMENT, programme.key(*placement.id), placement, there)
    for room in programme.rooms:
        if room.availability:
            yield Operation("room", room.slug, room, replace(room, availability=spans(room.availability)))
    for person in programme.people:
        if person.availability:
            yield Operation(PERSON, person.id, person, replace(person, availability=spans(person.availability)))
    for session in programme.sessions:
        if session.wishes:
            yield Operation(SESSION, session.code, session, replace(session, wishes=spans(session.wishes)))
