"""Why nothing fits into a room and time: the room itself, or what each waiting session would break there."""

from collections.abc import Iterator

from scheduler.domain.conflicts import DEFAULTS, NO_SIGNALS, Policy, Signals, check_touching, grouped, placing, sentence
from scheduler.domain.conflicts.sentences import counted, room_name, titled, when
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES
from scheduler.domain.suggesting.grid import Grid
from scheduler.domain.suggesting.obstacles import Problem, within
from scheduler.domain.timespan import Span

_SHOWN = 4  # sessions named; more is no help to anybody


def why_nothing_fits(
    programme: Programme,
    room: str,
    starts: int,
    ends: int,
    *,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
) -> tuple[str, ...]:
    """What keeps every part that waits for a time from beginning there, where `fitting` finds none.

    That is, the first of: none waits, all are longer, the room is taken or closed, or an error of each.
    """
    waiting = sorted((part.duration_minutes, id_) for id_, part in programme.part.items() if _waits(programme, id_))
    if not waiting:
        return ("No session that needs a room waits for a time.",)
    shortest, least = waiting[0]
    minutes = (ends - starts) // 60
    if shortest > minutes:
        needed = counted(shortest, "minute")
        return (f"The shortest session that waits for a time needs {needed}, and there are {minutes}.",)
    # All would begin at that moment, so what is in the way of the shortest is in the way of all.
    if told := tuple(_of_room(programme, Problem(programme, least, Grid((starts,), shortest * 60), policy), room)):
        return told[:_SHOWN]
    errors = [
        told
        for duration, id_ in sorted(waiting, key=lambda each: each[1])
        if duration <= minutes
        for told in _first_error(programme, Placement(*id_, starts, starts + duration * 60, room), policy, signals)
    ]
    more = len(errors) - _SHOWN
    return (*errors[:_SHOWN], *((f"It is much the same with {counted(more, 'other')}.",) if more > 0 else ()))


def _waits(programme: Programme, id_: Ident) -> bool:
    session = programme.session[id_[0]]
    return id_ not in programme.placement and session.state in SCHEDULED_STATES and session.mode != "remote"


def _of_room(programme: Programme, problem: Problem, room: str) -> Iterator[str]:
    """Who has the room then, and when it is closed."""
    (start,) = problem.grid.starts
    here = Span(start, start + problem.grid.seconds)
    name = room_name(programme, room)
    for obstacle in within(problem, room):
        if obstacle.rule == "room-double-booked":
            taken = tuple(
                placement.span
                for placement in programme.placements
                if placement.session == obstacle.subject
                and placement.span.overlaps(here)
                and any(programme.atoms[door] & programme.atoms[room] for door in placement.rooms)
            )
            yield f"{name} is taken {when(programme, taken)}: {titled(programme, obstacle.subject)}."
        elif obstacle.rule == "room-unavailable":
            closed = grouped(programme).frame.room_windows[room].outside(here.starts, here.ends)
            yield f"{name} is closed {when(programme, closed)}."


def _first_error(programme: Programme, there: Placement, policy: Policy, signals: Signals) -> Iterator[str]:
    after = placing(programme, {there.id: there})
    for conflict in check_touching(after, (there.id,), policy, signals):
        if conflict.severity == "error" and there.id in conflict.placements:
            yield sentence(after, conflict)
            return
