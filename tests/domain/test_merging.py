"""Imports laid over nothing, over themselves, and over what organisers have made of them since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.event import Day, Event
from scheduler.domain.imported import (
    Imported,
    ImportedDay,
    ImportedEvent,
    ImportedPerson,
    ImportedRoom,
    ImportedTrack,
)
from scheduler.domain.merging import Missing, merge
from scheduler.domain.merging_sessions import merged_appearances
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Link, Part, Session, SessionType, Track
from scheduler.domain.venue import Room
from tests.factories import ZONE, at

DOMAIN = "forum.example"
POPOV, ROOM_A = ImportedRoom("Popov Room"), ImportedRoom("Room A")
ANNA, BEN, CLEO = ImportedPerson("Anna", 3), ImportedPerson("Ben"), ImportedPerson("Cleo", guid="cleo")


def new_ids(word: str) -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{word}-{next(numbers)}"


def row(code: str, starts: str = "2017-06-12T10:00", minutes: int = 60, **kw: Any) -> ImportedEvent:
    number = int(code) if code.isdecimal() else None
    defaults: dict[str, Any] = {"line": 1, "id": code, "title": f"Session {code}", "export_id": number, "room": POPOV}
    begins = at(starts)
    return ImportedEvent(code=code, starts=begins, ends=begins + minutes * 60, **defaults | kw)


def imported(*events: ImportedEvent, **kw: Any) -> Imported:
    rooms = dict.fromkeys(event.room for event in events if event.room)
    return Imported(**{"time_zone": ZONE, "title": "Forum", "rooms": tuple(rooms), "events": events} | kw)


def merged(draft: Programme | None, said: Imported, missing: Missing = "keep") -> Programme:
    """The import over the draft; people who come with a draft's import are `later-1` and so on, else `id-1`."""
    ids = new_ids("later" if draft else "id")
    return merge(draft, said, event_slug="forum", uid_domain=DOMAIN, new_person_id=ids, missing=missing)


def test_a_new_event() -> None:
    said = imported(
        row(
            "7",
            day=date(2017, 6, 12),
            guid="foreign",
            subtitle="Sub",
            type="Talk",
            track="Access",
            languages=("en",),
            abstract="A",
            description="D",
            persons=(ANNA, BEN),
            links=(Link("https://a.example/"),),
        ),
        row("x1", "2017-06-12T23:30", 90, day=date(2017, 6, 12), room=ROOM_A, type="Talk", persons=(BEN, CLEO)),
        row("8", "2017-06-13T11:00", 90, day=date(2017, 6, 13), room=None, track="Skills"),
        days=(ImportedDay(date(2017, 6, 12), 540, 1080),),
        tracks=(ImportedTrack("Access", "#ff0000", "c2"),),
        grid_minutes=5,
        website="https://forum.example/",
    )
    assert merged(None, said) == Programme(
        event=Event(
            "forum",
            "Forum",
            ZONE,
            DOMAIN,
            days=(Day(date(2017, 6, 12), 540, 1500), Day(date(2017, 6, 13), 660, 750)),
            website="https://forum.example/",
            day_change=60,
            grid_minutes=5,
        ),
        rooms=(Room("popov-room", "Popov Room", position=0), Room("room-a", "Room A", position=1)),
        session_types=(SessionType("talk", "Talk", duration_minutes=60),),
        tracks=(Track("c2", "Access", "#ff0000"), Track("skills", "Skills")),
        people=(
            Person("id-1", "anna", "Anna", export_id=3),
            Person("id-2", "ben", "Ben"),
            Person("id-3", "cleo", "Cleo", guid="cleo"),
        ),
        sessions=(
            Session(
                "7",
                "Session 7",
                (Part(1, 60, export_id=7, guid="foreign"),),
                subtitle="Sub",
                abstract="A",
                description="D",
                type="talk",
                track="c2",
                languages=("en",),
                appearances=(Appearance("id-1"), Appearance("id-2")),
                links=(Link("https://a.example/"),),
                state="confirmed",
            ),
            Session("8", "Session 8", (Part(1, 90, export_id=8),), track="skills", state="confirmed"),
            Session(
                "x1",
                "Session x1",
                (Part(1, 90, export_id=1),),
                type="talk",
                appearances=(Appearance("id-2"), Appearance("id-3")),
                state="confirmed",
            ),
        ),
        placements=(
            Placement("7", 1, at("2017-06-12T10:00"), at("2017-06-12T11:00"), "popov-room"),
            Placement("x1", 1, at("2017-06-12T23:30"), at("2017-06-13T01:00"), "room-a"),
            Placement("8", 1, at("2017-06-13T11:00"), at("2017-06-13T12:30"), None),
        ),
    )


