"""The agenda as a page needs it: days, the starts in each, and the entries of each start, all as plain strings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.dates import long_date, short_date
from scheduler.domain.release import PublicRelease
from scheduler.web.languages import Tongue, language_names
from scheduler.web.links import Links
from scheduler.web.times import Clocks, Wall, wall

DAY_AT_A_TIME = 400
"""More entries than this are shown one day a page: a phone should not have to load them all."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A name and the address of its page; an empty address: it has none."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as the agenda shows it. `lang` is the title's language where it differs from the page's.

    `code` is the session's, where it can be followed.
    """

    key: str
    title: str
    lang: str
    url: str
    starts: Wall
    ends: Wall
    rooms: tuple[Linked, ...]
    kind: str
    people: str
    badges: tuple[str, ...]
    cancelled: bool
    join: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class StartView:
    """What starts at one time of a day."""

    starts: Wall
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the agenda."""

    anchor: str
    title: str
    starts: tuple[StartView, ...]


@dataclass(frozen=True, slots=True)
class DayLink:
    """A way to one day of the agenda; `current` is the day that the page shows, where it shows one alone."""

    day: str
    title: str
    count: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How entries are to be shown: in which zones and language, with which links."""

    release: PublicRelease
    clocks: Clocks
    tongue: Tongue
    links: Links


def entry_view(item: AgendaItem, look: Look, day: date | None = None) -> EntryView:
    """The entry in plain strings; its times are marked where they fall on another date than `day`."""
    title = look.tongue.title(item, look.release.programme)
    named = [thing for thing in (item.type, item.track) if thing]
    return EntryView(
        key=f"s{item.session}-{item.part}",
        title=title.text,
        lang=title.lang,
        url="" if item.visibility == "busy" else look.links.session(item.session),
        starts=wall(item.starts, look.clocks, day),
        ends=wall(item.ends, look.clocks, day),
        rooms=rooms_of(item, look),
        kind=" · ".join([look.tongue.name(thing) for thing in named]) if named else "",
        people=", ".join([person.name for person in item.people]),
        badges=badges(item, look.tongue.default),
        cancelled=item.cancelled,
        join=look.links.door(item.key) if item.joinable else "",
        code=item.session if item.visibility == "public" else "",
    )


def places_of(rooms: Iterable[str], look: Look) -> tuple[Linked, ...]:
    """Rooms by their keys, of those that the release has."""
    known = look.release.programme.room
    return tuple(
        Linked(look.tongue.words(known[room].name, known[room].translations).text, look.links.room(room))
        for room in rooms
        if room in known
    )


def site_of(rooms: Sequence[str], look: Look) -> str:
    """The building of the first of these rooms, by their keys, and the venue: `ITU Tower, Geneva`."""
    programme = look.release.programme
    room = programme.room.get(rooms[0]) if rooms else None
    building = programme.building.get(room.building or "") if room else None
    name = look.tongue.words(building.name, building.translations).text if building else ""
    return ", ".join(words for words in (name, programme.event.venue) if words)


def rooms_of(item: AgendaItem, look: Look) -> tuple[Linked, ...]:
    """The rooms of an entry, the main one first."""
    rooms = (item.room, *item.also_in) if item.room else item.also_in
    return tuple([Linked(look.tongue.name(room), look.links.room(room.key)) for room in rooms])


def badges(item: AgendaItem, default_language: str) -> tuple[str, ...]:
    """What is special about an entry, in words; that it is cancelled is told elsewhere."""
    told = []
    if item.mode == "remote":
        told.append("Online only")
    elif item.remote:
        told.append("Remote access")
    if item.languages and item.languages != (default_language,):
        told.append(language_names(item.languages))
    if item.interpretation:
        told.append(f"Interpretation: {language_names(item.interpretation)}")
    if item.captioning:
        told.append("Captioning")
    return tuple(told)


def days(items: Iterable[AgendaItem], look: Look) -> tuple[DayView, ...]:
    """The entries by the event's day and by start. They come in the order of the agenda and stay in it."""
    day_of = look.release.programme.event.day_of
    return tuple(
        DayView(day.isoformat(), long_date(day), _starts(tuple(found), look, day))
        for day, found in groupby(items, lambda item: day_of(item.starts))
    )


def _starts(items: Sequence[AgendaItem], look: Look, day: date) -> tuple[StartView, ...]:
    return tuple(
        StartView(wall(starts, look.clocks, day), tuple([entry_view(item, look, day) for item in found]))
        for starts, found in groupby(items, lambda item: item.starts)
    )


def day_links(items: Iterable[AgendaItem], look: Look, shown: date | None = None) -> tuple[DayLink, ...]:
    """The days that have entries, in order, with their numbers of entries."""
    day_of = look.release.programme.event.day_of
    counts: dict[date, int] = {}
    for item in items:
        day = day_of(item.starts)
        counts[day] = counts.get(day, 0) + 1
    return tuple(
        DayLink(day.isoformat(), short_date(day), count, day == shown) for day, count in sorted(counts.items())
    )


def page_of(
    items: tuple[AgendaItem, ...], look: Look, wanted: date | None
) -> tuple[tuple[AgendaItem, ...], date | None]:
    """The entries of one page, and the day that they are of: all of them and None while they are few enough.

    Where they are too many it is the wanted day, or the first that has entries.
    """
    day_of = look.release.programme.event.day_of
    if wanted is None and len(items) <= DAY_AT_A_TIME:
        return items, None
    day = wanted or day_of(items[0].starts)
    return tuple(item for item in items if day_of(item.starts) == day), day
