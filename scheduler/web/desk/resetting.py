"""Forgotten passwords: asking for a link, and setting a new one by it."""

from flask import Response, request

from scheduler.domain.errors import InvalidInput
from scheduler.domain.passwords import SHORTEST
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.services.resetting import ask_for_reset, require_reset, reset_password
from scheduler.web.desk.answers import go, show_form
from scheduler.web.desk.signing import WRONG
from scheduler.web.desk.visit import now, require_own_form

PATH = "/desk/reset/"


def forgotten_page() -> Response:
    """The form that asks for the address."""
    return show_form("desk/forgotten.html", sent=False)


def forgotten() -> Response:
    """Send a link if there is such an account; the answer is the same if not."""
    require_own_form()
    made = edge()
    ask_for_reset(
        made.database,
        request.form.get("email", ""),
        address=client_address(),
        root=made.config.base_url + PATH,
        now=now(),
        new_secret=made.sign_ins.new_secret,
    )
    return show_form("desk/forgotten.html", sent=True)


def reset_page(secret: str) -> Response:
    """The form for a new password. Looking at it uses nothing up: scanners of mail open every link."""
    require_reset(edge().database, secret, now())
    return _form("")


def reset(secret: str) -> Response:
    """Set the new password, and use the link up."""
    require_own_form()
    made = edge()
    try:
        reset_password(
            made.database,
            made.sign_ins.passwords,
            secret,
            typed_twice("password"),
            address=client_address(),
            now=now(),
        )
    except InvalidInput as error:
        return _form(error.detail, status=WRONG)
    return go("/desk/sign-in?changed=1")


def typed_twice(name: str) -> str:
    """A new password, typed twice the same; `InvalidInput` if not."""
    given = request.form.get(name, "")
    if given != request.form.get("again", ""):
        raise InvalidInput("The two are not the same. Type the new password twice.", pointer="/again")
    return given


def _form(error: str, *, status: int = 200) -> Response:
    response = show_form("desk/reset.html", error=error, shortest=SHORTEST, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
