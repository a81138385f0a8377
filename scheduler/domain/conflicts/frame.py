"""Indexes of what stays when placements move: families of rooms, windows, who appears where, kinds of sessions.

Programmes that differ in placements alone share one, which is what makes judging a move cheap.
"""

from collections.abc import Mapping
from functools import cached_property

from scheduler.domain.conflicts.access import Access
from scheduler.domain.conflicts.windows import Windows
from scheduler.domain.programme import Programme
from scheduler.domain.session import ENDED_STATES, SCHEDULED_STATES, Appearance, Relation, Session

Subject = tuple[str, tuple[str, ...]]
"""What a session is about: its track, and its terms in order."""


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
        self.day_of = programme.event.day_of
        types = programme.session_types
        self.plenary_types = frozenset(t.slug for t in types if t.plenary)
        self.background_types = frozenset(t.slug for t in types if t.background)
        self.break_types = frozenset(t.slug for t in types if t.break_)
        self.exempt_types = self.background_types | self.break_types
        self.active: Mapping[str, Session] = {s.code: s for s in programme.sessions if s.state not in ENDED_STATES}
        """Sessions that take part in rules, by code."""
        self._sessions = programme.sessions
        self._relations = programme.relations
        self.access = Access(programme, self.active)

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
    def announced(self) -> Mapping[str, Session]:
        """Accepted and confirmed sessions, breaks and background ones left out: what should be complete."""
        return {
            code: session
            for code, session in self.active.items()
            if session.state in SCHEDULED_STATES and code not in self.exempt_codes
        }

    @cached_property
    def ended(self) -> frozenset[str]:
        """Cancelled and withdrawn sessions."""
        return frozenset(session.code for session in self._sessions if session.state in ENDED_STATES)

    @cached_property
    def relations(self) -> Mapping[int, Relation]:
        """The relations between two different sessions that take part, by id."""
        return {
            relation.id: relation
            for relation in self._relations
            if relation.origin != relation.target and {relation.origin, relation.target} <= self.active.keys()
        }

    @cached_property
    def relations_of(self) -> Mapping[str, list[int]]:
        """The ids of each session's relations."""
        found: dict[str, list[int]] = {}
        for relation in self.relations.values():
            found.setdefault(relation.origin, []).append(relation.id)
            found.setdefault(relation.target, []).append(relation.id)
        return found

    @cached_property
    def turnover_of(self) -> Mapping[str, int]:
        """Per undivided room the longest turnover of the rooms that hold it, in minutes."""
        found: dict[str, int] = {}
        for room in self._rooms:
            for atom in self.atoms[room.slug]:
                found[atom] = max(found.get(atom, 0), room.turnover_minutes)
        return found

    @cached_property
    def unconfirmed(self) -> frozenset[str]:
        """People with an appearance that is not confirmed."""
        return frozenset(
            person for person, cast in self.appearances.items() if not all(each.confirmed for _, each in cast)
        )

    @cached_property
    def afar(self) -> frozenset[str]:
        """People who take part remotely somewhere."""
        return frozenset(
            person
            for person, cast in self.appearances.items()
            if any(self.is_remote(code, each) for code, each in cast)
        )

    @cached_property
    def remote(self) -> frozenset[str]:
        """Those of them whose time zone is known."""
        return self.afar & {person.id for person in self._people if person.time_zone}

    @cached_property
    def followed(self) -> frozenset[str]:
        """Sessions that somebody follows or speaks in from afar."""
        return frozenset(
            code
            for code, session in self.active.items()
            if session.mode != "onsite" or any(each.mode == "remote" for each in session.appearances)
        )

    @cached_property
    def leads(self) -> Mapping[str, tuple[str, ...]]:
        """The organisations that lead each session, breaks and background sessions left out."""
        return {
            code: leading
            for code, session in self.active.items()
            if code not in self.exempt_codes
            and (leading := tuple(dict.fromkeys(o.organisation for o in session.organisers if o.role == "lead")))
        }

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """Track and terms of each session that has both, breaks and background sessions left out."""
        return {
            code: (session.track, tuple(sorted(session.terms)))
            for code, session in self.active.items()
            if session.track is not None and session.terms and code not in self.exempt_codes
        }

    @cached_property
    def about(self) -> Mapping[Subject, list[str]]:
        """The sessions of each track and terms."""
        found: dict[Subject, list[str]] = {}
        for code, subject in self.subjects.items():
            found.setdefault(subject, []).append(code)
        return found

    def is_remote(self, code: str, appearance: Appearance) -> bool:
        """Whether somebody takes part remotely in a session: by the appearance, or because all of it is remote."""
        return appearance.mode == "remote" or self.active[code].mode == "remote"

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
