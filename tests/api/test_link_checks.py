"""Links behind doors are looked at before anybody comes: against a real server, told at the desk and to webhooks."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.domain.link_health import verdict
from scheduler.domain.networks import networks
from scheduler.domain.web import Answer, Failure
from scheduler.http.context import Edge
from scheduler.outgoing.guarded_http import GuardedHttp
from scheduler.services import calling
from scheduler.services.checking_links import check_links
from scheduler.services.running import Ran, Turn
from tests.api.test_doors import BASE, Organiser
from tests.fakes import SteppingClock
from tests.tokens import token
from tests.web_server import Site, web_server

CHECKS = f"{BASE}/link-checks"


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as running:
        yield running


@pytest.fixture
def organiser(forum: Any, edges: Edge, clock: SteppingClock, site: Site) -> Organiser:
    """Of a forum whose opening, at 09:00, opens to speakers at 08:30; its links are on the site."""
    made = Organiser(forum, token(edges, "editor"))
    made.ways(
        {"kind": "join", "url": site.url("/j/canary-link?pwd=secret")},
        {"kind": "webcast", "url": site.url("/cast")},
        {"kind": "phone", "url": "tel:+41227305111"},
    )
    clock.set("2017-06-12T07:30")
    return made


def looked(edges: Edge, clock: SteppingClock, allowed: str = "127.0.0.0/8") -> Ran:
    client = GuardedHttp(networks(allowed), whole_seconds=5.0)
    return check_links(edges.database, client, edges.sealer, edges.reader, clock, turn=Turn("tests"))


def told(organiser: Organiser) -> list[tuple[str, bool, str, str, str]]:
    body: Any = organiser.client.get(CHECKS, headers=organiser.headers).json
    return [
        (each["kind"], each["alive"], each["said"], each["since"][11:16], each["checked_at"][11:16])
        for each in body["items"]
    ]


def test_they_are_looked_at_from_an_hour_before_and_every_ten_minutes(
    organiser: Organiser, edges: Edge, clock: SteppingClock, site: Site
) -> None:
    clock.step(-1)
    assert (looked(edges, clock), site.asked) == (Ran(), [])
    clock.step(1)
    assert looked(edges, clock) == Ran(done=3)
    assert [(each.method, each.path, each.body) for each in site.asked] == [
        ("HEAD", "/j/canary-link?pwd=secret", b""),
        ("HEAD", "/cast", b""),
    ]
    alive = [("join", True, "200"), ("webcast", True, "200"), ("phone", True, "not a link")]
    assert told(organiser) == [(*each, "07:30", "07:30") for each in alive]
    clock.step(599)
    assert looked(edges, clock) == Ran()
    clock.step(1)
    assert looked(edges, clock) == Ran(done=3)
    assert told(organiser) == [(*each, "07:30", "07:40") for each in alive]
    clock.set("2017-06-12T10:00")
    assert looked(edges, clock).done == 0


def test_a_dead_one_is_told_once_and_its_successor_is_looked_at_at_once(
    organiser: Organiser, edges: Edge, clock: SteppingClock, site: Site
) -> None:
    hook = calling.make(
        edges.database,
        edges.sealer,
        "forum",
        url=site.url("/hook"),
        active=True,
        now=clock(),
        new_secret=lambda: "psk_secret",
    ).webhook
    site.answers = [(404, {}), (200, {})]
    assert looked(edges, clock) == Ran(done=3, said="1 dead")
    clock.step(600)
    site.answers = [(404, {}), (200, {})]
    assert looked(edges, clock) == Ran(done=3, said="1 dead")
    (delivery,) = calling.deliveries(edges.database, "forum", hook.id)
    assert json.loads(delivery.body) == {
        "type": "links.dead",
        "event": {"slug": "forum", "name": "Forum"},
        "at": "2017-06-12T07:30:00+02:00",
        "links": [{"placement": "forum-1-1", "kind": "join", "said": "404", "since": "2017-06-12T07:30:00+02:00"}],
    }
    assert "canary" not in delivery.body
    organiser.ways({"kind": "join", "url": site.url("/new")})
    clock.step(1)
    assert looked(edges, clock) == Ran(done=1)
    assert [each for each in told(organiser) if each[0] == "join"] == [("join", True, "200", "07:40", "07:40")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_knows_no_head_is_asked_for_the_page(
    organiser: Organiser, edges: Edge, clock: SteppingClock, site: Site
) -> None:
    organiser.ways({"kind": "join", "url": site.url("/j")})
    site.answers = [(405, {}), (200, {})]
    looked(edges, clock)
    assert [each.method for each in site.asked] == ["HEAD", "GET"]
    assert told(organiser)[0][:3] == ("join", True, "200")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_link_into_our_own_network_is_not_asked(
    organiser: Organiser, edges: Edge, clock: SteppingClock, site: Site
) -> None:
    """And whoever looks at the desk learns no more of it than that."""
    assert looked(edges, clock, allowed="").said == "2 dead"
    assert site.asked == []
    reason = "not asked: https to a public address is needed, or OUTGOING_NETWORKS"
    assert told(organiser)[0][:3] == ("join", False, reason)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Answer(200), (True, "200")),
        (Answer(302, {"location": "https://sign-in.example"}), (True, "302")),
        (Answer(401), (True, "401")),
        (Answer(403), (True, "403")),
        (Answer(429), (True, "429")),
        (Answer(404), (False, "404")),
        (Answer(410), (False, "410")),
        (Answer(451), (False, "451")),
        (Answer(500), (False, "500")),
        (Answer(503), (False, "503")),
        (Failure("failed", "gaierror: meet.example is unknown"), (False, "no answer")),
    ],
    ids=lambda value: str(getattr(value, "status", "")) or None,
)
def test_what_is_dead(found: Answer | Failure, expected: tuple[bool, str]) -> None:
    """A link is secret, so nothing of what the client says in words is kept."""
    assert verdict(found) == expected
