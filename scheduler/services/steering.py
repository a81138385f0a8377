"""What is true of a placement now, and where a room's meeting is: public at once, without a release."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, isoformat
from scheduler.domain.errors import Flaw, InvalidInput, NotFound, PreconditionRequired, Stale
from scheduler.domain.log import Author
from scheduler.domain.moving import window_of
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.resources.deciding import require_part
from scheduler.domain.resources.naming import no_such
from scheduler.domain.things import part_of
from scheduler.services.desk import Desk, Desks
from scheduler.services.reading import Reader
from scheduler.services.sealing import Safe, Sealer, opened
from scheduler.store.db import Database
from scheduler.store.live import (
    LiveRecord,
    RoomMeeting,
    has_part,
    has_room,
    live_of,
    meeting_of,
    next_revision,
    save_live,
    save_meeting,
)

log = structlog.get_logger(__name__)

Told = tuple[dict[str, Any], int]
"""A resource for JSON with its links, and the live revision of its last change."""
Answer = TypeVar("Answer")


def read_live(database: Database, sealer: Sealer, desk: Desk, key: str) -> Told:
    """What is true now of the placement of this key; `NotFound` if there is no such part."""
    require_part(desk.programme, key)
    with database.reading() as session:
        record = live_of(session, desk.event_id, *part_of(key))
        return _live(session, sealer, desk, record), record.revision


def put_live(
    desks: Desks,
    reader: Reader,
    sealer: Sealer,
    event: str,
    key: str,
    fields: Mapping[str, Any],
    *,
    expected: int | None,
    author: Author,
) -> Told:
    """Say what is true now of a placement: all of it; what is not named is not so.

    `PreconditionRequired` and `Stale` where it was not read as it is, `InvalidInput` points at what can't be.
    """

    def told(session: DatabaseSession, desk: Desk, record: LiveRecord) -> Told:
        return _live(session, sealer, desk, record), record.revision

    said = _Saying(event, key, fields, expected, author)
    return _steer(desks, reader, sealer, said, told, whole=True)


def change_live(
    desks: Desks,
    reader: Reader,
    sealer: Sealer,
    event: str,
    key: str,
    fields: Mapping[str, Any],
    *,
    expected: int,
    author: Author,
) -> LiveRecord:
    """What is true now of a placement, once what is named is so and the rest stays; no link is read for it.

    To say what is so already does nothing, whatever was read. Else the errors are those of `put_live`; `expected` is 0
    where nothing was said.
    """
    said = _Saying(event, key, fields, expected, author)
    return _steer(desks, reader, sealer, said, lambda _session, _desk, record: record, whole=False)


@dataclass(frozen=True, slots=True)
class _Saying:
    """Who says what of which placement, and which number they had read."""

    event: str
    key: str
    fields: Mapping[str, Any]
    expected: int | None
    author: Author


def _steer(
    desks: Desks,
    reader: Reader,
    sealer: Sealer,
    said: _Saying,
    told: Callable[[DatabaseSession, Desk, LiveRecord], Answer],
    *,
    whole: bool,
) -> Answer:
    """One unit of work: what is `told` of a placement, once that is true of it which is said.

    What is not named is not so where it is the `whole`, and else stays.
    """
    desk, key, author = desks.open(said.event), said.key, said.author
    require_part(desk.programme, key)
    planned = _planned_start(reader, desk.programme, part_of(key))
    with desks.database.storing() as session:
        event_id, revision = next_revision(session, said.event)
        before = _before(session, event_id, key)
        _require_sense(desk.programme, key, said.fields, before, planned)
        safe = Safe(session, sealer, event_id, author.at, (before.link, before.passcode, before.recording))
        record = _said(desk.programme, safe, before, LiveRecord() if whole else before, said.fields)
        if not whole and record == before:
            return told(session, desk, before)
        _require_current(before.revision, said.expected, _facts(desk, before))
        record = replace(record, revision=revision)
        save_live(session, event_id, *part_of(key), record, who=author.who, at=author.at)
        answer = told(session, desk, record)
        session.commit()
    _log(desk, key, author, record)
    return answer


def _planned_start(reader: Reader, draft: Programme, of: Ident) -> int | None:
    """When a part is to begin: by the release, by the draft where it was never released; None if nobody knows."""
    try:
        item = reader.current(draft.event.slug).item.get(of)
    except NotFound:  # nothing was released
        item = None
    placed = item or draft.placement.get(of)
    return placed.starts if placed else None


def read_meeting(database: Database, sealer: Sealer, desk: Desk, room: str, day: dt.date) -> Told:
    """Where a room's meeting of a day of the event is; `NotFound` if there is no such room or day."""
    _require_room(desk.programme, room, day)
    with database.reading() as session:
        found = meeting_of(session, desk.event_id, room, day)
        return {"link": _link(session, sealer, desk, found.link, found.passcode)}, found.revision


