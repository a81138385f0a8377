"""Links of one page, from the place where its file lies."""

import pytest

from scheduler.cli.site.links import Linker

LINKER = Linker(
    {
        "/forum/": "forum/index.html",
        "/forum/?date=2017-06-12": "forum/days/2017-06-12/index.html",
        "/forum/rooms/popov": "forum/rooms/popov/index.html",
        "/forum/changes.atom": "forum/changes.atom",
    },
    "/programme",
    "https://forum.example/programme",
)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/programme/forum/", "../../"),
        ("/programme/forum/#s1-1", "../../#s1-1"),
        ("/programme/forum/?date=2017-06-12", "../../days/2017-06-12/"),
        ("/programme/forum/rooms/popov", "./"),
        ("/programme/forum/changes.atom", "../../changes.atom"),
        ("/programme/static/pages.0123.css", "../../../static/pages.0123.css"),
        ("/programme/forum/?track=a&amp;tz=b", "https://forum.example/programme/forum/?track=a&amp;tz=b"),
        ("/programme/forum/live", "https://forum.example/programme/forum/live"),
        ("/programme/", "https://forum.example/programme/"),
        ("#main", "#main"),
        ("mailto:desk@forum.example", "mailto:desk@forum.example"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
    ],
)
def test_a_link(link: str, expected: str) -> None:
    assert LINKER.relink(f'<a href="{link}">x</a>', "/forum/rooms/popov") == f'<a href="{expected}">x</a>'


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ('<form class="zone" method="get">', "https://forum.example/programme/forum/rooms/popov"),
        ('<form action="/programme/forum/" method="get">', "https://forum.example/programme/forum/"),
    ],
)
def test_forms_ask_the_service(form: str, expected: str) -> None:
    assert f'action="{expected}"' in LINKER.relink(form, "/forum/rooms/popov")
