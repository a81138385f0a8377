"""What is behind the doors: what is true of placements now, where rooms meet, and who has a ticket."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, expected, nothing, serves
from scheduler.api.schemas.doors import (
    LinkRows,
    LinksSet,
    LiveState,
    RoomMeeting,
    TicketIssued,
    TicketPage,
    TicketWanted,
)
from scheduler.domain.clock import from_local, isoformat
from scheduler.domain.errors import Flaw, NotFound
from scheduler.domain.placement import placement_key
from scheduler.domain.roles import Actor
from scheduler.domain.timespan import Span
from scheduler.formats.link_rows import lines_of, read_links
from scheduler.http.actor import require_moderator
from scheduler.http.bodies import Table
from scheduler.http.context import edge
from scheduler.services import presiding, steering, ticketing
from scheduler.services.desk import Desk
from scheduler.services.linking_many import flaws_of, link_many, linked_before
from scheduler.services.repeating import DoneBefore
from scheduler.store.tickets import Ticket

_LIVE = "/events/<event>/sessions/<code>/placements/<int(min=1, max=999999999):part>/live"
_ROOM = "/events/<event>/rooms/<room>/live/<day>"
_LINKS = "/events/<event>/remote-links"
_TICKETS = "/events/<event>/tickets"


def runs_its_room(parts: Mapping[str, Any]) -> Actor:
    """Editors, and those who moderate a room that the part is in now, and hours in which it is."""

    def where() -> tuple[tuple[str, ...], Span]:
        made = edge()
        of = (parts["code"], parts["part"])
        return presiding.where_now(made.database, made.reader, made.desks.open(parts["event"]), of)

    return require_moderator(parts["event"], where)


def _runs_the_room(parts: Mapping[str, Any]) -> Actor:
    """Editors, and those who moderate the room in hours of that day."""

    def where() -> tuple[tuple[str, ...], Span]:
        day, zone = _day(parts["day"]), edge().desks.open(parts["event"]).programme.event.time_zone
        return (parts["room"],), Span(from_local(day, 0, zone), from_local(day + timedelta(days=1), 0, zone))

    return require_moderator(parts["event"], where)


@serves("GET", _LIVE, role=runs_its_room, shape=LiveState)
def read_live_state(event: str, code: str, part: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """What is true of a part now; the ETag is 0 as long as nobody has said anything."""
    made = edge()
    key = placement_key(event, code, part)
    body, revision = steering.read_live(made.database, made.sealer, made.desks.open(event), key)
    return answer(body, changed=revision)


@serves("PUT", _LIVE, role=runs_its_room, shape=LiveState, body=LiveState, conditional=True)
def put_live_state(event: str, code: str, part: int, ask: Ask) -> Response:
    """Say what is true of a part now: all of it. It is public at once."""
    made = edge()
    key = placement_key(event, code, part)
    body, revision = steering.put_live(
        made.desks, made.reader, made.sealer, event, key, ask.body, expected=expected(), author=ask.author
    )
    return answer(body, changed=revision)


@serves("GET", _ROOM, role=_runs_the_room, shape=RoomMeeting)
def read_room_meeting(event: str, room: str, day: str, ask: Ask) -> Response:  # noqa: ARG001 - as above
    """Where a room's meeting of a day is; the ETag is 0 as long as nobody has said so."""
    made = edge()
    body, revision = steering.read_meeting(made.database, made.sealer, made.desks.open(event), room, _day(day))
    return answer(body, changed=revision)


@serves("PUT", _ROOM, role=_runs_the_room, shape=RoomMeeting, body=RoomMeeting, conditional=True)
def put_room_meeting(event: str, room: str, day: str, ask: Ask) -> Response:
    """Say where a room's meeting of a day is. It is so at once."""
    made = edge()
    body, revision = steering.put_meeting(
        made.desks, made.sealer, event, room, _day(day), ask.body, expected=expected(), author=ask.author
    )
    return answer(body, changed=revision)


def _other_flaws(read: Mapping[str, Any], told: Sequence[str], *, event: str) -> list[Flaw]:
    """What is wrong with rows of links beside their shape."""
    return flaws_of(edge().desks.open(event).programme, read.get("items") or (), told)


@serves(
    "POST",
    _LINKS,
    role="editor",
    shape=LinksSet,
    body=LinkRows,
    table=Table("items", read_links, lines_of),
    judge=_other_flaws,
    status=HTTPStatus.CREATED,
)
def set_links(event: str, ask: Ask) -> Response:
    """Set links of many rooms and placements: all of them, or none. As JSON, or as CSV with a line of names."""
    made = edge()
    rows = ask.body["items"]
    try:
        done = link_many(made.desks, made.sealer, event, rows, author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        done = linked_before(made.desks.open(event).programme, rows, before.revision)
    body = {"placements": done.placements, "room_days": done.room_days, "revision": done.revision}
    return answer(body, status=HTTPStatus.CREATED)


@serves("GET", _TICKETS, role="editor", shape=TicketPage, takes=("limit", "cursor"))
def list_tickets(event: str, ask: Ask) -> Response:
    """List tickets; what their holders show was told once and is stored nowhere."""
    made = edge()
    desk = made.desks.open(event)
    found = ticketing.listed(made.database, desk)
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda ticket: (ticket.id,))
    return answer({"items": [_told(desk, ticket) for ticket in page], "next": following})


@serves(
    "POST",
    _TICKETS,
    role="editor",
    shape=TicketIssued,
    body=TicketWanted,
    status=HTTPStatus.CREATED,
    once="A ticket is shown once.",
)
def issue_ticket(event: str, ask: Ask) -> Response:
    """Give out a ticket. It is shown this once, so this is no request to send again: an Idempotency-Key is refused."""
    made = edge()
    desk = made.desks.open(event)
    issued = ticketing.issue(
        made.database,
        desk,
        person=ask.body.get("person"),
        holder=ask.body.get("holder"),
        audience=ask.body.get("audience", "registered"),
        now=made.clock(),
        new_secret=made.new_secret,
    )
    body = _told(desk, issued.ticket) | {"ticket": issued.secret}
    return answer(body, status=HTTPStatus.CREATED)


@serves("DELETE", f"{_TICKETS}/<int(min=1, max=2147483647):ticket>", role="editor", shape=None)
def revoke_ticket(event: str, ticket: int, ask: Ask) -> Response:  # noqa: ARG001 - as above
    """End a ticket at once."""
    made = edge()
    ticketing.revoke(made.database, made.desks.open(event), ticket, made.clock())
    return nothing()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"{text[:40]!r} is no day. Write it as YYYY-MM-DD.") from None


def _told(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    zone = desk.programme.event.time_zone
    person = desk.programme.person.get(ticket.person or "")
    return {
        "id": ticket.id,
        "holder": ticket.holder,
        "person": person.slug if person else None,
        "audience": ticket.audience,
        "created_at": isoformat(ticket.created_at, zone),
        "revoked_at": None if ticket.revoked_at is None else isoformat(ticket.revoked_at, zone),
    }