def test_the_most_common_length_is_the_length_of_a_type_and_the_shorter_of_two() -> None:
    said = imported(
        row("1", minutes=90, type="Talk"),
        row("2", minutes=30, type="Talk"),
        row("3", minutes=90, type="Talk"),
        row("4", minutes=45, type="Panel"),
        row("5", minutes=20, type="Panel"),
    )
    assert merged(None, said).session_types == (SessionType("panel", "Panel", 20), SessionType("talk", "Talk", 90))


JUNE = (date(2017, 6, 12), date(2017, 6, 13), date(2017, 6, 14))
DAYS: dict[str, tuple[Imported, tuple[Day, ...], int]] = {
    "hours of the file": (imported(days=(ImportedDay(JUNE[0], 600, 1200),)), (Day(JUNE[0], 600, 1200),), 0),
    "no hours and no event": (imported(days=(ImportedDay(JUNE[0]),)), (Day(JUNE[0], 0, 1440),), 0),
    "hours of the events": (
        imported(row("1"), row("2", "2017-06-12T16:15"), days=(ImportedDay(JUNE[0]),)),
        (Day(JUNE[0], 600, 1035),),
        0,
    ),
    "days that are no elements": (imported(row("1", "2017-06-13T10:00")), (Day(JUNE[1], 600, 660),), 0),
    "odd seconds": (imported(replace(row("1"), starts=at("2017-06-12T10:00:30"))), (Day(JUNE[0], 600, 660),), 0),
    "after midnight, under the day before": (
        imported(row("1"), row("2", "2017-06-13T01:00", day=JUNE[0]), days=(ImportedDay(JUNE[0], 540, 1080),)),
        (Day(JUNE[0], 540, 1560),),
        120,
    ),
    "the file's day change": (
        imported(row("1", "2017-06-13T01:00"), row("2", "2017-06-13T10:00"), day_change=240),
        (Day(JUNE[0], 1500, 1560), Day(JUNE[1], 600, 660)),
        240,
    ),
    "days that end late and begin early": (
        imported(days=(ImportedDay(JUNE[0], 360, 2000), ImportedDay(JUNE[1], 300, 1080))),
        (Day(JUNE[0], 360, 2000), Day(JUNE[1], 300, 1080)),
        300,
    ),
    "under a day where it can't belong": (
        imported(row("1", "2017-06-14T10:00", day=JUNE[0]), days=(ImportedDay(JUNE[0], 540, 1080),)),
        (Day(JUNE[0], 540, 1080), Day(JUNE[2], 600, 660)),
        0,
    ),
    "two days long": (
        imported(row("1", minutes=48 * 60, day=JUNE[0])),
        (Day(JUNE[0], 600, 1440), Day(JUNE[1], 0, 1440), Day(JUNE[2], 0, 600)),
        0,
    ),
}


@pytest.mark.parametrize(("said", "days", "day_change"), DAYS.values(), ids=DAYS.keys())
def test_days_of_a_new_event(said: Imported, days: tuple[Day, ...], day_change: int) -> None:
    programme = merged(None, said)
    assert (programme.event.days, programme.event.day_change) == (days, day_change)
    assert merged(programme, said) == programme


@pytest.mark.parametrize(
    ("starts", "minutes"),
    [("2017-10-29T01:30+02:00", 60), ("2017-10-29T02:30+02:00", 60), ("2017-10-29T02:10+01:00", 15)],
)
def test_hours_hold_what_happens_while_clocks_are_put_back(starts: str, minutes: int) -> None:
    event = merged(None, imported(row("1", starts, minutes))).event
    hours = [event.span_of(day) for day in event.days]
    assert [span.starts <= at(starts) < at(starts) + minutes * 60 <= span.ends for span in hours] == [True]


def test_again_changes_nothing() -> None:
    said = imported(
        row("1", persons=(ANNA, BEN), type="Talk", track="Access"),
        row("1", "2017-06-13T01:00", 30, persons=(BEN, CLEO), room=ROOM_A),
        row("x", persons=(CLEO,), room=None),
        days=(ImportedDay(date(2017, 6, 12), 540, 1560),),
    )
    once = merged(None, said)
    assert merged(once, said) == once
    assert merged(once, said, "cancel") == once


