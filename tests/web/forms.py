"""Pages and forms of whoever comes without an account, as a browser without JavaScript asks for them."""

from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.html import Page, read

OURS = {"Sec-Fetch-Site": "same-origin"}
HTML = {"Accept": "text/html"}


def post(
    client: FlaskClient, path: str, fields: Mapping[str, object], headers: Mapping[str, str] = OURS
) -> TestResponse:
    """The answer to a form, sent from one of our own pages unless `headers` say otherwise."""
    return client.post(path, data=fields, headers={**HTML, **headers})


def mine(client: FlaskClient, path: str) -> Page:
    """A page that is there."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return read(answer.text)
