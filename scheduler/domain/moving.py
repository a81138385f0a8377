"""Moves of parts that somebody thinks about or makes: checked against the programme, and turned into placements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.domain.clock import DAY, isoformat
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.event import Event
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span

MOST_MOVES = 500
"""At once: a whole day of the largest event; more is an import."""

_LEEWAY = timedelta(days=365)
# Nobody sits through more, and one exhibition of a fortnight does.
_LONGEST = timedelta(days=31)
# Five hundred sessions of most of a day; every rule looks through all of it. 293 of a month took 8 s.
_LONGEST_TOGETHER = timedelta(days=400)
# Where an event has no days yet: years that every zone can write.
_EVER = Span(0, 7_258_118_400)  # 1970 up to 2200


def window_of(event: Event) -> Span:
    """The event's days and a year around them, in which all its times lie."""
    if not event.days:
        return _EVER
    spans = [event.span_of(day) for day in event.days]
    leeway = _LEEWAY.days * DAY
    return Span(min(span.starts for span in spans) - leeway, max(span.ends for span in spans) + leeway)


@dataclass(frozen=True, slots=True)
class Move:
    """A part to another time and room. No times: off the programme. No room, but times: online, or to be announced."""

    session: str
    part: int
    room: str | None = None
    starts: int | None = None
    ends: int | None = None

    @property
    def id(self) -> Ident:
        """The part that moves."""
        return (self.session, self.part)


def placements_of(programme: Programme, moves: Sequence[Move]) -> Mapping[Ident, Placement | None]:
    """Where each part would be then, None if nowhere; the rest of a placement (overflow rooms, set-up) stays with it.

    `InvalidInput` points at every move that can't be, by its place in `moves`.
    """
    if len(moves) > MOST_MOVES:
        raise InvalidInput(f"{len(moves)} moves at once are too many. Send up to {MOST_MOVES}.", pointer="/moves")
    window = window_of(programme.event)
    flaws: list[Flaw] = []
    seen: set[Ident] = set()
    for place, move in enumerate(moves):
        flaws += [Flaw(f"/moves/{place}/{field}", message) for field, message in _wrong(programme, move, window)]
        if move.id in seen:
            flaws.append(Flaw(f"/moves/{place}", f"{_named(move)} is moved twice. Move it once."))
        seen.add(move.id)
    together = sum(move.ends - move.starts for move in moves if move.starts is not None and move.ends is not None)
    if not flaws and together > _LONGEST_TOGETHER.total_seconds():
        flaws.append(Flaw("/moves", f"The moves last more than {_LONGEST_TOGETHER.days} days together. Send fewer."))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)
    return {move.id: _placement(programme, move) for move in moves}


def _wrong(programme: Programme, move: Move, window: Span) -> list[tuple[str, str]]:
    """What is wrong with one move: field and message."""
    session = programme.session.get(move.session)
    slug = programme.event.slug
    if session is None:
        return [("session", f"There is no session {move.session[:40]!r} in {slug}.")]
    found: list[tuple[str, str]] = []
    if move.id not in programme.part:
        there = ", ".join(str(part.number) for part in session.parts)
        found.append(("part", f"Session {move.session} has no part {move.part}. It has {there}."))
    if move.room is not None and move.room not in programme.room:
        found.append(("room", f"There is no room {move.room[:100]!r} in {slug}."))
    if move.starts is None and move.ends is None:
        if move.room is not None:
            found.append(("starts_at", f"{_named(move)} has a room but no time. Give it both times, or no room."))
    elif move.starts is None or move.ends is None:
        missing = "starts_at" if move.starts is None else "ends_at"
        found.append((missing, f"{_named(move)} has one time alone. Give both, or neither to take it off."))
    elif move.ends <= move.starts:
        found.append(("ends_at", f"{_named(move)} would end before it starts, or as it starts."))
    elif move.ends - move.starts > _LONGEST.total_seconds():
        found.append(("ends_at", f"{_named(move)} would last more than {_LONGEST.days} days."))
    elif not (window.starts <= move.starts and move.ends <= window.ends):
        first, last = (isoformat(moment, programme.event.time_zone) for moment in (window.starts, window.ends))
        message = f"{_named(move)} would be far from {slug}: it must lie between {first} and {last}."
        found.append(("starts_at", message))
    return found


def _placement(programme: Programme, move: Move) -> Placement | None:
    if move.starts is None or move.ends is None:
        return None
    present = programme.placement.get(move.id)
    if present is None:
        return Placement(move.session, move.part, move.starts, move.ends, move.room)
    also_in = tuple(room for room in present.also_in if room != move.room)
    return replace(present, starts=move.starts, ends=move.ends, room=move.room, also_in=also_in)


def _named(move: Move) -> str:
    return f"Part {move.part} of session {move.session[:40]}"
