"""What a reader follows: their sessions, the address of the calendar of them, and the forms that change it.

Nothing here may be kept by a cache; in return, no other page knows who reads it.
"""

from collections.abc import Mapping

from flask import Response, request

from scheduler.domain.addresses import private_feed_path
from scheduler.domain.errors import NotFound
from scheduler.domain.private_feeds import PERSONAL
from scheduler.http.actor import client_address, signed_in
from scheduler.http.context import edge
from scheduler.http.cookies import (
    CSRF_FIELD,
    FORM,
    SIGNED_IN,
    clear_cookie,
    csrf_token,
    form_proof,
    read_cookie,
    require_csrf,
    set_cookie,
)
from scheduler.http.origin import is_from_own_page
from scheduler.services import following
from scheduler.services.following import Visitor
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.links import NO_FILTER, query, webcal
from scheduler.web.public.layout import show
from scheduler.web.qr import qr_code
from scheduler.web.timetable import days
from scheduler.web.visit import visit

EXTRAS = frozenset({"followed", "renewed"})
"""What has just been done: `followed`, the code of a session; `renewed`, that there is a new address."""

ASKED = "asked"
"""The field of the question whether a session is to be followed, whose proof is not made from who the browser is."""

_KEPT_SECONDS = 365 * 86_400
"""How long a browser remembers who it is: to the next event of the year, counted from the last session followed."""


def my(event: str) -> Response:
    """What the reader follows in an event."""
    return _page(event)


def back(event: str) -> Response:
    """The page, for whoever loads the address of one of its forms again."""
    return _go(event)


def change(event: str) -> Response:
    """Follow a session, or follow it no more."""
    visitor = _visitor(event)
    wanted, unwanted = request.form.get("follow", ""), request.form.get("unfollow", "")
    if wanted and CSRF_FIELD not in request.form and not is_from_own_page():
        return _asking(event, wanted)
    if wanted and ASKED in request.form:
        require_csrf(read_cookie(FORM), request.form.get(CSRF_FIELD))
    else:
        _require_ours(event)
    made = edge()
    if not wanted:
        following.unfollow(made.database, event, visitor, unwanted, now=made.clock())
        return _go(event)
    cookie = following.follow(
        made.database,
        made.reader.current(event),
        visitor,
        wanted,
        now=made.clock(),
        new_cookie=made.sign_ins.new_secret,
    )
    response = _go(event, {"followed": wanted})
    if cookie is not None:
        set_cookie(response, _cookie(event), cookie, max_age=_KEPT_SECONDS)
    return response


def renew(event: str) -> Response:
    """Put a new address in the place of that of the calendar."""
    _require_ours(event)
    made, visitor = edge(), _visitor(event)
    secret = following.renew_calendar(made.database, event, visitor, now=made.clock(), new_secret=made.new_secret)
    # An account has no cookie from which the address could be made again: it is shown this once.
    return _go(event, {"renewed": "1"}) if visitor.account is None else _page(event, secret)


def forget(event: str) -> Response:
    """Forget everything that the reader follows, and that they did."""
    _require_ours(event)
    made = edge()
    following.forget_all(made.database, event, _visitor(event), now=made.clock())
    response = _go(event)
    clear_cookie(response, _cookie(event))
    return response


def take_over(event: str) -> Response:
    """Let the account have what the browser followed before."""
    _require_ours(event)
    made = edge()
    following.take_over(made.database, event, _visitor(event), now=made.clock())
    response = _go(event)
    clear_cookie(response, _cookie(event))
    return response


def _page(event: str, secret: str | None = None) -> Response:
    arrived = visit(event, extras=EXTRAS)
    visitor = _visitor(event)
    found = following.followed(edge().database, event, visitor)
    items = tuple(item for item in arrived.release.items if item.session in found.sessions)
    secret = secret or found.calendar
    address = f"{arrived.base_url}{private_feed_path(event, PERSONAL, secret)}" if secret else ""
    just = arrived.extras.get("followed", "")
    html = show(
        "public/my.html",
        arrived,
        title="My sessions",
        path="my",
        csrf=_proof(event),
        forms={name: arrived.links.page(f"my/{name}") for name in ("calendar", "forget", "account")},
        days=days(items, arrived.look),
        count=len({item.session for item in items}),
        address=address,
        webcal=webcal(address) if address else "",
        code=qr_code(webcal(address)) if address else None,
        signed_in=visitor.account is not None,
        once=visitor.account is not None and bool(secret),
        in_browser=found.in_browser,
        followed=next((item for item in items if item.session == just), None),
        renewed="renewed" in arrived.extras,
        session_url=arrived.links.session(just),
    )
    return of_somebody(Response(html, content_type=HTML))


def _asking(event: str, code: str) -> Response:
    """The question whether a session is to be followed, for whom the browser does not vouch.

    Another site's form comes without our cookies. Whoever the browser is stays so: a new cookie in the place of theirs
    would lose all that they follow.
    """
    arrived = visit(event)
    item = next((item for item in arrived.release.items if item.session == code), None)
    if item is None:
        raise NotFound(f"There is no session {code[:40]!r} in the published programme of {event}.")
    proof = form_proof()
    html = show(
        "public/follow.html",
        arrived,
        title="Follow a session",
        path="my",
        csrf=proof.token,
        asked=ASKED,
        code=code,
        name=arrived.look.tongue.title(item, arrived.release.programme).text,
        session_url=arrived.links.session(code),
    )
    return proof.remembered(of_somebody(Response(html, content_type=HTML)))


def _visitor(event: str) -> Visitor:
    who = signed_in()
    return Visitor(who.account if who else None, read_cookie(_cookie(event)), client_address())


def _cookie(event: str) -> str:
    """One for each event: deleting what was followed in one leaves the others, and nobody links the two."""
    return f"follow-{event}"


def _secret(event: str) -> str | None:
    """What the proof of a form is made from: whoever is signed in writes as such."""
    return read_cookie(SIGNED_IN) if signed_in() else read_cookie(_cookie(event))


def _proof(event: str) -> str:
    secret = _secret(event)
    return csrf_token(secret) if secret else ""


def _require_ours(event: str) -> None:
    """`Malformed` unless a page of ours sent this."""
    given = request.form.get(CSRF_FIELD)
    if given is not None or not is_from_own_page():
        require_csrf(_secret(event), given)


def _go(event: str, told: Mapping[str, str] | None = None) -> Response:
    """To the page, by GET: `told` says there what has been done."""
    links = visit(event, extras=EXTRAS).links
    response = Response(
        status=303, headers={"Location": f"{links.root}/my{query(NO_FILTER, {**links.kept, **(told or {})})}"}
    )
    return of_somebody(response)
