"""Indexes by what rules look at: a family of rooms, a person, a session. Built once per programme, when asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate

from scheduler.domain.conflicts.overlap import Item
from scheduler.domain.conflicts.windows import Windows
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import ENDED_STATES, Appearance
from scheduler.domain.timespan import Span, merge

_SLOT = "_conflict_groups"


def grouped(programme: Programme) -> "Groups":
    """The indexes of a programme, kept with it as its own cached properties are."""
    kept = vars(programme)
    groups: Groups | None = kept.get(_SLOT)
    if groups is None:
        groups = kept[_SLOT] = Groups(programme)
    return groups


class Groups:
    """Who takes part, by group. Cancelled and withdrawn sessions and their placements are left out.

    A placement is known by its rank: its place in `placements`. It holds no reference to the programme, so that the
    two are no cycle and an old programme leaves the memory with its last user.
    """

    def __init__(self, programme: Programme) -> None:
        self._session = programme.session
        self._placements = programme.placements
        self._rooms = programme.rooms
        self._people = programme.people
        self._event = programme.event
        self._atoms = programme.atoms
        types = programme.session_types
        self.plenary_types = frozenset(t.slug for t in types if t.plenary)
        self.background_types = frozenset(t.slug for t in types if t.background)
        self.exempt_types = frozenset(t.slug for t in types if t.background or t.break_)

    @cached_property
    def placements(self) -> tuple[Placement, ...]:
        """The placements that take part, by start, end, session and part, in whatever order they were given."""
        session = self._session
        active = {code for code, item in session.items() if item.state not in ENDED_STATES}
        return tuple(
            sorted(
                (p for p in self._placements if p.session in active),
                key=lambda p: (p.starts, p.ends, p.session, p.part),
            )
        )

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Start, end and rank of each placement, by rank."""
        return tuple((p.starts, p.ends, rank) for rank, p in enumerate(self.placements))

    @cached_property
    def by_session(self) -> Mapping[str, list[Item]]:
        """The placements of each session that has one."""
        found: dict[str, list[Item]] = {}
        for placement, item in zip(self.placements, self.items, strict=True):
            found.setdefault(placement.session, []).append(item)
        return found

    @cached_property
    def by_atom(self) -> Mapping[str, list[Item]]:
        """The placements that hold an undivided room, each once, however many of its rooms share it."""
        found: dict[str, list[Item]] = {}
        atoms = self._atoms
        nothing: frozenset[str] = frozenset()
        for placement, item in zip(self.placements, self.items, strict=True):
            if placement.also_in:
                held = frozenset().union(*(atoms.get(room, nothing) for room in placement.rooms))
            elif placement.room is not None:
                held = atoms.get(placement.room, nothing)
            else:
                continue
            for atom in held:
                found.setdefault(atom, []).append(item)
        return found

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The undivided rooms of each family of rooms connected by shared pieces; a family is called by its first."""
        leader: dict[str, str] = {}

        def lead(atom: str) -> str:
            while leader.setdefault(atom, atom) != atom:
                leader[atom] = atom = leader[leader[atom]]
            return atom

        for room in self._rooms:
            for other in self._atoms[room.slug]:
                one, two = sorted((lead(next(iter(self._atoms[room.slug]))), lead(other)))
                leader[two] = one
        found: dict[str, list[str]] = {}
        for atom in sorted(leader):
            found.setdefault(lead(atom), []).append(atom)
        return {family: tuple(atoms) for family, atoms in found.items()}

    @cached_property
    def family_of(self) -> Mapping[str, str]:
        """The family of each room."""
        of_atom = {atom: family for family, atoms in self.families.items() for atom in atoms}
        return {room.slug: of_atom[next(iter(self._atoms[room.slug]))] for room in self._rooms}

    @cached_property
    def appearances(self) -> Mapping[str, list[tuple[str, Appearance]]]:
        """Per person that is no placeholder, the appearances in sessions that take part, with the session's code."""
        found: dict[str, list[tuple[str, Appearance]]] = {p.id: [] for p in self._people if not p.placeholder}
        for code, session in self._session.items():
            if session.state in ENDED_STATES:
                continue
            for appearance in session.appearances:
                cast = found.get(appearance.person)
                if cast is not None:
                    cast.append((code, appearance))
        return found

    def own_items(self, person: str) -> list[Item]:
        """When a person is where: start, end and rank of each appearance's own span, in order.

        Minutes count from each part's start and end with it. Spans in one placement that overlap or touch are one.
        """
        items: list[Item] = []
        for code, appearance in self.appearances.get(person, ()):
            placed = self.by_session.get(code, ())
            if appearance.part is None and appearance.from_minute is None and appearance.to_minute is None:
                items.extend(placed)
            else:
                items.extend(own for item in placed if (own := self._clipped(item, appearance)) is not None)
        if len({rank for _, _, rank in items}) < len(items):
            items = _merged(items)
        items.sort()
        return items

    def _clipped(self, item: Item, appearance: Appearance) -> Item | None:
        starts, ends, rank = item
        if appearance.part is not None and appearance.part != self.placements[rank].part:
            return None
        first, last = starts, ends
        if appearance.from_minute is not None:
            first = max(starts, starts + appearance.from_minute * 60)
        if appearance.to_minute is not None:
            last = min(ends, starts + appearance.to_minute * 60)
        return (first, last, rank) if first < last else None

    @cached_property
    def hours(self) -> Windows:
        """The event's days, each from opening to closing."""
        return Windows(self._event.span_of(day) for day in self._event.days)

    @cached_property
    def room_windows(self) -> Mapping[str, Windows]:
        """The availability of each room that is not always available."""
        return {room.slug: Windows(room.availability) for room in self._rooms if room.availability}

    @cached_property
    def person_windows(self) -> Mapping[str, Windows]:
        """The availability of each person that is not always available, placeholders left out."""
        return {p.id: Windows(p.availability) for p in self._people if p.availability and not p.placeholder}

    @cached_property
    def rank_of(self) -> Mapping[tuple[str, int], int]:
        """Ranks by session code and part."""
        return {placement.id: rank for rank, placement in enumerate(self.placements)}

    @cached_property
    def plenaries(self) -> tuple[Item, ...]:
        """The placements of plenary sessions."""
        return self._of_types(self.plenary_types)

    @cached_property
    def plenary_ranks(self) -> frozenset[int]:
        """The ranks of plenaries."""
        return frozenset(rank for _, _, rank in self.plenaries)

    @cached_property
    def exempt_ranks(self) -> frozenset[int]:
        """The ranks of breaks and background sessions, which may run beside a plenary."""
        return frozenset(rank for _, _, rank in self._of_types(self.exempt_types))

    def judged_between(self, starts: int, ends: int) -> list[Item]:
        """The placements that overlap a time, in order, breaks and background sessions left out."""
        items, latest_ends = self._judged
        first = bisect_right(latest_ends, starts)
        last = bisect_left(items, (ends,))
        return [item for item in items[first:last] if max(item[0], starts) < min(item[1], ends)]

    @cached_property
    def _judged(self) -> tuple[list[Item], list[int]]:
        # With each item the latest end up to it: what lies before the first that ends after a moment is over by then.
        # Long ones would spoil that, but those are exhibitions and hackathons: background, so not in here.
        items = [item for item in self.items if item[2] not in self.exempt_ranks]
        return items, list(accumulate((end for _, end, _ in items), max))

    def _of_types(self, types: frozenset[str]) -> tuple[Item, ...]:
        if not types:
            return ()
        return tuple(item for item in self.items if self._session[self.placements[item[2]].session].type in types)


def _merged(items: list[Item]) -> list[Item]:
    spans: dict[int, list[Span]] = {}
    for starts, ends, rank in items:
        spans.setdefault(rank, []).append(Span(starts, ends))
    return [(span.starts, span.ends, rank) for rank, several in spans.items() for span in merge(several)]
