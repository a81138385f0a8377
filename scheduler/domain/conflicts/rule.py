"""What a rule is, and the three kinds of group that most rules look at."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Generic, TypeVar, cast

from scheduler.domain.conflicts.conflict import Conflict, Detail, Party, conflict_key
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.signals import Signals
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span

Group = TypeVar("Group", bound=Hashable)
Number = int | bool
"""A parameter's value: a whole number, or yes or no."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an event may set of a rule: from `least` to `most` of `unit`; yes or no where the default is."""

    name: str
    default: Number
    unit: str
    least: int
    most: int
    about: str


def number(default: int, unit: str, about: str, *, least: int, most: int) -> Any:
    """A field of a rule that is a parameter: a whole number of `unit` between two bounds, both included."""
    return field(default=default, metadata={"unit": unit, "least": least, "most": most, "about": about})


def choice(default: bool, about: str) -> Any:  # noqa: FBT001 - the value itself, as in a default
    """A field of a rule that is a parameter: yes or no."""
    return field(default=default, metadata={"unit": "yes or no", "least": 0, "most": 1, "about": about})


@dataclass(frozen=True)
class Rule(ABC, Generic[Group]):
    """One way in which a programme can be wrong. A subclass's fields made by `number` and `choice` are its parameters.

    One that also looks at `Signals` has a field `signals` with the default `NO_SIGNALS`, which a check fills in.

    Every conflict belongs to one group, so checking all groups finds each once. A group that does not exist (any
    more) has no conflicts: `check` asks no questions about where its group came from. `about`, `example` and `remedy`
    are for people: what it means, a case, how to resolve it.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[str]
    about: ClassVar[str]
    example: ClassVar[str]
    remedy: ClassVar[str]

    @abstractmethod
    def groups(self, programme: Programme) -> Iterable[Group]:
        """The groups in which this rule can be broken at all, each once."""

    @abstractmethod
    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[Group]:
        """The groups whose conflicts this placement (session code, part) can change, as it stands in `programme`."""

    @abstractmethod
    def check(self, programme: Programme, group: Group) -> Iterator[Conflict]:
        """The group's conflicts, in any order, with the default severity or, where the rule says so, a milder one."""

    @abstractmethod
    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """The conflict for people: what, when (in the event's zone), by how much, each side with title and code.

        Of the programme it takes names alone: where things are stands in the conflict.
        """

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """What an event may set."""
        return tuple(
            Parameter(each.name, cast("Number", each.default), **each.metadata)
            for each in fields(cls)
            if "unit" in each.metadata
        )

    @classmethod
    def looks_at_signals(cls) -> bool:
        """Whether it looks at `Signals` too."""
        return any(isinstance(each.default, Signals) for each in fields(cls))

    def conflict(
        self,
        programme: Programme,
        parties: Iterable[Party],
        *,
        spans: tuple[Span, ...] = (),
        room: str | None = None,
        person: str | None = None,
        account: str | None = None,
        team: str | None = None,
        organisation: str | None = None,
        severity: str | None = None,
        overlap_minutes: int | None = None,
        details: tuple[tuple[str, Detail], ...] = (),
        aspect: str = "",
    ) -> Conflict:
        """A conflict of this rule under its key, its parties put into the programme's order.

        Where a rule can be broken in several ways by the same parties over one resource, `aspect` names which.
        """
        sides = tuple(sorted(parties, key=_order))
        keys = [programme.key(party.session, party.part) for party in sides]
        resource = room or person or account or team or organisation
        return Conflict(
            key=conflict_key(self.slug, keys, f"{resource or ''} {aspect}" if aspect else resource),
            rule=self.slug,
            severity=severity or self.severity,
            parties=sides,
            spans=spans,
            room=room,
            person=person,
            account=account,
            team=team,
            organisation=organisation,
            overlap_minutes=overlap_minutes,
            details=details,
        )


def _order(party: Party) -> tuple[bool, int, int, str, int]:
    """Placed ones by start, end, session and part; then the others."""
    return (party.starts is None, party.starts or 0, party.ends or 0, party.session, party.part)


class RoomRule(Rule[str]):
    """A rule about a family of rooms: those connected by shared pieces."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every family."""
        return grouped(programme).frame.families

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[str]:
        """The families of all its rooms."""
        placed = programme.placement.get(placement)
        families = grouped(programme).frame.family_of
        return {families[room] for room in placed.rooms if room in families} if placed else ()


class PersonRule(Rule[str]):
    """A rule about a person, by opaque id."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Everybody but placeholders."""
        return grouped(programme).frame.appearances

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[str]:
        """Everybody who appears in it."""
        code, part = placement
        session = programme.session.get(code)
        return {a.person for a in session.appearances if a.part in {None, part}} if session else ()


class SessionRule(Rule[str]):
    """A rule about a session and its parts, by code."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every session that takes part and has a placement."""
        return grouped(programme).by_session

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[str]:  # noqa: ARG002 # as its base
        """Its session."""
        return (placement[0],)
