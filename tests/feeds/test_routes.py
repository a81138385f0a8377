"""Feeds of the whole service over its database: which sessions each holds, and what the answers say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND
from tests.ical_lint import lint, parse
from tests.statements import counted

FEEDS = "/forum/feeds"
Publish = Callable[[Programme, int], None]

OPENING, CLOSING, DATA, NIGHT = "forum-1-1", "forum-1-2", "forum-2-1", "forum-3-1"

HELD = {
    "programme.ics": [OPENING, DATA, CLOSING, NIGHT],
    "days/2017-06-12.ics": [OPENING, DATA, CLOSING],
    "days/2017-06-13.ics": [NIGHT],
    "rooms/popov.ics": [OPENING, CLOSING],
    "rooms/annex.ics": [OPENING],
    "rooms/annex-1.ics": [OPENING],
    "buildings/tower.ics": [OPENING, CLOSING],
    "tracks/high-level.ics": [OPENING, CLOSING],
    "types/workshop.ics": [DATA],
    "terms/sdg/4.ics": [OPENING, DATA, CLOSING],
    "terms/sdg/9.ics": [OPENING, CLOSING],
    "people/eve.ics": [DATA],
    "people/bob.ics": [OPENING],
    "organisations/unesco.ics": [OPENING, CLOSING],
    "sessions/2.ics": [DATA],
    "remote.ics": [OPENING],
    "programme.ics?type=workshop": [DATA],
    "programme.ics?type=workshop&type=ceremony&day=2017-06-12": [OPENING, DATA, CLOSING],
    "rooms/popov.ics?room=library": [],
    "days/2017-06-12.ics?day=2017-06-13": [],
    "programme.ics?q=opening+welcome": [OPENING, CLOSING],
    "programme.ics?q=nowhere": [],
    "programme.ics?lang=fr": [OPENING, DATA, CLOSING, NIGHT],
    "programme.ics?lang=en&utm_source=mail": [OPENING, DATA, CLOSING, NIGHT],
}


def keys(body: bytes) -> list[str]:
    return [each["UID"].value.removesuffix("@forum.example") for each in parse(body).all("VEVENT")]


def test_every_kind_of_feed_is_sound_and_holds_its_sessions(forum: FlaskClient) -> None:
    answers = {file: forum.get(f"{FEEDS}/{file}") for file in HELD}
    assert {file: (a.status_code, lint(a.data)) for file, a in answers.items()} == dict.fromkeys(HELD, (200, []))
    assert {file: keys(answer.data) for file, answer in answers.items()} == HELD


sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite
def test_a_feed_says_what_it_is(forum: FlaskClient) -> None:
    calendar = parse(forum.get(f"{FEEDS}/rooms/popov.ics?cancelled=0&alarm=10").data)
    assert [(p.name, p.parameters, p.value) for p in calendar.properties] == [
        ("VERSION", {}, "2.0"),
        ("PRODID", {}, "-//Programme Scheduler//Programme feeds//EN"),
        ("CALSCALE", {}, "GREGORIAN"),
        ("METHOD", {}, "PUBLISH"),
        ("NAME", {}, "Forum: Popov"),
        ("X-WR-CALNAME", {}, "Forum: Popov"),
        ("DESCRIPTION", {}, "Programme of Forum\\, Popov\\, without what is cancelled."),
        ("X-WR-CALDESC", {}, "Programme of Forum\\, Popov\\, without what is cancelled."),
        ("X-WR-TIMEZONE", {}, "Europe/Zurich"),
        ("URL", {}, "http://127.0.0.1:8000/forum/rooms/popov"),
        ("SOURCE", {"VALUE": "URI"}, "http://127.0.0.1:8000/forum/feeds/rooms/popov.ics?alarm=10&cancelled=0"),
        ("LAST-MODIFIED", {}, "20170601T070000Z"),
        ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT15M"),
        ("X-PUBLISHED-TTL", {}, "PT15M"),
    ]
    assert [alarm["TRIGGER"].value for e in calendar.all("VEVENT") for alarm in e.all("VALARM")] == ["-PT10M"] * 2


@sqlite
def test_a_filtered_feed_is_named_by_its_filters(forum: FlaskClient) -> None:
    names = {
        query: parse(forum.get(f"{FEEDS}/programme.ics{query}").data)["X-WR-CALNAME"].value
        for query in ("", "?q=opening", "?room=popov&day=2017-06-12")
    }
    assert names == {
        "": "Forum",
        "?q=opening": "Forum: Search: opening",
        "?room=popov&day=2017-06-12": "Forum: Day: Mon 12 June\\, Room: Popov",
    }


@sqlite
def test_a_language_that_the_event_lacks_is_pointed_at(forum: FlaskClient) -> None:
    problem = forum.get(f"{FEEDS}/programme.ics?lang=de").json
    assert problem
    assert [flaw["pointer"] for flaw in problem["errors"]] == ["/lang"]


@sqlite
def test_in_another_language_what_is_translated(forum: FlaskClient) -> None:
    """The rest, uids and times stay as they are; the event's first language is the stored one."""
    french = parse(forum.get(f"{FEEDS}/rooms/popov.ics?lang=fr").data)
    shown = [[event[name].value for name in ("UID", "SUMMARY", "LOCATION")] for event in french.all("VEVENT")]
    place = "Salle Popov{}\\, La tour\\, Headquarters"
    assert (french["NAME"].value, shown) == (
        "Le forum: Salle Popov",
        [
            [f"{OPENING}@forum.example", "Ouverture (part 1)", place.format(" + Annex")],
            [f"{CLOSING}@forum.example", "Ouverture II", place.format("")],
        ],
    )
    english = [forum.get(f"{FEEDS}/programme.ics{query}").data for query in ("", "?lang=en")]
    assert english[0] == english[1].replace(b"?lang=en", b"")


