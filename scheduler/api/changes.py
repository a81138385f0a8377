"""The log of a draft: what was changed, several things changed at once, and changes taken back."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, request

from scheduler.api.drafts import SEES_PRIVATE
from scheduler.api.paging import after, cursor
from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.changes import Change as ChangeShape
from scheduler.api.schemas.changes import ChangePage, ChangeWanted
from scheduler.domain.log import Author, Change
from scheduler.domain.things import EVENT, PLACEMENT, REMOTE
from scheduler.http.actor import require
from scheduler.http.context import edge
from scheduler.services import history
from scheduler.services.editing import edit
from scheduler.services.repeating import NO_CHANGE, DoneBefore
from scheduler.services.undoing import revert
from scheduler.services.wishing import Wish

_RULE = "/events/<event>/changes"
_BEFORE_ALL = -1
CHANGES_EVENT = "owner"
"""The role that changing the event itself needs."""


@serves("GET", _RULE, role="viewer", shape=ChangePage, takes=("since", "limit", "cursor"))
def list_changes(event: str, ask: Ask) -> Response:
    """The changes after `since`, oldest first; nothing new is a 304, for one read, to whoever sends the last ETag."""
    since = ask.number("since")
    start = after(ask.page, of=ask.list_name, start=_BEFORE_ALL if since is None else since)
    if request.if_none_match:
        last = history.revision(edge().database, event)
        if str(last) in request.if_none_match:
            response = Response(status=HTTPStatus.NOT_MODIFIED)
            response.set_etag(str(last))
            return response
    found, last, more = history.since(edge().database, event, start, ask.page.limit)
    following = cursor((found[-1].revision,), of=ask.list_name) if more else None
    return answer({"items": told(event, ask, found), "next": following, "revision": last}, changed=last)


@serves(
    "POST",
    _RULE,
    role="editor",
    shape=ChangeShape,
    body=ChangeWanted,
    status=HTTPStatus.CREATED,
    refuses=(
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.PRECONDITION_REQUIRED,
    ),
)
def create_change(event: str, ask: Ask) -> Response:
    """Do several things as one change: all of them, or none. What is as it is wanted already makes none."""
    made = edge()
    _require_owner(event, (each["what"] for each in ask.body["operations"]))
    wishes = [_wish(place, each) for place, each in enumerate(ask.body["operations"])]
    try:
        done = edit(
            made.desks, event, wishes, author=ask.author, new_id=made.new_id, repeat=ask.repeat, sealer=made.sealer
        )
    except DoneBefore as before:
        if before.revision == NO_CHANGE:
            return _unchanged(event, ask, before.at)
        return _answer(event, ask, history.one(made.database, event, before.revision))
    if done.recorded is None:
        return _unchanged(event, ask, ask.author.at)
    return _answer(event, ask, done.recorded.change)


@serves(
    "POST",
    f"{_RULE}/<int(max=999999999):revision>/revert",
    role="editor",
    shape=ChangeShape,
    status=HTTPStatus.CREATED,
)
def revert_change(event: str, revision: int, ask: Ask) -> Response:
    """Take a change back by a new one, unless later ones stand in its way."""
    made = edge()
    _require_owner(event, (each.what for each in history.one(made.database, event, revision).operations))
    try:
        done = revert(made.desks, event, revision, author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        return _answer(event, ask, history.one(made.database, event, before.revision))
    return _answer(event, ask, done.change)


def told(event: str, ask: Ask, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes for JSON, as this asker may see them."""
    programme = edge().desks.open(event).programme
    private = ask.who.may(event, SEES_PRIVATE)
    return [history.described(programme, change, private=private) for change in changes]


def _require_owner(event: str, whats: Iterable[str]) -> None:
    """What the event is, its owners alone change, whichever way."""
    if EVENT in whats:
        require(event, CHANGES_EVENT)


def _unchanged(event: str, ask: Ask, at: int) -> Response:
    """The answer where everything was as it was wanted already: a change without a number."""
    (nothing,) = told(event, ask, [Change(NO_CHANGE, Author(ask.author.who, at), ())])
    return answer(nothing | {"revision": None}, status=HTTPStatus.CREATED)


def _answer(event: str, ask: Ask, change: Change) -> Response:
    (body,) = told(event, ask, [change])
    return answer(body, changed=change.revision, status=HTTPStatus.CREATED)


def _wish(place: int, given: Mapping[str, Any]) -> Wish:
    what, method = given["what"], given["method"]
    whole = what in {PLACEMENT, REMOTE} and method != "delete"
    return Wish(
        "put" if whole else method,
        what,
        given.get("key"),
        given.get("fields"),
        given.get("if_match"),
        f"/operations/{place}",
    )
