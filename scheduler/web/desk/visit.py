"""Who is at the desk, read once for every page of it, and where they wanted to go."""

import re
from urllib.parse import quote

from flask import abort, current_app, request

from scheduler.domain.errors import Forbidden
from scheduler.domain.log import Author
from scheduler.domain.roles import Actor
from scheduler.http.actor import client_address, signed_in
from scheduler.http.context import edge
from scheduler.http.cookies import CSRF_FIELD, FORM, SIGNED_IN, read_cookie, require_csrf
from scheduler.http.headers import request_id
from scheduler.http.problems import Malformed
from scheduler.services.signing_in import Came, SignedIn
from scheduler.web.desk.answers import LOST, go

HOME = "/desk/"

_PAGE = re.compile("[1-9][0-9]{0,5}", re.ASCII)
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)

# Paths of the desk alone: what browsers would take for another host (`//`, `/\`, a scheme) does not begin so.
_NEXT = re.compile(r"/desk/[A-Za-z0-9._~%/-]*(\?[A-Za-z0-9._~%/?:@!$&'()*+,;=-]*)?")


def at_desk() -> SignedIn:
    """Who is signed in; whoever is not is sent to the sign-in page, and comes back from there.

    Who pressed a button comes back to the page that it stands on, and is told there that nothing was done.
    """
    found = signed_in()
    if found is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_of_form()
        abort(go(f"/desk/sign-in?next={quote(safe_next(wanted), safe='')}"))
    return found


def _page_of_form() -> str:
    """The page that the form at hand stands on: what its address shows, or leads to, when it is loaded again."""
    can_be_loaded = current_app.create_url_adapter(request).test(request.path, method="GET")  # type: ignore[union-attr]
    return f"{request.path}?{LOST}=1" if can_be_loaded else HOME


def at_own_form() -> SignedIn:
    """Who is signed in and sent a form of the desk; `Malformed` if it is not ours."""
    found = at_desk()
    require_csrf(read_cookie(SIGNED_IN), request.form.get(CSRF_FIELD))
    return found


def author_at_form(event: str) -> tuple[Actor, Author]:
    """Who sent a form of the desk and may edit the event, and the same for the log; `Forbidden` for others.

    Who has nothing to do with an event learns nothing of it.
    """
    who = at_own_form().actor
    if not who.may(event, "editor"):
        raise Forbidden(f"This needs the role editor in {event[:100]}. You have {who.has(event)}.")
    return who, Author(who.email, now(), request_id())


def form_number(name: str) -> int:
    """The whole number of a field that our page filled in; `Malformed` for what is none."""
    given = request.form.get(name, "")
    if not is_number(given):
        raise Malformed(f"The form lacks {name}. Load the page again, and repeat it there.")
    return int(given)


def is_number(text: str) -> bool:
    """Whether this is a whole number as our forms send them."""
    return _NUMBER.fullmatch(text) is not None


def require_own_form() -> None:
    """`Malformed` unless the form that somebody unknown sent is ours."""
    require_csrf(read_cookie(FORM), request.form.get(CSRF_FIELD))


def came() -> Came:
    """Where the request comes from."""
    return Came(client_address(), request.headers.get("User-Agent", ""), read_cookie(SIGNED_IN))


def page_number() -> int:
    """Which page of a list is asked for, from 1; `Malformed` for what is no number of one."""
    given = request.args.get("page", "1")
    if not _PAGE.fullmatch(given):
        raise Malformed(f"{given[:40]!r} is no number of a page. Write a whole one, from 1.")
    return int(given)


def now() -> int:
    """The service's time."""
    return edge().clock()


def safe_next(wanted: str) -> str:
    """The page of the desk that somebody wanted; its first one instead of anything that is none."""
    return wanted if len(wanted) <= 1000 and _NEXT.fullmatch(wanted) else HOME
