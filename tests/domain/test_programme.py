from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.event import Translations
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Part, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Feature, Room, Walk
from tests.everything import EVERYTHING
from tests.factories import EVENT, person, placement, programme, room, session

FR, ES = ("name", "fr", "Nom"), ("name", "es", "Nombre")
TURNED, STRAIGHT = (FR, ES), (ES, FR)


def every_order(translations: Translations) -> Programme:
    """A programme with two of each kind, those in the wrong order, that have these translations."""
    t = translations
    return Programme(
        event=replace(EVENT, translations=t),
        buildings=(Building("b", "B", translations=t), Building("a", "A")),
        walks=(Walk("b", "c", 2), Walk("a", "c", 3), Walk("a", "b", 1)),
        features=(Feature("loop", "Loop", t), Feature("booths", "Booths")),
        rooms=(
            Room("c", "C", position=1, features=("loop", "booths"), pieces=("b", "a"), translations=t),
            Room("b", "B", availability=(Span(5, 6), Span(1, 2))),
            Room("a", "A"),
        ),
        session_types=(SessionType("talk", "Talk", translations=t), SessionType("panel", "Panel")),
        tracks=(Track("work", "Work", translations=t), Track("health", "Health")),
        schemes=(
            Scheme("sdg", "Goals", (Term("sdg", "9", "Nine", t), Term("sdg", "10", "Ten")), t),
            Scheme("line", "L"),
        ),
        organisations=(Organisation("who", "WHO"), Organisation("itu", "ITU")),
        people=(person("bob", availability=(Span(5, 6), Span(1, 2)), translations=t), person("ada")),
        teams=(Team("fr", "French", "captioners"), Team("en", "English", "captioners")),
        accounts=(PlatformAccount("small", "Small"), PlatformAccount("big", "Big")),
        meetings=(Meeting("tuesday", "big"), Meeting("monday", "big")),
        sessions=(
            Session(
                "2",
                "Two",
                (Part(2, 60, translations=t), Part(1, 60)),
                terms=("sdg:9", "sdg:10"),
                features=("loop", "booths"),
                languages=("fr", "en"),
                wishes=(Span(5, 6), Span(1, 2)),
                translations=t,
            ),
            session("1"),
        ),
        placements=(
            Placement("2", 2, 10, 20),
            Placement("2", 1, 10, 20, "c", ("b", "a")),
            Placement("1", 1, 10, 20),
            Placement("3", 1, 10, 15),
            Placement("4", 1, 5, 90),
        ),
        slots=(RemoteSlot("2", 1), RemoteSlot("1", 2), RemoteSlot("1", 1)),
        relations=(Relation(2, "before", "1", "2"), Relation(1, "before", "1", "2")),
    )


def test_every_collection_has_one_order() -> None:
    t = STRAIGHT
    assert ordered(every_order(TURNED)) == Programme(
        event=replace(EVENT, translations=t),
        buildings=(Building("a", "A"), Building("b", "B", translations=t)),
        walks=(Walk("a", "b", 1), Walk("a", "c", 3), Walk("b", "c", 2)),
        features=(Feature("booths", "Booths"), Feature("loop", "Loop", t)),
        rooms=(
            Room("a", "A"),
            Room("b", "B", availability=(Span(1, 2), Span(5, 6))),
            Room("c", "C", position=1, features=("booths", "loop"), pieces=("b", "a"), translations=t),
        ),
        session_types=(SessionType("panel", "Panel"), SessionType("talk", "Talk", translations=t)),
        tracks=(Track("health", "Health"), Track("work", "Work", translations=t)),
        schemes=(
            Scheme("line", "L"),
            Scheme("sdg", "Goals", (Term("sdg", "9", "Nine", t), Term("sdg", "10", "Ten")), t),
        ),
        organisations=(Organisation("itu", "ITU"), Organisation("who", "WHO")),
        people=(person("ada"), person("bob", availability=(Span(1, 2), Span(5, 6)), translations=t)),
        teams=(Team("en", "English", "captioners"), Team("fr", "French", "captioners")),
        accounts=(PlatformAccount("big", "Big"), PlatformAccount("small", "Small")),
        meetings=(Meeting("monday", "big"), Meeting("tuesday", "big")),
        sessions=(
            session("1"),
            Session(
                "2",
                "Two",
                (Part(1, 60), Part(2, 60, translations=t)),
                terms=("sdg:10", "sdg:9"),
                features=("booths", "loop"),
                languages=("fr", "en"),
                wishes=(Span(1, 2), Span(5, 6)),
                translations=t,
            ),
        ),
        placements=(
            Placement("4", 1, 5, 90),
            Placement("3", 1, 10, 15),
            Placement("1", 1, 10, 20),
            Placement("2", 1, 10, 20, "c", ("a", "b")),
            Placement("2", 2, 10, 20),
        ),
        slots=(RemoteSlot("1", 1), RemoteSlot("1", 2), RemoteSlot("2", 1)),
        relations=(Relation(1, "before", "1", "2"), Relation(2, "before", "1", "2")),
    )


