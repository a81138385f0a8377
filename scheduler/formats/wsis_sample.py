"""Sample sessions that fill the Forum's real grid: marked as such, always the same for one seed, and free of errors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from scheduler.domain.clock import MINUTE, from_local, to_local
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Organiser, Part, Session
from scheduler.domain.timespan import Span

Row = dict[str, Any]

PAUSE_MINUTES = 15  # between two appearances of a person: longer than any walk between the buildings
A_DAY = 2  # appearances of a person: nobody is overworked
WAKING = (7 * 60, 22 * 60)  # local minutes between which a remote speaker is asked to speak

ABSTRACT = (
    "This is sample data, no session of the Forum in 2017. "
    "It stands on the real grid so that the programme has its real size."
)


def minute_of(wall: str) -> int:
    """The minutes since midnight of `HH:MM`."""
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class _Place:
    """A room at a time that a sample session is made for."""

    span: Span
    minutes: int
    type: str
    room: str
    lines: tuple[Row, ...]


@dataclass
class _Cast:
    """Sample people and organisations, and where they are engaged already."""

    chance: Random
    people: tuple[Person, ...]
    kinds: Mapping[str, str]
    engaged: dict[str, list[Span]] = field(default_factory=dict)
    leading: list[tuple[Span, str]] = field(default_factory=list)

    def panel(self, span: Span, size: int, zone: str) -> list[Person]:
        """People who are free, the least engaged first: at most one from afar, the second and third of unlike kinds."""
        free = [person for person in self.people if self._can(person, span, zone)]
        free.sort(key=lambda person: (len(self.engaged.get(person.id, ())), self.chance.random()))
        panel: list[Person] = []
        for person in free:
            afar = person.time_zone is not None
            if afar and (not panel or any(other.time_zone for other in panel)):
                continue
            if len(panel) == 2 and self.kind(person) == self.kind(panel[1]):
                continue
            panel.append(person)
            if len(panel) == size:
                break
        for person in panel:
            self.engaged.setdefault(person.id, []).append(span)
        return panel

    def kind(self, person: Person) -> str:
        """The stakeholder type of a person's organisation."""
        return self.kinds[person.organisation or ""]

    def organisers(self, span: Span) -> tuple[Organiser, ...]:
        """A lead that leads nothing else at the time, and sometimes a second organisation."""
        busy = {slug for other, slug in self.leading if other.overlaps(span)}
        lead, other = self.chance.sample([slug for slug in self.kinds if slug not in busy], 2)
        self.leading.append((span, lead))
        return (Organiser(lead), Organiser(other, "co")) if self.chance.random() < 0.4 else (Organiser(lead),)

    def _can(self, person: Person, span: Span, zone: str) -> bool:
        mine = self.engaged.get(person.id, ())
        pause = PAUSE_MINUTES * MINUTE
        if any(other.overlaps(Span(span.starts - pause, span.ends + pause)) for other in mine):
            return False
        day = to_local(span.starts, zone).date()
        if sum(to_local(other.starts, zone).date() == day for other in mine) >= A_DAY:
            return False
        return person.time_zone is None or _awake(span, person.time_zone)


def fill(programme: Programme, plan: Row, lines: Sequence[Row], shares: Mapping[str, int], seed: int) -> Programme:
    """The programme with sample sessions in every place of the plan's grid, their people and organisations.

    `lines` are rows of action lines with their SDGs, `shares` percentages of stakeholder types. Nobody is in two
    places at once, and no organisation leads two sessions at once.
    """
    chance = Random(seed)  # noqa: S311 - repeatable, and nothing secret hangs on it
    organisations = tuple(_organisations(plan["organisations"], shares))
    people = tuple(_people(plan, organisations))
    cast = _Cast(chance, people, {organisation.slug: organisation.stakeholder_type for organisation in organisations})
    sessions: list[Session] = []
    placements: list[Placement] = []
    for number, place in enumerate(_places(programme, plan["grid"], lines, chance), start=1):
        session = _session(f"S{number:03d}", number, place, programme, cast)
        sessions.append(session)
        placements.append(Placement(session.code, 1, place.span.starts, place.span.ends, place.room))
    return replace(
        programme,
        organisations=programme.organisations + organisations,
        people=programme.people + tuple(person for person in people if person.id in cast.engaged),
        sessions=programme.sessions + tuple(sessions),
        placements=programme.placements + tuple(placements),
    )


