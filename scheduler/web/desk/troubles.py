"""Doors that can't let everybody in, for those who can mend them: where, when, what is wrong, and where a link goes."""

from dataclasses import dataclass

from scheduler.domain.dates import short_date
from scheduler.domain.errors import NotFound
from scheduler.domain.link_health import Trouble, told
from scheduler.domain.moments import hours_text
from scheduler.domain.presiding import title_of
from scheduler.domain.programme import Programme
from scheduler.domain.roles import Actor
from scheduler.http.context import edge
from scheduler.services.tending_doors import troubled_doors
from scheduler.web.desk.running import may_run_rooms, own_room, session_path
from scheduler.web.news import room_names
from scheduler.web.times import local_date

SHOWN = 8
"""Doors that are shown at once; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Line:
    """A door: `url` is the page on which a link can be pasted."""

    when: str
    title: str
    where: str
    told: tuple[str, ...]
    url: str


def troubles_of(who: Actor, event: str, now: int) -> list[Line]:
    """The doors that somebody can mend now: all of them for editors, for moderators those of their rooms."""
    made = edge()
    if not may_run_rooms(who, event, now):
        return []
    try:
        release = made.reader.current(event)
    except NotFound:  # nothing was released: there are no doors
        return []
    found = troubled_doors(made.database, release, now)
    if not found:
        return []
    draft, today = made.desks.open(event).programme, release.programme.event.day_of(now)
    lines = []
    for each in found:
        theirs = own_room(who, event, each.running, now)
        if theirs is not None:
            is_today = release.programme.event.day_of(each.running.starts) == today
            path = f"{session_path(event, theirs, each.running.item.id)}#link"
            lines.append(_line(each, release.programme, draft, path, with_day=not is_today))
    return lines


def _line(each: Trouble, programme: Programme, draft: Programme, path: str, *, with_day: bool) -> Line:
    running, zone = each.running, programme.event.time_zone
    day = f"{short_date(local_date(running.starts, zone))}, " if with_day else ""
    return Line(
        f"{day}{hours_text(running.starts, running.ends, zone)}",
        title_of(running, draft),
        room_names(running.rooms, programme),
        told(each),
        path,
    )
