"""A browser for tests: it keeps cookies, and sends forms with the fields that stand in them."""

import re
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery staple"
_FORM = re.compile(r'<form[^>]*?(?: action="(?P<action>[^"]*)")?>(?P<body>.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"')


@dataclass
class Visitor:
    """Somebody with a browser."""

    client: FlaskClient

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page, as a browser asks for it."""
        return self.client.get(path, headers={"Accept": "text/html", **headers})

    def post(self, path: str, **fields: str) -> TestResponse:
        """A form with these fields alone, as another site could make a browser send it."""
        return self.client.post(path, data=fields, headers={"Accept": "text/html"})

    def hidden(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of the form on a page that is sent to `action`."""
        html = self.get(page).text
        for form in _FORM.finditer(html):
            if (form["action"] or page) == action:
                return {unescape(name): unescape(value) for name, value in _FIELD.findall(form["body"])}
        raise AssertionError((action, html))

    def fill(self, page: str, action: str, **fields: str) -> TestResponse:
        """Fill a page's form in, and send it."""
        return self.post(action, **{**self.hidden(page, action), **fields})

    def sign_in(self, email: str, password: str = PASSWORD, wanted: str = "") -> TestResponse:
        """Fill the sign-in page in."""
        page = f"/desk/sign-in?next={wanted}" if wanted else "/desk/sign-in"
        return self.fill(page, "/desk/sign-in", email=email, password=password)

    def sign_in_by_force(self, email: str) -> TestResponse:
        """Sign in with the sign-in form of another tab, which was open before this browser was signed in."""
        kept = self.client.get_cookie("desk")
        self.client.delete_cookie("desk")
        fields = self.hidden("/desk/sign-in", "/desk/sign-in")
        if kept:
            self.client.set_cookie("desk", kept.value)
        return self.post("/desk/sign-in", email=email, password=PASSWORD, **fields)

    def cookie(self, name: str = "desk") -> str | None:
        """What the browser keeps under this name."""
        found = self.client.get_cookie(name)
        return found.value if found else None


def press(visitor: Visitor, page: str, **fields: str) -> TestResponse:
    """Press a button of the page as it is now."""
    return visitor.fill(page, page, **fields)


def alert(answer: TestResponse) -> str:
    """What a page says that is wrong."""
    found = re.search(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return unescape(" ".join(re.sub("<[^>]*>", " ", found[1]).split()))
