from typing import Any

import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.session import Session, SessionType
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, room, session


def put(code: str, starts: str, ends: str, room: str = "hall", part: int = 1, **kw: Any) -> Placement:
    return placement(code, t(starts), t(ends), room, part=part, **kw)


def close(*parties: str, pause: Span, minutes: int, needed: int = 15, room: str = "hall") -> Seen:
    details = (("needed_minutes", needed), ("pause_minutes", minutes))
    return Seen("room-turnover", "warning", parties, (pause,), room=room, details=details)


ROOMS = [
    room("hall", turnover_minutes=15),
    room("annex"),
    room("open", turnover_minutes=15, parallel=True),
    room("whole", pieces=("left", "right"), turnover_minutes=30),
    room("left", turnover_minutes=5),
    room("right"),
    room("both", pieces=("first", "second"), turnover_minutes=20, position=1),
    room("first", turnover_minutes=10, position=2),
    room("second", position=3),
    room("hangar", pieces=("quick", "slow"), position=6),
    room("slow", turnover_minutes=5, position=5),
    room("quick", turnover_minutes=25, position=4),
]
ROOT = put("1", "09:00", "10:00")


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        pytest.param(
            [ROOT, put("2", "10:00", "11:00")], [close("1", "2", pause=s("10:00", "10:00"), minutes=0)], id="touching"
        ),
        pytest.param(
            [ROOT, put("2", "10:14", "11:00")],
            [close("1", "2", pause=s("10:00", "10:14"), minutes=14)],
            id="a minute too short",
        ),
        pytest.param([ROOT, put("2", "10:15", "11:00")], [], id="long enough"),
        pytest.param([ROOT, put("2", "09:59", "11:00")], [], id="overlapping"),
        pytest.param([ROOT, put("2", "10:00", "11:00", "annex")], [], id="another room"),
        pytest.param(
            [put("1", "09:00", "10:00", "annex"), put("2", "10:00", "11:00", "annex")], [], id="a room without turnover"
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "open"), put("2", "10:00", "11:00", "open")], [], id="a room for parallel use"
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "annex", takedown_minutes=10),
                put("2", "10:20", "11:00", "annex", setup_minutes=11),
            ],
            [close("1", "2", pause=s("10:00", "10:20"), minutes=20, needed=21, room="annex")],
            id="take-down and set-up",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "annex", takedown_minutes=10),
                put("2", "10:20", "11:00", "annex", setup_minutes=10),
            ],
            [],
            id="take-down and set-up just fit",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", takedown_minutes=5), put("2", "10:10", "11:00")],
            [close("1", "2", pause=s("10:00", "10:10"), minutes=10)],
            id="the longer of the two",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "left"), put("2", "10:20", "11:00", "whole")],
            [close("1", "2", pause=s("10:00", "10:20"), minutes=20, needed=30, room="whole")],
            id="a piece and the whole",
        ),
        pytest.param([put("1", "09:00", "10:00", "left"), put("2", "10:00", "11:00", "right")], [], id="two pieces"),
        pytest.param(
            [put("1", "09:00", "10:00", "whole"), put("2", "10:20", "11:00", "whole")],
            [close("1", "2", pause=s("10:00", "10:20"), minutes=20, needed=30, room="whole")],
            id="both pieces of a whole are one conflict",
        ),
        pytest.param([ROOT, put("1", "10:00", "11:00", part=2)], [], id="two parts of one session"),
        pytest.param(
            [ROOT, put("2", "10:00", "10:10"), put("3", "10:10", "11:00")],
            [
                close("1", "2", pause=s("10:00", "10:00"), minutes=0),
                close("2", "3", pause=s("10:10", "10:10"), minutes=0),
            ],
            id="only neighbours",
        ),
        pytest.param([ROOT, put("B", "10:00", "10:05"), put("2", "10:15", "11:00")], [], id="a break is a pause"),
        pytest.param(
            [ROOT, put("B", "10:00", "10:05"), put("2", "10:14", "11:00")],
            [close("1", "2", pause=s("10:00", "10:14"), minutes=14)],
            id="a pause with a break, too short",
        ),
        pytest.param(
            [put("1", "23:00", "23:55"), put("2", "2017-06-13T00:05", "2017-06-13T01:00")],
            [close("1", "2", pause=s("23:55", "2017-06-13T00:05"), minutes=10)],
            id="across midnight",
        ),
        pytest.param(
            [
                put("1", "2017-10-29T02:00+02:00", "2017-10-29T02:55+02:00"),
                put("2", "2017-10-29T02:00+01:00", "2017-10-29T03:00+01:00"),
            ],
            [close("1", "2", pause=s("2017-10-29T02:55+02:00", "2017-10-29T02:00+01:00"), minutes=5)],
            id="when the clocks go back",
        ),
        pytest.param(
            [placement("1", t("09:00"), t("10:00"), "annex", also_in=("hall",)), put("2", "10:00", "11:00")],
            [close("1", "2", pause=s("10:00", "10:00"), minutes=0)],
            id="an overflow room",
        ),
        pytest.param([ROOT, put("X", "10:00", "11:00")], [], id="cancelled"),
        pytest.param(
            [ROOT, put("2", "10:30", "11:00", setup_minutes=5), put("3", "11:00", "12:00")],
            [close("2", "3", pause=s("11:00", "11:00"), minutes=0)],
            id="the second pause, after one that set-up made worth a look",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "left"), put("2", "10:05", "11:00", "left")],
            [],
            id="the whole's turnover is not a piece's",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "first"), put("2", "10:10", "11:00", "first")],
            [],
            id="a piece whose whole comes later in lists",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "first"), put("2", "10:10", "11:00", "both")],
            [close("1", "2", pause=s("10:00", "10:10"), minutes=10, needed=20, room="both")],
            id="a piece and the whole, the piece's turnover shorter and later in lists",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "quick", also_in=("slow",)),
                put("2", "10:02", "11:00", "quick", also_in=("slow",)),
            ],
            [close("1", "2", pause=s("10:00", "10:02"), minutes=2, needed=25, room="quick")],
            id="two pieces without their whole: the longer turnover, the first in lists",
        ),
        pytest.param(
            [ROOT, put("E", "10:05", "10:05"), put("2", "10:10", "11:00")],
            [close("1", "2", pause=s("10:00", "10:10"), minutes=10)],
            id="what takes no time is no neighbour",
        ),
        pytest.param(
            [ROOT, put("2", "09:30", "10:00"), put("3", "10:00", "11:00")],
            [close("2", "3", pause=s("10:00", "10:00"), minutes=0)],
            id="of two that end at once, the later in order",
        ),
    ],
)
def test_room_turnover(placements: list[Placement], expected: list[Seen]) -> None:
    made = programme(
        *placements,
        rooms=ROOMS,
        sessions=[session("B", type="break"), session("1", parts=[60, 60]), session("X", state="cancelled")],
        session_types=[SessionType("break", "Break", break_=True)],
    )
    assert broken("room-turnover", made) == expected


