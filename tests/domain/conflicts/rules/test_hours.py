import pytest

from scheduler.domain.event import Day
from scheduler.domain.session import SessionType
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import day, event, placement, programme, session

WEEK = (day("2017-06-12"), day("2017-06-13"))
EVENING = (day("2017-06-12", 9 * 60, 26 * 60),)


def closed(*spans: Span) -> list[Seen]:
    return [Seen("outside-event-hours", "error", ("1",), spans)]


@pytest.mark.parametrize(
    ("days", "starts", "ends", "expected"),
    [
        pytest.param(WEEK, "09:00", "18:00", [], id="exact"),
        pytest.param(WEEK, "10:00", "11:00", [], id="within"),
        pytest.param(WEEK, "08:30", "09:30", closed(s("08:30", "09:00")), id="too early"),
        pytest.param(WEEK, "17:00", "18:01", closed(s("18:00", "18:01")), id="a minute too late"),
        pytest.param(WEEK, "18:00", "19:00", closed(s("18:00", "19:00")), id="touching only"),
        pytest.param(
            WEEK,
            "08:00",
            "19:00",
            closed(s("08:00", "09:00"), s("18:00", "19:00")),
            id="both ends",
        ),
        pytest.param(WEEK, "17:00", "2017-06-13T10:00", closed(s("18:00", "2017-06-13T09:00")), id="through the night"),
        pytest.param(
            WEEK,
            "2017-06-14T10:00",
            "2017-06-14T11:00",
            closed(s("2017-06-14T10:00", "2017-06-14T11:00")),
            id="another day",
        ),
        pytest.param(EVENING, "22:00", "2017-06-13T02:00", [], id="a day that closes after midnight"),
        pytest.param(
            EVENING,
            "22:00",
            "2017-06-13T02:30",
            closed(s("2017-06-13T02:00", "2017-06-13T02:30")),
            id="later than a day that closes after midnight",
        ),
        pytest.param((), "03:00", "04:00", [], id="no days: silent"),
        pytest.param(WEEK, "20:00", "20:00", [], id="no time at all"),
        pytest.param(
            (day("2017-03-26", 60, 4 * 60),), "2017-03-26T01:00", "2017-03-26T04:00", [], id="clocks go forward"
        ),
        pytest.param(
            (day("2017-10-29", 9 * 60, 18 * 60),),
            "2017-10-29T08:00",
            "2017-10-29T09:00",
            closed(s("2017-10-29T08:00", "2017-10-29T09:00")),
            id="the day the clocks go back opens by its new time",
        ),
    ],
)
def test_outside_event_hours(days: tuple[Day, ...], starts: str, ends: str, expected: list[Seen]) -> None:
    made = programme(placement("1", t(starts), t(ends)), event=event(days=days))
    assert broken("outside-event-hours", made) == expected


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        pytest.param("background", "accepted", [], id="background is exempt"),
        pytest.param("workshop", "cancelled", [], id="cancelled"),
        pytest.param("break", "accepted", closed(s("20:00", "21:00")), id="a break is not"),
        pytest.param(None, "proposed", closed(s("20:00", "21:00")), id="no type, proposed"),
    ],
)
def test_who_keeps_hours(kind: str | None, state: str, expected: list[Seen]) -> None:
    made = programme(
        placement("1", t("20:00"), t("21:00")),
        event=event(days=WEEK),
        sessions=[session("1", type=kind, state=state)],
        session_types=[
            SessionType("workshop", "Workshop"),
            SessionType("break", "Break", break_=True),
            SessionType("background", "Hackathon", background=True),
        ],
    )
    assert broken("outside-event-hours", made) == expected
