"""Doors as participants find them: through the service, on both databases, at every moment and by every way."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.http.cookies import CSRF_HEADER, csrf_token
from scheduler.services.signing_in import Came
from scheduler.services.users import create_user
from tests.factories import at
from tests.fakes import SteppingClock
from tests.tokens import token
from tests.web.html import read

BASE = "/api/v1/events/forum"
DOOR = "/join/forum-1-1"
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}
LINK = "https://meet.example/j/canary-link"
OPENS, STARTS, ENDS, CLOSES = (at(f"2017-06-12T{time}") for time in ("08:45", "09:00", "10:00", "10:15"))

Headers = dict[str, str]

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what pages make of it; what is stored is tested on both."""


@pytest.fixture
def editor(forum: FlaskClient, edges: Edge) -> Headers:  # noqa: ARG001 - the event comes first
    return token(edges, "editor")


class Organiser:
    """An editor at work; each call is refused loudly."""

    def __init__(self, client: FlaskClient, headers: Headers) -> None:
        self.client, self.headers = client, headers

    def put(self, path: str, body: Any) -> TestResponse:
        """Set a resource, whatever it was before."""
        read = self.client.get(f"{BASE}/{path}", headers=self.headers)
        match = {"If-Match": read.headers["ETag"]} if "ETag" in read.headers else {}
        answer = self.client.put(f"{BASE}/{path}", json=body, headers=self.headers | match)
        assert answer.status_code == 200, answer.text
        return answer

    def ways(self, *ways: dict[str, Any], **more: Any) -> None:
        """Say how the opening is joined."""
        self.put("sessions/1/placements/1/remote", {"ways": list(ways), **more})

    def live(self, **fields: Any) -> None:
        """Say what is true of the opening now."""
        self.put("sessions/1/placements/1/live", fields)

    def ticket(self, **body: Any) -> tuple[int, str]:
        """Give out a ticket: its number, and what its holder shows."""
        answer = self.client.post(f"{BASE}/tickets", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return answer.json["id"], answer.json["ticket"]  # type: ignore[index]


@pytest.fixture
def organiser(forum: FlaskClient, editor: Headers) -> Organiser:
    return Organiser(forum, editor)


@pytest.fixture
def visitor(forum: FlaskClient) -> Iterator[FlaskClient]:
    """A browser of its own, with its own cookies."""
    with forum.application.test_client() as client:
        yield client


def state(client: FlaskClient, path: str = DOOR) -> Any:
    answer = client.get(path, headers=JSON)
    return answer.json["state"] if answer.is_json and answer.json else answer.status_code


def test_one_way_without_passcode_is_gone_through(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    organiser.ways({"kind": "join", "url": LINK})
    steps = {
        OPENS - 1: (200, None),
        OPENS: (303, LINK),
        CLOSES - 1: (303, LINK),
        CLOSES: (200, None),
    }
    found = {}
    for now in steps:
        clock.set(now)
        answer = visitor.get(DOOR, headers=HTML)
        found[now] = (answer.status_code, answer.headers.get("Location"))
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert ("canary" in answer.text) == (answer.status_code == 303)
    assert found == steps


def test_the_door_for_programs(organiser: Organiser, visitor: FlaskClient, clock: SteppingClock) -> None:
    organiser.ways({"kind": "join", "url": LINK}, recording_url="https://video.example/canary")
    window = {"opens_at": "2017-06-12T08:45:00+02:00", "closes_at": "2017-06-12T10:15:00+02:00"}
    way = {"kind": "join", "language": "", "url": LINK, "passcode": None}
    steps: dict[int, Any] = {
        OPENS - 1: {"state": "too-early", **window},
        OPENS: {"state": "open", **window, "ways": [way]},
        CLOSES - 1: {"state": "open", **window, "ways": [way]},
        CLOSES: {"state": "over", **window, "recording_url": "https://video.example/canary"},
    }
    assert {clock.set(now): visitor.get(DOOR, headers=JSON).json for now in steps} == steps


def test_a_choice_is_a_page_and_leads_on(organiser: Organiser, visitor: FlaskClient, clock: SteppingClock) -> None:
    """The page holds passcodes and numbers to call, and no platform's address."""
    organiser.ways(
        {"kind": "join", "language": "en", "url": LINK, "passcode": "canary-code"},
        {"kind": "phone", "url": "tel:+41227305111", "passcode": "1234#"},
        {"kind": "interpretation", "language": "fr", "url": "https://meet.example/fr"},
        {"kind": "captions", "url": None},
        {"kind": "host", "url": "https://meet.example/canary-host", "audience": "hosts"},
    )
    clock.set(STARTS)
    page = visitor.get(f"{DOOR}?tz=Asia/Tokyo", headers=HTML)
    assert page.status_code == 200
    assert [word in page.text for word in ("canary-code", "+41227305111", "1234#", "Listen to the interpretation")] == [
        True
    ] * 4
    assert [word in page.text for word in ("meet.example", "canary-host", "captions")] == [False] * 3
    chosen = [visitor.get(f"{DOOR}?way={way}", headers=HTML) for way in (0, 2, 3, 4, 9)]
    assert [(answer.status_code, answer.headers.get("Location")) for answer in chosen] == [
        (303, LINK),
        (303, "https://meet.example/fr"),
        (200, None),
        (200, None),
        (200, None),
    ]


def test_a_link_changed_a_second_ago_is_right(organiser: Organiser, visitor: FlaskClient, clock: SteppingClock) -> None:
    """Of the plan, then of the room's day, then of the moment: the most recent word counts, without a release."""
    clock.set(STARTS)
    where = []

    def look() -> None:
        where.append(visitor.get(DOOR, headers=HTML).headers.get("Location"))

    organiser.ways({"kind": "join"})
    look()
    organiser.put("rooms/popov/live/2017-06-12", {"link": {"url": "https://meet.example/popov"}})
    look()
    organiser.ways({"kind": "join", "url": "https://meet.example/planned"})
    look()
    organiser.live(link={"url": "https://meet.example/now"})
    look()
    organiser.live()
    look()
    organiser.ways({"kind": "join"})
    organiser.put("rooms/annex/live/2017-06-12", {"link": {"url": "https://meet.example/annex"}})
    organiser.live(emergency_room="annex")
    look()
    assert where == [
        None,
        *(f"https://meet.example/{name}" for name in ("popov", "planned", "now", "planned", "annex")),
    ]


def test_the_window_follows_what_is_said_now(organiser: Organiser, visitor: FlaskClient, clock: SteppingClock) -> None:
    organiser.ways({"kind": "join", "url": LINK})
    organiser.live(delay_minutes=20)
    late = 20 * 60
    steps = {OPENS: "too-early", OPENS + late - 1: "too-early", OPENS + late: "open", CLOSES + late - 1: "open"}
    assert {clock.set(now): state(visitor) for now in steps} == steps
    organiser.live(delay_minutes=20, ended_at="2017-06-12T10:05:00+02:00")
    edges = {at("2017-06-12T10:04:59"): "open", at("2017-06-12T10:05:00"): "over"}
    assert {clock.set(now): state(visitor) for now in edges} == edges


def test_each_audience_comes_in_at_its_time(organiser: Organiser, forum: FlaskClient, clock: SteppingClock) -> None:
    """By ticket: a speaker of this session, somebody registered, a host, a speaker of another session, nobody."""
    organiser.ways(
        {"kind": "join", "url": LINK, "audience": "registered"},
        {"kind": "host", "url": "https://meet.example/host", "audience": "hosts"},
        opens_minutes_before={"speakers": 30, "registered": 15, "public": 5},
    )
    tickets = {
        "speaker": organiser.ticket(person="bob", audience="public")[1],
        "registered": organiser.ticket(holder="Ana")[1],
        "host": organiser.ticket(holder="Technician", audience="hosts")[1],
        "elsewhere": organiser.ticket(person="eve", audience="public")[1],
    }
    steps = {
        "2017-06-12T08:29:59": ["too-early", "too-early", "too-early", "not-for-you", "not-for-you"],
        "2017-06-12T08:30:00": ["open", "too-early", "open", "not-for-you", "not-for-you"],
        "2017-06-12T08:44:59": ["open", "too-early", "open", "not-for-you", "not-for-you"],
        "2017-06-12T08:45:00": ["open", "open", "open", "not-for-you", "not-for-you"],
        "2017-06-12T10:15:00": ["over"] * 5,
    }
    found = {}
    for text in steps:
        clock.set(text)
        found[text] = [state(forum, f"{DOOR}?t={ticket}") for ticket in tickets.values()]
        with forum.application.test_client() as nobody:
            found[text].append(state(nobody))
    assert found == steps
    clock.set(STARTS)
    hosts = forum.get(f"{DOOR}?t={tickets['host']}", headers=JSON).json["ways"]  # type: ignore[index]
    theirs = forum.get(f"{DOOR}?t={tickets['speaker']}", headers=JSON).json["ways"]  # type: ignore[index]
    assert ([way["kind"] for way in hosts], [way["kind"] for way in theirs]) == (["join", "host"], ["join"])


def test_a_part_of_a_session_is_for_its_own_speakers(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    """Bob speaks in part 1 alone, Ada chairs both."""
    organiser.put("sessions/1/placements/2/remote", {"ways": [{"kind": "join", "url": LINK, "audience": "speakers"}]})
    bob, ada = (organiser.ticket(person=name)[1] for name in ("bob", "ada"))
    clock.set("2017-06-12T11:00")
    assert [state(visitor, f"/join/forum-1-2?t={ticket}") for ticket in (bob, ada)] == ["not-for-you", "open"]


def test_a_ticket_leaves_the_address_for_a_cookie(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    organiser.ways({"kind": "join", "url": LINK, "audience": "registered"})
    number, ticket = organiser.ticket(holder="Ana")
    clock.set(STARTS)
    refused = visitor.get(DOOR, headers=HTML)
    assert (refused.status_code, "desk@forum.example" in refused.text) == (403, True)
    exchanged = visitor.get(f"{DOOR}?tz=Asia%2FTokyo&t={ticket}", headers=HTML)
    assert (exchanged.status_code, exchanged.headers["Location"]) == (
        303,
        f"{DOOR}?tz=Asia/Tokyo".replace("/Tokyo", "%2FTokyo"),
    )
    assert (exchanged.headers["Cache-Control"], exchanged.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    (cookie,) = exchanged.headers.getlist("Set-Cookie")
    name, *flags = cookie.split("; ")
    assert name == f"ticket-forum={ticket}"
    assert {"HttpOnly", "Path=/join", "SameSite=Lax", "Max-Age=5184000"} <= set(flags)
    assert visitor.get(DOOR, headers=HTML).headers["Location"] == LINK
    revoked = organiser.client.delete(f"{BASE}/tickets/{number}", headers=organiser.headers)
    assert revoked.status_code == 204
    after = visitor.get(DOOR, headers=HTML)
    assert (after.status_code, "not known here, or was revoked" in after.text, ticket in after.text) == (
        403,
        True,
        False,
    )


@pytest.mark.parametrize("ticket", ["tkt_" + "x" * 32, "secret-ticket", "psk_" + "x" * 32, "é"])
def test_what_is_no_ticket_is_nobodys(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock, ticket: str
) -> None:
    organiser.ways({"kind": "join", "url": LINK, "audience": "registered"})
    clock.set(STARTS)
    answer = visitor.get(DOOR, query_string={"t": ticket}, headers=HTML)
    assert (answer.status_code, ticket in answer.headers["Location"]) == (303, False)
    assert (state(visitor), state(visitor, f"{DOOR}?t={ticket}")) == ("not-for-you", "not-for-you")


def test_tickets_are_listed_and_stored_without_what_opens(organiser: Organiser) -> None:
    _, ticket = organiser.ticket(person="bob")
    organiser.ticket(holder="Ana", audience="hosts")
    answer = organiser.client.get(f"{BASE}/tickets", headers=organiser.headers)
    common = {"created_at": "2017-06-01T09:00:00+02:00", "revoked_at": None}
    assert answer.json == {
        "items": [
            {"id": 1, "holder": "Bob", "person": "bob", "audience": "registered", **common},
            {"id": 2, "holder": "Ana", "person": None, "audience": "hosts", **common},
        ],
        "next": None,
    }
    assert (len(ticket), ticket in answer.text) == (36, False)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/person"),
        ({"person": "bob", "holder": "Bob"}, "/person"),
        ({"person": "nobody"}, "/person"),
        ({"person": "tbc"}, "/person"),
        ({"holder": ""}, "/holder"),
        ({"holder": "Ana", "audience": "everybody"}, "/audience"),
    ],
    ids=["nobody", "two", "a stranger", "a placeholder", "without a name", "an audience there is not"],
)
def test_a_ticket_is_somebodys(organiser: Organiser, body: Any, pointer: str) -> None:
    answer = organiser.client.post(f"{BASE}/tickets", json=body, headers=organiser.headers)
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (422, [pointer])  # type: ignore[index]


def test_a_move_is_told_to_who_comes_at_the_old_hour(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    """The workshop was released for 09:30 first, and is at 14:00 now."""
    organiser.put("sessions/2/placements/1/remote", {"ways": [{"kind": "join", "url": LINK}]})
    door = "/join/forum-2-1"
    steps = {
        "2017-06-12T09:14:59": "too-early",
        "2017-06-12T09:15:00": "moved",
        "2017-06-12T10:44:59": "moved",
        "2017-06-12T10:45:00": "too-early",
        "2017-06-12T13:45:00": "open",
    }
    found = {}
    for text in steps:
        clock.set(text)
        found[text] = state(visitor, door)
    assert found == steps
    clock.set("2017-06-12T09:30")
    page = visitor.get(door, headers=HTML).text
    assert "It was to be on Monday 12 June 2017, 09:30\u201310:30." in page
    assert "Monday 12 June 2017, 13:45 (UTC+02:00)" in page


@on_sqlite
@pytest.mark.parametrize(
    ("moment", "first", "news"),
    [
        pytest.param(
            "2017-06-12T08:50", "Not yet This session can't be joined yet.", "Starts 20 minutes late.", id="too early"
        ),
        pytest.param("2017-06-12T09:20", "Open", "Began 20 minutes late.", id="a choice of ways"),
        pytest.param("2017-06-12T11:00", "Over This session has ended.", "Began 20 minutes late.", id="over"),
    ],
)
def test_the_page_says_what_was_said_on_the_day(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock, moment: str, first: str, news: str
) -> None:
    """The opening, planned in Popov for 09:00 to 10:00, is in the library later, where nobody finds a seat."""
    organiser.ways({"kind": "join", "url": LINK}, {"kind": "captions", "url": f"{LINK}-words"})
    organiser.live(delay_minutes=20, emergency_room="library", room_full=True)
    clock.set(moment)
    full = [] if first.startswith("Over") else ["The room is full."]
    assert read(visitor.get(DOOR, headers=HTML).text).lines[1:5] == [
        first,
        "Monday 12 June 2017, 09:20\u201310:20 Europe/Zurich",
        "Library, Headquarters",
        " ".join([news, "Moved to Library.", *full]),
    ]


@on_sqlite
def test_a_door_and_the_page_of_its_session_name_one_place(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    organiser.ways({"kind": "join", "url": LINK})
    clock.set("2017-06-12T08:00")
    place = "Popov + Annex, Tower, Headquarters"
    pages = [read(visitor.get(path, headers=HTML).text) for path in (DOOR, "/forum/sessions/1")]
    assert [place in page.lines for page in pages] == [True, True]
    assert "/forum/live?session=1" in pages[1].links()


@on_sqlite
def test_what_follows_something_late_is_told_at_its_door(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock
) -> None:
    organiser.put("sessions/1/placements/2/remote", {"ways": [{"kind": "join", "url": LINK}]})
    organiser.live(delay_minutes=75)
    clock.set("2017-06-12T10:30")
    page = read(visitor.get("/join/forum-1-2", headers=HTML).text)
    assert "May start late: what is before it in the room runs 15 minutes into it." in page.lines


@on_sqlite
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", ["Monday 12 June 2017, 19:00\u201320:00 Pacific/Fiji"], id="theirs"),
        pytest.param("?tz=Asia/Tokyo", ["Monday 12 June 2017, 16:00\u201317:00 Asia/Tokyo"], id="asked for"),
        pytest.param("?tz=Europe/Zurich", [], id="the event's asked for"),
    ],
)
def test_who_has_a_ticket_finds_their_own_hours(
    organiser: Organiser, visitor: FlaskClient, clock: SteppingClock, query: str, shown: list[str]
) -> None:
    organiser.ways({"kind": "join", "url": LINK})
    ada = organiser.client.get(f"{BASE}/people/ada", headers=organiser.headers)
    changed = organiser.client.patch(
        f"{BASE}/people/ada",
        json={"time_zone": "Pacific/Fiji"},
        headers=organiser.headers | {"If-Match": ada.headers["ETag"]},
    )
    assert changed.status_code == 200, changed.text
    clock.set("2017-06-12T08:00")
    visitor.get(f"{DOOR}?t={organiser.ticket(person='ada')[1]}", headers=HTML)
    answer = visitor.get(f"{DOOR}{query}", headers=HTML)
    assert answer.headers["Cache-Control"] == "no-store"
    lines = read(answer.text).lines
    assert lines[2] == "Monday 12 June 2017, 09:00\u201310:00 Europe/Zurich"
    assert [line for line in lines[3:4] if "\u2013" in line] == shown


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/join/forum-3-1", 200, "cancelled"),
        ("/join/forum-2-1", 200, "on-site"),
        ("/join/forum-9-1", 404, None),
        ("/join/elsewhere-1-1", 404, None),
    ],
    ids=["cancelled", "on site", "no such entry", "no such event"],
)
def test_doors_that_lead_nowhere(visitor: FlaskClient, path: str, status: int, told: str | None) -> None:
    answer = visitor.get(path, headers=JSON)
    assert (answer.status_code, (answer.json or {}).get("state"), answer.headers["Cache-Control"]) == (
        status,
        told,
        "no-store",
    )


LIVE = f"{BASE}/sessions/1/placements/1/live"
SAID = {
    "link": {"url": LINK, "passcode": "canary-code"},
    "delay_minutes": 20,
    "ended_at": "2017-06-12T10:05:00+02:00",
    "room_full": True,
    "emergency_room": "annex",
    "recording_url": "https://video.example/canary",
    "no_shows": ["bob"],
}
NOTHING: dict[str, Any] = {
    "link": None,
    "delay_minutes": 0,
    "ended_at": None,
    "room_full": False,
    "emergency_room": None,
    "recording_url": None,
    "no_shows": [],
}


def test_what_is_said_of_now_is_read_again(forum: FlaskClient, editor: Headers) -> None:
    before = forum.get(LIVE, headers=editor)
    put = forum.put(LIVE, json=SAID, headers=editor)
    again = forum.put(LIVE, json={}, headers={**editor, "If-Match": put.headers["ETag"]})
    answers = [(answer.status_code, answer.json, answer.headers["ETag"]) for answer in (before, put, again)]
    assert answers == [(200, NOTHING, '"0"'), (200, SAID, '"1"'), (200, NOTHING, '"2"')]


def test_two_who_speak_at_once_do_not_overwrite_each_other(forum: FlaskClient, editor: Headers) -> None:
    forum.put(LIVE, json=SAID, headers=editor)
    missing = forum.put(LIVE, json={}, headers=editor)
    stale = forum.put(LIVE, json={}, headers={**editor, "If-Match": '"0"'})
    assert (missing.status_code, stale.status_code, "canary" in missing.text + stale.text) == (428, 412, False)
    assert stale.json["current"] == {  # type: ignore[index]
        "has_link": True,
        "delay_minutes": 20,
        "ended_at": "2017-06-12T10:05:00+02:00",
        "room_full": True,
        "emergency_room": "annex",
        "has_recording": True,
        "no_shows": ["bob"],
    }
    assert forum.get(LIVE, headers=editor).json == SAID


@pytest.mark.parametrize(
    ("path", "body", "status", "pointers"),
    [
        (LIVE, {"emergency_room": "cellar"}, 422, ["/emergency_room"]),
        (LIVE, {"ended_at": "2030-01-01T00:00:00Z"}, 422, ["/ended_at"]),
        (LIVE, {"ended_at": "2017-06-12T08:59:59+02:00", "delay_minutes": 5}, 422, ["/ended_at"]),
        (LIVE, {"delay_minutes": -5}, 422, ["/delay_minutes"]),
        (LIVE, {"link": {"url": "tel:+41"}}, 422, ["/link/url"]),
        (LIVE, {"no_shows": ["ada", "eve", "nobody"]}, 422, ["/no_shows/1", "/no_shows/2"]),
        (LIVE.replace("/1/placements", "/2/placements"), {"link": {"url": LINK}}, 422, ["/link"]),
        (LIVE.replace("placements/1", "placements/9"), {}, 404, []),
        (f"{BASE}/rooms/cellar/live/2017-06-12", {}, 404, []),
        (f"{BASE}/rooms/popov/live/2017-07-12", {}, 404, []),
        (f"{BASE}/rooms/popov/live/monday", {}, 404, []),
    ],
    ids=[
        "room",
        "years",
        "not begun",
        "negative",
        "no web",
        "strangers",
        "no way",
        "no part",
        "no room",
        "no day",
        "no date",
    ],
)
def test_what_can_not_be_true_is_refused(
    forum: FlaskClient, editor: Headers, path: str, body: Any, status: int, pointers: list[str]
) -> None:
    answer = forum.put(path, json=body, headers=editor)
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (status, pointers)  # type: ignore[index]


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_only_editors_see_and_say_what_is_behind_doors(forum: FlaskClient, edges: Edge, role: str) -> None:
    headers = token(edges, role)
    paths = (LIVE, f"{BASE}/rooms/popov/live/2017-06-12", f"{BASE}/tickets")
    assert [forum.get(path, headers=headers).status_code for path in paths] == [403] * 3
    assert [forum.get(path).status_code for path in paths] == [401] * 3


def moderator(forum: FlaskClient, edges: Edge, room: str, **hours: int) -> tuple[FlaskClient, Headers]:
    """The browser of somebody who moderates a room and is signed in, and what its writes bring along."""
    return signed_in_with(forum, edges, f"{room}@forum.example", Grant("moderator", "forum", (room,), **hours))


def signed_in_with(forum: FlaskClient, edges: Edge, name: str, grant: Grant) -> tuple[FlaskClient, Headers]:
    """The browser of somebody who has this and is signed in, and what its writes bring along."""
    password = "correct horse battery staple"  # noqa: S105 - of nobody
    passwords = edges.sign_ins.passwords
    create_user(edges.database, passwords, name, grant, now=edges.clock(), new_password=lambda: password)
    secret = edges.sign_ins.sign_in(name, password, Came("192.0.2.1"), edges.clock())
    client = forum.application.test_client()
    client.set_cookie("desk", secret)
    return client, {CSRF_HEADER: csrf_token(secret)}


def test_a_moderator_runs_the_own_room_in_the_own_hours(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    """The opening is in Popov and the annex; the library's moderator has no say in it."""
    clock.set("2017-06-12T08:59:59")
    hours = {"starts": at("2017-06-12T09:00"), "ends": at("2017-06-12T12:00")}
    popov, proof = moderator(forum, edges, "popov", **hours)
    library, _ = moderator(forum, edges, "library")
    paths = (LIVE, f"{BASE}/rooms/popov/live/2017-06-12", f"{BASE}/tickets", LIVE.replace("/1/p", "/2/p"))

    def statuses(client: FlaskClient) -> list[int]:
        return [client.get(path).status_code for path in paths]

    assert (statuses(popov), statuses(library)) == ([403, 403, 403, 403], [403, 403, 403, 200])
    clock.set("2017-06-12T09:00:00")
    assert statuses(popov) == [200, 200, 403, 403]
    assert popov.put(LIVE, json={"delay_minutes": 5}, headers=proof).status_code == 200


def test_who_runs_a_session_goes_by_where_it_takes_place(forum: FlaskClient, edges: Edge, organiser: Organiser) -> None:
    """The workshop is released in the library: a draft that has it elsewhere changes nothing, a sudden move does."""
    workshop = f"{BASE}/sessions/2/placements/1/live"
    people = {room: moderator(forum, edges, room)[0] for room in ("library", "popov", "annex")}

    def may() -> list[str]:
        return [room for room, client in people.items() if client.get(workshop).status_code == 200]

    found = [may()]
    organiser.put(
        "sessions/2/placements/1",
        {"room": "popov", "starts_at": "2017-06-12T14:00:00+02:00", "ends_at": "2017-06-12T15:00:00+02:00"},
    )
    found.append(may())
    organiser.put("sessions/2/placements/1/live", {"emergency_room": "annex"})
    assert [*found, may()] == [["library"], ["library"], ["library", "annex"]]
