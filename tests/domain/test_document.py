import json
import types
import typing
import zlib
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.document import freeze, thaw_programme, thaw_release
from scheduler.domain.errors import InvalidInput
from scheduler.domain.event import Day, Event
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.release import Entry, PublicRelease
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import (
    Appearance,
    Link,
    Organiser,
    Part,
    Relation,
    Scheme,
    Session,
    SessionType,
    Term,
    Track,
)
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Feature, Room, Walk
from tests.everything import EVERYTHING
from tests.factories import EVENT

GOLDEN = Path(__file__).parents[1] / "golden"

FR = (("name", "fr", "Nom"), ("name", "zh", "名"))
MONDAY = Span(1497250800, 1497261600)

# A value of format 1 with every field that there was then: it stays as it is. What was added later is at its default.
FORMAT_1 = PublicRelease(
    number=3,
    label="Third plan",
    note="Rooms moved.\nSee the map.",
    published_at=1496300400,
    programme=Programme(
        event=Event(
            slug="forum",
            name="Forum 2017: “Words”",
            time_zone="Europe/Zurich",
            uid_domain="forum.example",
            days=(Day(date(2017, 6, 12), 480, 1080), Day(date(2017, 6, 13), 540, 1560)),
            theme="Information and knowledge",
            venue="Headquarters, Geneva",
            website="https://forum.example/",
            contact_email="desk@forum.example",
            co_organisers=("ITU", "UNESCO"),
            locales=("en", "fr"),
            day_change=240,
            grid_minutes=5,
            refresh_minutes=30,
            translations=FR,
        ),
        buildings=(Building("tower", "Tower", "Place 1", 46.25, -6.5, FR), Building("bare", "Bare")),
        walks=(Walk("bare", "tower", 9),),
        features=(Feature("booths", "Booths", FR),),
        rooms=(
            Room(
                slug="whole",
                name="Whole",
                building="tower",
                floor="-2",
                capacity=300,
                position=1,
                features=("booths",),
                pieces=("right", "left"),
                turnover_minutes=10,
                parallel=True,
                availability=(MONDAY,),
                guid="room-guid",
                translations=FR,
            ),
            Room("bare", "Bare"),
        ),
        session_types=(
            SessionType("all", "All", 45, "#123456", plenary=True, break_=True, background=True, translations=FR),
        ),
        tracks=(Track("high", "High", "#abcdef", FR),),
        schemes=(Scheme("sdg", "Goals", (Term("sdg", "10", "Ten", FR), Term("sdg", "2", "Two")), FR),),
        organisations=(Organisation("itu", "ITU", "international-organisation", "CH"),),
        people=(
            Person(
                id="p1",
                slug="ada",
                name="Ada 李",
                honorific="H.E.",
                position="Minister",
                organisation="itu",
                country="FJ",
                time_zone="Pacific/Fiji",
                rank=1,
                floating=True,
                placeholder=True,
                availability=(MONDAY,),
                biography="Long.",
                export_id=77,
                guid="person-guid",
                translations=FR,
            ),
        ),
        teams=(Team("en-fr", "English-French", "interpreters", ("en", "fr"), 2, 15, 6.5),),
        accounts=(PlatformAccount("connect", "Connect", "Adobe Connect", 3, 200),),
        meetings=(Meeting("monday", "connect", "whole", date(2017, 6, 12), "396", 2),),
        sessions=(
            Session(
                code="396",
                title="Opening",
                parts=(Part(1, 240, "morning", 396, "part-guid", FR), Part(2, 60)),
                subtitle="Subtitle",
                abstract="Abstract",
                description="Description\nof two lines",
                type="all",
                track="high",
                terms=("sdg:10", "sdg:2"),
                languages=("en", "fr"),
                interpretation=("en", "ru"),
                captioning=True,
                features=("booths",),
                expected_attendance=250,
                mode="hybrid",
                wishes=(MONDAY,),
                organisers=(Organiser("itu", "co"),),
                appearances=(
                    Appearance(
                        person="p1",
                        role="chair",
                        mode="remote",
                        confirmed=False,
                        on_behalf_of="itu",
                        part=1,
                        from_minute=5,
                        to_minute=20,
                        visibility="unnamed",
                        embargo_until=1496300000,
                    ),
                    Appearance("p1"),
                ),
                links=(Link("https://forum.example/a", "A"),),
                state="confirmed",
                visibility="busy",
                embargo_until=1496300001,
                translations=FR,
            ),
        ),
        placements=(Placement("396", 1, 1497250800, 1497265200, "whole", ("bare",), 15, 10, pinned=True),),
        slots=(RemoteSlot("396", 1, "monday", (Way("phone", "en", "registered"),), 500, 3, 45, 20, 10, 5),),
        relations=(Relation(1, "before", "396", "397"),),
    ),
    entries=(Entry("396", 1, "cancelled", 2, 1496200000, 1496300400),),
)


