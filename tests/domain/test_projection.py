import json
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.agenda import AgendaPerson
from scheduler.domain.document import freeze
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.projection import UNNAMED, project
from scheduler.domain.release import release
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.selection import public_values
from scheduler.domain.session import (
    Appearance,
    Organiser,
    Part,
    Relation,
    Scheme,
    Session,
    SessionType,
    Term,
    Track,
)
from scheduler.domain.venue import Building, Walk
from scheduler.domain.wording import SLUG_PATTERN
from tests.everything import EVERYTHING
from tests.factories import person, placement, programme, room, session, span

NOW = 1000
NINE, TEN = "2017-06-12T09:00", "2017-06-12T10:00"
SECRET = "canary"
NUMBER = 7_777_701
"""Each private number begins so, and is one that no public field has."""


def canary(number: int) -> int:
    """A number that is in no public field."""
    return NUMBER * 100 + number


def closed(code: str, **kw: object) -> Session:
    """A session all of whose words are secret."""
    return session(
        code,
        title=f"{SECRET} title",
        subtitle=f"{SECRET} subtitle",
        abstract=f"{SECRET} abstract",
        description=f"{SECRET} description",
        parts=(Part(1, 60, f"{SECRET} suffix", translations=(("title_suffix", "fr", SECRET),)),),
        people=(Appearance(f"{SECRET}-{code}", on_behalf_of=f"{SECRET}-{code}-behalf"),),
        organisers=(Organiser(f"{SECRET}-{code}-lead"),),
        languages=(f"{SECRET}-language",),
        interpretation=(f"{SECRET}-interpretation",),
        translations=(("title", "fr", SECRET),),
        **kw,
    )


CLOSED = (
    closed("unplaced"),
    closed("internal", visibility="internal"),
    closed("embargoed", embargo_until=NOW + 1),
    closed("proposed", state="proposed"),
    closed("cancelled", state="cancelled"),
    closed("withdrawn", state="withdrawn"),
    closed("busy", visibility="busy", mode="remote", expected_attendance=canary(1)),
)
OPEN = session(
    "open",
    parts=(Part(1, 60, "I"), Part(2, 60, f"{SECRET} suffix of a part without a place")),
    people=(
        "ada",
        Appearance(f"{SECRET}-hidden", visibility="hidden", on_behalf_of=f"{SECRET}-hidden-behalf"),
        Appearance(f"{SECRET}-unnamed", visibility="unnamed", on_behalf_of=f"{SECRET}-unnamed-behalf"),
        Appearance(f"{SECRET}-later", embargo_until=NOW + 1),
        Appearance(f"{SECRET}-second-part", part=2),
    ),
    features=(f"{SECRET}-need",),
    expected_attendance=canary(2),
    wishes=(span(canary(3), canary(4)),),
    embargo_until=NOW,
)
PLACED = ("open", "internal", "embargoed", "proposed", "cancelled", "withdrawn", "busy")
FULL = programme(
    *(
        placement(code, NINE, TEN, f"room-{code}", setup_minutes=canary(5), takedown_minutes=canary(6), pinned=True)
        for code in PLACED
    ),
    buildings=(Building("tower", "Tower"), Building("cicg", "CICG")),
    walks=(Walk("cicg", "tower", canary(7)),),
    rooms=(
        room(
            "room-open",
            building="tower",
            turnover_minutes=canary(8),
            parallel=True,
            availability=(span(canary(9), canary(10)),),
        ),
    ),
    organisations=tuple(
        Organisation(slug, f"{SECRET} organisation")
        for code in (*(each.code for each in CLOSED), "hidden", "unnamed")
        for slug in (f"{SECRET}-{code}-lead", f"{SECRET}-{code}-behalf", f"{SECRET}-{code}-home")
    ),
    people=(
        person(
            "ada",
            rank=canary(11),
            floating=True,
            time_zone=f"{SECRET}/Zone",
            availability=(span(canary(12), canary(13)),),
        ),
        person(f"{SECRET}-unnamed", organisation=f"{SECRET}-unnamed-home", biography=SECRET),
        person(f"{SECRET}-unused", name=f"{SECRET} who is in no session"),
    ),
    teams=(Team(f"{SECRET}-team", f"{SECRET} team", "interpreters", count=canary(14)),),
    accounts=(PlatformAccount(f"{SECRET}-account", f"{SECRET} account", attendee_capacity=canary(15)),),
    meetings=(Meeting(f"{SECRET}-meeting", f"{SECRET}-account", "room-open", date(2017, 6, 12)),),
    sessions=(OPEN, *CLOSED),
    slots=(
        RemoteSlot(
            "open", 1, f"{SECRET}-meeting", (Way("join"), Way("host", f"{SECRET}-host-language", audience="hosts"))
        ),
        *(RemoteSlot(code, 1, f"{SECRET}-meeting", (Way("join", SECRET),)) for code in PLACED[1:]),
        RemoteSlot("open", 2, f"{SECRET}-meeting", (Way("join", SECRET),)),
    ),
    relations=(Relation(canary(16), f"{SECRET}-kind", "open", "busy"),),
)


