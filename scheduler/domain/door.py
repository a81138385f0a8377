"""Whether somebody comes in by the door of a placement at a moment, and by which ways: one pure decision.

Instants are seconds, spans half-open: a door that opens at 08:45 is open at 08:45:00, one that closes at 10:15 is not.
"""

from dataclasses import dataclass

from scheduler.domain.clock import MINUTE
from scheduler.domain.remote import AUDIENCES, RemoteSlot, Way
from scheduler.domain.timespan import Span

PUBLIC, REGISTERED, SPEAKERS, HOSTS = AUDIENCES
"""From the least to the most: each may use the ways of those before it."""

MOST_LATE = 1_440
"""Minutes, a day: what is later than that is on another day, which takes a release."""


@dataclass(frozen=True, slots=True)
class Live:
    """What is true of a placement now, without a release; of links and the recording only whether there is one.

    `delay_minutes` moves it, `ended_at` is the instant at which it ended.
    """

    delay_minutes: int = 0
    ended_at: int | None = None
    room_full: bool = False
    emergency_room: str | None = None
    recording: bool = False

    @property
    def late(self) -> int:
        """How many seconds later than planned it begins, and ends if nobody says otherwise."""
        return self.delay_minutes * MINUTE

    def real_end(self, planned: int) -> int:
        """When it really ends, of which the end was `planned`."""
        return planned + self.late if self.ended_at is None else self.ended_at

    def has_ended(self, at: int) -> bool:
        """Whether somebody said that it ended, at this instant or before."""
        return self.ended_at is not None and self.ended_at <= at


AS_PLANNED = Live()
"""Where nobody said anything."""


@dataclass(frozen=True, slots=True)
class Door:
    """What is known of a placement's door. `span` is when it was released to be, `former` when it was to be before.

    `links` are the positions of the slot's ways whose link is known. What is `private` (the room is taken, and the
    public learns no more) lets nobody in but those who are part of it.
    """

    span: Span
    slot: RemoteSlot | None = None
    links: frozenset[int] = frozenset()
    live: Live = AS_PLANNED
    cancelled: bool = False
    private: bool = False
    former: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a door is open for somebody, by the plan and what is known of delays."""

    opens_at: int
    closes_at: int


@dataclass(frozen=True, slots=True)
class Open:
    """Come in: by one of these ways, as positions in the slot."""

    window: Window
    ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TooEarly:
    """It is not open yet."""

    window: Window


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody comes at the hour at which it `was` to be; it is at a later one now."""

    window: Window
    was: Span


@dataclass(frozen=True, slots=True)
class NoLink:
    """It is open, but nobody has said yet where it leads."""

    window: Window


@dataclass(frozen=True, slots=True)
class NotForYou:
    """All its ways are for others: at the least for this `audience`."""

    window: Window
    audience: str


@dataclass(frozen=True, slots=True)
class OnSite:
    """It has no way in from afar, or none that this somebody may know of."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It does not take place."""


@dataclass(frozen=True, slots=True)
class Over:
    """It has ended; whether there is a `recording` to see."""

    window: Window
    recording: bool


Access = Open | TooEarly | Moved | NoLink | NotForYou | OnSite | Cancelled | Over


def access(door: Door, who: str, now: int) -> Access:
    """What somebody of an audience finds at the door at an instant."""
    if door.cancelled:
        return Cancelled()
    window = _window(door, door.span, who, late=door.live.late)
    known = not door.private or _counts(who, SPEAKERS)
    if now >= window.closes_at:
        return Over(window, door.live.recording and known)
    ways = [(place, way) for place, way in enumerate(door.slot.ways if door.slot else ()) if known]
    own = [place for place, way in ways if _counts(who, way.audience)]
    others = [way for _, way in ways if way.audience != HOSTS]
    if not own:
        return NotForYou(window, _least(others)) if others else OnSite()
    if now < window.opens_at:
        was = next((span for span in door.former if _holds(_window(door, span, who), now)), None)
        return TooEarly(window) if was is None else Moved(window, was)
    open_ = tuple(place for place in own if place in door.links)
    return Open(window, open_) if open_ else NoLink(window)


def _window(door: Door, span: Span, who: str, late: int = 0) -> Window:
    """The window follows the delay; once somebody said when it ended, it closes then and not before."""
    slot = door.slot
    before = {
        PUBLIC: slot.opens_before_public if slot else 0,
        REGISTERED: slot.opens_before_registered if slot else 0,
        SPEAKERS: slot.opens_before_speakers if slot else 0,
    }
    # A speaker is never later than those who only listen, whatever the numbers say.
    earliest = max(minutes for audience, minutes in before.items() if _counts(who, audience))
    closes = span.ends + late + (slot.closes_after if slot else 0) * MINUTE
    ended = door.live.ended_at if span == door.span else None
    return Window(span.starts + late - earliest * MINUTE, closes if ended is None else ended)


def _holds(window: Window, now: int) -> bool:
    return window.opens_at <= now < window.closes_at


def _counts(who: str, audience: str) -> bool:
    """Whether somebody of one audience is of the other too."""
    return AUDIENCES.index(who) >= AUDIENCES.index(audience)


def _least(ways: list[Way]) -> str:
    return min((way.audience for way in ways), key=AUDIENCES.index)
