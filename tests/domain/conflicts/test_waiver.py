"""Which waivers accept which conflicts."""

from dataclasses import replace

import pytest

from scheduler.domain.conflicts.conflict import Conflict
from scheduler.domain.conflicts.waiver import Waiver, holding
from tests.factories import span

ROOM = Conflict("room:1", "room-double-booked", "error", (), (span("2017-06-12T09:00", "2017-06-12T10:00"),))
OTHER = replace(ROOM, key="room:2")
MOVED = replace(ROOM, spans=(span("2017-06-12T09:00", "2017-06-12T09:30"),))
SEEN = Waiver("room:1", "Posters.", ROOM.facts, "ana@forum.example", 1_497_000_000, 7)
ENDED = replace(SEEN, ended_at=1_497_000_060)


@pytest.mark.parametrize(
    ("waiver", "conflict", "holds"),
    [
        pytest.param(SEEN, ROOM, True, id="as it was"),
        pytest.param(SEEN, replace(ROOM, severity="info"), True, id="taken less seriously"),
        pytest.param(SEEN, MOVED, False, id="other facts"),
        pytest.param(SEEN, OTHER, False, id="another conflict"),
        pytest.param(ENDED, ROOM, False, id="ended"),
        pytest.param(replace(SEEN, ended_at=0), ROOM, False, id="ended at the epoch"),
    ],
)
def test_a_waiver_holds_for_the_same_facts(waiver: Waiver, conflict: Conflict, holds: bool) -> None:  # noqa: FBT001 - a table
    assert waiver.holds_for(conflict) is holds


@pytest.mark.parametrize(
    ("waivers", "found", "expected"),
    [
        pytest.param([SEEN], [OTHER, ROOM], {"room:1": SEEN}, id="one of two"),
        pytest.param([SEEN, replace(SEEN, key="room:2")], [ROOM], {"room:1": SEEN}, id="one that is gone"),
        pytest.param([SEEN], [MOVED], {}, id="other facts"),
        pytest.param([ENDED], [ROOM], {}, id="ended"),
        pytest.param([], [ROOM], {}, id="none"),
    ],
)
def test_those_that_hold_by_key(waivers: list[Waiver], found: list[Conflict], expected: dict[str, Waiver]) -> None:
    assert holding(waivers, found) == expected