def test_what_the_file_can_not_say_stays() -> None:
    said = imported(row("1", persons=(ANNA, BEN), type="Talk", track="Access", languages=("en",)))
    first = merged(None, said)
    draft = ordered(
        replace(
            first,
            event=replace(first.event, name="Our Forum", days=(Day(date(2017, 6, 12), 480, 630),), contact_email="a@b"),
            rooms=(replace(first.rooms[0], capacity=80, position=4, turnover_minutes=10), Room("room-a", "Room A")),
            session_types=(replace(first.session_types[0], plenary=True, duration_minutes=10),),
            tracks=(replace(first.tracks[0], colour="#00ff00"),),
            people=tuple(replace(p, country="CH", floating=True) for p in first.people),
            sessions=(
                replace(
                    first.sessions[0],
                    terms=("sdg:4",),
                    expected_attendance=50,
                    mode="hybrid",
                    state="accepted",
                    visibility="internal",
                    parts=(replace(first.sessions[0].parts[0], duration_minutes=55),),
                    appearances=(
                        Appearance("id-9", visibility="hidden"),
                        Appearance("id-1", "chair", "remote", confirmed=False),
                        Appearance("id-2", "moderator"),
                        Appearance("id-2", "rapporteur"),
                    ),
                ),
            ),
            placements=(replace(first.placements[0], also_in=("room-a",), setup_minutes=5, pinned=True),),
        )
    )
    assert merged(draft, said) == draft


def test_what_the_file_says_is_updated() -> None:
    first = merged(None, imported(row("1", persons=(ANNA, BEN), type="Talk", track="Access", subtitle="S", guid="g")))
    draft = replace(first, placements=(replace(first.placements[0], also_in=("room-a",), pinned=True),))
    later = row(
        "1",
        "2017-06-14T15:00",
        90,
        room=ROOM_A,
        title="New",
        subtitle="",
        type="",
        track="Skills",
        persons=(CLEO, replace(ANNA, name="Anna B")),
        guid="h",
    )
    after = merged(draft, imported(later))
    assert after.sessions == (
        replace(
            first.sessions[0],
            title="New",
            subtitle="",
            type=None,
            track="skills",
            parts=(Part(1, 90, export_id=1, guid="h"),),
            appearances=(Appearance("later-1"), Appearance("id-1")),
        ),
    )
    assert after.placements == (
        Placement("1", 1, at("2017-06-14T15:00"), at("2017-06-14T16:30"), "room-a", pinned=True),
    )
    assert after.event.days == (Day(date(2017, 6, 12), 600, 660), Day(date(2017, 6, 14), 900, 990))
    assert after.person["id-1"] == Person("id-1", "anna", "Anna B", export_id=3)


def test_new_rooms_come_last_and_known_ones_keep_their_place() -> None:
    first = merged(None, imported(row("1"), row("2", room=ROOM_A)))
    after = merged(first, imported(row("3", room=ImportedRoom("Foyer")), row("2", room=ROOM_A)))
    assert after.rooms == (
        Room("popov-room", "Popov Room", position=0),
        Room("room-a", "Room A", position=1),
        Room("foyer", "Foyer", position=2),
    )


OUR_ROOM_GUID = str(uuid5(NAMESPACE_URL, "https://forum.example/forum/rooms/hall"))
ROOMS = {
    "by name": (Room("hall", "Hall"), ImportedRoom("Hall"), (Room("hall", "Hall"),)),
    "by name, learning the guid": (Room("hall", "Hall"), ImportedRoom("Hall", "g"), (Room("hall", "Hall", guid="g"),)),
    "by guid, learning the name": (
        Room("hall", "Hall", guid="g"),
        ImportedRoom("Great Hall", "g"),
        (Room("hall", "Great Hall", guid="g"),),
    ),
    "by the guid that we would write": (
        Room("hall", "Hall"),
        ImportedRoom("Great Hall", OUR_ROOM_GUID),
        (Room("hall", "Great Hall"),),
    ),
    "one name, two guids": (
        Room("hall", "Hall", guid="g"),
        ImportedRoom("Hall", "h"),
        (Room("hall", "Hall", guid="g"), Room("hall-2", "Hall", position=1, guid="h")),
    ),
    "another name, one slug": (
        Room("hall", "Hall"),
        ImportedRoom("HALL!"),
        (Room("hall", "Hall"), Room("hall-2", "HALL!", position=1)),
    ),
    "a name without letters": (
        Room("room", "Room"),
        ImportedRoom("会議室"),
        (Room("room", "Room"), Room("room-2", "会議室", position=1)),
    ),
}


