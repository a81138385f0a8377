"""Who registered for remote participation, at the desk: the numbers of every list, and who is in one."""

from itertools import groupby
from typing import Any

from flask import Response

from scheduler.domain.dates import long_date
from scheduler.domain.labels import STAKEHOLDER_NAMES
from scheduler.domain.moments import hours_text, moment, span_text
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.http.actor import require
from scheduler.http.bodies import table_to_keep
from scheduler.http.context import edge
from scheduler.http.problems import Malformed
from scheduler.services import registration_lists
from scheduler.services.registration_lists import Numbers
from scheduler.store.registrations import Listed
from scheduler.web.answers import FOR_ONE_BROWSER
from scheduler.web.desk.answers import show
from scheduler.web.desk.visit import at_desk, page_number

A_PAGE = 200
"""People on one page: 60 KB, and more than fit on any screen."""


def numbers_page(event: str) -> Response:
    """Per session how many have a place, wait, and could have one; for whoever may see the draft."""
    at_desk()
    made, who = edge(), require(event, "viewer")
    desk = made.desks.open(event)
    found = registration_lists.numbers_of(made.database, desk)
    return show(
        "desk/registrations.html",
        who=who.email,
        slug=event,
        event=desk.programme.event.name,
        edits=who.may(event, "editor"),
        days=[
            (title, [_line(each, desk.programme) for each in lists])
            for title, lists in groupby(found, lambda each: _day(each, desk.programme))
        ],
    )


def whole_page(event: str) -> Response:
    """Who registered for the event as a whole."""
    return _list_page(event, WHOLE_EVENT)


def list_page(event: str, code: str, part: int) -> Response:
    """Who registered for a session; names and addresses are told to editors alone."""
    return _list_page(event, (code, part))


def table(event: str) -> Response:
    """All of it as CSV, for editors."""
    at_desk()
    require(event, "editor")
    made = edge()
    whole = registration_lists.table_of_all(made.database, made.desks.open(event))
    response = table_to_keep(whole, f"{event}-registrations")
    response.headers.update(FOR_ONE_BROWSER)
    return response


def _list_page(event: str, of: Ident) -> Response:
    at_desk()
    made, who = edge(), require(event, "viewer")
    desk = made.desks.open(event)
    numbers, people = registration_lists.list_of(made.database, desk, of)
    number, named = page_number(), who.may(event, "editor")
    shown = people[(number - 1) * A_PAGE : number * A_PAGE]
    if number > 1 and not shown:
        raise Malformed(f"There is no page {number} of this list. Begin with the first.")
    zone = desk.programme.event.time_zone
    return show(
        "desk/registration_list.html",
        who=who.email,
        slug=event,
        named=named,
        list=_line(numbers, desk.programme),
        when="" if numbers.starts is None else f"{span_text(numbers.starts, numbers.ends or 0, zone)} ({zone})",
        groups=[
            ("On the waiting list" if waiting else "With a place", [_person(each, zone, named=named) for each in group])
            for waiting, group in groupby(shown, lambda each: each.registration.waiting)
        ],
        erased=numbers.erased,
        before=number - 1,
        after=number + 1 if number * A_PAGE < len(people) else 0,
        first=(number - 1) * A_PAGE + 1,
        last=(number - 1) * A_PAGE + len(shown),
        total=len(people),
    )


def _line(each: Numbers, programme: Programme) -> dict[str, Any]:
    zone = programme.event.time_zone
    return {
        "path": "event" if each.of == WHOLE_EVENT else f"{each.of[0]}-{each.of[1]}",
        "title": each.title,
        "when": "" if each.starts is None else hours_text(each.starts, each.ends or 0, zone),
        "told": _told(each),
    }


def _told(each: Numbers) -> str:
    """`12 of 40 places taken, 3 wait`."""
    if each.of == WHOLE_EVENT:
        told = [f"{each.inside} registered"]
    elif each.capacity is None:
        told = [f"{each.inside} registered, no limit"]
    else:
        told = [f"{each.inside} of {each.capacity} places taken"]
    told += [f"{each.waiting} wait" if each.waiting > 1 else "1 waits"] if each.waiting else []
    told += [f"{each.erased} erased after the event"] if each.erased else []
    return ", ".join(told)


def _day(each: Numbers, programme: Programme) -> str:
    if each.of == WHOLE_EVENT:
        return ""
    if each.starts is None:
        return "Not placed"
    return long_date(programme.event.day_of(each.starts))


def _person(each: Listed, zone: str, *, named: bool) -> dict[str, str]:
    details = each.details
    group = STAKEHOLDER_NAMES[details.stakeholder_type] if named and details.stakeholder_type else ""
    return {
        "name": details.name if named else "",
        "email": details.email if named else "",
        "affiliation": details.affiliation if named else "",
        "where": " · ".join(part for part in (group, details.country, details.time_zone) if part),
        "since": moment(each.registration.registered_at, zone),
    }
