"""A programme with every kind of thing and every field away from its default: what is stored must come back whole."""

from datetime import date

from scheduler.domain.event import Day, Event
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
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
from scheduler.domain.venue import Building, Feature, Room, Walk
from tests.factories import at, span

FR = (("name", "fr", "Nom"),)

EVERYTHING = ordered(
    Programme(
        event=Event(
            slug="everything",
            name="Everything 2017",
            time_zone="Europe/Zurich",
            uid_domain="everything.example",
            days=(Day(date(2017, 6, 12), 480, 1200), Day(date(2017, 6, 13), 540, 1560)),
            theme="All of it",
            venue="ITU, Geneva",
            website="https://everything.example/",
            contact_email="desk@everything.example",
            co_organisers=("One", "Two"),
            locales=("en", "fr"),
            day_change=240,
            grid_minutes=5,
            refresh_minutes=30,
            translations=(("name", "fr", "Tout 2017"),),
        ),
        buildings=(Building("tower", "Tower", "Place 1", 46.2, 6.1, FR), Building("cicg", "CICG")),
        walks=(Walk("cicg", "tower", 9),),
        features=(Feature("booths", "Booths", FR), Feature("captions", "Captions")),
        rooms=(
            Room(
                slug="whole",
                name="Whole",
                building="tower",
                floor="-2",
                capacity=300,
                position=1,
                features=("booths", "captions"),
                pieces=("right", "left"),
                turnover_minutes=10,
                parallel=True,
                availability=(
                    span("2017-06-12T08:00", "2017-06-12T20:00"),
                    span("2017-06-13T08:00", "2017-06-13T20:00"),
                ),
                guid="e1f4c1f0-0000-4000-8000-000000000001",
                translations=FR,
            ),
            Room(slug="left", name="Left", position=2),
            Room(slug="right", name="Right", position=3),
        ),
        session_types=(
            SessionType("plenary", "Plenary", 240, "#123456", plenary=True, translations=FR),
            SessionType("coffee", "Coffee", 30, break_=True),
            SessionType("show", "Show", 480, background=True),
        ),
        tracks=(Track("high", "High", "#abcdef", FR),),
        schemes=(
            Scheme("sdg", "Goals", (Term("sdg", "10", "Ten", FR), Term("sdg", "2", "Two")), FR),
            Scheme("empty", "Empty"),
        ),
        organisations=(Organisation("itu", "ITU", "international-organisation", "CH"), Organisation("ngo", "NGO")),
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
                placeholder=False,
                availability=(span("2017-06-12T09:00", "2017-06-12T12:00"),),
                biography="Long.\n\nTwo paragraphs.",
                export_id=77,
                guid="g-77",
                translations=(("position", "fr", "Ministre"),),
            ),
            Person(id="p2", slug="rep", name="Representative", placeholder=True),
        ),
        teams=(Team("en-fr", "English-French", "interpreters", ("en", "fr"), 2, 15, 6.5),),
        accounts=(PlatformAccount("connect", "Connect", "Adobe Connect", 3, 200),),
        meetings=(
            Meeting("whole-monday", "connect", "whole", date(2017, 6, 12)),
            Meeting("own", "connect", session="396", part=2),
        ),
        sessions=(
            Session(
                code="396",
                title="Opening",
                parts=(
                    Part(1, 240, "morning", 396, "guid-1", (("title_suffix", "fr", "matin"),)),
                    Part(2, 60, export_id=12),
                ),
                subtitle="Sub",
                abstract="Abstract",
                description="Description\nof two lines",
                type="plenary",
                track="high",
                terms=("sdg:10", "sdg:2"),
                languages=("en", "fr"),
                interpretation=("en", "fr", "ru"),
                captioning=True,
                features=("booths", "captions"),
                expected_attendance=250,
                mode="hybrid",
                wishes=(span("2017-06-12T08:00", "2017-06-12T20:00"),),
                organisers=(Organiser("ngo", "lead"), Organiser("itu", "co")),
                appearances=(
                    Appearance(
                        person="p1",
                        role="chair",
                        mode="remote",
                        confirmed=False,
                        on_behalf_of="ngo",
                        part=1,
                        from_minute=0,
                        to_minute=20,
                        visibility="unnamed",
                        embargo_until=at("2017-06-01T00:00"),
                    ),
                    Appearance("p2"),
                ),
                links=(Link("https://everything.example/a", "A"), Link("https://everything.example/b")),
                state="confirmed",
                visibility="busy",
                embargo_until=at("2017-06-02T00:00"),
                translations=(("title", "fr", "Ouverture"),),
            ),
            Session(code="X1", title="Other", parts=(Part(3, 30, export_id=13),)),
        ),
        placements=(
            Placement(
                "396", 1, at("2017-06-12T09:00"), at("2017-06-12T13:00"), "left", ("right",), 15, 10, pinned=True
            ),
            Placement("X1", 3, at("2017-06-13T23:30"), at("2017-06-14T00:30")),
        ),
        slots=(
            RemoteSlot(
                "396",
                1,
                "whole-monday",
                (Way("join", "en", "registered"), Way("webcast", "fr", "public")),
                500,
                3,
                45,
                20,
                10,
                5,
            ),
        ),
        relations=(Relation(1, "before", "396", "X1"),),
    )
)
