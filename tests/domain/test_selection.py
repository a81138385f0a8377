from collections.abc import Iterable
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.selection import FILTERS, Selection, public_values, select, unknown_values
from scheduler.domain.session import Appearance, Organiser, Part, Scheme, SessionType, Term, Track
from scheduler.domain.venue import Building
from tests.factories import day, event, person, placement, programme, room, session

DRAFT = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"),
    placement("1", "2017-06-13T09:00", "2017-06-13T10:00", "annex", part=2),
    placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "popov-1", also_in=("library",)),
    placement("3", "2017-06-13T01:00", "2017-06-13T02:00", "popov-2"),
    placement("4", "2017-06-13T10:00", "2017-06-13T11:00"),
    placement("5", "2017-06-12T11:00", "2017-06-12T11:30", "annex", also_in=("popov",)),
    placement("6", "2017-06-12T12:00", "2017-06-12T13:00", "annex"),
    event=event(days=(day("2017-06-12"), day("2017-06-13"), day("2017-06-14")), day_change=240, venue="Headquarters"),
    buildings=(Building("tower", "Tower"), Building("cicg", "CICG"), Building("empty", "Empty")),
    rooms=(
        room("popov", building="tower", pieces=("popov-1", "popov-2")),
        room("popov-1", building="tower"),
        room("popov-2", building="tower"),
        room("library", building="cicg"),
        room("annex"),
        room("unused", building="cicg"),
    ),
    session_types=(SessionType("talk", "Talk"), SessionType("break", "Break", break_=True)),
    tracks=(Track("health", "Health"), Track("work", "Work")),
    schemes=(
        Scheme("sdg", "Goals", (Term("sdg", "3", "Good health"), Term("sdg", "4", "Education"))),
        Scheme("line", "Lines", (Term("line", "C4", "Capacity building"),)),
    ),
    organisations=(Organisation("itu", "ITU"), Organisation("who", "World Health Organization")),
    people=(
        person("ada", name="Ada Lovelace", organisation="who"),
        person("bob", name="Bob Straße"),
        person("tbc", name="Somebody of the ministry", placeholder=True),
    ),
    sessions=(
        session(
            "1",
            title="Opening",
            parts=(Part(1, 60, "I"), Part(2, 60, "II")),
            people=("ada", Appearance("bob", part=2)),
            type="talk",
            track="health",
            terms=("sdg:3", "line:C4"),
            languages=("en", "fr"),
            organisers=(Organiser("itu"), Organiser("who", "co")),
            mode="hybrid",
        ),
        session("2", title="E-health", subtitle="In villages", people=("tbc",), track="health", languages=("fr",)),
        session("3", title="Night", abstract="Stars over Geneva", people=("bob",), type="talk", terms=("sdg:4",)),
        session("4", title="Online", mode="remote", organisers=(Organiser("who"),), languages=("en",)),
        session("5", title="Coffee", type="break", description="No biscuits"),
        session("6", title="Secret", visibility="busy", people=("ada",), track="work", languages=("ru",)),
        session("7", title="Not placed", people=("eve",), languages=("zh",)),
    ),
    slots=(RemoteSlot("1", 1, ways=(Way("join"),)), RemoteSlot("4", 1, ways=(Way("join"), Way("captions")))),
)
MADE: PublicRelease = release(DRAFT, None, number=1, label="", note="", at=1000)
ALL = ["1-1", "2-1", "5-1", "6-1", "3-1", "1-2", "4-1"]


