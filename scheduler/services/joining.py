"""Opening a door: who comes, what is true now, and the links behind it, read anew each time so that they are right."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.door import PUBLIC, Access, Door, Open, Over, TooEarly, access
from scheduler.domain.errors import NotFound
from scheduler.domain.event import Event
from scheduler.domain.release import PublicRelease
from scheduler.domain.timespan import Span
from scheduler.services.reading import Reader
from scheduler.services.sealing import Sealer, opened
from scheduler.services.ticketing import Guest, guest_of
from scheduler.store.db import Database
from scheduler.store.doors import Lock, Stored, load_door, room_link

_FORMER = 3
"""How often a move is followed back: calendars that poll less than every third one have more to catch up with."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way that is open: its place in the slot, its link, and the passcode that it asks for (None if for none)."""

    place: int
    kind: str
    language: str
    url: str
    passcode: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at a door: whether they are let in, by which ways, or to which recording.

    `guest` is who showed a ticket that counts. `stranger`: theirs is not known, or not any more.
    """

    access: Access
    ways: tuple[WayIn, ...] = ()
    recording: str | None = None
    stranger: bool = False
    guest: Guest | None = None


def arrive(
    database: Database,
    reader: Reader,
    sealer: Sealer,
    release: PublicRelease,
    item: AgendaItem,
    *,
    ticket: str | None,
    now: int,
) -> Arrival:
    """What somebody with this ticket (or none) finds at the door of a released entry.

    `Unavailable` where a link has to be read and can't be.
    """
    event = release.programme.event
    with database.reading() as session:
        stored = load_door(session, event.slug, *item.id)
        if stored is None:
            raise NotFound(f"There is no event {event.slug!r} any more.")
        limited = stored.slot is not None and stored.slot.counts_places
        guest = guest_of(session, stored.event_id, ticket, *item.id, limited=limited)
        who = guest.audience if guest else PUBLIC
        locks = locks_of(session, stored, event, item)
        door = _door(stored, locks, item)
        found = access(door, who, now)
        came = partial(Arrival, guest=guest, stranger=ticket is not None and guest is None)
        if isinstance(found, Open):
            return came(found, _ways(session, sealer, stored, locks, found))
        if isinstance(found, Over) and found.recording:
            texts = opened(session, sealer, stored.event_id, [stored.recording])
            return came(found, recording=next(iter(texts.values()), None))
    if isinstance(found, TooEarly) and release.entry[item.id].sequence:
        found = access(replace(door, former=_former(reader, release, item)), who, now)
    return came(found)


def _door(stored: Stored, locks: tuple[Lock, ...], item: AgendaItem) -> Door:
    """What is known of the door of an entry, with where it was before left out."""
    return Door(
        span=Span(item.starts, item.ends),
        slot=stored.slot,
        links=frozenset(place for place, (link, _) in enumerate(locks) if link is not None),
        live=stored.live,
        cancelled=item.cancelled,
        private=item.visibility != "public",
    )


def locks_of(session: DatabaseSession, stored: Stored, event: Event, item: AgendaItem) -> tuple[Lock, ...]:
    """Per way the secrets behind it, as `locks_with` finds them; the meeting of its room is read where it is meant."""
    return locks_with(stored, event, item, lambda room, day: room_link(session, stored.event_id, room, day))


def locks_with(
    stored: Stored, event: Event, item: AgendaItem, meeting_of: Callable[[str, date], Lock]
) -> tuple[Lock, ...]:
    """Per way the secrets behind it: a link that was replaced for now stands above that of each way to join.

    A way to join without a link of its own leads to the meeting of its room on that day, which `meeting_of` is asked.
    """
    ways = stored.slot.ways if stored.slot else ()
    locks = tuple(
        stored.live_link if way.kind == "join" and stored.live_link[0] is not None else lock
        for way, lock in zip(ways, stored.own, strict=False)
    )
    room = stored.live.emergency_room or (item.room.key if item.room else None)
    if room is None or not any(_lacks(stored, place) for place in range(len(locks))):
        return locks
    meeting = meeting_of(room, event.day_of(item.starts))
    return tuple(meeting if _lacks(stored, place) else lock for place, lock in enumerate(locks))


def _lacks(stored: Stored, place: int) -> bool:
    """Whether a way to join has no link of its own, so that its room's meeting is meant."""
    slot = stored.slot
    return (
        slot is not None
        and slot.ways[place].kind == "join"
        and stored.live_link[0] is None
        and stored.own[place][0] is None
    )


def _ways(
    session: DatabaseSession, sealer: Sealer, stored: Stored, locks: tuple[Lock, ...], found: Open
) -> tuple[WayIn, ...]:
    """The open ways with their links; two that lead to the same place are one."""
    slot = stored.slot
    texts = opened(session, sealer, stored.event_id, (id_ for place in found.ways for id_ in locks[place]))
    ways: dict[tuple[str, str, str], WayIn] = {}
    for place in found.ways:
        link, passcode = locks[place]
        if slot is None or link is None:
            continue
        way = slot.ways[place]
        made = WayIn(place, way.kind, way.language, texts[link], texts[passcode] if passcode else None)
        ways.setdefault((made.kind, made.language, made.url), made)
    return tuple(ways.values())


def _former(reader: Reader, release: PublicRelease, item: AgendaItem) -> tuple[Span, ...]:
    """When earlier releases had the entry, where that was another time, the latest first."""
    numbers = {each.published_at: each.number for each in reader.summaries(release.programme.event.slug)}
    spans: list[Span] = []
    current = release
    for _ in range(_FORMER):
        earlier = [at for at in numbers if at < current.entry[item.id].changed_at]
        if not earlier:
            break
        (current,) = reader.releases(release.programme.event.slug, [numbers[max(earlier)]])
        if item.id not in current.item:
            break
        was = current.item[item.id]
        if not was.cancelled and (was.starts, was.ends) != (item.starts, item.ends):
            spans.append(Span(was.starts, was.ends))
    return tuple(spans)
