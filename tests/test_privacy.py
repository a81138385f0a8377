"""Nothing private leaves to who may not see it: a canary in every private field, and a look at every answer."""

import gzip
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.addresses import FEED_FOLDERS
from scheduler.domain.document import freeze
from scheduler.domain.floor import Said
from scheduler.domain.log import Author
from scheduler.domain.notice import Recipient
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.registering import Details
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.selection import FILTERS, Selection
from scheduler.domain.session import Appearance, Organiser, Relation, Scheme, SessionType, Term, Track
from scheduler.http.context import Edge
from scheduler.services import moderating, registering
from scheduler.services.desk import Desks
from scheduler.services.ports import random_token
from scheduler.services.publishing import publish
from scheduler.services.recording import become, record_new
from scheduler.services.waiving import waive
from scheduler.store.outbox import add_mail
from scheduler.store.persons import save_email
from scheduler.store.recipients import add_recipient
from tests.factories import at, day, event, person, placement, programme, room, session, span
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOW = at("2017-06-01T09:00")
LATER = at("2018-01-01T00:00")
BY = Author("canary-author@forum.example", NOW, "canary-request")
SITE = "http://127.0.0.1:8000"

CANARIES = re.compile(r"canary|\bx-kept\b|Antarctica/Troll|03:17|(?<![0-9a-z])7919[0-9](?![0-9a-z])", re.IGNORECASE)
"""What no answer to the public may hold: words, a zone, a time of day, and numbers that nothing else has."""

AWAY = span("2017-06-11T03:17", "2017-06-15T03:17")


def hidden(code: str, people: Iterable[str | Appearance] = (), **fields: Any) -> Any:
    """A session all of whose words are canaries."""
    return session(
        code,
        people=people,
        **{
            "title": f"Canary title {code}",
            "subtitle": "Canary subtitle",
            "abstract": "Canary abstract",
            "description": "Canary description",
            "type": "canary-type",
            "track": "canary-track",
            "terms": ("canary:1",),
            "organisers": (Organiser("canary-organisation"),),
            "translations": (("title", "fr", "Canary titre"),),
            **fields,
        },
    )


WAITING: dict[str, Any] = {"type": "talk", "track": "law", "terms": ("sdg:4",)}

FORUM = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov", setup_minutes=79191, pinned=True),
    placement("2", "2017-06-12T11:00", "2017-06-12T12:00", "popov"),
    placement("66", "2017-06-12T13:00", "2017-06-12T14:00", "popov"),
    placement("67", "2017-06-12T15:00", "2017-06-12T16:00", "popov"),
    placement("68", "2017-06-12T17:00", "2017-06-12T18:00", "popov"),
    placement("69", "2017-06-13T09:00", "2017-06-13T10:00", "popov"),
    event=event(days=(day("2017-06-12"), day("2017-06-13")), locales=("en", "fr"), contact_email="desk@forum.example"),
    rooms=[room("popov", availability=(AWAY,), turnover_minutes=79192)],
    organisations=[Organisation("itu", "ITU"), Organisation("canary-organisation", "Canary organisation")],
    session_types=[SessionType("talk", "Talk"), SessionType("canary-type", "Canary type")],
    tracks=[Track("law", "Law"), Track("canary-track", "Canary track")],
    schemes=[
        Scheme("sdg", "Goals", (Term("sdg", "4", "Education"),)),
        Scheme("canary", "Canary scheme", (Term("canary", "1", "Canary term"),)),
    ],
    teams=[Team("canary-team", "Canary team", "interpreters", ("en", "fr"))],
    accounts=[PlatformAccount("canary-account", "Canary account", "Canary platform", 79193, 79194)],
    meetings=[Meeting("canary-meeting", "canary-account", session="1", part=1)],
    slots=[RemoteSlot("1", 1, "canary-meeting", (Way("join"), Way("host", "x-kept", "hosts")))],
    relations=[Relation(1, "before", "1", "66")],
    people=[
        person("ada", rank=79196, time_zone="Antarctica/Troll", floating=True, availability=(AWAY,)),
        *(person(f"canary-{name}") for name in ("nowhere", "hidden", "unnamed", "embargoed", "internal")),
    ],
    sessions=[
        session(
            "1",
            title="Opening",
            type="talk",
            track="law",
            terms=("sdg:4",),
            mode="hybrid",
            expected_attendance=79197,
            wishes=(AWAY,),
            organisers=(Organiser("itu"),),
            people=(
                "ada",
                Appearance("canary-hidden", on_behalf_of="canary-organisation", visibility="hidden"),
                Appearance("canary-unnamed", on_behalf_of="canary-organisation", visibility="unnamed"),
                Appearance("canary-embargoed", on_behalf_of="canary-organisation", embargo_until=LATER),
            ),
        ),
        session("2", title="Data", people=["ada"]),
        hidden("66", ["canary-internal"], visibility="internal"),
        hidden("67", ["canary-internal"], visibility="busy"),
        hidden("68", ["canary-internal"], embargo_until=LATER),
        # Those that wait for a place or a decision leave their vocabulary in the lists of filters.
        hidden("69", ["canary-internal"], state="proposed", **WAITING),
        hidden("70", ["canary-internal"], **WAITING),
        hidden("71", ["canary-internal"], state="withdrawn", **WAITING),
    ],
)
"""What the public may see of it: two sessions, a room that is busy once, Ada, and somebody to be named."""