@pytest.mark.parametrize(("known", "said", "rooms"), ROOMS.values(), ids=ROOMS.keys())
def test_rooms(known: Room, said: ImportedRoom, rooms: tuple[Room, ...]) -> None:
    draft = replace(merged(None, imported()), rooms=(known,))
    after = merged(draft, imported(row("1", room=said)))
    assert after.rooms == rooms
    assert after.placements[0].room == rooms[-1].slug


TRACKS = {
    "by name": (Track("a", "Access"), ImportedTrack("Access", "", "b"), (Track("a", "Access"),)),
    "by name, learning the colour": (
        Track("a", "Access", "#000000"),
        ImportedTrack("Access", "#ffffff"),
        (Track("a", "Access", "#ffffff"),),
    ),
    "by slug, learning the name": (Track("a", "Access"), ImportedTrack("Entry", "", "a"), (Track("a", "Entry"),)),
    "new": (Track("a", "Access"), ImportedTrack("A"), (Track("a", "Access"), Track("a-2", "A"))),
}


@pytest.mark.parametrize(("known", "said", "tracks"), TRACKS.values(), ids=TRACKS.keys())
def test_tracks(known: Track, said: ImportedTrack, tracks: tuple[Track, ...]) -> None:
    draft = replace(merged(None, imported()), tracks=(known,))
    after = merged(draft, imported(row("1", track=said.name), tracks=(said,)))
    assert after.tracks == tracks
    assert after.sessions[0].track == tracks[-1].slug


KNOWN = Person("p", "anna", "Anna")
OUR_PERSON_GUID = str(uuid5(NAMESPACE_URL, "https://forum.example/forum/people/p"))
NEW = Person("later-1", "anna-2", "Anna")
PEOPLE = {
    "by name": (KNOWN, ImportedPerson("Anna"), (KNOWN,)),
    "by name, learning the id": (KNOWN, ImportedPerson("Anna", 3), (replace(KNOWN, export_id=3),)),
    "by name, learning the guid": (KNOWN, ImportedPerson("Anna", guid="g"), (replace(KNOWN, guid="g"),)),
    "by id, learning the name": (
        replace(KNOWN, export_id=3),
        ImportedPerson("Dr Anna", 3),
        (replace(KNOWN, name="Dr Anna", export_id=3),),
    ),
    "by guid, learning name and id": (
        replace(KNOWN, guid="g"),
        ImportedPerson("Dr Anna", 3, "g"),
        (replace(KNOWN, name="Dr Anna", guid="g", export_id=3),),
    ),
    "by the guid that we would write": (
        KNOWN,
        ImportedPerson("Dr Anna", guid=OUR_PERSON_GUID),
        (replace(KNOWN, name="Dr Anna"),),
    ),
    "id before guid": (
        replace(KNOWN, export_id=3, guid="g"),
        ImportedPerson("Anna", 3, "h"),
        (replace(KNOWN, export_id=3, guid="h"),),
    ),
    "one name, known by another id": (
        replace(KNOWN, export_id=3),
        ImportedPerson("Anna", 4),
        (replace(NEW, export_id=4), replace(KNOWN, export_id=3)),
    ),
    "one name, known by an id that the row lacks": (
        replace(KNOWN, export_id=3),
        ImportedPerson("Anna"),
        (NEW, replace(KNOWN, export_id=3)),
    ),
    "one name, two guids": (
        replace(KNOWN, guid="g"),
        ImportedPerson("Anna", guid="h"),
        (replace(NEW, guid="h"), replace(KNOWN, guid="g")),
    ),
    "another name": (KNOWN, ImportedPerson("anna"), (replace(NEW, name="anna"), KNOWN)),
}


@pytest.mark.parametrize(("known", "said", "people"), PEOPLE.values(), ids=PEOPLE.keys())
def test_people(known: Person, said: ImportedPerson, people: tuple[Person, ...]) -> None:
    draft = replace(merged(None, imported()), people=(known,))
    after = merged(draft, imported(row("1", persons=(said,))))
    assert after.people == people
    assert after.sessions[0].appearances == (Appearance(people[0].id),)


