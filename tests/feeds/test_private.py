"""Calendars behind a secret address, of the whole service: whose they are, what they hold, and how they end."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.roles import Actor, Grant
from scheduler.http.context import Edge
from scheduler.services.accounts import list_tokens, revoke_token
from scheduler.services.desk import Desks
from scheduler.services.feed_secrets import feed_secret_of, new_feed_secret
from scheduler.services.following import Visitor, follow, forget_all, renew_calendar, unfollow
from scheduler.services.founding import dissolve_event
from scheduler.services.passwords import Passwords
from scheduler.services.private_feeds import issue
from scheduler.services.users import create_user, disable_user, revoke_role
from scheduler.store.models.following import FeedTokenRow, FollowerRow
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, store
from tests.factories import placement, session
from tests.fakes import SteppingClock
from tests.ical_lint import lint, parse
from tests.statements import counted
from tests.tokens import token

Publish = Callable[[Programme, int], None]
API = "/api/v1/events/forum/feed-tokens"
COOKIE = "c" * 43
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(app: Flask, clock: SteppingClock) -> Edge:
    clock.set(FIRST)
    edges: Edge = app.extensions["scheduler"]
    return edges


def bearer(made: Edge, role: str, email: str = "ana@forum.example") -> dict[str, str]:
    return token(made, role, email=email, days=1)


def issued(forum: FlaskClient, made: Edge, role: str, **body: Any) -> dict[str, Any]:
    """A private calendar that somebody with a token of this role gave out; `address` is its path."""
    answer = forum.post(API, json=body, headers=bearer(made, role))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.get_json()
    assert told["url"] == f"http://127.0.0.1:8000/forum/feeds/{body['kind']}/{told['token']}.ics"
    return told | {"address": told["url"].removeprefix("http://127.0.0.1:8000")}


def shown(body: bytes, *names: str) -> list[tuple[str, ...]]:
    """These properties of each event, in the feed's order."""
    return [tuple(each[name].value for name in names) for each in parse(body).all("VEVENT")]


def keys(body: bytes) -> list[str]:
    return [uid.removesuffix("@forum.example").removeprefix("forum-") for (uid,) in shown(body, "UID")]


def browser(cookie: str | None = COOKIE) -> Visitor:
    return Visitor(None, cookie, "192.0.2.1")


def following(made: Edge, *codes: str) -> str:
    """The address of the calendar of a browser that follows these sessions."""
    cookie = None
    for code in codes:
        cookie = follow(
            made.database,
            made.reader.current("forum"),
            browser(cookie),
            code,
            now=made.clock(),
            new_cookie=lambda: COOKIE,
        )
    return f"/forum/feeds/personal/{feed_secret_of(COOKIE, 1)}.ics"


def test_what_a_browser_follows_is_a_calendar_that_takes_its_time(
    forum: FlaskClient, made: Edge, clock: SteppingClock
) -> None:
    """A bookmark is no registration: doors are as in public calendars."""
    address = following(made, "1")
    first = forum.get(address)
    assert (first.status_code, lint(first.data, secret=True)) == (200, [])
    assert shown(first.data, "UID", "TRANSP", "CLASS", "STATUS") == [
        ("forum-1-1@forum.example", "OPAQUE", "PUBLIC", "CONFIRMED"),
        ("forum-1-2@forum.example", "OPAQUE", "PUBLIC", "CONFIRMED"),
    ]
    assert b"?t=" not in first.data
    clock.step(60)
    assert forum.get(address).data == first.data
    release = made.reader.current("forum")
    follow(made.database, release, browser(), "2", now=made.clock(), new_cookie=lambda: "another")
    second = forum.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert keys(second.data) == ["1-1", "2-1", "1-2"]
    unfollow(made.database, "forum", browser(), "1", now=made.clock())
    third = forum.get(address, headers={"If-Modified-Since": second.headers["Last-Modified"]})
    assert keys(third.data) == ["2-1"]
    assert forum.get(address, headers={"If-None-Match": third.headers["ETag"]}).status_code == 304


def test_it_follows_what_releases_do_to_its_sessions(forum: FlaskClient, made: Edge, publish: Publish) -> None:
    """What was cancelled takes no time any more, and stays."""
    address = following(made, "2", "3")
    publish(MOVED, SECOND)
    assert shown(forum.get(address).data, "UID", "SEQUENCE", "STATUS", "TRANSP") == [
        ("forum-2-1@forum.example", "1", "CONFIRMED", "OPAQUE"),
        ("forum-3-1@forum.example", "1", "CANCELLED", "TRANSPARENT"),
    ]
    assert keys(forum.get(f"{address}?cancelled=0").data) == ["2-1"]
    assert keys(forum.get(f"{address}?room=popov").data) == []
    french = forum.get(f"{address}?lang=fr&alarm=5&cancelled=0")
    assert (parse(french.data)["NAME"].value, french.data.count(b"BEGIN:VALARM")) == ("Le forum: my sessions", 1)
    assert forum.get(f"{address}?room=nowhere").status_code == 400


