"""Signing in with an account of one's organisation: going there, and coming back."""

from flask import Response, request

from scheduler.domain.errors import Forbidden, NotFound
from scheduler.http.context import edge
from scheduler.http.cookies import clear_cookie, read_cookie, set_cookie
from scheduler.outgoing.provider import LASTING, Provider
from scheduler.web.answers import FOR_ONE_BROWSER
from scheduler.web.desk.signing import let_in
from scheduler.web.desk.visit import came, now, safe_next

BACK = "/desk/oidc/back"
_COOKIE = "desk-oidc"


def go_there() -> Response:
    """Send the browser to the provider, with a secret to come back with."""
    provider = _provider()
    secret = edge().sign_ins.new_secret()
    url = provider.address(secret, safe_next(request.args.get("next", "")))
    response = Response(status=303, headers={"Location": url, **FOR_ONE_BROWSER})
    set_cookie(response, _COOKIE, secret, max_age=LASTING)
    return response


def come_back() -> Response:
    """Let in whoever the provider vouches for."""
    provider = _provider()
    secret = read_cookie(_COOKIE)
    wanted = provider.wanted(secret, request.args.get("state", ""))
    if secret is None or not request.args.get("code"):
        raise Forbidden("Your organisation did not sign you in. Begin again at the sign-in page.")
    who = provider.vouched(secret, request.args["code"], request.args.get("iss"))
    response = let_in(edge().sign_ins.sign_in_linked(who.subject, who.email, came(), now()), safe_next(wanted))
    clear_cookie(response, _COOKIE)
    return response


def _provider() -> Provider:
    found = edge().provider
    if found is None:
        raise NotFound("Here one signs in with a password alone.")
    return found