def keys(items: Iterable[AgendaItem]) -> list[str]:
    """Session and part of each, for reading."""
    return [f"{item.session}-{item.part}" for item in items]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(), ALL, id="nothing asked"),
        pytest.param(Selection(day=("2017-06-12",)), ["1-1", "2-1", "5-1", "6-1", "3-1"], id="day, its night too"),
        pytest.param(Selection(day=("2017-06-13",)), ["1-2", "4-1"], id="day, without the night before"),
        pytest.param(Selection(day=("2017-06-12", "2017-06-13")), ALL, id="two days"),
        pytest.param(Selection(day=("2017-06-14",)), [], id="day of the event with nothing on"),
        pytest.param(Selection(day=("1999-01-01",)), [], id="day that is none"),
        pytest.param(Selection(room=("popov",)), ["1-1", "5-1"], id="whole, not its pieces"),
        pytest.param(Selection(room=("popov-1",)), ["1-1", "2-1", "5-1"], id="piece, with its whole"),
        pytest.param(Selection(room=("popov-2",)), ["1-1", "5-1", "3-1"], id="other piece, with its whole"),
        pytest.param(Selection(room=("popov-1", "popov-2")), ["1-1", "2-1", "5-1", "3-1"], id="both pieces"),
        pytest.param(Selection(room=("library",)), ["2-1"], id="overflow room"),
        pytest.param(Selection(room=("annex",)), ["5-1", "6-1", "1-2"], id="room without building"),
        pytest.param(Selection(room=("unused",)), [], id="room with nothing on"),
        pytest.param(Selection(room=("nowhere",)), [], id="unknown room"),
        pytest.param(Selection(building=("tower",)), ["1-1", "2-1", "5-1", "3-1"], id="building"),
        pytest.param(Selection(building=("cicg",)), ["2-1"], id="building of an overflow room"),
        pytest.param(Selection(building=("empty",)), [], id="building with nothing on"),
        pytest.param(Selection(track=("health",)), ["1-1", "2-1", "1-2"], id="track"),
        pytest.param(Selection(track=("work",)), [], id="track of a busy session alone"),
        pytest.param(Selection(type=("talk",)), ["1-1", "3-1", "1-2"], id="type"),
        pytest.param(Selection(type=("break", "talk")), ["1-1", "5-1", "3-1", "1-2"], id="two types"),
        pytest.param(Selection(term=("sdg:3",)), ["1-1", "1-2"], id="term"),
        pytest.param(Selection(term=("line:C4", "sdg:4")), ["1-1", "3-1", "1-2"], id="terms of two schemes"),
        pytest.param(Selection(term=("3",)), [], id="term without scheme"),
        pytest.param(Selection(person=("ada",)), ["1-1", "1-2"], id="person, not in a busy session"),
        pytest.param(Selection(person=("bob",)), ["3-1", "1-2"], id="person of one part"),
        pytest.param(Selection(person=("tbc",)), [], id="placeholder"),
        pytest.param(Selection(organisation=("who",)), ["1-1", "1-2", "4-1"], id="organisation that organises"),
        pytest.param(Selection(language=("fr",)), ["1-1", "2-1", "1-2"], id="language"),
        pytest.param(Selection(session=("1",)), ["1-1", "1-2"], id="session, all its parts"),
        pytest.param(Selection(session=("2", "4")), ["2-1", "4-1"], id="sessions"),
        pytest.param(Selection(mode=("remote",)), ["4-1"], id="mode"),
        pytest.param(Selection(mode=("hybrid", "remote")), ["1-1", "1-2", "4-1"], id="modes"),
        pytest.param(Selection(remote=True), ["1-1", "4-1"], id="remote slot"),
        pytest.param(Selection(track=("health",), day=("2017-06-12",)), ["1-1", "2-1"], id="two filters narrow"),
        pytest.param(
            Selection(person=("bob",), room=("annex",), remote=True), [], id="three filters with nothing left"
        ),
        pytest.param(Selection(q=("opening",)), ["1-1", "1-2"], id="words: title"),
        pytest.param(Selection(q=("OPEN",)), ["1-1", "1-2"], id="words: a piece of one, in capitals"),
        pytest.param(Selection(q=("villages",)), ["2-1"], id="words: subtitle"),
        pytest.param(Selection(q=("stars",)), ["3-1"], id="words: abstract"),
        pytest.param(Selection(q=("biscuits",)), [], id="words: the description is left out"),
        pytest.param(Selection(q=("library",)), ["2-1"], id="words: overflow room"),
        pytest.param(Selection(q=("lovelace",)), ["1-1", "1-2"], id="words: person"),
        pytest.param(Selection(q=("STRASSE",)), ["3-1", "1-2"], id="words: sharp s"),
        pytest.param(Selection(q=("ministry",)), ["2-1"], id="words: placeholder"),
        pytest.param(Selection(q=("itu",)), ["1-1", "1-2"], id="words: organiser"),
        pytest.param(Selection(q=("capacity",)), ["1-1", "1-2"], id="words: term"),
        pytest.param(Selection(q=("4",)), ["4-1"], id="words: code"),
        pytest.param(Selection(q=("lovelace opening",)), ["1-1", "1-2"], id="words: all, in different fields"),
        pytest.param(Selection(q=("lovelace night",)), [], id="words: not all"),
        pytest.param(Selection(q=("coffee", "stars night")), ["5-1", "3-1"], id="words: one phrase or the other"),
        pytest.param(Selection(q=("secret",)), [], id="words: of a busy session"),
        pytest.param(Selection(q=("health",), day=("2017-06-13",)), ["1-2", "4-1"], id="words within a day"),
    ],
)
def test_selected_entries(selection: Selection, expected: list[str]) -> None:
    chosen = select(MADE, selection)
    assert keys(chosen) == expected
    assert list(chosen) == [item for item in MADE.items if item in chosen]