def put_meeting(
    desks: Desks,
    sealer: Sealer,
    event: str,
    room: str,
    day: dt.date,
    fields: Mapping[str, Any],
    *,
    expected: int | None,
    author: Author,
) -> Told:
    """Say where a room's meeting of a day is; errors as those of `put_live`."""
    desk = desks.open(event)
    _require_room(desk.programme, room, day)
    with desks.database.storing() as session:
        event_id, revision = next_revision(session, event)
        if not has_room(session, event_id, room):
            raise NotFound(f"Room {room} has just been deleted.")
        before = meeting_of(session, event_id, room, day)
        _require_current(before.revision, expected, {"has_link": before.link is not None})
        safe = Safe(session, sealer, event_id, author.at, (before.link, before.passcode))
        link = fields.get("link") or {}
        made = RoomMeeting(
            revision, safe.keep(link.get("url"), before.link), safe.keep(link.get("passcode"), before.passcode)
        )
        save_meeting(session, event_id, room, day, made, who=author.who, at=author.at)
        told = {"link": _link(session, sealer, desk, made.link, made.passcode)}
        session.commit()
    log.info("room meeting", room=room, day=day.isoformat(), who=author.who, revision=revision)
    return told, revision


def _before(session: DatabaseSession, event_id: int, key: str) -> LiveRecord:
    if not has_part(session, event_id, *part_of(key)):
        raise NotFound(f"The part of {key} has just been deleted.")
    return live_of(session, event_id, *part_of(key))


def _said(
    programme: Programme, safe: Safe, before: LiveRecord, base: LiveRecord, fields: Mapping[str, Any]
) -> LiveRecord:
    """The record with what the fields name; secrets that stood in the same place before keep their ids."""
    named: dict[str, Any] = {name: fields[name] for name in _AS_THEY_ARE if name in fields}
    if "link" in fields:
        link = fields["link"] or {}
        named["link"] = safe.keep(link.get("url"), before.link)
        named["passcode"] = safe.keep(link.get("passcode"), before.passcode)
    if "ended_at" in fields:
        ended = fields["ended_at"]
        named["ended_at"] = None if ended is None else from_datetime(ended)
    if "recording_url" in fields:
        named["recording"] = safe.keep(fields["recording_url"], before.recording)
    if "no_shows" in fields:
        named["no_shows"] = tuple(sorted({programme.person_by_slug[slug].id for slug in fields["no_shows"]}))
    return replace(base, **named)


_AS_THEY_ARE = ("delay_minutes", "room_full", "emergency_room")


def _require_current(revision: int, expected: int | None, current: dict[str, Any]) -> None:
    if expected is None and revision:
        raise PreconditionRequired("Something is said of this already. Send If-Match with the ETag as you read it.")
    if expected is not None and expected != revision:
        raise Stale("Somebody said something else since you read it. Look at it again, then decide.", current)