def test_a_person_of_two_spellings_or_two_ids_is_one_person() -> None:
    said = imported(
        row("1", persons=(ImportedPerson("Anna", 3, "g"),)),
        row("2", persons=(ImportedPerson("Anna B.", 3),)),
        row("3", persons=(ImportedPerson("A. B.", 4, "g"),)),
        row("4", persons=(ImportedPerson("A. B.", 4),)),
    )
    once = merged(None, said)
    assert once.people == (Person("id-1", "anna", "Anna", export_id=3, guid="g"),)
    assert merged(once, said) == once


def test_parts_are_numbered_by_time_and_the_first_has_the_code_as_its_number() -> None:
    said = imported(
        row("5", "2017-06-14T10:00"),
        row("5", "2017-06-12T10:00", 30),
        row("5", "2017-06-12T10:00"),
        row("2"),
        row("abc"),
        row("1"),
    )
    programme = merged(None, said)
    assert {session.code: session.parts for session in programme.sessions} == {
        "1": (Part(1, 60, export_id=1),),
        "2": (Part(1, 60, export_id=2),),
        "5": (Part(1, 30, export_id=5), Part(2, 60, export_id=3), Part(3, 60, export_id=4)),
        "abc": (Part(1, 60, export_id=6),),
    }


def test_parts_of_our_own_exports_keep_number_id_and_suffix() -> None:
    one, two = (row("ab", part=n, export_id=n + 40, title_suffix=f"Part {n}") for n in (3, 7))
    assert merged(None, imported(two, one)).sessions[0].parts == (
        Part(3, 60, "Part 3", export_id=43),
        Part(7, 60, "Part 7", export_id=47),
    )


def test_an_id_or_guid_that_is_taken_is_not_given_twice() -> None:
    first = merged(None, imported(row("x", export_id=9, guid="g")))
    after = merged(first, imported(row("9", guid="g"), row("10")))
    assert [session.parts for session in after.sessions] == [
        (Part(1, 60, export_id=10),),
        (Part(1, 60, export_id=1),),
        (Part(1, 60, export_id=9, guid="g"),),
    ]


def test_a_guid_that_we_would_write_ourselves_is_not_stored() -> None:
    ours = str(uuid5(NAMESPACE_URL, "forum-1-1@forum.example"))
    assert merged(None, imported(row("1", guid=ours))).sessions[0].parts == (Part(1, 60, export_id=1),)


TEN, TWO_PM = "2017-06-12T10:00", "2017-06-12T14:00"
MORNING, AFTERNOON = row("1", TEN), row("1", TWO_PM)
REJOINED: dict[str, tuple[tuple[ImportedEvent, ...], dict[int, tuple[str, str | None]]]] = {
    "the same": ((AFTERNOON, MORNING), {1: (TEN, "popov-room"), 2: (TWO_PM, "popov-room")}),
    "the first moved behind the second": (
        (row("1", "2017-06-12T16:00"), AFTERNOON),
        {1: ("2017-06-12T16:00", "popov-room"), 2: (TWO_PM, "popov-room")},
    ),
    "both moved": (
        (row("1", "2017-06-12T11:00"), row("1", "2017-06-12T16:00")),
        {1: ("2017-06-12T11:00", "popov-room"), 2: ("2017-06-12T16:00", "popov-room")},
    ),
    "another room": (
        (AFTERNOON, replace(MORNING, room=ROOM_A)),
        {1: (TEN, "room-a"), 2: (TWO_PM, "popov-room")},
    ),
    "one more before": (
        (row("1", "2017-06-12T09:00"), MORNING, AFTERNOON),
        {1: (TEN, "popov-room"), 2: (TWO_PM, "popov-room"), 3: ("2017-06-12T09:00", "popov-room")},
    ),
    "one only": ((AFTERNOON,), {1: (TEN, "popov-room"), 2: (TWO_PM, "popov-room")}),
    "swapped by guid": (
        (replace(MORNING, guid="second"), replace(AFTERNOON, guid="first")),
        {1: (TWO_PM, "popov-room"), 2: (TEN, "popov-room")},
    ),
    "swapped by number": (
        (replace(MORNING, part=2), replace(AFTERNOON, part=1)),
        {1: (TWO_PM, "popov-room"), 2: (TEN, "popov-room")},
    ),
}


