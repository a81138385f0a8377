"""Releasing some sessions alone: the rest of the programme stands as it was last released."""

from dataclasses import replace

import pytest

from scheduler.domain.agenda import CANCELLED, CONFIRMED
from scheduler.domain.candidate import combine
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.release import Entry, release
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Organiser, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.venue import Building, Feature, Room, Walk
from tests.factories import event, person, placement, programme, room, session


def nine(code: str, place: str | None = "popov") -> Placement:
    """The session at nine."""
    return placement(code, "2017-06-12T09:00", "2017-06-12T10:00", place)


def ten(code: str, place: str | None = "popov") -> Placement:
    """The session at ten."""
    return placement(code, "2017-06-12T10:00", "2017-06-12T11:00", place)


BASE = programme(
    nine("1", "popov"),
    nine("2", "annex"),
    sessions=(session("1", people=("ada", "bob")), session("2", people=("bob", "eve"))),
    slots=(RemoteSlot("1", 1, ways=(Way("join"),)), RemoteSlot("2", 1, ways=(Way("join"),))),
)


def test_other_sessions_stay_as_they_were_whatever_the_draft_says() -> None:
    draft = programme(
        ten("1", "annex"),
        ten("2", "popov"),
        nine("3", "popov"),
        sessions=(session("1", title="New", people=("ada",)), session("2", title="New", people=("ada",))),
        slots=(RemoteSlot("2", 1, ways=(Way("webcast"),)),),
    )
    assert combine(BASE, draft, ("1",)) == programme(
        ten("1", "annex"),
        nine("2", "annex"),
        rooms=BASE.rooms,
        people=BASE.people,
        sessions=(session("1", title="New", people=("ada",)), BASE.session["2"]),
        slots=(RemoteSlot("2", 1, ways=(Way("join"),)),),
    )


def test_entries_of_other_sessions_are_untouched() -> None:
    draft = programme(ten("1", "annex"), ten("2", "popov"), sessions=BASE.sessions)
    first = release(BASE, None, number=1, label="", note="", at=1000)
    second = release(combine(BASE, draft, ("1",)), first, number=2, label="", note="", at=2000)
    assert (second.entries, second.item["2", 1]) == (
        (Entry("2", 1, CONFIRMED, 0, 1000, 1000), Entry("1", 1, CONFIRMED, 1, 1000, 2000)),
        first.item["2", 1],
    )


def test_all_sessions_chosen_are_the_draft() -> None:
    draft = programme(ten("1"), ten("2"), sessions=BASE.sessions, rooms=BASE.rooms, people=BASE.people)
    assert combine(BASE, draft, ("2", "1", "2")) == draft


def test_people_of_chosen_sessions_are_as_in_the_draft_and_others_are_not() -> None:
    draft = replace(BASE, people=tuple(replace(p, position="Minister") for p in BASE.people))
    assert combine(BASE, draft, ("1",)).people == (
        person("ada", position="Minister"),
        person("bob", position="Minister"),
        person("eve"),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"state": "cancelled"}, (CANCELLED, 1, 1000, 2000), id="cancelled"),
        pytest.param({"visibility": "internal"}, (CANCELLED, 1, 1000, 2000), id="made internal"),
        pytest.param({"title": "New"}, (CONFIRMED, 0, 1000, 2000), id="words"),
    ],
)
def test_what_is_chosen_ages_as_ever(change: dict[str, str], expected: tuple[str, int, int, int]) -> None:
    changed = replace(BASE.session["1"], **change)  # type: ignore[arg-type]
    draft = ordered(replace(BASE, sessions=(changed, BASE.session["2"])))
    first = release(BASE, None, number=1, label="", note="", at=1000)
    second = release(combine(BASE, draft, ("1",)), first, number=2, label="", note="", at=2000)
    assert second.entries == (Entry("1", 1, *expected), Entry("2", 1, CONFIRMED, 0, 1000, 1000))


def test_a_chosen_session_that_is_placed_no_more_leaves() -> None:
    draft = ordered(replace(BASE, placements=(BASE.placement["2", 1],), slots=()))
    assert combine(BASE, draft, ("1",)).placements == (BASE.placement["2", 1],)


