"""What schedule.json says where it differs from schedule.xml; the round trips hold the rest."""

import json
from typing import Any

import pytest

from scheduler.domain.programme import Programme
from scheduler.domain.session import Link, Part, Track
from scheduler.formats.schedule_json import write
from tests.factories import event, placement, programme, room, session
from tests.formats.schedule_json.examples import GOLDEN, complaints
from tests.formats.schedule_xml.examples import CANCELLED, EXAMPLE

BASE = "https://programme.example"


def document(value: Programme) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write(value, version="1", base_url=BASE))
    return found


def conference(value: Programme) -> dict[str, Any]:
    found: dict[str, Any] = document(value)["schedule"]["conference"]
    return found


def entries(value: Programme) -> list[dict[str, Any]]:
    return [entry for day in conference(value)["days"] for in_room in day["rooms"].values() for entry in in_room]


def test_golden_file() -> None:
    written = write(EXAMPLE, version="Release 3 <final>", base_url=BASE, cancelled=CANCELLED, generator_version="0.1.0")
    assert written.decode() == GOLDEN.read_text("utf-8")


@pytest.mark.shared
def test_golden_file_is_valid() -> None:
    assert complaints(GOLDEN.read_bytes()) == []


@pytest.mark.shared
def test_the_schema_is_asked() -> None:
    """A validator that finds nothing in anything would let every other test pass."""
    bad = GOLDEN.read_text("utf-8").replace("#0055aa", "blue").replace('"start": "09:00"', '"start": "9:00"')
    assert [complaint.partition(":")[0] for complaint in complaints(bad.encode())] == [
        "$.schedule.conference.tracks[1].color",
        "$.schedule.conference.days[0].rooms['Popov Room'][0].start",
    ]


@pytest.mark.parametrize(
    ("slug", "code", "said", "hinted"),
    [
        pytest.param("forum", "1a", "forum-1a-1", {}, id="lower case"),
        pytest.param("abc", "1", "abc-1-1", {}, id="too short for XML"),
        pytest.param(
            "forum",
            "1A",
            "guid-11111111-2222-4333-8444-55555555555a",
            {"11111111-2222-4333-8444-55555555555A": {"placement": "1A 1"}},
            id="capitals",
        ),
    ],
)
def test_the_slug_is_the_placement_key_where_the_schema_lets_it(
    slug: str, code: str, said: str, hinted: dict[str, Any]
) -> None:
    guid = "11111111-2222-4333-8444-55555555555A"
    value = programme(
        placement(code, "2017-06-12T10:00", "2017-06-12T11:00", "hall"),
        sessions=(session(code, parts=(Part(1, 60, guid=guid),)),),
        event=event(slug=slug),
    )
    hints = conference(value)["meta"]["programme-scheduler"]["events"]
    assert ([entry["slug"] for entry in entries(value)], hints) == ([said], hinted)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Zurich", "Europe/Zurich"), ("UTC", "UTC"), ("Etc/GMT-1", None), ("America/St_Johns", "America/St_Johns")],
)
def test_a_zone_that_the_schema_refuses_is_a_hint_alone(zone: str, said: str | None) -> None:
    found = conference(programme(event=event(time_zone=zone)))
    assert (found.get("time_zone_name"), found["meta"]["programme-scheduler"]["time_zone"]) == (said, zone)


def test_odd_seconds_stand_in_date_and_end_alone() -> None:
    value = programme(placement("1", "2017-06-12T10:00:30", "2017-06-12T10:01:15", "hall"))
    (entry,) = entries(value)
    assert [entry[name] for name in ("date", "start", "end", "duration")] == [
        "2017-06-12T10:00:30+02:00",
        "10:00",
        "2017-06-12T10:01:15+02:00",
        "00:01",
    ]


def test_an_event_without_days_is_still_a_conference() -> None:
    found = conference(programme())
    assert [found[name] for name in ("acronym", "start", "end", "daysCount", "days")] == ["forum", "", "", 0, []]


def test_what_the_schema_would_refuse_is_left_out() -> None:
    value = programme(
        event=event(website="ftp://a.example"),
        tracks=(Track("a", "A", "red"), Track("b2", "B", "#00ff00")),
        rooms=(room("a", guid="none"),),
    )
    found = conference(value)
    assert ("url" in found, found["tracks"], [sorted(each) for each in found["rooms"]]) == (
        False,
        [{"name": "A"}, {"name": "B", "slug": "b2", "color": "#00ff00"}],
        [["capacity", "guid", "name"]],
    )


def test_half_a_character_is_left_out_and_a_link_without_words_has_none() -> None:
    value = programme(
        placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "hall"),
        sessions=(session("1", title="a\ud800b", links=(Link("https://a.example/"),)),),
    )
    (entry,) = entries(value)
    assert (entry["title"], entry["links"]) == ("ab", [{"url": "https://a.example/"}])
