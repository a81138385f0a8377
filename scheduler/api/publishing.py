"""Making releases, for those who may; what they hold is public in `scheduler.api.releases`."""

from http import HTTPStatus

from flask import Response

from scheduler.api.presenting import Json
from scheduler.api.presenting import release as release_json
from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.releases import ReleaseMade, ReleaseWanted
from scheduler.http.context import edge
from scheduler.services import history
from scheduler.services.publishing import Made, publish, read_release
from scheduler.services.repeating import DoneBefore

_RULE = "/events/<event>/releases"


@serves("POST", _RULE, role="editor", shape=ReleaseMade, body=ReleaseWanted, status=HTTPStatus.CREATED)
def create_release(event: str, ask: Ask) -> Response:
    """Release the draft, or some sessions of it; unwaived errors that are not wholly past stop it, and are listed."""
    made = edge()
    try:
        number = publish(
            made.desks,
            event,
            label=ask.body["label"],
            note=ask.body.get("note", ""),
            only=tuple(ask.body.get("only", ())),
            revision=ask.body.get("revision"),
            author=ask.author,
            base_url=made.config.base_url,
            repeat=ask.repeat,
        ).number
    except DoneBefore as before:
        (operation,) = history.one(made.database, event, before.revision).operations
        number = int(operation.key)
    location = f"/api/v1/events/{event}/releases/{number}"
    release = read_release(made.database, event, number)
    return answer(_told(event, release), changed=release.revision, status=HTTPStatus.CREATED, location=location)


@serves("GET", f"{_RULE}/<int(max=999999999):number>", role="viewer", shape=ReleaseMade)
def read_one_release(event: str, number: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """One release, with what organisers alone know of it."""
    return answer(_told(event, read_release(edge().database, event, number)))


def _told(event: str, made: Made) -> Json:
    which, current = edge().reader.identified(event)
    # Calendars are of the current release alone.
    is_current = current.number == made.summary.number
    unrendered = edge().subscriptions.book(current, which).unrendered(current) if is_current else ()
    return release_json(made.summary) | {
        "revision": made.revision,
        "waived": list(made.waived),
        "unrendered": list(unrendered),
    }
