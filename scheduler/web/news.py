"""What is not as it was planned, in sentences: the same for those who look on and for those who run a room."""

from collections.abc import Iterable

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.live import Running
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


def room_names(rooms: Iterable[str], programme: Programme) -> str:
    """What rooms are called, by their keys; a key where the programme knows no room of it."""
    return ", ".join(programme.room[room].name if room in programme.room else room for room in rooms)


def real_span(item: AgendaItem, real: Running | None) -> Span:
    """The hours of an entry as it really is (None: off); what was ended before it began has none but the planned."""
    return Span(real.starts, real.ends) if real and real.starts < real.ends else Span(item.starts, item.ends)


def news(each: Running, programme: Programme, at: int) -> tuple[str, ...]:
    """What was not planned of an entry as it is at an instant, each in a sentence; that its room is full comes last."""
    live = each.live
    told = []
    if live.delay_minutes:
        verb = "Began" if each.starts <= at else "Starts"
        told.append(f"{verb} {live.delay_minutes} minutes late.")
    if each.behind_minutes:
        told.append(f"May start late: what is before it in the room runs {each.behind_minutes} minutes into it.")
    if live.emergency_room:
        told.append(f"Moved to {room_names([live.emergency_room], programme)}.")
    if live.room_full and at < each.ends:
        told.append("The room is full.")
    return tuple(told)