def _require_sense(
    programme: Programme, key: str, fields: Mapping[str, Any], before: LiveRecord, planned: int | None
) -> None:
    flaws = [*_strangers(programme, key, fields.get("no_shows", ()), before)]
    slot = programme.slot.get(part_of(key))
    if fields.get("link") and not any(way.kind == "join" for way in (slot.ways if slot else ())):
        flaws.append(Flaw("/link", "There is no way of the kind join whose link this could be. Add one first."))
    if fields.get("link") and not fields["link"]["url"]:
        flaws.append(Flaw("/link/url", "Write a whole address with http:// or https://, or null instead of the link."))
    room = fields.get("emergency_room")
    if room is not None and room not in programme.room:
        flaws.append(Flaw("/emergency_room", no_such("room", room, programme)))
    ended, window = fields.get("ended_at"), window_of(programme.event)
    if ended is not None and not window.starts <= from_datetime(ended) <= window.ends:
        flaws.append(Flaw("/ended_at", f"This is far from {programme.event.slug}."))
    elif ended is not None and planned is not None and from_datetime(ended) < planned:
        cancel = "If it does not take place, ask an editor to cancel it."
        flaws.append(Flaw("/ended_at", f"It can't have ended before it was to begin. {cancel}"))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)


def _strangers(programme: Programme, key: str, slugs: Sequence[str], before: LiveRecord) -> Iterator[Flaw]:
    """Those who can't be missing, because they were not to come; who was noted once may have left the session since."""
    expected = {each.person for each in programme.appearing(*part_of(key))}
    for place, slug in enumerate(slugs):
        person = programme.person_by_slug.get(slug)
        if person is None:
            yield Flaw(f"/no_shows/{place}", no_such("person", slug, programme))
        elif person.id not in expected and person.id not in before.no_shows:
            yield Flaw(f"/no_shows/{place}", f"{slug} does not appear in {key}.")


def _require_room(programme: Programme, room: str, day: dt.date) -> None:
    if room not in programme.room:
        raise NotFound(no_such("room", room, programme))
    if day not in {each.date for each in programme.event.days}:
        raise NotFound(f"{day.isoformat()} is no day of {programme.event.slug}.")


def _log(desk: Desk, key: str, author: Author, record: LiveRecord) -> None:
    """Who did not come is told as a number: the log outlives those who are erased."""
    facts = _facts(desk, record) | {"no_shows": len(record.no_shows)}
    log.info("live state", key=key, who=author.who, revision=record.revision, **facts)


def _facts(desk: Desk, record: LiveRecord) -> dict[str, Any]:
    """What is true now, without a link: for who sent a stale change."""
    ended, person = record.ended_at, desk.programme.person
    return {
        "has_link": record.link is not None,
        "delay_minutes": record.delay_minutes,
        "ended_at": None if ended is None else isoformat(ended, desk.programme.event.time_zone),
        "room_full": record.room_full,
        "emergency_room": record.emergency_room,
        "has_recording": record.recording is not None,
        "no_shows": sorted(person[each].slug for each in record.no_shows if each in person),
    }


def _live(session: DatabaseSession, sealer: Sealer, desk: Desk, record: LiveRecord) -> dict[str, Any]:
    facts = _facts(desk, record)
    recording = opened(session, sealer, desk.event_id, [record.recording])
    told = {name: value for name, value in facts.items() if not name.startswith("has_")}
    return {
        "link": _link(session, sealer, desk, record.link, record.passcode),
        **told,
        "recording_url": next(iter(recording.values()), None),
    }


def _link(
    session: DatabaseSession, sealer: Sealer, desk: Desk, link: int | None, passcode: int | None
) -> dict[str, Any] | None:
    if link is None:
        return None
    texts = opened(session, sealer, desk.event_id, (link, passcode))
    return {"url": texts[link], "passcode": texts[passcode] if passcode else None}
