"""The API's description for machines and for people: no script, nothing from elsewhere, so that it works offline."""

import json
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from scheduler.http.conditional import respond
from scheduler.http.context import edge
from scheduler.http.mounting import prefix_of
from scheduler.http.problems import KINDS

CACHE_CONTROL = "public, max-age=300"
"""Five minutes: it changes with the program alone."""

blueprint = Blueprint("api-browsing", __name__, url_prefix="/api", template_folder="templates")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description, OpenAPI 3.1."""
    body = json.dumps(_description(), ensure_ascii=False, indent=1).encode()
    return respond(body, content_type="application/json", last_modified=None, cache_control=CACHE_CONTROL)


@blueprint.get("/docs")
def docs() -> Response:
    """The description as a page."""
    return _page("api/docs.html", description=_description())


@blueprint.get("/errors")
def errors() -> Response:
    """What each error code means: where the `type` of a problem points."""
    return _page("api/errors.html", kinds=KINDS)


@blueprint.get("/docs.css")
def style() -> Response:
    """How the two pages look."""
    body = files("scheduler.api").joinpath("templates/api/docs.css").read_bytes()
    return respond(body, content_type="text/css; charset=utf-8", last_modified=None, cache_control=CACHE_CONTROL)


def _page(template: str, **values: Any) -> Response:
    body = render_template(template, **values).encode()
    return respond(body, content_type="text/html; charset=utf-8", last_modified=None, cache_control=CACHE_CONTROL)


def _description() -> dict[str, Any]:
    """The description; where the service is mounted below a path it says so, since paths in it begin at the root."""
    found: dict[str, Any] = current_app.extensions["openapi"]()
    base_url = edge().config.base_url
    return found | {"servers": [{"url": base_url}]} if prefix_of(base_url) else found