def test_a_renewed_or_forgotten_calendar_is_gone_for_ever(forum: FlaskClient, made: Edge) -> None:
    first = following(made, "1")
    secret = renew_calendar(made.database, "forum", browser(), now=FIRST, new_secret=made.new_secret)
    second = f"/forum/feeds/personal/{secret}.ics"
    assert second != first
    assert [forum.get(each).status_code for each in (first, second)] == [410, 200]
    forget_all(made.database, "forum", browser(), now=FIRST)
    assert [forum.get(each).status_code for each in (first, second)] == [410, 410]


def test_a_persons_calendar_lets_them_in_as_who_they_are(forum: FlaskClient, made: Edge, clock: SteppingClock) -> None:
    """The pass is good as long as the calendar is, and says nothing to whoever has none."""
    told = issued(forum, made, "editor", kind="personal", person="bob")
    feed = forum.get(told["address"])
    assert (feed.status_code, lint(feed.data, secret=True)) == (200, [])
    assert shown(feed.data, "UID", "TRANSP", "CLASS") == [("forum-1-1@forum.example", "OPAQUE", "PRIVATE")]
    door = parse(feed.data).all("VEVENT")[0]["CONFERENCE"].value.removeprefix("http://127.0.0.1:8000")
    assert re.fullmatch(r"/join/forum-1-1\?t=tkt_[A-Za-z0-9_-]{32}", door)
    clock.set("2017-06-12T08:31")

    def opens(path: str) -> Any:
        return forum.get(path, headers={"Accept": "application/json"}).get_json()["opens_at"]

    assert [opens(path) for path in (door, "/join/forum-1-1")] == [
        "2017-06-12T08:30:00+02:00",
        "2017-06-12T08:45:00+02:00",
    ]
    assert forum.delete(f"{API}/{told['id']}", headers=bearer(made, "editor")).status_code == 204
    assert (forum.get(told["address"]).status_code, opens(door)) == (410, "2017-06-12T08:45:00+02:00")


@sqlite
def test_a_person_has_also_what_they_are_not_named_in(forum: FlaskClient, made: Edge, publish: Publish) -> None:
    """Whoever is announced later has to be there all the same; nobody else learns of it."""
    quiet = tuple(
        replace(each, visibility="unnamed" if each.person == "ada" else "public")
        for each in FORUM.session["1"].appearances
    )
    sessions = tuple(replace(s, appearances=quiet) if s.code == "1" else s for s in FORUM.sessions)
    publish(ordered(replace(FORUM, sessions=sessions)), SECOND)
    told = issued(forum, made, "editor", kind="personal", person="ada")
    feed = forum.get(told["address"])
    assert keys(feed.data) == ["1-1", "1-2"]
    assert b"To be named" in feed.data


HIDDEN = ordered(
    replace(
        MOVED,
        sessions=(
            *MOVED.sessions,
            session("9", title="Internal", visibility="internal"),
            session("8", title="Proposed", state="proposed"),
        ),
        placements=(
            *MOVED.placements,
            placement("9", "2017-06-12T15:30", "2017-06-12T16:00", "popov"),
            placement("8", "2017-06-12T16:00", "2017-06-12T17:00", "popov"),
        ),
    )
)


def test_the_drafts_calendar_is_what_the_next_release_would_say(
    forum: FlaskClient, made: Edge, publish: Publish
) -> None:
    """With the UIDs of the public ones, so that whoever throws both together has the newer of each."""
    told = issued(forum, made, "viewer", kind="desk")
    before = forum.get(told["address"])
    assert (lint(before.data, secret=True), set(shown(before.data, "STATUS", "TRANSP", "CLASS"))) == (
        [],
        {("TENTATIVE", "TRANSPARENT", "PRIVATE")},
    )
    public = forum.get("/forum/feeds/programme.ics")
    facts = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "URL")
    assert shown(before.data, *facts) == shown(public.data, *facts)
    store(made.database, HIDDEN)
    with made.database.writing("forum") as edit:  # `store` writes no log
        edit.commit()
    after = forum.get(told["address"])
    assert lint(after.data, secret=True) == []
    assert shown(after.data, "UID", "SEQUENCE", "SUMMARY") == [
        ("forum-1-1@forum.example", "0", "Opening (part 1)"),
        ("forum-1-2@forum.example", "0", "Opening II"),
        ("forum-2-1@forum.example", "1", "Data for all"),
        ("forum-9-1@forum.example", "0", "Internal"),
        ("forum-8-1@forum.example", "0", "Proposed"),
    ]
    assert forum.get(told["address"]).data == after.data
    publish(MOVED, SECOND)
    assert ("forum-2-1@forum.example", "1") in shown(forum.get("/forum/feeds/programme.ics").data, "UID", "SEQUENCE")


