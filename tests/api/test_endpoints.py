"""The public endpoints over a real database: whole bodies, pages, filters, moments."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.api import presenting
from scheduler.api.presenting import Presenter
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.changes import changes
from scheduler.domain.live import Running
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.release import release, summary
from scheduler.http.context import Edge
from tests.api.forum import BASE, FIRST, FORUM, MOVED, SECOND, released, store
from tests.factories import ZONE, at
from tests.factories import event as another
from tests.fakes import SteppingClock
from tests.statements import counted

PLAN = release(FORUM, None, number=1, label="Plan", note="", at=FIRST)
MOVE = release(MOVED, PLAN, number=2, label="Move", note="", at=SECOND)
TELL = Presenter(MOVE, BASE, ZONE)
AGENDA = "/api/v1/events/forum/agenda"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_agenda(forum: FlaskClient) -> None:
    answer = forum.get(AGENDA)
    assert answer.json == {"release": 2, "items": TELL.items(MOVE.items), "next": None}
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Last-Modified"] == "Fri, 02 Jun 2017 07:00:00 GMT"
    assert "Set-Cookie" not in answer.headers


def test_events(forum: FlaskClient, edges: Edge) -> None:
    later = released(edges.database, _renamed("zulu"), SECOND)
    assert forum.get("/api/v1/events").json == {
        "items": [presenting.event(later, BASE), presenting.event(MOVE, BASE)],
        "next": None,
    }
    assert forum.get("/api/v1/events/forum").json == presenting.event(MOVE, BASE)


def _renamed(slug: str) -> Programme:
    return replace(FORUM, event=another(slug=slug))


@on_sqlite
def test_no_event_at_all(client: FlaskClient) -> None:
    answer = client.get("/api/v1/events")
    assert (answer.status_code, answer.json) == (200, {"items": [], "next": None})
    assert "Last-Modified" not in answer.headers


@on_sqlite
def test_releases(forum: FlaskClient) -> None:
    assert forum.get("/api/v1/events/forum/releases").json == {
        "items": [presenting.release(summary(MOVE)), presenting.release(summary(PLAN))],
        "next": None,
    }


@on_sqlite
def test_diffs(forum: FlaskClient) -> None:
    old = Presenter(PLAN, BASE, ZONE)
    moved = {
        "from": 1,
        "to": 2,
        "items": [
            presenting.change(each, old, TELL)
            | {"key": key, "kinds": kinds, "before": old.item(PLAN.item[id_]), "after": TELL.item(MOVE.item[id_])}
            for each, key, kinds, id_ in zip(
                changes(PLAN, MOVE),
                ("forum-2-1", "forum-3-1"),
                (["moved"], ["cancelled"]),
                (("2", 1), ("3", 1)),
                strict=True,
            )
        ],
        "next": None,
    }
    first = {
        "from": None,
        "to": 1,
        "items": [
            presenting.change(each, None, old)
            | {"key": item.key, "kinds": ["placed"], "before": None, "after": old.item(item)}
            for each, item in zip(changes(None, PLAN), PLAN.items, strict=True)
        ],
        "next": None,
    }
    diff = "/api/v1/events/forum/releases/{}/diff"
    assert forum.get(diff.format(2)).json == moved
    assert forum.get(diff.format(2) + "?from=1").json == moved
    assert forum.get(diff.format(2) + "?from=2").json == {"from": 2, "to": 2, "items": [], "next": None}
    assert forum.get(diff.format(1)).json == first


@on_sqlite
@pytest.mark.parametrize(
    ("path", "size"),
    [
        pytest.param(AGENDA, 4, id="agenda"),
        pytest.param("/api/v1/events", 2, id="events"),
        pytest.param("/api/v1/events/forum/releases", 2, id="releases"),
        pytest.param("/api/v1/events/forum/releases/2/diff", 2, id="diff"),
    ],
)
def test_pages_put_together_are_the_list(forum: FlaskClient, edges: Edge, path: str, size: int) -> None:
    released(edges.database, _renamed("zulu"), SECOND)
    whole = forum.get(path).json["items"]  # type: ignore[index]
    seen = []
    following = path + "?limit=1"
    while following:
        body: Any = forum.get(following).json
        assert len(body["items"]) == 1
        seen += body["items"]
        following = f"{path}?limit=1&cursor={body['next']}" if body["next"] else ""
    assert len(whole) == size
    assert seen == whole


@on_sqlite
def test_a_cursor_is_of_one_list_only(forum: FlaskClient) -> None:
    cursor = forum.get(f"{AGENDA}?limit=1&language=en").json["next"]  # type: ignore[index]
    assert forum.get(f"{AGENDA}?language=en&cursor={cursor}").status_code == 200
    for other in (f"{AGENDA}?cursor={cursor}", f"{AGENDA}?language=fr&cursor={cursor}"):
        assert (forum.get(other).status_code, forum.get(other).json["code"]) == (400, "malformed")  # type: ignore[index]


def _has_word(item: AgendaItem, word: str) -> bool:
    said = [item.session, item.title, item.subtitle, item.abstract, item.location]
    said += [person.name for person in item.people] + [person.organisation for person in item.people]
    said += [organiser.name for organiser in item.organisers] + [term.name for term in item.terms]
    return any(word in each.lower() for each in said)


ORACLES: list[tuple[str, Callable[[AgendaItem], bool]]] = [
    ("day=2017-06-12", lambda i: presenting.Presenter(PLAN, BASE, ZONE).item(i)["starts_at"][:10] == "2017-06-12"),
    ("day=2017-06-13", lambda i: presenting.Presenter(PLAN, BASE, ZONE).item(i)["starts_at"][:10] == "2017-06-13"),
    ("room=popov", lambda i: bool(i.room and i.room.key == "popov")),
    ("room=annex", lambda i: "annex" in [r.key for r in i.also_in]),
    ("room=annex-1", lambda i: bool(i.room and i.room.key == "annex-1") or "annex" in [r.key for r in i.also_in]),
    ("building=tower", lambda i: bool(i.building)),
    ("track=high-level", lambda i: bool(i.track)),
    ("type=workshop", lambda i: bool(i.type and i.type.key == "workshop")),
    ("type=workshop&type=ceremony", lambda i: bool(i.type)),
    ("term=sdg:4", lambda i: any(t.key == "sdg:4" for t in i.terms)),
    ("term=sdg:4&term=sdg:9", lambda i: any(t.key in {"sdg:4", "sdg:9"} for t in i.terms)),
    ("person=ada", lambda i: any(p.slug == "ada" for p in i.people)),
    ("person=bob", lambda i: any(p.slug == "bob" for p in i.people)),
    ("organisation=unesco", lambda i: any(o.slug == "unesco" for o in i.organisers)),
    ("language=fr", lambda i: "fr" in i.languages),
    ("session=3", lambda i: i.session == "3"),
    ("mode=remote", lambda i: i.mode == "remote"),
    ("mode=remote&mode=hybrid", lambda i: i.mode in {"remote", "hybrid"}),
    ("q=EDUCATION", lambda i: _has_word(i, "education")),
    ("q=ada+industry", lambda i: _has_word(i, "ada") and _has_word(i, "industry")),
    ("q=%25", lambda _: False),
    ("language=fr&type=ceremony", lambda i: "fr" in i.languages and bool(i.type and i.type.key == "ceremony")),
    ("session=1&mode=remote", lambda _: False),
    ("room=&q=", lambda _: True),
    ("utm_source=letter&fbclid=1", lambda _: True),
]


@on_sqlite
def test_each_filter_lets_through_what_it_says(client: FlaskClient, edges: Edge) -> None:
    released(edges.database, FORUM, FIRST)
    for query, wanted in ORACLES:
        found = client.get(f"{AGENDA}?{query}").json["items"]  # type: ignore[index]
        assert [item["key"] for item in found] == [item.key for item in PLAN.items if wanted(item)], query


@on_sqlite
def test_a_value_that_an_earlier_release_had_stays_valid(forum: FlaskClient, edges: Edge) -> None:
    untyped = ordered(replace(MOVED, sessions=tuple(replace(session, type=None) for session in MOVED.sessions)))
    store(edges.database, untyped)
    without_workshops = replace(untyped, session_types=())
    released(edges.database, without_workshops, SECOND + 60)
    assert forum.get(f"{AGENDA}?type=workshop").json == {"release": 3, "items": [], "next": None}


@on_sqlite
@pytest.mark.parametrize(
    ("at", "now", "following"),
    [
        pytest.param("2017-06-12T08:59:59+02:00", [], ["1-1", "2-1", "3-1"], id="a second before"),
        pytest.param("2017-06-12T09:00:00+02:00", ["1-1"], ["2-1", "1-2", "3-1"], id="at the start"),
        pytest.param("2017-06-12T07:30:00Z", ["1-1", "2-1"], ["1-2", "3-1"], id="two at once, in UTC"),
        pytest.param("2017-06-12T09:59:59+02:00", ["1-1", "2-1"], ["1-2", "3-1"], id="a second before the end"),
        pytest.param("2017-06-12T10:00:00+02:00", ["2-1"], ["1-2", "3-1"], id="at the end"),
        pytest.param("2017-06-14T00:00:00+02:00", ["3-1"], [], id="past midnight"),
        pytest.param("1900-01-01T00:00:00Z", [], ["1-1", "2-1", "3-1"], id="long before"),
        pytest.param("2199-12-31T23:59:59Z", [], [], id="long after"),
    ],
)
def test_live_at_a_moment(client: FlaskClient, edges: Edge, at: str, now: list[str], following: list[str]) -> None:
    released(edges.database, FORUM, FIRST)
    answer = client.get("/api/v1/events/forum/live", query_string={"at": at})
    body: Any = answer.json
    told = ([item["key"] for item in body["now"]], [item["key"] for item in body["next"]])
    assert told == ([f"forum-{key}" for key in now], [f"forum-{key}" for key in following])
    assert (answer.headers["Cache-Control"], "Last-Modified" in answer.headers) == ("public, max-age=1", False)


def planned(item: AgendaItem) -> Running:
    return Running(item, item.starts, item.ends)


@on_sqlite
def test_live_now_follows_the_clock_by_the_minute(client: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    made = released(edges.database, FORUM, FIRST)
    tell = Presenter(made, BASE, ZONE)
    clock.set("2017-06-12T09:30:59")
    answer = client.get("/api/v1/events/forum/live?room=popov")
    assert answer.json == {
        "release": 1,
        "at": "2017-06-12T09:30:00+02:00",
        "now": tell.running([replace(planned(made.item["1", 1]), opens_at=at("2017-06-12T08:45"))]),
        "soon": [],
        "next": tell.running([planned(made.item["1", 2])]),
    }
    assert "Last-Modified" not in answer.headers
    clock.step(-59)
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/v1/events/forum/live?room=popov", headers=known).status_code == 304


@on_sqlite
def test_times_in_another_zone_and_words_in_another_language(forum: FlaskClient) -> None:
    tell = Presenter(MOVE, BASE, "Asia/Tokyo", "fr")
    answer = forum.get(f"{AGENDA}?tz=Asia/Tokyo&lang=fr")
    assert answer.json == {"release": 2, "items": tell.items(MOVE.items), "next": None}


@on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/events",
        "/api/v1/events/forum",
        AGENDA,
        "/api/v1/events/forum/releases",
        "/api/v1/events/forum/releases/2/diff",
    ],
)
def test_nobody_fetches_twice(forum: FlaskClient, path: str) -> None:
    whole = forum.get(path)
    known = forum.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    by_date = forum.get(path, headers={"If-Modified-Since": whole.headers["Last-Modified"]})
    head = forum.head(path)
    zipped = forum.get(path, headers={"Accept-Encoding": "gzip"})
    assert [known.status_code, by_date.status_code, head.status_code] == [304, 304, 200]
    assert (known.data, by_date.data, head.data) == (b"", b"", b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert (zipped.headers.get("Content-Encoding") == "gzip") == (len(whole.data) > 1024)


@pytest.mark.parametrize("size", [1, 3])
def test_answers_need_at_most_three_queries(client: FlaskClient, edges: Edge, size: int) -> None:
    for number in range(size):
        released(edges.database, _renamed(f"forum-{number}"), FIRST)
    counts = {}
    for path in ("", "/forum-0", "/forum-0/agenda?room=popov", "/forum-0/releases", "/forum-0/releases/1/diff"):
        with counted(edges.database.engine) as asked:
            assert client.get("/api/v1/events" + path).status_code == 200
        counts[path] = len(asked)
    assert {path: count for path, count in counts.items() if count > 3} == {}


def test_what_a_release_changed_for_who_follows_something(forum: FlaskClient) -> None:
    def keys(query: str) -> list[str]:
        told: Any = forum.get(f"/api/v1/events/forum/releases/2/diff?{query}").json
        return [item["key"] for item in told["items"]]

    assert keys("") == ["forum-2-1", "forum-3-1"]
    assert [keys(query) for query in ("person=eve", "person=ada", "room=library", "mode=remote", "q=night")] == [
        ["forum-2-1"],
        [],
        ["forum-2-1"],
        ["forum-3-1"],
        ["forum-3-1"],
    ]


def test_releases_that_changed_something_for_who_follows_it(forum: FlaskClient, edges: Edge) -> None:
    for number in range(3, 14):
        released(edges.database, FORUM if number == 13 else MOVED, SECOND + number, f"No {number}")

    def numbers(query: str) -> tuple[list[int], str | None]:
        told: Any = forum.get(f"/api/v1/events/forum/releases?{query}").json
        return [item["number"] for item in told["items"]], told["next"]

    first, following = numbers("person=eve")
    assert (first, numbers(f"person=eve&cursor={following}")) == ([13], ([2, 1], None))
    assert numbers("person=ada&limit=1")[0] == []
    assert numbers("") == (list(range(13, 0, -1)), None)


def test_people_are_followed_by_the_slugs_of_now(forum: FlaskClient, edges: Edge) -> None:
    """Eve goes by another slug since the last release: both lead to what changed for her before."""
    eve = MOVED.person["eve"]
    renamed = replace(MOVED, people=tuple(replace(p, slug="eva") if p.id == eve.id else p for p in MOVED.people))
    released(edges.database, renamed, SECOND + 3600, "Slug")
    told: Any = forum.get("/api/v1/events/forum/releases/2/diff?person=eva").json
    assert [item["key"] for item in told["items"]] == ["forum-2-1"]
