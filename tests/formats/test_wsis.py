"""The facts of the WSIS Forum 2017 arrive in the programme as they were collected, and nothing is added to them."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.ordering import ordered
from scheduler.domain.people import STAKEHOLDER_TYPES, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Link, Organiser, Part, Session
from scheduler.domain.venue import Room
from scheduler.domain.wording import clean_line, require_code, require_slug
from scheduler.formats.wsis import build
from tests import machine
from tests.factories import at, span

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "seed_data" / "wsis-2017"
SHARED = ROOT.parent / "shared" / "data" / "wsis2017"

CHAIR = "jean-philbert-nsengimana"


@pytest.fixture(scope="module")
def facts() -> Programme:
    return build(FOLDER, facts_only=True)


def _rows(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def test_counts_of_the_facts(facts: Programme) -> None:
    placed_in = [placement.room for placement in facts.placements]
    assert {
        "sessions": len(facts.sessions),
        "states": Counter(session.state for session in facts.sessions),
        "placed": len(placed_in),
        "placed without room": placed_in.count(None),
        "official numbers": sum(len(session.code) == 3 for session in facts.sessions),
        "slots": len(facts.slots),
        "rooms": len(facts.rooms),
        "buildings": [building.name for building in facts.buildings],
        "meetings": len(facts.meetings),
        "terms": {scheme.slug: len(scheme.terms) for scheme in facts.schemes},
    } == {
        "sessions": 40,
        "states": {"confirmed": 24, "accepted": 16},
        "placed": 24,
        "placed without room": 12,
        "official numbers": 15,
        "slots": 12,
        "rooms": 16,
        "buildings": ["CICG", "ITU Montbrillant", "ITU Tower", "ITU Varembé"],
        "meetings": 16 * 5,
        "terms": {"action-line": 18, "data": 2, "sdg": 17, "stakeholder": 6},
    }


def test_placed_are_confirmed_and_only_they(facts: Programme) -> None:
    assert {placement.session for placement in facts.placements} == {
        session.code for session in facts.sessions if session.state == "confirmed"
    }


def test_stakeholder_terms_are_the_types_of_organisations(facts: Programme) -> None:
    assert tuple(term.code for term in facts.scheme["stakeholder"].terms) == STAKEHOLDER_TYPES


def test_a_session_with_everything(facts: Programme) -> None:
    people = {person.slug: person.id for person in facts.people}
    assert facts.session["289"] == Session(
        code="289",
        title="Defining Internet Universality Indicators and Access Policies to Support the Implementation of the 2030"
        " Sustainable Development Agenda",
        parts=(Part(1, 90),),
        type="high-level-dialogue",
        terms=("data:fact",),
        interpretation=("en", "fr"),
        captioning=True,
        features=("captioning", "interpretation"),
        mode="hybrid",
        organisers=(Organiser("unesco"),),
        appearances=(
            Appearance(people["frank-la-rue"]),
            Appearance(people["raul-echeberria"], "moderator"),
            Appearance(people["anriette-esterhuysen"]),
        ),
        links=(
            Link("https://itu.int/net4/wsis/forum/2017/Agenda/Session/289", "Source"),
            Link(
                "https://dig.watch/events/wsis-forum-2017/defining-internet-universality-indicators-and-access-policies"
                "-support-implementation-2030",
                "Source",
            ),
        ),
        state="confirmed",
    )
    assert facts.placement["289", 1] == Placement(
        "289", 1, at("2017-06-14T13:30"), at("2017-06-14T15:00"), room="room-c"
    )
    assert facts.slot["289", 1] == RemoteSlot(
        "289", 1, "room-c-20170614", (Way("join"), Way("webcast")), intervention_slots=3
    )


def test_an_unplaced_session_wishes_for_its_days(facts: Programme) -> None:
    wishes = {session.title: session.wishes for session in facts.sessions if session.wishes}
    assert len(wishes) == 14
    assert wishes["WSIS Forum Hack for Health"] == (
        span("2017-06-11T00:00", "2017-06-12T00:00"),
        span("2017-06-12T00:00", "2017-06-13T00:00"),
    )
    assert wishes["Moderated High-Level Policy Session 9"] == (span("2017-06-14T00:00", "2017-06-15T00:00"),)


@pytest.mark.parametrize(
    ("code", "slug", "appearance"),
    [
        pytest.param("331", "alexis-cullen", ("speaker", "remote"), id="remote speaker"),
        pytest.param("387", "rowan-farrell", ("speaker", "remote"), id="by video"),
        pytest.param("281", "antonio-guterres", ("speaker", "remote"), id="message"),
        pytest.param("281", CHAIR, ("chair", "onsite"), id="the Forum's chairman"),
        pytest.param("396", "habib-kammoun", ("moderator", "onsite"), id="track facilitator"),
        pytest.param("396", "reinhard-scholl", ("speaker", "onsite"), id="action line facilitator"),
        pytest.param("1004", "neil-blakeman", ("panellist", "onsite"), id="panellist"),
    ],
)
def test_a_listed_role(facts: Programme, code: str, slug: str, appearance: tuple[str, str]) -> None:
    person = facts.person_by_slug[slug].id
    assert [(a.role, a.mode) for a in facts.session[code].appearances if a.person == person] == [appearance]


def test_the_chairman_floats_and_stands_on_each_policy_session(facts: Programme) -> None:
    chair = facts.person_by_slug[CHAIR]
    assert chair == Person(
        id=chair.id,
        slug=CHAIR,
        name="Jean Philbert Nsengimana",
        position="Chairman of WSIS Forum 2017; Minister of Youth and ICT",
        organisation="government-of-rwanda",
        rank=3,
        floating=True,
    )
    assert {
        session.title
        for session in facts.sessions
        if Appearance(chair.id, "chair") in session.appearances and session.title.startswith("Moderated")
    } == {f"Moderated High-Level Policy Session {number}" for number in range(1, 15)}
    assert [person.slug for person in facts.people if person.floating] == [CHAIR]


def test_people_stand_in_protocol_order(facts: Programme) -> None:
    for session in facts.sessions:
        ranks = [facts.person[appearance.person].rank or 9 for appearance in session.appearances]
        assert ranks == sorted(ranks), session.code
    opening = facts.session["281"]
    assert [facts.person[appearance.person].slug for appearance in opening.appearances] == [
        "antonio-guterres",
        "houlin-zhao",
        CHAIR,
        "frank-la-rue",
    ]


def test_placeholders_are_only_titles(facts: Programme) -> None:
    assert {person.name: person.organisation for person in facts.people if person.placeholder} == {
        "Representative of AUC": "auc",
        "Representative of Kenya Government": "kenya-government",
    }


def test_pieces_of_rooms(facts: Programme) -> None:
    assert {room.slug: room.pieces for room in facts.rooms if room.pieces} == {
        "popov-room": ("popov-room-1", "popov-room-2"),
        "room-c": ("room-c1", "room-c2"),
        "room-h": ("room-h1",),
        "room-k": ("room-k2",),
        "room-m": ("room-m2",),
    }
    assert facts.room["room-a"] == Room(
        "room-a", "Room A", position=5, features=("remote-platform", "webcast"), guid=None
    )
    assert {room.capacity for room in facts.rooms} == {None}


def test_rooms_offer_what_happened_in_them(facts: Programme) -> None:
    for placement in facts.placements:
        if placement.room:
            assert set(facts.session[placement.session].features) <= set(facts.room[placement.room].features)


def test_every_reference_leads_somewhere(facts: Programme) -> None:
    """Also a walk between each two buildings, and each room's meeting of each day."""
    for session in facts.sessions:
        assert session.type is None or session.type in facts.session_type
        assert session.track is None or session.track in facts.track
        assert set(session.terms) <= set(facts.term)
        assert set(session.features) <= set(facts.feature)
        assert {organiser.organisation for organiser in session.organisers} <= set(facts.organisation)
        assert {appearance.person for appearance in session.appearances} <= set(facts.person)
    assert {person.organisation for person in facts.people} - {None} <= set(facts.organisation)
    assert {room.building for room in facts.rooms} - {None} == set(facts.building)
    assert {feature for room in facts.rooms for feature in room.features} == set(facts.feature)
    assert set(facts.walking_minutes) == {(a, b) for a in facts.building for b in facts.building if a != b}
    assert {slot.meeting for slot in facts.slots} <= set(facts.meeting)
    assert {(meeting.room, meeting.day) for meeting in facts.meetings} == {
        (room, date(2017, 6, day)) for room in facts.room for day in range(12, 17)
    }


