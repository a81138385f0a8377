"""A public programme as schedule.xml, valid against the c3voc schema."""

import re
import xml.etree.ElementTree as ET  # noqa: S405 - builds a tree; nothing is parsed
from collections import defaultdict
from datetime import date

from scheduler.domain.addresses import session_path
from scheduler.domain.clock import MINUTE, isoformat, to_local
from scheduler.domain.event import Day, Event
from scheduler.domain.export_ids import part_guid, person_guid, room_guid, with_export_ids
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Part, Session
from scheduler.formats.schedule_xml.names import GENERATOR, NO_ROOM_GUID, NO_ROOM_NAME

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{4,}")
_TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SHORTEST_ACRONYM = 4
_LONGEST = 100 * 60 * MINUTE - 1


def write(
    programme: Programme,
    *,
    version: str,
    base_url: str,
    cancelled: frozenset[tuple[str, int]] = frozenset(),
    generator_version: str = "",
) -> bytes:
    """The UTF-8 document: the same bytes for the same programme.

    All of the programme is public already, by the caller's word; `cancelled` placements (code, part) are left out.
    `base_url` is where this service is reached, without a slash at its end. Every day names every room, in the order of
    lists; a placement stands under the day it belongs to and its first room. Parts without an export id get one for the
    occasion. A programme without days has no day element, which the schema would like to see.
    """
    programme = with_export_ids(programme)
    event = programme.event
    root = ET.Element("schedule")
    _add(root, "generator", name=GENERATOR, **({"version": generator_version} if generator_version else {}))
    _add(root, "url", f"{base_url}/{event.slug}/schedule.xml")
    _add(root, "version", version)
    by_day: dict[date, list[Placement]] = defaultdict(list)
    for placement in programme.placements:
        if placement.id not in cancelled:
            by_day[event.day_of(placement.starts)].append(placement)
    known = {day.date: day for day in event.days}
    days = [known.get(day) or _day_around(event, day, by_day[day]) for day in sorted(known.keys() | by_day.keys())]
    root.append(_conference(programme, days, base_url))
    entries = _Entries(programme, base_url)
    for index, day in enumerate(days, start=1):
        root.append(entries.day(day, index, by_day[day.date]))
    ET.indent(root, " ")
    body: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new child, without the characters that XML 1.0 cannot hold."""
    child = ET.SubElement(parent, tag, {name: _NOT_XML.sub("", value) for name, value in attributes.items()})
    child.text = _NOT_XML.sub("", text) or None
    return child


def _hint(parent: ET.Element, text: str) -> None:
    """A processing instruction for our own reader; what would end it early is left out with it."""
    words = _NOT_XML.sub("", text)
    if "?>" not in words:
        parent.append(ET.ProcessingInstruction(GENERATOR, words))


def _day_around(event: Event, day: date, placements: list[Placement]) -> Day:
    """A day that the event does not have but its placements do: first start to last end, to 48:00 at most."""
    midnight = day.toordinal()

    def minute(instant: int) -> int:
        local = to_local(instant, event.time_zone)
        return (local.toordinal() - midnight) * 24 * 60 + local.hour * 60 + local.minute

    closes = max(minute(placement.ends + MINUTE - 1) for placement in placements)
    return Day(day, min(minute(placement.starts) for placement in placements), min(closes, 2 * 24 * 60))


def _conference(programme: Programme, days: list[Day], base_url: str) -> ET.Element:
    event = programme.event
    conference = ET.Element("conference")
    _add(conference, "title", event.name)
    _add(conference, "acronym", event.slug.ljust(_SHORTEST_ACRONYM, "_"))
    if days:
        _add(conference, "start", days[0].date.isoformat())
        _add(conference, "end", days[-1].date.isoformat())
    _add(conference, "days", str(len(days)))
    _add(conference, "timeslot_duration", _hours(event.grid_minutes * MINUTE))
    _add(conference, "base_url", f"{base_url}/{event.slug}/")
    if event.website.startswith(("https://", "http://")):
        _add(conference, "url", event.website)
    _add(conference, "time_zone_name", event.time_zone)
    for track in programme.tracks:
        attributes = {"name": track.name}
        if _COLOUR.fullmatch(track.colour):
            attributes["color"] = track.colour
        if _TRACK_SLUG.fullmatch(track.slug):
            attributes["slug"] = track.slug
        _add(conference, "track", **attributes)
    _hint(conference, f"day-change {_hours(event.day_change * MINUTE).zfill(5)}")
    return conference


def _hours(seconds: int) -> str:
    """`H:MM`, and `H:MM:SS` where there are odd seconds."""
    minutes, odd = divmod(seconds, MINUTE)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{odd:02}" if odd else "")


class _Entries:
    """Writes days with their rooms and events; a guid that two parts share is written for the first alone."""

    def __init__(self, programme: Programme, base_url: str) -> None:
        self._programme = programme
        self._event = programme.event
        self._base_url = base_url
        self._guids: set[str] = set()

    def day(self, day: Day, index: int, placements: list[Placement]) -> ET.Element:
        """A day from opening to closing, with all rooms."""
        hours = self._event.span_of(day)
        zone = self._event.time_zone
        element = ET.Element(
            "day",
            {
                "index": str(index),
                "date": day.date.isoformat(),
                "start": isoformat(hours.starts, zone),
                "end": isoformat(hours.ends, zone),
            },
        )
        by_room: dict[str | None, list[Placement]] = defaultdict(list)
        for placement in placements:
            by_room[next(iter(placement.rooms), None)].append(placement)
        for room in self._programme.rooms:
            guid = room_guid(self._event, room.slug, room.guid)
            self._events(_add(element, "room", name=room.name, guid=guid), room.name, by_room[room.slug])
        if by_room[None]:
            roomless = _add(element, "room", name=NO_ROOM_NAME, guid=NO_ROOM_GUID)
            self._events(roomless, NO_ROOM_NAME, by_room[None])
        return element

    def _events(self, parent: ET.Element, room: str, placements: list[Placement]) -> None:
        for placement in placements:
            session = self._programme.session[placement.session]
            self._entry(parent, room, placement, session, self._programme.part[placement.id])

    def _entry(self, parent: ET.Element, room: str, placement: Placement, session: Session, part: Part) -> None:
        guid = part_guid(self._event, session.code, part.number, part.guid)
        if guid in self._guids:
            guid = part_guid(self._event, session.code, part.number)
        self._guids.add(guid)
        entry = _add(parent, "event", id=str(part.export_id), guid=guid)
        local = to_local(placement.starts, self._event.time_zone)
        length = placement.ends - placement.starts
        _add(entry, "date", isoformat(placement.starts, self._event.time_zone))
        _add(entry, "start", f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}")
        _add(entry, "duration", _hours(min(length, _LONGEST)))
        _add(entry, "room", room)
        key = self._programme.key(session.code, part.number)
        if _SLUG.fullmatch(key):
            _add(entry, "slug", key)
        else:
            _hint(entry, f"placement {session.code} {part.number}")
        if length > _LONGEST:
            _hint(entry, f"duration {_hours(length)}")
        _add(entry, "url", self._base_url + session_path(self._event.slug, session.code))
        self._words(entry, session, part)
        self._people(entry, session, part)
        links = _add(entry, "links")
        for link in session.links:
            _add(links, "link", link.label, href=link.url)

    def _words(self, entry: ET.Element, session: Session, part: Part) -> None:
        _add(entry, "title", f"{session.title} {part.title_suffix}" if part.title_suffix else session.title)
        if part.title_suffix:
            _hint(entry, f"suffix {part.title_suffix}")
        _add(entry, "subtitle", session.subtitle)
        kind = self._programme.session_type.get(session.type or "")
        track = self._programme.track.get(session.track or "")
        _add(entry, "track", track.name if track else "")
        _add(entry, "type", kind.name if kind else "")
        _add(entry, "language", ", ".join(session.languages))
        _add(entry, "abstract", session.abstract)
        _add(entry, "description", session.description)

    def _people(self, entry: ET.Element, session: Session, part: Part) -> None:
        """Who is in this part, each once, in order; never someone who is not to be named."""
        persons = _add(entry, "persons")
        named = [a.person for a in session.appearances if a.part in {None, part.number} and a.visibility == "public"]
        for identity in dict.fromkeys(named):
            person = self._programme.person[identity]
            number = {} if person.export_id is None else {"id": str(person.export_id)}
            guid = person_guid(self._event, person.id, person.guid)
            _add(persons, "person", person.name, **number, guid=guid)
