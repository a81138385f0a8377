"""Programmes of any size and one density, for benchmarks: a full week of the Forum, with more rooms and days for more.

250 sessions fill ten rooms on five days, five a day in each; 2,500 fill forty rooms, 25,000 a hundred. Each day begins
with a plenary in a hall of two rooms. There are 1.6 people per session, each session has three or four appearances, and
nobody is in two places at once; but one session in fifty is planted on the one before it, in its room and with one of
its people. Some rooms and people are not always available. Every session has remote access, a quarter interpretation,
one in twenty a relation to the next. The same size is the same programme.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from math import ceil, sqrt
from random import Random

from scheduler.domain.clock import from_local
from scheduler.domain.conflicts import Signals
from scheduler.domain.event import Day, Event
from scheduler.domain.ordering import ordered
from scheduler.domain.people import STAKEHOLDER_TYPES, Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Organiser, Part, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Feature, Room, Walk

FIRST_DAY = date(2017, 6, 12)
ZONE = "Europe/Zurich"
STARTS = (9 * 60, 11 * 60, 13 * 60, 14 * 60 + 30, 16 * 60 + 30)
DURATIONS = (90, 105, 60, 105, 60)
PLENARY_MINUTES = 45
PLANTED_EVERY = 50
FEATURES = ("captioning", "hearing-loop", "interpretation", "webcast")
ROLES = ("moderator", "speaker", "panellist", "panellist")


def synthetic(sessions: int) -> Programme:
    """An ordered programme of that many sessions, each of one part and placed."""
    width = 10 * ceil(sqrt(sessions / 250))
    days = ceil(sessions / (width * len(STARTS)))
    people = max(ceil(sessions * 1.6), width * 6)  # enough for one slot, however small the programme
    return ordered(
        Programme(
            event=Event(
                slug="synthetic",
                name="Synthetic Forum",
                time_zone=ZONE,
                uid_domain="forum.example",
                days=tuple(Day(FIRST_DAY + timedelta(days=day), 8 * 60, 18 * 60) for day in range(days)),
            ),
            buildings=(Building("main", "Main building"), Building("tower", "Tower")),
            features=tuple(Feature(slug, slug.replace("-", " ").capitalize()) for slug in FEATURES),
            rooms=(*(_room(number, days) for number in range(width)), *_wholes()),
            session_types=(
                SessionType("workshop", "Workshop"),
                SessionType("high-level", "High-level session", duration_minutes=90),
                SessionType("opening", "Opening", plenary=True),
            ),
            tracks=tuple(Track(f"track-{number}", f"Track {number}") for number in range(6)),
            schemes=(
                Scheme("sdg", "Development goals", tuple(Term("sdg", str(n), f"Goal {n}") for n in range(1, 18))),
            ),
            organisations=tuple(
                Organisation(f"organisation-{n}", f"Organisation {n}", STAKEHOLDER_TYPES[n % len(STAKEHOLDER_TYPES)])
                for n in range(ceil(people / 5))
            ),
            people=tuple(_person(number, people, days) for number in range(people)),
            walks=(Walk("main", "tower", 6),),
            teams=(
                Team("english-french", "English and French", "interpreters", ("en", "fr"), count=width),
                Team("captioners", "Captioners", "captioners", count=width, preparation_minutes=10),
            ),
            # One meeting per room and day, as the Forum had; an account for every four rooms.
            accounts=tuple(PlatformAccount(f"account-{n}", f"Account {n}", "any", 4, 300) for n in range(width)),
            meetings=tuple(
                Meeting(f"meeting-{day}-{room:03}", f"account-{room // 4}", f"room-{room:03}", _date(day))
                for day in range(days)
                for room in range(width)
            ),
            sessions=tuple(_session(number, people, width) for number in range(sessions)),
            placements=tuple(_placement(number, width) for number in range(sessions)),
            slots=tuple(_slot(number, width) for number in range(sessions)),
            relations=tuple(
                Relation(
                    number, ("before", "same-day", "not-parallel")[number % 3], str(number + 100), str(number + 101)
                )
                for number in range(1, sessions - 1, 20)
            ),
        )
    )


def followed(programme: Programme) -> Signals:
    """Counts for it: two people per session bookmark twelve sessions each, twenty register for each, five may speak."""
    codes = [session.code for session in programme.sessions]
    together: Counter[tuple[str, str]] = Counter()
    followers: Counter[str] = Counter()
    audience = len(codes) * 2
    chance = Random(len(codes))  # noqa: S311 - no secret; the same size is the same counts
    for _ in range(audience):
        chosen = sorted(chance.sample(codes, 12))
        followers.update(chosen)
        together.update(combinations(chosen, 2))
    return Signals(
        registered=dict.fromkeys(programme.placement, 20),
        interventions=dict.fromkeys(programme.placement, 5),
        followers=followers,
        together=together,
        audience=audience,
    )


def _date(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def _slot(number: int, width: int) -> RemoteSlot:
    day, column = number // (width * len(STARTS)), number % width
    ways = (Way("join"), Way("captions", "en"))
    return RemoteSlot(str(number + 100), 1, f"meeting-{day}-{column:03}", ways, attendee_capacity=300)


def _windows(days: int) -> tuple[Span, ...]:
    each = (FIRST_DAY + timedelta(days=day) for day in range(days))
    return tuple(Span(from_local(day, 8 * 60, ZONE), from_local(day, 20 * 60, ZONE)) for day in each)


def _plenary(number: int, width: int) -> bool:
    return number % (width * len(STARTS)) == 0


def _room(number: int, days: int) -> Room:
    return Room(
        slug=f"room-{number:03}",
        name=f"Room {number}",
        building="tower" if number % 3 else "main",
        capacity=None if number % 4 == 3 else 60 + 20 * (number % 5),
        position=number,
        features=FEATURES[: 2 + number % 3],
        turnover_minutes=10,
        availability=_windows(days) if number % 5 == 0 else (),
    )


def _wholes() -> tuple[Room, ...]:
    # Two halls that divide into a pair of rooms each, as the Popov Room does.
    return (
        Room(
            "hall-0",
            "Hall 0",
            building="main",
            capacity=400,
            position=1000,
            features=FEATURES,
            pieces=("room-000", "room-001"),
        ),
        Room("hall-1", "Hall 1", building="main", capacity=200, position=1001, pieces=("room-002", "room-003")),
    )


def _person(number: int, people: int, days: int) -> Person:
    return Person(
        id=f"p{number:06}",
        slug=f"person-{number}",
        name=f"Person {number}",
        organisation=f"organisation-{number % ceil(people / 5)}",
        time_zone=("Pacific/Fiji", "America/New_York", "Asia/Tokyo", None)[number % 4],
        floating=number % 200 == 0,
        availability=_windows(days) if number % 20 == 0 else (),
        biography=f"Person {number} has worked on access, skills and trust in the use of networks for many years.",
    )


def _planted(number: int) -> bool:
    return number % PLANTED_EVERY == PLANTED_EVERY - 1


def _session(number: int, people: int, width: int) -> Session:
    count = 3 + number % 2
    # People in turn, so that nobody comes round again within one slot of the day; the spare ones are the planted.
    cast = [(number * 4 + seat) % people for seat in range(count)]
    if _planted(number):
        cast[-1] = ((number - 1) * 4) % people
    slot = number // width % len(STARTS)
    return Session(
        code=str(number + 100),
        title=f"Session {number}: what networks change for goal {number % 17 + 1}",
        abstract="How policy, practice and technology meet, told by those who do the work. " * 4,
        parts=(Part(1, PLENARY_MINUTES if _plenary(number, width) else DURATIONS[slot]),),
        type="opening" if _plenary(number, width) else "workshop" if number % 5 else "high-level",
        track=f"track-{number % 6}",
        terms=tuple({f"sdg:{number % 17 + 1}": 0, f"sdg:{number * 3 % 17 + 1}": 0}),
        languages=("en", "fr") if number % 4 == 0 else ("en",),
        interpretation=("fr",) if number % 4 == 1 else (),
        captioning=number % 8 == 0,
        features=("captioning",) if number % 3 else ("captioning", "hearing-loop"),
        expected_attendance=40 + number % 3 * 8 if number % 2 else None,
        mode="hybrid" if number % 3 == 0 else "onsite",
        organisers=(Organiser(f"organisation-{number % ceil(people / 5)}"),),
        appearances=tuple(
            Appearance(f"p{who:06}", role=ROLES[seat], mode="remote" if (number + seat) % 7 == 0 else "onsite")
            for seat, who in enumerate(cast)
        ),
        state="accepted" if number % 10 else "confirmed",
    )


def _placement(number: int, width: int) -> Placement:
    # A planted session shares the room of the one before it.
    column = (number - 1 if _planted(number) else number) % width
    slot = number // width % len(STARTS)
    day = FIRST_DAY + timedelta(days=number // (width * len(STARTS)))
    if _plenary(number, width):
        starts = from_local(day, 8 * 60, ZONE)
        return Placement(str(number + 100), 1, starts, starts + PLENARY_MINUTES * 60, "hall-0")
    starts = from_local(day, STARTS[slot], ZONE)
    return Placement(str(number + 100), 1, starts, starts + DURATIONS[slot] * 60, f"room-{column:03}")
