"""Conflicts planted into the Forum's programme, one of each rule, so that desk and checks have something to show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.domain.clock import from_local
from scheduler.domain.errors import InvalidInput
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme, ordered
from scheduler.domain.session import Appearance, Organiser, Part, Session
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room

EVENT = "wsis-2017"
ROOM = "planted-room"
TYPE = "information-session"
MINUTES = 45

# When the grid is empty: before it begins, after it ends; and when Tuesday's opening has the Forum to itself.
MORNING, OPENING, EVENING, NIGHT = 8 * 60, 9 * 60 + 15, 18 * 60 + 30, 20 * 60 + 30


@dataclass(frozen=True, slots=True)
class _Plant:
    """One planted session: day of the event from 0, local minute, room; no minute: not placed.

    `moderator` is the number of the session whose moderator it shares; `away`: its own is not available;
    `longer`: minutes beyond its part's duration.
    """

    rule: str
    day: int
    minute: int | None
    room: str | None = "room-h1"
    moderator: int | None = None
    features: tuple[str, ...] = ()
    attendance: int | None = None
    longer: int = 0
    away: bool = False


PLANTS = (
    _Plant("room-double-booked", 0, EVENING, "room-c"),
    _Plant("room-double-booked", 0, EVENING, "room-c1"),
    _Plant("person-double-booked", 1, EVENING, "popov-room-1"),
    _Plant("person-double-booked", 1, EVENING, "popov-room-2", moderator=3),
    _Plant("room-unavailable", 2, EVENING, ROOM),
    _Plant("person-unavailable", 2, EVENING, away=True),
    _Plant("outside-event-hours", 2, NIGHT),
    _Plant("room-too-small", 0, MORNING, ROOM, attendance=200),
    _Plant("room-lacks-feature", 2, MORNING, ROOM, features=("interpretation",)),
    _Plant("room-missing", 3, EVENING, None),
    _Plant("duration-mismatch", 3, EVENING, longer=15),
    _Plant("unplaced", 4, None),
    _Plant("beside-plenary", 1, OPENING),
)
"""What is planted; number 1 is session `PLANT1`. A pair needs two."""

RULES = tuple(dict.fromkeys(plant.rule for plant in PLANTS))
"""The rules of which one conflict each is planted."""


def plant(programme: Programme) -> Programme:
    """The programme with exactly one more conflict of each of `RULES`, on marked sample sessions `PLANT1` and up.

    What was there stays as it was. Planted once more, nothing changes. `InvalidInput` for any other event.
    """
    if programme.event.slug != EVENT:
        raise InvalidInput(
            f"Conflicts can be planted into {EVENT} alone, not into {programme.event.slug}. Seed it first."
        )
    if _code(1) in programme.session:
        return programme
    numbered = tuple(enumerate(PLANTS, start=1))
    return ordered(
        replace(
            programme,
            rooms=(*programme.rooms, _room(programme)),
            organisations=programme.organisations + tuple(_organisation(number) for number, _ in numbered),
            people=programme.people + tuple(_people(programme)),
            sessions=programme.sessions + tuple(_session(number, planted) for number, planted in numbered),
            placements=programme.placements + tuple(_placements(programme)),
        )
    )


def _code(number: int) -> str:
    return f"PLANT{number}"


def _at(programme: Programme, day: int, minute: int) -> int:
    first = programme.event.days[0].date
    return from_local(first + timedelta(days=day), minute, programme.event.time_zone)


def _room(programme: Programme) -> Room:
    """A small room, without booths, closed in the evening."""
    return Room(
        ROOM,
        "Planted Room (placeholder data)",
        capacity=30,
        position=max((room.position for room in programme.rooms), default=0) + 1,
        availability=tuple(
            Span(_at(programme, day, MORNING), _at(programme, day, EVENING)) for day in range(len(programme.event.days))
        ),
    )


def _organisation(number: int) -> Organisation:
    # Neighbours are of unlike types, so that no panel is of one voice.
    kind = ("government", "civil-society", "academia")[number % 3]
    return Organisation(f"planted-organisation-{number:02d}", f"Planted Organisation {number:02d}", kind)


def _people(programme: Programme) -> Iterator[Person]:
    """Three per session, of as many organisations; where the moderator is another session's, the other two."""
    for number, planted in enumerate(PLANTS, start=1):
        for place in range(3):
            ordinal = 3 * number - 2 + place
            if place == 0 and planted.moderator is not None:
                continue
            away = planted.away and place == 0
            yield Person(
                id=f"p{2000 + ordinal}",
                slug=f"planted-speaker-{ordinal:02d}",
                name=f"Planted Speaker {ordinal:02d}",
                position="Sample position (placeholder data)",
                organisation=f"planted-organisation-{(number + place - 1) % len(PLANTS) + 1:02d}",
                availability=(Span(_at(programme, 0, MORNING), _at(programme, 0, EVENING)),) if away else (),
            )


def _session(number: int, planted: _Plant) -> Session:
    # Three people a session: moderator, panellist, speaker.
    people = (3 * (planted.moderator or number) - 2, 3 * number - 1, 3 * number)
    return Session(
        code=_code(number),
        title=f"Planted session {number}: {planted.rule.replace('-', ' ')} (placeholder data)",
        parts=(Part(1, MINUTES),),
        abstract=f"This is sample data, no session of the Forum in 2017. It breaks the rule {planted.rule} on purpose.",
        type=TYPE,
        # One goal each, so that no two share an audience.
        terms=("data:sample", f"sdg:{number}"),
        languages=("en",),
        features=planted.features,
        expected_attendance=planted.attendance,
        organisers=(Organiser(f"planted-organisation-{number:02d}"),),
        appearances=tuple(
            Appearance(f"p{2000 + ordinal}", role)
            for ordinal, role in zip(people, ("moderator", "panellist", "speaker"), strict=True)
        ),
        state="confirmed",
    )


def _placements(programme: Programme) -> Iterator[Placement]:
    for number, planted in enumerate(PLANTS, start=1):
        if planted.minute is not None:
            starts = _at(programme, planted.day, planted.minute)
            yield Placement(_code(number), 1, starts, starts + (MINUTES + planted.longer) * 60, planted.room)
