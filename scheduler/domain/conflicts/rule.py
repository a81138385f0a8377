"""What a rule is, and the three kinds of group that most rules look at."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import ClassVar, Generic, TypeVar

from scheduler.domain.conflicts.conflict import Conflict, Detail, Party, conflict_key
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True)
class Rule(ABC, Generic[Group]):
    """One way in which a programme can be wrong. A subclass's fields are its parameters, with their defaults.

    Every conflict belongs to one group, so checking all groups finds each once. A group that does not exist (any
    more) has no conflicts: `check` asks no questions about where its group came from.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[str]
    about: ClassVar[str]

    @abstractmethod
    def groups(self, programme: Programme) -> Iterable[Group]:
        """The groups in which this rule can be broken at all, each once."""

    @abstractmethod
    def groups_of(self, programme: Programme, placement: tuple[str, int]) -> Iterable[Group]:
        """The groups whose conflicts this placement (session code, part) can change, as it stands in `programme`."""

    @abstractmethod
    def check(self, programme: Programme, group: Group) -> Iterator[Conflict]:
        """The group's conflicts, in any order, with the default severity or, where the rule says so, a milder one."""

    @abstractmethod
    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """The conflict for people: what, when (in the event's zone), by how much, each side with title and code."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what an event may set."""
        return tuple(field.name for field in fields(self))

    def conflict(
        self,
        programme: Programme,
        parties: tuple[Party, ...],
        *,
        spans: tuple[Span, ...] = (),
        room: str | None = None,
        person: str | None = None,
        severity: str | None = None,
        overlap_minutes: int | None = None,
        details: tuple[tuple[str, Detail], ...] = (),
    ) -> Conflict:
        """A conflict of this rule under its key."""
        keys = [programme.key(party.session, party.part) for party in parties]
        return Conflict(
            key=conflict_key(self.slug, keys, room or person),
            rule=self.slug,
            severity=severity or self.severity,
            parties=parties,
            spans=spans,
            room=room,
            person=person,
            overlap_minutes=overlap_minutes,
            details=details,
        )


class RoomRule(Rule[str]):
    """A rule about a family of rooms: those connected by shared pieces."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every family."""
        return grouped(programme).families

    def groups_of(self, programme: Programme, placement: tuple[str, int]) -> Iterable[str]:
        """The families of all its rooms."""
        placed = programme.placement.get(placement)
        families = grouped(programme).family_of
        return {families[room] for room in placed.rooms if room in families} if placed else ()


class PersonRule(Rule[str]):
    """A rule about a person, by opaque id."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Everybody but placeholders."""
        return grouped(programme).appearances

    def groups_of(self, programme: Programme, placement: tuple[str, int]) -> Iterable[str]:
        """Everybody who appears in it."""
        code, part = placement
        session = programme.session.get(code)
        return {a.person for a in session.appearances if a.part in {None, part}} if session else ()


class SessionRule(Rule[str]):
    """A rule about a session and its parts, by code."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every session that takes part and has a placement."""
        return grouped(programme).by_session

    def groups_of(self, programme: Programme, placement: tuple[str, int]) -> Iterable[str]:  # noqa: ARG002 # as its base
        """Its session."""
        return (placement[0],)
