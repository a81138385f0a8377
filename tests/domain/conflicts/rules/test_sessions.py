import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, session


def put(code: str, starts: str, ends: str, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), part=part)


def other(party: str, span: Span, planned: int, placed: int) -> Seen:
    details = (("duration_minutes", planned), ("placed_minutes", placed))
    return Seen("duration-mismatch", "warning", (party,), (span,), details=details)


@pytest.mark.parametrize(
    ("state", "placements", "expected"),
    [
        pytest.param("accepted", [put("1", "09:00", "10:00")], [], id="as planned"),
        pytest.param(
            "accepted", [put("1", "09:00", "09:45")], [other("1", s("09:00", "09:45"), 60, 45)], id="too short"
        ),
        pytest.param(
            "proposed", [put("1", "09:00", "11:00")], [other("1", s("09:00", "11:00"), 60, 120)], id="too long"
        ),
        pytest.param("cancelled", [put("1", "09:00", "11:00")], [], id="cancelled"),
        pytest.param(
            "accepted",
            [put("1", "09:00", "10:00"), put("1", "10:00", "11:00", part=2)],
            [other("1/2", s("10:00", "11:00"), 30, 60)],
            id="each part by its own duration",
        ),
        pytest.param("accepted", [put("1", "2017-03-26T01:30", "2017-03-26T03:30")], [], id="clocks go forward"),
        pytest.param(
            "accepted",
            [put("1", "2017-10-29T02:00+02:00", "2017-10-29T02:00+01:00")],
            [],
            id="clocks go back",
        ),
        pytest.param("accepted", [put("1", "09:00", "2017-06-12T10:00:59")], [], id="whole minutes only"),
        pytest.param("accepted", [], [], id="not placed"),
    ],
)
def test_duration_mismatch(state: str, placements: list[Placement], expected: list[Seen]) -> None:
    made = programme(*placements, sessions=[session("1", parts=(60, 30), state=state)])
    assert broken("duration-mismatch", made) == expected


def waiting(party: str, minutes: int) -> Seen:
    return Seen("unplaced", "warning", (party,), details=(("duration_minutes", minutes),))


@pytest.mark.parametrize(
    ("state", "placements", "expected"),
    [
        pytest.param("accepted", [], {waiting("1", 60), waiting("1/2", 30)}, id="accepted: each part"),
        pytest.param("confirmed", [put("1", "09:00", "10:00")], {waiting("1/2", 30)}, id="confirmed, one part placed"),
        pytest.param(
            "accepted", [put("1", "09:00", "10:00"), put("1", "10:00", "10:30", part=2)], set(), id="all placed"
        ),
        pytest.param("proposed", [], set(), id="proposed"),
        pytest.param("cancelled", [], set(), id="cancelled"),
        pytest.param("withdrawn", [], set(), id="withdrawn"),
    ],
)
def test_unplaced(state: str, placements: list[Placement], expected: set[Seen]) -> None:
    found = broken("unplaced", programme(*placements, sessions=[session("1", parts=(60, 30), state=state)]))
    assert (set(found), len(found)) == (expected, len(expected))