@pytest.mark.parametrize("made", [EVERYTHING, ordered(every_order(TURNED))], ids=["everything", "two of each"])
def test_ordering_twice_is_ordering_once(made: Programme) -> None:
    assert ordered(made) == made


def test_equal_content_is_an_equal_value() -> None:
    assert ordered(every_order(TURNED)) == ordered(every_order(STRAIGHT))


INDEXES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "building": ("buildings", lambda b: b.slug),
    "feature": ("features", lambda f: f.slug),
    "room": ("rooms", lambda r: r.slug),
    "session_type": ("session_types", lambda t: t.slug),
    "track": ("tracks", lambda t: t.slug),
    "scheme": ("schemes", lambda s: s.slug),
    "organisation": ("organisations", lambda o: o.slug),
    "person": ("people", lambda p: p.id),
    "person_by_slug": ("people", lambda p: p.slug),
    "meeting": ("meetings", lambda m: m.slug),
    "account": ("accounts", lambda a: a.slug),
    "session": ("sessions", lambda s: s.code),
    "placement": ("placements", lambda p: (p.session, p.part)),
    "slot": ("slots", lambda s: (s.session, s.part)),
}


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_finds_each_thing_in_its_order(index: str) -> None:
    collection, key = INDEXES[index]
    things = getattr(EVERYTHING, collection)
    found = getattr(EVERYTHING, index)
    assert list(found.items()) == [(key(thing), thing) for thing in things]
    assert things, "an empty collection proves nothing"


def test_indexes_of_what_lies_within() -> None:
    first, other = EVERYTHING.session["396"], EVERYTHING.session["X1"]
    ten, two = EVERYTHING.scheme["sdg"].terms
    assert (dict(EVERYTHING.part), list(EVERYTHING.term.items()), EVERYTHING.term_order) == (
        {("396", 1): first.parts[0], ("396", 2): first.parts[1], ("X1", 3): other.parts[0]},
        [("sdg:10", ten), ("sdg:2", two)],
        {"sdg:10": 0, "sdg:2": 1},
    )


def test_key_of_a_placement() -> None:
    assert EVERYTHING.key("396", 2) == "everything-396-2"


def test_walks_go_both_ways() -> None:
    made = programme(walks=(Walk("a", "b", 5), Walk("b", "c", 7)))
    assert made.walking_minutes == {("a", "b"): 5, ("b", "a"): 5, ("b", "c"): 7, ("c", "b"): 7}


# --- Rooms that are made of rooms.

POPOV = (
    room("popov", pieces=("popov-1", "popov-2"), position=1),
    room("popov-1", pieces=("corner",), position=2),
    room("popov-2", position=3),
    room("corner", position=4),
    room("annex", position=5),
)


