"""The waist of the system: one event's whole programme as a frozen value with indexes.

Everything is a function into it or out of it. It holds nothing private: no e-mail address, no link, no passcode.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from scheduler.domain.event import Event
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement, placement_key
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Appearance, Part, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.venue import Building, Feature, Room, Walk

T = TypeVar("T")
K = TypeVar("K")
_ORDER = attrgetter("order")


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
    def team(self) -> Mapping[str, Team]:
        """Teams by slug."""
        return _index(self.teams, lambda t: t.slug)

    @cached_property
    def relation(self) -> Mapping[int, Relation]:
        """Relations by number."""
        return _index(self.relations, lambda r: r.id)

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
                del placements[bisect_left(placements, before.order, key=_ORDER)]
            if there is not None:
                placement[id_] = tidy = there.tidy()
                insort(placements, tidy, key=_ORDER)
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

    def appearing(self, session: str, part: int) -> tuple[Appearance, ...]:
        """Who is to appear in a part of a session, in protocol order; somebody with two roles twice."""
        return tuple(each for each in self.session[session].appearances if each.part in {None, part})

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
