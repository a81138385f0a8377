"""What other programs write into a schedule.json, what it means, and how a bad one is told."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.imported import (
    Imported,
    ImportedDay,
    ImportedEvent,
    ImportedPerson,
    ImportedRoom,
    ImportedTrack,
)
from scheduler.domain.session import Link
from scheduler.formats.schedule_json import read
from tests.factories import at

ZONE = "Europe/Zurich"
EVENT = {"id": 1, "date": "2017-06-12T10:00:00+02:00", "start": "10:00", "duration": "1:00", "title": "One"}
PLAIN = ImportedEvent(
    line=1,
    id="1",
    code="1",
    starts=at("2017-06-12T10:00"),
    ends=at("2017-06-12T11:00"),
    title="One",
    export_id=1,
    day=date(2017, 6, 12),
    room=ImportedRoom("Popov"),
)
DAY = "/schedule/conference/days/0"
HERE = f"{DAY}/rooms/Popov"


def document(*events: Any, **conference: Any) -> dict[str, Any]:
    """A schedule of one day and the room 'Popov'."""
    days = [{"index": 1, "date": "2017-06-12", "rooms": {"Popov": [*events]}}]
    return {"schedule": {"version": "1", "conference": {"title": "C", "days": days, **conference}}}


def reading(value: Any, time_zone: str | None = ZONE) -> Imported:
    return read(BytesIO(value if isinstance(value, bytes) else json.dumps(value).encode()), time_zone=time_zone)


def test_a_whole_file() -> None:
    value = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "other"},
        "schedule": {
            "version": "1",
            "conference": {
                "title": "Forum  of Tests",
                "acronym": "forum",
                "start": "2017-06-12",
                "end": "2017-06-13",
                "timeslot_duration": "00:05",
                "time_zone_name": ZONE,
                "url": "https://forum.example/",
                "tracks": [{"name": "Access", "slug": "access", "color": "#ff0000"}],
                "rooms": [{"name": "Popov", "guid": "a-room"}, {"name": "Empty", "guid": "b-room"}],
                "days": [
                    {
                        "date": "2017-06-12",
                        "day_start": "2017-06-12T09:00:00+02:00",
                        "day_end": "2017-06-13T02:00:00+02:00",
                        "rooms": {
                            "Popov": [
                                {
                                    "id": 7,
                                    "guid": "foreign guid",
                                    "code": "ABC",
                                    "date": "2017-06-12T08:00:00+01:00",
                                    "start": "09:00",
                                    "end": "2017-06-12T09:45:30+02:00",
                                    "duration": "00:46",
                                    "room": "Popov",
                                    "slug": "forum-welcome",
                                    "title": " Wel&come ",
                                    "subtitle": None,
                                    "type": "talk",
                                    "track": "Access",
                                    "language": "en",
                                    "abstract": "<p>A</p>",
                                    "description": "B < C",
                                    "persons": [
                                        {"id": 3, "public_name": "Anna"},
                                        {"guid": "x", "name": "Ben"},
                                        {"code": "AB3", "name": "Cleo", "avatar": None},
                                    ],
                                    "links": [{"url": "https://a.example/", "title": "A", "type": "web"}],
                                    "attachments": [{"url": "https://b.example/"}],
                                    "do_not_record": False,
                                }
                            ]
                        },
                    }
                ],
            },
        },
    }
    assert reading(value, None) == Imported(
        time_zone=ZONE,
        title="Forum of Tests",
        acronym="forum",
        starts_on=date(2017, 6, 12),
        ends_on=date(2017, 6, 13),
        grid_minutes=5,
        website="https://forum.example/",
        days=(ImportedDay(date(2017, 6, 12), 540, 1560),),
        rooms=(ImportedRoom("Popov", "a-room"),),
        tracks=(ImportedTrack("Access", "#ff0000", "access"),),
        events=(
            ImportedEvent(
                line=1,
                id="7",
                code="7",
                export_id=7,
                guid="foreign guid",
                slug="forum-welcome",
                starts=at("2017-06-12T09:00"),
                ends=at("2017-06-12T09:45:30"),
                day=date(2017, 6, 12),
                room=ImportedRoom("Popov", "a-room"),
                title="Wel&come",
                subtitle="",
                type="talk",
                track="Access",
                languages=("en",),
                abstract="A",
                description="B < C",
                persons=(ImportedPerson("Anna", 3), ImportedPerson("Ben", guid="x"), ImportedPerson("Cleo")),
                links=(Link("https://a.example/", "A"),),
            ),
        ),
        notes=(Flaw("rooms", "Room 'Empty' has no event and is left out."),),
    )


def test_what_is_not_said_is_not_known() -> None:
    assert reading(document(EVENT)).events == (PLAIN,)


@pytest.mark.parametrize(
    ("event", "flaws"),
    [
        pytest.param([], [(f"{HERE}/0", "This is no event: it is no object.")], id="no object"),
        pytest.param(
            {**EVENT, "title": {"en": "One"}},
            [
                (f"{HERE}/0/title", "The title is no text, and is read as if there were none."),
                (f"{HERE}/0", "The event has no title."),
            ],
            id="a title of several languages",
        ),
        pytest.param(
            {**EVENT, "end": "2017-06-12T10:00:00+02:00"},
            [(f"{HERE}/0", "The event ends at 2017-06-12T10:00:00+02:00, which is not after its start.")],
            id="an end at the start",
        ),
        pytest.param(
            {**EVENT, "end": "2017-06-13"},
            [(f"{HERE}/0", "The end '2017-06-13' has no time. Write it like 2017-06-12T10:00:00+02:00.")],
            id="an end without a time",
        ),
        pytest.param(
            {**EVENT, "id": 0.5},
            [(f"{HERE}/0", "The event has no id. Give it one: 1 to 32 letters A-Z, a-z and digits.")],
            id="an id that is no whole number",
        ),
        pytest.param(
            {**EVENT, "duration": "long", "date": "soon"},
            [
                (f"{HERE}/0", "'soon' is not a date and time. Write it like 2017-06-12T09:00:00+02:00."),
                (f"{HERE}/0", "'long' is not a duration. Write hours and minutes, like 1:30."),
            ],
            id="several at once",
        ),
    ],
)
def test_a_bad_event_is_told_with_its_pointer_and_the_others_are_read(event: Any, flaws: list[tuple[str, str]]) -> None:
    said = reading(document(event, {**EVENT, "id": 2}))
    assert [(flaw.pointer, flaw.message) for flaw in said.flaws] == flaws
    assert [row.code for row in said.events] == ["2"]


@pytest.mark.parametrize(
    ("days", "flaws"),
    [
        pytest.param(["Monday"], ["/schedule/conference/days/0: This is no day: it is no object."], id="a word"),
        pytest.param(
            [{"date": "2017-06-12", "rooms": []}],
            ["/schedule/conference/days/0/rooms: This is no object of rooms and their events, so it has none."],
            id="rooms in a list",
        ),
        pytest.param(
            [{"date": "2017-06-12", "rooms": {"A/B~C": {}}}],
            ["/schedule/conference/days/0/rooms/A~1B~0C: This is no list of events."],
            id="events in an object",
        ),
        pytest.param(
            [{"date": "12 June", "rooms": {}}],
            [
                (
                    "/schedule/conference/days/0: The day's date: '12 June' is not a date and time. Write it like "
                    "2017-06-12T09:00:00+02:00."
                )
            ],
            id="a bad date",
        ),
    ],
)
def test_a_bad_day_is_told_with_its_pointer(days: Any, flaws: list[str]) -> None:
    assert [str(flaw) for flaw in reading(document(days=days)).flaws] == flaws


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "The file is no JSON: Expecting value.", id="nothing"),
        pytest.param(b'{"a": 1,\n}', "The file is no JSON: ", id="a comma too many"),
        pytest.param(b"[" * 100_000, "The file is nested too deeply to be a schedule.", id="deep lists"),
        pytest.param(b'{"a":' * 100_000, "The file is nested too deeply to be a schedule.", id="deep objects"),
        pytest.param(b"[" + b"9" * 5001 + b"]", "The file holds a number that is too long.", id="a long number"),
        pytest.param(b'{"a": NaN}', "The file holds NaN, which is no JSON.", id="NaN"),
        pytest.param(
            b'{"a": 1, "a": 2}',
            "The file names 'a' twice in one object, where only one would be read.",
            id="a name twice",
        ),
        pytest.param(b'{"a": "\xe9"}', "The file is not UTF-8. Save it as UTF-8.", id="Latin-1"),
        pytest.param(b"[]", "This is no schedule.json: it has no object at /schedule.", id="a list"),
        pytest.param(
            b'{"schedule": {"conference": {"days": {}}}}',
            "This is no schedule.json: it has no list at /schedule/conference/days.",
            id="days in an object",
        ),
    ],
)
def test_what_is_no_schedule_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading(content)
    assert refused.value.detail.startswith(told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encodings_of_json_are_told_apart(encoding: str) -> None:
    content = json.dumps(document({**EVENT, "title": "Ünal"}), ensure_ascii=False).encode(encoding)
    assert [row.title for row in reading(content).events] == ["Ünal"]


def test_files_that_are_too_large_are_refused() -> None:
    content = json.dumps(document(EVENT, {**EVENT, "id": 2})).encode()
    with pytest.raises(InvalidInput, match="more than 1 events"):
        read(BytesIO(content), time_zone=ZONE, max_events=1)
    with pytest.raises(InvalidInput, match="more than 10 bytes"):
        read(BytesIO(content), time_zone=ZONE, max_bytes=10)


def test_progress_hears_how_much_was_read() -> None:
    content = json.dumps(document(*({**EVENT, "id": n, "description": "x" * 900} for n in range(1, 101)))).encode()
    heard: list[int] = []
    read(BytesIO(content), time_zone=ZONE, progress=heard.append)
    assert heard == [65536, len(content)]


def test_bad_words_are_cleaned_and_half_characters_go() -> None:
    content = json.dumps(document({**EVENT, "title": "a\u202eb\u0000\ud800c"})).encode()
    assert [row.title for row in reading(content).events] == ["abc"]
