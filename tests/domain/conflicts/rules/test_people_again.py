"""What a person does more than once in the same placements, by own minutes: one conflict, for its key is one."""

import pytest

from scheduler.domain.conflicts import NO_SIGNALS, RULES, check, sentence
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Session
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Walk
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import person, placement, programme, room, session


def put(code: str, starts: str, ends: str, room: str | None = None) -> Placement:
    return placement(code, t(starts), t(ends), room)


def ada(first: int | None = None, last: int | None = None) -> Appearance:
    return Appearance("ada", from_minute=first, to_minute=last)


def walking(*placements: Placement, sessions: list[Session]) -> Programme:
    return programme(
        *placements,
        sessions=sessions,
        people=[person("ada")],
        buildings=[Building("tower", "Tower"), Building("hall", "Hall")],
        walks=[Walk("hall", "tower", 12)],
        rooms=[room("t1", building="tower"), room("h1", building="hall")],
    )


def transfer(*pauses: Span, minutes: int) -> Seen:
    details = (("pause_minutes", minutes), ("walk_minutes", 12))
    return Seen("person-transfer", "warning", ("1", "2"), pauses, person="ada", details=details)


THERE_AND_BACK = [put("1", "09:00", "12:00", "t1"), put("2", "10:05", "10:57", "h1")]


@pytest.mark.parametrize(
    ("placements", "first", "second", "expected"),
    [
        pytest.param(
            THERE_AND_BACK,
            [ada(0, 60), ada(120, 180)],
            [ada()],
            transfer(s("10:00", "10:05"), s("10:57", "11:00"), minutes=3),
            id="there and back",
        ),
        pytest.param(
            THERE_AND_BACK,
            [ada(0, 60), ada(130, 180)],
            [ada()],
            transfer(s("10:00", "10:05"), minutes=5),
            id="there, and back in time",
        ),
        pytest.param(
            [put("1", "09:00", "12:00", "t1"), put("2", "09:00", "12:00", "h1")],
            [ada(0, 20), ada(60, 80)],
            [ada(25, 40), ada(86, 100)],
            transfer(s("09:20", "09:25"), s("10:20", "10:26"), minutes=5),
            id="there twice",
        ),
    ],
)
def test_walks_between_the_same_two(
    placements: list[Placement], first: list[Appearance], second: list[Appearance], expected: Seen
) -> None:
    sessions = [session("1", parts=(180,), people=first), session("2", people=second)]
    assert broken("person-transfer", walking(*placements, sessions=sessions)) == [expected]


def overload(*parties: str, spans: tuple[Span, ...], what: str, much: int) -> Seen:
    return Seen("person-overload", "warning", parties, spans, person="ada", details=((what, much),))


@pytest.mark.parametrize(
    ("placements", "appearances", "numbers", "expected"),
    [
        pytest.param(
            [put("1", "08:00", "20:00")],
            [ada(0, 300), ada(360, 720)],
            {},
            overload("1", spans=(s("08:00", "13:00"), s("14:00", "20:00")), what="minutes", much=360),
            id="two stretches in one placement",
        ),
        pytest.param(
            [put("1", "20:00", "2017-06-13T04:00"), put("2", "20:00", "2017-06-13T04:00")],
            [ada(0, 60), ada(300, 420)],
            {"most_a_day": 1},
            overload(
                "1",
                "2",
                spans=(s("20:00", "21:00"), s("2017-06-13T01:00", "2017-06-13T03:00")),
                what="appearances",
                much=2,
            ),
            id="the same two on two days",
        ),
    ],
)
def test_the_same_placements_are_too_much_twice(
    placements: list[Placement], appearances: list[Appearance], numbers: dict[str, int], expected: Seen
) -> None:
    sessions = [session(p.session, parts=((p.ends - p.starts) // 60,), people=appearances) for p in placements]
    assert broken("person-overload", programme(*placements, sessions=sessions), NO_SIGNALS, **numbers) == [expected]


@pytest.mark.parametrize(
    ("rule", "made", "expected"),
    [
        pytest.param(
            "person-transfer",
            walking(
                put("1", "09:00", "12:00", "t1"),
                put("2", "10:00", "10:55", "h1"),
                sessions=[session("1", parts=(180,), people=[ada(120)]), session("2", people=[ada()])],
            ),
            "Ada has 5 minutes on Mon 12 June from 10:55 to 11:00 for a walk of 12 minutes:"
            ' from "Session 2" (2) in H1 from 10:00 to 10:55 to "Session 1" (1) in T1 from 11:00 to 12:00.',
            id="from the one that began later",
        ),
        pytest.param(
            "person-transfer",
            walking(
                *THERE_AND_BACK,
                sessions=[session("1", parts=(180,), people=[ada(0, 60), ada(120)]), session("2", people=[ada()])],
            ),
            "Ada has 3 minutes on Mon 12 June from 10:00 to 10:05 and from 10:57 to 11:00 for a walk of 12 minutes:"
            ' between "Session 1" (1) in T1 from 09:00 to 10:00 and from 11:00 to 12:00'
            ' and "Session 2" (2) in H1 from 10:05 to 10:57.',
            id="there and back",
        ),
        pytest.param(
            "person-overload",
            programme(
                put("1", "08:00", "20:00"),
                sessions=[session("1", parts=(720,), people=[ada(0, 300), ada(360)])],
            ),
            "Ada has no pause for 360 minutes on Mon 12 June from 08:00 to 13:00 and from 14:00 to 20:00:"
            ' "Session 1" (1) from 08:00 to 13:00 and from 14:00 to 20:00.',
            id="two stretches",
        ),
    ],
)
def test_sentences(rule: str, made: Programme, expected: str) -> None:
    (found,) = check(made, rules=(RULES[rule],))
    assert sentence(made, found) == expected
