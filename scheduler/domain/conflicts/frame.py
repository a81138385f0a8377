"""Indexes of what stays when placements move: families of rooms, windows, who appears where, kinds of sessions.

Programmes that differ in placements alone share one, which is what makes judging a move cheap.
"""

from collections.abc import Mapping
from functools import cached_property

from scheduler.domain.conflicts.windows import Windows
from scheduler.domain.programme import Programme
from scheduler.domain.session import ENDED_STATES, Appearance, Session


class Frame:
    """What rules look up beside placements. Cancelled and withdrawn sessions are left out.

    It holds no reference to the programme, so that the two are no cycle and an old programme leaves the memory with its
    last user.
    """

    def __init__(self, programme: Programme) -> None:
        self._rooms = programme.rooms
        self._people = programme.people
        self._event = programme.event
        self.atoms = programme.atoms
        types = programme.session_types
        self.plenary_types = frozenset(t.slug for t in types if t.plenary)
        self.background_types = frozenset(t.slug for t in types if t.background)
        self.break_types = frozenset(t.slug for t in types if t.break_)
        self.exempt_types = self.background_types | self.break_types
        self.active: Mapping[str, Session] = {s.code: s for s in programme.sessions if s.state not in ENDED_STATES}
        """Sessions that take part in rules, by code."""

    @cached_property
    def plenary_codes(self) -> frozenset[str]:
        """Sessions beside which nothing may run."""
        return self._of_types(self.plenary_types)

    @cached_property
    def background_codes(self) -> frozenset[str]:
        """Sessions such as exhibitions, which go on beside everything."""
        return self._of_types(self.background_types)

    @cached_property
    def break_codes(self) -> frozenset[str]:
        """Breaks."""
        return self._of_types(self.break_types)

    @cached_property
    def exempt_codes(self) -> frozenset[str]:
        """Breaks and background sessions, which may run beside a plenary."""
        return self._of_types(self.exempt_types)

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The undivided rooms of each family of rooms connected by shared pieces; a family is called by its first."""
        leader: dict[str, str] = {}

        def lead(atom: str) -> str:
            while leader.setdefault(atom, atom) != atom:
                leader[atom] = atom = leader[leader[atom]]
            return atom

        for room in self._rooms:
            for other in self.atoms[room.slug]:
                one, two = sorted((lead(next(iter(self.atoms[room.slug]))), lead(other)))
                leader[two] = one
        found: dict[str, list[str]] = {}
        for atom in sorted(leader):
            found.setdefault(lead(atom), []).append(atom)
        return {family: tuple(atoms) for family, atoms in found.items()}

    @cached_property
    def family_of(self) -> Mapping[str, str]:
        """The family of each room."""
        of_atom = {atom: family for family, atoms in self.families.items() for atom in atoms}
        return {room.slug: of_atom[next(iter(self.atoms[room.slug]))] for room in self._rooms}

    @cached_property
    def appearances(self) -> Mapping[str, list[tuple[str, Appearance]]]:
        """Per person that is no placeholder, the appearances in sessions that take part, with the session's code."""
        found: dict[str, list[tuple[str, Appearance]]] = {p.id: [] for p in self._people if not p.placeholder}
        for code, session in self.active.items():
            for appearance in session.appearances:
                cast = found.get(appearance.person)
                if cast is not None:
                    cast.append((code, appearance))
        return found

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

    def _of_types(self, types: frozenset[str]) -> frozenset[str]:
        return frozenset(code for code, session in self.active.items() if session.type in types)
