"""Who asks, by the token or the desk's cookie that the request carries, and whether they may."""

import re
from collections.abc import Callable, Collection

from flask import request

from scheduler.domain.errors import Forbidden, Unauthorized
from scheduler.domain.limits import WRONG_TOKEN_PER_ADDRESS, network
from scheduler.domain.roles import Actor
from scheduler.domain.timespan import Span
from scheduler.http.context import edge
from scheduler.http.cookies import CSRF_HEADER, SIGNED_IN, read_cookie, require_csrf
from scheduler.services.accounts import authenticate
from scheduler.services.limiting import admit
from scheduler.services.signing_in import SignedIn

# RFC 6750 section 2.1; ours are shorter than 100 characters.
_BEARER = re.compile(r"bearer +(?P<token>[A-Za-z0-9._~+/-]{1,200}=*)", re.ASCII | re.IGNORECASE)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def require_anybody() -> Actor:
    """Whoever asks with a token that counts, or is signed in; `Unauthorized` for everybody else.

    A token counts alone: where one is sent, no cookie is looked at. A write with the cookie has to prove that it comes
    from a page of ours.
    """
    given = request.headers.getlist("Authorization")
    if given:
        return _by_token(given)
    found = signed_in()
    if found is None:
        raise Unauthorized("This needs a token: Authorization: Bearer <token>. Or sign in at /desk/sign-in.")
    if request.method not in _READING:
        require_csrf(read_cookie(SIGNED_IN), request.headers.get(CSRF_HEADER))
    return found.actor


def whoever_asks() -> Actor | None:
    """Whoever reads with a token that counts, or is signed in; None for the public, which is neither."""
    if request.headers.get("Authorization"):
        return require_anybody()
    found = signed_in()
    return found.actor if found else None


def require(event: str, role: str) -> Actor:
    """Whoever asks, if they may do in the event what needs this role; else `Unauthorized` or `Forbidden`.

    Who has nothing to do with an event learns nothing of it, not even whether it exists.
    """
    who = require_anybody()
    if not who.may(event, role):
        whose = "Your token has" if request.headers.get("Authorization") else "You have"
        raise Forbidden(f"This needs the role {role} in {event[:100]}. {whose} {who.has(event)}.")
    return who


def require_moderator(event: str, where: Callable[[], tuple[Collection[str], Span]]) -> Actor:
    """Whoever asks, if they may run now what is in one of some rooms in a span; these are `where`.

    That is asked for only where it matters.
    """
    who = require_anybody()
    if who.moderates(event):
        rooms, span = where()
        if any(who.may_moderate(event, room, edge().clock(), span) for room in rooms):
            return who
    return require(event, "editor")


def signed_in() -> SignedIn | None:
    """Who is signed in at the desk in the browser that asks, if anybody is."""
    secret = read_cookie(SIGNED_IN)
    return None if secret is None else edge().sign_ins.who(secret, edge().clock())


def client_address() -> str:
    """What the client can't easily change of its address: what limits count by.

    It is that of the connection, or what as many proxies as the settings trust say of it.
    """
    return network(request.remote_addr or "")


def _by_token(given: list[str]) -> Actor:
    bearer = _BEARER.fullmatch(given[0].strip()) if len(given) == 1 else None
    if bearer is None:
        raise Unauthorized("The Authorization header can't be read: send one, as Bearer <token>.", sent=True)
    try:
        return authenticate(edge().database, bearer["token"], edge().clock())
    except Unauthorized:
        # A token that counts is let in however many wrong ones came from the same office.
        admit(edge().database, ((WRONG_TOKEN_PER_ADDRESS, client_address()),), edge().clock())
        raise
