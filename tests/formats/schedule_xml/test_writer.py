import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from scheduler.domain.event import Day
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.programme import Programme
from scheduler.domain.session import Part, Track
from scheduler.formats.schedule_xml import write
from tests.factories import at, event, placement, programme, room, session
from tests.formats.schedule_xml.examples import CANCELLED, EXAMPLE, GOLDEN, require_valid

BASE = "https://programme.example"


def written(value: Programme, **kw: Any) -> bytes:
    return write(value, **{"version": "1", "base_url": BASE, **kw})


def tree(value: Programme) -> Element:
    root: Element = fromstring(written(value))
    return root


GOLDEN_ARGUMENTS = {"version": "Release 3 <final>", "cancelled": CANCELLED, "generator_version": "0.1.0"}


def test_golden_file() -> None:
    assert written(EXAMPLE, **GOLDEN_ARGUMENTS).decode() == GOLDEN.read_text("utf-8")


@pytest.mark.shared
def test_golden_file_is_valid() -> None:
    require_valid(GOLDEN.read_bytes())


CODES = {
    "lower case": ("forum", "1a", "forum-1a-1", []),
    "capitals": ("forum", "1A", None, [b"placement 1A 1"]),
    "an event slug too short": ("abc", "396", None, [b"placement 396 1"]),
    "an event slug whose first word is too short": ("abc-2017", "1", None, [b"placement 1 1"]),
    "a code too short": ("forum", "1", None, [b"placement 1 1"]),
}


@pytest.mark.parametrize(("slug", "code", "key", "hints"), CODES.values(), ids=CODES.keys())
def test_the_slug_is_the_placement_key_where_the_schema_lets_it(
    slug: str, code: str, key: str | None, hints: list[bytes]
) -> None:
    value = programme(placement(code, "2017-06-12T10:00", "2017-06-12T11:00", "hall"), event=event(slug=slug))
    assert [entry.findtext("slug") for entry in tree(value).iter("event")] == [key]
    assert re.findall(rb"<\?programme-scheduler (placement .*?)\?>", written(value)) == hints


@pytest.mark.parametrize(("slug", "acronym"), [("forum", "forum"), ("abc", "abc_"), ("a", "a___")])
def test_an_acronym_has_four_signs_at_least(slug: str, acronym: str) -> None:
    assert tree(programme(event=event(slug=slug))).findtext("conference/acronym") == acronym


def test_days_are_those_of_the_event_and_those_of_placements() -> None:
    days = (Day(date(2017, 6, 12), 540, 1560),)
    value = programme(
        placement("1", "2017-06-13T01:00", "2017-06-13T03:00", "hall"),
        placement("2", "2017-06-14T10:00", "2017-06-14T11:00:30", "hall"),
        event=event(days=days, day_change=240),
    )
    found = [(day.attrib, [entry.findtext("title") for entry in day.iter("event")]) for day in tree(value).iter("day")]
    assert found == [
        (
            {
                "index": "1",
                "date": "2017-06-12",
                "start": "2017-06-12T09:00:00+02:00",
                "end": "2017-06-13T02:00:00+02:00",
            },
            ["Session 1"],
        ),
        (
            {
                "index": "2",
                "date": "2017-06-14",
                "start": "2017-06-14T10:00:00+02:00",
                "end": "2017-06-14T11:01:00+02:00",
            },
            ["Session 2"],
        ),
    ]


def test_a_wall_time_that_exists_twice_is_told_apart_by_its_offset() -> None:
    value = programme(
        placement("1", "2017-10-29T02:30+02:00", "2017-10-29T02:45+02:00", "hall"),
        placement("2", "2017-10-29T02:30+01:00", "2017-10-29T02:45+01:00", "hall"),
    )
    assert [entry.findtext("date") for entry in tree(value).iter("event")] == [
        "2017-10-29T02:30:00+02:00",
        "2017-10-29T02:30:00+01:00",
    ]


def test_an_event_without_days_has_no_day_element() -> None:
    root = tree(programme())
    assert [child.tag for child in root] == ["generator", "url", "version", "conference"]
    assert root.findtext("conference/days") == "0"


def test_what_the_schema_would_refuse_is_left_out() -> None:
    value = programme(
        event=event(website="ftp://a.example"), tracks=(Track("a", "A", "red"), Track("b2", "B", "#00ff00"))
    )
    conference = tree(value).find("conference")
    assert conference is not None
    assert conference.find("url") is None
    assert [track.attrib for track in conference.iter("track")] == [
        {"name": "A"},
        {"name": "B", "color": "#00ff00", "slug": "b2"},
    ]


def test_characters_that_xml_can_not_hold_are_left_out_everywhere() -> None:
    bad = "a\x00\x0b\ud800\ufffeb\U0001f600"
    value = programme(
        placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "hall"),
        rooms=(room("hall", name=bad),),
        sessions=(session("1", title=bad, abstract=bad, parts=(Part(1, 60, bad),)),),
    )
    root = tree(value)
    entry = root.find("day/room/event")
    assert entry is not None
    found = [element.get("name") for element in root.findall("day/room")]
    found += [entry.findtext(name) for name in ("room", "title", "abstract")]
    good = "ab\U0001f600"
    assert found == [good, good, f"{good} {good}", good]


def test_a_suffix_can_not_end_its_hint() -> None:
    parts = (Part(1, 60, "why?><event/>"),)
    value = programme(
        placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "hall"), sessions=(session("1", parts=parts),)
    )
    assert [entry.findtext("title") for entry in tree(value).iter("event")] == ["Session 1 why?><event/>"]


def test_guids_and_ids_that_two_parts_share_are_written_once() -> None:
    guid = "11111111-2222-4333-8444-555555555555"
    value = programme(
        placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "hall"),
        placement("2", "2017-06-12T11:00", "2017-06-12T12:00", "hall"),
        sessions=tuple(session(code, parts=(Part(1, 60, export_id=9, guid=guid),)) for code in "12"),
    )
    assert [(entry.get("id"), entry.get("guid")) for entry in tree(value).iter("event")] == [
        ("9", guid),
        ("2", str(uuid5(NAMESPACE_URL, "forum-2-1@forum.example"))),
    ]


def test_a_placement_of_several_rooms_is_written_once_under_the_first() -> None:
    value = programme(
        placement("1", at("2017-06-12T10:00"), at("2017-06-12T11:00"), "hall", also_in=("foyer", "annex"))
    )
    assert [(r.get("name"), len(r)) for r in tree(value).findall("day/room")] == [
        ("Annex", 0),
        ("Foyer", 0),
        ("Hall", 1),
    ]


def test_each_part_has_a_number_of_its_own() -> None:
    value = programme(
        sessions=(
            session("1", parts=(Part(1, 30), Part(2, 30))),
            session("2", parts=(Part(1, 30, export_id=8), Part(2, 30, export_id=3))),
            session("3", parts=(Part(2, 30), Part(1, 30))),
            session("007", parts=(Part(1, 30),)),
        )
    )
    numbered = with_export_ids(value)
    assert {(s.code, p.number): p.export_id for s in numbered.sessions for p in s.parts} == {
        ("007", 1): 4,
        ("1", 1): 1,
        ("1", 2): 5,
        ("2", 1): 8,
        ("2", 2): 3,
        ("3", 1): 6,
        ("3", 2): 7,
    }
    assert with_export_ids(numbered) == numbered
    assert replace(numbered, sessions=()) == replace(value, sessions=())