PARTICIPANT = Details(
    "Canary Participant", "canary-participant@canary.example", "Canary affiliation", "AQ", "Antarctica/Troll"
)
SPEAKER = Said("Canary Speaker", "AQ", "academia", "written", "room", "Canary words")


@pytest.fixture
def made(app: Flask) -> Edge:
    """What the app's edges work with, the forum released twice, and other words in the draft since."""
    edges: Edge = app.extensions["scheduler"]
    database = edges.database
    with database.storing() as unit:
        record_new(unit, FORUM, BY)
        for one in FORUM.people:
            save_email(unit, 1, one.id, f"{one.id}@canary.example")
        follower = Recipient(
            None, "follower", "", 0, "canary@canary.example", (Selection(session=("2",)),), created_at=NOW, since=(0,)
        )
        add_recipient(unit, 1, follower)
        add_mail(unit, recipient="ada@canary.example", subject="Canary subject", body="Canary body", at=NOW)
        unit.commit()
    desks = Desks(database)
    for conflict in desks.open("forum").conflicts:
        if conflict.severity == "error":
            waive(desks, "forum", conflict.key, reason="Canary reason", facts=conflict.facts, expected=None, author=BY)
    for label in ("Plan", "Second"):
        publish(desks, "forum", label=label, note="A note.", only=(), author=BY, base_url=SITE)
    registering.enrol(
        database, edges.reader.current("forum"), PARTICIPANT, ("1", 1), root=SITE, now=NOW, new_secret=random_token
    )
    moderating.note(desks, "forum", ("1", 1), SPEAKER, author=BY, repeat=None)
    with database.writing("forum") as edit:
        become(edit, Desks(database).before(edit, "forum"), _edited(FORUM), BY)
        edit.commit()
    return edges


def _edited(draft: Programme) -> Programme:
    sessions = tuple(
        replace(each, title="Canary draft title", abstract="Canary draft") if each.code == "1" else each
        for each in draft.sessions
    )
    people = tuple(replace(each, name="Canary draft name") if each.id == "ada" else each for each in draft.people)
    return ordered(replace(draft, sessions=sessions, people=people))


def text_of(answer: TestResponse) -> str:
    """The body and the headers of an answer, as whoever gets it can read them; calendars unfolded."""
    body = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    words = body.decode("utf-8", "replace").replace("\r\n ", "")
    return f"{words}\n{answer.headers}"


_ATTRIBUTE = re.compile(r'(?:href|src|action|value)="([^"]+)"')
_ADDRESS = re.compile(rf"{re.escape(SITE)}(/[^\s\"'<>\\]*)")


def links(answer: TestResponse, text: str) -> Iterator[str]:
    """The addresses of this service that an answer leads to."""
    found = [*(html.unescape(each) for each in _ATTRIBUTE.findall(text)), *_ADDRESS.findall(text)]
    if "Location" in answer.headers:
        found.append(answer.headers["Location"])
    for address in found:
        path = address.removeprefix(SITE).partition("#")[0]
        if path.startswith("/") and not path.startswith("//"):
            yield path


