"""Waivers: conflicts that organisers know of and accept."""

from flask import Response

from scheduler.api.private import Ask, answer, expected, nothing, serves
from scheduler.api.schemas.conflicts import Waiver as WaiverShape
from scheduler.api.schemas.conflicts import WaiverGiven
from scheduler.domain.conflicts.waiver import Waiver
from scheduler.http.context import edge
from scheduler.services.waiving import described, read_waiver, unwaive, waive

_RULE = "/events/<event>/waivers/<conflict>"


@serves("GET", _RULE, role="viewer", shape=WaiverShape)
def waiver(event: str, conflict: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all that is asked
    """The waiver of a conflict: the one that stands, else the last one that ended."""
    return _answer(read_waiver(edge().database, event, conflict))


@serves("PUT", _RULE, role="editor", shape=WaiverShape, body=WaiverGiven, conditional=True)
def put_waiver(event: str, conflict: str, ask: Ask) -> Response:
    """Accept a conflict as it is: its facts are named, and where they have changed meanwhile it is a 412."""
    given = waive(
        edge().desks,
        event,
        conflict,
        reason=ask.body["reason"],
        facts=ask.body["facts"],
        expected=expected(),
        author=ask.author,
    )
    return _answer(given)


@serves("DELETE", _RULE, role="editor", shape=None, conditional=True)
def delete_waiver(event: str, conflict: str, ask: Ask) -> Response:
    """Take a waiver back."""
    unwaive(
        edge().desks,
        event,
        conflict,
        expected=expected(),
        author=ask.author,
    )
    return nothing()


def _answer(found: Waiver) -> Response:
    return answer(described(found), changed=found.changed)
