import pytest

from scheduler.domain.conflicts import RULES, check, sentence
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, SessionType
from scheduler.domain.venue import Feature
from tests.domain.conflicts.seen import PLACED, s, t
from tests.factories import day, event, person, placement, programme, room, session

OPENING = session("101", title="Opening")
CLOSING = session("102", title="Closing", parts=(90,))
PLENARY = SessionType("plenary", "Plenary", plenary=True)


@pytest.mark.parametrize(
    ("rule", "made", "expected"),
    [
        pytest.param(
            "room-double-booked",
            programme(
                placement("101", t("09:00"), t("10:00"), "popov-1"),
                placement("102", t("09:30"), t("11:00"), "popov"),
                rooms=[room("popov-1"), room("popov", name="Popov Room", pieces=("popov-1",))],
                sessions=[OPENING, CLOSING],
            ),
            "Popov Room is booked twice on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) in Popov 1 from 09:00 to 10:00 and "Closing" (102) in Popov Room from 09:30 to 11:00.',
            id="room-double-booked",
        ),
        pytest.param(
            "room-double-booked",
            programme(
                placement("101", t("23:00"), "2017-06-13T00:30", "hall", also_in=("annex",)),
                placement("102", t("23:30"), "2017-06-13T01:00", "hall"),
                placement("103", "2017-06-13T00:29", "2017-06-13T01:00", "hall"),
                sessions=[OPENING, CLOSING, session("103", title="Night", parts=(Part(1, 31, "(quiet)"), Part(2, 9)))],
            ),
            "Hall is booked 3 times on Tue 13 June from 00:29 to 00:30 (1 minute):"
            ' "Opening" (101) in Hall and Annex on Mon 12 June from 23:00 to Tue 13 June 00:30,'
            ' "Closing" (102) in Hall on Mon 12 June from 23:30 to Tue 13 June 01:00'
            ' and "Night (quiet)" (103) in Hall from 00:29 to 01:00.',
            id="room-double-booked, three across midnight",
        ),
        pytest.param(
            "room-double-booked",
            programme(
                placement("101", "2017-10-29T02:30+02:00", "2017-10-29T02:30+01:00", "hall"),
                placement("102", "2017-10-29T02:00+01:00", "2017-10-29T03:30", "hall"),
                sessions=[OPENING, session("102", title="Closing", parts=(90, 30))],
            ),
            "Hall is booked twice on Sun 29 October from 02:00 to 02:30 (30 minutes):"
            ' "Opening" (101) in Hall from 02:30 (UTC+0200) to 02:30 (UTC+0100)'
            ' and "Closing", part 1 (102) in Hall from 02:00 to 03:30.',
            id="room-double-booked, when the clocks go back",
        ),
        pytest.param(
            "room-unavailable",
            programme(
                placement("101", t("09:00"), t("10:00"), "hall"),
                sessions=[OPENING],
                rooms=[room("hall", availability=(s("09:10", "09:40"),))],
            ),
            "Hall is not available on Mon 12 June from 09:00 to 09:10 and from 09:40 to 10:00 (30 minutes),"
            ' but "Opening" (101) is there from 09:00 to 10:00.',
            id="room-unavailable",
        ),
        pytest.param(
            "room-too-small",
            programme(
                placement("101", t("09:00"), t("10:00"), "hall"),
                sessions=[session("101", title="Opening", expected_attendance=51)],
                rooms=[room("hall", capacity=50)],
            ),
            '"Opening" (101) expects 51 people on Mon 12 June from 09:00 to 10:00, but Hall holds 50: 1 seat too few.',
            id="room-too-small",
        ),
        pytest.param(
            "room-too-small",
            programme(
                placement("101", t("09:00"), t("10:00"), "hall", also_in=("annex",)),
                sessions=[session("101", title="Opening", expected_attendance=90)],
                rooms=[room("hall", capacity=50), room("annex", capacity=20)],
            ),
            '"Opening" (101) expects 90 people on Mon 12 June from 09:00 to 10:00,'
            " but Hall and Annex hold 70: 20 seats too few.",
            id="room-too-small, with overflow room",
        ),
        pytest.param(
            "room-lacks-feature",
            programme(
                placement("101", t("09:00"), t("10:00"), "hall"),
                sessions=[session("101", title="Opening", features=("booths", "loop"))],
                features=[Feature("loop", "Hearing loop"), Feature("booths", "Interpretation booths")],
            ),
            'Hall lacks what "Opening" (101) needs on Mon 12 June from 09:00 to 10:00:'
            " Interpretation booths and Hearing loop.",
            id="room-lacks-feature",
        ),
        pytest.param(
            "room-missing",
            programme(placement("101", t("09:00"), t("10:00")), sessions=[OPENING]),
            '"Opening" (101) has no room yet on Mon 12 June from 09:00 to 10:00.',
            id="room-missing",
        ),
        pytest.param(
            "person-double-booked",
            programme(
                placement("101", t("09:00"), t("10:00")),
                placement("102", t("09:15"), t("10:45")),
                sessions=[
                    session("101", title="Opening", people=[Appearance("ada", to_minute=20)]),
                    session("102", title="Closing", parts=(90,), people=["ada"]),
                ],
                people=[person("ada", name="Ada Lovelace")],
            ),
            "Ada Lovelace is expected in 2 sessions at once on Mon 12 June from 09:15 to 09:20 (5 minutes):"
            ' "Opening" (101) from 09:00 to 09:20 and "Closing" (102) from 09:15 to 10:45.',
            id="person-double-booked",
        ),
        pytest.param(
            "person-unavailable",
            programme(
                placement("101", t("09:00"), t("10:00")),
                sessions=[session("101", title="Opening", people=["ada"])],
                people=[person("ada", name="Ada Lovelace", availability=(s("09:30", "18:00"),))],
            ),
            "Ada Lovelace is not available on Mon 12 June from 09:00 to 09:30 (30 minutes),"
            ' but is expected in "Opening" (101) from 09:00 to 10:00.',
            id="person-unavailable",
        ),
        pytest.param(
            "outside-event-hours",
            programme(
                placement("101", t("17:30"), t("18:30")),
                sessions=[OPENING],
                event=event(days=(day("2017-06-12"),)),
            ),
            'The event is closed on Mon 12 June from 18:00 to 18:30 (30 minutes), but "Opening" (101) runs'
            " from 17:30 to 18:30.",
            id="outside-event-hours",
        ),
        pytest.param(
            "beside-plenary",
            programme(
                placement("102", t("08:00"), t("09:30")),
                placement("101", t("09:00"), t("10:00")),
                sessions=[session("101", title="Opening", type="plenary"), CLOSING],
                session_types=[PLENARY],
            ),
            '"Opening" (101), a plenary from 09:00 to 10:00, is not alone on Mon 12 June from 09:00 to 09:30'
            ' (30 minutes): "Closing" (102) runs from 08:00 to 09:30.',
            id="beside-plenary",
        ),
        pytest.param(
            "beside-plenary",
            programme(
                placement("101", t("09:00"), "2017-06-12T09:00:59"),
                placement("102", t("09:00"), t("10:30")),
                sessions=[
                    session("101", title="Opening", type="plenary"),
                    session("102", title="Closing", type="plenary"),
                ],
                session_types=[PLENARY],
            ),
            '"Opening" (101), a plenary from 09:00 to 09:00, is not alone on Mon 12 June from 09:00 to 09:00'
            ' (less than a minute): "Closing" (102), a plenary too, runs from 09:00 to 10:30.',
            id="beside-plenary, two plenaries, for seconds",
        ),
        pytest.param(
            "duration-mismatch",
            programme(placement("101", t("09:00"), t("09:45")), sessions=[OPENING]),
            '"Opening" (101) is placed on Mon 12 June from 09:00 to 09:45, 15 minutes too short:'
            " it is planned for 60 minutes.",
            id="duration-mismatch",
        ),
        pytest.param(
            "duration-mismatch",
            programme(placement("101", t("09:00"), t("10:01")), sessions=[OPENING]),
            '"Opening" (101) is placed on Mon 12 June from 09:00 to 10:01, 1 minute too long:'
            " it is planned for 60 minutes.",
            id="duration-mismatch, too long",
        ),
        pytest.param(
            "unplaced",
            programme(
                sessions=[
                    session("101", title="Opening", parts=(60, 45)),
                ]
            ),
            '"Opening", part 1 (101) has no time yet: it needs 60 minutes.',
            id="unplaced",
        ),
    ],
)
def test_sentence(rule: str, made: Programme, expected: str) -> None:
    conflict, *_ = sorted(check(made, rules=(RULES[rule],)), key=lambda c: c.placements)
    assert sentence(made, conflict) == expected


