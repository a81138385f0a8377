import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from scheduler.domain.errors import NotFound
from scheduler.feeds.addresses import Addresses
from scheduler.feeds.feed import Feed, pack
from scheduler.feeds.prepared import PreparedFeeds
from scheduler.feeds.wish import Wish
from scheduler.http.metrics import Metrics
from tests.fakes import SteppingClock

PROGRAMME = "/forum/feeds/programme.ics"
TYPES = "https://agenda.example/api/errors"


def framework(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """What stands behind: it would tell the error, search or write."""
    start_response("418 Framework", [("Content-Type", "text/plain")])
    return [b"framework"]


@dataclass
class Source:
    """Renders feeds that say which wish and release they are of; breaks when told to."""

    release: int = 1
    asked: int = 0
    rendered: list[str] = field(default_factory=list)
    padding: int = 0
    broken: bool = False
    database_down: bool = False

    def number(self, event: str) -> int:
        self.asked += 1
        if self.database_down:
            raise OSError("no connection")
        if event != "forum":
            raise NotFound("no such event")
        return self.release

    def render(self, wish: Wish) -> Feed:
        if self.broken or self.database_down:
            raise ZeroDivisionError
        self.rendered.append(wish.address)
        body = f"{wish.address} release {self.release}".encode()
        feed = pack(body, modified=self.release, filename="feed.ics")
        return replace(feed, compressed=feed.compressed + bytes(self.padding))


@dataclass
class Setup:
    source: Source
    clock: SteppingClock
    prepared: PreparedFeeds
    client: Client

    def get(self, path: str = PROGRAMME) -> str:
        return self.client.get(path).text


def prepare(source: Source, clock: SteppingClock, **settings: Any) -> PreparedFeeds:
    given: dict[str, Any] = {"addresses": Addresses(), "counts": Metrics().feeds, "render": source.render} | settings
    return PreparedFeeds(framework, release_number=source.number, types=TYPES, clock=clock, **given)


def setup(limit: int = 10_000) -> Setup:
    source, clock = Source(), SteppingClock()
    prepared = prepare(source, clock, limit=limit)
    return Setup(source, clock, prepared, Client(prepared))


def test_a_feed_is_made_once_and_the_release_asked_for_once_a_second() -> None:
    it = setup()
    answers = {it.get() for _ in range(5)}
    it.clock.step(1)
    answers |= {it.get() for _ in range(5)}
    assert (answers, it.source.rendered, it.source.asked) == ({f"{PROGRAMME} release 1"}, [PROGRAMME], 2)


def test_a_new_release_is_seen_after_a_second_at_most() -> None:
    it = setup()
    seen = [it.get()]
    it.source.release = 2
    seen.append(it.get())
    it.clock.step(1)
    seen.append(it.get())
    assert seen == [f"{PROGRAMME} release {number}" for number in (1, 1, 2)]


def test_a_new_release_is_seen_at_once_after_a_write_through_this_process() -> None:
    it = setup()
    it.get()
    it.source.release = 2
    written = it.client.post("/api/v1/events/forum/releases")
    assert (written.text, it.get()) == ("framework", f"{PROGRAMME} release 2")


def test_other_ways_of_writing_a_query_are_the_same_feed() -> None:
    it = setup()
    seen = [it.get(f"{PROGRAMME}?{query}") for query in ("room=b&room=a&utm_source=x", "room=a&room=b&track=")]
    assert (seen, it.source.rendered) == (
        [f"{PROGRAMME}?room=a&room=b release 1"] * 2,
        [f"{PROGRAMME}?room=a&room=b"],
    )


def test_a_search_is_answered_and_not_kept() -> None:
    it = setup()
    search = f"{PROGRAMME}?q=trust"
    seen = [it.get(search), it.get(search)]
    assert (seen, it.source.rendered, it.prepared.size) == ([f"{search} release 1"] * 2, [search] * 2, 0)
    it.source.broken = True
    assert it.client.get(search).status_code == 503


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", f"{PROGRAMME}?rooms=a", id="an unknown filter"),
        pytest.param("GET", "/forum/feeds/nothing.ics", id="a file of no kind"),
        pytest.param("GET", "/other/feeds/programme.ics", id="an unknown event"),
        pytest.param("GET", "/forum/feeds/personal/secret.ics", id="a personal feed"),
        pytest.param("GET", "/forum/feeds/desk/secret.ics", id="a feed of the desk"),
        pytest.param("GET", "/forum/", id="a page"),
        pytest.param("GET", "/x/forum/feeds/programme.ics", id="a longer path"),
        pytest.param("GET", "/caf%C3%A9%FF/feeds/programme.ics", id="an event's name of odd bytes"),
        pytest.param("OPTIONS", PROGRAMME, id="options"),
        pytest.param("POST", PROGRAMME, id="post"),
        pytest.param("PROPFIND", PROGRAMME, id="propfind"),
    ],
)
def test_the_framework_answers_what_is_not_prepared(method: str, path: str) -> None:
    it = setup()
    assert (it.client.open(path, method=method).text, it.source.rendered) == ("framework", [])