COFFEE = session("B", type="break")
KINDS = [
    SessionType("break", "Break", break_=True),
    SessionType("workshop", "Workshop"),
    SessionType("show", "Exhibition", background=True),
]


@pytest.mark.parametrize(
    ("other", "there", "expected"),
    [
        pytest.param("workshop", put("1", "09:30", "10:30"), s("09:30", "10:00"), id="shared end"),
        pytest.param("workshop", put("1", "09:00", "10:00"), s("09:00", "10:00"), id="exact"),
        pytest.param("workshop", put("1", "09:10", "09:20"), s("09:10", "09:20"), id="contained"),
        pytest.param("workshop", put("1", "10:00", "11:00"), None, id="touching"),
        pytest.param("workshop", put("1", "09:00", "10:00", "annex"), None, id="another room"),
        pytest.param("show", put("1", "09:00", "10:00"), None, id="background"),
        pytest.param("break", put("1", "09:00", "10:00"), None, id="another break"),
    ],
)
def test_during_break(other: str, there: Placement, expected: Span | None) -> None:
    made = programme(
        put("B", "09:00", "10:00"),
        there,
        rooms=[room("hall"), room("annex")],
        sessions=[COFFEE, session("1", type=other)],
        session_types=KINDS,
    )
    found = broken("during-break", made)
    if expected is None:
        assert found == []
    else:
        (one,) = found
        assert (one.rule, one.severity, set(one.parties)) == ("during-break", "warning", {"B", "1"})
        minutes = (expected.ends - expected.starts) // 60
        assert one[3:] == ((expected,), "hall", None, minutes, (("break", "B"),), None, None, None)


def test_every_session_beside_a_break_is_judged_by_its_own_rooms() -> None:
    made = programme(
        put("B", "09:00", "10:00"),
        put("1", "09:00", "10:00", "annex"),
        put("2", "09:15", "10:00"),
        sessions=[COFFEE],
        session_types=KINDS,
    )
    assert [each.parties for each in broken("during-break", made)] == [("B", "2")]


@pytest.mark.parametrize(("held", "taken", "told"), [("whole", "left", "whole"), ("left", "whole", "whole")])
def test_a_break_in_a_piece_or_in_the_whole(held: str, taken: str, told: str) -> None:
    rooms: list[Room] = [room("whole", pieces=("left", "right")), room("left"), room("right")]
    sessions: list[Session] = [COFFEE, session("1", type="workshop")]
    made = programme(
        put("B", "09:00", "10:00", held),
        put("1", "09:00", "10:00", taken),
        rooms=rooms,
        sessions=sessions,
        session_types=KINDS,
    )
    assert [each.room for each in broken("during-break", made)] == [told]
