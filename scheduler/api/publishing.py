"""Making releases, for those who may, now or at a set time; what they hold is public in `scheduler.api.releases`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import Place, cut
from scheduler.api.presenting import Json
from scheduler.api.presenting import release as release_json
from scheduler.api.private import Ask, answer, expected, nothing, serves
from scheduler.api.schemas.releases import ReleaseMade, ReleaseWanted, ScheduledPage
from scheduler.api.schemas.releases import Scheduled as ScheduledShape
from scheduler.domain.clock import from_datetime, isoformat
from scheduler.domain.editing import SCHEDULED_RELEASE
from scheduler.domain.errors import Gone, NotFound
from scheduler.domain.scheduled import Scheduled
from scheduler.http.context import edge
from scheduler.services import history
from scheduler.services.publishing import publish, read_release
from scheduler.services.repeating import DoneBefore
from scheduler.services.scheduling import cancel, list_scheduled, read_scheduled, schedule
from scheduler.store.releases import Made

_RULE = "/events/<event>/releases"
_WAITING = "/events/<event>/scheduled-releases"
_ONE = f"{_WAITING}/<int(max=999999999):revision>"


@serves(
    "POST",
    _RULE,
    role="editor",
    shape=ReleaseMade,
    body=ReleaseWanted,
    status=HTTPStatus.CREATED,
    or_else={HTTPStatus.ACCEPTED: ScheduledShape},
    refuses=(HTTPStatus.GONE,),
)
def create_release(event: str, ask: Ask) -> Response:
    """Release the draft, some sessions of it, or an old release again: now, or with `at` when its time has come.

    Unwaived errors that are not wholly past by then stop it, and are listed. One that waits is a 202 with the scheduled
    release; it is approved as everything stands now.
    """
    made = edge()
    wanted: Mapping[str, Any] = {
        "label": ask.body["label"],
        "note": ask.body.get("note", ""),
        "only": tuple(ask.body.get("only", ())),
        "revision": ask.body.get("revision"),
        "restores": ask.body.get("restores"),
        "confirmed": ask.body.get("confirm_removals", False),
        "guard": made.config.guard,
        "author": ask.author,
        "repeat": ask.repeat,
    }
    try:
        if "at" in ask.body:
            return _scheduled(event, schedule(made.desks, event, at=from_datetime(ask.body["at"]), **wanted))
        number = publish(made.desks, event, base_url=made.config.base_url, **wanted).number
    except DoneBefore as before:
        (operation,) = history.one(made.database, event, before.revision).operations
        number = int(operation.key)
        if operation.what == SCHEDULED_RELEASE:
            return _again(event, number)
    location = f"/api/v1/events/{event}/releases/{number}"
    release = read_release(made.database, event, number)
    return answer(_told(event, release), changed=release.revision, status=HTTPStatus.CREATED, location=location)


@serves("GET", f"{_RULE}/<int(max=999999999):number>", role="viewer", shape=ReleaseMade)
def read_one_release(event: str, number: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """One release, with what organisers alone know of it."""
    return answer(_told(event, read_release(edge().database, event, number)))


@serves("GET", _WAITING, role="viewer", shape=ScheduledPage, takes=("limit", "cursor"))
def list_scheduled_releases(event: str, ask: Ask) -> Response:
    """Every release that waits for its time or did, by its time, with what has become of it."""
    every = list_scheduled(edge().database, event)
    shown, following = cut(every, ask.page, of=ask.list_name, place=_by_time)
    return answer({"items": [_waiting(each, _zone(event)) for each in shown], "next": following})


@serves("GET", _ONE, role="viewer", shape=ScheduledShape)
def read_scheduled_release(event: str, revision: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """One scheduled release, and what has become of it."""
    found = read_scheduled(edge().database, event, revision)
    return answer(_waiting(found, _zone(event)), changed=found.revision)


@serves("DELETE", _ONE, role="editor", shape=None, conditional=True, refuses=(HTTPStatus.CONFLICT,))
def cancel_scheduled_release(event: str, revision: int, ask: Ask) -> Response:
    """Cancel a release that waits for its time, or put away one that failed. What is approved is forgotten."""
    cancel(edge().desks, event, revision, author=ask.author, expected=expected())
    return nothing()


def _again(event: str, number: int) -> Response:
    try:
        return _scheduled(event, read_scheduled(edge().database, event, number))
    except NotFound:
        raise Gone("This was done already, and what it scheduled was cancelled since.") from None


def _scheduled(event: str, made: Scheduled) -> Response:
    location = f"/api/v1/events/{event}/scheduled-releases/{made.number}"
    return answer(_waiting(made, _zone(event)), changed=made.revision, status=HTTPStatus.ACCEPTED, location=location)


def _waiting(made: Scheduled, zone: str) -> Json:
    return {
        "number": made.number,
        "revision": made.revision,
        "at": isoformat(made.due_at, zone),
        "label": made.label,
        "note": made.note,
        "only": list(made.only),
        "restores": made.restores,
        "confirm_removals": made.confirmed,
        "who": made.who,
        "scheduled_at": isoformat(made.scheduled_at, zone),
        "state": made.state,
        "reason": made.reason,
        "release": made.release,
    }


def _zone(event: str) -> str:
    return edge().desks.open(event).programme.event.time_zone


def _by_time(made: Scheduled) -> Place:
    return (made.due_at, made.number)


def _told(event: str, made: Made) -> Json:
    which, current = edge().reader.identified(event)
    # Calendars are of the current release alone.
    is_current = current.number == made.summary.number
    unrendered = edge().subscriptions.book(current, which).unrendered(current) if is_current else ()
    return release_json(made.summary) | {
        "revision": made.revision,
        "approved": made.approved,
        "who": made.who,
        "waived": list(made.waived),
        "unrendered": list(unrendered),
    }
