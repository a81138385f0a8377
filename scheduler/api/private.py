"""The contract of an endpoint for those who sign in, said once: the role it needs, what it takes and answers."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema

from scheduler.api.contract import parameter, path_parameters
from scheduler.api.paging import Page, page
from scheduler.api.presenting import Json
from scheduler.api.schemas.given import loader
from scheduler.domain.errors import Flaw, Forbidden, InvalidInput, StateConflict
from scheduler.domain.log import Author, Repeat
from scheduler.domain.roles import Actor
from scheduler.http.actor import require, require_anybody
from scheduler.http.bodies import CSV, Table, is_table, read_body
from scheduler.http.context import edge
from scheduler.http.filters import moment
from scheduler.http.headers import request_id
from scheduler.http.problems import Malformed

blueprint = Blueprint(
    "desk", __name__, url_prefix="/api/v1", description="The draft of the programme, for those who build it."
)

PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Authorization, Cookie"}
"""What is answered to one is for nobody else, and stale in a minute."""

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)
_TAG = re.compile(r'(?P<weak>W/)?"(?P<revision>[\x21\x23-\x7e]{1,100})"')
_REPEAT_KEY = re.compile("[\x20-\x7e]{1,255}", re.ASCII)
_NEVER = -1
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag that was read; needed where the thing exists.",
    "schema": {"type": "string"},
    "example": '"17"',
}

_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "A key of the client's own for this request: 1 to 255 printable ASCII characters. Sent again with "
    "the same body, the request is answered as before and does nothing; with another body it is a 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "5f0c8a3e-7d0b-4a3f-9c1d-2b8e6a4f1c77",
}

_MOST_VALUES = 50  # of one parameter, as for the public filters
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, with which parameters (each with all its values), for which page, with what body."""

    who: Actor
    values: Mapping[str, tuple[str, ...]]
    page: Page
    body: Mapping[str, Any]

    @property
    def author(self) -> Author:
        """Who would change something now, for the log."""
        return Author(self.who.email, edge().clock(), request_id())

    def one(self, name: str) -> str | None:
        """The value of a parameter that may be given once."""
        given = self.values.get(name, ())
        if len(given) > 1:
            raise Malformed(f"The parameter {name} is given {len(given)} times. Give it once.", pointer=f"/{name}")
        return given[0] if given else None

    def number(self, name: str) -> int | None:
        """The whole number that a parameter gives; `Malformed` if it is none."""
        given = self.one(name)
        if given is not None and not _NUMBER.fullmatch(given):
            raise Malformed(
                f"{given[:40]!r} is no number for {name}. Write a whole one, 0 or more.", pointer=f"/{name}"
            )
        return None if given is None else int(given)

    def moment(self, name: str) -> int | None:
        """The instant that a parameter gives; `InvalidInput` if it is none, or has no offset."""
        given = self.one(name)
        return moment({} if given is None else {name: given}, name)

    def choice(self, name: str) -> bool | None:
        """Whether a parameter says true or false; None if it is not given."""
        given = self.one(name)
        if given not in {None, "true", "false", "1", "0"}:
            raise Malformed(f"{given[:40]!r} is neither true nor false.", pointer=f"/{name}")
        return None if given is None else given in {"true", "1"}

    @property
    def repeat(self) -> Repeat | None:
        """The key under which this request may be sent again, if it has one; `Malformed` if it is none."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return None
        if not _REPEAT_KEY.fullmatch(key):
            raise Malformed("Idempotency-Key must be 1 to 255 printable ASCII characters.")
        asked = f"{request.method} {request.full_path}\n".encode() + request.get_data()
        return Repeat(key, sha256(asked).hexdigest())

    @property
    def list_name(self) -> str:
        """The list asked for, whichever page of it."""
        kept = sorted((name, values) for name, values in self.values.items() if name not in {"limit", "cursor"})
        return f"{request.path}?{kept}"


Endpoint = Callable[..., Response]
Admission = Callable[[Mapping[str, Any]], Actor]
"""Gives who asks, if they may, from the parts of the path; `Unauthorized` or `Forbidden` if they may not."""


def serves(
    method: str,
    rule: str,
    *,
    role: str | Admission,
    shape: type[Schema] | None,
    body: type[Schema] | None = None,
    table: Table | None = None,
    judge: Callable[..., Iterable[Flaw]] | None = None,
    conditional: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
    media: str | None = None,
    takes: tuple[str, ...] = (),
    or_else: Mapping[HTTPStatus, type[Schema]] | None = None,
    refuses: tuple[HTTPStatus, ...] = (),
    once: str = "",
) -> Callable[[Endpoint], Endpoint]:
    """Make a function the endpoint of `method` and `rule`: it is given the parts of the path and the `Ask`.

    `role` is what it needs in the event, or what decides it; where the path names none, owners must be so of every
    event, and of others anybody signed in may. `takes` are its parameters; any other is refused. `conditional` ones
    need If-Match where the thing exists. A POST may be sent again with its Idempotency-Key, which the endpoint hands on
    (`Ask.repeat`), unless `once` says in a sentence that it shows a secret: then a key is refused.
    `or_else` are the other answers that are no refusals, by status.
    `refuses` are the statuses that a client must reckon with beside anybody's. `table` makes the same body of one that
    comes as CSV, whose lines its flaws point at then. `judge` is asked with the parts of the path what else is wrong
    with a body that has not its shape, so that all is told at once; `media` is the type of an answer that is no JSON.
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def view(**parts: Any) -> Response:
            who = _admitted(role, parts)
            if once and "Idempotency-Key" in request.headers:
                raise StateConflict(f"{once} Send this without an Idempotency-Key.")
            given = _values(takes)
            first = {name: values[0] for name, values in given.items()}
            with _pointing_into(table):
                read = read_body(loader(body), table, judge and partial(judge, **parts)) if body else {}
                response = endpoint(**parts, ask=Ask(who, given, page(first), read))
            for name, value in PRIVATE.items():
                response.headers[name] = value
            return response

        headers = _headers(conditional=conditional, repeatable=method == "POST" and not once)
        told: dict[str, Any] = {
            "operationId": endpoint.__name__,
            "parameters": [*map(parameter, takes), *headers],
            "security": [{"bearer": []}, {"desk": []}],
        }
        if body:
            content: dict[str, Any] = {"application/json": {"schema": body}}
            if table is not None:
                content[CSV] = {"schema": {"type": "string"}}
            told["requestBody"] = {"required": True, "content": content}
        documented: Any = _answered(view, status, shape, media)
        for other, its_shape in (or_else or {}).items():
            documented = blueprint.alt_response(other, schema=its_shape, description=other.name)(documented)
        known = _refusals(method, has_path="<" in rule, has_body=body is not None, conditional=conditional)
        for refusal in dict.fromkeys((*known, *refuses)):
            documented = blueprint.alt_response(refusal, refusal.name)(documented)
        documented = blueprint.doc(**told)(documented)
        blueprint.add_url_rule(rule, endpoint.__name__, documented, methods=[method], parameters=path_parameters(rule))
        return endpoint

    return decorate