def test_documents_of_format_1_are_read_for_ever() -> None:
    assert thaw_release(zlib.compress((GOLDEN / "release-1.json").read_bytes())) == FORMAT_1


def test_what_is_written_today_is_format_1() -> None:
    golden = json.loads((GOLDEN / "release-1.json").read_text(encoding="utf-8"))
    assert json.loads(zlib.decompress(freeze(FORMAT_1))) == golden


def test_a_programme_is_read_from_the_same_format() -> None:
    golden = json.loads((GOLDEN / "release-1.json").read_text(encoding="utf-8"))
    document = json.dumps({"format": 1, "content": golden["content"]["programme"]}).encode()
    assert thaw_programme(zlib.compress(document)) == FORMAT_1.programme


def test_a_document_is_plain_json_with_sorted_keys_and_without_defaults() -> None:
    bare = Programme(event=EVENT, rooms=(Room("salle", "Salle à manger"),))
    assert zlib.decompress(freeze(bare)).decode() == (
        '{"content":{"event":{"name":"Forum","slug":"forum","time_zone":"Europe/Zurich","uid_domain":"forum.example"},'
        '"rooms":[{"name":"Salle à manger","slug":"salle"}]},"format":1}'
    )


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            {"format": 2, "content": {}},
            "This document has format 2; this version reads 1. Use the version that wrote it.",
            id="a later format",
        ),
        pytest.param(
            {
                "format": 1,
                "content": {"event": {"name": "F", "slug": "f", "time_zone": "UTC", "uid_domain": "f", "b": 1, "a": 1}},
            },
            "This document has a, b, which this version does not know. Use the version that wrote it.",
            id="fields of a later version",
        ),
    ],
)
def test_a_document_of_a_later_version_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        thaw_programme(zlib.compress(json.dumps(document).encode()))
    assert raised.value.detail == message


def test_equal_numbers_are_the_same_bytes() -> None:
    whole, exact = (
        replace(
            EVERYTHING,
            buildings=(Building("tower", "Tower", latitude=latitude, longitude=longitude),),
            teams=(Team("en-fr", "English-French", "interpreters", hours_a_day=hours),),
        )
        for latitude, longitude, hours in ((46, 0.0, 6), (46.0, -0.0, 6.0))
    )
    assert (whole == exact, freeze(whole) == freeze(exact)) == (True, True)


# --- Every value that the types allow, be it sensible or not.

PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(max_size=4),
    int: st.integers(-(2**40), 2**40),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    date: st.dates(),
    types.NoneType: st.none(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, each field of a dataclass set or left at its default."""
    if kind in PLAIN:
        return PLAIN[kind]
    arguments = typing.get_args(kind)
    if is_dataclass(kind):
        return builder(kind)
    if isinstance(kind, types.UnionType):
        return st.one_of(*map(values, arguments))
    assert typing.get_origin(kind) is tuple, f"no strategy for {kind}"
    if arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    return st.tuples(*map(values, arguments))


def builder(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a dataclass."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})


MODEST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Each example is a whole programme with every kind of thing."""


@MODEST
@given(values(Programme))
def test_a_frozen_programme_thaws_to_itself_by_the_same_bytes(made: Programme) -> None:
    document = freeze(made)
    thawed = thaw_programme(document)
    assert (thawed, freeze(thawed)) == (made, document)


@MODEST
@given(values(PublicRelease))
def test_a_frozen_release_thaws_to_itself_by_the_same_bytes(made: PublicRelease) -> None:
    document = freeze(made)
    thawed = thaw_release(document)
    assert (thawed, freeze(thawed)) == (made, document)


def test_everything_thaws_to_itself() -> None:
    assert thaw_programme(freeze(EVERYTHING)) == EVERYTHING


def test_what_was_asked_of_a_release_does_not_change_its_bytes() -> None:
    """Indexes are computed on the value when asked for; they are no part of it."""
    before = freeze(FORMAT_1)
    assert FORMAT_1.items[0].status == "cancelled"
    assert FORMAT_1.programme.wholes["whole"] == ("whole",)
    assert freeze(FORMAT_1) == before
