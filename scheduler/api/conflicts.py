"""What is wrong with a draft, and what would be if parts moved."""

from http import HTTPStatus

from flask import Response

from scheduler.api.paging import Place, cut
from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.conflicts import Comparison, ConflictPage, Moves
from scheduler.domain.clock import from_datetime
from scheduler.domain.conflicts import Conflict
from scheduler.domain.conflicts.check import place_of
from scheduler.domain.moving import Move
from scheduler.http.context import edge
from scheduler.services.checking import findings, preview
from scheduler.services.repeating import note
from scheduler.services.selecting import Wanted, select

_FILTERS = ("severity", "rule", "session", "room", "person", "waived", "new_since")


@serves(
    "GET",
    "/events/<event>/conflicts",
    role="viewer",
    shape=ConflictPage,
    takes=(*_FILTERS, "limit", "cursor"),
    refuses=(HTTPStatus.GONE,),
)
def conflicts(event: str, ask: Ask) -> Response:
    """The conflicts of the draft, the most urgent first."""
    desk = edge().desks.open(event)
    found = select(edge().database, desk, _wanted(ask))
    shown, following = cut(found, ask.page, of=ask.list_name, place=_place)
    return answer({"items": findings(edge().database, desk, shown), "next": following, "revision": desk.revision})


@serves("POST", "/events/<event>/checks", role="viewer", shape=Comparison, body=Moves)
def checks(event: str, ask: Ask) -> Response:
    """What moves would change, on all sides, if they were made at once. Nothing is saved."""
    desk = edge().desks.open(event)
    moves = [
        Move(
            given["session"],
            given["part"],
            given["room"],
            from_datetime(given["starts_at"]) if given["starts_at"] else None,
            from_datetime(given["ends_at"]) if given["ends_at"] else None,
        )
        for given in ask.body["moves"]
    ]
    told = preview(desk, moves).described()
    note(edge().database, ask.author, ask.repeat, event, desk.revision)
    return answer({**told, "revision": desk.revision})


def _wanted(ask: Ask) -> Wanted:
    return Wanted(
        severities=ask.values.get("severity", ()),
        rules=ask.values.get("rule", ()),
        sessions=ask.values.get("session", ()),
        rooms=ask.values.get("room", ()),
        people=ask.values.get("person", ()),
        waived=ask.choice("waived"),
        new_since=ask.number("new_since"),
    )


def _place(conflict: Conflict) -> Place:
    return place_of(conflict)
