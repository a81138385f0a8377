"""Where the service is mounted: told by BASE_URL alone, never by a request."""

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.routing import RequestRedirect


def register(app: Flask, base_url: str) -> None:
    """The app takes neither its place nor its host from requests. To be called after whatever else is put around it."""
    app.wsgi_app = _Mounted(app.wsgi_app, base_url)  # type: ignore[method-assign] # the framework's own way
    app.before_request(_stay_here)


class _Mounted:
    """A WSGI application around `app`, whose SCRIPT_NAME is the path of `base_url` for every request.

    Some servers take SCRIPT_NAME from a header that any client can send, and every link of a page begins with it: a
    page kept by a proxy would then lead its next readers elsewhere. What the server took off the path is put back. A
    proxy may hand paths over with the prefix or without it.
    """

    def __init__(self, app: WSGIApplication, base_url: str) -> None:
        self._app = app
        self._prefix = prefix_of(base_url)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = path_below(self._prefix, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""))
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = self._prefix, path
        return self._app(environ, start_response)


def prefix_of(base_url: str) -> str:
    """What the path of every address of the service begins with, mostly nothing, as WSGI writes paths."""
    # WSGI hands the path's bytes over as Latin-1 (PEP 3333).
    return unquote_to_bytes(urlsplit(base_url).path).decode("latin-1")


def path_below(prefix: str, script_name: str, path_info: str) -> str:
    """The path below `prefix` of what a server handed over as these two, wherever it drew the line between them."""
    path = f"{script_name}{path_info}"
    return path.removeprefix(prefix) if prefix and path.startswith(f"{prefix}/") else path


def _stay_here() -> None:
    """Redirect to the one form of an address by its path alone: the Host header chooses no other site.

    The path begins with one slash, since two would be read as the name of a host.
    """
    found = request.routing_exception
    if isinstance(found, RequestRedirect):
        there = urlsplit(found.new_url)
        path = "/" + there.path.lstrip("/\\")
        found.new_url = f"{path}?{there.query}" if there.query else path
