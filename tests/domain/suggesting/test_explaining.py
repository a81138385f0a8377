"""Why a part fits nowhere, in the fewest facts."""

from typing import Any

import pytest
from hypothesis import given, settings

from scheduler.domain.conflicts import RULES, Policy
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Relation, SessionType
from scheduler.domain.suggesting import cells, explain, suggest
from scheduler.domain.suggesting.searching import is_regardless_of_room
from scheduler.domain.suggesting.telling import obstacles_told
from scheduler.domain.venue import Feature
from tests.domain.suggesting.test_searching import SLOW, searches
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
                '"Session 1" (1) needs a hearing loop: only Annex can offer that.',
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
                *(put(str(code), 9, 12, f"room-{code}") for code in range(2, 8)),
                rooms=[room("hall")],
                sessions=[session("1", type="plenary")],
            ),
            (
                (
                    '"Session 1" (1) can\'t run beside "Session 2" (2), "Session 3" (3), "Session 4" (4), '
                    '"Session 5" (5) and 2 others: that leaves it at no time.'
                ),
            ),
            id="a plenary beside many",
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
            forum(
                sessions=[session("1", mode="hybrid", people=["ada"])],
                people=[person("ada", availability=here(11, 12))],
            ),
            ('"Session 1" (1) is to be followed remotely on Mon 12 June from 09:00 to 10:00, and has no remote slot.',),
            id="an error wherever it is, which says it all",
        ),
        pytest.param(
            forum(
                put("2", 9, 10),
                rooms=[room("hall"), *(room(slug, position=1, features=("loop",)) for slug in ("annex", "booth"))],
                sessions=[session("1", features=("loop",), people=["ada"])],
                people=[person("ada", availability=here(9, 10))],
                relations=[Relation(1, "after", "1", "2")],
            ),
            (
                "Ada is free for 60 minutes only on Mon 12 June from 09:00 to 10:00.",
                (
                    '"Session 1" (1) should start after "Session 2" (2) ends: that leaves it only on Mon 12 June from '
                    "10:00 to 12:00."
                ),
            ),
            id="what two facts say needs no third",
        ),
        pytest.param(
            forum(
                put("2", 9, 12, "booth"),
                put("3", 9, 12),
                rooms=[room("hall"), *(room(slug, position=1, features=("loop",)) for slug in ("annex", "booth"))],
                sessions=[session("1", features=("loop",))],
            ),
            (
                '"Session 1" (1) needs a hearing loop: only Annex and Booth can offer that.',
                "Annex and Booth are taken or closed all the time: nowhere are 60 minutes free.",
            ),
            id="the rooms that have it are taken",
        ),
        pytest.param(
            forum(rooms=[]), ("The event has no room yet, and the session is not remote.",), id="no rooms at all"
        ),
        pytest.param(
            forum(sessions=[session("1", state="withdrawn")]),
            ('"Session 1" (1) is withdrawn, so it takes no place.',),
            id="withdrawn",
        ),
    ],
)
def test_why_it_fits_nowhere(made: Programme, expected: tuple[str, ...]) -> None:
    found = explain(made, "1", 1)
    assert (found.fits, found.sentences) == (False, expected)


def test_where_it_fits_it_is_said() -> None:
    found = explain(forum(put("2", 9, 10, "hall")), "1", 1, rooms=("hall",))
    assert found.fits
    assert found.sentences[0] == "It fits in Hall on Mon 12 June from 10:00 to 11:00."