def test_a_room_and_its_pieces() -> None:
    made = programme(rooms=POPOV)
    atoms = {slug: set(atoms) for slug, atoms in made.atoms.items()}
    assert (atoms, made.relatives, made.wholes) == (
        {
            "popov": {"corner", "popov-2"},
            "popov-1": {"corner"},
            "popov-2": {"popov-2"},
            "corner": {"corner"},
            "annex": {"annex"},
        },
        {
            "popov": ("popov", "popov-1", "popov-2", "corner"),
            "popov-1": ("popov", "popov-1", "corner"),
            "popov-2": ("popov", "popov-2"),
            "corner": ("popov", "popov-1", "corner"),
            "annex": ("annex",),
        },
        {
            "popov": ("popov",),
            "popov-1": ("popov-1", "popov"),
            "popov-2": ("popov-2", "popov"),
            "corner": ("corner", "popov", "popov-1"),
            "annex": ("annex",),
        },
    )


@pytest.mark.parametrize(
    ("rooms", "relatives", "wholes"),
    [
        pytest.param(
            (room("a", pieces=("gone",)), room("b")),
            {"a": ("a",), "b": ("b",)},
            {"a": ("a",), "b": ("b",)},
            id="a piece that is not there",
        ),
        pytest.param(
            (room("a", pieces=("b",)), room("b", pieces=("a",)), room("c")),
            {"a": ("a", "b"), "b": ("a", "b"), "c": ("c",)},
            {"a": ("a",), "b": ("b",), "c": ("c",)},
            id="a circle",
        ),
        pytest.param(
            (room("a", pieces=("a", "b")), room("b")),
            {"a": ("a", "b"), "b": ("a", "b")},
            {"a": ("a",), "b": ("b", "a")},
            id="a piece of itself",
        ),
        pytest.param(
            (
                room("ab", pieces=("a", "b"), position=-2),
                room("bc", pieces=("b", "c"), position=-1),
                room("a"),
                room("b"),
                room("c"),
            ),
            {
                "ab": ("ab", "bc", "a", "b"),
                "bc": ("ab", "bc", "b", "c"),
                "a": ("ab", "a"),
                "b": ("ab", "bc", "b"),
                "c": ("bc", "c"),
            },
            {"ab": ("ab",), "bc": ("bc",), "a": ("a", "ab"), "b": ("b", "ab", "bc"), "c": ("c", "bc")},
            id="two that share a piece",
        ),
    ],
)
def test_unusual_rooms(
    rooms: tuple[Room, ...], relatives: dict[str, tuple[str, ...]], wholes: dict[str, tuple[str, ...]]
) -> None:
    made = programme(rooms=rooms)
    assert (made.relatives, made.wholes) == (relatives, wholes)


LETTERS = "abcdef"
# Each room may be divided into later ones, so that nothing goes in circles.
DIVISIONS = st.tuples(*(st.sets(st.sampled_from(LETTERS[n + 1 :] or "-")) for n in range(len(LETTERS))))


@settings(deadline=None)
@given(DIVISIONS)
def test_rooms_exclude_each_other_exactly_if_they_share_floor(divisions: tuple[set[str], ...]) -> None:
    """The floor of a room, by definition: its own if nothing divides it, else that of its pieces."""
    made = programme(rooms=(room(slug, pieces=tuple(sorted(d))) for slug, d in zip(LETTERS, divisions, strict=True)))

    def floor(slug: str) -> set[str]:
        pieces = [piece for piece in made.room[slug].pieces if piece in made.room]
        return set(chain.from_iterable(map(floor, pieces))) or {slug}

    assert made.relatives == {slug: tuple(other for other in LETTERS if floor(slug) & floor(other)) for slug in LETTERS}


def test_a_placement_holds_every_room() -> None:
    assert [
        placement("1", 0, 60, "popov", also_in=("annex",)).rooms,
        placement("1", 0, 60).rooms,
        placement("1", 0, 60, "popov").span,
    ] == [("popov", "annex"), (), Span(0, 60)]
