"""The numbers and guids under which rooms, people and parts leave in schedule.xml and schedule.json."""

import re
from collections.abc import Iterable
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from scheduler.domain.event import Event
from scheduler.domain.imported import EXPORT_ID_LIMIT
from scheduler.domain.placement import placement_key
from scheduler.domain.programme import Programme
from scheduler.domain.session import Part, Session

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,15}")


def as_export_id(text: str) -> int | None:
    """The positive number that `text` writes in its one plain form, up to `EXPORT_ID_LIMIT`; None for all else."""
    number = int(text) if _NUMBER.fullmatch(text) else 0
    return number if 0 < number <= EXPORT_ID_LIMIT else None


def part_guid(event: Event, session: str, part: int, stored: str | None = None) -> str:
    """The part's guid in exports: the stored one if it is a UUID, else UUIDv5 of the placement's UID."""
    return _guid(f"{placement_key(event.slug, session, part)}@{event.uid_domain}", stored)


def person_guid(event: Event, person: str, stored: str | None = None) -> str:
    """The guid of a person (by opaque id) in exports: the stored one if it is a UUID, else a UUIDv5 of the id."""
    return _guid(f"https://{event.uid_domain}/{event.slug}/people/{person}", stored)


def room_guid(event: Event, room: str, stored: str | None = None) -> str:
    """The guid of a room (by slug) in exports: the stored one if it is a UUID, else a UUIDv5 of the slug."""
    return _guid(f"https://{event.uid_domain}/{event.slug}/rooms/{room}", stored)


def _guid(name: str, stored: str | None) -> str:
    if stored is not None and _UUID.fullmatch(stored):
        return stored
    return str(uuid5(NAMESPACE_URL, name))


class ExportIds:
    """Gives out export ids, each once. `taken` are in use; `wanted` are only for those who ask for them."""

    def __init__(self, *, taken: Iterable[int], wanted: Iterable[int]) -> None:
        self._taken = set(taken)
        self._wanted = frozenset(wanted)
        self._next = 1

    def take(self, wish: int | None) -> int:
        """`wish` if it is still free, else the lowest number that nobody has or wants."""
        if wish is None or wish in self._taken:
            while self._next in self._taken or self._next in self._wanted:
                self._next += 1
            wish = self._next
        self._taken.add(wish)
        return wish


def with_export_ids(programme: Programme) -> Programme:
    """The same programme where each part has an export id of its own: part 1 the code, if that is a number still free.

    Ids that exist stay; of two parts with one id the first by code and number keeps it.
    """
    owners: dict[int, tuple[str, int]] = {}
    for session in sorted(programme.sessions, key=lambda s: s.code):
        for part in sorted(session.parts, key=lambda p: p.number):
            if part.export_id is not None:
                owners.setdefault(part.export_id, (session.code, part.number))
    wanted = (as_export_id(session.code) for session in programme.sessions)
    ids = ExportIds(taken=owners, wanted=(number for number in wanted if number is not None))

    def numbered(session: Session, part: Part) -> Part:
        if part.export_id is not None and owners[part.export_id] == (session.code, part.number):
            return part
        return replace(part, export_id=ids.take(as_export_id(session.code) if part.number == 1 else None))

    return replace(
        programme,
        sessions=tuple(
            replace(session, parts=tuple(numbered(session, part) for part in session.parts))
            for session in programme.sessions
        ),
    )
