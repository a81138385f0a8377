"""The desk's cookies, and the proof that a form or a script is our own.

There is no secret of the service behind it: what proves that a write comes from our page is made from the secret that
the browser's own cookie holds, which no other site can read.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from flask import Response, request

from scheduler.http.context import edge
from scheduler.http.problems import Malformed

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
SIGNED_IN = "desk"
"""The cookie of somebody who is signed in."""
FORM = "desk-form"
"""The cookie of somebody who is not, by which the sign-in page knows its own form."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}")


def cookie_name(name: str) -> str:
    """The cookie's whole name: over https with the prefix that no other host can set it by."""
    return f"__Host-{name}" if edge().config.is_https else name


def read_cookie(name: str) -> str | None:
    """The secret that the browser sent in this cookie; None if there is none, or it can be none of ours."""
    found = request.cookies.get(cookie_name(name), "")
    return found if _SECRET.fullmatch(found) else None


def set_cookie(response: Response, name: str, secret: str, *, max_age: int | None = None) -> None:
    """Let the browser keep a secret, until it is closed or for `max_age` seconds."""
    response.set_cookie(
        cookie_name(name),
        secret,
        max_age=max_age,
        path="/",
        secure=edge().config.is_https,
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: Response, name: str) -> None:
    """Let the browser forget a secret."""
    response.delete_cookie(cookie_name(name), path="/", secure=edge().config.is_https, httponly=True, samesite="Lax")


@dataclass(frozen=True, slots=True)
class FormProof:
    """What a form for whoever comes carries, made from the secret of a cookie by which we know it again as ours."""

    secret: str
    is_new: bool

    @property
    def token(self) -> str:
        """What the form sends along."""
        return csrf_token(self.secret)

    def remembered(self, response: Response) -> Response:
        """The answer with the form: the browser keeps the secret from then on, if it has none yet."""
        if self.is_new:
            set_cookie(response, FORM, self.secret)
        return response


def form_proof() -> FormProof:
    """The proof for the form of the answer at hand."""
    known = read_cookie(FORM)
    return FormProof(known or edge().sign_ins.new_secret(), is_new=known is None)


def csrf_token(secret: str) -> str:
    """What a write must bring along that comes with the cookie of this secret."""
    return hmac.new(secret.encode(), b"csrf", sha256).hexdigest()


def require_csrf(secret: str | None, given: str | None) -> None:
    """`Malformed` (400) unless what a write brings along was made from the cookie that came with it."""
    if secret is None or given is None or not hmac.compare_digest(csrf_token(secret).encode(), given.encode()):
        raise Malformed(
            "This was not sent by a page of ours, or the page is too old. Go back, load it again and repeat it; a "
            f"script sends the page's token as {CSRF_HEADER}."
        )
