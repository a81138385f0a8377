import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import SessionType
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, session

TYPES = (
    SessionType("plenary", "Plenary", plenary=True),
    SessionType("break", "Break", break_=True),
    SessionType("background", "Hackathon", background=True),
    SessionType("ceremony", "Ceremony with coffee", plenary=True, break_=True),
)
SESSIONS = (
    session("P", type="plenary", parts=(60, 60)),
    session("Q", type="plenary"),
    session("C", type="ceremony"),
    session("X", type="plenary", state="cancelled"),
    session("B", type="break"),
    session("H", type="background"),
    session("W", state="withdrawn"),
    session("1"),
    session("2", state="proposed"),
)


def put(code: str, starts: str, ends: str, room: str | None = None, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), room, part=part)


def beside(*parties: str, span: Span, minutes: int, plenaries: tuple[str, ...] = ("P",)) -> Seen:
    return Seen(
        "beside-plenary", "error", parties, (span,), overlap_minutes=minutes, details=(("plenaries", plenaries),)
    )


def week(*placements: Placement) -> Programme:
    return programme(*placements, sessions=SESSIONS, session_types=TYPES)


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        pytest.param(
            [put("P", "09:00", "10:00", "a"), put("1", "09:00", "10:00", "b")],
            {beside("1", "P", span=s("09:00", "10:00"), minutes=60)},
            id="exact, in another room",
        ),
        pytest.param(
            [put("P", "09:00", "10:00"), put("1", "08:30", "09:10")],
            {beside("1", "P", span=s("09:00", "09:10"), minutes=10)},
            id="began before",
        ),
        pytest.param(
            [put("P", "09:00", "10:00"), put("1", "09:50", "10:30")],
            {beside("P", "1", span=s("09:50", "10:00"), minutes=10)},
            id="ends after",
        ),
        pytest.param(
            [put("P", "09:00", "10:00"), put("1", "08:00", "12:00")],
            {beside("1", "P", span=s("09:00", "10:00"), minutes=60)},
            id="around it",
        ),
        pytest.param([put("P", "09:00", "10:00"), put("1", "10:00", "11:00")], set(), id="touching"),
        pytest.param([put("P", "09:00", "09:30"), put("1", "09:30", "10:00")], set(), id="touching within an hour"),
        pytest.param([put("P", "09:00", "10:00"), put("1", "09:30", "09:30")], set(), id="no time at all"),
        pytest.param(
            [put("P", "09:00", "10:00"), put("1", "09:00", "10:00"), put("2", "09:30", "10:30")],
            {
                beside("1", "P", span=s("09:00", "10:00"), minutes=60),
                beside("P", "2", span=s("09:30", "10:00"), minutes=30),
            },
            id="one for each of the others",
        ),
        pytest.param(
            [put("P", "09:00", "10:00"), put("B", "09:00", "10:00"), put("H", "09:00", "12:00")],
            set(),
            id="breaks and background sessions may",
        ),
        pytest.param([put("P", "09:00", "10:00"), put("P", "09:30", "10:30", part=2)], set(), id="its own parts may"),
        pytest.param(
            [put("P", "09:00", "10:00"), put("Q", "09:30", "10:30")],
            {beside("P", "Q", span=s("09:30", "10:00"), minutes=30, plenaries=("P", "Q"))},
            id="two plenaries: one conflict",
        ),
        pytest.param(
            [put("Q", "08:30", "09:30"), put("P", "09:00", "10:00"), put("1", "09:30", "10:30")],
            {
                beside("Q", "P", span=s("09:00", "09:30"), minutes=30, plenaries=("P", "Q")),
                beside("P", "1", span=s("09:30", "10:00"), minutes=30),
            },
            id="a plenary before, and a session after",
        ),
        pytest.param(
            [put("P", "09:00", "10:00"), put("C", "09:30", "10:30")],
            {beside("P", "C", span=s("09:30", "10:00"), minutes=30, plenaries=("C", "P"))},
            id="the other is a plenary break: the plenary runs beside that one",
        ),
        pytest.param(
            [put("C", "09:00", "10:00"), put("P", "09:30", "10:30")],
            {beside("C", "P", span=s("09:30", "10:00"), minutes=30, plenaries=("C", "P"))},
            id="a plenary break first",
        ),
        pytest.param(
            [put("X", "09:00", "10:00"), put("1", "09:00", "10:00")], set(), id="a cancelled plenary keeps nobody away"
        ),
        pytest.param([put("P", "09:00", "10:00"), put("W", "09:00", "10:00")], set(), id="withdrawn"),
        pytest.param(
            [put("P", "23:00", "2017-06-13T01:00"), put("1", "2017-06-13T00:30", "2017-06-13T02:00")],
            {beside("P", "1", span=s("2017-06-13T00:30", "2017-06-13T01:00"), minutes=30)},
            id="across midnight",
        ),
        pytest.param(
            [put("P", "2017-10-29T01:00", "2017-10-29T04:00"), put("1", "2017-10-29T01:30", "2017-10-29T03:30")],
            {beside("P", "1", span=s("2017-10-29T01:30", "2017-10-29T03:30"), minutes=180)},
            id="clocks go back",
        ),
        pytest.param(
            [put("1", "08:00", "18:00"), put("2", "08:30", "08:45"), put("P", "09:00", "10:00")],
            {beside("1", "P", span=s("09:00", "10:00"), minutes=60)},
            id="a long one found behind a short one",
        ),
    ],
)
def test_beside_plenary(placements: list[Placement], expected: set[Seen]) -> None:
    found = broken("beside-plenary", week(*placements))
    assert sorted(found) == sorted(expected)


def test_without_plenary_types_nothing_is_beside_one() -> None:
    made = programme(put("1", "09:00", "10:00"), put("2", "09:00", "10:00"))
    assert broken("beside-plenary", made) == []