SAMPLES: Mapping[str, tuple[str, ...]] = {
    "event": ("forum", "none"),
    "code": ("1", "2", *map(str, range(66, 72)), "404"),
    "slug": ("ada", "popov", *(each.slug for each in FORUM.people), "none"),
    "key": ("forum-1-1", "forum-66-1", "forum-69-1", "ada", "canary-hidden", "none"),
    "name": ("none.css",),
    "room": ("popov", "none"),
    "day": ("2017-06-12", "none"),
    "file": (
        "programme.ics",
        "remote.ics",
        "none.ics",
        "desk/none.ics",
        "days/2017-06-12.ics",
        "terms/sdg/4.ics",
        "terms/canary/1.ics",
        *(
            f"{folder}/{value}.ics"
            for folder in FEED_FOLDERS.values()
            for value in ("1", "66", "67", "68", "69", "70", "popov", "ada", "itu", "talk", "law")
        ),
        *(f"people/{each.slug}.ics" for each in FORUM.people),
        *(f"{folder}s/canary-{folder}.ics" for folder in ("organisation", "track", "type")),
    ),
    "number": ("1", "2", "3"),
    "revision": ("0", "3"),
    "part": ("1", "2"),
    "conflict": ("none:0",),
    "mail": ("1",),
    "notice": ("1",),
    "intervention": ("1", "2"),
    "recipient": ("1",),
    "webhook": ("1",),
    "delivery": ("1",),
    "secret": ("none",),
    "token": ("none",),
    "entry": ("1-1", "none"),
}
"""Per part of an address what it is tried with: what is there, what is private, and what is not."""

ASKED = {"day": "2017-06-12", "room": "popov", "track": "law", "type": "talk", "term": "sdg:4", "session": "1"}