def _organisations(count: int, shares: Mapping[str, int]) -> Iterator[Organisation]:
    """So many organisations, their types as close to the shares as whole numbers get, and well mixed."""
    given = dict.fromkeys(shares, 0)
    for number in range(1, count + 1):
        # The type that lags furthest behind its share is next (Sainte-Lague's rule).
        kind = max(shares, key=lambda kind: shares[kind] / (2 * given[kind] + 1))
        given[kind] += 1
        yield Organisation(f"sample-organisation-{number:02d}", f"Sample Organisation {number:02d}", kind)


def _people(plan: Row, organisations: Sequence[Organisation]) -> Iterator[Person]:
    zones, every = plan["remote_zones"], plan["remote_every"]
    for number in range(1, plan["people"] + 1):
        yield Person(
            id=f"p{1000 + number}",
            slug=f"sample-speaker-{number:03d}",
            name=f"Sample Speaker {number:03d}",
            position="Sample position (placeholder data)",
            organisation=organisations[number % len(organisations)].slug,
            time_zone=zones[number // every % len(zones)] if number % every == 0 else None,
        )


def _places(programme: Programme, grid: Sequence[Row], lines: Sequence[Row], chance: Random) -> Iterator[_Place]:
    """The grid's places in its order; no two of one row share an action line."""
    for row in grid:
        day = date.fromisoformat(row["date"])
        first, last = minute_of(row["start"]), minute_of(row["end"])
        span = Span(*(from_local(day, minute, programme.event.time_zone) for minute in (first, last)))
        drawn = chance.sample(lines, len(lines))
        for ordinal, room in enumerate(row["rooms"]):
            spare = drawn[len(row["rooms"]) + ordinal :][:1] if chance.random() < 0.3 else []
            # Every fourth meeting is of the row's second type, if it has one.
            kind = row["types"][-1] if ordinal % 4 == 3 else row["types"][0]
            yield _Place(span, last - first, kind, room, (drawn[ordinal], *spare))


def _session(code: str, number: int, place: _Place, programme: Programme, cast: _Cast) -> Session:
    chance = cast.chance
    room = programme.room[place.room]
    kind = programme.session_type[place.type].name.lower()
    panel = cast.panel(place.span, chance.choice((3, 4, 4)), programme.event.time_zone)
    long, large = place.minutes > 45, "interpretation" in room.features
    interpreted = long and large and chance.random() < 0.6
    captioned = long and "captioning" in room.features and chance.random() < 0.3
    organisers = cast.organisers(place.span)
    return Session(
        code=code,
        title=f"Sample session {number:03d}: {kind} (placeholder data)",
        parts=(Part(1, place.minutes),),
        abstract=ABSTRACT,
        type=place.type,
        terms=tuple(_terms(place.lines, cast.kinds[organisers[0].organisation])),
        languages=("en", "fr") if interpreted else ("fr",) if chance.random() < 0.05 else ("en",),
        interpretation=("en", "fr") if interpreted else (),
        captioning=captioned,
        features=(("interpretation",) if interpreted else ()) + (("captioning",) if captioned else ()),
        expected_attendance=chance.randrange(60, 200, 10) if large else chance.randrange(15, 65, 5),
        mode="hybrid" if any(person.time_zone for person in panel) or chance.random() < 0.9 else "onsite",
        organisers=organisers,
        appearances=tuple(_appearances(panel)),
        state="confirmed",
    )


def _terms(lines: Sequence[Row], stakeholder: str) -> Iterator[str]:
    yield "data:sample"
    yield f"stakeholder:{stakeholder}"
    yield from (f"action-line:{line['code']}" for line in lines)
    yield from (f"sdg:{goal}" for goal in sorted({goal for line in lines for goal in line["sdgs"]}))


def _appearances(panel: Sequence[Person]) -> Iterator[Appearance]:
    for person, role in zip(panel, ("moderator", "panellist", "panellist", "remote-moderator"), strict=False):
        afar = person.time_zone is not None
        # Who helps the remote audience stands in the room.
        yield Appearance(
            person.id, "speaker" if afar and role == "remote-moderator" else role, "remote" if afar else "onsite"
        )


def _awake(span: Span, zone: str) -> bool:
    """Whether the whole span lies in one waking day of the zone."""
    starts, ends = to_local(span.starts, zone), to_local(span.ends, zone)
    first, last = (moment.hour * 60 + moment.minute for moment in (starts, ends))
    return starts.date() == ends.date() and first >= WAKING[0] and last <= WAKING[1]
