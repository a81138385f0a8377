"""Where a session fits, and what fits into a free room."""

from datetime import date
from typing import Any

from flask import Response

from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.conflicts import FitPage, SuggestionPage
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.http.context import edge
from scheduler.http.problems import Malformed
from scheduler.services.desk import Desk
from scheduler.services.suggesting import MOST_CELLS, breadth, fits, suggestions_of


@serves(
    "GET",
    "/events/<event>/sessions/<code>/suggestions",
    role="viewer",
    shape=SuggestionPage,
    takes=("part", "day", "room", "limit", "blocked"),
)
def suggestions(event: str, code: str, ask: Ask) -> Response:
    """Where a part fits without an error, best first; where nothing does, why."""
    desk = edge().desks.open(event)
    given = ask.number("part")
    part = 1 if given is None else given
    if (code, part) not in desk.programme.part:
        raise NotFound(f"There is no part {part} of a session {code[:40]!r} in {event}.")
    days, rooms = _days(desk, ask), _rooms(desk, ask)
    if breadth(desk, days, rooms) > MOST_CELLS:
        raise Malformed(
            f"That is more than {MOST_CELLS:,} times and rooms to look at. Name a day, a few rooms, or both.",
            pointer="/day",
        )
    return answer(
        suggestions_of(
            desk,
            code,
            part,
            limit=ask.page.limit,
            days=days,
            rooms=rooms,
            blocked=ask.choice("blocked") or False,
            now=edge().clock(),
        )
    )


@serves(
    "GET",
    "/events/<event>/fits",
    role="viewer",
    shape=FitPage,
    takes=("room", "starts_at", "ends_at", "limit"),
)
def fitting_sessions(event: str, ask: Ask) -> Response:
    """Which sessions without a time fit into this room from one moment to another, best first."""
    desk = edge().desks.open(event)
    rooms = _rooms(desk, ask)
    starts, ends = ask.moment("starts_at"), ask.moment("ends_at")
    if len(rooms) != 1 or starts is None or ends is None:
        raise Malformed("Say which room, and from when to when: room, starts_at and ends_at.")
    if ends <= starts:
        raise Malformed("ends_at must be after starts_at.", pointer="/ends_at")
    return answer(fits(desk, rooms[0], starts, ends, limit=ask.page.limit))


def _rooms(desk: Desk, ask: Ask) -> tuple[str, ...]:
    rooms = ask.values.get("room", ())
    for room in rooms:
        if room not in desk.programme.room:
            raise UnknownFilter(f"There is no room {room[:100]!r} in {desk.programme.event.slug}.", pointer="/room")
    return rooms


def _days(desk: Desk, ask: Ask) -> tuple[date, ...]:
    known: dict[str, Any] = {day.date.isoformat(): day.date for day in desk.programme.event.days}
    for day in ask.values.get("day", ()):
        if day not in known:
            raise UnknownFilter(
                f"{day[:40]!r} is no day of {desk.programme.event.slug}. There are: {', '.join(known)}.", pointer="/day"
            )
    return tuple(known[day] for day in ask.values.get("day", ()))
