"""Erasing a person on request."""

from dataclasses import asdict
from http import HTTPStatus

from flask import Response

from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.people import Erased
from scheduler.http.context import edge
from scheduler.services.erasing import erase, read_erasure
from scheduler.services.repeating import DoneBefore


@serves(
    "POST",
    "/events/<event>/people/<key>/erasure",
    role="owner",
    shape=Erased,
    status=HTTPStatus.CREATED,
    refuses=(HTTPStatus.GONE,),
)
def erase_person(event: str, key: str, ask: Ask) -> Response:
    """Erase a person from the draft, every release and the log, for ever; no reason is asked for, and none is kept.

    The key may be a slug that the person had once, or the opaque id by which the log knows who left the draft.
    """
    made = edge()
    try:
        done = erase(made.desks, event, key, author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        done = read_erasure(made.database, before.event, before.revision)
    return answer(asdict(done), status=HTTPStatus.CREATED)