def addresses(app: Flask) -> Iterator[str]:
    """Where a crawl begins: every address that answers GET, tried with every sample; and every filter."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            parts = sorted(rule.arguments)
            assert set(parts) <= SAMPLES.keys(), f"{rule.rule}: say in SAMPLES what to try it with"
            for values in product(*(SAMPLES[part] for part in parts)):
                yield _filled(rule.rule, dict(zip(parts, values, strict=True)))
    for page in ("/forum/", "/forum/live", "/forum/subscribe", "/forum/feeds/programme.ics"):
        yield f"{page}?at=2017-06-12T09:30:00Z" if page.endswith("live") else page
        for name in FILTERS:
            yield from (f"{page}?{name}={value}" for value in (ASKED.get(name, "ada"), "canary-hidden"))
    yield from ("/forum/?lang=fr", "/forum/?lang=xx", "/forum/?print=1", "/forum/feeds/programme.ics?lang=fr&alarm=5")
    yield from ("/nothing", "/forum/nothing", "/api/v1/nothing", "/api/v1/events/forum/agenda?limit=x")


def _filled(rule: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda part: values[part[1]], rule)


def crawl(client: FlaskClient, beginning: Iterable[str], headers: dict[str, str]) -> Mapping[str, str]:
    """The text of every answer to GET, at these addresses and at all that any of them leads to."""
    seen: dict[str, str] = {}
    waiting = list(beginning)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500 or path == "/readyz", path
        seen[path] = text_of(answer)
        waiting += links(answer, seen[path])
        assert len(seen) < 5_000, "pages lead to ever new ones"
    return seen


def sung(path: str, text: str) -> list[str]:
    """The canaries in a text, but not what the address itself said and an error repeats."""
    for word in sorted(re.findall(r"[\w:-]*canary[\w:-]*", path), key=len, reverse=True):
        text = text.replace(word, "")
    return sorted(set(CANARIES.findall(text)))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_canary_is_in_any_public_answer(client: FlaskClient, app: Flask, made: Edge, accept: str) -> None:
    assert made.reader.current("forum").number == 2
    seen = crawl(client, addresses(app), {"Accept": accept})
    assert {path: found for path, text in seen.items() if (found := sung(path, text))} == {}
    for shown in ("/forum/", "/forum/feeds/programme.ics", "/forum/schedule.xml", "/api/v1/events/forum/agenda"):
        assert "Opening" in seen[shown]
    assert "Ada" in seen["/forum/people/ada"]
    assert "Opening" in seen["/api/v1/events/forum/releases/1/diff"]
    assert len(seen) > 300


def test_a_persons_own_calendar_says_of_them_what_is_public(client: FlaskClient, made: Edge) -> None:
    """Somebody hidden has their sessions in it, and in no word of it their name: it may be shared by mistake."""
    for slug, held in (("canary-hidden", 1), ("canary-unnamed", 1), ("canary-internal", 1), ("canary-nowhere", 0)):
        body = {"kind": "personal", "person": slug}
        told: Any = client.post(f"{API}/feed-tokens", json=body, headers=token(made, "editor")).json
        text = text_of(client.get(told["url"].removeprefix(SITE)))
        assert (text.count("BEGIN:VEVENT"), sung("", text)) == (held, [])


def test_nor_in_what_public_answers_are_made_of(made: Edge) -> None:
    """The release as the public edges get it, whether or not they show each field of it."""
    release = zlib.decompress(freeze(made.reader.current("forum"))).decode()
    assert CANARIES.findall(release) == []
    assert str(AWAY.starts) not in release


API = "/api/v1/events/forum"
OURS = "ada@canary.example"


def answers(client: FlaskClient, made: Edge, who: dict[str, str]) -> dict[str, str]:
    """What somebody is answered wherever a person is told of: reading, and being refused a change."""
    editor = token(made, "editor")
    tag = client.get(f"{API}/people/ada", headers=editor).headers["ETag"]
    moved = client.patch(
        f"{API}/people/ada", headers=editor | {"If-Match": tag}, json={"email": "ada.new@canary.example"}
    )
    assert moved.status_code == 200
    created = client.post(f"{API}/people", headers=editor, json={"name": "Una", "email": "una@canary.example"})
    assert created.status_code == 201
    return {
        name: text_of(answer)
        for name, answer in {
            "list": client.get(f"{API}/people", headers=who),
            "one": client.get(f"{API}/people/ada", headers=who),
            "log": client.get(f"{API}/changes", headers=who),
            "sessions": client.get(f"{API}/sessions", headers=who),
            "conflicts": client.get(f"{API}/conflicts", headers=who),
            "stale": client.patch(f"{API}/people/ada", headers=who | {"If-Match": tag}, json={"name": "A"}),
            "undone": client.post(f"{API}/changes/1/revert", headers=who),
            "batch": client.post(
                f"{API}/changes",
                headers=who,
                json={
                    "operations": [
                        {
                            "method": "create",
                            "what": "person",
                            "fields": {"name": "Eve", "email": "eve@canary.example"},
                        }
                    ]
                },
            ),
        }.items()
    }


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_only_looks_on_is_told_no_address(client: FlaskClient, made: Edge, role: str) -> None:
    told = answers(client, made, token(made, role))
    assert {name for name, text in told.items() if "@canary.example" in text} == set()
    assert '"email":"hidden"' in told["log"]


def test_who_edits_is_told_addresses_where_they_are_needed(client: FlaskClient, made: Edge) -> None:
    told = answers(client, made, token(made, "editor"))
    assert {name for name, text in told.items() if "@canary.example" in text} == {"list", "one", "log", "batch"}


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_no_list_of_the_desk_tells_an_address_to_who_only_looks_on(
    client: FlaskClient, app: Flask, made: Edge, role: str
) -> None:
    """Every address of the API that answers GET, with every sample."""
    beginning = [each for each in addresses(app) if each.startswith("/api/")]
    seen = crawl(client, beginning, token(made, role))
    telling = {path for path, text in seen.items() if "@canary.example" in text}
    registered = {f"{API}/registrations", f"{API}/sessions/1/placements/1/registrations"}
    people = registered | {f"{API}/people", *(f"{API}/people/{slug}" for slug in ("ada", "canary-hidden"))}
    assert telling == (people if role == "editor" else set())
    assert json.loads(seen[f"{API}/people/ada"].partition("\n")[0])["rank"] == 79196
