"""Asking for the floor in a browser without JavaScript, from the participant's own page."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.clock import to_utc
from scheduler.domain.floor import Said
from scheduler.domain.log import Author
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.http.context import Edge
from scheduler.http.headers import loggable
from scheduler.services import moderating
from scheduler.services.steering import change_live
from tests import participants
from tests.api.forum import FIRST, FORUM, released, store
from tests.factories import at
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.web.forms import HTML, mine, post
from tests.web.html import read

# What is stored is tested on both databases in tests/services/test_floor.py.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WAYS = (Way("join", audience="registered"),)
SLOTS = (
    RemoteSlot("1", 1, ways=WAYS, attendee_capacity=2, intervention_slots=5),
    RemoteSlot("1", 2, ways=WAYS, intervention_slots=0),
)
OPENS: Ident = ("1", 1)
RULE = "Whoever has had the floor in this session least often comes first: who has not spoken before who has."


@pytest.fixture
def forum(client: FlaskClient, edges: Edge, clock: SteppingClock) -> FlaskClient:
    """A client of an app whose opening has five interventions in its first part, and none in its second."""
    released(edges.database, replace(FORUM, slots=SLOTS), FIRST)
    clock.set(at("2017-06-12T08:50"))
    return client


def enter(edges: Edge, who: str, of: Ident = OPENS, country: str = "") -> str:
    """The path of the page of somebody who registers."""
    release = edges.reader.current("forum")
    details = Details(who.title(), f"{who}@x.example", country=country, time_zone="Pacific/Fiji")
    carries = participants.enter(edges.database, release, details, of, now=edges.clock(), new_secret=edges.new_secret)
    return f"/forum/registrations/{carries.secret}"


def ask(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return post(client, path, {"ask": "1", "kind": "oral", "text": "", **fields})


def decide(edges: Edge, clock: SteppingClock, state: str, id_: int = 1) -> None:
    """What a moderator makes of a request."""
    one = moderating.read(edges.database, edges.desks.open("forum"), OPENS, id_)
    author = Author("moderator", clock())
    moderating.set_state(edges.desks, "forum", OPENS, id_, state, expected=one.version, author=author)


def test_from_the_own_page_to_having_spoken(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    own = enter(edges, "ana", country="FJ")
    (path,) = [link for link in mine(forum, own).links() if "/floor/" in link]
    assert path == f"{own}/floor/1-1"
    form = mine(forum, path)
    assert "Monday 12 June 2017, 19:00\N{EN DASH}20:00 Pacific/Fiji" in form.lines
    assert {e.attributes["for"] for e in form.all("label")} == {"oral", "written", "text"}
    assert RULE in form.lines
    assert "You count for: Asia-Pacific \N{MIDDLE DOT} not said." in forum.get(path, headers=HTML).text
    moderating.note(edges.desks, "forum", OPENS, Said("Lee", "CH"), author=Author("moderator", clock()), repeat=None)
    clock.step(1)
    asked = ask(forum, path, text="Data for small islands")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{path}?asked=1")
    seen = forum.get(asked.headers["Location"], headers=HTML)
    assert seen.headers["Refresh"] == f"30; url={path}"
    page = read(seen.text)
    assert "Waiting You are 2nd of 2 who wait." in page.lines
    assert "Data for small islands" in page.lines
    assert ["You have asked for the floor." in each.lines for each in (page, mine(forum, path))] == [True, False]
    decide(edges, clock, "accepted", 2)
    assert "Accepted Be ready: the moderator calls you." in mine(forum, path).lines
    decide(edges, clock, "delivered", 2)
    done = forum.get(path, headers=HTML)
    assert "Done You had the floor." in read(done.text).lines
    assert "Refresh" not in done.headers
    assert ask(forum, path).status_code == 303, "and may ask again"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("declined",), "Declined The moderator could not take it."),
        (("accepted", "no-show"), "Missed You were called, and nobody answered."),
    ],
)
def test_what_came_of_it_is_told_and_one_may_ask_again(
    forum: FlaskClient, edges: Edge, clock: SteppingClock, states: tuple[str, ...], words: str
) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    ask(forum, path)
    assert "Waiting You are next: nobody else waits." in mine(forum, path).lines
    for state in states:
        decide(edges, clock, state)
    page = mine(forum, path)
    assert words in page.lines
    assert [each.text for each in page.all("h2")] == ["Ask again"]


def test_withdrawing_takes_it_back(forum: FlaskClient, edges: Edge) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    ask(forum, path)
    gone = post(forum, path, {"withdraw": "1"})
    assert (gone.status_code, gone.headers["Location"]) == (303, f"{path}?withdrawn=1")
    assert post(forum, path, {"withdraw": "1"}).status_code == 303, "once more changes nothing"
    assert "Withdrawn You have withdrawn." in mine(forum, path).lines


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"kind": "written", "text": " "}, 422, "Write your intervention, in 1 to 2,000 characters."),
        ({"kind": "oral", "text": "<i>" * 101}, 422, "Write what you will speak about in up to 300 characters."),
        ({"kind": "sung", "text": "la"}, 422, "Choose how you take the floor: oral or written."),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    forum: FlaskClient, edges: Edge, fields: dict[str, str], status: int, words: str
) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    answer = ask(forum, path, **fields)
    page = read(answer.text)
    assert (answer.status_code, words in page.lines) == (status, True)
    (box,) = page.all("textarea")
    assert box.text.strip() == fields["text"].strip()
    assert "<i>" not in answer.text


def test_a_second_request_is_refused_with_its_words_kept(forum: FlaskClient, edges: Edge) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    assert [ask(forum, path, text="One").status_code for _ in range(2)] == [303, 303], "sent twice"
    other = ask(forum, path, text="Two")
    assert other.status_code == 409
    assert "You have asked for the floor here already. Withdraw that first, then ask again." in read(other.text).lines
    assert "One" in read(other.text).lines


def test_who_may_not_ask_is_told_why(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    none_taken = f"{enter(edges, 'ana', ('1', 2))}/floor/1-2"
    pages = [enter(edges, who) for who in ("bea", "cem", "dan")]
    waits = f"{pages[2]}/floor/1-1"
    assert [link for link in mine(forum, pages[2]).links() if "/floor/" in link] == []
    for path, words in (
        (none_taken, "There are no interventions from afar in this session."),
        (
            waits,
            "You have no place in this session: register for it, or wait until you get one. Then ask for the floor.",
        ),
    ):
        assert words in mine(forum, path).lines
        assert mine(forum, path).all("textarea") == []
        assert ask(forum, path).status_code == 409
    clock.set(at("2017-06-12T10:00"))
    assert "This session is over: the floor can't be asked for any more." in mine(forum, f"{pages[0]}/floor/1-1").lines


def floors(client: FlaskClient, own: str) -> list[str]:
    """The sessions whose floor a participant's page leads to."""
    return [link.removeprefix(f"{own}/floor/") for link in mine(client, own).links() if "/floor/" in link]


