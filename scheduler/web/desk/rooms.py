"""The rooms that somebody may run, with what runs in each and what follows: made for a phone in one hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response

from scheduler.domain.dates import long_date
from scheduler.domain.live import Running
from scheduler.domain.moments import hours_text, moment
from scheduler.domain.presiding import rooms_of, span_of, title_of
from scheduler.domain.programme import Programme
from scheduler.domain.roles import Actor
from scheduler.http.context import edge
from scheduler.services import presiding
from scheduler.web.desk.answers import show
from scheduler.web.desk.running import NO_ROOM, grant_words, may_run, own_rooms, require_rooms, session_path
from scheduler.web.desk.visit import at_desk, now
from scheduler.web.news import news, room_names

ON, TO_COME = "On now", "To come"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a room: `state` says in a word or two where it stands; without `url` it is run by somebody else."""

    when: str
    title: str
    state: str
    news: tuple[str, ...]
    url: str
    on: bool


def rooms_page(event: str) -> Response:
    """Today in the rooms that somebody may run, or the next day that has anything in them."""
    who, at = at_desk().actor, now()
    require_rooms(who, event, at)
    made = edge()
    release, draft = made.reader.current(event), made.desks.open(event).programme
    programme, of_editors = release.programme, who.may(event, "editor")
    own = (*own_rooms(who, programme.event, tuple(programme.room), at), *([NO_ROOM] if of_editors else []))
    real = presiding.whole(made.database, release, at)
    seen = [(room, [each for each in real if _is_in(each, room, programme, own)]) for room in own]
    day = _day((each for _, there in seen for each in there), programme, at)
    today = programme.event.day_of(at)
    return show(
        "desk/rooms.html",
        who=who.email,
        event={"name": programme.event.name, "slug": event, "zone": programme.event.time_zone},
        at=moment(at, programme.event.time_zone),
        day=long_date(day) if day and day != today else "",
        over=day is None,
        hours=[] if of_editors else [grant_words(grant, programme) for grant in who.to_moderate(event, at)],
        rooms=[
            _room(who, room, of_day, programme, draft, at)
            for room, there in seen
            if (of_day := [each for each in there if programme.event.day_of(each.starts) == day]) or not of_editors
        ],
    )


def _is_in(each: Running, room: str, programme: Programme, own: tuple[str, ...]) -> bool:
    """Whether it is in a room, was to be, or fills it as a piece of a whole that is nobody's page here."""
    rooms = rooms_of(each)
    if room == NO_ROOM:
        return not rooms
    wholes = [whole for whole in programme.wholes.get(room, ()) if whole == room or whole not in own]
    return not set(wholes).isdisjoint(rooms)


def _day(entries: Iterable[Running], programme: Programme, at: int) -> date | None:
    """Today, or the next day with one of these entries; None when all of them are past."""
    today = programme.event.day_of(at)
    return min((day for each in entries if (day := programme.event.day_of(each.starts)) >= today), default=None)


def _room(
    who: Actor, room: str, there: Iterable[Running], programme: Programme, draft: Programme, at: int
) -> dict[str, Any]:
    """A room with its entries: those that are on or to come, and apart from them those that are over."""
    lines = [
        _line(each, room, programme, draft, at, run=may_run(who, programme.event.slug, room, at, span_of(each)))
        for each in there
    ]
    return {
        "name": programme.room[room].name if room != NO_ROOM else "Online, or no room yet",
        "lines": [line for line in lines if line.state in {ON, TO_COME}],
        "past": [line for line in lines if line.state not in {ON, TO_COME}],
    }


def _line(each: Running, room: str, programme: Programme, draft: Programme, at: int, *, run: bool) -> Line:
    zone = programme.event.time_zone
    rooms = rooms_of(each)
    here = room == NO_ROOM or room in rooms
    return Line(
        when=hours_text(each.starts, each.ends, zone),
        title=title_of(each, draft),
        state=state_word(each, at),
        news=news(each, programme, at) if here else (f"It is in {room_names(rooms, programme)}, and run there.",),
        url=session_path(programme.event.slug, room, each.item.id) if here and run else "",
        on=each.is_on(at),
    )


def state_word(each: Running, at: int) -> str:
    """Where something stands at an instant."""
    if each.is_on(at):
        return ON
    if each.is_to_come(at):
        return TO_COME
    return "Ended" if each.live.ended_at is not None else "Over"