def test_keys_are_keys(facts: Programme) -> None:
    for session in facts.sessions:
        require_code(session.code)
    for things in (facts.rooms, facts.people, facts.organisations, facts.buildings, facts.meetings, facts.tracks):
        for thing in things:
            require_slug(thing.slug, "it")
    assert len(facts.person) == len(facts.person_by_slug) == len(facts.people)


def test_ordered_and_without_sample_data(facts: Programme) -> None:
    assert facts == ordered(facts)
    assert all("data:fact" in session.terms and "data:sample" not in session.terms for session in facts.sessions)


TABLES = [
    ("event.json", lambda data: [data]),
    ("sessions.json", list),
    ("people.json", list),
    ("organisations.json", list),
    ("rooms.json", list),
    ("session_types.json", list),
    ("action_lines.json", lambda data: data["action_lines"]),
    ("schemes.json", lambda data: [term for scheme in data for term in scheme["terms"]]),
    (
        "resources.json",
        lambda data: [row for rows in data.values() for row in (rows if isinstance(rows, list) else [rows])],
    ),
    ("sample.json", lambda data: data["grid"]),
]


@pytest.mark.parametrize(("name", "rows"), TABLES, ids=[name for name, _ in TABLES])
def test_every_row_says_where_it_is_from(name: str, rows: Any) -> None:
    table = rows(_rows(name))
    assert table
    assert [row for row in table if not (row["source"] and all(row["source"]))] == []