def signed_in(made: Edge, email: str) -> str:
    """The path of a draft's calendar of somebody who has a role, but no API token."""
    create_user(
        made.database, Passwords(), email, Grant("viewer", "forum"), now=FIRST, new_password=lambda: "a long password"
    )
    desk = Desks(made.database).open("forum")
    actor = Actor(email, (Grant("viewer", "forum"),))
    given = issue(made.database, desk, actor, kind="desk", now=FIRST, new_secret=made.new_secret)
    return f"/forum/feeds/desk/{given.secret}.ics"


def test_a_drafts_calendar_ends_with_the_role_or_account_of_who_made_it(forum: FlaskClient, made: Edge) -> None:
    addresses = [signed_in(made, email) for email in ("eve@forum.example", "pat@forum.example")]
    assert [forum.get(each).status_code for each in addresses] == [200, 200]
    revoke_role(made.database, "eve@forum.example", "forum", None, FIRST)
    assert [forum.get(each).status_code for each in addresses] == [410, 200]
    disable_user(made.database, "pat@forum.example", FIRST)
    assert [forum.get(each).status_code for each in addresses] == [410, 410]


def test_one_made_with_an_api_token_ends_with_the_token(forum: FlaskClient, made: Edge, clock: SteppingClock) -> None:
    revoked, expiring = (issued(forum, made, "viewer", kind="desk")["address"] for _ in range(2))
    first = min(each.id for each in list_tokens(made.database))
    revoke_token(made.database, first, FIRST)
    assert [forum.get(each).status_code for each in (revoked, expiring)] == [410, 200]
    clock.step(86_400)
    assert [forum.get(each).status_code for each in (revoked, expiring)] == [410, 410]


@sqlite
def test_what_they_say_over_http(forum: FlaskClient, made: Edge) -> None:
    """Of one client alone, and as careful as public ones."""
    address = following(made, "1")
    plain = forum.get(address)
    packed = forum.get(address, headers={"Accept-Encoding": "gzip"})
    head = forum.head(address)
    kept = {
        name: plain.headers[name]
        for name in ("Cache-Control", "Vary", "Referrer-Policy", "X-Robots-Tag", "Content-Type", "Content-Disposition")
    }
    assert kept == {
        "Cache-Control": "private, max-age=60",
        "Vary": "Accept-Encoding",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="forum-personal.ics"',
    }
    assert gzip.decompress(packed.data) == plain.data
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(plain.data)))
    assert packed.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-gz"'
    assert "Set-Cookie" not in plain.headers
    assert forum.open(address, method="PROPFIND").status_code == 405
    again = forum.get(address, headers={"If-Modified-Since": plain.headers["Last-Modified"]})
    assert (again.status_code, again.headers["Last-Modified"]) == (304, plain.headers["Last-Modified"])


@sqlite
def test_each_is_one_query_and_none_for_what_can_be_no_secret(app: Flask, forum: FlaskClient, made: Edge) -> None:
    personal = following(made, "1", "2")
    person = issued(forum, made, "editor", kind="personal", person="bob")["address"]
    draft = issued(forum, made, "viewer", kind="desk")["address"]
    unknown = f"/forum/feeds/personal/{new_feed_secret(made.new_secret)}.ics"
    for each in (personal, person, draft):
        assert forum.get(each).status_code == 200
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    asked = {}
    for each in (personal, person, draft, unknown, "/forum/feeds/desk/x.ics", f"{personal[:-4]}"):
        with counted(engine) as sent:
            forum.get(each)
        asked[each] = len(sent)
    assert list(asked.values()) == [1, 1, 1, 1, 0, 0]


