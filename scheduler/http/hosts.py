"""Which host a request may name: links and cookies of another one would be somebody else's."""

import re

from flask import Flask, abort, request

_HOST = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)
# Balancers ask for these by whatever address a process happens to have, and they tell nothing.
_FOR_ANYBODY = frozenset({"/healthz", "/readyz"})


def register(app: Flask, hosts: frozenset[str]) -> None:
    """The app answers requests to these hosts alone, any port of them; others are a 400.

    Whatever answers before the app's routing has to ask `is_trusted` itself.
    """

    def check() -> None:
        if request.path not in _FOR_ANYBODY and not is_trusted(request.environ.get("HTTP_HOST", ""), hosts):
            abort(400, "This service does not answer to that host. TRUSTED_HOSTS says which it answers to.")

    app.before_request(check)


def is_trusted(header: str, hosts: frozenset[str]) -> bool:
    """Whether a Host header names one of these, with whatever port; without a header (HTTP/1.0) there is no harm."""
    found = _HOST.fullmatch(header)
    return not header or (found is not None and found["host"].lower().rstrip(".") in hosts)