@pytest.mark.parametrize("name", [name for name, _ in TABLES])
def test_every_word_is_clean(name: str) -> None:
    words = _strings(_rows(name))
    assert [word for word in words if clean_line(word) != word] == []


def test_no_file_is_left_out_of_the_tables() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {name for name, _ in TABLES}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param(None, "There is no {path}. Name the folder that holds the seed's files.", id="missing"),
        pytest.param("[", "{path} is no JSON: Expecting value: line 1 column 2 (char 1).", id="no JSON"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path: Path, text: str | None, complaint: str) -> None:
    path = tmp_path / "resources.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InvalidInput) as refused:
        build(tmp_path)
    assert refused.value.detail == complaint.format(path=path)


@pytest.fixture(scope="module")
def collected() -> Any:
    if not SHARED.is_dir():
        machine.lacking(f"the collected facts are not at {SHARED}")
    return lambda name: json.loads((SHARED / name).read_text(encoding="utf-8"))


@pytest.mark.shared
class TestAgainstTheCollection:
    """What was collected beside the repository is what lies in it, word for word."""

    def test_sessions(self, collected: Any) -> None:
        kept = ("title", "number", "date", "start", "end", "sdgs", "remote", "captioning", "source", "note")
        rooms = {row["slug"]: f"{row['name']}, {row['building_as_listed']}" for row in _rows("rooms.json")}
        types = {row["slug"]: row["name"] for row in _rows("session_types.json")}
        organisations = {row["slug"]: row["name"] for row in _rows("organisations.json")}
        assert [
            {name: row[name] for name in kept}
            | {
                "room": rooms.get(row["room"]),
                "type": types.get(row["type"]),
                "organisers": [organisations[slug] for slug in row["organisers"]],
                "action_lines": [code.replace("C7-", "C7 ") for code in row["action_lines"]],
                "interpretation": row["interpretation"] and [language.upper() for language in row["interpretation"]],
            }
            for row in _rows("sessions.json")
        ] == [{name: value for name, value in row.items() if name != "speakers"} for row in collected("sessions.json")]

    def test_people_as_listed(self, collected: Any) -> None:
        names = {row["slug"]: row["name"] for row in _rows("people.json")}
        read = [
            Counter(
                (names[a["person"]], a["as_listed"], a["organisation_as_listed"], a.get("remote_as_listed", False))
                for a in row["appearances"]
                if "as_listed" in a
            )
            for row in _rows("sessions.json")
        ]
        listed = [
            Counter((s["name"], s["role"], s["organisation"], s.get("remote", False)) for s in row["speakers"])
            for row in collected("sessions.json")
        ]
        assert read == listed

    def test_rooms(self, collected: Any) -> None:
        assert [
            (row["name"], row["building_as_listed"], row["capacity"], row["note"]) for row in _rows("rooms.json")
        ] == [(row["name"], row["building"], row["capacity"], row["note"]) for row in collected("rooms.json")]

    def test_action_lines(self, collected: Any) -> None:
        kept = ("order", "name", "facilitators", "sdgs")
        assert [
            {name: row[name] for name in kept} | {"code": row["code"].replace("C7-", "C7 ")}
            for row in _rows("action_lines.json")["action_lines"]
        ] == collected("action_lines.json")["action_lines"]


def test_nothing_of_the_facts_changes_when_the_week_is_filled(facts: Programme) -> None:
    whole = build(FOLDER)
    assert (
        ordered(
            replace(
                whole,
                sessions=tuple(s for s in whole.sessions if "data:fact" in s.terms),
                placements=tuple(p for p in whole.placements if "data:fact" in whole.session[p.session].terms),
                slots=tuple(s for s in whole.slots if "data:fact" in whole.session[s.session].terms),
                people=tuple(p for p in whole.people if not p.name.startswith("Sample ")),
                organisations=tuple(o for o in whole.organisations if not o.name.startswith("Sample ")),
            )
        )
        == facts
    )