@sqlite
def test_the_host_header_changes_nothing(forum: FlaskClient) -> None:
    refused = forum.get(f"{FEEDS}/programme.ics", headers={"Host": "evil.example"})
    body = forum.get(f"{FEEDS}/programme.ics", headers={"X-Forwarded-Host": "evil.example"}).data
    assert (refused.status_code, b"evil" in refused.data) == (400, False)
    assert (b"evil" in body, body) == (False, forum.get(f"{FEEDS}/programme.ics").data)


@sqlite
@pytest.mark.parametrize("file", ["programme.ics", "programme.ics?q=opening"], ids=["prepared", "search"])
def test_headers_of_the_answer_and_of_304(forum: FlaskClient, file: str) -> None:
    """The same whether the bytes were prepared or made for this request alone."""
    first = forum.get(f"{FEEDS}/{file}", headers={"Accept-Encoding": "gzip"})
    again = forum.get(f"{FEEDS}/{file}", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    names = ("Last-Modified", "Vary", "Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Set-Cookie")
    told = [[answer.headers.get(name) for name in names] for answer in (first, again)]
    expected = [
        "Thu, 01 Jun 2017 07:00:00 GMT",
        "Accept-Encoding",
        "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400",
        "noindex",
        "no-referrer",
        None,
    ]
    assert (first.status_code, again.status_code, told) == (200, 304, [expected, expected])
    assert (first.headers["Content-Type"], first.headers["Content-Disposition"]) == (
        "text/calendar; charset=utf-8",
        'inline; filename="forum-programme.ics"',
    )
    assert (first.headers["ETag"][-4:], first.headers["ETag"], again.data) == ('-gz"', again.headers["ETag"], b"")


REFUSED = {
    "GET /other/feeds/programme.ics": (404, "not-found"),
    "GET /forum/feeds/programme": (404, "not-found"),
    "GET /forum/feeds/sitting/x.ics": (404, "not-found"),
    "GET /forum/feeds/rooms/never.ics": (404, "not-found"),
    "GET /forum/feeds/days/2017-06-20.ics": (404, "not-found"),
    "GET /forum/feeds/people/tbc.ics": (404, "not-found"),
    "GET /forum/feeds/rooms/..%2f..%2fetc.ics": (404, "not-found"),
    "GET /forum/feeds/programme.ics?room=never": (400, "unknown-filter"),
    "GET /forum/feeds/programme.ics?rooms=popov": (400, "unknown-filter"),
    "GET /forum/feeds/programme.ics?alarm=soon": (400, "unknown-filter"),
    "GET /forum/feeds/programme.ics?lang=de": (400, "unknown-filter"),
    "HEAD /forum/feeds/rooms/never.ics": (404, None),
    "POST /forum/feeds/programme.ics": (405, "method-not-allowed"),
    "PUT /forum/feeds/programme.ics": (405, "method-not-allowed"),
    "DELETE /forum/feeds/programme.ics": (405, "method-not-allowed"),
    "PROPFIND /forum/feeds/programme.ics": (405, "method-not-allowed"),
    "REPORT /forum/feeds/programme.ics": (405, "method-not-allowed"),
}


@sqlite
def test_what_can_not_be_answered_is_a_problem(forum: FlaskClient) -> None:
    """As JSON, also to a browser: Evolution empties a calendar that a page of HTML came for."""
    told: dict[str, Any] = {}
    for request in REFUSED:
        method, path = request.split(" ")
        answer = forum.open(path, method=method, headers={"Accept": "text/html"})
        assert answer.content_type == "application/problem+json"
        told[request] = (answer.status_code, answer.json["code"] if answer.data and answer.json else None)
        assert ("Allow" in answer.headers) == (answer.status_code == 405)
    assert told == REFUSED


@sqlite
def test_what_moved_and_what_was_dropped(forum: FlaskClient, publish: Publish) -> None:
    before = forum.get(f"{FEEDS}/programme.ics")
    publish(MOVED, SECOND)
    after = forum.get(f"{FEEDS}/programme.ics", headers={"If-None-Match": before.headers["ETag"]})
    shown = [
        tuple(each[name].value for name in ("UID", "SEQUENCE", "DTSTART", "STATUS", "DTSTAMP"))
        for each in parse(after.data).all("VEVENT")
    ]
    assert (lint(after.data), after.headers["Last-Modified"]) == ([], "Fri, 02 Jun 2017 07:00:00 GMT")
    assert shown == [
        (f"{OPENING}@forum.example", "0", "20170612T090000", "CONFIRMED", "20170601T070000Z"),
        (f"{CLOSING}@forum.example", "0", "20170612T110000", "CONFIRMED", "20170601T070000Z"),
        (f"{DATA}@forum.example", "1", "20170612T140000", "CONFIRMED", "20170602T070000Z"),
        (f"{NIGHT}@forum.example", "1", "20170613T230000", "CANCELLED", "20170602T070000Z"),
    ]
    assert keys(forum.get(f"{FEEDS}/programme.ics?cancelled=0").data) == [OPENING, CLOSING, DATA]


@sqlite
def test_what_some_release_had_stays_an_empty_feed(forum: FlaskClient, publish: Publish) -> None:
    workshop = next(s for s in FORUM.sessions if s.code == "2")
    gone = replace(workshop, type=None, terms=(), appearances=(), state="accepted")
    publish(
        ordered(
            replace(
                FORUM,
                sessions=tuple(gone if s.code == "2" else s for s in FORUM.sessions),
                people=tuple(p for p in FORUM.people if p.id != "eve"),
                session_types=tuple(t for t in FORUM.session_types if t.slug != "workshop"),
            )
        ),
        SECOND,
    )
    answers = [
        forum.get(f"{FEEDS}/{file}") for file in ("people/eve.ics", "types/workshop.ics", "programme.ics?person=eve")
    ]
    assert [(a.status_code, lint(a.data), keys(a.data)) for a in answers] == [(200, [], [])] * 3


def test_most_requests_ask_the_database_nothing(app: Flask, forum: FlaskClient) -> None:
    forum.get(f"{FEEDS}/programme.ics")
    made: Edge = app.extensions["scheduler"]
    with counted(made.database.engine) as asked:
        answers = {forum.get(f"{FEEDS}/programme.ics").status_code for _ in range(30)}
    # Once a second which release is current; thirty answers take less than two.
    assert (answers, len(asked) <= 2) == ({200}, True)


@sqlite
def test_another_feed_of_the_same_release_asks_only_which_release_is_current(app: Flask, forum: FlaskClient) -> None:
    forum.get(f"{FEEDS}/programme.ics")
    made: Edge = app.extensions["scheduler"]
    with counted(made.database.engine) as asked:
        assert forum.get(f"{FEEDS}/rooms/popov.ics").status_code == 200
    assert (len(asked) <= 3, len(set(asked))) == (True, 1)


def test_first_release_is_dated_by_its_publication(forum: FlaskClient) -> None:
    times = {
        e[name].value
        for e in parse(forum.get(f"{FEEDS}/programme.ics").data).all("VEVENT")
        for name in ("CREATED", "DTSTAMP")
    }
    assert (FIRST, times) == (1496300400, {"20170601T070000Z"})


@sqlite
@pytest.mark.parametrize(
    ("suffix", "media_type", "uid"),
    [
        (".json", "application/calendar+json", '["uid",{},"text","forum-2-1@forum.example"]'),
        (".xml", "application/calendar+xml", "<uid><text>forum-2-1@forum.example</text></uid>"),
    ],
)
def test_every_feed_has_a_twin_in_json_and_xml(forum: FlaskClient, suffix: str, media_type: str, uid: str) -> None:
    """Of the same entries, under the same rules; a calendar behind a secret has none."""
    for file, held in HELD.items():
        path, _, query = file.partition("?")
        twin = forum.get(f"{FEEDS}/{path.removesuffix('.ics')}{suffix}?{query}")
        assert (twin.status_code, twin.headers["Content-Type"]) == (200, media_type)
        assert twin.text.count("forum.example") >= len(held)
        assert (uid in twin.text) == (DATA in held)
    twin = forum.get(f"{FEEDS}/rooms/library{suffix}", headers={"Accept-Encoding": "gzip"})
    assert twin.headers["Content-Disposition"] == f'inline; filename="forum-rooms-library{suffix}"'
    again = forum.get(f"{FEEDS}/rooms/library{suffix}", headers={"If-None-Match": twin.headers["ETag"]})
    assert again.status_code == 200, "the tag was of the compressed form"
    assert (
        forum.get(f"{FEEDS}/rooms/library{suffix}", headers={"If-None-Match": again.headers["ETag"]}).status_code == 304
    )
    assert f"/forum/feeds/rooms/library{suffix}" in again.text
    assert forum.get(f"{FEEDS}/rooms/nowhere{suffix}").status_code == 404
    assert forum.get(f"{FEEDS}/personal/fed_{'x' * 32}{suffix}").status_code == 404
