"""One programme with everything that schedule.xml can and cannot say, and the schema that all output has to meet."""

from datetime import date
from functools import lru_cache
from io import BytesIO

import xmlschema

from scheduler.domain.event import Day, Event
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Link, Part, Session, SessionType, Track
from scheduler.domain.venue import Room
from tests.factories import at
from tests.machine import ROOT, lacking

SHARED = ROOT.parent / "shared" / "data" / "schedules"
GOLDEN = ROOT / "tests" / "golden" / "schedule.xml"

EXAMPLE = ordered(
    Programme(
        event=Event(
            slug="wsis-2017",
            name="WSIS Forum 2017",
            time_zone="Europe/Zurich",
            uid_domain="wsis.example",
            days=(Day(date(2017, 6, 12), 540, 1560), Day(date(2017, 6, 13), 480, 1080)),
            website="https://forum.example/",
            day_change=240,
        ),
        rooms=(
            Room("popov", "Popov Room", position=0, capacity=80),
            Room("room-a", "Room A & B", position=1, guid="0d4a4bcf-2ee4-4d9b-8ac4-1c8a2f2fd0b1"),
        ),
        session_types=(SessionType("panel", "Panel"),),
        tracks=(Track("access", "Access", "#0055aa"), Track("2030", "Agenda 2030")),
        people=(
            Person("p1", "anna", "Anna Ünal", export_id=31),
            Person("p2", "ben", "Ben <B>", guid="6f0f1b60-9c40-4b4e-8d0e-5d8d7bb9d4d8"),
            Person("p3", "hidden", "Hidden"),
        ),
        sessions=(
            Session(
                "396",
                "Opening",
                (Part(1, 45, export_id=396), Part(2, 90, "(continued)", export_id=1, guid="no-uuid")),
                subtitle="Of the Forum",
                abstract="First.\n\nThen <more>.",
                description="All of it.\u0001",
                type="panel",
                track="access",
                languages=("en", "fr"),
                appearances=(
                    Appearance("p2", "chair"),
                    Appearance("p1"),
                    Appearance("p2"),
                    Appearance("p3", visibility="hidden"),
                    Appearance("p3", visibility="unnamed"),
                ),
                links=(Link("https://docs.example/?a=1&b=2", "Paper"),),
            ),
            Session("Ab9", "Night", (Part(1, 90, export_id=2, guid="11111111-2222-4333-8444-555555555555"),)),
            Session("5", "Online", (Part(1, 30, export_id=5),), appearances=(Appearance("p1", part=1),)),
            Session("6", "Exhibition", (Part(1, 7200, export_id=6),), track="2030"),
            Session("7", "Cancelled", (Part(1, 30, export_id=7),), state="cancelled"),
            Session("8", "Not placed", (Part(1, 30, export_id=8),)),
        ),
        placements=(
            Placement("396", 1, at("2017-06-12T09:00"), at("2017-06-12T09:45"), "popov", also_in=("room-a",)),
            Placement("396", 2, at("2017-06-13T14:00:30"), at("2017-06-13T15:30:15"), "room-a"),
            Placement("Ab9", 1, at("2017-06-13T00:30"), at("2017-06-13T02:00"), "popov"),
            Placement("5", 1, at("2017-06-13T10:00"), at("2017-06-13T10:30")),
            Placement("6", 1, at("2017-06-14T08:00"), at("2017-06-19T08:00"), None, also_in=("room-a",)),
            Placement("7", 1, at("2017-06-13T11:00"), at("2017-06-13T11:30"), "popov"),
        ),
    )
)
CANCELLED = frozenset({("7", 1)})


@lru_cache
def _schema() -> xmlschema.XMLSchema:
    path = SHARED / "schedule.xml.xsd"
    if not path.exists():
        lacking("the c3voc schema is not beside this clone (shared/data/schedules/schedule.xml.xsd)")
    return xmlschema.XMLSchema(str(path))


def require_valid(content: bytes) -> None:
    """Nothing, if the c3voc schema finds nothing in the document; else the first thing it finds is raised."""
    _schema().validate(BytesIO(content))
