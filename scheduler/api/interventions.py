"""The floor: who asks for it in a placement, for those who run its room; and what was said, for the report."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.doors import runs_its_room
from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, expected, serves
from scheduler.api.schemas.interventions import Intervention, InterventionPage, InterventionState, InterventionWanted
from scheduler.domain.errors import Forbidden
from scheduler.domain.floor import Said
from scheduler.domain.placement import Ident
from scheduler.domain.roles import Actor
from scheduler.http.actor import require, require_anybody
from scheduler.http.bodies import CSV, table_to_keep
from scheduler.http.context import edge
from scheduler.services import floor_report, moderating, presiding
from scheduler.services.desk import Desk
from scheduler.services.repeating import DoneBefore

_LIST = "/events/<event>/sessions/<code>/placements/<int(min=1, max=999999999):part>/interventions"
_ONE = f"{_LIST}/<int(min=1, max=2147483647):intervention>"
_ALL = "/events/<event>/interventions"


def _sees_the_floor(parts: Mapping[str, Any]) -> Actor:
    """Viewers, and those who moderate a room that the part is placed in."""
    who = require_anybody()
    if who.may(parts["event"], "viewer"):
        return who
    try:
        return runs_its_room(parts)
    except Forbidden:
        return require(parts["event"], "viewer")


@serves("GET", _LIST, role=_sees_the_floor, shape=InterventionPage, takes=("limit", "cursor"))
def list_interventions(event: str, code: str, part: int, ask: Ask) -> Response:
    """List who asks for the floor: those who wait first, in fair order. Names and texts are for who runs the room."""
    made, of = edge(), (code, part)
    desk = made.desks.open(event)
    found = moderating.queue(made.database, desk, of)
    listed = [
        (group, number, each)
        for group, those in enumerate((found.waiting, found.accepted, found.others))
        for number, each in enumerate(those, 1)
    ]
    page, following = cut(listed, ask.page, of=ask.list_name, place=lambda entry: entry[:2])
    zone, named = desk.programme.event.time_zone, _knows_names(ask.who, desk, of)
    allowance = found.allowance
    minutes_left = found.free_minutes(presiding.real_end(made.database, made.reader, desk, of), made.clock())
    return answer(
        {
            "items": [
                moderating.described(each, zone, named=named) | {"position": None if group else number}
                for group, number, each in page
            ],
            "next": following,
            "regions": [{"region": region, "heard": heard} for region, heard in found.regions.items()],
            "stakeholder_types": [
                {"stakeholder_type": kind, "heard": heard} for kind, heard in found.stakeholder_types.items()
            ],
            "allowance": asdict(allowance) | {"left": allowance.left, "minutes_left": minutes_left},
        }
    )


@serves(
    "POST",
    _LIST,
    role=runs_its_room,
    shape=Intervention,
    body=InterventionWanted,
    status=HTTPStatus.CREATED,
    refuses=(HTTPStatus.GONE,),
)
def create_intervention(event: str, code: str, part: int, ask: Ask) -> Response:
    """Note that somebody asks for the floor who has no page of their own, mostly in the room. They wait with all."""
    made, of = edge(), (code, part)
    desk = made.desks.open(event)
    try:
        noted = moderating.note(made.desks, event, of, Said(**ask.body), author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        noted = moderating.noted_before(made.database, desk, of, before.revision)
    return answer(
        moderating.described(noted, desk.programme.event.time_zone, named=True),
        changed=noted.version,
        status=HTTPStatus.CREATED,
        location=f"/api/v1/events/{event}/sessions/{code}/placements/{part}/interventions/{noted.id}",
    )


@serves("GET", _ONE, role=_sees_the_floor, shape=Intervention)
def read_intervention(event: str, code: str, part: int, intervention: int, ask: Ask) -> Response:
    """One request for the floor. Who asks and with what words is told to who runs the room; they alone get its ETag."""
    made, of = edge(), (code, part)
    desk = made.desks.open(event)
    found = moderating.read(made.database, desk, of, intervention)
    named = _knows_names(ask.who, desk, of)
    body = moderating.described(found, desk.programme.event.time_zone, named=named)
    return answer(body, changed=found.version if named else None)  # the tag stands for what it says with names


@serves(
    "PATCH",
    _ONE,
    role=runs_its_room,
    shape=Intervention,
    body=InterventionState,
    conditional=True,
    refuses=(HTTPStatus.CONFLICT,),
)
def change_intervention(event: str, code: str, part: int, intervention: int, ask: Ask) -> Response:
    """Accept, mark as delivered, decline, or take any of it back."""
    made, of = edge(), (code, part)
    done = moderating.set_state(
        made.desks, event, of, intervention, ask.body["state"], expected=expected(), author=ask.author
    )
    body = moderating.described(done, made.desks.open(event).programme.event.time_zone, named=True)
    return answer(body, changed=done.version)


@serves("GET", _ALL, role="viewer", shape=None, media=CSV)
def export_interventions(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """How many interventions were delivered in each session, as CSV: by kind, place, region and stakeholder type."""
    made = edge()
    table = floor_report.table_of_all(made.database, made.desks.open(event))
    return table_to_keep(table, f"{event}-interventions")


def _knows_names(who: Actor, desk: Desk, of: Ident) -> bool:
    """Whether they edit the event, or may run the session now: as who is no viewer and was let in does."""
    made, event = edge(), desk.programme.event.slug
    if who.may(event, "editor") or not who.may(event, "viewer"):
        return True
    rooms, span = presiding.where_now(made.database, made.reader, desk, of)
    return any(who.may_moderate(event, room, made.clock(), span) for room in rooms)
