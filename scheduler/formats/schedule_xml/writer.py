"""A public programme as schedule.xml, valid against the c3voc schema."""

import re
import xml.etree.ElementTree as ET  # noqa: S405 - builds a tree; nothing is parsed

from scheduler.domain.clock import MINUTE, isoformat, to_local
from scheduler.domain.export_ids import room_guid
from scheduler.domain.programme import Programme
from scheduler.formats.schedule.layout import Layout, Shown, ShownDay, hours, lay_out
from scheduler.formats.schedule.names import GENERATOR, NO_ROOM_GUID, NO_ROOM_NAME

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
    `base_url` is where this service is reached, without a slash at its end. A programme without days has no day
    element, which the schema would like to see.
    """
    layout = lay_out(programme, base_url=base_url, cancelled=cancelled)
    root = ET.Element("schedule")
    _add(root, "generator", name=GENERATOR, **({"version": generator_version} if generator_version else {}))
    _add(root, "url", f"{base_url}/{layout.event.slug}/schedule.xml")
    _add(root, "version", version)
    root.append(_conference(layout, base_url))
    for index, day in enumerate(layout.days, start=1):
        root.append(_day(layout, day, index))
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


def _conference(layout: Layout, base_url: str) -> ET.Element:
    event = layout.event
    conference = ET.Element("conference")
    _add(conference, "title", event.name)
    _add(conference, "acronym", event.slug.ljust(_SHORTEST_ACRONYM, "_"))
    if layout.days:
        _add(conference, "start", layout.days[0].day.date.isoformat())
        _add(conference, "end", layout.days[-1].day.date.isoformat())
    _add(conference, "days", str(len(layout.days)))
    _add(conference, "timeslot_duration", hours(event.grid_minutes * MINUTE))
    _add(conference, "base_url", f"{base_url}/{event.slug}/")
    if event.website.startswith(("https://", "http://")):
        _add(conference, "url", event.website)
    _add(conference, "time_zone_name", event.time_zone)
    for track in layout.programme.tracks:
        attributes = {"name": track.name}
        if _COLOUR.fullmatch(track.colour):
            attributes["color"] = track.colour
        if _TRACK_SLUG.fullmatch(track.slug):
            attributes["slug"] = track.slug
        _add(conference, "track", **attributes)
    _hint(conference, f"day-change {hours(event.day_change * MINUTE).zfill(5)}")
    return conference


def _day(layout: Layout, shown: ShownDay, index: int) -> ET.Element:
    """A day from opening to closing, with all rooms."""
    event = layout.event
    span = event.span_of(shown.day)
    element = ET.Element(
        "day",
        {
            "index": str(index),
            "date": shown.day.date.isoformat(),
            "start": isoformat(span.starts, event.time_zone),
            "end": isoformat(span.ends, event.time_zone),
        },
    )
    for room, found in shown.rooms:
        name = room.name if room else NO_ROOM_NAME
        guid = room_guid(event, room.slug, room.guid) if room else NO_ROOM_GUID
        parent = _add(element, "room", name=name, guid=guid)
        for entry in found:
            _entry(parent, name, entry, event.time_zone)
    return element


def _entry(parent: ET.Element, room: str, shown: Shown, time_zone: str) -> None:
    entry = _add(parent, "event", id=str(shown.export_id), guid=shown.guid)
    placement = shown.placement
    local = to_local(placement.starts, time_zone)
    _add(entry, "date", isoformat(placement.starts, time_zone))
    _add(entry, "start", f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}")
    _add(entry, "duration", hours(min(shown.seconds, _LONGEST)))
    _add(entry, "room", room)
    if _SLUG.fullmatch(shown.key):
        _add(entry, "slug", shown.key)
    else:
        _hint(entry, f"placement {placement.session} {placement.part}")
    if shown.seconds > _LONGEST:
        _hint(entry, f"duration {hours(shown.seconds)}")
    _add(entry, "url", shown.url)
    _words(entry, shown)
    persons = _add(entry, "persons")
    for guest in shown.people:
        number = {} if guest.number is None else {"id": str(guest.number)}
        _add(persons, "person", guest.name, **number, guid=guest.guid)
    links = _add(entry, "links")
    for link in shown.links:
        _add(links, "link", link.label, href=link.url)


def _words(entry: ET.Element, shown: Shown) -> None:
    session = shown.session
    _add(entry, "title", shown.title)
    if shown.suffix:
        _hint(entry, f"suffix {shown.suffix}")
    _add(entry, "subtitle", session.subtitle)
    _add(entry, "track", shown.track)
    _add(entry, "type", shown.type)
    _add(entry, "language", ", ".join(session.languages))
    _add(entry, "abstract", session.abstract)
    _add(entry, "description", session.description)
