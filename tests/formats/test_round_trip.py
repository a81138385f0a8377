"""Out and in again: our own exports lose nothing that they carry, and change nothing that they do not."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import count
from types import ModuleType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import HealthCheck, example, given, settings

from scheduler.domain.event import Day, Event
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.imported import Imported
from scheduler.domain.merging import merge
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, Session
from scheduler.domain.wording import clean_text
from scheduler.formats import schedule_json, schedule_xml
from tests.factories import placement, programme, room
from tests.formats.drawn import FIRST, programmes
from tests.formats.schedule_json.examples import complaints
from tests.formats.schedule_xml.examples import CANCELLED, EXAMPLE, require_valid

BASE = "https://programme.example"
schedules = pytest.mark.parametrize("form", [schedule_xml, schedule_json], ids=["xml", "json"])


def export(form: ModuleType, programme: Programme) -> bytes:
    content: bytes = form.write(programme, version="1", base_url=BASE, cancelled=CANCELLED)
    return content


def reading(form: ModuleType, content: bytes) -> Imported:
    imported: Imported = form.read(BytesIO(content), time_zone=None)
    assert imported.flaws == ()
    return imported


def reimport(draft: Programme | None, imported: Imported, event: Event) -> Programme:
    numbers = count(1)
    return merge(
        draft,
        imported,
        event_slug=event.slug,
        uid_domain=event.uid_domain,
        new_person_id=lambda: f"new-{next(numbers)}",
        missing="keep",
    )


MODEST = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


OTHER_WAY_ROUND = with_export_ids(
    ordered(
        Programme(
            Event("forum", "Forum", "UTC", "forum.example", days=(Day(FIRST, 300, 1440),)),
            people=(Person("p0", "person-0", "Ada"), Person("p1", "person-1", "Bob")),
            sessions=(
                Session(
                    "1",
                    "One",
                    (Part(1, 15), Part(2, 15)),
                    appearances=(Appearance("p1", part=1), Appearance("p0"), Appearance("p1")),
                ),
            ),
            placements=(
                Placement("1", 1, 1_490_428_800, 1_490_429_700),
                Placement("1", 2, 1_490_432_400, 1_490_433_300),
            ),
        )
    )
)
"""The second part has the same people as the first in another order."""


@schedules
@MODEST
@given(drawn=programmes())
@example(drawn=OTHER_WAY_ROUND)
def test_our_own_export_changes_nothing(form: ModuleType, drawn: Programme) -> None:
    assert reimport(drawn, reading(form, export(form, drawn)), drawn.event) == drawn


@schedules
@MODEST
@given(drawn=programmes())
@example(drawn=OTHER_WAY_ROUND)
def test_a_new_event_made_from_an_export_exports_the_same(form: ModuleType, drawn: Programme) -> None:
    """People without a guid get one first: theirs is made from an opaque id, and a new event gives other ids."""
    people = tuple(replace(person, guid=str(uuid5(NAMESPACE_URL, person.id))) for person in drawn.people)
    content = export(form, replace(drawn, people=people))
    assert carried(export(form, reimport(None, reading(form, content), drawn.event))) == carried(content)


def carried(content: bytes) -> Any:
    """What an import takes in again: all but the slugs and capacities of rooms, which schedule.json shows."""
    if not content.startswith(b"{"):
        return content
    document = json.loads(content)
    for listed in document["schedule"]["conference"]["rooms"]:
        listed.pop("slug", None)
        listed.pop("capacity", None)
    return document


@MODEST
@given(programmes())
@example(OTHER_WAY_ROUND)
def test_both_schedules_say_the_same(drawn: Programme) -> None:
    """All but the place in the file, the slug where a schema refuses it, and the acronym."""

    def told(form: ModuleType) -> Imported:
        imported = reading(form, export(form, drawn))
        events = sorted(
            (replace(row, line=0, slug="") for row in imported.events), key=lambda row: (row.code, row.part or 0)
        )
        return replace(imported, acronym="", events=tuple(events))

    assert told(schedule_json) == told(schedule_xml)


@pytest.mark.shared
@settings(MODEST, max_examples=40)
@given(programmes())
def test_every_export_is_valid(drawn: Programme) -> None:
    require_valid(export(schedule_xml, drawn))
    assert complaints(export(schedule_json, drawn)) == []


@schedules
def test_the_example_comes_back_with_the_days_that_it_lacked_and_without_bad_characters(form: ModuleType) -> None:
    first, last = Day(date(2017, 6, 14), 480, 2880), Day(date(2017, 6, 19), 0, 480)
    between = (Day(date(2017, 6, day), 0, 1440) for day in (15, 16, 17, 18))
    days = (*EXAMPLE.event.days, first, *between, last)
    sessions = tuple(replace(s, description=clean_text(s.description)) for s in EXAMPLE.sessions)
    expected = replace(EXAMPLE, event=replace(EXAMPLE.event, days=days), sessions=sessions)
    assert reimport(EXAMPLE, reading(form, export(form, EXAMPLE)), EXAMPLE.event) == expected


@schedules
def test_rooms_that_share_a_name_stay_apart(form: ModuleType) -> None:
    value = with_export_ids(
        programme(
            placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "hall"),
            placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "hall-2"),
            placement("3", "2017-06-12T10:00", "2017-06-12T11:00", "online"),
            placement("4", "2017-06-12T10:00", "2017-06-12T11:00"),
            event=replace(EXAMPLE.event, slug="forum"),
            rooms=(room("hall"), room("hall-2", name="Hall"), room("online", name="Online / to be announced")),
        )
    )
    assert reimport(value, reading(form, export(form, value)), value.event) == value
