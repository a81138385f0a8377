"""Remote access as a resource of the programme, without a single link: accounts, meetings, slots; and teams."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.clock import MINUTE

WAY_KINDS = ("join", "webcast", "phone", "captions", "interpretation", "host")
AUDIENCES = ("public", "registered", "speakers", "hosts")
LONGEST_PASSCODE = 100
TEAM_KINDS = ("interpreters", "captioners", "technicians")


@dataclass(frozen=True, slots=True)
class PlatformAccount:
    """A licence: `concurrent_meetings` at once, each for up to `attendee_capacity` people (None: unknown)."""

    slug: str
    name: str
    platform: str = ""
    concurrent_meetings: int = 1
    attendee_capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One on-line room: of a room for a day, or of one placement (session code and part)."""

    slug: str
    account: str
    room: str | None = None
    day: date | None = None
    session: str | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way in. Its link and passcode are secrets and lie elsewhere; here is only that there is one, and for whom."""

    kind: str
    language: str = ""
    audience: str = "public"


@dataclass(frozen=True, slots=True)
class RemoteSlot:
    """Remote access to one placement; opening and closing in minutes before its start and after its end."""

    session: str
    part: int
    meeting: str | None = None
    ways: tuple[Way, ...] = ()
    attendee_capacity: int | None = None
    intervention_slots: int | None = None
    opens_before_speakers: int = 30
    opens_before_registered: int = 15
    opens_before_public: int = 15
    closes_after: int = 15

    @property
    def counts_places(self) -> bool:
        """Whether it has places of its own: then who registered for the event as a whole has none in it yet."""
        return self.attendee_capacity is not None

    @property
    def seconds_open_before(self) -> int:
        """How long before the start whoever may come first comes in: for so long its meeting is in use already."""
        return MINUTE * max(self.opens_before_speakers, self.opens_before_registered, self.opens_before_public, 0)

    @property
    def seconds_open_after(self) -> int:
        """How long after the end it stays open."""
        return MINUTE * max(self.closes_after, 0)


@dataclass(frozen=True, slots=True)
class Team:
    """A countable resource: `count` teams of interpreters of a language pair, captioners or technicians."""

    slug: str
    name: str
    kind: str
    languages: tuple[str, ...] = ()
    count: int = 1
    preparation_minutes: int = 0
    hours_a_day: float | None = None
