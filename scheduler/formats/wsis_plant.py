"""Conflicts planted into the Forum's programme, one of each rule, so that desk and checks have something to show."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from scheduler.domain.clock import MINUTE, from_local
from scheduler.domain.errors import InvalidInput
from scheduler.domain.floor import ACCEPTED, ASKED, IN_ROOM, ORAL, Intervention
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Organiser, Part, Relation, Session, SessionType, Track
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room
from scheduler.formats.wsis_plants import (
    ACCOUNT,
    BREAK,
    EVENING,
    HALL,
    MINUTES,
    MORNING,
    PLANTS,
    ROOM,
    SAME_DAY,
    SPEAKERS,
    TRACK,
    WAITING,
    WITH_FLOOR,
    Plant,
)

EVENT = "wsis-2017"
TYPE = "information-session"
_NUMBERED = tuple(enumerate(PLANTS, start=1))


def plant(programme: Programme) -> Programme:
    """The programme with exactly one more conflict of each of `wsis_plants.RULES`, on marked sessions `PLANT1` and up.

    What was there stays as it was. Planted once more, nothing changes. `InvalidInput` for any other event.
    """
    if programme.event.slug != EVENT:
        raise InvalidInput(
            f"Conflicts can be planted into {EVENT} alone, not into {programme.event.slug}. Seed it first."
        )
    if _code(1) in programme.session:
        return programme
    team = Team("planted-team", "Planted Team English and German (placeholder data)", "interpreters", ("en", "de"))
    return ordered(
        replace(
            programme,
            rooms=(*programme.rooms, *_rooms(programme)),
            session_types=(
                *programme.session_types,
                SessionType(BREAK, "Planted Break (placeholder data)", break_=True),
            ),
            tracks=(*programme.tracks, Track(TRACK, "Planted Track (placeholder data)")),
            teams=(*programme.teams, team),
            accounts=(*programme.accounts, PlatformAccount(ACCOUNT, "Planted Account (placeholder data)")),
            meetings=(*programme.meetings, *_meetings()),
            organisations=programme.organisations + tuple(_organisation(number) for number, _ in _NUMBERED),
            people=programme.people + tuple(_people(programme)),
            sessions=programme.sessions + tuple(_session(number, planted) for number, planted in _NUMBERED),
            placements=programme.placements + tuple(_placements(programme)),
            slots=programme.slots + tuple(_slots()),
            relations=(*programme.relations, _relation(programme)),
        )
    )


def speakers(programme: Programme) -> tuple[Intervention, ...]:
    """Who asks for the floor in a planted session, so that `interventions-overrun` is broken once; ids are not given.

    They have asked one minute after another before it begins, in the room.
    """
    of = (_code(WITH_FLOOR), 1)
    starts = programme.placement[of].starts
    states = [*(ACCEPTED for _ in SPEAKERS), *(ASKED for _ in WAITING)]
    return tuple(
        Intervention(
            id=0,
            session=of[0],
            part=of[1],
            participant=None,
            name=f"Planted speaker {number} (placeholder data)",
            country=country,
            stakeholder_type=stakeholder_type,
            kind=ORAL,
            place=IN_ROOM,
            text="",
            state=state,
            asked_at=starts - MINUTE * (10 - number),
            changed_at=starts - MINUTE * (10 - number),
        )
        for number, ((country, stakeholder_type), state) in enumerate(
            zip((*SPEAKERS, *WAITING), states, strict=True), start=1
        )
    )


def _code(number: int) -> str:
    return f"PLANT{number}"


def _at(programme: Programme, day: int, minute: int) -> int:
    first = programme.event.days[0].date
    return from_local(first + timedelta(days=day), minute, programme.event.time_zone)


def _rooms(programme: Programme) -> Iterator[Room]:
    """A small room, without booths, closed in the evening; and a hall for several things at once."""
    position = max((room.position for room in programme.rooms), default=0) + 1
    yield Room(
        ROOM,
        "Planted Room (placeholder data)",
        capacity=30,
        position=position,
        availability=tuple(
            Span(_at(programme, day, MORNING), _at(programme, day, EVENING)) for day in range(len(programme.event.days))
        ),
    )
    yield Room(HALL, "Planted Hall (placeholder data)", position=position + 1, parallel=True)


def _organisation_slug(number: int) -> str:
    return f"planted-organisation-{number:02d}"


def _organisation(number: int) -> Organisation:
    # Neighbours are of unlike types, so that no panel is of one voice by chance.
    kind = ("government", "civil-society", "academia")[number % 3]
    return Organisation(_organisation_slug(number), f"Planted Organisation {number:02d}", kind)


def _person_id(number: int, seat: int) -> str:
    """The id of a person on a session's panel, seats from 1; a shared moderator sits on another's."""
    return f"p{2000 + 10 * number + seat}"


def _people(programme: Programme) -> Iterator[Person]:
    """One for each seat, of organisations that follow each other."""
    for number, planted in _NUMBERED:
        for seat, _ in enumerate(planted.roles, start=1):
            if seat == 1 and planted.moderator is not None:
                continue
            away = planted.away and seat == 1
            neighbour = number if planted.one_voice else (number + seat - 2) % len(PLANTS) + 1
            yield Person(
                id=_person_id(number, seat),
                slug=f"planted-speaker-{number:02d}-{seat}",
                name=f"Planted Speaker {number:02d}-{seat}",
                position="Sample position (placeholder data)",
                organisation=_organisation_slug(neighbour),
                time_zone=planted.zone if seat == len(planted.roles) else None,
                availability=(Span(_at(programme, 0, MORNING), _at(programme, 0, EVENING)),) if away else (),
            )


def _session(number: int, planted: Plant) -> Session:
    session = Session(
        code=_code(number),
        title=f"Planted session {number}: {planted.rule.replace('-', ' ')} (placeholder data)",
        parts=(Part(1, MINUTES),),
        abstract=f"This is sample data, no session of the Forum in 2017. It breaks the rule {planted.rule} on purpose.",
        type=TYPE,
        terms=("data:sample", f"sdg:{(number - 1) % 17 + 1}"),
        languages=("en",),
        organisers=(Organiser(_organisation_slug(number)),),
        appearances=tuple(_appearances(number, planted)),
        state="confirmed",
    )
    return replace(session, **planted.changes)


def _appearances(number: int, planted: Plant) -> Iterator[Appearance]:
    for seat, role in enumerate(planted.roles, start=1):
        whose = planted.moderator if seat == 1 and planted.moderator is not None else number
        last = seat == len(planted.roles)
        yield Appearance(
            _person_id(whose, seat),
            role,
            mode="remote" if last and planted.zone else "onsite",
            confirmed=not (last and planted.unsure),
        )


def _placements(programme: Programme) -> Iterator[Placement]:
    for number, planted in _NUMBERED:
        if planted.minute is not None:
            starts = _at(programme, planted.day, planted.minute)
            minutes = _session(number, planted).parts[0].duration_minutes + planted.longer
            yield Placement(_code(number), 1, starts, starts + minutes * 60, planted.room, setup_minutes=planted.setup)


def _meeting_slug(number: int) -> str:
    return f"planted-meeting-{number:02d}"


def _meetings() -> Iterator[Meeting]:
    for number, planted in _NUMBERED:
        if planted.meeting:
            yield Meeting(_meeting_slug(number), ACCOUNT, session=_code(number), part=1)


def _slots() -> Iterator[RemoteSlot]:
    for number, planted in _NUMBERED:
        if planted.slot:
            meeting = _meeting_slug(number) if planted.meeting else None
            ways = (Way("join"),)
            yield RemoteSlot(_code(number), 1, meeting, ways, intervention_slots=planted.interventions)


def _relation(programme: Programme) -> Relation:
    origin, target = map(_code, SAME_DAY)
    return Relation(max((r.id for r in programme.relations), default=0) + 1, "same-day", origin, target)
