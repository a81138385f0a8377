"""What a rule finds: named parties, when, by how much, and the facts that a waiver accepts. No name, no title."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.placement import Placement
from scheduler.domain.timespan import Span

SEVERITIES = ("error", "warning", "info")

Detail = int | str | tuple[str, ...]
"""A fact beside the parties: a number, a word, or several words in order."""


@dataclass(frozen=True, slots=True)
class Party:
    """A part of a session as it stood when it was judged: its time and rooms, None and empty if it is not placed.

    `spans` are a person's own times in it, where the rule is about a person.
    """

    session: str
    part: int
    starts: int | None = None
    ends: int | None = None
    rooms: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, placement: Placement, spans: tuple[Span, ...] = ()) -> "Party":
        """The party that a placement is."""
        return cls(placement.session, placement.part, placement.starts, placement.ends, placement.rooms, spans)

    @property
    def id(self) -> tuple[str, int]:
        """Session code and part number."""
        return (self.session, self.part)

    def as_fact(self) -> dict[str, Any]:
        """The party for JSON, times in UTC."""
        fact: dict[str, Any] = {
            "session": self.session,
            "part": self.part,
            "starts_at": None if self.starts is None else isoformat(self.starts),
            "ends_at": None if self.ends is None else isoformat(self.ends),
            "rooms": list(self.rooms),
        }
        if self.spans:
            fact["spans"] = _spans_as_fact(self.spans)
        return fact


@dataclass(frozen=True, slots=True)
class Conflict:
    """One rule broken by its `parties` (in programme order: start, end, session, part) over one resource at most.

    `spans` are the moments at which it is broken, in order; none if it concerns no time. `overlap_minutes` are whole
    minutes, rounded down. `person` is an opaque id, the other resources are slugs. `details` are sorted by name.
    """

    key: str
    rule: str
    severity: str
    parties: tuple[Party, ...]
    spans: tuple[Span, ...] = ()
    room: str | None = None
    person: str | None = None
    account: str | None = None
    team: str | None = None
    organisation: str | None = None
    overlap_minutes: int | None = None
    details: tuple[tuple[str, Detail], ...] = ()

    @property
    def placements(self) -> tuple[tuple[str, int], ...]:
        """Session code and part number of each party."""
        return tuple(party.id for party in self.parties)

    @property
    def starts(self) -> int | None:
        """The first moment at which it is broken; None if it concerns no time."""
        return self.spans[0].starts if self.spans else None

    @property
    def ends(self) -> int | None:
        """The end of the last moment at which it is broken; None if it concerns no time."""
        return self.spans[-1].ends if self.spans else None

    @property
    def facts(self) -> dict[str, Any]:
        """Everything that a waiver accepts, for JSON: other as soon as the matter is, the same after renames."""
        return {
            "placements": [party.as_fact() for party in self.parties],
            "spans": _spans_as_fact(self.spans),
            **{name: list(detail) if isinstance(detail, tuple) else detail for name, detail in self.details},
        }

    def number(self, name: str) -> int:
        """The detail of that name, which is a number."""
        detail = dict(self.details)[name]
        if not isinstance(detail, int):
            raise TypeError(f"{name} of {self.rule} is no number")
        return detail

    def words(self, name: str) -> tuple[str, ...]:
        """The detail of that name, which is several words."""
        detail = dict(self.details)[name]
        if not isinstance(detail, tuple):
            raise TypeError(f"{name} of {self.rule} is not several words")
        return detail


def conflict_key(rule: str, placement_keys: Iterable[str], resource: str | None) -> str:
    """`<rule>:<16 hex digits>`: the same for the same parties and resource, whatever they are called and do."""
    named = "\n".join((*sorted(placement_keys), resource or ""))
    return f"{rule}:{sha256(named.encode()).hexdigest()[:16]}"


def _spans_as_fact(spans: Iterable[Span]) -> list[dict[str, str]]:
    return [{"starts_at": isoformat(span.starts), "ends_at": isoformat(span.ends)} for span in spans]