NEW = session(
    "9",
    people=(Appearance("zoe", on_behalf_of="unesco"),),
    type="panel",
    track="health",
    terms=("sdg:4", "line:C1"),
    features=("booths",),
    organisers=(Organiser("itu"),),
)
ROOMS: tuple[Room, ...] = (
    room("whole", building="tower", pieces=("left", "right"), features=("captions",), position=5),
    room("left", building="tower", position=6),
    room("right", building="tower", position=7),
    room("host-room", building="cicg", position=8),
)
RICH = programme(
    nine("9", "whole"),
    ten("8", "elsewhere"),
    buildings=(Building("cicg", "CICG"), Building("far", "Far"), Building("tower", "Tower")),
    walks=(Walk("cicg", "far", 30), Walk("cicg", "tower", 9)),
    features=(Feature("booths", "Booths"), Feature("captions", "Captions"), Feature("loop", "Loop")),
    rooms=(*ROOMS, room("elsewhere", building="far", position=9)),
    session_types=(SessionType("panel", "Panel"), SessionType("talk", "Talk")),
    tracks=(Track("health", "Health"), Track("work", "Work")),
    schemes=(
        Scheme("line", "Lines", (Term("line", "C1", "Governments"),)),
        Scheme("other", "Other", (Term("other", "1", "One"),)),
        Scheme("sdg", "Goals", (Term("sdg", "2", "Hunger"), Term("sdg", "4", "Education"))),
    ),
    organisations=(
        Organisation("itu", "ITU"),
        Organisation("nobody", "Nobody"),
        Organisation("unesco", "UNESCO"),
        Organisation("who", "WHO"),
    ),
    people=(person("zoe", organisation="who"), person("yan")),
    teams=(Team("en-fr", "English-French", "interpreters", ("en", "fr")),),
    accounts=(PlatformAccount("big", "Big"), PlatformAccount("small", "Small")),
    meetings=(Meeting("monday", "big", "host-room"), Meeting("tuesday", "small", "elsewhere")),
    sessions=(NEW, session("8", people=("yan",))),
    slots=(RemoteSlot("9", 1, "monday", (Way("join"),)), RemoteSlot("8", 1, "tuesday")),
)
NEEDED = programme(
    nine("9", "whole"),
    buildings=(Building("cicg", "CICG"), Building("tower", "Tower")),
    walks=(Walk("cicg", "tower", 9),),
    features=(Feature("booths", "Booths"), Feature("captions", "Captions")),
    rooms=ROOMS,
    session_types=(SessionType("panel", "Panel"),),
    tracks=(Track("health", "Health"),),
    schemes=(RICH.scheme["line"], RICH.scheme["sdg"]),
    organisations=(Organisation("itu", "ITU"), Organisation("unesco", "UNESCO"), Organisation("who", "WHO")),
    people=(person("zoe", organisation="who"),),
    teams=RICH.teams,
    accounts=(PlatformAccount("big", "Big"),),
    meetings=(Meeting("monday", "big", "host-room"),),
    sessions=(NEW,),
    slots=(RemoteSlot("9", 1, "monday", (Way("join"),)),),
)


def test_a_first_release_of_some_sessions_holds_what_they_need_and_no_more() -> None:
    assert combine(Programme(event=RICH.event), RICH, ("9",)) == NEEDED


def test_a_new_session_brings_what_the_base_lacks() -> None:
    base = programme(nine("1", "library"), people=(person("ada"),), sessions=(session("1", people=("ada",)),))
    assert combine(base, RICH, ("9",)) == ordered(
        replace(
            NEEDED,
            rooms=(*base.rooms, *NEEDED.rooms),
            people=(*base.people, *NEEDED.people),
            sessions=(*base.sessions, *NEEDED.sessions),
            placements=(*base.placements, *NEEDED.placements),
        )
    )


def test_words_that_the_base_has_stay_the_base_s() -> None:
    base = replace(
        NEEDED,
        event=event(name="As released"),
        rooms=tuple(replace(r, name="As released") for r in NEEDED.rooms),
        tracks=(Track("health", "As released"),),
        teams=(Team("en-fr", "As released", "interpreters"),),
        walks=(Walk("cicg", "tower", 1),),
        schemes=(
            Scheme("line", "As released", (Term("line", "C1", "As released"),)),
            Scheme("sdg", "As released", (Term("sdg", "2", "As released"),)),
        ),
    )
    assert combine(base, RICH, ("9",)) == replace(
        base,
        schemes=(
            base.scheme["line"],
            Scheme("sdg", "As released", (Term("sdg", "2", "As released"), Term("sdg", "4", "Education"))),
        ),
    )


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        pytest.param(("404",), "There is no session 404 in forum. Check the codes that should go out.", id="one"),
        pytest.param(
            ("b", "1", "a"), "There is no session a, b in forum. Check the codes that should go out.", id="two of three"
        ),
    ],
)
def test_unknown_codes_are_named(codes: tuple[str, ...], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        combine(BASE, BASE, codes)
    assert (raised.value.detail, raised.value.flaws) == (message, (Flaw("/only", message),))


def related(*relations: Relation, sessions: tuple[Session, ...] = ()) -> Programme:
    """Three sessions, and a fourth for the draft, with these relations."""
    codes = ("1", "2", "3", *(s.code for s in sessions))
    return programme(*(nine(code, None) for code in codes), sessions=sessions, relations=relations)


def test_relations_come_from_the_draft_where_a_chosen_session_takes_part() -> None:
    kept = Relation(1, "before", "2", "3")
    base = related(kept, Relation(2, "before", "1", "2"), Relation(3, "before", "2", "1"))
    draft = related(
        Relation(1, "parallel", "2", "3"),
        Relation(4, "after", "1", "3"),
        Relation(5, "after", "3", "1"),
        Relation(6, "before", "1", "4"),
        Relation(7, "before", "2", "4"),
        sessions=(session("4"),),
    )
    assert [combine(base, draft, codes).relations for codes in (("1",), ("1", "4"))] == [
        (kept, Relation(4, "after", "1", "3"), Relation(5, "after", "3", "1")),
        (
            kept,
            Relation(4, "after", "1", "3"),
            Relation(5, "after", "3", "1"),
            Relation(6, "before", "1", "4"),
            Relation(7, "before", "2", "4"),
        ),
    ]