def test_the_last_good_bytes_are_sent_while_a_feed_can_not_be_made() -> None:
    it = setup()
    it.get()
    it.source.release, it.source.broken = 2, True
    it.clock.step(1)
    broken = it.get()
    it.source.broken = False
    assert [broken, it.get()] == [f"{PROGRAMME} release {number}" for number in (1, 2)]


def test_bytes_that_must_not_outlive_their_release_are_not_sent_again() -> None:
    """Somebody was erased: rather no calendar than one with their name."""
    source, clock = Source(), SteppingClock()
    prepared = prepare(source, clock, outlives=lambda old, new: old == new)
    client = Client(prepared)
    answers = [client.get(PROGRAMME).text]
    source.release, source.broken = 2, True
    clock.step(1)
    refused = client.get(PROGRAMME).status_code
    assert (refused, prepared.size) == (503, 0)
    source.broken = False
    answers.append(client.get(PROGRAMME).text)
    assert answers == [f"{PROGRAMME} release {number}" for number in (1, 2)]


def test_the_last_good_bytes_are_sent_while_the_database_is_away() -> None:
    it = setup()
    it.get()
    it.source.database_down = True
    seen = []
    for _ in range(2):
        it.client.post("/forum/")  # forgets which release is current
        it.clock.step(1)
        seen.append(it.get())
    asked = it.source.asked
    seen.append(it.get())
    assert (seen, it.source.asked) == ([f"{PROGRAMME} release 1"] * 3, asked)


def test_events_that_nobody_has_are_not_remembered_while_the_database_is_away() -> None:
    source, clock = Source(database_down=True), SteppingClock()
    prepared = prepare(source, clock, events=2)
    for number in range(3):
        assert Client(prepared).get(f"/e{number}/feeds/programme.ics").status_code == 503
    assert len(prepared._asked) <= 2  # noqa: SLF001 - memory is seen from nowhere else


def test_503_with_retry_after_where_there_never_were_good_bytes() -> None:
    it = setup()
    it.source.broken = True
    answer = it.client.get(PROGRAMME)
    assert (answer.status_code, answer.headers["Retry-After"], answer.content_type, answer.json) == (
        503,
        "60",
        "application/problem+json",
        {
            "type": f"{TYPES}#unavailable",
            "title": "Unavailable",
            "status": 503,
            "code": "unavailable",
            "detail": "The calendar can't be made at the moment. Ask again in a minute.",
            "errors": [],
        },
    )
    policies = ("X-Content-Type-Options", "Referrer-Policy", "Cache-Control")
    assert [answer.headers[name] for name in policies] == ["nosniff", "no-referrer", "no-store"]
    it.source.broken = False
    assert it.get() == f"{PROGRAMME} release 1"


def rooms(it: Setup, *names: str) -> list[str]:
    """Ask for these rooms' feeds; which of them had to be made."""
    before = len(it.source.rendered)
    for name in names:
        it.get(f"/forum/feeds/rooms/{name}.ics")
    return [address.removeprefix("/forum/feeds/rooms/").removesuffix(".ics") for address in it.source.rendered[before:]]


def test_the_least_recently_asked_for_is_dropped_when_memory_is_full() -> None:
    it = setup(limit=14_500)  # three of a thousand bytes, with their objects
    it.source.padding = 1_000
    assert rooms(it, "a", "b", "c", "a") == ["a", "b", "c"]
    assert rooms(it, "d") == ["d"]
    assert it.prepared.size <= 14_500
    assert rooms(it, "a", "c", "d") == []
    assert rooms(it, "b") == ["b"]


def test_replacing_a_feed_does_not_count_it_twice() -> None:
    it = setup()
    it.source.padding = 1_000
    sizes = set()
    for release in range(1, 20):
        it.source.release = release
        it.clock.step(1)
        it.get()
        sizes.add(it.prepared.size // 100)
    assert len(sizes) == 1


def test_a_feed_over_the_limit_is_sent_and_not_kept() -> None:
    it = setup(limit=100)
    it.source.padding = 1_000
    assert ([it.get(), it.get()], it.prepared.size) == ([f"{PROGRAMME} release 1"] * 2, 0)


def test_one_thread_renders_while_the_others_send_what_there_is() -> None:
    it = setup()
    entered, leave = threading.Event(), threading.Event()
    plain = it.source.render

    def slow(wish: Wish) -> Feed:
        entered.set()
        assert leave.wait(10)
        return plain(wish)

    seen: list[str] = []
    prepared = prepare(it.source, it.clock, render=slow)
    leave.set()
    client = Client(prepared)
    seen.append(client.get(PROGRAMME).text)
    it.source.release = 2
    it.clock.step(1)
    entered.clear()
    leave.clear()
    worker = threading.Thread(target=lambda: seen.append(Client(prepared).get(PROGRAMME).text))
    worker.start()
    assert entered.wait(10)
    seen.append(client.get(PROGRAMME).text)
    leave.set()
    worker.join(10)
    assert seen == [f"{PROGRAMME} release {number}" for number in (1, 1, 2)]


def test_many_threads_render_a_new_feed_once() -> None:
    it = setup()
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(Client(it.prepared).get(PROGRAMME).text)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (seen, it.source.rendered) == ([f"{PROGRAMME} release 1"] * 16, [PROGRAMME])
