"""How the rows of one session in an imported file change it: its parts, words, appearances and placements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.clock import MINUTE
from scheduler.domain.event import Event
from scheduler.domain.export_ids import ExportIds, part_guid
from scheduler.domain.imported import ImportedEvent
from scheduler.domain.placement import Placement
from scheduler.domain.session import ENDED_STATES, Appearance, Part, Session


@dataclass(frozen=True, slots=True)
class Row:
    """An imported row with its references resolved: room slug, type slug, track slug and opaque ids of people."""

    event: ImportedEvent
    room: str | None
    type: str | None
    track: str | None
    people: tuple[str, ...]


def numbered(
    event: Event, session: Session | None, rows: Sequence[Row], placements: Mapping[tuple[str, int], Placement]
) -> dict[int, Row]:
    """The rows by number of the part that each is, in order.

    A row is the part that it names, else the one of its guid, else the one that already stands at its time and place,
    else the first one left over, by time; else a new part, numbered on.
    """
    waiting = sorted(rows, key=lambda row: (row.event.starts, row.event.ends, row.event.line))
    parts = {part.number: part for part in session.parts} if session else {}
    found: dict[int, Row] = {}

    def settle(row: Row, number: int | None) -> bool:
        if number is None or number in found:
            return False
        found[number] = row
        return True

    def at(row: Row) -> int | None:
        here = (row.event.starts, row.event.ends, row.room)
        for part in parts.values():
            old = placements.get((row.event.code, part.number))
            if part.number not in found and old and (old.starts, old.ends, _first_room(old)) == here:
                return part.number
        return None

    guids = {part_guid(event, session.code, n, part.guid): n for n, part in parts.items()} if session else {}
    guids |= {part.guid: number for number, part in parts.items() if part.guid}
    waiting = [row for row in waiting if not settle(row, row.event.part)]
    waiting = [row for row in waiting if not settle(row, guids.get(row.event.guid or ""))]
    waiting = [row for row in waiting if not settle(row, at(row))]
    left = [number for number in sorted(parts) if number not in found]
    highest = max((0, *parts, *found))
    left += range(highest + 1, highest + 1 + len(waiting))
    found.update(zip(left, waiting, strict=False))
    return dict(sorted(found.items()))


def merged_session(
    session: Session | None, rows: Mapping[int, Row], parts: tuple[Part, ...], keep: frozenset[str]
) -> Session:
    """The session with the words, people and `parts` of its rows; the first row speaks for all of them.

    What the rows do not say stays. A new session is confirmed and public; one that had ended is confirmed again.
    Appearances of the people in `keep` stay, named in the rows or not.
    """
    row = next(iter(rows.values()))
    said = row.event
    if session is None:
        session = Session(said.code, said.title, (), state="confirmed")
    if session.visibility == "busy":
        # What a public file says of it is that it is busy: that must not replace what organisers know.
        return replace(session, parts=parts)
    people = {number: r.people for number, r in rows.items() if r.event.persons is not None}
    return replace(
        session,
        title=said.title,
        parts=parts,
        subtitle=session.subtitle if said.subtitle is None else said.subtitle,
        abstract=session.abstract if said.abstract is None else said.abstract,
        description=session.description if said.description is None else said.description,
        type=session.type if said.type is None else row.type,
        track=session.track if said.track is None else row.track,
        languages=said.languages or session.languages,
        links=session.links if said.links is None else said.links,
        appearances=merged_appearances(session.appearances, people, [part.number for part in parts], keep),
        state="confirmed" if session.state in ENDED_STATES else session.state,
    )


def merged_parts(
    event: Event,
    session: Session | None,
    rows: Mapping[int, Row],
    placements: Mapping[tuple[str, int], Placement],
    ids: ExportIds,
    guids: dict[str, tuple[str, int]],
) -> tuple[Part, ...]:
    """The session's parts, old and new. `guids` says whose each guid is, and learns of new ones: nobody has two.

    The duration of a part follows its row only if the row is not as long as it was.
    """
    parts = {part.number: part for part in session.parts} if session else {}
    for number, row in rows.items():
        said = row.event
        minutes = -(-(said.ends - said.starts) // MINUTE)
        part = parts.get(number) or Part(number, minutes)
        old = placements.get((said.code, number))
        as_long = old is not None and old.ends - old.starts == said.ends - said.starts
        parts[number] = replace(
            part,
            duration_minutes=part.duration_minutes if as_long else minutes,
            title_suffix=part.title_suffix if said.title_suffix is None else said.title_suffix,
            export_id=ids.take(said.export_id) if part.export_id is None else part.export_id,
            guid=_guid(event, said, part, guids),
        )
    return tuple(parts[number] for number in sorted(parts))


def _guid(event: Event, said: ImportedEvent, part: Part, guids: dict[str, tuple[str, int]]) -> str | None:
    """The row's guid, unless it is what we would write for the part anyway, or another part's."""
    mine = (said.code, part.number)
    if said.guid is None or said.guid == part_guid(event, *mine, part.guid) or guids.get(said.guid, mine) != mine:
        return part.guid
    guids[said.guid] = mine
    return said.guid


def merged_appearances(
    old: tuple[Appearance, ...], rows: Mapping[int, tuple[str, ...]], parts: Sequence[int], keep: frozenset[str]
) -> tuple[Appearance, ...]:
    """The appearances after rows (part number to people, in order) have said who is in them.

    Each row's order is kept: who stands differently to others in different rows appears in each of the `parts` apart.
    Who stays keeps role, mode and all else. Hidden and unnamed appearances, those under an embargo and those of the
    people in `keep` never stand in a public file, so that their absence says nothing: they stay.
    """
    if not rows:
        return old
    says: dict[str, list[int]] = {}
    for number, people in rows.items():
        for person in people:
            says.setdefault(person, []).append(number)
    stays = [new for appearance in old for new in _narrowed(appearance, says.get(appearance.person, []), rows, keep)]
    for person, numbers in says.items():
        covered = {n for a in stays if a.person == person for n in ([a.part] if a.part is not None else rows)}
        open_ = [number for number in numbers if number not in covered]
        if len(open_) == len(rows):
            stays.append(Appearance(person))
        else:
            stays += [Appearance(person, part=number) for number in open_]
    return _in_order(stays, rows, parts)


def _public(appearance: Appearance) -> bool:
    return appearance.visibility == "public" and appearance.embargo_until is None


def _narrowed(
    appearance: Appearance, says: list[int], rows: Mapping[int, tuple[str, ...]], keep: frozenset[str]
) -> list[Appearance]:
    """What is left of an appearance: all, nothing, or one for each part in which the person still is."""
    if appearance.person in keep or not _public(appearance):
        return [appearance]
    if appearance.part is not None:
        return [appearance] if appearance.part in says or appearance.part not in rows else []
    if len(says) == len(rows):
        return [appearance]
    return [replace(appearance, part=number) for number in says]


def _in_order(
    appearances: list[Appearance], rows: Mapping[int, tuple[str, ...]], parts: Sequence[int]
) -> tuple[Appearance, ...]:
    """The appearances as they stand, if each row has them so; else those of the people named in the rows' order."""

    def shown(number: int) -> tuple[str, ...]:
        here = (a.person for a in appearances if a.part in {None, number} and _public(a))
        return tuple(dict.fromkeys(person for person in here if person in rows[number]))

    if all(shown(number) == named for number, named in rows.items()):
        return tuple(appearances)
    place = {person: position for position, person in enumerate(_one_order(rows.values()))}
    torn = set().union(*(_out_of_order(people, place) for people in rows.values()))
    places = {(person, None): (position,) for person, position in place.items()} | _places_of_torn(rows, place, torn)
    appearances = [new for a in appearances for new in (_apart(a, parts) if a.person in torn else [a])]
    movable = [_public(a) and a.person in place for a in appearances]
    moved = iter(
        sorted(
            (a for a, moves in zip(appearances, movable, strict=True) if moves),
            key=lambda a: places.get((a.person, a.part)) or places[a.person, None],
        )
    )
    return tuple(next(moved) if moves else a for a, moves in zip(appearances, movable, strict=True))


