"""A part of a session at a time and in a room, in no room, or in several."""

import re
from dataclasses import dataclass, replace
from typing import Self

from scheduler.domain.timespan import Span
from scheduler.domain.wording import CODE_PATTERN

Ident = tuple[str, int]
"""What a placement is known by within its event: session code and part number."""

_ENTRY = re.compile(rf"(?P<code>{CODE_PATTERN.pattern})-(?P<part>[1-9][0-9]{{0,8}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Placement:
    """From `starts` up to `ends` (instants). `room` None: online, or to be announced. Set-up and take-down: outside."""

    session: str
    part: int
    starts: int
    ends: int
    room: str | None = None
    also_in: tuple[str, ...] = ()
    setup_minutes: int = 0
    takedown_minutes: int = 0
    pinned: bool = False

    @property
    def span(self) -> Span:
        """Its time, without set-up and take-down."""
        return Span(self.starts, self.ends)

    @property
    def rooms(self) -> tuple[str, ...]:
        """Every room it holds, the main one first."""
        return (self.room, *self.also_in) if self.room is not None else self.also_in

    @property
    def id(self) -> tuple[str, int]:
        """What identifies it within its event: session code and part number."""
        return (self.session, self.part)

    @property
    def order(self) -> tuple[int, int, str, int]:
        """Where it stands among others: by start, end, session and part."""
        return (self.starts, self.ends, self.session, self.part)

    def tidy(self) -> Self:
        """The same with its further rooms sorted, so that equal placements are equal values."""
        return self if len(self.also_in) < 2 else replace(self, also_in=tuple(sorted(self.also_in)))


def placement_key(event: str, session: str, part: int) -> str:
    """`<event>-<code>-<part>`: one key, one UID, one entry, for ever."""
    return f"{event}-{session}-{part}"


def entry_of(text: str) -> Ident | None:
    """Session and part of `<code>-<part>`, as addresses and forms of an event name a placement; None of all else."""
    found = _ENTRY.fullmatch(text)
    return None if found is None else (found["code"], int(found["part"]))
