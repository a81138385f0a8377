"""What whoever runs a room goes by: who may run a session, what it is called, what follows, and where it can go."""

from collections.abc import Iterable, Iterator

from scheduler.domain.event import Event
from scheduler.domain.live import Running
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room


def rooms_to_run(planned: tuple[str, ...], moved: str | None) -> tuple[str, ...]:
    """The rooms whose moderators may run what was to be in these rooms, and was `moved` to that one."""
    return tuple(dict.fromkeys((*planned, *([moved] if moved else []))))


def rooms_of(running: Running) -> tuple[str, ...]:
    """The rooms whose moderators may run it: those that it was to be in, and the one that it was moved to."""
    return rooms_to_run(running.item.rooms, running.live.emergency_room)


def span_to_run(planned: Span, late: int) -> Span:
    """From when to when whoever runs rooms has to do with what is so many seconds late: as planned, and as it is."""
    return Span(planned.starts, planned.ends + late)


def span_of(running: Running) -> Span:
    """The same of a session as it is on the day."""
    return span_to_run(Span(running.item.starts, running.item.ends), running.live.late)


def title_of(running: Running, draft: Programme) -> str:
    """What an entry is called by those who run its room: of a private one the public learns no title, they do."""
    session = draft.session.get(running.item.session)
    return session.title if session is not None and running.item.visibility == "busy" else running.item.title


def following(running: Running, real: Iterable[Running], event: Event) -> tuple[Running, ...]:
    """The next in its rooms on the same day, and whatever is held up there."""
    rooms, day_of = set(running.rooms), event.day_of
    later = [
        each
        for each in real
        if each.starts > running.starts
        and each.item.id != running.item.id
        and day_of(each.starts) == day_of(running.starts)
        and rooms & set(each.rooms)
    ]
    return tuple(each for place, each in enumerate(later) if place == 0 or each.behind_minutes)


def refuges(running: Running, real: Iterable[Running], programme: Programme) -> Iterator[tuple[Room, bool]]:
    """Every other room; taken is one that shares a piece with what is on in the same hours."""
    beside = [
        each
        for each in real
        if each.item.id != running.item.id and each.starts < running.ends and running.starts < each.ends
    ]
    taken = {relative for each in beside for room in each.rooms for relative in programme.relatives.get(room, (room,))}
    for slug, room in programme.room.items():
        if slug not in running.rooms:
            yield room, slug in taken
