"""Who asks, by the token that the request carries, and whether they may."""

import re

from flask import request

from scheduler.domain.errors import Forbidden, Unauthorized
from scheduler.domain.roles import Actor
from scheduler.http.context import edge
from scheduler.services.accounts import authenticate

# RFC 6750 section 2.1; ours are shorter than 100 characters.
_BEARER = re.compile(r"bearer +(?P<token>[A-Za-z0-9._~+/-]{1,200}=*)", re.ASCII | re.IGNORECASE)


def require_anybody() -> Actor:
    """Whoever asks with a token that counts; `Unauthorized` without one."""
    given = request.headers.getlist("Authorization")
    if not given:
        raise Unauthorized("This needs a token: Authorization: Bearer <token>.")
    bearer = _BEARER.fullmatch(given[0].strip()) if len(given) == 1 else None
    if bearer is None:
        raise Unauthorized("The Authorization header can't be read: send one, as Bearer <token>.", sent=True)
    return authenticate(edge().database, bearer["token"], edge().clock())


def whoever_asks() -> Actor | None:
    """Whoever asks with a token that counts; None for the public, which sends none."""
    return require_anybody() if request.headers.get("Authorization") else None


def require(event: str, role: str) -> Actor:
    """Whoever asks, if they may do in the event what needs this role; else `Unauthorized` or `Forbidden`.

    A token of one event learns nothing of others, not even whether they exist.
    """
    who = require_anybody()
    if not who.may(event, role):
        has = f"{who.role} in {who.event}" if who.event else f"{who.role} in every event"
        raise Forbidden(f"This needs the role {role} in {event[:100]}. Your token has {has}.")
    return who
