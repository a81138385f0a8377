from dataclasses import replace

import pytest

from scheduler.domain.conflicts import NO_SIGNALS, RULES, check_touching
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, Session, SessionType
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Walk
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import event, person, placement, programme, room, session

ADA = Appearance("ada")
BACKGROUND = SessionType("hackathon", "Hackathon", background=True)


def put(code: str, starts: str, ends: str, room: str | None = None, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), room, part=part)


def walking(*placements: Placement, sessions: list[Session], people: list[Person] | None = None) -> Programme:
    return programme(
        *placements,
        sessions=sessions,
        people=people or [person("ada")],
        buildings=[
            Building("tower", "Tower"),
            Building("hall", "Hall"),
            Building("annex", "Annex"),
            Building("far", "Far"),
        ],
        walks=[Walk("hall", "tower", 12), Walk("far", "hall", 45)],
        rooms=[
            room("t1", building="tower"),
            room("t2", building="tower"),
            room("h1", building="hall"),
            room("x1", building="annex"),
            room("lost"),
        ],
    )


def transfer(*parties: str, pause: Span, minutes: int) -> Seen:
    return Seen(
        "person-transfer",
        "warning",
        parties,
        (pause,),
        person="ada",
        details=(("pause_minutes", minutes), ("walk_minutes", 12)),
    )


BOTH = [session("1", people=[ADA]), session("2", people=[ADA])]
THREE = [*BOTH, session("3", people=[ADA])]