def text_of(made: Programme) -> str:
    """The document of a programme as the text that it is."""
    return zlib.decompress(freeze(made)).decode()


def test_nothing_private_is_in_a_public_document() -> None:
    document = text_of(project(FULL, NOW)).lower()
    assert (SECRET in document, str(NUMBER) in document) == (False, False)


def test_the_canaries_are_in_the_draft() -> None:
    """Without this, the test above could pass for want of secrets."""
    document = text_of(FULL)
    assert {number: str(canary(number)) in document for number in range(1, 17)} == dict.fromkeys(range(1, 17), True)
    assert document.count(SECRET) > 100


def test_what_is_public_is_all_there() -> None:
    """The whole projection, written out."""
    unnamed = Appearance(UNNAMED.id)
    assert project(FULL, NOW) == programme(
        placement("open", NINE, TEN, "room-open"),
        placement("busy", NINE, TEN, "room-busy"),
        buildings=(Building("tower", "Tower"), Building("cicg", "CICG")),
        rooms=(room("room-open", building="tower"), *(r for r in FULL.rooms if r.slug != "room-open")),
        people=(person("ada"), UNNAMED),
        sessions=(
            session("open", parts=(Part(1, 60, "I"),), people=("ada", unnamed), state="confirmed"),
            Session(code="busy", title="Busy", parts=(Part(1, 60),), state="confirmed", visibility="busy"),
        ),
        slots=(RemoteSlot("open", 1, ways=(Way("join"),)),),
    )


OPENED = replace(
    EVERYTHING,
    sessions=tuple(replace(s, visibility="public") for s in EVERYTHING.sessions),
)


@pytest.mark.parametrize("made", [FULL, EVERYTHING, OPENED], ids=["full", "everything", "everything public"])
def test_projecting_twice_is_projecting_once(made: Programme) -> None:
    at = EVERYTHING.placements[0].starts
    once = project(made, at)
    assert (project(once, at), text_of(project(once, at))) == (once, text_of(once))


def test_public_fields_of_a_session_stay() -> None:
    kept = OPENED.session["396"]
    assert project(OPENED, EVERYTHING.placements[0].starts).session["396"] == replace(
        kept,
        parts=kept.parts[:1],
        features=(),
        expected_attendance=None,
        wishes=(),
        appearances=(
            Appearance(UNNAMED.id, role="chair", mode="remote", part=1, from_minute=0, to_minute=20),
            Appearance("p2"),
        ),
        embargo_until=None,
    )


@pytest.mark.parametrize(
    ("embargo", "shown"),
    [
        pytest.param(None, True, id="none"),
        pytest.param(NOW - 1, True, id="over"),
        pytest.param(NOW, True, id="over at this second"),
        pytest.param(NOW + 1, False, id="a second left"),
    ],
)
@pytest.mark.parametrize("visibility", ["public", "busy"])
def test_embargo(embargo: int | None, shown: bool, visibility: str) -> None:
    made = programme(placement("1", NINE, TEN), sessions=(session("1", embargo_until=embargo, visibility=visibility),))
    assert [p.session for p in project(made, NOW).placements] == (["1"] if shown else [])


