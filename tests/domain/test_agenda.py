from dataclasses import replace

import pytest

from scheduler.domain.agenda import AgendaItem, AgendaOrganiser, AgendaPerson, Named, resolve, unchanged
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Link, Organiser, Part, Scheme, SessionType, Term, Track
from scheduler.domain.venue import Building
from tests.factories import at, event, person, placement, programme, room, session

FR = (("name", "fr", "Nom"),)
FULL = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov", also_in=("annex", "library")),
    event=event(venue="Headquarters"),
    buildings=(Building("tower", "Tower", "Place 1", 46.25, 6.5, FR), Building("cicg", "CICG")),
    rooms=(
        room("popov", building="tower", translations=FR),
        room("annex", building="cicg"),
        room("library", name="The Library"),
    ),
    session_types=(SessionType("panel", "Panel", colour="#123456", translations=FR),),
    tracks=(Track("health", "Health", "#abcdef", FR),),
    schemes=(
        Scheme("line", "Lines", (Term("line", "C1", "Governments"),)),
        Scheme("sdg", "Goals", (Term("sdg", "2", "Hunger"), Term("sdg", "10", "Equality", FR))),
    ),
    organisations=(Organisation("itu", "ITU"), Organisation("unesco", "UNESCO"), Organisation("who", "WHO")),
    people=(
        person("ada", slug="ada-lovelace", honorific="H.E.", position="Minister", organisation="who", country="GB"),
        person("tbc", name="Representative of WHO", placeholder=True),
    ),
    sessions=(
        session(
            "1",
            title="Opening",
            parts=(Part(1, 60, "I"),),
            subtitle="Welcome",
            abstract="It opens.",
            description="At nine.",
            type="panel",
            track="health",
            terms=("sdg:10", "line:C1", "sdg:2"),
            languages=("en", "fr"),
            interpretation=("es",),
            captioning=True,
            mode="hybrid",
            organisers=(Organiser("who"), Organiser("itu", "co")),
            people=(
                Appearance("tbc", role="moderator"),
                Appearance("ada", role="chair", mode="remote", on_behalf_of="unesco"),
                Appearance("bob", part=1),
                Appearance("eve", part=2),
            ),
            links=(Link("https://forum.example/a", "A"),),
            translations=(("title", "fr", "Ouverture"),),
        ),
    ),
    slots=(RemoteSlot("1", 1, ways=(Way("join", "en"), Way("captions"), Way("join", "fr"))),),
)


def test_an_entry_with_all_its_words() -> None:
    assert resolve(FULL, FULL.placements[0], "confirmed") == AgendaItem(
        key="forum-1-1",
        session="1",
        part=1,
        title="Opening I",
        subtitle="Welcome",
        abstract="It opens.",
        description="At nine.",
        starts=at("2017-06-12T09:00"),
        ends=at("2017-06-12T10:00"),
        status="confirmed",
        room=Named("popov", "Popov", FR),
        also_in=(Named("annex", "Annex"), Named("library", "The Library")),
        building=Named("tower", "Tower", FR),
        location="Popov + Annex + The Library, Tower, Headquarters",
        position=(46.25, 6.5),
        type=Named("panel", "Panel", FR),
        type_colour="#123456",
        track=Named("health", "Health", FR),
        terms=(Named("line:C1", "Governments"), Named("sdg:2", "Hunger"), Named("sdg:10", "Equality", FR)),
        languages=("en", "fr"),
        interpretation=("es",),
        captioning=True,
        mode="hybrid",
        visibility="public",
        organisers=(AgendaOrganiser("who", "WHO", "lead"), AgendaOrganiser("itu", "ITU", "co")),
        people=(
            AgendaPerson(None, "Representative of WHO", "moderator", "onsite"),
            AgendaPerson("ada-lovelace", "Ada", "chair", "remote", "H.E.", "Minister", "WHO", "UNESCO"),
            AgendaPerson("bob", "Bob", "speaker", "onsite"),
        ),
        links=(Link("https://forum.example/a", "A"),),
        remote=("join", "captions"),
        translations=(("title", "fr", "Ouverture"),),
    )


def test_an_entry_with_hardly_a_word() -> None:
    bare = programme(placement("1", "2017-06-12T09:00", "2017-06-12T10:00"))
    assert resolve(bare, bare.placements[0], "cancelled") == AgendaItem(
        key="forum-1-1",
        session="1",
        part=1,
        title="Session 1",
        subtitle="",
        abstract="",
        description="",
        starts=at("2017-06-12T09:00"),
        ends=at("2017-06-12T10:00"),
        status="cancelled",
        room=None,
        also_in=(),
        building=None,
        location="",
        position=None,
        type=None,
        type_colour="",
        track=None,
        terms=(),
        languages=(),
        interpretation=(),
        captioning=False,
        mode="onsite",
        visibility="public",
        organisers=(),
        people=(),
        links=(),
        remote=(),
    )


@pytest.mark.parametrize(
    ("parts", "titles"),
    [
        pytest.param((Part(1, 60),), ["Talk"], id="one part"),
        pytest.param((Part(3, 60),), ["Talk"], id="one part of another number"),
        pytest.param((Part(1, 60, "(morning)"),), ["Talk (morning)"], id="one part with a suffix"),
        pytest.param((Part(1, 60), Part(2, 60)), ["Talk (part 1)", "Talk (part 2)"], id="two parts"),
        pytest.param((Part(2, 60), Part(5, 60, "V")), ["Talk (part 2)", "Talk V"], id="one of two with a suffix"),
    ],
)
def test_titles_of_parts(parts: tuple[Part, ...], titles: list[str]) -> None:
    made = programme(
        *(placement("1", part.number * 3600, part.number * 3600 + 60, part=part.number) for part in parts),
        sessions=(session("1", title="Talk", parts=parts),),
    )
    assert [resolve(made, each, "confirmed").title for each in made.placements] == titles


