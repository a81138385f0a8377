"""Following sessions in a browser, without an account and with one; public pages know nothing of it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.limits import FOLLOW_PER_VISITOR
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.http.cookies import CSRF_FIELD
from scheduler.services.digests import digest_of
from scheduler.services.following import MOST_FOLLOWED
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import Came
from scheduler.services.users import create_user
from scheduler.store.attempts import count_attempt
from scheduler.store.followers import add_bookmarks, follower_of
from scheduler.web.public.agenda import agenda_html
from scheduler.web.public.session import session_html
from scheduler.web.visit import visit
from tests.api.forum import FIRST
from tests.web.html import Page, read

OURS = {"Sec-Fetch-Site": "same-origin"}
ORIGIN = "http://127.0.0.1:8000"


def mine(client: FlaskClient) -> Page:
    answer = client.get("/forum/my", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def send(client: FlaskClient, path: str, fields: Mapping[str, str], headers: Mapping[str, str] = OURS) -> int:
    return client.post(f"/forum/{path}", data=fields, headers=headers).status_code


def press(client: FlaskClient, path: str, **fields: str) -> int:
    """Send a form of the page, with the proof that it carries."""
    proof = mine(client).values()[CSRF_FIELD][0]
    return send(client, path, {CSRF_FIELD: proof, **fields}, {})


def titles(client: FlaskClient) -> list[str]:
    return [heading.text for heading in mine(client).all("h4")]


def address(client: FlaskClient) -> str:
    """The path of the calendar that the page shows; empty if it shows none."""
    found = [e.attributes["value"] for e in mine(client).all("input") if e.attributes.get("id") == "address"]
    return found[0].removeprefix(ORIGIN) if found else ""


def test_a_star_is_pressed_and_the_session_stands_among_mine(forum: FlaskClient) -> None:
    agenda = read(forum.get("/forum/").text)
    buttons = {e.attributes["value"]: e.attributes for e in agenda.all("button") if e.attributes.get("class") == "star"}
    assert set(buttons) == {"1", "2"}  # not what is cancelled
    form = next(e for e in agenda.all("form") if e.attributes.get("id") == buttons["2"]["form"])
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/forum/my")
    answer = forum.post(form.attributes["action"], data={buttons["2"]["name"]: "2"}, headers=OURS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/forum/my?followed=2")
    cookie = answer.headers["Set-Cookie"]
    assert re.fullmatch(
        r"follow-forum=[\w-]{43}; Expires=[^;]+; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax", cookie
    ), cookie
    assert "You follow Data for all now." in read(forum.get(answer.headers["Location"]).text).lines
    assert titles(forum) == ["Data for all"]
    feed = forum.get(address(forum))
    assert (feed.status_code, feed.data.count(b"BEGIN:VEVENT")) == (200, 1)
    assert press(forum, "my", unfollow="2") == 303
    assert (titles(forum), address(forum) != "") == ([], True)


def test_no_public_page_differs_by_who_follows(forum: FlaskClient) -> None:
    """So that caches may keep them; and nobody who follows nothing is given a cookie."""
    pages = ("/forum/", "/forum/sessions/1", "/forum/people/eve", "/forum/my")
    before = [forum.get(page) for page in pages]
    assert [answer.headers.get("Set-Cookie") for answer in before] == [None] * 4
    assert send(forum, "my", {"follow": "1"}) == 303
    after = [forum.get(page) for page in pages]
    assert [a.data == b.data for a, b in zip(before, after, strict=True)] == [True, True, True, False]
    assert [answer.headers["Cache-Control"] for answer in after] == [
        *["public, max-age=60, stale-while-revalidate=600"] * 3,
        "no-store",
    ]
    assert ("Cookie" in after[0].headers["Vary"], after[3].headers["Vary"]) == (False, "Cookie")
    assert {name: after[3].headers[name] for name in ("Referrer-Policy", "X-Robots-Tag")} == {
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


VOUCHED: Mapping[str, tuple[dict[str, str], int]] = {
    "our page": ({"Sec-Fetch-Site": "same-origin"}, 303),
    "an older browser": ({"Origin": ORIGIN}, 303),
    "one that says nothing": ({}, 200),
    "another site": ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, 200),
    "a neighbour": ({"Sec-Fetch-Site": "same-site"}, 200),
    "a sandbox": ({"Origin": "null"}, 200),
    "a name that begins alike": ({"Origin": f"{ORIGIN}.evil.example"}, 200),
}
"""What browsers say of where a form comes from, and whether it is taken at once or asked about."""


def test_only_our_own_pages_follow_for_somebody(app: Flask, forum: FlaskClient) -> None:  # noqa: ARG001 - released
    told, asked = {}, app.test_client()
    for name, (headers, _) in VOUCHED.items():
        somebody = app.test_client()
        told[name] = (headers, send(somebody, "my", {"follow": "1"}, headers))
        assert len(titles(somebody)) == (2 if told[name][1] == 303 else 0)
    assert told == VOUCHED
    question = read(asked.post("/forum/my", data={"follow": "1"}).text)
    answered = {name: values[0] for name, values in question.values().items()} | {"follow": "1"}
    assert send(asked, "my", {"follow": "1", CSRF_FIELD: "x" * 64}, {}) == 400
    assert send(asked, "my", answered | {CSRF_FIELD: "x" * 64}, {}) == 400
    assert send(asked, "my", answered, {}) == 303
    assert titles(asked) == ["Opening (part 1)", "Opening II"]


def test_another_site_takes_nobodys_cookie_away(forum: FlaskClient) -> None:
    """Its form comes without our cookies (SameSite=Lax), but the browser keeps those of the answer."""
    send(forum, "my", {"follow": "1"})
    question = forum.application.test_client().post("/forum/my", data={"follow": "2"})
    for cookie in question.headers.getlist("Set-Cookie"):
        name, _, value = cookie.partition(";")[0].partition("=")
        forum.set_cookie(name, value)
    assert titles(forum) == ["Opening (part 1)", "Opening II"]
    answered = {name: values[0] for name, values in read(question.text).values().items()}
    assert send(forum, "my", {**answered, "follow": "2"}, {}) == 303
    assert titles(forum) == ["Opening (part 1)", "Opening II", "Data for all"]


def test_what_was_cancelled_stays_among_mine_until_it_is_let_go(forum: FlaskClient) -> None:
    send(forum, "my", {"follow": "3"})
    (star,) = (e for e in mine(forum).all("button") if e.attributes.get("class") == "star")
    assert (titles(forum), star.attributes["aria-label"]) == (["Cancelled Night"], "Stop following Night")
    assert press(forum, "my", unfollow=star.attributes["value"]) == 303
    assert titles(forum) == []


def test_what_takes_away_needs_a_proof(forum: FlaskClient) -> None:
    send(forum, "my", {"follow": "1"})
    theirs = {"Sec-Fetch-Site": "cross-site"}
    for path, fields in (("my", {"unfollow": "1"}), ("my/calendar", {}), ("my/forget", {}), ("my/account", {})):
        assert send(forum, path, fields, theirs) == 400
    assert len(titles(forum)) == 2


def test_renewing_and_deleting_end_the_address_of_before(forum: FlaskClient) -> None:
    send(forum, "my", {"follow": "1"})
    first = address(forum)
    assert "The address above then works no more." in forum.get("/forum/my").text
    assert press(forum, "my/calendar") == 303
    second = address(forum)
    assert (first != second, [forum.get(each).status_code for each in (first, second)]) == (True, [410, 200])
    assert press(forum, "my/forget") == 303
    assert forum.get_cookie("follow-forum") is None
    assert (forum.get(second).status_code, titles(forum), address(forum)) == (410, [], "")


def test_a_cookie_that_nobody_gave_out_becomes_nobodys(forum: FlaskClient) -> None:
    """Who plants a cookie in another's browser does not learn what they follow."""
    forum.set_cookie("follow-forum", "p" * 43)
    send(forum, "my", {"follow": "1"})
    given = forum.get_cookie("follow-forum")
    assert given is not None
    assert given.value != "p" * 43


