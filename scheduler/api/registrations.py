"""Who registered for remote participation: the organisers' lists, one more by hand, and all of them as a table."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.registrations import Registration, RegistrationPage, RegistrationWanted
from scheduler.domain.clock import isoformat
from scheduler.domain.placement import placement_key
from scheduler.domain.registering import REGISTERED, WAITING, Details, cleaned
from scheduler.domain.resources.deciding import require_part
from scheduler.http.bodies import CSV, table_to_keep
from scheduler.http.context import edge
from scheduler.services import registering, registration_lists
from scheduler.services.accounts import require_email
from scheduler.services.repeating import DoneBefore
from scheduler.store.registrations import Registration as Stored

_LIST = "/events/<event>/sessions/<code>/placements/<int(min=1, max=999999999):part>/registrations"
_ALL = "/events/<event>/registrations"


@serves("GET", _LIST, role="viewer", shape=RegistrationPage, takes=("limit", "cursor"))
def list_registrations(event: str, code: str, part: int, ask: Ask) -> Response:
    """List who registered for a placement, those with a place first; who they are is told to editors."""
    made = edge()
    desk = made.desks.open(event)
    require_part(desk.programme, placement_key(event, code, part))
    found = registering.listed_for(made.database, desk.event_id, (code, part))
    page, following = cut(
        found,
        ask.page,
        of=ask.list_name,
        place=lambda each: (int(each.registration.waiting), each.registration.id),
    )
    zone, named = desk.programme.event.time_zone, ask.who.may(event, "editor")
    items = [_told(each.registration, each.details, zone, named=named) for each in page]
    erased = registering.erased_from(made.database, desk.event_id, (code, part))
    return answer({"items": items, "next": following, "erased": erased})


@serves(
    "POST",
    _LIST,
    role="editor",
    shape=Registration,
    body=RegistrationWanted,
    status=HTTPStatus.CREATED,
    refuses=(HTTPStatus.GONE,),
)
def create_registration(event: str, code: str, part: int, ask: Ask) -> Response:
    """Register somebody for a placement: with a place, or on its waiting list. They are written to, with their door.

    Sent again for the same address it is the same registration.
    """
    made = edge()
    release = made.reader.current(event)
    zone = release.programme.event.time_zone
    details = cleaned(
        ask.body["name"],
        require_email(ask.body["email"]),
        ask.body.get("affiliation", ""),
        ask.body.get("country", ""),
        ask.body.get("time_zone", zone),
        consents=ask.body["consent"],
        stakeholder_type=ask.body.get("stakeholder_type", ""),
    )
    try:
        found = registering.enrol(
            made.database,
            release,
            details,
            (code, part),
            root=made.config.base_url,
            now=made.clock(),
            new_secret=made.new_secret,
            who=ask.who.email,
            repeat=ask.repeat,
        )
    except DoneBefore as before:
        event_id = made.desks.open(event).event_id
        again = registering.enrolled_before(made.database, event_id, (code, part), before.revision)
        found, details = again.registration, again.details
    return answer(_told(found, details, zone, named=True), status=HTTPStatus.CREATED)


@serves("GET", _ALL, role="editor", shape=None, media=CSV)
def export_registrations(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """Every registration of the event as CSV, a row for each; the one for the whole event has no session."""
    made = edge()
    table = registration_lists.table_of_all(made.database, made.desks.open(event))
    return table_to_keep(table, f"{event}-registrations")


def _told(each: Stored, details: Details, zone: str, *, named: bool) -> dict[str, Any]:
    return {
        "id": each.id,
        "state": WAITING if each.waiting else REGISTERED,
        "name": details.name if named else None,
        "email": details.email if named else None,
        "affiliation": details.affiliation if named else None,
        "country": details.country,
        "stakeholder_type": details.stakeholder_type,
        "time_zone": details.time_zone,
        "registered_at": isoformat(each.registered_at, zone),
    }
