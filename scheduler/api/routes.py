"""Wires the API into the app: its endpoints, its description, and the page that explains error codes."""

import threading
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api

import scheduler.api.agenda
import scheduler.api.assignments
import scheduler.api.changes
import scheduler.api.conflicts
import scheduler.api.doors
import scheduler.api.erasures
import scheduler.api.events
import scheduler.api.feed_tokens
import scheduler.api.interventions
import scheduler.api.link_checks
import scheduler.api.notices
import scheduler.api.placements
import scheduler.api.publishing
import scheduler.api.registrations
import scheduler.api.releases
import scheduler.api.rules
import scheduler.api.suggestions
import scheduler.api.waivers
import scheduler.api.webhooks  # noqa: F401 - these put their endpoints onto the blueprints
from scheduler.api.browsing import blueprint as browsing
from scheduler.api.contract import blueprint
from scheduler.api.private import blueprint as private
from scheduler.api.schemas.problems import ProblemDocument
from scheduler.http import problems

VERSION = "1"
DESK = {
    "type": "apiKey",
    "in": "cookie",
    "name": "desk",
    "description": "The cookie of somebody who is signed in at /desk/ (over https `__Host-desk`). A write needs the "
    "header X-CSRF-Token beside it, with the value of `csrf_token` in a form of the desk.",
}


class _Api(Api):  # type: ignore[misc] # flask-smorest publishes no types
    """The library with our shape of errors, and without its error handler, which would answer HTML pages with JSON."""

    ERROR_SCHEMA = ProblemDocument

    def _register_error_handlers(self) -> None:
        """Leave errors to `scheduler.http.problems`."""

    def _register_etag_headers(self) -> None:
        """Leave conditional requests to `scheduler.http.conditional`."""

    def _register_pagination_header(self) -> None:
        """Leave pages to `scheduler.api.paging`."""

    def _register_responses(self) -> None:
        for name, description in (
            *((status.name, status.phrase) for status in HTTPStatus),
            ("DEFAULT_ERROR", "Any error; `code` tells which."),
        ):
            content = {problems.MEDIA_TYPE: {"schema": self.ERROR_SCHEMA}}
            self.spec.components.response(name, {"description": description, "content": content}, lazy=True)


def register(app: Flask) -> None:
    """The app answers `/api/v1/…`, `/api/openapi.json`, `/api/docs` and `/api/errors`."""
    options: dict[str, Any] = {
        "title": "Programme scheduler",
        "version": VERSION,
        "openapi_version": "3.1.0",
        "info": {
            "description": "The released programme of events, for which no login is needed; and the draft behind it, "
            "for which a token is."
        },
    }
    api = _Api(app, spec_kwargs=options)
    app.cli.commands.pop("openapi")  # the library's own; the description is one request away
    for endpoints in (blueprint, private):
        app.register_blueprint(endpoints)
    app.extensions["openapi"] = _Description(app, api)
    app.register_blueprint(browsing)


class _Description:
    """Describes the API once somebody asks: it takes a third of a second, which no command should wait for."""

    def __init__(self, app: Flask, api: Api) -> None:
        self._app = app
        self._api = api
        self._lock = threading.Lock()
        self._made: dict[str, Any] | None = None

    def __call__(self) -> dict[str, Any]:
        with self._lock:
            if self._made is None:
                spec = self._api.spec
                for endpoints in (blueprint, private):
                    endpoints.register_views_in_doc(self._api, self._app, spec, name=endpoints.name, parameters=None)
                    spec.tag({"name": endpoints.name, "description": endpoints.description})
                spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
                spec.components.security_scheme("desk", DESK)
                self._made = spec.to_dict()
            return self._made
