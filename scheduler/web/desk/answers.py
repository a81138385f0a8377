"""How pages of the desk leave: for one browser alone, kept nowhere, with the proof that its forms carry."""

from typing import Any

from flask import Response, request

from scheduler.http.cookies import SIGNED_IN, csrf_token, form_proof, read_cookie
from scheduler.web.answers import FOR_ONE_BROWSER, HTML, asset_names
from scheduler.web.templating import render

LOST = "lost"
"""In an address of the desk: what was pressed there was not done, because nobody was signed in."""


def show(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is signed in."""
    secret = read_cookie(SIGNED_IN)
    return _page(template, status, csrf="" if secret is None else csrf_token(secret), **values)


def show_form(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page with a form for whoever comes; a cookie lets us know it again as ours.

    Without it, another site could sign somebody in with an account of its own (login CSRF).
    """
    proof = form_proof()
    return proof.remembered(_page(template, status, csrf=proof.token, who=None, **values))


def go(path: str) -> Response:
    """Go on at another page of ours, by GET."""
    response = Response(status=303, headers={"Location": request.script_root + path})
    response.headers.update(FOR_ONE_BROWSER)
    return response


def go_back(path: str) -> Response:
    """Go from the address of a form to the page that it stands on; that something was lost is told there still."""
    return go(f"{path}?{LOST}=1" if LOST in request.args else path)


def _page(template: str, status: int, **values: Any) -> Response:
    values |= {
        "assets": asset_names(request.script_root),
        "site": request.script_root,
        "not_done": LOST in request.args,
    }
    html = render(template, **values)
    response = Response(html, status, content_type=HTML)
    response.headers.update(FOR_ONE_BROWSER)
    return response
