import pytest

from scheduler.domain.conflicts import RULES, check
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Relation
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import event, placement, programme, room, session


def put(code: str, starts: str, ends: str, room: str | None = None, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), room, part=part)


def related(kind: str, *placements: Placement, origin: str = "1", target: str = "2") -> Programme:
    return programme(
        *placements,
        event=event(day_change=240),
        relations=[Relation(7, kind, origin, target)],
        rooms=[room("hall"), room("annex"), room("whole", pieces=("hall",))],
        sessions=[session("1", parts=[60, 60]), session("2", parts=[60, 60]), session("X", state="cancelled")],
    )


def off(kind: str, *parties: str, span: Span | None = None) -> Seen:
    details = (("kind", kind), ("origin", "1"), ("target", "2"))
    return Seen("relation-broken", "error", parties, (span,) if span else (), details=details)


NINE, TEN = put("1", "09:00", "10:00"), put("2", "10:00", "11:00")


@pytest.mark.parametrize(
    ("kind", "placements", "expected"),
    [
        pytest.param("before", [NINE, TEN], [], id="before, touching"),
        pytest.param(
            "before",
            [NINE, put("2", "09:59", "11:00")],
            [off("before", "1", "2", span=s("09:59", "10:00"))],
            id="before, a minute too early",
        ),
        pytest.param(
            "before",
            [put("1", "12:00", "13:00"), TEN],
            [off("before", "2", "1", span=s("10:00", "13:00"))],
            id="before, the other way round",
        ),
        pytest.param(
            "before",
            [NINE, put("1", "10:30", "11:30", part=2), put("2", "11:00", "12:00"), put("2", "13:00", "14:00", part=2)],
            [off("before", "1/2", "2", span=s("11:00", "11:30"))],
            id="before, the last end and the first start",
        ),
        pytest.param("before", [NINE], [], id="before, one side unplaced"),
        pytest.param("after", [put("1", "11:00", "12:00"), TEN], [], id="after, touching"),
        pytest.param("after", [NINE, TEN], [off("after", "1", "2", span=s("09:00", "11:00"))], id="after, too early"),
        pytest.param(
            "same-day", [NINE, put("2", "2017-06-13T03:59", "2017-06-13T05:00")], [], id="same day, late at night"
        ),
        pytest.param(
            "same-day",
            [NINE, put("2", "2017-06-13T04:00", "2017-06-13T05:00")],
            [off("same-day", "1", "2")],
            id="same day, the next morning",
        ),
        pytest.param("not-parallel", [NINE, TEN], [], id="not parallel, touching"),
        pytest.param(
            "not-parallel",
            [NINE, put("2", "09:30", "11:00"), put("2", "12:00", "13:00", part=2)],
            [off("not-parallel", "1", "2", span=s("09:30", "10:00"))],
            id="not parallel, one of two parts",
        ),
        pytest.param("parallel", [NINE, put("2", "09:59", "11:00")], [], id="parallel, for a minute"),
        pytest.param("parallel", [NINE, TEN], [off("parallel", "1", "2")], id="parallel, touching"),
        pytest.param(
            "same-room", [put("1", "09:00", "10:00", "hall"), put("2", "11:00", "12:00", "hall")], [], id="same room"
        ),
        pytest.param(
            "same-room",
            [put("1", "09:00", "10:00", "hall"), put("2", "11:00", "12:00", "whole")],
            [off("same-room", "1", "2")],
            id="a piece is not its whole",
        ),
        pytest.param("same-room", [put("1", "09:00", "10:00", "hall"), TEN], [], id="same room, one to be announced"),
        pytest.param(
            "same-room",
            [put("1", "09:00", "10:00", "hall"), put("1", "10:00", "11:00", "annex", part=2), TEN],
            [],
            id="same room, two rooms on one side and none on the other",
        ),
    ],
)
def test_relation_broken(kind: str, placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("relation-broken", related(kind, *placements)) == expected


@pytest.mark.parametrize("target", ["1", "9", "X"], ids=["itself", "unknown", "cancelled"])
def test_relations_that_say_nothing(target: str) -> None:
    made = related("before", NINE, put("X", "08:00", "08:30"), target=target)
    assert broken("relation-broken", made) == []


def test_two_relations_of_the_same_sessions_have_two_keys() -> None:
    made = programme(
        NINE, TEN, relations=[Relation(1, "parallel", "1", "2"), Relation(2, "after", "1", "2")], sessions=[]
    )
    keys = [conflict.key for conflict in check(made, rules=(RULES["relation-broken"],))]
    assert len(set(keys)) == 2
