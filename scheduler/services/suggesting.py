"""Where sessions fit, for the edges: what the domain proposes, as JSON and in words."""

from collections.abc import Collection
from datetime import date
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.suggesting import explain, fitting, suggest, why_nothing_fits
from scheduler.services.checking import would_be
from scheduler.services.desk import Desk

MOST_CELLS = 500_000
"""Starts times rooms: two weeks of long days in steps of five minutes and 150 rooms. A year in steps of a minute took
a worker for minutes, and anybody who reads the draft may ask."""


def breadth(desk: Desk, days: Collection[date] = (), rooms: Collection[str] = ()) -> int:
    """In how many starts times rooms a part of the event is looked for."""
    event = desk.programme.event
    minutes = sum(day.closes - day.opens for day in event.days if not days or day.date in days)
    return minutes // event.grid_minutes * (len(rooms) or len(desk.programme.rooms) or 1)


def suggestions_of(
    desk: Desk,
    code: str,
    part: int,
    *,
    limit: int = 10,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
    blocked: bool = False,
    now: int | None = None,
) -> dict[str, Any]:
    """The best free placements of a part as `{items, next, explanation}`; the last says why where there are none."""
    programme = desk.programme
    found = suggest(
        programme,
        code,
        part,
        policy=desk.policy,
        signals=desk.signals,
        limit=limit,
        days=days,
        rooms=rooms,
        blocked=blocked,
        now=now,
    )
    items = [
        {
            "room": each.room,
            "starts_at": isoformat(each.starts, programme.event.time_zone),
            "ends_at": isoformat(each.ends, programme.event.time_zone),
            "score": each.score,
            "reasons": list(each.reasons),
            "conflicts": [would_be(desk, programme, conflict) for conflict in each.conflicts],
        }
        for each in found
    ]
    why = () if any(each.is_free for each in found) else explained(desk, code, part, days=days, rooms=rooms, now=now)
    return {"items": items, "next": None, "explanation": list(why)}


def fits(desk: Desk, room: str, starts: int, ends: int, *, limit: int = 10) -> dict[str, Any]:
    """What fits into a free room and time as `{items, next, explanation}`; the last says why where nothing does."""
    programme, policy, signals = desk.programme, desk.policy, desk.signals
    found = fitting(programme, room, starts, ends, policy=policy, signals=signals, limit=limit)
    why = () if found else why_nothing_fits(programme, room, starts, ends, policy=policy, signals=signals)
    return {
        "items": [
            {
                "session": each.session,
                "part": each.part,
                "title": programme.session[each.session].title,
                "score": each.score,
                "reasons": list(each.reasons),
                "conflicts": [would_be(desk, programme, conflict) for conflict in each.conflicts],
            }
            for each in found
        ],
        "next": None,
        "explanation": list(why),
    }


def explained(
    desk: Desk,
    code: str,
    part: int,
    *,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
    now: int | None = None,
) -> tuple[str, ...]:
    """Where a part fits best, or the fewest facts for which it fits nowhere, in sentences."""
    return explain(
        desk.programme, code, part, policy=desk.policy, signals=desk.signals, days=days, rooms=rooms, now=now
    ).sentences
