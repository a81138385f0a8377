import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.session import Appearance
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import person, placement, programme, session


def put(code: str, starts: str, ends: str) -> Placement:
    return placement(code, t(starts), t(ends))


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "dark"),
    [
        pytest.param("Pacific/Fiji", "12:00", "13:00", s("12:00", "13:00"), id="22:00 to 23:00 in Suva"),
        pytest.param("Pacific/Fiji", "11:30", "12:30", s("12:00", "12:30"), id="22:00 in the middle"),
        pytest.param("Pacific/Fiji", "20:30", "21:30", s("20:30", "21:00"), id="07:00 in the middle"),
        pytest.param("Pacific/Fiji", "11:00", "12:00", None, id="ends at 22:00"),
        pytest.param("Pacific/Fiji", "21:00", "22:00", None, id="begins at 07:00"),
        pytest.param("America/Los_Angeles", "15:59", "17:00", s("15:59", "16:00"), id="the day before"),
        pytest.param("Pacific/Apia", "20:00", "21:00", None, id="beyond the date line"),
        pytest.param("Europe/Zurich", "21:00", "2017-06-13T08:00", s("22:00", "2017-06-13T07:00"), id="a whole night"),
        # On 29 October, 03:00 is 02:00 once more: the night lasts an hour longer.
        pytest.param(
            "Europe/Zurich",
            "2017-10-28T21:00",
            "2017-10-29T08:00",
            s("2017-10-28T22:00", "2017-10-29T07:00+01:00"),
            id="when the clocks go back",
        ),
        pytest.param(
            "Europe/Zurich",
            "2017-03-25T21:00",
            "2017-03-26T08:00",
            s("2017-03-25T22:00", "2017-03-26T07:00+02:00"),
            id="when the clocks go forward",
        ),
        pytest.param(None, "12:00", "13:00", None, id="no zone known"),
    ],
)
def test_remote_unsocial_hours(zone: str | None, starts: str, ends: str, dark: Span | None) -> None:
    made = programme(
        put("1", starts, ends),
        sessions=[session("1", people=[Appearance("ada", mode="remote")])],
        people=[person("ada", time_zone=zone)],
    )
    details = (("time_zone", zone or ""),)
    expected = (
        [Seen("remote-unsocial-hours", "warning", ("1",), (dark,), person="ada", details=details)] if dark else []
    )
    assert broken("remote-unsocial-hours", made) == expected


@pytest.mark.parametrize(
    ("mode", "appearance", "is_asked"),
    [
        ("onsite", Appearance("ada"), False),
        ("hybrid", Appearance("ada"), False),
        ("remote", Appearance("ada"), True),
        ("onsite", Appearance("ada", mode="remote"), True),
        ("onsite", Appearance("ada", mode="remote", to_minute=0), False),
        ("onsite", Appearance("ada", mode="remote", part=2), False),
    ],
)
def test_whose_nights_count(mode: str, appearance: Appearance, is_asked: bool) -> None:  # noqa: FBT001 - a table
    made = programme(
        put("1", "12:00", "13:00"),
        sessions=[session("1", parts=[60, 60], mode=mode, people=[appearance])],
        people=[person("ada", time_zone="Pacific/Fiji")],
    )
    assert len(broken("remote-unsocial-hours", made)) == is_asked


@pytest.mark.parametrize(
    ("begins", "ends", "dark"),
    [
        pytest.param(12, 14, (s("12:00", "14:00"),), id="by day"),
        pytest.param(14, 12, (s("11:00", "12:00"), s("14:00", "16:00")), id="all but two hours"),
        pytest.param(16, 11, (), id="before and after"),
        pytest.param(12, 12, (), id="none, by day"),
        pytest.param(0, 0, (), id="none"),
        pytest.param(0, 23, (s("11:00", "16:00"),), id="from midnight on"),
    ],
)
def test_an_event_sets_when_night_is(begins: int, ends: int, dark: tuple[Span, ...]) -> None:
    made = programme(
        put("1", "11:00", "16:00"),
        sessions=[session("1", people=[Appearance("ada", mode="remote")])],
        people=[person("ada", time_zone="Europe/Zurich")],
    )
    details = (("time_zone", "Europe/Zurich"),)
    expected = [Seen("remote-unsocial-hours", "warning", ("1",), dark, person="ada", details=details)] if dark else []
    assert broken("remote-unsocial-hours", made, night_begins=begins, night_ends=ends) == expected