@sqlite
def test_no_secret_opens_another_door_or_is_repeated(
    forum: FlaskClient, made: Edge, capsys: pytest.CaptureFixture[str]
) -> None:
    address = following(made, "1")
    secret = address.rpartition("/")[2].removesuffix(".ics")
    for wrong in (address.replace("personal", "desk"), address.replace("/forum/", "/other/"), f"{address}x"):
        answer = forum.get(wrong)
        assert (answer.status_code, secret in answer.text, answer.headers["Referrer-Policy"]) == (
            404,
            False,
            "no-referrer",
        )
    assert forum.get(API, headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    forget_all(made.database, "forum", browser(), now=FIRST)
    assert secret not in forum.get(address).text
    captured = capsys.readouterr()
    assert secret not in captured.out + captured.err


@sqlite
def test_who_may_give_out_see_and_end_which(forum: FlaskClient, made: Edge) -> None:
    viewer, other = bearer(made, "viewer"), bearer(made, "viewer", "other@forum.example")
    editor, owner = bearer(made, "editor", "ed@forum.example"), bearer(made, "owner", "o@forum.example")
    assert forum.post(API, json={"kind": "personal", "person": "bob"}, headers=viewer).status_code == 403
    for body in ({"kind": "personal", "person": "tbc"}, {"kind": "desk", "person": "bob"}, {"kind": "rooms"}, {}):
        assert forum.post(API, json=body, headers=editor).status_code == 422
    repeated = forum.post(API, json={"kind": "desk"}, headers=viewer | {"Idempotency-Key": "1"})
    assert repeated.status_code == 409
    draft, mine = (forum.post(API, json={"kind": kind}, headers=viewer).get_json() for kind in ("desk", "personal"))
    bobs = forum.post(API, json={"kind": "personal", "person": "bob"}, headers=editor).get_json()

    def listed(headers: dict[str, str]) -> list[int]:
        page = forum.get(API, headers=headers)
        assert not {draft["token"], mine["token"], bobs["token"]} & set(re.findall(r"fed_[\w-]+", page.text))
        return [each["id"] for each in page.get_json()["items"]]

    assert [listed(who) for who in (viewer, other, editor, owner)] == [
        [draft["id"], mine["id"]],
        [],
        [bobs["id"]],
        [draft["id"], bobs["id"]],
    ]
    assert forum.delete(f"{API}/{draft['id']}", headers=other).status_code == 404
    renewed = forum.post(API, json={"kind": "personal", "renews": bobs["id"]}, headers=owner)
    assert (renewed.status_code, renewed.get_json()["person"]) == (201, "bob")
    assert forum.post(API, json={"kind": "desk", "renews": mine["id"]}, headers=viewer).status_code == 422
    assert forum.get(f"/forum/feeds/personal/{bobs['token']}.ics").status_code == 410
    assert forum.get(f"/forum/feeds/personal/{renewed.get_json()['token']}.ics").status_code == 200
    assert forum.delete(f"{API}/{draft['id']}", headers=owner).status_code == 204
    assert forum.get(f"/forum/feeds/desk/{draft['token']}.ics").status_code == 410
    found = renewed.get_json()["token"]
    assert [forum.delete(f"{API}/{key}", headers=other).status_code for key in (found, found, "0", "x", "9" * 30)] == [
        204,
        *[404] * 4,
    ]
    assert forum.get(f"/forum/feeds/personal/{found}.ics").status_code == 410


@sqlite
def test_the_draft_of_what_was_never_released_is_a_calendar_too(client: FlaskClient, made: Edge) -> None:
    """Without a door, since none is there yet; there is nothing else of the event to follow."""
    store(made.database, FORUM)
    told = issued(client, made, "viewer", kind="desk")
    feed = client.get(told["address"])
    assert (lint(feed.data, secret=True), keys(feed.data)) == ([], ["1-1", "2-1", "1-2", "3-1"])
    assert b"/join/" not in feed.data
    assert keys(client.get(f"{told['address']}?room=popov").data) == ["1-1", "1-2"]
    assert client.get(f"{told['address']}?room=nowhere").status_code == 400
    mine = issued(client, made, "viewer", kind="personal")
    assert client.get(mine["address"]).status_code == 404
    assert client.post("/forum/my", data={"follow": "1"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    version = made.desks.open("forum").version("event", "forum")
    dissolve_event(made.desks, "forum", expected=version)
    assert [client.get(each["address"]).status_code for each in (told, mine)] == [404, 404]
    with made.database.reading() as unit:
        assert [unit.scalar(select(func.count()).select_from(row)) for row in (FeedTokenRow, FollowerRow)] == [0, 0]


@sqlite
def test_when_it_can_not_be_made_calendars_are_asked_to_come_again(
    app: Flask, forum: FlaskClient, made: Edge, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that says what is wrong, sent with 200 or 500, would empty some of them."""
    address = following(made, "1")
    with app.app_context(), app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE bookmark RENAME TO away")
    answer = forum.get(address)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "60",
        "no-store",
    )
    captured = capsys.readouterr()
    assert "private feed could not be made" in captured.out + captured.err
    assert address.rpartition("/")[2] not in captured.out + captured.err