def naive(programme: Programme, item: AgendaItem, name: str, value: str) -> bool:
    """Whether an entry is meant by one value of one filter, told from the programme and not from the entry."""
    held = programme.session[item.session]
    placed = programme.placement[item.id]
    present = [programme.person[a.person] for a in held.appearances if a.part in {None, item.part}]
    contained = {value} | {r.slug for r in programme.rooms if value in r.pieces}
    return {
        "day": lambda: str(programme.event.day_of(placed.starts)) == value,
        "room": lambda: any(slug in contained for slug in placed.rooms),
        "building": lambda: any(programme.room[slug].building == value for slug in placed.rooms),
        "track": lambda: held.track == value,
        "type": lambda: held.type == value,
        "term": lambda: value in held.terms,
        "person": lambda: any(p.slug == value and not p.placeholder for p in present),
        "organisation": lambda: any(o.organisation == value for o in held.organisers),
        "language": lambda: value in held.languages,
        "session": lambda: held.code == value,
        "mode": lambda: held.mode == value,
    }[name]()


KNOWN = public_values(MADE)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={name: st.sets(st.sampled_from([*sorted(known), "?"]), max_size=3) for name, known in KNOWN.items()},
    ),
    st.booleans(),
)
def test_a_combination_of_filters_is_what_matches_each_of_them(asked: dict[str, set[str]], remote: bool) -> None:
    wish = {name: tuple(sorted(values)) for name, values in asked.items()}
    assert select(MADE, Selection(**wish, remote=remote)) == tuple(
        item
        for item in MADE.items
        if all(any(naive(MADE.programme, item, name, v) for v in values) for name, values in wish.items() if values)
        and (not remote or item.id in MADE.programme.slot)
    )


def test_what_fills_the_whole_of_a_whole_fills_the_piece() -> None:
    made = release(
        programme(
            placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "hall"),
            placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "half"),
            rooms=(
                room("hall", pieces=("half", "rest")),
                room("half", pieces=("corner",)),
                room("corner"),
                room("rest"),
            ),
        ),
        None,
        number=1,
        label="",
        note="",
        at=1000,
    )
    found = {slug: keys(select(made, Selection(room=(slug,)))) for slug in made.programme.room}
    assert found == {"hall": ["1-1"], "half": ["1-1", "2-1"], "corner": ["1-1", "2-1"], "rest": ["1-1"]}


