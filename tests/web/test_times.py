"""Times in two zones, where days shift, and dates in words."""

from datetime import date

import pytest

from scheduler.domain.dates import date_range, short_date
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.moments import moment, span_text
from scheduler.web.times import Clocks, Wall, clocks, wall
from tests.factories import at

MONDAY = date(2017, 6, 12)


@pytest.mark.parametrize(
    ("instant", "reader", "day", "shown"),
    [
        pytest.param("2017-06-12T09:00", None, None, ("09:00", ""), id="the event's zone alone"),
        pytest.param(
            "2017-06-12T09:00", "Pacific/Fiji", None, ("09:00", "19:00"), id="Suva is ten hours ahead in June"
        ),
        pytest.param(
            "2017-06-12T14:00", "Pacific/Fiji", None, ("14:00", "00:00 +1 day"), id="midnight is the next day"
        ),
        pytest.param("2017-06-12T13:59", "Pacific/Fiji", None, ("13:59", "23:59"), id="a minute before it is not"),
        pytest.param("2017-06-12T09:00", "Pacific/Honolulu", None, ("09:00", "21:00 \u22121 day"), id="the day before"),
        pytest.param("2017-06-12T09:00", "Asia/Kathmandu", None, ("09:00", "12:45"), id="quarter hours"),
        pytest.param(
            "2017-06-13T01:00", "Pacific/Fiji", MONDAY, ("01:00 +1 day", "11:00 +1 day"), id="after midnight, of Monday"
        ),
        pytest.param("2017-06-12T23:00", "Pacific/Kiritimati", MONDAY, ("23:00", "11:00 +1 day"), id="furthest east"),
        pytest.param(
            "2017-06-13T14:00", "Pacific/Kiritimati", MONDAY, ("14:00 +1 day", "02:00 +2 days"), id="two days on"
        ),
    ],
)
def test_a_time_is_marked_where_its_date_is_another(
    instant: str, reader: str | None, day: date | None, shown: tuple[str, str]
) -> None:
    found = wall(at(instant), Clocks("Europe/Zurich", reader), day)
    assert found == Wall(shown[0], f"{instant}+02:00", date.fromisoformat(instant[:10]), shown[1])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(None, Clocks("Europe/Zurich"), id="nothing asked"),
        pytest.param("Europe/Zurich", Clocks("Europe/Zurich"), id="the event's own"),
        pytest.param("Asia/Tokyo", Clocks("Europe/Zurich", "Asia/Tokyo"), id="another"),
    ],
)
def test_the_readers_zone_is_kept_where_it_differs(wanted: str | None, expected: Clocks) -> None:
    assert clocks("Europe/Zurich", wanted) == expected


@pytest.mark.parametrize("name", ["Mars/Base", "europe/zurich/x", "../etc/passwd", "CEST"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(UnknownFilter) as refused:
        clocks("Europe/Zurich", name)
    assert refused.value.detail == f"There is no time zone {name!r}. Use an IANA name such as Europe/Zurich."


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017-06-12", "2017-06-16", "12\u201316 June 2017"),
        ("2017-06-12", "2017-06-12", "12 June 2017"),
        ("2017-06-30", "2017-07-02", "30 June \u2013 2 July 2017"),
        ("2017-12-31", "2018-01-01", "31 December 2017 \u2013 1 January 2018"),
    ],
)
def test_a_range_of_dates_says_nothing_twice(first: str, last: str, words: str) -> None:
    assert date_range(date.fromisoformat(first), date.fromisoformat(last)) == words


def test_moments_and_spans_in_words() -> None:
    starts, ends = at("2017-06-12T23:00"), at("2017-06-13T00:30")
    assert (
        short_date(MONDAY),
        moment(starts, "Europe/Zurich"),
        moment(starts, "UTC"),
        span_text(starts, ends, "Europe/Zurich"),
        span_text(starts, ends, "UTC"),
    ) == (
        "Mon 12 June",
        "Monday 12 June 2017, 23:00 (UTC+02:00)",
        "Monday 12 June 2017, 21:00 (UTC)",
        "Monday 12 June 2017, 23:00\u201300:30 +1 day",
        "Monday 12 June 2017, 21:00\u201322:30",
    )
