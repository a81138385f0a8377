"""Why a part fits nowhere, in the fewest facts."""

from typing import Any

import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Relation, SessionType
from scheduler.domain.suggesting import cells, explain
from scheduler.domain.suggesting.explaining import obstacles_told
from scheduler.domain.venue import Feature
from tests.factories import day, event, person, placement, programme, room, session, span


def put(code: str, starts: int, ends: int, room: str | None = "annex") -> Placement:
    return placement(code, f"2017-06-12T{starts:02}:00", f"2017-06-12T{ends:02}:00", room)


def forum(*placements: Placement, **kw: Any) -> Programme:
    """A morning from nine to twelve; session 1 of an hour is to be placed."""
    known: dict[str, Any] = {
        "event": event(days=(day("2017-06-12", 540, 720),), grid_minutes=60),
        "rooms": [room("hall"), room("annex", position=1)],
        "sessions": [session("1", people=["ada", "bob"])],
        "session_types": [SessionType("plenary", "Plenary", plenary=True)],
        "features": [Feature("loop", "a hearing loop"), Feature("booths", "interpretation booths")],
    }
    return programme(*placements, **{**known, **kw})


def here(starts: int, ends: int) -> tuple[Any, ...]:
    return (span(f"2017-06-12T{starts:02}:00", f"2017-06-12T{ends:02}:00"),)


ACCESS = RemoteSlot(
    "1",
    1,
    "a",
    (Way("join"),),
    opens_before_speakers=0,
    opens_before_registered=0,
    opens_before_public=0,
    closes_after=0,
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            forum(sessions=[session("1", parts=[240])]),
            ("No day of the event is as long as the 240 minutes that it needs.",),
            id="too long",
        ),
        pytest.param(
            forum(people=[person("ada", availability=here(9, 10)), person("bob", availability=here(11, 12))]),
            (
                "Ada is free for 60 minutes only on Mon 12 June from 09:00 to 10:00.",
                "Bob is free for 60 minutes only on Mon 12 June from 11:00 to 12:00.",
            ),
            id="never free together",
        ),
        pytest.param(
            forum(people=[person("ada", availability=here(7, 8)), person("bob", availability=here(11, 12))]),
            ("Ada is free for 60 minutes at no time.",),
            id="one alone is enough",
        ),
        pytest.param(
            forum(sessions=[session("1", features=("loop",))]), ("No room has a hearing loop.",), id="no such room"
        ),
        pytest.param(
            forum(put("2", 9, 12, "hall"), put("3", 9, 12), sessions=[session("1")]),
            ("Hall and Annex are taken or closed all the time: nowhere are 60 minutes free.",),
            id="no room free",
        ),
        pytest.param(
            forum(
                put("2", 9, 12),
                rooms=[room("hall"), room("annex", position=1, features=("loop",))],
                sessions=[session("1", features=("loop",))],
            ),
            (
                "It needs a hearing loop, which only Annex has.",
                "Annex is taken or closed all the time: nowhere are 60 minutes free.",
            ),
            id="the only room that has it is taken",
        ),
        pytest.param(
            forum(put("2", 9, 12), sessions=[session("1"), session("2", title="Opening", type="plenary")]),
            ('"Session 1" (1) can\'t run beside "Opening" (2): that leaves it at no time.',),
            id="a plenary all morning",
        ),
        pytest.param(
            forum(
                put("2", 9, 12),
                sessions=[session("1"), session("2", title="Opening")],
                relations=[Relation(1, "before", "1", "2")],
            ),
            ('"Session 1" (1) should end before "Opening" (2) starts: that leaves it at no time.',),
            id="a relation",
        ),
        pytest.param(
            forum(
                put("2", 9, 12),
                sessions=[session("1"), session("2")],
                accounts=[PlatformAccount("zoom", "Zoom One")],
                meetings=[Meeting("a", "zoom"), Meeting("b", "zoom")],
                slots=[ACCESS, RemoteSlot("2", 1, "b", (Way("join"),))],
            ),
            ("Zoom One can host one meeting more at no time.",),
            id="no licence left",
        ),
        pytest.param(
            forum(
                put("2", 10, 12),
                sessions=[
                    session("1", people=["ada"], languages=("en",), interpretation=("fr",)),
                    session("2", languages=("en",), interpretation=("fr",)),
                ],
                people=[person("ada", availability=here(10, 12))],
                teams=[Team("fr", "The French booth", "interpreters", ("en", "fr"))],
            ),
            (
                "Ada is free for 60 minutes only on Mon 12 June from 10:00 to 12:00.",
                "The French booth can serve one session more only on Mon 12 June from 09:00 to 10:00.",
            ),
            id="no team left",
        ),
        pytest.param(
            forum(sessions=[session("1", mode="hybrid")]),
            ('"Session 1" (1) is to be followed remotely on Mon 12 June from 09:00 to 10:00, and has no remote slot.',),
            id="an error wherever it is",
        ),
        pytest.param(
            forum(rooms=[]), ("The event has no room yet, and the session is not remote.",), id="no rooms at all"
        ),
    ],
)
def test_why_it_fits_nowhere(made: Programme, expected: tuple[str, ...]) -> None:
    found = explain(made, "1", 1)
    assert (found.fits, found.sentences) == (False, expected)


