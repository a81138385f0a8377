"""The waist of the system: one event's whole programme as a frozen value with indexes.

Everything is a function into it or out of it. It holds nothing private: no e-mail address, no link, no passcode.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from scheduler.domain.event import Event
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement, placement_key
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Part, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.venue import Building, Feature, Room, Walk

T = TypeVar("T")
K = TypeVar("K")
Translated = TypeVar(
    "Translated", Event, Building, Feature, Room, SessionType, Track, Term, Scheme, Person, Part, Session
)


def _index(things: Iterable[T], key: Callable[[T], K]) -> Mapping[K, T]:
    return {key(thing): thing for thing in things}


@dataclass(frozen=True)
class Programme:
    """One event's programme. Build it with `ordered`, so that equal programmes are equal values."""

    event: Event
    buildings: tuple[Building, ...] = ()
    walks: tuple[Walk, ...] = ()
    features: tuple[Feature, ...] = ()
    rooms: tuple[Room, ...] = ()
    session_types: tuple[SessionType, ...] = ()
    tracks: tuple[Track, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    accounts: tuple[PlatformAccount, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    sessions: tuple[Session, ...] = ()
    placements: tuple[Placement, ...] = ()
    slots: tuple[RemoteSlot, ...] = ()
    relations: tuple[Relation, ...] = ()

    # Not slotted: the indexes below are computed once, when first asked for.

    @cached_property
    def building(self) -> Mapping[str, Building]:
        """Buildings by slug."""
        return _index(self.buildings, lambda b: b.slug)

    @cached_property
    def feature(self) -> Mapping[str, Feature]:
        """Features by slug."""
        return _index(self.features, lambda f: f.slug)

    @cached_property
    def room(self) -> Mapping[str, Room]:
        """Rooms by slug, in the order of lists."""
        return _index(self.rooms, lambda r: r.slug)

    @cached_property
    def session_type(self) -> Mapping[str, SessionType]:
        """Session types by slug."""
        return _index(self.session_types, lambda t: t.slug)

    @cached_property
    def track(self) -> Mapping[str, Track]:
        """Tracks by slug."""
        return _index(self.tracks, lambda t: t.slug)

    @cached_property
    def scheme(self) -> Mapping[str, Scheme]:
        """Schemes by slug."""
        return _index(self.schemes, lambda s: s.slug)

    @cached_property
    def term(self) -> Mapping[str, Term]:
        """Terms by key (`sdg:4`), scheme by scheme, in their order."""
        return {term.key: term for scheme in self.schemes for term in scheme.terms}

    @cached_property
    def term_order(self) -> Mapping[str, int]:
        """The place of each term, scheme by scheme."""
        return {key: place for place, key in enumerate(self.term)}

    @cached_property
    def organisation(self) -> Mapping[str, Organisation]:
        """Organisations by slug."""
        return _index(self.organisations, lambda o: o.slug)

    @cached_property
    def person(self) -> Mapping[str, Person]:
        """People by opaque id."""
        return _index(self.people, lambda p: p.id)

    @cached_property
    def person_by_slug(self) -> Mapping[str, Person]:
        """People by slug."""
        return _index(self.people, lambda p: p.slug)

    @cached_property
    def meeting(self) -> Mapping[str, Meeting]:
        """Meetings by slug."""
        return _index(self.meetings, lambda m: m.slug)

    @cached_property
    def account(self) -> Mapping[str, PlatformAccount]:
        """Platform accounts by slug."""
        return _index(self.accounts, lambda a: a.slug)

    @cached_property
    def session(self) -> Mapping[str, Session]:
        """Sessions by code."""
        return _index(self.sessions, lambda s: s.code)

    @cached_property
    def part(self) -> Mapping[tuple[str, int], Part]:
        """Parts by session code and number."""
        return {(session.code, part.number): part for session in self.sessions for part in session.parts}

    @cached_property
    def placement(self) -> Mapping[tuple[str, int], Placement]:
        """Placements by session code and part number."""
        return _index(self.placements, lambda p: p.id)

    def placing(self, moves: Mapping[tuple[str, int], Placement | None]) -> "Programme":
        """This programme, which must be `ordered`, with these placements instead (None: not placed).

        What is indexed of everything else is taken over, so it costs a copy of the placements and no more.
        """
        placements = list(self.placements)
        placement = dict(self.placement)
        for id_, there in moves.items():
            before = placement.pop(id_, None)
            if before is not None:
                del placements[bisect_left(placements, _order(before), key=_order)]
            if there is not None:
                placement[id_] = tidy = _tidy_placement(there)
                insort(placements, tidy, key=_order)
        moved = replace(self, placements=tuple(placements))
        kept = {name: value for name, value in vars(self).items() if name in _STAYING}
        vars(moved).update(kept, placement=placement)
        return moved

    @cached_property
    def slot(self) -> Mapping[tuple[str, int], RemoteSlot]:
        """Remote slots by session code and part number."""
        return _index(self.slots, lambda s: (s.session, s.part))

    def key(self, session: str, part: int) -> str:
        """The placement key of a part of this event."""
        return placement_key(self.event.slug, session, part)

    @cached_property
    def atoms(self) -> Mapping[str, frozenset[str]]:
        """Per room the undivided rooms that it is made of (itself, if it has no pieces).

        Two rooms exclude each other exactly if they share one. Pieces of pieces count; a cycle ends where it closes.
        """
        atoms: dict[str, frozenset[str]] = {}

        def resolve(slug: str, above: frozenset[str]) -> frozenset[str]:
            if slug in atoms:
                return atoms[slug]
            room = self.room.get(slug)
            pieces = [p for p in room.pieces if p not in above and p in self.room] if room else []
            if not pieces:
                return frozenset({slug})
            return frozenset().union(*(resolve(piece, above | {slug}) for piece in pieces))

        for room in self.rooms:
            atoms[room.slug] = resolve(room.slug, frozenset({room.slug}))
        return atoms

    @cached_property
    def relatives(self) -> Mapping[str, tuple[str, ...]]:
        """Per room all rooms that exclude it, itself included, in the order of lists."""
        holders: dict[str, list[str]] = {}
        for slug in self.room:
            for atom in self.atoms[slug]:
                holders.setdefault(atom, []).append(slug)
        order = {slug: position for position, slug in enumerate(self.room)}
        return {
            slug: tuple(sorted({r for atom in self.atoms[slug] for r in holders[atom]}, key=order.__getitem__))
            for slug in self.room
        }

    @cached_property
    def wholes(self) -> Mapping[str, tuple[str, ...]]:
        """Per room the rooms that contain it, itself first: what a piece's door sign and feed show."""
        return {
            slug: (
                slug,
                *(
                    r
                    for r in self.relatives[slug]
                    if r != slug and self.atoms[slug] <= self.atoms[r] and r not in self._below(slug)
                ),
            )
            for slug in self.room
        }

    def _below(self, slug: str) -> frozenset[str]:
        """The pieces of a room, and theirs: in a room of one piece the atoms alone can't tell which holds which."""
        below: set[str] = set()
        waiting = [slug]
        while waiting:
            room = self.room.get(waiting.pop())
            for piece in room.pieces if room else ():
                if piece not in below:
                    below.add(piece)
                    waiting.append(piece)
        return frozenset(below)

    @cached_property
    def walking_minutes(self) -> Mapping[tuple[str, str], int]:
        """Minutes on foot between two buildings, both ways."""
        both = {(walk.origin, walk.destination): walk.minutes for walk in self.walks}
        return both | {(destination, origin): minutes for (origin, destination), minutes in both.items()}


_STAYING = frozenset(
    name for name, value in vars(Programme).items() if isinstance(value, cached_property) and name != "placement"
)


def _order(placement: Placement) -> tuple[int, int, str, int]:
    return (placement.starts, placement.ends, placement.session, placement.part)


def ordered(programme: Programme) -> Programme:
    """The same programme with every collection in its one order, so that equal content is an equal value.

    Rooms go by position, placements by start, end and key, the rest by key. Within a thing, parts go by number, and
    terms, features, availability, wishes and translations are sorted; the order of pieces, appearances, organisers,
    languages, ways, links, of days and of a scheme's terms means something and stays.
    """
    return replace(
        programme,
        event=_tidy(programme.event),
        buildings=tuple(sorted(map(_tidy, programme.buildings), key=lambda b: b.slug)),
        walks=tuple(sorted(programme.walks, key=lambda w: (w.origin, w.destination))),
        features=tuple(sorted(map(_tidy, programme.features), key=lambda f: f.slug)),
        rooms=tuple(sorted(map(_tidy_room, programme.rooms), key=lambda r: (r.position, r.slug))),
        session_types=tuple(sorted(map(_tidy, programme.session_types), key=lambda t: t.slug)),
        tracks=tuple(sorted(map(_tidy, programme.tracks), key=lambda t: t.slug)),
        schemes=tuple(sorted(map(_tidy_scheme, programme.schemes), key=lambda s: s.slug)),
        organisations=tuple(sorted(programme.organisations, key=lambda o: o.slug)),
        people=tuple(sorted(map(_tidy_person, programme.people), key=lambda p: p.id)),
        teams=tuple(sorted(programme.teams, key=lambda t: t.slug)),
        accounts=tuple(sorted(programme.accounts, key=lambda a: a.slug)),
        meetings=tuple(sorted(programme.meetings, key=lambda m: m.slug)),
        sessions=tuple(sorted(map(_tidy_session, programme.sessions), key=lambda s: s.code)),
        placements=tuple(sorted(map(_tidy_placement, programme.placements), key=_order)),
        slots=tuple(sorted(programme.slots, key=lambda s: (s.session, s.part))),
        relations=tuple(sorted(programme.relations, key=lambda r: r.id)),
    )


def _tidy(thing: Translated) -> Translated:
    """The thing with its translations in order; most have one or none, and are left as they are."""
    if len(thing.translations) < 2:
        return thing
    return replace(thing, translations=tuple(sorted(thing.translations)))


def _tidy_room(room: Room) -> Room:
    features, availability = tuple(sorted(room.features)), tuple(sorted(room.availability))
    return replace(_tidy(room), features=features, availability=availability)


def _tidy_scheme(scheme: Scheme) -> Scheme:
    return replace(_tidy(scheme), terms=tuple(map(_tidy, scheme.terms)))


def _tidy_person(person: Person) -> Person:
    return replace(_tidy(person), availability=tuple(sorted(person.availability)))


def _tidy_session(session: Session) -> Session:
    return replace(
        _tidy(session),
        parts=tuple(sorted(map(_tidy, session.parts), key=lambda p: p.number)),
        terms=tuple(sorted(session.terms)),
        features=tuple(sorted(session.features)),
        wishes=tuple(sorted(session.wishes)),
    )


def _tidy_placement(placement: Placement) -> Placement:
    return replace(placement, also_in=tuple(sorted(placement.also_in)))
