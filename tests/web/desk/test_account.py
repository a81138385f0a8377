"""One's own account, and forgotten passwords, by the pages."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import text

from scheduler.http.context import Edge
from scheduler.services.accounts import list_tokens
from tests.fakes import SteppingClock
from tests.web.desk.browsing import PASSWORD, Visitor

Browsers = Callable[[], Visitor]
NEW = "another good password"
ACCOUNT, TOKENS = "/desk/account", "/desk/account/tokens"


def told(html: str) -> list[str]:
    """What a page says is wrong."""
    return [unescape(each) for each in re.findall('role="alert">(.*?)</p>', html)]


def link(edges: Edge) -> str:
    """The path of the link in the last mail."""
    with edges.database.reading() as session:
        body = session.execute(text("SELECT body FROM mail ORDER BY id DESC LIMIT 1")).scalar_one()
    (found,) = re.findall(r"http://127\.0\.0\.1:8000(/desk/reset/\S+)", body)
    return str(found)


def test_a_changed_password_goes_on_with_a_new_cookie(ana: Visitor, browser_of: Browsers) -> None:
    phone = browser_of()
    phone.sign_in("ana@forum.example")
    before = ana.cookie()
    answer = ana.fill(ACCOUNT, f"{ACCOUNT}/password", old=PASSWORD, password=NEW, again=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/account?changed=1")
    assert ana.cookie() != before
    assert [each.get(ACCOUNT).status_code for each in (ana, phone)] == [200, 303]
    assert browser_of().sign_in("ana@forum.example", NEW).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", NEW, NEW, "The present password is another."),
        (PASSWORD, NEW, NEW + "x", "The two are not the same. Type the new password twice."),
        (
            PASSWORD,
            "short",
            "short",
            "A password needs at least 12 characters. Four or five words of your own are a good one.",
        ),
        (PASSWORD, "x" * 1001, "x" * 1001, "A password has at most 1,000 characters, all of them whole."),
    ],
    ids=["wrong old one", "mistyped", "short", "endless"],
)
def test_a_password_that_is_not_changed(ana: Visitor, old: str, new: str, again: str, says: str) -> None:
    answer = ana.fill(ACCOUNT, f"{ACCOUNT}/password", old=old, password=new, again=again)
    assert (answer.status_code, told(answer.text)) == (422, [says])
    assert not any(secret in answer.text for secret in (NEW, PASSWORD, "x" * 20))


def test_a_token_is_shown_once_works_and_is_revoked(ana: Visitor, users: Edge) -> None:
    answer = ana.fill(ACCOUNT, TOKENS, name="<b>laptop", event="forum", role="editor", days="30")
    (secret,) = re.findall(r'value="(psk_[A-Za-z0-9_-]{32})"', answer.text)
    assert answer.status_code == 200
    page = ana.get(ACCOUNT).text
    assert (secret in page, "<b>laptop" in page, "&lt;b&gt;laptop" in page) == (False, False, True)
    headers = {"Authorization": f"Bearer {secret}"}
    assert ana.client.get("/api/v1/events/forum/conflicts", headers=headers).status_code == 200
    (token,) = list_tokens(users.database)
    assert (token.email, token.role, token.event) == ("ana@forum.example", "editor", "forum")
    assert ana.fill(ACCOUNT, f"{TOKENS}/{token.id}/revoke").status_code == 303
    assert ana.client.get("/api/v1/events/forum/conflicts", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"role": "owner"}, "A token can't give more than you have yourself."),
        ({"event": "other"}, "A token can't give more than you have yourself."),
        ({"event": ""}, "A token can't give more than you have yourself."),
        ({"role": "king"}, "A token can't give more than you have yourself."),
        ({"role": ""}, "A token can't give more than you have yourself."),
        ({"name": " "}, "A token needs a name of 1 to 100 characters."),
        ({"days": "0"}, "A token lives for 1 to 3650 days."),
        ({"days": "²"}, "A token lives for 1 to 3650 days."),
        ({"days": "9" * 5000}, "A token lives for 1 to 3650 days."),
    ],
    ids=str,
)
def test_a_token_that_is_not_made(ana: Visitor, users: Edge, fields: dict[str, str], says: str) -> None:
    answer = ana.fill(ACCOUNT, TOKENS, **({"name": "n", "event": "forum", "role": "viewer", "days": "30"} | fields))
    assert (answer.status_code, told(answer.text)) == (422, [says])
    assert list_tokens(users.database) == ()


def test_tokens_of_others_are_neither_seen_nor_revoked(ana: Visitor, browser_of: Browsers, users: Edge) -> None:
    bob = browser_of()
    bob.sign_in("bob@forum.example")
    bob.fill(ACCOUNT, TOKENS, name="Bob's machine", event="", role="owner", days="90")
    assert "machine" not in ana.get(ACCOUNT).text
    (token,) = list_tokens(users.database)
    csrf = ana.hidden(ACCOUNT, TOKENS)["csrf_token"]
    assert ana.post(f"{TOKENS}/{token.id}/revoke", csrf_token=csrf).status_code == 404
    assert ana.post(f"{TOKENS}/99999999999999999999/revoke", csrf_token=csrf).status_code == 404
    assert list_tokens(users.database)[0].revoked_at is None


def test_a_forgotten_password_is_set_anew_by_mail(ana: Visitor, browser_of: Browsers, users: Edge) -> None:
    visitor = browser_of()
    visitor.fill("/desk/forgotten", "/desk/forgotten", email="ana@forum.example")
    path = link(users)
    for _ in range(3):  # scanners of mail look first
        page = visitor.get(path)
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert visitor.client.head(path).status_code == 200
    answer = visitor.fill(path, path, password=NEW, again=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/sign-in?changed=1")
    assert "Your new password is set" in visitor.get("/desk/sign-in?changed=1").text
    assert (visitor.cookie(), ana.get(ACCOUNT).status_code) == (None, 303)
    assert visitor.get(path).status_code == 410
    assert visitor.sign_in("ana@forum.example", NEW).status_code == 303


def test_a_short_new_password_can_be_mended_with_the_same_link(browser_of: Browsers, users: Edge) -> None:
    visitor = browser_of()
    visitor.fill("/desk/forgotten", "/desk/forgotten", email="ana@forum.example")
    path = link(users)
    answer = visitor.fill(path, path, password="short", again="short")
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (422, "no-referrer")
    assert visitor.fill(path, path, password=NEW, again=NEW).status_code == 303


def test_who_asks_is_not_told_who_has_an_account(browser_of: Browsers) -> None:
    """The answers are the same to the byte, apart from the proof in the sign-out form that strangers do not have."""
    pages = []
    for email in ("ana@forum.example", "eve@forum.example", "no address"):
        answer = browser_of().fill("/desk/forgotten", "/desk/forgotten", email=email)
        pages.append((answer.status_code, answer.text))
    assert pages == [pages[0]] * 3


def test_the_link_is_of_our_own_address_whatever_the_request_says(browser_of: Browsers, users: Edge) -> None:
    visitor = browser_of()
    fields = visitor.hidden("/desk/forgotten", "/desk/forgotten")
    visitor.client.post(
        "/desk/forgotten",
        data=fields | {"email": "ana@forum.example"},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Host": "localhost:99"},
    )
    assert link(users).startswith("/desk/reset/")


def test_too_many_guesses_are_a_429_until_the_window_is_over(browser_of: Browsers, clock: SteppingClock) -> None:
    visitor = browser_of()
    statuses = [visitor.sign_in("ana@forum.example", "wrong").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    clock.step(300)
    answer = visitor.sign_in("ana@forum.example")
    assert (answer.status_code, answer.headers["Retry-After"], answer.mimetype) == (429, "600", "text/html")
    clock.step(600)
    assert visitor.sign_in("ana@forum.example").status_code == 303


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"]
)
def test_no_header_makes_one_client_many(browser_of: Browsers, header: str) -> None:
    """Resets are limited per address: twenty an hour."""
    visitor = browser_of()
    fields = visitor.hidden("/desk/forgotten", "/desk/forgotten")
    statuses = [
        visitor.client.post(
            "/desk/forgotten",
            data=fields | {"email": f"x{number}@forum.example"},
            headers={header: f"192.0.2.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert statuses == [200] * 20 + [429]


@pytest.mark.parametrize("form", [f"{ACCOUNT}/password", TOKENS])
def test_the_address_of_a_form_leads_back_to_the_account(ana: Visitor, form: str) -> None:
    """Where the bar of the browser stands after a password that was refused, or beside a new token."""
    answer = ana.get(form)
    assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT)
