"""Why nothing fits into a room and time."""

from typing import Any

import pytest

from scheduler.domain.conflicts import RULES, Policy
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import SessionType
from scheduler.domain.suggesting import fitting, why_nothing_fits
from tests.factories import at, day, event, placement, programme, room, session, span

TEN, ELEVEN = at("2017-06-12T10:00"), at("2017-06-12T11:00")


def taken(room: str, starts: str = "09:00", ends: str = "10:15") -> Placement:
    return placement("9", f"2017-06-12T{starts}", f"2017-06-12T{ends}", room)


def forum(*placements: Placement, **kw: Any) -> Programme:
    """A day on which session 1 waits for an hour, and session 9 has one."""
    known: dict[str, Any] = {
        "event": event(days=(day("2017-06-12"),)),
        "rooms": [room("hall", pieces=("stage", "floor")), room("stage"), room("floor"), room("annex")],
        "sessions": [session("1"), session("9", title="Opening")],
        "session_types": [SessionType("plenary", "Plenary", plenary=True)],
    }
    return programme(*placements, **{**known, **kw})


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            forum(taken("hall")),
            ('Hall is taken on Mon 12 June from 09:00 to 10:15: "Opening" (9).',),
            id="the room is taken",
        ),
        pytest.param(
            forum(taken("stage", "10:30", "12:00")),
            ('Hall is taken on Mon 12 June from 10:30 to 12:00: "Opening" (9).',),
            id="a piece of it is taken",
        ),
        pytest.param(
            forum(rooms=[room("hall", availability=(span("2017-06-12T10:45", "2017-06-12T12:00"),))]),
            ("Hall is closed on Mon 12 June from 10:00 to 10:45.",),
            id="the room is closed",
        ),
        pytest.param(
            forum(taken("annex"), sessions=[session("1", state="proposed"), session("2", mode="remote"), session("9")]),
            ("No session that needs a room waits for a time.",),
            id="nobody waits",
        ),
        pytest.param(
            forum(taken("hall"), sessions=[session("1", parts=[75]), session("2", parts=[90]), session("9")]),
            ("The shortest session that waits for a time needs 75 minutes, and there are 60.",),
            id="all are longer",
        ),
        pytest.param(
            forum(taken("annex"), sessions=[session("1"), session("9", title="Opening", type="plenary")]),
            (
                (
                    '"Opening" (9), a plenary from 09:00 to 10:15, is not alone on Mon 12 June from 10:00 to 10:15'
                    ' (15 minutes): "Session 1" (1) runs from 10:00 to 11:00.'
                ),
            ),
            id="beside a plenary",
        ),
        pytest.param(
            forum(
                taken("annex"),
                sessions=[*(session(str(code), features=("loop",)) for code in range(1, 7)), session("9")],
            ),
            (
                *(
                    f'Hall lacks what "Session {code}" ({code}) needs on Mon 12 June from 10:00 to 11:00: loop.'
                    for code in range(1, 5)
                ),
                "It is much the same with 2 others.",
            ),
            id="each of many lacks something",
        ),
    ],
)
def test_why_nothing_fits(made: Programme, expected: tuple[str, ...]) -> None:
    assert fitting(made, "hall", TEN, ELEVEN) == ()
    assert why_nothing_fits(made, "hall", TEN, ELEVEN) == expected


def test_what_the_event_takes_for_no_error_is_no_reason() -> None:
    policy = Policy.of({"room-double-booked": "warning", "room-lacks-feature": "error"}, {}, RULES.values())
    made = forum(taken("hall"), sessions=[session("1", features=("loop",)), session("9")])
    assert why_nothing_fits(made, "hall", TEN, ELEVEN, policy=policy) == (
        'Hall lacks what "Session 1" (1) needs on Mon 12 June from 10:00 to 11:00: loop.',
    )