def looped(*rooms: str) -> Programme:
    """A forum of three rooms, of which these have a hearing loop and are taken; session 1 needs one."""
    named = ("tent", "hall", "annex")
    return forum(
        *(put(f"in {name}", 9, 12, name) for name in rooms),
        sessions=[session("1", features=("loop",)), *(session(f"in {name}") for name in rooms)],
        rooms=[room(name, position=n, features=("loop",) if name in rooms else ()) for n, name in enumerate(named)],
    )


@pytest.mark.parametrize(
    ("having", "asked", "expected"),
    [
        pytest.param((), (), ("No room has a hearing loop.",), id="no room has it"),
        pytest.param(
            ("hall",), ("annex", "tent"), ("None of these rooms has a hearing loop.",), id="none of those asked for"
        ),
        pytest.param(("hall",), ("tent",), ("Tent lacks a hearing loop.",), id="the one asked for lacks it"),
        pytest.param(
            ("hall", "annex"),
            (),
            (
                "It needs a hearing loop, which only Hall and Annex have.",
                "Hall and Annex are taken or closed all the time: nowhere are 60 minutes free.",
            ),
            id="two of all",
        ),
        pytest.param(
            ("hall", "annex"),
            ("annex", "tent"),
            (
                "It needs a hearing loop, which of these rooms only Annex has.",
                "Annex is taken or closed all the time: nowhere are 60 minutes free.",
            ),
            id="one of those asked for",
        ),
    ],
)
def test_what_rooms_lack_is_said_of_those_asked_for(
    having: tuple[str, ...], asked: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = explain(looped(*having), "1", 1, rooms=asked)
    assert (found.fits, found.sentences) == (False, expected)


def test_where_it_fits_it_is_said() -> None:
    found = explain(forum(put("2", 9, 10, "hall")), "1", 1, rooms=("hall",))
    assert found.fits
    assert found.sentences[0] == "It fits in Hall on Mon 12 June from 10:00 to 11:00."


def test_more_than_three_facts_are_found_greedily() -> None:
    """Four people, each free in one other hour of four: any three leave an hour."""
    hours = {"ada": (9, 10), "bob": (10, 11), "cleo": (11, 12), "dan": (12, 13)}
    people = [
        person(who, availability=tuple(span for h in range(9, 13) if h != first for span in here(h, h + 1)))
        for who, (first, _) in hours.items()
    ]
    made = forum(
        event=event(days=(day("2017-06-12", 540, 780),), grid_minutes=60),
        sessions=[session("1", people=list(hours))],
        people=people,
    )
    assert len(explain(made, "1", 1).sentences) == 4


def test_what_is_in_the_way_of_a_cell_is_told() -> None:
    made = forum(
        put("2", 9, 10, "hall"),
        put("3", 9, 10),
        sessions=[
            session("1", people=["ada", "bob"], features=("loop",)),
            session("2", people=["ada"]),
            session("3", type="plenary"),
        ],
        people=[person("ada"), person("bob", availability=here(10, 12))],
        rooms=[room("hall", availability=here(10, 12)), room("annex", position=1)],
    )
    told = obstacles_told(made, cells(made, "1", 1)["hall", made.placement["2", 1].starts])
    assert told == (
        "Ada is elsewhere.",
        "Bob is not available.",
        '"Session 3" (3) runs then, and one of the two is a plenary.',
        "Hall lacks a hearing loop.",
        "Hall is closed.",
        'Hall is taken by "Session 2" (2).',
    )
