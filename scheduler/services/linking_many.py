"""Links of many rooms and placements at once, as organisers paste them: all of them, or none."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.conflicts.sentences import counted
from scheduler.domain.editing import REMOTE_LINKS, applied, of_programme
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.resources.deciding import require_sound
from scheduler.domain.resources.naming import is_placement_key, no_such
from scheduler.domain.things import REMOTE, part_of
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import record
from scheduler.services.repeating import NO_CHANGE, begin, end
from scheduler.services.sealing import Safe, Sealer
from scheduler.store.db import Edit
from scheduler.store.live import RoomMeeting, meeting_of, next_revision, save_meeting
from scheduler.store.secrets import NO_LINKS, ids_of, links_of


@dataclass(frozen=True, slots=True)
class Linked:
    """What was done: links of placements (in the draft's log, as this change; None if there was none), and of rooms."""

    placements: int
    room_days: int
    revision: int | None


def link_many(
    desks: Desks,
    sealer: Sealer,
    event: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    author: Author,
    repeat: Repeat | None = None,
) -> Linked:
    """Set the links that the rows name, each of a `placement` or of a `room` (on a `day`, or on all of them).

    A placement's is that of its first way to join, which is made if there is none. `InvalidInput` points at every bad
    row, and then nothing is done.
    """
    placed = [row for row in rows if row.get("placement") is not None]
    roomy = [row for row in rows if row.get("placement") is None]
    if not placed:
        return _link_rooms_alone(desks, sealer, event, rows, author, repeat)
    with desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        desk = desks.before(edit, event)
        _require_rows(desk.programme, rows)
        operations = [each for row in placed for each in _link(edit, desk, sealer, row, author)]
        after = applied(desk.programme, of_programme(operations))
        require_sound(desk.programme, after, operations)
        days = 0
        if roomy:
            _, revision = next_revision(edit.session, event)
            days = _link_rooms(edit, desk.programme, sealer, roomy, author, revision)
        recorded = record(edit, desk, after, operations, author)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        edit.commit()
    desks.keep(recorded.desk)
    return Linked(len(placed), days, recorded.change.revision)


def _link_rooms_alone(
    desks: Desks, sealer: Sealer, event: str, rows: Sequence[Mapping[str, Any]], author: Author, repeat: Repeat | None
) -> Linked:
    """The same where no row is of a placement: the draft stays as it is."""
    programme = desks.open(event).programme
    with desks.database.storing() as session:
        event_id, revision = next_revision(session, event)
        begin(session, author, repeat)
        _require_rows(programme, rows)
        days = _link_rooms(Edit(session, event_id, revision), programme, sealer, rows, author, revision)
        end(session, author, repeat, event=event, revision=NO_CHANGE)
        session.commit()
    return Linked(0, days, None)


def linked_before(programme: Programme, rows: Sequence[Mapping[str, Any]], revision: int) -> Linked:
    """What these rows did when they were set by this change, or (`NO_CHANGE`) by none: those of rooms are in no log."""
    placed = [row for row in rows if row.get("placement") is not None]
    days = sum(len(_days(programme, row)) for row in rows if row.get("placement") is None)
    return Linked(len(placed), days, None if revision == NO_CHANGE else revision)


def flaws_of(programme: Programme, rows: Sequence[Mapping[str, Any]], told: Collection[str] = ()) -> list[Flaw]:
    """What can't be of rows that name an event's rooms and placements, in their order.

    `told` are the pointers that are known to be wrong already: of a row with one of them nothing is told that could
    follow from it.
    """
    flaws: list[Flaw] = []
    seen: set[tuple[Any, ...]] = set()
    misshapen = {"/".join(pointer.split("/")[:3]) for pointer in told}
    for place, row in enumerate(rows):
        at = f"/items/{place}"
        found = [Flaw(at + pointer, message) for pointer, message in _flaws(programme, row)]
        if at in misshapen:
            flaws += [each for each in found if each.pointer not in {at, *told}]
            continue
        flaws += found
        about = _about(programme, row)
        if not seen.isdisjoint(about):  # nobody could say which of them is meant
            flaws.append(Flaw(at, "This is named in an earlier row already."))
        seen |= about
    return flaws


def _require_rows(programme: Programme, rows: Sequence[Mapping[str, Any]]) -> None:
    flaws = flaws_of(programme, rows)
    if flaws:
        raise InvalidInput(f"{counted(len(flaws), 'row')} can't be. Nothing was changed: see errors.", flaws=flaws)


def _flaws(programme: Programme, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself; of one that lacks what it must have, what is wrong with the rest."""
    room, day, placement = row.get("room"), row.get("day"), row.get("placement")
    if (room is None) == (placement is None):
        yield "", "Name a room or a placement: one of them."
        return
    if not row.get("url"):
        yield "/url", "Write a whole address with http:// or https://."
    if placement is not None:
        if not is_placement_key(programme, placement) or part_of(placement) not in programme.part:
            yield "/placement", f"There is no placement {placement[:60]!r} in the draft."
        if day is not None:
            yield "/day", "A day belongs to a room; a placement has its own."
        return
    if room not in programme.room:
        yield "/room", no_such("room", str(room), programme)
    if day is not None and day not in {each.date for each in programme.event.days}:
        yield "/day", f"{day.isoformat()} is no day of {programme.event.slug}."
    if row.get("audience") is not None:
        yield "/audience", "A room has no audience: the ways of its sessions have."


def _about(programme: Programme, row: Mapping[str, Any]) -> frozenset[tuple[Any, ...]]:
    if (row.get("room") is None) == (row.get("placement") is None):
        return frozenset()
    if row.get("placement") is not None:
        return frozenset({("placement", row["placement"])})
    return frozenset((row["room"], day) for day in _days(programme, row))


def _days(programme: Programme, row: Mapping[str, Any]) -> list[dt.date]:
    """The days of a room that a row is about."""
    return [row["day"]] if row.get("day") else [day.date for day in programme.event.days]


def _link(edit: Edit, desk: Desk, sealer: Sealer, row: Mapping[str, Any], author: Author) -> tuple[Operation, ...]:
    key = row["placement"]
    ident = part_of(key)
    before = desk.programme.slot.get(ident)
    slot = before or RemoteSlot(*ident)
    place = next((place for place, way in enumerate(slot.ways) if way.kind == "join"), None)
    if place is None:
        place, way = len(slot.ways), Way("join", audience=row.get("audience") or "public")
        slot = replace(slot, ways=(*slot.ways, way))
    elif row.get("audience") is not None:
        ways = list(slot.ways)
        ways[place] = replace(ways[place], audience=row["audience"])
        slot = replace(slot, ways=tuple(ways))
    old = links_of(edit.session, edit.event_id, *ident)
    links = old or NO_LINKS
    safe = Safe(edit.session, sealer, edit.event_id, author.at, ids_of(links))
    ids = [list(each) for each in links["ways"][: len(slot.ways)]]
    ids += [[None, None] for _ in slot.ways[len(ids) :]]
    ids[place] = [safe.keep(row["url"], ids[place][0]), safe.keep(row.get("passcode"), ids[place][1])]
    after = {"ways": ids, "recording": links["recording"]}
    return (Operation(REMOTE, key, before, slot), Operation(REMOTE_LINKS, key, old, after))


def _link_rooms(
    edit: Edit,
    programme: Programme,
    sealer: Sealer,
    rows: Sequence[Mapping[str, Any]],
    author: Author,
    revision: int,
) -> int:
    """How many meetings of rooms were set, one for each room and day."""
    count = 0
    for row in rows:
        for day in _days(programme, row):
            before = meeting_of(edit.session, edit.event_id, row["room"], day)
            safe = Safe(edit.session, sealer, edit.event_id, author.at, (before.link, before.passcode))
            link, passcode = safe.keep(row["url"], before.link), safe.keep(row.get("passcode"), before.passcode)
            meeting = RoomMeeting(revision, link, passcode)
            save_meeting(edit.session, edit.event_id, row["room"], day, meeting, who=author.who, at=author.at)
            count += 1
    return count
