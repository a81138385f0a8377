"""The one table from error code to HTTP status, and the one shape in which errors leave (RFC 9457)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException, InternalServerError

from scheduler.domain.errors import (
    BlockedByConflicts,
    Flaw,
    ReliedUpon,
    SchedulerError,
    Stale,
    TooManyRequests,
    Unauthorized,
)
from scheduler.http.context import edge
from scheduler.http.headers import loggable, request_id

MEDIA_TYPE = "application/problem+json"
TYPES_PATH = "/api/errors"
"""The page with one anchor per code: what `type` points to."""

log = structlog.get_logger(__name__)


class Malformed(SchedulerError):
    """The request itself can't be read: a cursor that is none, a limit that is no number."""

    code = "malformed"


def no_such_button() -> Malformed:
    """The refusal of a form of ours in which none of its buttons was pressed."""
    return Malformed("The form says nothing that could be done. Load the page again, and choose a button on it.")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a code means: its status, its name for people, and what is said where nothing better is known."""

    status: int
    title: str
    detail: str


KINDS: Mapping[str, Kind] = {
    "error": Kind(400, "Not possible", "The request can't be carried out."),
    "malformed": Kind(400, "Malformed request", "The request can't be read. Check its syntax."),
    "unknown-filter": Kind(
        400, "Unknown filter", "The request asks for a filter, or a filter's value, that never was."
    ),
    "unauthorized": Kind(401, "Sign-in needed", "Sign in, or send a valid token."),
    "forbidden": Kind(403, "Not allowed", "Who asks may not do this."),
    "not-found": Kind(404, "Not found", "There is nothing at this address. Check it for a typing error."),
    "method-not-allowed": Kind(405, "Method not allowed", "This address does not take that method. Allow lists which."),
    "not-acceptable": Kind(406, "Not acceptable", "None of the accepted formats can be sent."),
    "timeout": Kind(408, "Timed out", "The request took too long to arrive. Send it again."),
    "conflict": Kind(409, "In conflict with the present state", "The present state does not allow it."),
    "blocked": Kind(409, "Blocked by conflicts", "Errors of the programme stand in the way."),
    "relied-upon": Kind(409, "Others rely on it", "Take away first what relies on it."),
    "removals-unconfirmed": Kind(
        409, "Removals not confirmed", "The release would cancel much of what is public. Confirm it if it is meant."
    ),
    "gone": Kind(410, "Gone", "It was here, and will not come back."),
    "length-required": Kind(411, "Length required", "Send a Content-Length."),
    "precondition-failed": Kind(412, "Precondition failed", "It has changed since it was read. Read it again."),
    "too-large": Kind(413, "Too large", "The body is over the limit."),
    "address-too-long": Kind(414, "Address too long", "The address is over the limit."),
    "unsupported-media-type": Kind(415, "Unsupported media type", "Send the body as application/json."),
    "range-not-satisfiable": Kind(416, "Range not satisfiable", "Ask for the whole."),
    "expectation-failed": Kind(417, "Expectation failed", "Send the request without Expect."),
    "invalid": Kind(422, "Invalid", "The input is well-formed, but not possible."),
    "precondition-required": Kind(428, "Precondition required", "Send If-Match with the ETag that was read."),
    "too-many-requests": Kind(429, "Too many requests", "Wait as long as Retry-After says."),
    "headers-too-large": Kind(431, "Headers too large", "Send fewer or smaller headers."),
    "internal": Kind(500, "Internal error", "Something went wrong on our side."),
    "not-implemented": Kind(501, "Not implemented", "This server does not know the method."),
    "unavailable": Kind(503, "Unavailable", "The service can't answer now. Try again shortly."),
}
"""Every code that an answer may carry."""

_LONGEST_STEP = 100

_OF_STATUS = {kind.status: code for code, kind in KINDS.items()} | {400: "malformed", 409: "conflict"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it leaves, its parts for JSON already.

    `flaws` point at what is wrong, `conflicts` stand in the way, `current` is what has changed since it was read,
    `relying` is who relies on what should go.
    """

    code: str
    detail: str
    status: int
    title: str
    flaws: tuple[Flaw, ...] = ()
    conflicts: tuple[Mapping[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    current: Any = None
    relying: tuple[Mapping[str, str], ...] = ()

    def body(self, types: str) -> dict[str, Any]:
        """The members of the problem; `types` is the address of the page about codes."""
        members: dict[str, Any] = {
            "type": f"{types}#{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "errors": [{"pointer": flaw.pointer, "message": flaw.message} for flaw in self.flaws],
        }
        if self.conflicts:
            members["conflicts"] = list(self.conflicts)
        if self.current is not None:
            members["current"] = self.current
        if self.relying:
            members["relying"] = list(self.relying)
        return members


HtmlRenderer = Callable[[Problem], str]


def of_error(error: SchedulerError) -> Problem:
    """The problem that an error of a use case is."""
    code = next(code for code in _codes(type(error)) if code in KINDS)
    kind = KINDS[code]
    conflicts = error.conflicts if isinstance(error, BlockedByConflicts) else ()
    current = error.current if isinstance(error, Stale) else None
    relying = error.relying if isinstance(error, ReliedUpon) else ()
    headers = tuple(_headers(error))
    return Problem(code, error.detail, kind.status, kind.title, error.flaws, conflicts, headers, current, relying)


def of_http(error: HTTPException) -> Problem:
    """The problem that a refusal of the framework is; its headers (`Allow`, `Retry-After`) are kept."""
    status = error.code or 500
    code = _OF_STATUS.get(status, "internal" if status >= 500 else "error")
    kind = KINDS[code]
    # The framework's own sentences are for browsers; ours say what to do. What a view said itself stays.
    own = error.description if error.description != type(error).description and status < 500 else None
    headers = tuple((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return Problem(code, own or kind.detail, status, kind.title, tuple(_flaws(error)), headers=headers)


def register(app: Flask) -> None:
    """The app answers every error as a problem, or as a page to whoever prefers one. Doing it again changes nothing."""
    app.register_error_handler(SchedulerError, lambda error: answer(of_error(error)))
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_defect)


def html_renderer(app: Flask, render: HtmlRenderer) -> None:
    """The app renders errors of pages with `render` from now on."""
    app.extensions["problems_html"] = render


def answer(problem: Problem) -> Response:
    """The response of a problem: JSON for clients of the API and of feeds, a page for readers of pages."""
    render: HtmlRenderer | None = current_app.extensions.get("problems_html")
    if render is not None and _wants_page():
        response = Response(render(problem), problem.status, mimetype="text/html")
    else:
        types = edge().config.base_url + TYPES_PATH
        response = Response(json.dumps(problem.body(types)), problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers:
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def pointed(pointer: str, found: Any) -> Iterator[Flaw]:
    """A schema's messages, `{field: {…} or [messages]}`, each with the JSON pointer to its field."""
    if isinstance(found, Mapping):
        for name, inner in found.items():
            step = "" if name == "_schema" else f"/{pointer_step(str(name))}"
            yield from pointed(pointer + step, inner)
    else:
        for message in found if isinstance(found, list) else [found]:
            yield Flaw(pointer, str(message))


def pointer_step(name: str) -> str:
    """A field's name as a step of a JSON pointer (RFC 6901), cut where no field of ours has a longer name."""
    speakable = name[:_LONGEST_STEP].encode("utf-8", "backslashreplace").decode()
    return speakable.replace("~", "~0").replace("/", "~1")


def _headers(error: SchedulerError) -> Iterator[tuple[str, str]]:
    if isinstance(error, Unauthorized):
        yield "WWW-Authenticate", _challenge(error)
    if isinstance(error, TooManyRequests):
        yield "Retry-After", str(error.retry_after)
    if isinstance(error, Stale) and error.version is not None:
        yield "ETag", f'"{error.version}"'


def _challenge(error: Unauthorized) -> str:
    """RFC 6750 section 3: no error code where no token was sent."""
    return 'Bearer realm="scheduler"' + (', error="invalid_token"' if error.sent else "")


def _on_http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error  # complete as it is: a redirect, or abort(response)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return _on_defect(error.original_exception)
    return answer(of_http(error))


def _on_defect(error: BaseException) -> Response:
    log.error("request failed", path=loggable(request.path), method=request.method, exc_info=error)
    kind = KINDS["internal"]
    detail = f"{kind.detail} If you report it, quote the request id {request_id()}."
    return answer(Problem("internal", detail, kind.status, kind.title))


def _wants_page() -> bool:
    path = request.path
    if path == "/api" or path.startswith("/api/") or "/feeds/" in path:
        return False
    if path.endswith((".ics", ".json", ".xml", ".atom", ".csv")):
        return False
    # The first of equals wins: a client that takes anything gets JSON, browsers name HTML.
    best = request.accept_mimetypes.best_match((MEDIA_TYPE, "application/json", "text/html"))
    return best == "text/html"


def _codes(error: type[SchedulerError]) -> Iterator[str]:
    for ancestor in error.__mro__:
        if issubclass(ancestor, SchedulerError):
            yield ancestor.code


def _flaws(error: HTTPException) -> Iterator[Flaw]:
    """What a schema found wrong: webargs leaves `{location: {field: [messages]}}` at the exception."""
    data = getattr(error, "data", None)
    messages = data.get("messages") if isinstance(data, Mapping) else None
    if not isinstance(messages, Mapping):
        return
    for location, found in messages.items():
        yield from pointed("" if location == "json" else f"/{location}", found)
