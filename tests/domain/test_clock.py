import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.clock import (
    RehearsalClock,
    from_datetime,
    from_local,
    isoformat,
    parse_instant,
    system_clock,
    to_local,
    to_utc,
    zone,
    zone_names,
)
from scheduler.domain.errors import Flaw, InvalidInput

ZONE = "Europe/Zurich"
FORUM = 1497250800  # 2017-06-12T07:00:00Z


def utc(text: str) -> int:
    """The instant of a UTC wall time, counted by the calendar alone: no zone takes part."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)) // timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        pytest.param("2017-06-12", 9 * 60, "2017-06-12T07:00", id="summer"),
        pytest.param("2017-01-12", 9 * 60, "2017-01-12T08:00", id="winter"),
        pytest.param("2017-06-12", 0, "2017-06-11T22:00", id="midnight"),
        pytest.param("2017-06-12", 1440, "2017-06-12T22:00", id="the next midnight"),
        pytest.param("2017-06-12", 1500, "2017-06-12T23:00", id="one in the morning after"),
        pytest.param("2017-12-31", 1441, "2017-12-31T23:01", id="over the year's end"),
        pytest.param("2017-06-12", 3 * 1440, "2017-06-14T22:00", id="three days later"),
        pytest.param("2017-06-12", -30, "2017-06-11T21:30", id="the evening before"),
        pytest.param("2017-03-26", 119, "2017-03-26T00:59", id="a minute before the gap"),
        pytest.param("2017-03-26", 120, "2017-03-26T01:00", id="the gap's start"),
        pytest.param("2017-03-26", 150, "2017-03-26T01:30", id="in the gap: 03:30"),
        pytest.param("2017-03-26", 180, "2017-03-26T01:00", id="after the gap"),
        pytest.param("2017-03-25", 1440 + 150, "2017-03-26T01:30", id="in the gap, counted from the day before"),
        pytest.param("2017-03-25", 1440 + 600, "2017-03-26T08:00", id="over the gap the wall time counts"),
        pytest.param("2017-10-29", 119, "2017-10-28T23:59", id="a minute before the double hour"),
        pytest.param("2017-10-29", 150, "2017-10-29T00:30", id="in the double hour: the first"),
        pytest.param("2017-10-29", 180, "2017-10-29T02:00", id="after the double hour"),
        pytest.param("2017-10-28", 1440 + 180, "2017-10-29T02:00", id="over the double hour the wall time counts"),
    ],
)
def test_instant_of_a_wall_time(day: str, minute: int, expected: str) -> None:
    assert from_local(date.fromisoformat(day), minute, ZONE) == utc(expected)


@settings(deadline=None)
@given(st.integers(utc("1990-01-01"), utc("2037-12-31")), st.sampled_from([ZONE, "Pacific/Fiji", "Asia/Kathmandu"]))
def test_a_wall_time_leads_back_to_its_instant(instant: int, name: str) -> None:
    """To the first of two; and to the same wall time always."""
    minute_long = instant - instant % 60
    local = to_local(minute_long, name)
    back = from_local(local.date(), local.hour * 60 + local.minute, name)
    assert to_local(back, name).replace(fold=0) == local.replace(fold=0)
    assert minute_long - back == (3600 if local.fold else 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2017-06-12T09:00:00+02:00", FORUM, id="offset"),
        pytest.param("2017-06-12T07:00:00Z", FORUM, id="Z"),
        pytest.param("2017-06-12T07:00:00-00:00", FORUM, id="minus nothing"),
        pytest.param("2017-06-12T19:00:00+12:00", FORUM, id="Fiji"),
        pytest.param("2017-06-12T07:00:00.999Z", FORUM, id="a part of a second is cut"),
        pytest.param("1970-01-01T00:00:00Z", 0, id="the epoch"),
        pytest.param("1969-12-31T23:59:59Z", -1, id="before the epoch"),
    ],
)
def test_parsed_instant(text: str, expected: int) -> None:
    assert parse_instant(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "2017-06-12T09:00:00",
            "2017-06-12T09:00:00 has no time zone. Add an offset, such as +02:00 or Z.",
            id="naive",
        ),
        pytest.param(
            "2017-06-12",
            "2017-06-12T00:00:00 has no time zone. Add an offset, such as +02:00 or Z.",
            id="a date alone",
        ),
        pytest.param(
            "tomorrow", "'tomorrow' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.", id="words"
        ),
        pytest.param(
            "2017-02-30T09:00:00Z",
            "'2017-02-30T09:00:00Z' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.",
            id="no such day",
        ),
        pytest.param("", "'' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.", id="empty"),
    ],
)
def test_what_is_no_instant_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse_instant(text)
    assert raised.value.detail == message


def test_a_naive_date_and_time_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"2017-06-12T09:00:00 has no time zone\. Add an offset"):
        from_datetime(datetime(2017, 6, 12, 9))


def test_an_aware_date_and_time_is_an_instant() -> None:
    assert from_datetime(datetime(2017, 6, 12, 9, tzinfo=timezone(timedelta(hours=2)))) == FORUM


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(None, "2017-06-12T07:00:00Z", id="UTC"),
        pytest.param(ZONE, "2017-06-12T09:00:00+02:00", id="Zurich"),
        pytest.param("Asia/Kathmandu", "2017-06-12T12:45:00+05:45", id="Kathmandu"),
        pytest.param("UTC", "2017-06-12T07:00:00+00:00", id="UTC by name"),
    ],
)
def test_written_instant(name: str | None, expected: str) -> None:
    assert (isoformat(FORUM, name), parse_instant(isoformat(FORUM, name))) == (expected, FORUM)


def test_the_second_of_a_double_hour_is_told_by_its_offset() -> None:
    first = utc("2017-10-29T00:30")
    assert [isoformat(first, ZONE), isoformat(first + 3600, ZONE)] == [
        "2017-10-29T02:30:00+02:00",
        "2017-10-29T02:30:00+01:00",
    ]


def test_universal_time_is_aware() -> None:
    assert (to_utc(FORUM), to_utc(FORUM).tzinfo) == (datetime(2017, 6, 12, 7, tzinfo=UTC), UTC)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "europe/zurich"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        zone(name)
    message = f"There is no time zone {name!r}. Use an IANA name such as Europe/Zurich."
    assert (raised.value.detail, raised.value.flaws) == (message, (Flaw("/time_zone", message),))


def test_every_zone_of_the_machine_can_be_used() -> None:
    assert {zone(name).key for name in zone_names()} == zone_names()


def test_a_rehearsal_starts_where_it_is_told_and_runs_on() -> None:
    before = int(time.time())
    rehearsed = RehearsalClock(starts=FORUM, began=before - 90)()
    assert FORUM + 90 <= rehearsed <= FORUM + 90 + int(time.time()) - before


def test_the_system_clock_counts_whole_seconds() -> None:
    before = time.time()
    now = system_clock()
    assert int(before) <= now <= time.time()
    assert isinstance(now, int)
