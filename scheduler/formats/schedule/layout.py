"""What every export says of each placement: its number, guid, words and people, by day and room.

A placement has the same id, guid and words in schedule.xml, schedule.json and tables, because they come from here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.domain.addresses import session_path
from scheduler.domain.clock import MINUTE, to_local
from scheduler.domain.event import Day, Event
from scheduler.domain.export_ids import part_guid, person_guid, with_export_ids
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.projection import UNNAMED
from scheduler.domain.session import Link, Part, Session
from scheduler.domain.venue import Room


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in a placement: opaque id, guid, the number if an import gave one, and the name."""

    id: str
    guid: str
    number: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One placement. `title` is the session's alone; `type` and `track` are names, empty where there is none."""

    placement: Placement
    session: Session
    suffix: str
    key: str
    export_id: int
    guid: str
    url: str
    type: str
    track: str
    people: tuple[Guest, ...]

    @property
    def title(self) -> str:
        """The session's title with what tells its part."""
        return f"{self.session.title} {self.suffix}" if self.suffix else self.session.title

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return self.placement.ends - self.placement.starts

    @property
    def links(self) -> tuple[Link, ...]:
        """Documents and pages about it."""
        return self.session.links


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day, and what is in each room of it, in the order of lists; None is for what is in no room."""

    day: Day
    rooms: tuple[tuple[Room | None, tuple[Shown, ...]], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All of a programme that an export shows."""

    programme: Programme
    days: tuple[ShownDay, ...]

    @property
    def event(self) -> Event:
        """Whose programme it is."""
        return self.programme.event

    @property
    def shown(self) -> Iterator[Shown]:
        """Every placement, by day and room."""
        for day in self.days:
            for _, found in day.rooms:
                yield from found


def lay_out(programme: Programme, *, base_url: str, cancelled: Collection[tuple[str, int]]) -> Layout:
    """The programme by day and room, without the `cancelled` placements (code, part).

    Every day names every room; a placement stands under the day it belongs to and its first room. Parts without an
    export id get one for the occasion. A guid that two parts share is shown for the first alone.
    """
    programme = with_export_ids(programme)
    event = programme.event
    by_day: dict[date, list[Placement]] = defaultdict(list)
    for placement in programme.placements:
        if placement.id not in cancelled:
            by_day[event.day_of(placement.starts)].append(placement)
    known = {day.date: day for day in event.days}
    days = [known.get(day) or _day_around(event, day, by_day[day]) for day in sorted(known.keys() | by_day.keys())]
    showing = _Showing(programme, base_url)
    return Layout(programme, tuple(showing.day(day, by_day[day.date]) for day in days))


def _day_around(event: Event, day: date, placements: Sequence[Placement]) -> Day:
    """A day that the event does not have but its placements do: first start to last end, to 48:00 at most."""
    midnight = day.toordinal()

    def minute(instant: int) -> int:
        local = to_local(instant, event.time_zone)
        return (local.toordinal() - midnight) * 24 * 60 + local.hour * 60 + local.minute

    closes = max(minute(placement.ends + MINUTE - 1) for placement in placements)
    return Day(day, min(minute(placement.starts) for placement in placements), min(closes, 2 * 24 * 60))


class _Showing:
    """Shows placements one after the other, and remembers whose each guid is."""

    def __init__(self, programme: Programme, base_url: str) -> None:
        self._programme = programme
        self._base_url = base_url
        self._guids: set[str] = set()

    def day(self, day: Day, placements: Sequence[Placement]) -> ShownDay:
        by_room: dict[str | None, list[Placement]] = defaultdict(list)
        for placement in placements:
            by_room[next(iter(placement.rooms), None)].append(placement)
        rooms: list[Room | None] = [*self._programme.rooms]
        if by_room[None]:
            rooms.append(None)
        return ShownDay(
            day, tuple((room, tuple(map(self._shown, by_room[room.slug if room else None]))) for room in rooms)
        )

    def _shown(self, placement: Placement) -> Shown:
        programme = self._programme
        session, part = programme.session[placement.session], programme.part[placement.id]
        guid = part_guid(programme.event, session.code, part.number, part.guid)
        if guid in self._guids:
            guid = part_guid(programme.event, session.code, part.number)
        self._guids.add(guid)
        kind = programme.session_type.get(session.type or "")
        track = programme.track.get(session.track or "")
        return Shown(
            placement=placement,
            session=session,
            suffix=part.title_suffix,
            key=programme.key(session.code, part.number),
            export_id=part.export_id or 0,
            guid=guid,
            url=self._base_url + session_path(programme.event.slug, session.code),
            type=kind.name if kind else "",
            track=track.name if track else "",
            people=tuple(self._people(session, part)),
        )

    def _people(self, session: Session, part: Part) -> Iterator[Guest]:
        """Who is in this part, each once, in order; never someone who is not to be named."""
        here = (a for a in session.appearances if a.part in {None, part.number} and a.visibility == "public")
        named = [a.person for a in here if a.person != UNNAMED.id]
        for identity in dict.fromkeys(named):
            person = self._programme.person[identity]
            guid = person_guid(self._programme.event, person.id, person.guid)
            yield Guest(identity, guid, person.export_id, person.name)


def hours(seconds: int) -> str:
    """`H:MM`, and `H:MM:SS` where there are odd seconds."""
    minutes, odd = divmod(seconds, MINUTE)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{odd:02}" if odd else "")