def _out_of_order(people: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """Those of a row who come before someone whose place is lower than theirs, or after someone whose is higher."""
    found: set[str] = set()
    highest, lowest = -1, len(place)
    for person in people:
        if place[person] < highest:
            found.add(person)
        highest = max(highest, place[person])
    for person in reversed(people):
        if place[person] > lowest:
            found.add(person)
        lowest = min(lowest, place[person])
    return found


def _places_of_torn(
    rows: Mapping[int, tuple[str, ...]], place: Mapping[str, int], torn: Collection[str]
) -> dict[tuple[str, int | None], tuple[int, ...]]:
    """Where the `torn` stand in each row: right behind the last before them who stands alike in all rows."""
    found: dict[tuple[str, int | None], tuple[int, ...]] = {}
    for number, people in rows.items():
        behind = -1
        for position, person in enumerate(people):
            if person in torn:
                found[person, number] = (behind, number, position)
            else:
                behind = place[person]
    return found


def _apart(appearance: Appearance, parts: Sequence[int]) -> list[Appearance]:
    """The appearance in each part by itself, if it is a public one in all of them."""
    if appearance.part is not None or not _public(appearance):
        return [appearance]
    return [replace(appearance, part=number) for number in parts]


def _one_order(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """All people of the rows; who is new in a row comes right before the one who is known and follows in it."""
    order: list[str] = []
    for people in rows:
        before = len(order)
        for person in reversed(people):
            if person in order:
                before = order.index(person)
            else:
                order.insert(before, person)
    return order


def merged_placement(old: Placement | None, row: Row, number: int) -> Placement:
    """The placement at the row's time and room; other rooms, set-up, take-down and pin stay as they were."""
    said = row.event
    if old is None:
        return Placement(said.code, number, said.starts, said.ends, row.room)
    old = replace(old, starts=said.starts, ends=said.ends)
    if row.room == _first_room(old):
        return old
    return replace(old, room=row.room, also_in=tuple(room for room in old.also_in if room != row.room))


def _first_room(placement: Placement) -> str | None:
    """The room under which an export shows the placement."""
    return next(iter(placement.rooms), None)
