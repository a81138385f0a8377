"""Where and when the parts of sessions take place, and how they are joined from afar: resources that are set whole."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.drafts import SEES_PRIVATE, wish
from scheduler.api.private import Ask, answer, nothing, serves
from scheduler.api.schemas.placements import Placement, PlacementGone, PlacementWritten
from scheduler.api.schemas.remote import Remote
from scheduler.api.schemas.venue import WalkingTimes
from scheduler.domain.placement import placement_key
from scheduler.domain.resources import resource
from scheduler.domain.resources.deciding import found, require_part
from scheduler.domain.things import PLACEMENT, REMOTE, WALKING_TIMES
from scheduler.http.context import edge
from scheduler.services import linking
from scheduler.services.checking import effect
from scheduler.services.desk import Desk
from scheduler.services.editing import Edited

_PLACED = "/events/<event>/sessions/<code>/placements/<int(min=1, max=999999999):part>"
_REMOTE = f"{_PLACED}/remote"
_WALKS = "/events/<event>/walking-times"
_CONFLICT = (HTTPStatus.CONFLICT,)


@serves("GET", _PLACED, role="viewer", shape=Placement)
def read_placement(event: str, code: str, part: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """Where and when a part takes place."""
    return _read(event, PLACEMENT, placement_key(event, code, part))


@serves("PUT", _PLACED, role="editor", shape=PlacementWritten, body=Placement, conditional=True, refuses=_CONFLICT)
def put_placement(event: str, code: str, part: int, ask: Ask) -> Response:
    """Place a part, or move it; answers the conflicts that came and went by it, on all sides."""
    made = wish(event, ask, "put", PLACEMENT, placement_key(event, code, part))
    what, key = made.one
    body = resource(made.desk.programme, found(made.desk.programme, what, key))
    return answer(body | {"conflicts": _effect(made)}, changed=made.desk.version(what, key))


@serves("DELETE", _PLACED, role="editor", shape=PlacementGone, conditional=True, refuses=_CONFLICT)
def delete_placement(event: str, code: str, part: int, ask: Ask) -> Response:
    """Take a part off the programme; answers the conflicts that came and went by it, on all sides."""
    made = wish(event, ask, "delete", PLACEMENT, placement_key(event, code, part))
    what, key = made.one
    return answer({"key": key, "conflicts": _effect(made)}, changed=made.desk.version(what, key))


@serves("GET", _REMOTE, role="viewer", shape=Remote)
def read_remote(event: str, code: str, part: int, ask: Ask) -> Response:
    """How a part is joined from afar: to editors with links and passcodes, to others which of them there are."""
    desk, key = edge().desks.open(event), placement_key(event, code, part)
    require_part(desk.programme, key)
    return _remote(desk, key, ask)


@serves("PUT", _REMOTE, role="editor", shape=Remote, body=Remote, conditional=True, refuses=_CONFLICT)
def put_remote(event: str, code: str, part: int, ask: Ask) -> Response:
    """Say how a part is joined from afar. Links, passcodes and the recording are stored encrypted."""
    made = wish(event, ask, "put", REMOTE, placement_key(event, code, part))
    return _remote(made.desk, made.one[1], ask)


@serves("DELETE", _REMOTE, role="editor", shape=None, conditional=True, refuses=_CONFLICT)
def delete_remote(event: str, code: str, part: int, ask: Ask) -> Response:
    """Say that a part can't be joined from afar."""
    wish(event, ask, "delete", REMOTE, placement_key(event, code, part))
    return nothing()


@serves("GET", _WALKS, role="viewer", shape=WalkingTimes)
def read_walking_times(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """How long it takes to walk between buildings."""
    desk = edge().desks.open(event)
    return answer(resource(desk.programme, desk.programme.walks), changed=desk.version(WALKING_TIMES, event))


@serves("PUT", _WALKS, role="editor", shape=WalkingTimes, body=WalkingTimes, conditional=True)
def put_walking_times(event: str, ask: Ask) -> Response:
    """Say how long it takes to walk between buildings; walks that are left out are not known."""
    desk = wish(event, ask, "put", WALKING_TIMES, event).desk
    return answer(resource(desk.programme, desk.programme.walks), changed=desk.version(WALKING_TIMES, event))


def _read(event: str, what: str, key: str) -> Response:
    desk = edge().desks.open(event)
    require_part(desk.programme, key)
    thing = found(desk.programme, what, key)
    return answer(resource(desk.programme, thing), changed=desk.version(what, key))


def _remote(desk: Desk, key: str, ask: Ask) -> Response:
    made, private = edge(), ask.who.may(desk.programme.event.slug, SEES_PRIVATE)
    body = linking.described(made.database, made.sealer, desk, key, private=private)
    return answer(body, changed=desk.version(REMOTE, key))


def _effect(made: Edited) -> dict[str, Any]:
    comparison = made.recorded.comparison if made.recorded else None
    ended = made.recorded.change.ended if made.recorded else ()
    return effect(made.before.programme, made.desk.programme, comparison) | {"waivers_ended": list(ended)}