def test_the_cancelled_are_found_like_the_others() -> None:
    after = release(programme(event=DRAFT.event), MADE, number=2, label="", note="", at=2000)
    assert keys(select(after, Selection(person=("bob",)))) == ["3-1", "1-2"]


def test_values_that_a_release_knows() -> None:
    assert {
        "day": {"2017-06-12", "2017-06-13", "2017-06-14"},
        "room": {"popov", "popov-1", "popov-2", "library", "annex", "unused"},
        "building": {"tower", "cicg", "empty"},
        "track": {"health"},
        "type": {"talk", "break"},
        "term": {"sdg:3", "sdg:4", "line:C4"},
        "person": {"ada", "bob"},
        "organisation": {"itu", "who"},
        "language": {"en", "fr"},
        "session": {"1", "2", "3", "4", "5", "6"},
        "mode": {"onsite", "remote", "hybrid"},
    } == KNOWN


def test_a_day_is_known_by_what_is_on_even_outside_of_the_event() -> None:
    made = release(
        programme(placement("1", "2017-06-20T09:00", "2017-06-20T10:00")), None, number=1, label="", note="", at=1
    )
    assert public_values(made)["day"] == {"2017-06-20"}


def test_what_went_stays_known() -> None:
    """The tombstones need it, and a diary that follows a person's feed goes on asking for it."""
    after = release(programme(event=DRAFT.event), MADE, number=2, label="", note="", at=2000)
    known = public_values(after)
    assert {name: known[name] for name in ("person", "organisation", "session", "term", "track", "type")} == {
        "person": {"ada", "bob"},
        "organisation": {"itu", "who"},
        "session": {"1", "2", "3", "4", "5", "6"},
        "term": {"sdg:3", "sdg:4", "line:C4"},
        "track": {"health"},
        "type": {"talk", "break"},
    }


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(), (), id="nothing asked"),
        pytest.param(Selection(room=("popov", "unused"), term=("sdg:3",)), (), id="all known"),
        pytest.param(
            Selection(room=("attic", "popov"), person=("tbc",), day=("2017-06-15",)),
            (("day", "2017-06-15"), ("room", "attic"), ("person", "tbc")),
            id="three that never were",
        ),
        pytest.param(Selection(q=("anything",), remote=True), (), id="words and remote take anything"),
        pytest.param(Selection(session=("7",)), (("session", "7"),), id="session that is not public"),
    ],
)
def test_unknown_values(selection: Selection, expected: tuple[tuple[str, str], ...]) -> None:
    assert unknown_values(selection, KNOWN) == expected


def test_every_filter_has_values_to_choose_from_but_for_words() -> None:
    assert set(FILTERS) == {*KNOWN, "q"} == {field.name for field in fields(Selection)} - {"remote"}


@pytest.mark.parametrize(
    ("moved", "wanted", "expected"),
    [
        pytest.param("library", Selection(room=("library",)), ["2", "3"], id="where it is"),
        pytest.param("library", Selection(room=("popov-2",)), ["1", "5", "3"], id="where it was to be"),
        pytest.param("library", Selection(building=("cicg",)), ["2", "3"], id="in that building"),
        pytest.param("popov", Selection(room=("popov-1",)), ["1", "2", "5", "3"], id="what fills the whole"),
        pytest.param("gone", Selection(room=("library",)), ["2"], id="a room that no release has"),
    ],
)
def test_what_was_moved_on_the_day_is_in_both_rooms(moved: str, wanted: Selection, expected: list[str]) -> None:
    """Session 3 was to be in Popov 2; 1 and 5 fill Popov, of which that is a piece."""
    rooms: dict[Ident, str] = {("3", 1): moved}
    found = select(release(DRAFT, None, number=1, label="", note="", at=1), wanted, rooms)
    assert [item.session for item in found] == expected