@pytest.mark.parametrize(
    ("state", "visibility", "shown"),
    [
        (state, visibility, state in {"accepted", "confirmed"} and visibility in {"public", "busy"})
        for state in ("proposed", "accepted", "confirmed", "cancelled", "withdrawn")
        for visibility in ("public", "busy", "internal")
    ],
)
def test_state_and_visibility(state: str, visibility: str, shown: bool) -> None:
    made = programme(placement("1", NINE, TEN), sessions=(session("1", state=state, visibility=visibility),))
    public = project(made, NOW)
    assert ([s.code for s in public.sessions], [p.session for p in public.placements]) == (
        (["1"], ["1"]) if shown else ([], [])
    )


def test_several_who_are_not_named_are_told_one_by_one() -> None:
    made = programme(
        placement("1", NINE, TEN),
        sessions=(
            session(
                "1",
                people=(
                    Appearance("ada", role="chair", visibility="unnamed"),
                    Appearance("bob", mode="remote", visibility="unnamed", confirmed=False),
                ),
            ),
        ),
    )
    first = release(made, None, number=1, label="", note="", at=NOW)
    assert (first.items[0].people, first.programme.people) == (
        (
            AgendaPerson(None, "To be named", "chair", "onsite"),
            AgendaPerson(None, "To be named", "speaker", "remote"),
        ),
        (UNNAMED,),
    )


def test_nobody_can_have_the_slug_of_who_is_not_named() -> None:
    """Somebody of that very name keeps page and filter, beside those who are not named."""
    made = programme(
        placement("1", NINE, TEN),
        people=(person("x9", slug="unnamed"),),
        sessions=(session("1", people=("x9", Appearance("ada", visibility="unnamed"))),),
    )
    public = release(made, None, number=1, label="", note="", at=NOW)
    assert (
        SLUG_PATTERN.fullmatch(UNNAMED.slug),
        public.programme.person_by_slug,
        [each.slug for each in public.items[0].people],
        public_values(public)["person"],
    ) == (
        None,
        {"unnamed": person("x9", slug="unnamed"), UNNAMED.slug: UNNAMED},
        ["unnamed", None],
        frozenset({"unnamed"}),
    )


def test_a_projection_made_when_the_unnamed_had_another_slug() -> None:
    made = programme(
        placement("1", NINE, TEN),
        people=(replace(UNNAMED, slug="unnamed"),),
        sessions=(session("1", people=(UNNAMED.id,)),),
    )
    assert project(made, NOW).people == (UNNAMED,)


def test_organisations_are_public_through_public_people_and_sessions() -> None:
    made = programme(
        placement("1", NINE, TEN),
        organisations=tuple(Organisation(slug, slug) for slug in ("behalf", "home", "lead", "nobody", "partner")),
        people=(person("ada", organisation="home"),),
        sessions=(
            session(
                "1",
                people=(Appearance("ada", on_behalf_of="behalf"),),
                organisers=(Organiser("lead"), Organiser("partner", "partner")),
            ),
        ),
    )
    public = project(made, NOW)
    assert [o.slug for o in public.organisations] == ["behalf", "home", "lead", "partner"]


