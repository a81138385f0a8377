"""Raw rows of a schedule to values: what they mean, and which of them mean nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import TypeVar

from scheduler.domain.clock import MINUTE, to_local
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.imported import Imported, ImportedDay, ImportedEvent, ImportedRoom, ImportedTrack
from scheduler.domain.merging_days import derived_day_change
from scheduler.domain.wording import SLUG_LENGTH, SLUG_PATTERN, clean_line
from scheduler.formats.plain_text import web_address
from scheduler.formats.schedule.names import GENERATOR, NO_ROOM_GUID
from scheduler.formats.schedule.raw import Attributes, RawDay, RawSchedule
from scheduler.formats.schedule.rows import RoomName, RowReader, placement_of, room_name, short_line
from scheduler.formats.schedule.times import parse_clock, parse_date, parse_duration, parse_moment, zone_of

T = TypeVar("T")

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_DAY = 2 * 24 * 60
_COARSEST_GRID = 240
MOST_PARTS = 500  # no session has as many; finding the parts of a session again compares each row with each part


def imported(raw: RawSchedule, *, time_zone: str | None, event: str | None = None) -> Imported:
    """What a schedule says; bad rows are flaws with their place, and reading goes on.

    Naive times are of `time_zone`, else of the zone that the file names, else of the one offset of all its dates;
    `InvalidInput` for a file that names no usable zone. `event` is the slug with which placement keys begin, if it is
    not the acronym.
    """
    flaws = list(raw.flaws)
    acronym = clean_line(raw.conference.get("acronym", ""))
    key = acronym if event is None else event
    ours = raw.generator == GENERATOR
    zone = zone_of(time_zone, clean_line(raw.conference.get("time_zone_name", "")), _moments(raw))
    day_change = _day_change(raw)
    dates = [_date_of(day, flaws) for day in raw.days]
    days = _days(raw.days, dates, zone, flaws)
    rooms = _rooms(raw)
    reader = RowReader(
        acronym=key if ours or _all_named_by_us(raw, key) else None,
        plain=ours,
        time_zone=zone,
        day_change=derived_day_change(days) if day_change is None else day_change,
        rooms=rooms,
        where=raw.where,
    )
    events = tuple(_without_repeats(reader, raw, dates, flaws))
    used = {row.room for row in events}
    listed = tuple(dict.fromkeys(room for room in rooms.values() if room))
    idle = () if ours else tuple(room for room in listed if room not in used)
    unused = frozenset(idle)
    return Imported(
        time_zone=zone,
        title=short_line(raw.conference.get("title", "")),
        acronym=acronym,
        starts_on=_optional(parse_date, raw.conference.get("start", "")),
        ends_on=_optional(parse_date, raw.conference.get("end", "")),
        day_change=day_change,
        grid_minutes=_grid(raw),
        website=web_address(raw.conference.get("url", "")) or "",
        days=days,
        rooms=tuple(room for room in listed if room not in unused),
        tracks=tuple(_tracks(raw)),
        events=events,
        flaws=tuple(Flaw(raw.where(place), message) for place, message in sorted(flaws, key=itemgetter(0))),
        notes=(*reader.notes, *(Flaw("rooms", f"Room {room.name!r} has no event and is left out.") for room in idle)),
        unread=frozenset(reader.unread),
    )


def _optional(parse: Callable[[str], T], text: str) -> T | None:
    try:
        return parse(text)
    except InvalidInput:
        return None


def _moments(raw: RawSchedule) -> Iterator[date | datetime]:
    texts = [event.words.get("date", "") for event in raw.events]
    texts += [day.attributes.get(name, "") for day in raw.days for name in ("start", "end")]
    for text in dict.fromkeys(texts):
        moment = _optional(parse_moment, text)
        if moment is not None:
            yield moment


def _all_named_by_us(raw: RawSchedule, acronym: str) -> bool:
    """Whether every slug is a placement key: so it is after another program has passed our export on."""
    slugs = [event.words["slug"] for event in raw.events if event.words.get("slug", "").strip()]
    return bool(slugs) and all(placement_of(slug, acronym) for slug in slugs)


def _day_change(raw: RawSchedule) -> int | None:
    text = raw.hints.get("day-change") or raw.conference.get("day_change", "")
    seconds = _optional(parse_clock, text)
    return None if seconds is None else seconds // MINUTE


def _grid(raw: RawSchedule) -> int | None:
    seconds = _optional(parse_duration, raw.conference.get("timeslot_duration", ""))
    minutes = (seconds or 0) // MINUTE
    return minutes if 0 < minutes <= _COARSEST_GRID else None


def _date_of(day: RawDay, flaws: list[tuple[int, str]]) -> date | None:
    text = day.attributes.get("date", "")
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except InvalidInput as error:
        flaws.append((day.place, f"The day's date: {error.detail}"))
        return None


def _days(
    raw: list[RawDay], dates: Sequence[date | None], time_zone: str, flaws: list[tuple[int, str]]
) -> tuple[ImportedDay, ...]:
    days: dict[date, ImportedDay] = {}
    for element in raw:
        day = dates[element.index]
        if day is None:
            continue
        known = ImportedDay(day)
        try:
            known = _with_hours(day, element.attributes, time_zone)
        except InvalidInput as error:
            flaws.append((element.place, f"The day's hours: {error.detail}"))
        days.setdefault(day, known)
    return tuple(days[day] for day in sorted(days))


def _with_hours(day: date, attributes: Attributes, time_zone: str) -> ImportedDay:
    starts, ends = (attributes.get(name, "").strip() for name in ("start", "end"))
    if not starts or not ends:
        return ImportedDay(day)
    opens, closes = _minute(starts, day, time_zone), _minute(ends, day, time_zone)
    if not 0 <= opens < closes <= _LONGEST_DAY:
        raise InvalidInput(f"{starts[:60]} to {ends[:60]} are no hours of {day}.")
    return ImportedDay(day, opens, closes)


def _minute(text: str, day: date, time_zone: str) -> int:
    """The wall time in minutes from the local midnight of `day`."""
    moment = parse_moment(text)
    if not isinstance(moment, datetime):
        raise InvalidInput(f"{text[:60]!r} has no time. Write it like 2017-06-12T09:00:00+02:00.")
    local = moment if moment.tzinfo is None else to_local(int(moment.timestamp()), time_zone)
    return (local.toordinal() - day.toordinal()) * 24 * 60 + local.hour * 60 + local.minute


def _rooms(raw: RawSchedule) -> dict[RoomName, ImportedRoom | None]:
    """The room that each name and guid means, in the order of the file; None for no room.

    A room is known by its guid, and where it has none, by its name.
    """
    names = [room_name(attributes, "") for attributes in raw.rooms]
    names += [room_name(event.room, event.words.get("room", "")) for event in raw.events]
    rooms: dict[RoomName, ImportedRoom] = {}
    by_guid: dict[str, ImportedRoom] = {}
    by_name: dict[str, ImportedRoom] = {}
    # Those with a guid first: an element without one may then be found by name, wherever it stands.
    for name, guid in sorted(dict.fromkeys(names), key=lambda one: one[1] is None):
        if name and guid != NO_ROOM_GUID:
            room = (by_guid.get(guid) if guid else by_name.get(name)) or ImportedRoom(name, guid)
            by_name.setdefault(name, room)
            if guid:
                by_guid[guid] = room
            rooms[name, guid] = room
    return {name: rooms.get(name) for name in dict.fromkeys(names)}


def _tracks(raw: RawSchedule) -> Iterator[ImportedTrack]:
    seen = set()
    for attributes, words in raw.tracks:
        name = short_line(attributes.get("name", "") or words)
        slug, colour = attributes.get("slug", ""), attributes.get("color", "")
        if name and name not in seen:
            seen.add(name)
            usable = len(slug) <= SLUG_LENGTH and SLUG_PATTERN.fullmatch(slug)
            yield ImportedTrack(name, colour if _COLOUR.fullmatch(colour) else "", slug if usable else "")


def _without_repeats(
    reader: RowReader, raw: RawSchedule, dates: Sequence[date | None], flaws: list[tuple[int, str]]
) -> Iterator[ImportedEvent]:
    """The readable rows, each once; what is wrong with the others goes to `flaws`."""
    lines: dict[ImportedEvent, int] = {}
    named: dict[tuple[str, int], int] = {}
    parts: Counter[str] = Counter()
    for element in raw.events:
        row, problems = reader.row(element, dates[element.day.index])
        if row is not None:
            content = replace(row, line=0)
            part = (row.code, row.part) if row.part is not None else None
            if content in lines:
                before = raw.where(lines[content])
                problems = [f"The event {row.id!r} stands here once more, the same as in {before}."]
            elif part in named:
                before = raw.where(named[part])
                problems = [f"Part {row.part} of session {row.code!r} stands here once more, after {before}."]
            elif parts[row.code] == MOST_PARTS:
                problems = [f"Session {row.code!r} has more than {MOST_PARTS} events. Give the others another id."]
            else:
                lines[content] = row.line
                parts[row.code] += 1
                if part:
                    named[part] = row.line
                yield reader.with_own_guid(row)
        flaws += [(element.place, problem) for problem in problems]