@pytest.mark.parametrize(
    ("sessions", "placements", "expected"),
    [
        pytest.param(
            BOTH,
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "h1")],
            [transfer("1", "2", pause=s("10:00", "10:00"), minutes=0)],
            id="touching",
        ),
        pytest.param(
            BOTH,
            [put("1", "09:00", "10:00", "h1"), put("2", "10:11", "11:00", "t1")],
            [transfer("1", "2", pause=s("10:00", "10:11"), minutes=11)],
            id="a minute too short, the other way",
        ),
        pytest.param(BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "10:12", "11:00", "h1")], [], id="long enough"),
        pytest.param(BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "09:50", "11:00", "h1")], [], id="overlapping"),
        pytest.param(BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "t2")], [], id="one building"),
        pytest.param(BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "x1")], [], id="unknown walk"),
        pytest.param(
            BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "lost")], [], id="no building"
        ),
        pytest.param(BOTH, [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00")], [], id="no room"),
        pytest.param(
            [session("1", people=[ADA]), session("2", people=[Appearance("ada", mode="remote")])],
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "h1")],
            [],
            id="remote",
        ),
        pytest.param(
            [session("1", people=[ADA]), session("2", people=[ADA], mode="remote")],
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "h1")],
            [],
            id="remote session",
        ),
        pytest.param(
            [session("1", parts=[60, 60], people=[ADA])],
            [put("1", "09:00", "10:00", "t1"), put("1", "10:05", "11:05", "h1", part=2)],
            [transfer("1", "1/2", pause=s("10:00", "10:05"), minutes=5)],
            id="two parts of one session",
        ),
        pytest.param(
            [
                session("1", people=[ADA]),
                session("2", people=[Appearance("ada", mode="remote")]),
                session("3", people=[ADA]),
            ],
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "10:05", "t1"), put("3", "10:05", "11:00", "h1")],
            [transfer("1", "3", pause=s("10:00", "10:05"), minutes=5)],
            id="something remote between",
        ),
        pytest.param(
            [session("1", parts=[240], people=[Appearance("ada", to_minute=20)]), session("2", people=[ADA])],
            [put("1", "09:00", "13:00", "t1"), put("2", "09:25", "10:00", "h1")],
            [transfer("1", "2", pause=s("09:20", "09:25"), minutes=5)],
            id="20 of 240 minutes",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "10:05", "x1"), put("3", "10:05", "11:00", "h1")],
            [transfer("1", "3", pause=s("10:00", "10:05"), minutes=5)],
            id="an unknown walk between",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "10:05", "lost"), put("3", "10:05", "11:00", "h1")],
            [transfer("1", "3", pause=s("10:00", "10:05"), minutes=5)],
            id="no building between",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "10:05", "x1"), put("3", "10:05", "11:00", "t2")],
            [],
            id="away and back again, the walk unknown",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "10:05", "h1"), put("3", "10:05", "11:00", "h1")],
            [transfer("1", "2", pause=s("10:00", "10:00"), minutes=0)],
            id="arrived already",
        ),
        pytest.param(
            THREE,
            [put("1", "08:00", "10:00", "t1"), put("2", "09:00", "09:58", "h1"), put("3", "10:01", "11:00", "h1")],
            [transfer("1", "3", pause=s("10:00", "10:01"), minutes=1)],
            id="from where it lasted longest",
        ),
        pytest.param(
            [session("1", people=[Appearance("ada", to_minute=0)]), session("2", people=[ADA])],
            [put("1", "09:00", "10:00", "t1"), put("2", "09:05", "10:00", "h1")],
            [],
            id="there for no time",
        ),
        pytest.param(
            [session("1", people=[Appearance("ada", from_minute=30, to_minute=20)]), session("2", people=[ADA])],
            [put("1", "09:00", "10:00", "t1"), put("2", "09:25", "10:00", "h1")],
            [],
            id="gone before they come",
        ),
        pytest.param(
            BOTH, [put("1", "09:00", "09:00", "t1"), put("2", "09:05", "10:00", "h1")], [], id="an empty placement"
        ),
        pytest.param(
            BOTH,
            [put("1", "23:00", "23:55", "t1"), put("2", "2017-06-13T00:00", "2017-06-13T01:00", "h1")],
            [transfer("1", "2", pause=s("23:55", "2017-06-13T00:00"), minutes=5)],
            id="across midnight",
        ),
        pytest.param(
            BOTH,
            [
                put("1", "2017-10-29T02:00+02:00", "2017-10-29T02:55+02:00", "t1"),
                put("2", "2017-10-29T02:00+01:00", "2017-10-29T03:00+01:00", "h1"),
            ],
            [transfer("1", "2", pause=s("2017-10-29T02:55+02:00", "2017-10-29T02:00+01:00"), minutes=5)],
            id="when the clocks go back",
        ),
        pytest.param(
            [session("1", people=[ADA], state="cancelled"), session("2", people=[ADA])],
            [put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "h1")],
            [],
            id="cancelled",
        ),
    ],
)
def test_person_transfer(sessions: list[Session], placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("person-transfer", walking(*placements, sessions=sessions)) == expected


def test_a_placeholder_walks_nowhere() -> None:
    made = walking(
        put("1", "09:00", "10:00", "t1"),
        put("2", "10:00", "11:00", "h1"),
        sessions=BOTH,
        people=[person("ada", placeholder=True)],
    )
    assert broken("person-transfer", made) == []


def test_without_walks_nobody_is_late() -> None:
    made = replace(walking(put("1", "09:00", "10:00", "t1"), put("2", "10:00", "11:00", "h1"), sessions=BOTH), walks=())
    assert broken("person-transfer", made) == []
    assert check_touching(made, [("1", 1)], rules=(RULES["person-transfer"],)) == ()


def overload(*parties: str, span: Span, what: str, much: int) -> Seen:
    return Seen("person-overload", "warning", parties, (span,), person="ada", details=((what, much),))


def busy(*placements: Placement, kind: str | None = None, people: list[Person] | None = None) -> Programme:
    codes = dict.fromkeys(p.session for p in placements)
    return programme(
        *placements,
        event=event(day_change=240),
        sessions=[session(code, people=[ADA], type=kind) for code in codes],
        people=people or [person("ada")],
        session_types=[BACKGROUND],
    )


HOURLY = [put(str(n), f"{8 + 2 * n:02}:00", f"{8 + 2 * n:02}:30") for n in range(6)]  # 08:00, 10:00, … 18:00


@pytest.mark.parametrize(
    ("placements", "numbers", "expected"),
    [
        pytest.param(HOURLY[:5], {}, [], id="five a day"),
        pytest.param(
            HOURLY,
            {},
            [overload(*"012345", span=s("08:00", "18:30"), what="appearances", much=6)],
            id="six a day",
        ),
        pytest.param(
            HOURLY[:3],
            {"most_a_day": 2},
            [overload(*"012", span=s("08:00", "12:30"), what="appearances", much=3)],
            id="as the event says",
        ),
        pytest.param(
            [put("1", "20:00", "21:00"), put("2", "2017-06-13T03:00", "2017-06-13T03:30"), put("3", "09:00", "10:00")],
            {"most_a_day": 2},
            [overload("3", "1", "2", span=s("09:00", "2017-06-13T03:30"), what="appearances", much=3)],
            id="the night belongs to the evening before",
        ),
        pytest.param(
            [put("1", "20:00", "21:00"), put("2", "2017-06-13T04:00", "2017-06-13T05:00"), put("3", "09:00", "10:00")],
            {"most_a_day": 2},
            [],
            id="the next day",
        ),
        pytest.param(
            [
                put("1", "20:00", "21:00"),
                put("2", "2017-06-13T03:30", "2017-06-13T04:30"),
                put("3", "09:00", "10:00"),
            ],
            {"most_a_day": 2},
            [overload("3", "1", "2", span=s("09:00", "2017-06-13T04:30"), what="appearances", much=3)],
            id="the day on which it begins",
        ),
        pytest.param([put("1", "09:00", "11:00"), put("2", "11:00", "13:00")], {}, [], id="four hours"),
        pytest.param(
            [put("1", "09:00", "11:00"), put("2", "11:14", "13:01")],
            {},
            [overload("1", "2", span=s("09:00", "13:01"), what="minutes", much=241)],
            id="a minute more, the gap too short for a pause",
        ),
        pytest.param([put("1", "09:00", "11:00"), put("2", "11:15", "13:30")], {}, [], id="with a pause"),
        pytest.param(
            [put("1", "09:00", "13:00"), put("2", "10:00", "11:00"), put("3", "13:10", "14:00")],
            {},
            [overload("1", "2", "3", span=s("09:00", "14:00"), what="minutes", much=300)],
            id="one within another",
        ),
    ],
)
def test_person_overload(placements: list[Placement], numbers: dict[str, int], expected: list[Seen]) -> None:
    assert broken("person-overload", busy(*placements), NO_SIGNALS, **numbers) == expected


def test_too_many_and_too_long_are_two_conflicts_of_the_same_parties() -> None:
    made = busy(put("1", "09:00", "11:00"), put("2", "11:00", "13:30"))
    found = broken("person-overload", made, most_a_day=1)
    assert sorted(each.details for each in found) == [(("appearances", 2),), (("minutes", 270),)]


def test_background_sessions_do_not_count_beside_others() -> None:
    made = programme(
        *HOURLY,
        put("6", "09:00", "19:00"),
        sessions=[*(session(str(n), people=[ADA]) for n in range(6)), session("6", people=[ADA], type="hackathon")],
        session_types=[BACKGROUND],
    )
    assert broken("person-overload", made) == [
        overload(*"012345", span=s("08:00", "18:30"), what="appearances", much=6)
    ]


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        pytest.param("hackathon", [person("ada")], id="background"),
        pytest.param(None, [person("ada", placeholder=True)], id="placeholder"),
    ],
)
def test_who_is_not_overloaded(kind: str | None, people: list[Person]) -> None:
    assert broken("person-overload", busy(*HOURLY, kind=kind, people=people)) == []


@pytest.mark.parametrize(
    ("appearances", "expected"),
    [
        pytest.param([Appearance("ada", confirmed=False)], (s("09:00", "10:00"),), id="whole"),
        pytest.param([ADA], None, id="confirmed"),
        pytest.param([Appearance("ada", confirmed=False, part=2)], None, id="of a part that is not placed"),
        pytest.param(
            [Appearance("ada", confirmed=False, from_minute=40), Appearance("ada", role="chair")],
            (s("09:40", "10:00"),),
            id="one of two",
        ),
        pytest.param([Appearance("tbc", confirmed=False)], None, id="placeholder"),
    ],
)
def test_person_unconfirmed(appearances: list[Appearance], expected: tuple[Span, ...] | None) -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        sessions=[session("1", parts=[Part(1, 60), Part(2, 60)], people=appearances)],
        people=[person("ada"), person("tbc", placeholder=True)],
    )
    found = [Seen("person-unconfirmed", "info", ("1",), expected, person="ada")] if expected else []
    assert broken("person-unconfirmed", made) == found