@contextmanager
def _pointing_into(table: Table | None) -> Iterator[None]:
    """What is wrong with rows of a body that comes as CSV points at its lines."""
    try:
        yield
    except InvalidInput as error:
        if table is None or not is_table():
            raise
        raise InvalidInput(error.detail, flaws=table.by_line(error.flaws)) from None


def _answered(view: Endpoint, status: HTTPStatus, shape: type[Schema] | None, media: str | None) -> Any:
    """The view with what it answers, for the docs."""
    if media is not None:
        return blueprint.response(status, {"type": "string"}, content_type=media)(view)
    return blueprint.response(status if shape else HTTPStatus.NO_CONTENT, shape)(view)


def _admitted(role: str | Admission, parts: Mapping[str, Any]) -> Actor:
    if callable(role):
        return role(parts)
    return require(parts["event"], role) if "event" in parts else _require_beyond_events(role)


def _require_beyond_events(role: str) -> Actor:
    who = require_anybody()
    if role == "owner" and not who.may_create_events():
        raise Forbidden("Only an owner of every event may make a new one.")
    return who


def _headers(*, conditional: bool, repeatable: bool) -> list[dict[str, Any]]:
    """The request's headers that mean something, for the docs."""
    return [*([_IF_MATCH] if conditional else []), *([_IDEMPOTENCY_KEY] if repeatable else [])]


def _refusals(method: str, *, has_path: bool, has_body: bool, conditional: bool) -> Iterator[HTTPStatus]:
    """The refusals that anybody must reckon with."""
    yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
    if has_path:
        yield HTTPStatus.NOT_FOUND
    if has_body:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if conditional:
        yield HTTPStatus.PRECONDITION_FAILED
        yield HTTPStatus.PRECONDITION_REQUIRED
    if method == "POST":
        yield HTTPStatus.CONFLICT


def answer(
    body: Json, *, changed: int | None = None, status: HTTPStatus = HTTPStatus.OK, location: str | None = None
) -> Response:
    """The JSON answer; where the thing can be changed, with the revision of its last change as its ETag.

    `location` is the path of what was made.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    response = Response(text, status, content_type="application/json")
    if location is not None:
        response.headers["Location"] = edge().config.base_url + location
    if changed is None:
        return response
    response.set_etag(str(changed))
    response.make_conditional(request)
    return response


def nothing() -> Response:
    """The answer of what was taken away."""
    return Response(status=HTTPStatus.NO_CONTENT)


def expected() -> int | None:
    """The revision that If-Match names; None where nothing is expected.

    Tags are compared strongly (RFC 9110 section 13.1.1), so one that is weak or none of ours is a revision that never
    was: stale. `*` and lists would hide what the client has read, and are refused.
    """
    given = request.headers.get("If-Match")
    if given is None:
        return None
    tag = _TAG.fullmatch(given.strip())
    if tag is None:
        raise Malformed("If-Match must be one ETag, in quotes, as it was read.")
    return int(tag["revision"]) if _NUMBER.fullmatch(tag["revision"]) and not tag["weak"] else _NEVER


def _values(takes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The parameters that are given; `Malformed` names one that is not taken, or too many or too long values."""
    found: dict[str, tuple[str, ...]] = {}
    for name, values in request.args.to_dict(flat=False).items():
        if name not in takes:
            there = f"There are: {', '.join(takes)}." if takes else "There is none here."
            raise Malformed(f"There is no parameter {name[:40]!r}. {there}", pointer=f"/{name[:40]}")
        if len(values) > _MOST_VALUES or any(len(value) > _LONGEST_VALUE for value in values):
            raise Malformed(
                f"{name} has too many values, or too long ones: up to {_MOST_VALUES} of {_LONGEST_VALUE} characters.",
                pointer=f"/{name}",
            )
        if any(values):
            found[name] = tuple(value for value in values if value)
    return found