@pytest.mark.parametrize(("rows", "places"), REJOINED.values(), ids=REJOINED.keys())
def test_rows_find_their_parts_again(
    rows: tuple[ImportedEvent, ...], places: dict[int, tuple[str, str | None]]
) -> None:
    first = merged(None, imported(replace(MORNING, guid="first"), replace(AFTERNOON, guid="second")))
    after = merged(first, imported(*rows))
    assert {p.part: (p.starts, p.room) for p in after.placements} == {
        number: (at(starts), room) for number, (starts, room) in places.items()
    }


def apart(part: int, *appearances: Appearance) -> tuple[Appearance, ...]:
    """The appearances, in that part alone."""
    return tuple(replace(appearance, part=part) for appearance in appearances)


A, B, C = (Appearance(name) for name in "abc")
GUESTS = {name: ImportedPerson(name.upper(), number) for number, name in enumerate("abc", start=1)}
CHAIR_A, HIDDEN_C = replace(A, role="chair"), replace(C, visibility="hidden")
APPEARANCES: dict[str, tuple[tuple[Appearance, ...], tuple[str | None, ...], tuple[Appearance, ...]]] = {
    "not said": ((CHAIR_A,), (None,), (CHAIR_A,)),
    "nobody": ((CHAIR_A,), ("",), ()),
    "the same": ((CHAIR_A, B), ("ab",), (CHAIR_A, B)),
    "one more": ((CHAIR_A,), ("ab",), (CHAIR_A, B)),
    "another order": ((CHAIR_A, B), ("ba",), (B, CHAIR_A)),
    "one twice": ((CHAIR_A, B, A), ("ab",), (CHAIR_A, B, A)),
    "hidden stays": ((HIDDEN_C, CHAIR_A), ("b",), (HIDDEN_C, B)),
    "hidden stays in its place": ((A, HIDDEN_C, B), ("ba",), (B, HIDDEN_C, A)),
    "under an embargo stays": ((replace(C, embargo_until=1),), ("a",), (replace(C, embargo_until=1), A)),
    "hidden and public": ((HIDDEN_C, B, C), ("bc",), (HIDDEN_C, B, C)),
    "hidden and named is not doubled": ((HIDDEN_C,), ("c",), (HIDDEN_C,)),
    "all parts": ((), ("ab", "ab"), (A, B)),
    "one part": ((), ("ab", "b"), (replace(A, part=1), B)),
    "one part, first of all in another": ((), ("b", "ab", "bc"), (replace(A, part=2), B, replace(C, part=3))),
    "parts that disagree": ((), ("ab", "ba"), (*apart(1, A, B), *apart(2, B, A), *apart(3, A, B))),
    "parts that come to disagree": (
        (CHAIR_A, B),
        ("ab", "ba"),
        (*apart(1, CHAIR_A, B), *apart(2, B, CHAIR_A), *apart(3, CHAIR_A, B)),
    ),
    "parts that agree on the first": (
        (A, B, C),
        ("abc", "acb", "a"),
        (A, *apart(1, B, C), *apart(2, C, B)),
    ),
    "parts that agree on the last": (
        (),
        ("abc", "bac", "c"),
        (*apart(1, A, B), *apart(2, B, A), C),
    ),
    "parts that disagree, and some who are hidden": (
        (HIDDEN_C, A, B),
        ("ab", "ba"),
        (HIDDEN_C, *apart(1, A, B), *apart(2, B, A), *apart(3, A, B)),
    ),
    "orders that go round": (
        (),
        ("ab", "bc", "ca"),
        (*apart(1, A), *apart(3, C, A), *apart(1, B), *apart(2, B, C)),
    ),
    "one part of all": ((CHAIR_A, B), ("ab", "b"), (replace(CHAIR_A, part=1), B)),
    "the other part": ((replace(CHAIR_A, part=1), B), ("b", "ab"), (replace(A, part=2), B)),
    "a part that no row names": ((replace(A, part=3), B), ("b",), (replace(A, part=3), B)),
}


