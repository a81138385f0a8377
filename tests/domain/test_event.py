from datetime import date

import pytest

from scheduler.domain.event import Day
from scheduler.domain.timespan import Span
from tests.factories import at, event


@pytest.mark.parametrize(
    ("day_change", "moment", "expected"),
    [
        pytest.param(0, "2017-06-12T23:59:59", "2017-06-12", id="before midnight"),
        pytest.param(0, "2017-06-13T00:00", "2017-06-13", id="midnight"),
        pytest.param(240, "2017-06-13T00:00", "2017-06-12", id="midnight before a change at four"),
        pytest.param(240, "2017-06-13T01:00", "2017-06-12", id="one in the morning"),
        pytest.param(240, "2017-06-13T03:59:59", "2017-06-12", id="a second before the change"),
        pytest.param(240, "2017-06-13T04:00", "2017-06-13", id="at the change"),
        pytest.param(240, "2017-06-01T02:00", "2017-05-31", id="over the month"),
        pytest.param(240, "2018-01-01T02:00", "2017-12-31", id="over the year"),
        pytest.param(180, "2017-03-26T01:59", "2017-03-25", id="in the night that lacks an hour, before"),
        pytest.param(180, "2017-03-26T01:00:00+00:00", "2017-03-26", id="in the night that lacks an hour, after"),
        pytest.param(150, "2017-10-29T02:29+02:00", "2017-10-28", id="the double hour, first time before the change"),
        pytest.param(150, "2017-10-29T02:30+02:00", "2017-10-29", id="the double hour, first time at the change"),
        pytest.param(0, "2017-06-12T22:00+00:00", "2017-06-13", id="local, not universal, midnight"),
    ],
)
def test_the_day_that_a_moment_belongs_to(day_change: int, moment: str, expected: str) -> None:
    assert event(day_change=day_change).day_of(at(moment)) == date.fromisoformat(expected)


def test_the_day_follows_the_zone_of_the_event() -> None:
    moment = at("2017-06-12T09:00")
    zones = ["Europe/Zurich", "Pacific/Auckland", "Pacific/Honolulu"]
    assert [event(time_zone=zone).day_of(moment) for zone in zones] == [
        date(2017, 6, 12),
        date(2017, 6, 12),
        date(2017, 6, 11),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            Day(date(2017, 6, 12), 540, 1080), Span(at("2017-06-12T09:00"), at("2017-06-12T18:00")), id="plain"
        ),
        pytest.param(
            Day(date(2017, 6, 12), 540, 1560), Span(at("2017-06-12T09:00"), at("2017-06-13T02:00")), id="over midnight"
        ),
        pytest.param(
            Day(date(2017, 6, 12), 0, 1440), Span(at("2017-06-12T00:00"), at("2017-06-13T00:00")), id="the whole day"
        ),
        pytest.param(
            Day(date(2017, 3, 26), 0, 1440),
            Span(at("2017-03-25T23:00+00:00"), at("2017-03-26T22:00+00:00")),
            id="a day of 23 hours",
        ),
    ],
)
def test_opening_hours(day: Day, expected: Span) -> None:
    assert event(days=(day,)).span_of(day) == expected