TOLD = {
    "by nobody": ((), True),
    "by a public session": (({},), True),
    "by one that has no place yet": (({"code": "unplaced"},), True),
    "by one that is not decided": (({"state": "proposed"},), True),
    "by one that was called off": (({"state": "cancelled"},), True),
    "by one whose embargo is over": (({"embargo_until": NOW},), True),
    "by an internal session": (({"visibility": "internal"},), False),
    "by a busy session": (({"visibility": "busy"},), False),
    "by one under an embargo": (({"embargo_until": NOW + 1},), False),
    "by an internal session without a place": (({"code": "unplaced", "visibility": "internal"},), False),
    "by an internal proposal": (({"state": "proposed", "visibility": "internal"},), False),
    "by closed sessions of every kind": (
        ({"visibility": "internal"}, {"visibility": "busy"}, {"embargo_until": NOW + 1}),
        False,
    ),
    "by an internal and a public session": (({"visibility": "internal"}, {}), True),
    "by a public and a busy session": (({}, {"visibility": "busy"}), True),
    "by an internal session and one without a place": (({"visibility": "internal"}, {"code": "unplaced"}), True),
}
WORDS: dict[str, Any] = {"type": "cabal", "track": "cabal", "terms": ("both:cabal", "only:cabal")}
OTHERS = {
    "session_types": (SessionType("talk", "Talk"),),
    "tracks": (Track("health", "Health"),),
    "schemes": (Scheme("both", "Both", (Term("both", "open", "Open"),)), Scheme("none", "No terms")),
}
VOCABULARY: dict[str, Any] = {
    "session_types": (SessionType("cabal", "Cabal"), *OTHERS["session_types"]),
    "tracks": (Track("cabal", "Cabal"), *OTHERS["tracks"]),
    "schemes": (
        Scheme("both", "Both", (Term("both", "cabal", "Cabal"), Term("both", "open", "Open"))),
        Scheme("none", "No terms"),
        Scheme("only", "Cabals", (Term("only", "cabal", "Cabal"),)),
    ),
}


@pytest.mark.parametrize(("users", "told"), TOLD.values(), ids=TOLD.keys())
def test_vocabulary_used(users: tuple[dict[str, Any], ...], told: bool) -> None:
    sessions = tuple(session(**{"code": str(n)} | WORDS | user) for n, user in enumerate(users))
    made = programme(
        *(placement(s.code, NINE, TEN) for s in sessions if s.code != "unplaced"), sessions=sessions, **VOCABULARY
    )
    public = project(made, NOW)
    assert {name: getattr(public, name) for name in VOCABULARY} == (VOCABULARY if told else OTHERS)
    assert project(public, NOW) == public


def test_what_was_public_keeps_its_words_when_it_is_closed() -> None:
    """The cancelled entry says what it said; a later release has no need to hide what the one before it told."""
    there = session("1", **WORDS)
    made = programme(placement("1", NINE, TEN), sessions=(there,), **VOCABULARY)
    first = release(made, None, number=1, label="", note="", at=NOW)
    closed_now = replace(made, sessions=(replace(there, visibility="internal"),))
    second = release(closed_now, first, number=2, label="", note="", at=NOW + 1)
    assert second.items == (replace(first.items[0], status="cancelled"),)
    assert {name: tuple(thing.name for thing in getattr(second.programme, name)) for name in VOCABULARY} == {
        name: tuple(thing.name for thing in things) for name, things in VOCABULARY.items()
    }


def test_the_document_says_nothing_of_what_was_taken_away() -> None:
    """The keys that are there, so that a new private field is noticed where it first appears."""
    content = json.loads(text_of(project(FULL, NOW)))["content"]
    assert {
        name: sorted({key for thing in things for key in thing}) for name, things in content.items() if name != "event"
    } == {
        "buildings": ["name", "slug"],
        "people": ["id", "name", "placeholder", "slug"],
        "placements": ["ends", "part", "room", "session", "starts"],
        "rooms": ["building", "name", "slug"],
        "sessions": ["appearances", "code", "parts", "state", "title", "visibility"],
        "slots": ["part", "session", "ways"],
    }


def test_equal_drafts_in_any_order_have_equal_projections() -> None:
    turned = replace(
        FULL,
        sessions=tuple(reversed(FULL.sessions)),
        placements=tuple(reversed(FULL.placements)),
        people=tuple(reversed(FULL.people)),
    )
    assert project(turned, NOW) == project(ordered(FULL), NOW)
