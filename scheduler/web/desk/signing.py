"""Signing in and out."""

from flask import Response, request

from scheduler.domain.errors import InvalidInput
from scheduler.http.actor import signed_in
from scheduler.http.context import edge
from scheduler.http.cookies import FORM, SIGNED_IN, clear_cookie, read_cookie, set_cookie
from scheduler.web.desk.answers import LOST, go, show_form
from scheduler.web.desk.visit import at_own_form, came, now, require_own_form, safe_next

WRONG = 422


def sign_in_page() -> Response:
    """The form; whoever is signed in goes on at once."""
    wanted = safe_next(request.args.get("next", ""))
    if signed_in() is not None:
        return go(wanted)
    told = "Your new password is set. Sign in with it." if "changed" in request.args else ""
    if f"{LOST}=1" in wanted:
        told = "You are signed out, so what you pressed was not done. Sign in, then press it again."
    return _form(wanted, told=told)


def sign_in() -> Response:
    """Let in whoever knows the password of their account."""
    require_own_form()
    wanted = safe_next(request.form.get("next", ""))
    email = request.form.get("email", "")
    try:
        secret = edge().sign_ins.sign_in(email, request.form.get("password", ""), came(), now())
    except InvalidInput as error:
        return _form(wanted, email=email, error=error.detail, status=WRONG)
    return let_in(secret, wanted)


def let_in(secret: str, wanted: str) -> Response:
    """Go on to the page that was wanted, signed in; the cookies of before are not used any more."""
    response = go(wanted)
    set_cookie(response, SIGNED_IN, secret)
    clear_cookie(response, FORM)
    return response


def sign_out() -> Response:
    """End the sign-in of this browser."""
    at_own_form()
    edge().sign_ins.sign_out(read_cookie(SIGNED_IN) or "", now())
    return let_out()


def let_out() -> Response:
    """Go back to the sign-in page, as a stranger."""
    response = go("/desk/sign-in")
    clear_cookie(response, SIGNED_IN)
    return response


def _form(wanted: str, *, email: str = "", error: str = "", told: str = "", status: int = 200) -> Response:
    return show_form(
        "desk/sign_in.html",
        status=status,
        next=wanted,
        email=email[:254],
        error=error,
        told=told,
        provider=bool(edge().config.oidc_issuer),
    )
