"""A small event with one of everything that an answer shows, and how to put it into a database and release it."""

from dataclasses import replace

from scheduler.domain.conflicts import ALL, Policy
from scheduler.domain.errors import NotFound
from scheduler.domain.event import Event
from scheduler.domain.log import Author
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Link, Organiser, Part, Scheme, SessionType, Term, Track
from scheduler.domain.venue import Building
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.policies import save_policy
from scheduler.store.saving import create_event, save_draft
from tests.factories import ZONE, at, day, person, placement, programme, room, session

BASE = "http://127.0.0.1:8000"
FIRST = at("2017-06-01T09:00")
SECOND = at("2017-06-02T09:00")

EVENT = Event(
    slug="forum",
    name="Forum",
    time_zone=ZONE,
    uid_domain="forum.example",
    days=(day("2017-06-12"), day("2017-06-13", opens=8 * 60 + 30, closes=26 * 60)),
    theme="Words",
    venue="Headquarters",
    website="https://forum.example/",
    contact_email="desk@forum.example",
    co_organisers=("ITU", "UNESCO"),
    locales=("en", "fr"),
    day_change=240,
    translations=(("name", "fr", "Le forum"),),
)

OPENING = session(
    "1",
    parts=(Part(1, 60), Part(2, 30, "II")),
    people=(
        Appearance("ada", role="chair"),
        Appearance("bob", mode="remote", on_behalf_of="unesco", part=1),
        Appearance("tbc"),
    ),
    title="Opening",
    subtitle="Welcome",
    abstract="The forum opens.",
    description="It opens at nine.",
    type="ceremony",
    track="high-level",
    terms=("sdg:9", "sdg:4"),
    languages=("en", "fr"),
    interpretation=("es",),
    captioning=True,
    mode="hybrid",
    organisers=(Organiser("itu"), Organiser("unesco", "co")),
    links=(Link("https://forum.example/paper", "Paper"),),
    translations=(("title", "fr", "Ouverture"),),
)

FORUM = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov", also_in=("annex",)),
    placement("1", "2017-06-12T11:00", "2017-06-12T11:30", "popov", part=2),
    placement("2", "2017-06-12T09:30", "2017-06-12T10:30", "library"),
    placement("3", "2017-06-13T23:00", "2017-06-14T00:30"),
    event=EVENT,
    buildings=(Building("tower", "Tower", latitude=46.22, longitude=6.13, translations=(("name", "fr", "La tour"),)),),
    rooms=(
        room("popov", building="tower", position=1, translations=(("name", "fr", "Salle Popov"),)),
        room("annex", pieces=("annex-1",), position=2),
        room("annex-1", position=3),
    ),
    session_types=(SessionType("ceremony", "Ceremony"), SessionType("workshop", "Workshop")),
    tracks=(Track("high-level", "High level"),),
    schemes=(Scheme("sdg", "Goals", (Term("sdg", "4", "Education"), Term("sdg", "9", "Industry"))),),
    organisations=(Organisation("itu", "ITU"), Organisation("unesco", "UNESCO")),
    people=(
        person("ada", honorific="Dr", position="Chair", organisation="itu"),
        person("bob"),
        person("tbc", name="Somebody of ITU", placeholder=True),
    ),
    sessions=(
        OPENING,
        session("2", title="Data for all", people=("eve",), type="workshop", terms=("sdg:4",), languages=("fr",)),
        session("3", parts=(90,), title="Night", mode="remote"),
    ),
    slots=(RemoteSlot("1", 1, ways=(Way("join"), Way("captions", "en"), Way("host", audience="hosts"))),),
)

MOVED = ordered(
    replace(
        FORUM,
        placements=(
            *(p for p in FORUM.placements if p.session == "1"),
            placement("2", "2017-06-12T14:00", "2017-06-12T15:00", "library"),
        ),
    )
)
"""The forum after the workshop moved to the afternoon and the night was dropped."""


WITHOUT_SLOTS = Policy.of({"remote-slot-missing": "off"}, {}, ALL)
"""The forum's night is remote, and nobody planned a way in: what is shown of such sessions is tested too."""


def store(database: Database, made: Programme) -> None:
    """Put a programme into the database as an event's draft, anew or over what is there."""
    slug = made.event.slug
    with database.storing() as rows:
        try:
            draft = load_draft(rows, slug)
        except NotFound:
            draft = create_event(rows, made)
            save_policy(rows, draft.event_id, 0, WITHOUT_SLOTS)
        save_draft(rows, draft, made)
        rows.commit()


def released(database: Database, made: Programme, now: int, label: str = "Plan") -> PublicRelease:
    """Store a programme and release it."""
    store(database, made)
    return publish(
        Desks(database), made.event.slug, label=label, note="", only=(), author=Author("tests", now), base_url=BASE
    )
