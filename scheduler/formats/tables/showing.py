"""A public release as rows of cells: the same cells for CSV and XLSX."""

from collections.abc import Iterator

from scheduler.domain.agenda import AgendaItem, AgendaPerson
from scheduler.domain.clock import MINUTE, isoformat
from scheduler.domain.release import PublicRelease
from scheduler.formats.schedule.layout import Layout, Shown, lay_out
from scheduler.formats.tables.columns import COLUMNS
from scheduler.formats.tables.lists import joined, told_apart


def rows(release: PublicRelease, base_url: str) -> Iterator[tuple[str, ...]]:
    """One row per placement that takes place, by start, end and key; the cells are in the order of `COLUMNS`."""
    cancelled = {item.id for item in release.items if item.cancelled}
    layout = lay_out(release.programme, base_url=base_url, cancelled=cancelled)
    programme = layout.programme
    rooms = told_apart((room.slug, room.name) for room in programme.rooms)
    people = told_apart((person.slug, person.name) for person in programme.people)
    names = {person.id: people[person.slug] for person in programme.people}
    for shown in sorted(layout.shown, key=lambda one: (one.placement.starts, one.placement.ends, one.key)):
        item = release.item[shown.placement.id]
        cells = _when(layout, shown) | _where(shown, item, rooms) | _words(shown, item)
        cells["people"] = joined(names[guest.id] for guest in shown.people)
        yield tuple(cells[name] for name in COLUMNS)


def _when(layout: Layout, shown: Shown) -> dict[str, str]:
    event, placement = layout.event, shown.placement
    return {
        "key": shown.key,
        "code": placement.session,
        "part": str(placement.part),
        "day": event.day_of(placement.starts).isoformat(),
        "start": isoformat(placement.starts, event.time_zone),
        "end": isoformat(placement.ends, event.time_zone),
        "start_utc": isoformat(placement.starts),
        "end_utc": isoformat(placement.ends),
        "duration_minutes": str(-(-shown.seconds // MINUTE)),
        "id": str(shown.export_id),
        "guid": shown.guid,
    }


def _where(shown: Shown, item: AgendaItem, rooms: dict[str, str]) -> dict[str, str]:
    first, *further = shown.placement.rooms or ("",)
    return {
        "room": rooms.get(first, ""),
        "also_in": joined(rooms[slug] for slug in further),
        "building": item.building.name if item.building else "",
    }


def _words(shown: Shown, item: AgendaItem) -> dict[str, str]:
    session = shown.session
    return {
        "title": session.title,
        "title_suffix": shown.suffix,
        "subtitle": session.subtitle,
        "type": shown.type,
        "track": shown.track,
        "terms": joined(f"{term.key} {term.name}" for term in item.terms),
        "languages": ", ".join(session.languages),
        "interpretation": ", ".join(session.interpretation),
        "mode": session.mode,
        "organisations": joined(f"{organiser.name} ({organiser.role})" for organiser in item.organisers),
        "people_in_full": joined(map(_in_full, item.people)),
        "abstract": session.abstract,
        "description": session.description,
        "url": shown.url,
    }


def _in_full(person: AgendaPerson) -> str:
    name = f"{person.honorific} {person.name}".strip()
    known = [words for words in (name, person.position, person.organisation) if words]
    return f"{', '.join(known)} ({person.role}{', remote' if person.mode == 'remote' else ''})"