def say(edges: Edge, number: int, **fields: object) -> None:
    """What is said on the day of the opening's first part."""
    author = Author("moderator", edges.clock())
    change_live(edges.desks, edges.reader, edges.sealer, "forum", "forum-1-1", fields, expected=number, author=author)


def test_who_registered_for_the_event_finds_what_is_on(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    """By when it really begins and ends; part 2 is from 11:00."""
    own = enter(edges, "ana", WHOLE_EVENT)
    store(edges.database, replace(FORUM, slots=tuple(RemoteSlot("1", part, ways=WAYS) for part in (1, 2))))
    found = []
    for moment in ("08:44:59", "08:45", "09:59:59", "10:00", "10:44:59", "10:45"):
        clock.set(at(f"2017-06-12T{moment}"))
        found.append(floors(forum, own))
    assert found == [[], ["1-1"], ["1-1"], [], [], ["1-2"]]
    say(edges, 0, delay_minutes=120)
    assert floors(forum, own) == ["1-1", "1-2"]
    say(edges, 1, ended_at=to_utc(at("2017-06-12T10:45")))
    assert floors(forum, own) == ["1-2"]


def test_what_would_be_refused_is_not_offered(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    """Part 1 counts places, so who registered for the event has none; part 2 takes no interventions."""
    whole, own = enter(edges, "ana", WHOLE_EVENT), enter(edges, "bea")
    clock.set(at("2017-06-12T10:50"))
    say(edges, 0, delay_minutes=60)
    assert (floors(forum, whole), floors(forum, own)) == ([], ["1-1"])
    assert [ask(forum, f"{whole}/floor/1-{part}").status_code for part in (1, 2)] == [409, 409]
    say(edges, 1, ended_at=to_utc(clock()))
    assert (floors(forum, own), ask(forum, f"{own}/floor/1-1").status_code) == ([], 409)


def test_the_address_is_the_proof_and_no_other_site_uses_it(forum: FlaskClient, edges: Edge) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    answer = forum.get(path, headers=HTML)
    assert {name: answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert post(forum, path, {"ask": "1", "kind": "oral"}, headers).status_code == 400
    assert mine(forum, path).all("textarea") != []
    for nobody in ("x", f"reg_{'x' * 32}"):
        assert forum.get(f"/forum/registrations/{nobody}/floor/1-1", headers=HTML).status_code == 410
    assert post(forum, path, {}).status_code == 400
    own = path.removesuffix("1-1")
    assert [forum.get(f"{own}{entry}", headers=HTML).status_code for entry in ("2-1", "404-1", "1-9", "x", "1-0")] == [
        404
    ] * 5
    assert loggable(path) == "/forum/registrations/…"


def test_the_page_asks_as_much_however_many_wait(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    path = f"{enter(edges, 'ana')}/floor/1-1"
    ask(forum, path)
    mine(forum, path)
    for more in (0, 30):
        for n in range(more):
            said = Said(f"Somebody {n}")
            moderating.note(edges.desks, "forum", OPENS, said, author=Author("moderator", clock()), repeat=None)
        with counted(edges.database.engine) as sent:
            mine(forum, path)
        assert len(sent) == 8, sent