def test_what_is_not_public_can_not_be_followed(forum: FlaskClient) -> None:
    assert [send(forum, "my", {"follow": code}) for code in ("404", "\u00e9" * 500, "1\n")] == [404, 404, 404]
    assert send(forum, "my", {"follow": "404"}, {}) == 404
    assert send(forum, "my", {}) == 303
    assert [forum.get(f"/forum/my/{path}").status_code for path in ("calendar", "forget", "account")] == [303] * 3
    assert forum.get("/nowhere/my").status_code == 404
    assert forum.get_cookie("follow-forum") is None


def test_an_account_keeps_its_own_and_takes_over_what_the_browser_followed(
    forum: FlaskClient, client: FlaskClient, edges: Edge
) -> None:
    """Its address is shown once, since nothing is stored that could make it again."""
    send(forum, "my", {"follow": "1"})
    browsers = address(forum)
    create_user(
        edges.database,
        Passwords(),
        "ana@forum.example",
        Grant("viewer", "forum"),
        now=FIRST,
        new_password=lambda: "a long password",
    )
    came = Came("192.0.2.1")
    cookie = edges.sign_ins.sign_in("ana@forum.example", "a long password", came, edges.clock())
    client.set_cookie("desk", cookie)
    assert (titles(client), address(client)) == ([], "")
    assert "An address that was shown before then works no more." in client.get("/forum/my").text
    assert send(client, "my", {"follow": "2"}) == 303
    assert press(client, "my/account") == 303
    assert titles(client) == ["Opening (part 1)", "Opening II", "Data for all"]
    assert client.get(browsers).data.count(b"BEGIN:VEVENT") == 3
    proof = mine(client).values()[CSRF_FIELD][0]
    shown = read(client.post("/forum/my/calendar", data={CSRF_FIELD: proof}).text)
    (url,) = (e.attributes["value"] for e in shown.all("input") if e.attributes.get("id") == "address")
    assert (client.get(url.removeprefix(ORIGIN)).status_code, client.get(browsers).status_code) == (200, 410)
    client.delete_cookie("desk")
    assert titles(client) == []


