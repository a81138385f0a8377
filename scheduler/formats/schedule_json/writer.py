"""A public programme as schedule.json, valid against the c3voc JSON schema."""

import json
import re
from collections.abc import Mapping
from typing import Any

from scheduler.domain.clock import MINUTE, isoformat, to_local
from scheduler.domain.export_ids import room_guid
from scheduler.domain.programme import Programme
from scheduler.domain.venue import Room
from scheduler.formats.schedule.layout import Layout, Shown, hours, lay_out
from scheduler.formats.schedule.names import GENERATOR, NO_ROOM_GUID, NO_ROOM_NAME
from scheduler.formats.schedule_json.acronym import acronym_of

_SCHEMA = "https://c3voc.de/schedule/schema.json"
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def write(
    programme: Programme,
    *,
    version: str,
    base_url: str,
    cancelled: frozenset[tuple[str, int]] = frozenset(),
    generator_version: str = "",
) -> bytes:
    """The UTF-8 document: the same bytes for the same programme.

    Arguments as for schedule.xml, and ids, guids and slugs as there. A day names the rooms in which something is; all
    rooms stand in the conference, in the order of lists.
    """
    layout = lay_out(programme, base_url=base_url, cancelled=cancelled)
    generator = {"name": GENERATOR} | ({"version": generator_version} if generator_version else {})
    document = {
        "$schema": _SCHEMA,
        "generator": generator,
        "schedule": {
            "version": version,
            "base_url": f"{base_url}/{layout.event.slug}/",
            "url": f"{base_url}/{layout.event.slug}/schedule.json",
            "conference": _conference(layout),
        },
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _HALF_CHARACTER.sub("", f"{text}\n").encode()


def _conference(layout: Layout) -> dict[str, Any]:
    event = layout.event
    names = _names(layout)
    days = [
        {
            "index": index,
            "date": day.day.date.isoformat(),
            "day_start": isoformat(event.span_of(day.day).starts, event.time_zone),
            "day_end": isoformat(event.span_of(day.day).ends, event.time_zone),
            "rooms": {
                names[room]: [_entry(shown, names[room], event.time_zone) for shown in found]
                for room, found in day.rooms
                if found
            },
        }
        for index, day in enumerate(layout.days, start=1)
    ]
    conference = {
        "acronym": acronym_of(event.slug),
        "title": event.name,
        "start": layout.days[0].day.date.isoformat() if layout.days else "",
        "end": layout.days[-1].day.date.isoformat() if layout.days else "",
        "daysCount": len(days),
        "timeslot_duration": hours(event.grid_minutes * MINUTE).zfill(5),
    }
    if _ZONE.match(event.time_zone) or event.time_zone == "UTC":
        conference["time_zone_name"] = event.time_zone
    if event.website.startswith(("https://", "http://")):
        conference["url"] = event.website
    tracks = [
        {"name": track.name}
        | ({"slug": track.slug} if _SLUG.fullmatch(track.slug) else {})
        | ({"color": track.colour} if _COLOUR.fullmatch(track.colour) else {})
        for track in layout.programme.tracks
    ]
    rooms = [_room(layout, room, name) for room, name in names.items()]
    return {**conference, "tracks": tracks, "rooms": rooms, "meta": {GENERATOR: _hints(layout, names)}, "days": days}


def _names(layout: Layout) -> dict[Room | None, str]:
    """The name of each room that is listed, each of its own, because a day knows its rooms by their names."""
    names: dict[Room | None, str] = {}
    taken = set()
    if any(room is None and found for day in layout.days for room, found in day.rooms):
        taken.add(NO_ROOM_NAME)
    for room in layout.programme.rooms:
        name = room.name
        while name in taken:
            name = f"{name} ({room.slug})"
        taken.add(name)
        names[room] = name
    if NO_ROOM_NAME in taken and NO_ROOM_NAME not in names.values():
        names[None] = NO_ROOM_NAME
    return names


def _room(layout: Layout, room: Room | None, name: str) -> dict[str, Any]:
    if room is None:
        return {"name": name, "guid": NO_ROOM_GUID}
    slug = {"slug": room.slug} if _SLUG.fullmatch(room.slug) else {}
    return {
        "name": name,
        **slug,
        "guid": room_guid(layout.event, room.slug, room.guid),
        "capacity": room.capacity,
    }


def _hints(layout: Layout, names: Mapping[Room | None, str]) -> dict[str, Any]:
    """What our own reader needs beyond the format; events by guid."""
    events = {}
    for shown in layout.shown:
        hints = {}
        if _slug(shown) != shown.key:
            hints["placement"] = f"{shown.placement.session} {shown.placement.part}"
        if shown.suffix:
            hints["suffix"] = shown.suffix
        if hints:
            events[shown.guid] = hints
    return {
        "day_change": hours(layout.event.day_change * MINUTE).zfill(5),
        "time_zone": layout.event.time_zone,
        "rooms": {name: room.name for room, name in names.items() if room and room.name != name},
        "events": events,
    }


def _slug(shown: Shown) -> str:
    """The placement key, or where the schema does not let it, what surely is none: the guid."""
    return shown.key if _SLUG.fullmatch(shown.key) else f"guid-{shown.guid.lower()}"


def _entry(shown: Shown, room: str, time_zone: str) -> dict[str, Any]:
    placement, session = shown.placement, shown.session
    return {
        "guid": shown.guid,
        "id": shown.export_id,
        "date": isoformat(placement.starts, time_zone),
        "start": f"{to_local(placement.starts, time_zone):%H:%M}",
        "end": isoformat(placement.ends, time_zone),
        "duration": hours(-(-shown.seconds // MINUTE) * MINUTE).zfill(5),
        "room": room,
        "slug": _slug(shown),
        "url": shown.url,
        "title": shown.title,
        "subtitle": session.subtitle,
        "track": shown.track or None,
        "type": shown.type,
        "language": ", ".join(session.languages) or None,
        "abstract": session.abstract,
        "description": session.description,
        "persons": [
            {"guid": guest.guid, "name": guest.name} | ({} if guest.number is None else {"id": guest.number})
            for guest in shown.people
        ],
        "links": [{"url": link.url} | ({"title": link.label} if link.label else {}) for link in shown.links],
    }
