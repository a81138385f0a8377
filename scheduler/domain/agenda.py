"""One entry of the agenda with all its words: the single shape from which pages, JSON, calendars and diffs are made."""

from dataclasses import dataclass

from scheduler.domain.event import Translations
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Link, Session
from scheduler.domain.venue import Room

CONFIRMED = "confirmed"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a page or filter of its own: its key, and its name."""

    key: str
    name: str
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class AgendaPerson:
    """Somebody in a session. `slug` is None for those without a page: placeholders, and people not named."""

    slug: str | None
    name: str
    role: str
    mode: str
    honorific: str = ""
    position: str = ""
    organisation: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class AgendaOrganiser:
    """An organisation behind a session."""

    slug: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One placement, resolved: instants, people in protocol order; `remote` are the kinds of its ways in."""

    key: str
    session: str
    part: int
    title: str
    subtitle: str
    abstract: str
    description: str
    starts: int
    ends: int
    status: str
    room: Named | None
    also_in: tuple[Named, ...]
    building: Named | None
    location: str
    position: tuple[float, float] | None
    type: Named | None
    type_colour: str
    track: Named | None
    terms: tuple[Named, ...]
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    captioning: bool
    mode: str
    visibility: str
    organisers: tuple[AgendaOrganiser, ...]
    people: tuple[AgendaPerson, ...]
    links: tuple[Link, ...]
    remote: tuple[str, ...]
    translations: Translations = ()

    @property
    def id(self) -> tuple[str, int]:
        """Session code and part number."""
        return (self.session, self.part)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The keys of every room it holds, the main one first."""
        also = tuple(room.key for room in self.also_in)
        return (self.room.key, *also) if self.room else also

    @property
    def cancelled(self) -> bool:
        """Whether it was public once and is no more."""
        return self.status == CANCELLED

    @property
    def joinable(self) -> bool:
        """Whether it has a door for remote participants: it has a way in, and takes place."""
        return bool(self.remote) and not self.cancelled

    @property
    def calendar_facts(self) -> tuple[object, ...]:
        """What a calendar must tell its owner about when it changes: when, in which room, and whether at all."""
        return (
            self.starts,
            self.ends,
            self.status,
            self.room.key if self.room else None,
            tuple(room.key for room in self.also_in),
        )


def resolve(programme: Programme, placement: Placement, status: str) -> AgendaItem:
    """The placement with all its words."""
    session = programme.session[placement.session]
    part = programme.part[placement.id]
    room = programme.room[placement.room] if placement.room else None
    building = programme.building.get(room.building) if room and room.building else None
    kind = programme.session_type.get(session.type) if session.type else None
    track = programme.track.get(session.track) if session.track else None
    slot = programme.slot.get(placement.id)
    also_in = tuple(programme.room[slug] for slug in placement.also_in)
    return AgendaItem(
        key=programme.key(session.code, part.number),
        session=session.code,
        part=part.number,
        title=_title(session, part.title_suffix, part.number),
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        starts=placement.starts,
        ends=placement.ends,
        status=status,
        room=_room(room) if room else None,
        also_in=tuple(map(_room, also_in)),
        building=Named(building.slug, building.name, building.translations) if building else None,
        location=_location(programme, (room, *also_in) if room else also_in),
        position=(building.latitude, building.longitude)
        if building and building.latitude is not None and building.longitude is not None
        else None,
        type=Named(kind.slug, kind.name, kind.translations) if kind else None,
        type_colour=kind.colour if kind else "",
        track=Named(track.slug, track.name, track.translations) if track else None,
        terms=tuple(
            Named(key, programme.term[key].name, programme.term[key].translations)
            for key in sorted(session.terms, key=programme.term_order.__getitem__)
        ),
        languages=session.languages,
        interpretation=session.interpretation,
        captioning=session.captioning,
        mode=session.mode,
        visibility=session.visibility,
        organisers=tuple(
            AgendaOrganiser(o.organisation, programme.organisation[o.organisation].name, o.role)
            for o in session.organisers
        ),
        people=_people(programme, session, part.number),
        links=session.links,
        remote=tuple(dict.fromkeys(way.kind for way in slot.ways)) if slot else (),
        translations=session.translations,
    )


def unchanged(programme: Programme, before: Programme) -> frozenset[tuple[str, int]]:
    """Placements that both have and that resolve alike, by all that `resolve` looks at: not all such, but most.

    It costs a tenth of resolving them. Where rooms, vocabulary or organisations differ, it says nothing of anybody.
    """
    if any(getattr(programme, name) != getattr(before, name) for name in _SHARED):
        return frozenset()
    people = {person.id for person in programme.people if before.person.get(person.id) != person}
    same = {
        session.code
        for session in programme.sessions
        if session == before.session.get(session.code) and people.isdisjoint(a.person for a in session.appearances)
    }
    return frozenset(
        placement.id
        for placement in programme.placements
        if placement.session in same
        and placement == before.placement.get(placement.id)
        and programme.slot.get(placement.id) == before.slot.get(placement.id)
    )


_SHARED = ("event", "buildings", "rooms", "session_types", "tracks", "schemes", "organisations")
"""What many entries draw words from."""


def _title(session: Session, suffix: str, number: int) -> str:
    if suffix:
        return f"{session.title} {suffix}"
    return f"{session.title} (part {number})" if len(session.parts) > 1 else session.title


def _room(room: Room) -> Named:
    return Named(room.slug, room.name, room.translations)


def _location(programme: Programme, rooms: tuple[Room, ...]) -> str:
    """`Room, Building, Venue`, as far as known, of the first room; further rooms with their names."""
    if not rooms:
        return ""
    building = programme.building.get(rooms[0].building or "")
    names = " + ".join(room.name for room in rooms)
    return ", ".join(words for words in (names, building.name if building else "", programme.event.venue) if words)


def _people(programme: Programme, session: Session, part: int) -> tuple[AgendaPerson, ...]:
    return tuple(
        _agenda_person(programme, programme.person[a.person], a.role, a.mode, a.on_behalf_of)
        for a in session.appearances
        if a.part is None or a.part == part
    )


def _agenda_person(
    programme: Programme, person: Person, role: str, mode: str, on_behalf_of: str | None
) -> AgendaPerson:
    return AgendaPerson(
        slug=None if person.placeholder else person.slug,
        name=person.name,
        role=role,
        mode=mode,
        honorific=person.honorific,
        position=person.position,
        organisation=programme.organisation[person.organisation].name if person.organisation else "",
        on_behalf_of=programme.organisation[on_behalf_of].name if on_behalf_of else "",
    )