def test_sentences_are_told_in_the_events_zone() -> None:
    made = programme(
        placement("101", "2017-06-12T23:00:00+00:00", "2017-06-13T00:00:00+00:00"),
        sessions=[OPENING],
        event=event(time_zone="Asia/Kathmandu"),
    )
    (conflict,) = check(made, rules=PLACED)
    assert sentence(made, conflict) == '"Opening" (101) has no room yet on Tue 13 June from 04:45 to 05:45.'


def test_what_is_gone_since_is_told_by_what_is_known() -> None:
    made = programme(
        placement("101", t("09:00"), t("10:00"), "hall"),
        placement("102", t("09:00"), t("10:00"), "hall"),
        sessions=[session("101", people=["ada"]), session("102", people=["ada"])],
    )
    empty = programme()
    room_told, person_told = (sentence(empty, conflict) for conflict in check(made, rules=PLACED))
    assert room_told == (
        "hall is booked twice on Mon 12 June from 09:00 to 10:00 (60 minutes): 101 in hall from 09:00 to 10:00"
        " and 102 in hall from 09:00 to 10:00."
    )
    assert person_told == (
        "Someone no longer listed is expected in 2 sessions at once on Mon 12 June from 09:00 to 10:00"
        " (60 minutes): 101 from 09:00 to 10:00 and 102 from 09:00 to 10:00."
    )