@pytest.mark.parametrize(("old", "named", "new"), APPEARANCES.values(), ids=APPEARANCES.keys())
def test_appearances(old: tuple[Appearance, ...], named: tuple[str | None, ...], new: tuple[Appearance, ...]) -> None:
    people = tuple(Person(name, name, guest.name, export_id=guest.id) for name, guest in GUESTS.items())
    parts = tuple(Part(number, 60, export_id=number) for number in (1, 2, 3))
    draft = replace(merged(None, imported()), people=people, sessions=(Session("1", "One", parts, appearances=old),))
    rows = (
        row("1", part=part, persons=None if names is None else tuple(GUESTS[name] for name in names))
        for part, names in enumerate(named, start=1)
    )
    said = imported(*rows)
    after = merged(draft, said)
    assert after.sessions[0].appearances == new
    assert merged(after, said) == after


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, 1, 2, 3])), max_size=5),
    st.lists(st.lists(st.sampled_from("abcd"), unique=True), min_size=1, max_size=3),
)
def test_each_part_has_the_people_and_the_order_of_its_row(
    old: list[tuple[str, int | None]], named: list[list[str]]
) -> None:
    rows = {number: tuple(people) for number, people in enumerate(named, start=1)}
    before = tuple(Appearance(name, part=part) for name, part in old)
    after = merged_appearances(before, rows, (1, 2, 3), frozenset())
    assert {n: tuple(dict.fromkeys(a.person for a in after if a.part in {None, n})) for n in rows} == rows


def test_placeholders_stay() -> None:
    first = merged(None, imported(row("1", persons=(ANNA, BEN))))
    anna, ben = first.people
    draft = replace(first, people=(replace(anna, placeholder=True), ben))
    assert merged(draft, imported(row("1", persons=()))).sessions[0].appearances == (Appearance("id-1"),)


SESSION = Session("1", "Session 1", (Part(1, 60, export_id=1),))
MISSING = {
    "confirmed": (replace(SESSION, state="confirmed"), "cancelled"),
    "accepted": (SESSION, "cancelled"),
    "proposed": (replace(SESSION, state="proposed"), "proposed"),
    "withdrawn": (replace(SESSION, state="withdrawn"), "withdrawn"),
    "internal": (replace(SESSION, visibility="internal"), "accepted"),
    "under an embargo": (replace(SESSION, embargo_until=at("2017-06-11T00:00")), "accepted"),
}


@pytest.mark.parametrize(("session", "state"), MISSING.values(), ids=MISSING.keys())
def test_missing_sessions(session: Session, state: str) -> None:
    first = replace(merged(None, imported(row("1"))), sessions=(session,))
    gone = imported(row("2"))
    kept, cancelled = merged(first, gone), merged(first, gone, "cancel")
    assert kept.sessions[0] == session
    assert cancelled.sessions[0] == replace(session, state=state)
    assert [p.session for p in kept.placements] == ["1", "2"]
    assert [p.session for p in cancelled.placements] == (["2"] if state == "cancelled" else ["1", "2"])


def test_missing_parts_lose_their_places_and_stay() -> None:
    first = merged(None, imported(replace(MORNING, part=1), replace(AFTERNOON, part=2)))
    said = imported(replace(MORNING, part=1))
    assert merged(first, said) == first
    assert merged(first, said, "cancel") == replace(first, placements=first.placements[:1])


def test_sessions_of_flawed_rows_are_not_missing() -> None:
    first = merged(None, imported(replace(MORNING, part=1), replace(AFTERNOON, part=2), row("2")))
    said = imported(replace(MORNING, part=1), unread=frozenset({"1", "2"}))
    assert merged(first, said, "cancel") == first


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_a_session_that_comes_back_is_confirmed_again(state: str) -> None:
    first = merged(None, imported(row("1")))
    ended = replace(first, sessions=(replace(first.sessions[0], state=state),), placements=())
    assert merged(ended, imported(row("1"))) == first


def test_an_import_makes_no_guess_where_several_rooms_are_held() -> None:
    """What an export shows under the first of several rooms comes back as those rooms; a move keeps the others."""
    first = merged(None, imported(row("1"), row("2", room=ROOM_A)))
    held = replace(first.placements[0], room=None, also_in=("popov-room", "room-a"))
    draft = ordered(replace(first, placements=(held, first.placements[1])))
    assert merged(draft, imported(row("1"))).placement["1", 1] == held
    assert merged(draft, imported(row("1", room=ROOM_A))).placement["1", 1] == replace(
        held, room="room-a", also_in=("popov-room",)
    )
