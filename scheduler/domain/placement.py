"""A part of a session at a time and in a room, in no room, or in several."""

from dataclasses import dataclass

from scheduler.domain.timespan import Span


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


def placement_key(event: str, session: str, part: int) -> str:
    """`<event>-<code>-<part>`: one key, one UID, one entry, for ever."""
    return f"{event}-{session}-{part}"
