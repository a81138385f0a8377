"""When participants are reminded: each edge of the window that follows a delay, and mornings around the world."""

from dataclasses import replace

import pytest

from scheduler.domain.agenda import CANCELLED, AgendaItem
from scheduler.domain.clock import MINUTE, isoformat
from scheduler.domain.door import AS_PLANNED, Live
from scheduler.domain.release import release
from scheduler.domain.reminding import LONGEST_AHEAD, is_soon, morning_before
from tests.api.forum import FIRST, FORUM
from tests.factories import at

STARTS = at("2017-06-12T09:00")
LEAD = 60 * MINUTE
ITEM: AgendaItem = release(FORUM, None, number=1, label="", note="", at=FIRST).item["1", 1]


@pytest.mark.parametrize(
    ("live", "late"),
    [
        (AS_PLANNED, 0),
        (Live(delay_minutes=20), 20 * MINUTE),
        (Live(delay_minutes=90), 90 * MINUTE),
        (Live(room_full=True, emergency_room="annex"), 0),
    ],
)
def test_the_window_follows_the_delay(live: Live, late: int) -> None:
    edges = (STARTS + late - LEAD - 1, STARTS + late - LEAD, STARTS + late - 1, STARTS + late)
    assert [is_soon(ITEM, live, LEAD, now) for now in edges] == [False, True, True, False]


def test_nobody_is_reminded_of_what_is_off_or_ended() -> None:
    now = STARTS - MINUTE
    assert is_soon(ITEM, AS_PLANNED, LEAD, now)
    for other in (replace(ITEM, status=CANCELLED), replace(ITEM, remote=())):
        assert not is_soon(other, AS_PLANNED, LEAD, now)
    assert [is_soon(ITEM, Live(ended_at=now + each), LEAD, now) for each in (1, 0, -1)] == [True, False, False]


@pytest.mark.parametrize(
    ("first", "zone", "morning"),
    [
        ("2017-06-12T09:00", "Europe/Zurich", "2017-06-12T08:00:00+02:00"),
        ("2017-06-12T08:30", "Europe/Zurich", "2017-06-12T08:00:00+02:00"),
        ("2017-06-12T08:29", "Europe/Zurich", "2017-06-11T08:00:00+02:00"),
        ("2017-06-12T09:00", "Pacific/Fiji", "2017-06-12T08:00:00+12:00"),
        ("2017-06-12T09:00", "Africa/Lagos", "2017-06-11T08:00:00+01:00"),
        ("2017-06-12T09:00", "America/Los_Angeles", "2017-06-11T08:00:00-07:00"),
        ("2017-06-12T09:00", "Pacific/Kiritimati", "2017-06-12T08:00:00+14:00"),
        ("2017-06-12T09:00", "Pacific/Pago_Pago", "2017-06-11T08:00:00-11:00"),
        ("2017-10-29T08:10", "Europe/Zurich", "2017-10-28T08:00:00+02:00"),
    ],
)
def test_the_morning_before_a_days_first_session(first: str, zone: str, morning: str) -> None:
    found = morning_before(at(first), zone)
    assert isoformat(found, zone) == morning
    assert 30 * MINUTE <= at(first) - found <= LONGEST_AHEAD