@pytest.mark.parametrize(
    ("venue", "building", "rooms", "location"),
    [
        pytest.param("", None, ("popov",), "Popov", id="room alone"),
        pytest.param("ITU", None, ("popov",), "Popov, ITU", id="room and venue"),
        pytest.param("", "tower", ("popov",), "Popov, Tower", id="room and building"),
        pytest.param("ITU", "tower", ("popov",), "Popov, Tower, ITU", id="all three"),
        pytest.param("ITU", "tower", ("popov", "annex"), "Popov + Annex, Tower, ITU", id="with an overflow room"),
        pytest.param("ITU", "tower", (None, "popov", "z"), "Popov + Z, Tower, ITU", id="in several, none the main one"),
        pytest.param("ITU", "tower", (None,), "", id="in no room"),
        pytest.param("ITU", "gone", ("popov",), "Popov, ITU", id="a building that is not there"),
    ],
)
def test_location(venue: str, building: str | None, rooms: tuple[str | None, ...], location: str) -> None:
    made = programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", rooms[0], also_in=rooms[1:]),
        event=event(venue=venue),
        buildings=(Building("tower", "Tower"),),
        rooms=(room("popov", building=building),),
    )
    assert resolve(made, made.placements[0], "confirmed").location == location


@pytest.mark.parametrize(
    ("latitude", "longitude", "position"),
    [
        pytest.param(46.25, 6.5, (46.25, 6.5), id="known"),
        pytest.param(0.0, 0.0, (0.0, 0.0), id="nought is a position"),
        pytest.param(46.25, None, None, id="half known"),
        pytest.param(None, None, None, id="unknown"),
    ],
)
def test_position(latitude: float | None, longitude: float | None, position: tuple[float, float] | None) -> None:
    made = replace(FULL, buildings=(Building("tower", "Tower", "", latitude, longitude), FULL.building["cicg"]))
    assert resolve(made, made.placements[0], "confirmed").position == position


def item(made: Programme, status: str = "confirmed") -> AgendaItem:
    """The only entry of a programme."""
    return resolve(made, made.placements[0], status)


def test_what_a_calendar_must_tell() -> None:
    assert item(FULL).calendar_facts == (
        at("2017-06-12T09:00"),
        at("2017-06-12T10:00"),
        "confirmed",
        "popov",
        ("annex", "library"),
    )


def test_overflow_rooms_in_another_order_are_the_same() -> None:
    turned = ordered(replace(FULL, placements=(replace(FULL.placements[0], also_in=("library", "annex")),)))
    assert item(turned) == item(FULL)


@pytest.mark.parametrize(
    ("room_", "also_in", "expected"),
    [
        pytest.param("popov", ("annex",), ("popov", "annex"), id="main and overflow"),
        pytest.param("popov", (), ("popov",), id="one"),
        pytest.param(None, ("annex", "popov"), ("annex", "popov"), id="several, none the main one"),
        pytest.param(None, (), (), id="none"),
    ],
)
def test_rooms(room_: str | None, also_in: tuple[str, ...], expected: tuple[str, ...]) -> None:
    made = programme(placement("1", "2017-06-12T09:00", "2017-06-12T10:00", room_, also_in=also_in))
    assert (item(made).rooms, item(made).id) == (expected, ("1", 1))


PAIR = ordered(
    replace(
        FULL,
        placements=(*FULL.placements, placement("2", "2017-06-12T11:00", "2017-06-12T12:00", "annex")),
        sessions=(*FULL.sessions, session("2", people=("eve",))),
        people=(*FULL.people, person("zoe")),
        slots=(RemoteSlot("2", 1, ways=(Way("join"),)),),
    )
)
BOTH = {("1", 1), ("2", 1)}


def renamed(made: Programme, collection: str) -> Programme:
    """The programme with another name for the first thing of a collection."""
    first, *rest = getattr(made, collection)
    return replace(made, **{collection: (replace(first, name="New"), *rest)})  # type: ignore[arg-type] # as named


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(PAIR, BOTH, id="nothing"),
        pytest.param(
            replace(PAIR, sessions=(PAIR.sessions[0], replace(PAIR.sessions[1], title="New"))), {("1", 1)}, id="a title"
        ),
        pytest.param(
            ordered(replace(PAIR, placements=(PAIR.placements[0], replace(PAIR.placements[1], room=None)))),
            {("1", 1)},
            id="a room",
        ),
        pytest.param(replace(PAIR, slots=()), {("1", 1)}, id="a slot"),
        pytest.param(replace(PAIR, placements=PAIR.placements[:1]), {("1", 1)}, id="unplaced"),
        pytest.param(renamed(PAIR, "people"), {("2", 1)}, id="somebody in it"),
        pytest.param(replace(PAIR, people=tuple(p for p in PAIR.people if p.id != "zoe")), BOTH, id="nobody in any"),
        *(
            pytest.param(renamed(PAIR, name), set(), id=name)
            for name in ("buildings", "rooms", "session_types", "tracks", "schemes", "organisations")
        ),
        pytest.param(replace(PAIR, event=event(venue="Elsewhere")), set(), id="the event"),
    ],
)
def test_what_is_unchanged_resolves_alike(after: Programme, expected: set[tuple[str, int]]) -> None:
    found = unchanged(after, PAIR)
    assert found == expected
    for id_ in found:
        assert resolve(after, after.placement[id_], "confirmed") == resolve(PAIR, PAIR.placement[id_], "confirmed")