def test_who_follows_without_end_is_stopped(forum: FlaskClient, edges: Edge) -> None:
    send(forum, "my", {"follow": "1"})
    cookie = forum.get_cookie("follow-forum")
    assert cookie is not None
    with edges.database.storing() as session:
        follower = follower_of(session, 1, digest=digest_of(cookie.value))
        assert follower is not None
        add_bookmarks(session, follower, [f"X{number}" for number in range(MOST_FOLLOWED - 1)])
        for _ in range(FOLLOW_PER_VISITOR.most - 1):
            count_attempt(session, FOLLOW_PER_VISITOR, str(follower.id), edges.clock())
        session.commit()
    assert [send(forum, "my", {"follow": "2"}) for _ in range(2)] == [422, 429]
    answer = forum.post("/forum/my", data={"follow": "2"}, headers=OURS)
    assert answer.headers["Retry-After"] == "900"


def test_the_readers_zone_stays_in_what_leads_on(forum: FlaskClient) -> None:
    kept = "tz=Pacific%2FFiji"
    agenda = read(forum.get(f"/forum/?{kept}").text)
    (action,) = (e.attributes["action"] for e in agenda.all("form") if e.attributes.get("id") == "follow")
    answer = forum.post(action, data={"follow": "1"}, headers=OURS)
    assert answer.headers["Location"] == f"/forum/my?followed=1&{kept}"
    actions = [e.attributes["action"] for e in read(forum.get(answer.headers["Location"]).text).all("form")[:-1]]
    assert actions == [f"/forum/{path}?{kept}" for path in ("my/calendar", "my", "my/forget")]


def test_pages_without_a_service_behind_them_offer_nothing_to_follow(app: Flask, forum: FlaskClient) -> None:  # noqa: ARG001 - released
    with app.test_request_context("/forum/"):
        arrived = replace(visit("forum"), follows=False)
        items = arrived.release.items
        pages = [read(agenda_html(arrived, items)), read(session_html(arrived, items[:1], ()))]
    forms = [form.attributes.get("method") for page in pages for form in page.all("form")]
    assert ("post" in forms, [link for page in pages for link in page.links() if "/my" in link]) == (False, [])
