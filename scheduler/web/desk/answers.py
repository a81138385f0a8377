"""How pages of the desk leave: for one browser alone, kept nowhere, with the proof that its forms carry."""

from typing import Any

from flask import Response, request

from scheduler.http.context import edge
from scheduler.http.cookies import FORM, SIGNED_IN, csrf_token, read_cookie, set_cookie
from scheduler.web.answers import HTML, asset_names
from scheduler.web.templating import render

PRIVATE = {
    "Cache-Control": "private, no-store",
    "Vary": "Cookie",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
}
"""Never compressed: beside what a stranger may put into a page, its size would tell of the proof (BREACH)."""


def show(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is signed in."""
    secret = read_cookie(SIGNED_IN)
    return _page(template, status, csrf="" if secret is None else csrf_token(secret), **values)


def show_form(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page with a form for whoever comes; a cookie lets us know it again as ours.

    Without it, another site could sign somebody in with an account of its own (login CSRF).
    """
    known = read_cookie(FORM)
    secret = known or edge().sign_ins.new_secret()
    response = _page(template, status, csrf=csrf_token(secret), who=None, **values)
    if known is None:
        set_cookie(response, FORM, secret)
    return response


def go(path: str) -> Response:
    """Go on at another page of ours, by GET."""
    response = Response(status=303, headers={"Location": request.script_root + path})
    response.headers.update(PRIVATE)
    return response


def _page(template: str, status: int, **values: Any) -> Response:
    html = render(template, assets=asset_names(request.script_root), site=request.script_root, **values)
    response = Response(html, status, content_type=HTML)
    response.headers.update(PRIVATE)
    return response
