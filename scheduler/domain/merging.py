"""An imported schedule laid over a programme: what is new is added, what is known is updated, nothing comes twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from scheduler.domain.erasure import NOTHING, Past
from scheduler.domain.event import Event
from scheduler.domain.export_ids import ExportIds
from scheduler.domain.imported import Imported
from scheduler.domain.merging_days import first_days, with_new_days
from scheduler.domain.merging_references import Guests, merged_rooms, merged_tracks, merged_types
from scheduler.domain.merging_sessions import Row, merged_parts, merged_placement, merged_session, numbered
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES, Session

Missing = Literal["keep", "cancel"]


def merge(
    draft: Programme | None,
    imported: Imported,
    *,
    event_slug: str,
    uid_domain: str,
    new_person_id: Callable[[], str],
    missing: Missing = "keep",
    past: Past = NOTHING,
) -> Programme:
    """The ordered programme after the import; the same import once more changes nothing.

    Without a draft the event is made from the file, under `event_slug` and `uid_domain`. With one, its name, zone,
    day change and hours stay the organisers'; days that it lacks are added. What the file cannot say (capacities,
    roles, terms, remote access, wishes …) stays. `missing` says what becomes of sessions and parts that the file lacks:
    with `cancel`, accepted and confirmed public sessions are cancelled and lose their places, and so do lost parts;
    sessions of flawed rows, internal ones and those under an embargo can't be told to be missing and stay. Whoever was
    erased, as the `past` tells, stays without a name, where a row names them by a guid or an id that they had.
    """
    base = Programme(_new_event(imported, event_slug, uid_domain)) if draft is None else draft
    event = with_new_days(base.event, imported)
    rooms, room_of = merged_rooms(event, base.rooms, imported.rooms)
    tracks, track_of = merged_tracks(base.tracks, imported.tracks, imported.events)
    types, type_of = merged_types(base.session_types, imported.events)
    guests = Guests(event, base.people, new_person_id, past)

    rows: dict[str, list[Row]] = {}
    for said in imported.events:
        row = Row(
            said,
            room=room_of[said.room] if said.room else None,
            type=type_of[said.type] if said.type else None,
            track=track_of[said.track] if said.track else None,
            people=tuple(dict.fromkeys(guests.person(guest) for guest in said.persons or ())),
        )
        rows.setdefault(said.code, []).append(row)

    sessions = dict(base.session)
    placements = dict(base.placement)
    ids, guids = _taken(base, imported)
    placeholders = frozenset(person.id for person in guests.people if person.placeholder)
    said_of: set[tuple[str, int]] = set()
    for code, told in rows.items():
        old = base.session.get(code)
        by_number = numbered(event, old, told, base.placement)
        parts = merged_parts(event, old, by_number, base.placement, ids, guids)
        sessions[code] = merged_session(old, by_number, parts, placeholders)
        for number, row in by_number.items():
            placements[code, number] = merged_placement(base.placement.get((code, number)), row, number)
            said_of.add((code, number))
    if missing == "cancel":
        placed = {code for code, _ in base.placement}
        gone = {code for code in placed - rows.keys() if _can_be_missing(sessions[code])}
        gone -= imported.unread
        sessions |= {code: replace(sessions[code], state="cancelled") for code in gone}
        lost = gone | (rows.keys() - imported.unread)
        placements = {key: place for key, place in placements.items() if key in said_of or key[0] not in lost}
    return ordered(
        replace(
            base,
            event=event,
            rooms=rooms,
            tracks=tracks,
            session_types=types,
            people=guests.people,
            sessions=tuple(sessions.values()),
            placements=tuple(placements.values()),
        )
    )


def _new_event(imported: Imported, slug: str, uid_domain: str) -> Event:
    days, day_change = first_days(imported)
    event = Event(
        slug,
        imported.title or slug,
        imported.time_zone,
        uid_domain,
        days=days,
        website=imported.website,
        day_change=day_change,
    )
    return replace(event, grid_minutes=imported.grid_minutes) if imported.grid_minutes else event


def _taken(base: Programme, imported: Imported) -> tuple[ExportIds, dict[str, tuple[str, int]]]:
    """The numbers that are given out or that rows ask for, and whose each guid is."""
    parts = [(session.code, part) for session in base.sessions for part in session.parts]
    ids = ExportIds(
        taken=(part.export_id for _, part in parts if part.export_id is not None),
        wanted=(row.export_id for row in imported.events if row.export_id is not None),
    )
    return ids, {part.guid: (code, part.number) for code, part in parts if part.guid}


def _can_be_missing(session: Session) -> bool:
    """Whether a public file would have held the session, which is placed."""
    return session.state in SCHEDULED_STATES and session.visibility == "public" and session.embargo_until is None