@pytest.mark.parametrize(
    ("made", "sentences"),
    [
        pytest.param(
            forum(put("1", 9, 10, "hall"), put("2", 9, 12), put("3", 10, 12, "hall"), sessions=[session("1")]),
            (
                "It fits where it is now, in Hall on Mon 12 June from 09:00 to 10:00, and nowhere else.",
                "Hall and Annex are free for 60 minutes only on Mon 12 June from 09:00 to 10:00.",
            ),
            id="on the grid",
        ),
        pytest.param(
            forum(
                placement("1", "2017-06-12T09:20", "2017-06-12T10:20", "hall"),
                put("2", 9, 12),
                placement("3", "2017-06-12T10:20", "2017-06-12T12:00", "hall"),
                rooms=[
                    room("hall", availability=(span("2017-06-12T09:20", "2017-06-12T12:00"),)),
                    room("annex", position=1),
                ],
                sessions=[session("1")],
            ),
            (
                "It fits where it is now, in Hall on Mon 12 June from 09:20 to 10:20, and nowhere else.",
                "Hall and Annex are taken or closed all the time: nowhere are 60 minutes free.",
            ),
            id="between two starts of the grid",
        ),
        pytest.param(
            forum(put("1", 9, 10, "hall"), event=event(days=(day("2017-06-12", 540, 600),)), rooms=[room("hall")]),
            ("It fits where it is now, in Hall on Mon 12 June from 09:00 to 10:00, and nowhere else.",),
            id="the only cell",
        ),
    ],
)
def test_what_fits_only_where_it_is_already(made: Programme, sentences: tuple[str, ...]) -> None:
    found = explain(made, "1", 1)
    assert (found.fits, found.sentences) == (True, sentences)


def test_the_present_place_counts_only_if_it_is_asked_for() -> None:
    made = forum(put("1", 9, 10, "hall"), put("2", 9, 12))
    assert explain(made, "1", 1, rooms=("annex",)).sentences == (
        "Annex is taken or closed all the time: nowhere are 60 minutes free.",
    )


def test_rooms_that_were_not_asked_for_are_not_spoken_of() -> None:
    rooms = [room("hall"), room("annex", position=1, features=("loop",))]
    made = forum(rooms=rooms, sessions=[session("1", features=("loop",))])
    assert explain(made, "1", 1, rooms=("hall",)).sentences == ("None of the rooms asked for has a hearing loop.",)


def test_many_conflicts_with_one_rule_are_one_fact() -> None:
    """Turnover as an error: the three free hours are each too near to a neighbour."""
    hours = [put(str(100 + hour), hour, hour + 1, "hall") for hour in (9, 11, 13)]
    made = forum(
        *hours,
        event=event(days=(day("2017-06-12", 540, 900),), grid_minutes=60),
        rooms=[room("hall", turnover_minutes=30)],
        sessions=[session("1")],
    )
    found = explain(made, "1", 1, policy=Policy.of({"room-turnover": "error"}, {}, RULES.values()))
    assert found.sentences == (
        (
            "Hall is free for 60 minutes only on Mon 12 June from 10:00 to 11:00, from 12:00 to 13:00 and from 14:00 "
            "to 15:00."
        ),
        (
            'Hall has 0 minutes on Mon 12 June at 10:00, and needs 30, between "Session 109" (109) from 09:00 to 10:00 '
            'and "Session 1" (1) from 10:00 to 11:00. It is the same with 2 other conflicts elsewhere.'
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(searches())
def test_one_thing_that_is_wrong_everywhere_is_all_that_is_said(
    case: tuple[Programme, tuple[str, int], Policy],
) -> None:
    """By judging every cell: what each has in common, if it does not depend on the room, says it all by itself."""
    made, id_, policy = case
    everywhere = suggest(made, *id_, policy=policy, limit=10_000, blocked=True)
    explained = explain(made, *id_, policy=policy)
    if any(cell.is_free for cell in everywhere):
        assert explained.fits
        return
    wrong = [
        {
            (c.rule, c.person, c.account, c.team, dict(c.details).get("origin"), dict(c.details).get("target"))
            for c in cell.conflicts
            if c.severity == "error" and is_regardless_of_room(c)
        }
        for cell in everywhere
    ]
    if wrong and set.intersection(*wrong):
        told = explained.sentences[1:] if explained.fits else explained.sentences
        assert len(told) == 1


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
