"""What every answer carries: a policy for browsers, and the id under which the logs know the request."""

import re
import uuid

import structlog
from flask import Flask, Response, abort, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
"""Nothing inline, nothing from elsewhere: text that slips into a page stays text."""

REQUEST_ID = "X-Request-Id"

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
# Addresses that carry a secret or lead to one: what they link to must not learn them.
_SECRET_PATH = re.compile(
    r"/join/|/[^/]+/(?:feeds/(?:personal|desk)|notify/(?:confirm|stop)|register|registrations)/|/desk/reset/"
)
_SECRET_PART = re.compile(
    r"(/feeds/+(?:personal|desk)/|/feed-tokens/|/desk/+reset/|/notify/+(?:confirm|stop)/|/register/|/registrations/).+",
    re.DOTALL,
)
_A_YEAR = 31_536_000
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def register(app: Flask, *, https: bool = False) -> None:
    """The app names each request, refuses addresses with control characters, and sets the headers of its answers.

    `https`: browsers shall ask for nothing unencrypted any more. Doing it again changes nothing.
    """
    if "answer_headers" in app.extensions:
        return
    app.extensions["answer_headers"] = True
    app.before_request(_named)
    app.before_request(_refuse_control_characters)
    app.after_request(_with_headers)
    if https:
        app.after_request(_encrypted)


def request_id() -> str:
    """The id of the request at hand."""
    name: str = g.request_id
    return name


def loggable(path: str) -> str:
    """The path without the secret that it may hold: what logs may say of it."""
    return _SECRET_PART.sub(r"\1…", path)


def _named() -> None:
    given = request.headers.get(REQUEST_ID, "")
    # Taken over from a proxy; anything odd would end up in the logs as it is.
    g.request_id = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _refuse_control_characters() -> None:
    # No key has any, and PostgreSQL refuses a NUL only after it was sent to it.
    if _CONTROL.search(request.path):
        abort(404)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    secret = _SECRET_PATH.match(request.path)
    headers.setdefault("Referrer-Policy", "no-referrer" if secret else "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers[REQUEST_ID] = request_id()
    return response


def _encrypted(response: Response) -> Response:
    # For this host alone: what else is on its domain is not ours to decide.
    response.headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
    return response
