import re
from calendar import monthcalendar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.formats.vtimezone import vtimezone
from tests.ical_lint import Component, parse

ZONES = (
    *("Europe/Zurich", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul"),
    *("America/New_York", "America/Sao_Paulo", "America/Santiago", "America/Asuncion", "America/Havana"),
    *("America/St_Johns", "America/Caracas", "America/Nuuk", "America/Phoenix", "America/Port-au-Prince"),
    *("Africa/Casablanca", "Africa/Cairo", "Africa/Johannesburg", "Africa/Juba", "Africa/Windhoek"),
    *("Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza", "Asia/Jerusalem"),
    *("Asia/Pyongyang", "Asia/Amman", "Asia/Ulaanbaatar", "Australia/Sydney", "Australia/Lord_Howe"),
    *("Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Fiji", "Pacific/Kiritimati", "UTC", "Etc/GMT+12"),
)
PERIODS = ((2017, 2017), (2015, 2019), (2026, 2027))
BEGIN, END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"


def read(name: str, years: tuple[int, int]) -> Component:
    return parse(BEGIN + vtimezone(name, *years) + END).all("VTIMEZONE")[0]


def offset(text: str) -> timedelta:
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:7] or 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text[0] == "-" else 1)


def expand(rule: str, first: datetime, last_year: int) -> set[datetime]:
    """The moments of `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU` from `first` on, read off the calendar's own month sheets."""
    found = re.fullmatch(r"FREQ=YEARLY;BYMONTH=(\d+);BYDAY=(-?\d)([A-Z]{2})", rule)
    assert found
    month, place, column = int(found[1]), int(found[2]), ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(found[3])
    walls = set()
    for year in range(first.year, last_year + 1):
        days = [week[column] for week in monthcalendar(year, month) if week[column]]
        walls.add(first.replace(year=year, month=month, day=days[place - 1 if place > 0 else place]))
    return {wall for wall in walls if wall >= first}


def onsets(zone: Component, last_year: int) -> list[tuple[datetime, timedelta, timedelta, str]]:
    """Every onset that the component tells, as (UTC, offset before, offset after, name): its own reading of it."""
    found = []
    for observance in zone.children:
        before, after = offset(observance["TZOFFSETFROM"].value), offset(observance["TZOFFSETTO"].value)
        first = datetime.strptime(observance["DTSTART"].value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
        walls = {first}
        for prop in observance.properties:
            if prop.name == "RDATE":
                walls.add(datetime.strptime(prop.value, "%Y%m%dT%H%M%S"))  # noqa: DTZ007 - a wall time
            if prop.name == "RRULE":
                walls |= expand(prop.value, first, last_year)
        found += [((wall - before).replace(tzinfo=UTC), before, after, observance["TZNAME"].value) for wall in walls]
    return sorted(found)


@pytest.mark.parametrize("years", PERIODS, ids=lambda years: f"{years[0]}-{years[1]}")
@pytest.mark.parametrize("name", ZONES)
def test_offset_and_name_are_those_of_the_zone_data_at_every_moment(name: str, years: tuple[int, int]) -> None:
    told = onsets(read(name, years), years[1])
    place = ZoneInfo(name)
    wrong = []
    moment, position = datetime(years[0], 1, 1, tzinfo=UTC) - timedelta(hours=14), 0
    end = datetime(years[1] + 1, 1, 1, tzinfo=UTC) + timedelta(hours=12)
    assert told[0][0] <= moment
    while moment < end:
        while position + 1 < len(told) and told[position + 1][0] <= moment:
            position += 1
        local = moment.astimezone(place)
        if (local.utcoffset(), local.tzname()) != told[position][2:]:
            wrong.append((moment, told[position], local))
        moment += timedelta(hours=6)  # no regime is shorter; the seconds are the next test's
    assert wrong == []


@pytest.mark.parametrize("years", PERIODS, ids=lambda years: f"{years[0]}-{years[1]}")
@pytest.mark.parametrize("name", ZONES)
def test_each_onset_is_right_to_the_second(name: str, years: tuple[int, int]) -> None:
    place = ZoneInfo(name)
    told = [onset for onset in onsets(read(name, years), years[1]) if onset[0].year > 1970]
    seen = [
        (at, (at - timedelta(seconds=1)).astimezone(place).utcoffset(), at.astimezone(place).utcoffset(), name_)
        for at, _, _, name_ in told
    ]
    assert told == seen


def shapes(zone: Component) -> list[tuple[str, ...]]:
    return [(o.name, *(f"{p.name}:{p.value}" for p in o.properties)) for o in zone.children]


ZURICH = [
    (
        "STANDARD",
        *("DTSTART:20161030T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET"),
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ),
    (
        "DAYLIGHT",
        *("DTSTART:20170326T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST"),
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    ),
]
SYDNEY = [
    (
        "DAYLIGHT",
        *("DTSTART:20161002T020000", "TZOFFSETFROM:+1000", "TZOFFSETTO:+1100", "TZNAME:AEDT"),
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU",
    ),
    (
        "STANDARD",
        *("DTSTART:20170402T030000", "TZOFFSETFROM:+1100", "TZOFFSETTO:+1000", "TZNAME:AEST"),
        "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU",
    ),
]
TOKYO = [("STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "TZNAME:JST")]
PYONGYANG = [  # half an hour for less than three years: no rule, and 2018 is not told to an event of 2017
    ("STANDARD", "DTSTART:20150815T000000", "TZOFFSETFROM:+0900", "TZOFFSETTO:+0830", "TZNAME:KST"),
]
CASABLANCA = [  # summer time pauses for the fasting month: the onsets follow the moon
    (
        "STANDARD",
        *("DTSTART:20161030T030000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", "TZNAME:+00"),
        *("RDATE:20161030T030000", "RDATE:20170521T030000", "RDATE:20171029T030000"),
    ),
    (
        "DAYLIGHT",
        *("DTSTART:20170326T020000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:+01"),
        *("RDATE:20170326T020000", "RDATE:20170702T020000"),
    ),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Europe/Zurich", ZURICH, id="a rule, last Sunday"),
        pytest.param("Australia/Sydney", SYDNEY, id="southern hemisphere, first Sunday"),
        pytest.param("Asia/Tokyo", TOKYO, id="never changes"),
        pytest.param("Asia/Pyongyang", PYONGYANG, id="changed once"),
        pytest.param("Africa/Casablanca", CASABLANCA, id="no rule: dates"),
    ],
)
def test_shape_for_2017(name: str, expected: list[tuple[str, ...]]) -> None:
    zone = read(name, (2017, 2017))
    assert ([(p.name, p.value) for p in zone.properties], shapes(zone)) == ([("TZID", name)], expected)


def test_a_winter_that_saves_minus_one_hour_is_standard_time() -> None:
    assert [(o.name, o["TZNAME"].value) for o in read("Europe/Dublin", (2017, 2017)).children] == [
        ("STANDARD", "GMT"),
        ("DAYLIGHT", "IST"),
    ]
