"""Signing in and out by the pages: what lets in, what does not, and what a browser is left with."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.http.context import Edge
from scheduler.services.users import disable_user
from tests.fakes import SteppingClock
from tests.web.desk.browsing import PASSWORD, Visitor

Browsers = Callable[[], Visitor]
MINUTES = 60


def test_who_knows_the_password_is_let_in(browser_of: Browsers) -> None:
    visitor = browser_of()
    answer = visitor.sign_in(" Ana@Forum.example ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/")
    page = visitor.get("/desk/")
    assert page.status_code == 200
    assert re.findall("<h2>(.*?)</h2>\n<p>(.*?)<", page.text) == [("Forum", "You are editor in forum.")]
    assert visitor.get("/desk/sign-in").headers["Location"] == "/desk/"


def test_each_sees_the_events_that_they_have_a_role_in(browser_of: Browsers) -> None:
    visitor = browser_of()
    visitor.sign_in("bob@forum.example")
    assert "You are owner in every event." in visitor.get("/desk/").text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("ana@forum.example", "wrong horse battery staple", id="wrong password"),
        pytest.param("ana@forum.example", PASSWORD.upper(), id="in capitals"),
        pytest.param("ana@forum.example", PASSWORD + " ", id="a space more"),
        pytest.param("ana@forum.example", "", id="none"),
        pytest.param("ana@forum.example", "x" * 10_000, id="endless"),
        pytest.param("eve@forum.example", PASSWORD, id="nobody's address"),
        pytest.param("ana\x00@forum.example", "x", id="NUL in the address"),
        pytest.param("", PASSWORD, id="no address"),
        pytest.param("x" * 5000, PASSWORD, id="endless address"),
        pytest.param("' OR 1=1 --", PASSWORD, id="SQL"),
    ],
)
def test_nobody_else_is_and_all_are_told_the_same(browser_of: Browsers, email: str, password: str) -> None:
    visitor = browser_of()
    answer = visitor.sign_in(email, password)
    assert (answer.status_code, visitor.cookie()) == (422, None)
    assert re.findall('<p class="note" role="alert">(.*?)</p>', answer.text) == [
        "That address and password do not belong together. Check both."
    ]
    assert visitor.get("/desk/").status_code == 303


def test_the_cookie_is_for_the_server_alone(browser_of: Browsers) -> None:
    answer = browser_of().sign_in("ana@forum.example")
    (given,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("desk=")]
    secret = given.partition(";")[0].removeprefix("desk=")
    assert re.fullmatch("[A-Za-z0-9_-]{43}", secret)  # 43 times 6 bits: 256
    assert given == f"desk={secret}; HttpOnly; Path=/; SameSite=Lax"


def test_only_digests_are_stored(ana: Visitor, users: Edge) -> None:
    """Nothing in a dump signs anybody in."""
    with users.database.reading() as session:
        (row,) = session.execute(text("SELECT * FROM sign_in")).all()
        (password,) = session.execute(text("SELECT password FROM account WHERE email = 'ana@forum.example'")).one()
    assert (ana.cookie() or "?") not in repr(row)
    assert row.digest in repr(row)
    assert password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    stranger = Visitor(ana.client.application.test_client())
    stranger.client.set_cookie("desk", row.digest)
    assert stranger.get("/desk/").status_code == 303


def test_a_cookie_of_before_is_never_the_one_of_after(browser_of: Browsers, ana: Visitor) -> None:
    """Session fixation: whoever planted a cookie learns nothing by it, be it one that was signed in or none."""
    first = ana.cookie()
    victim = browser_of()
    victim.client.set_cookie("desk", first or "")
    victim.client.set_cookie("desk", "A" * 43)
    victim.sign_in("bob@forum.example")
    assert victim.cookie() not in {first, "A" * 43}
    planted = browser_of()
    planted.client.set_cookie("desk", "A" * 43)
    assert planted.get("/desk/").status_code == 303


def test_signing_in_again_ends_what_the_browser_had(browser_of: Browsers, ana: Visitor) -> None:
    old = ana.cookie() or ""
    ana.sign_in_by_force("ana@forum.example")
    thief = browser_of()
    thief.client.set_cookie("desk", old)
    assert (thief.get("/desk/").status_code, ana.get("/desk/").status_code) == (303, 200)


def test_signing_out_ends_it_at_the_server(ana: Visitor) -> None:
    old = ana.cookie() or ""
    answer = ana.fill("/desk/", "/desk/sign-out")
    assert (answer.headers["Location"], ana.cookie()) == ("/desk/sign-in", None)
    ana.client.set_cookie("desk", old)
    assert ana.get("/desk/").status_code == 303


def test_signing_out_everywhere_ends_all_of_ones_own(browser_of: Browsers, ana: Visitor) -> None:
    phone, bob = browser_of(), browser_of()
    phone.sign_in("ana@forum.example")
    bob.sign_in("bob@forum.example")
    assert ana.get("/desk/account").text.count('class="card"') == 2
    ana.fill("/desk/account", "/desk/account/sign-out-everywhere")
    assert [each.get("/desk/").status_code for each in (ana, phone, bob)] == [303, 303, 200]


def test_disabling_ends_it(ana: Visitor, users: Edge, browser_of: Browsers) -> None:
    disable_user(users.database, "ana@forum.example", users.clock())
    assert ana.get("/desk/").status_code == 303
    answer = browser_of().sign_in("ana@forum.example")
    assert (answer.status_code, "do not belong together" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("steps", "is_in"),
    [
        pytest.param((480 * MINUTES - 1,), True, id="a second before it is idle"),
        pytest.param((480 * MINUTES,), False, id="idle"),
        pytest.param((479 * MINUTES,) * 21, True, id="seen again and again, for 167 hours"),
        pytest.param((479 * MINUTES,) * 21 + (MINUTES * 21,), False, id="168 hours old"),
    ],
)
def test_it_ends_by_itself(ana: Visitor, clock: SteppingClock, steps: tuple[int, ...], is_in: bool) -> None:  # noqa: FBT001 - a table
    status = 200
    for step in steps:
        assert status == 200
        clock.step(step)
        status = ana.get("/desk/").status_code
    assert status == (200 if is_in else 303)


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/desk/account", "/desk/account"),
        ("/desk/forum/plan?day=2017-06-12%26room=popov", "/desk/forum/plan?day=2017-06-12&room=popov"),
        ("//evil.example", "/desk/"),
        ("/%5Cevil.example", "/desk/"),
        ("%5C%5Cevil.example", "/desk/"),
        ("https:evil.example", "/desk/"),
        ("https://evil.example/desk/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/desk/%0d%0aSet-Cookie:x=1", "/desk/"),
        ("/desk/%5C..", "/desk/"),
        ("/desk//evil.example", "/desk//evil.example"),
        ("%09/desk/", "/desk/"),
        ("/deskevil", "/desk/"),
        (" /desk/account", "/desk/"),
        ("/wsis-2017/", "/desk/"),
    ],
)
def test_next_leads_to_the_desk_alone(browser_of: Browsers, wanted: str, led: str) -> None:
    visitor = browser_of()
    answer = visitor.sign_in("ana@forum.example", wanted=wanted)
    assert answer.headers["Location"] == led
    assert visitor.get(f"/desk/sign-in?next={wanted}").headers["Location"] == led


def test_next_in_the_form_is_looked_at_again(browser_of: Browsers) -> None:
    visitor = browser_of()
    fields = visitor.hidden("/desk/sign-in", "/desk/sign-in") | {"next": "https://evil.example/"}
    answer = visitor.post("/desk/sign-in", email="ana@forum.example", password=PASSWORD, **fields)
    assert answer.headers["Location"] == "/desk/"


def test_whoever_is_not_signed_in_comes_back_to_where_they_wanted(browser_of: Browsers) -> None:
    visitor = browser_of()
    sent = visitor.get("/desk/account?changed=1").headers["Location"]
    assert sent == "/desk/sign-in?next=%2Fdesk%2Faccount%3Fchanged%3D1"
    assert visitor.fill(sent, "/desk/sign-in", email="ana@forum.example", password=PASSWORD).headers["Location"] == (
        "/desk/account?changed=1"
    )


@pytest.mark.parametrize(
    ("form", "led"),
    [
        ("/desk/account/password", "/desk/account?lost=1"),
        ("/desk/account/tokens/1/revoke", "/desk/account?lost=1"),
        ("/desk/forum/releases/scheduled/1/cancel", "/desk/forum/releases?lost=1"),
        ("/desk/sign-out", "/desk/"),
    ],
)
def test_a_form_sent_while_signed_out_leads_back_to_its_page(browser_of: Browsers, form: str, led: str) -> None:
    visitor = browser_of()
    sent = visitor.post(form).headers["Location"]
    answer = visitor.fill(sent, "/desk/sign-in", email="ana@forum.example", password=PASSWORD)
    while (page := visitor.get(answer.headers["Location"])).status_code == 303:
        answer = page
    assert answer.headers["Location"] == led
    assert (page.status_code, "Not done: you were signed out. Press again." in page.text) == (200, "lost" in led)


FORMS = [
    "/desk/sign-out",
    "/desk/account/password",
    "/desk/account/sign-out-everywhere",
    "/desk/account/tokens",
    "/desk/account/tokens/1/revoke",
]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "of somebody else", "of a stranger"])
def test_what_other_sites_send_is_refused(browser_of: Browsers, ana: Visitor, path: str, token: str | None) -> None:
    fields: dict[str, Any] = {"password": "another good password", "again": "another good password", "old": PASSWORD}
    if token == "of somebody else":
        bob = browser_of()
        bob.sign_in("bob@forum.example")
        token = bob.hidden("/desk/", "/desk/sign-out")["csrf_token"]
    elif token == "of a stranger":
        token = browser_of().hidden("/desk/sign-in", "/desk/sign-in")["csrf_token"]
    if token is not None:
        fields["csrf_token"] = token
    answer = ana.post(path, **fields)
    assert (answer.status_code, "not sent by a page of ours" in answer.text) == (400, True)
    assert ana.get("/desk/").status_code == 200


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/forgotten", "/desk/reset/" + "A" * 43])
def test_nobody_is_signed_in_by_another_site(browser_of: Browsers, path: str) -> None:
    """Login CSRF: without the cookie of our own form, or with one that a stranger got, nothing happens."""
    stranger = browser_of().hidden("/desk/sign-in", "/desk/sign-in")["csrf_token"]
    for with_cookie in (False, True):
        victim = browser_of()
        if with_cookie:
            victim.get("/desk/sign-in")
        for fields in ({}, {"csrf_token": stranger}):
            answer = victim.post(path, email="bob@forum.example", password=PASSWORD, **fields)
            assert (answer.status_code, victim.cookie()) == (400, None)


@pytest.mark.parametrize("path", ["/desk/", "/desk/account", "/desk/sign-in", "/desk/forgotten"])
def test_pages_of_the_desk_are_kept_nowhere_and_found_by_nobody(ana: Visitor, path: str, browser_of: Browsers) -> None:
    visitor = ana if path in {"/desk/", "/desk/account"} else browser_of()
    answer = visitor.get(path, **{"Accept-Encoding": "gzip"})
    wanted = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Content-Encoding", "Vary")
    assert (answer.status_code, [answer.headers.get(name) for name in wanted]) == (
        200,
        ["private, no-store", "noindex", "same-origin", None, "Cookie"],
    )
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("/desk/nowhere", 404), ("/desk/sign-out", 405)])
def test_errors_at_the_desk_are_pages(ana: Visitor, path: str, status: int) -> None:
    answer = ana.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
