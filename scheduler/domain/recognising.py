"""Rows that people wrote by hand, matched with a programme: sessions by title, rooms and people by name."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.export_ids import person_guid, room_guid
from scheduler.domain.imported import Imported, ImportedEvent, ImportedPerson, ImportedRoom
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.venue import Room

T = TypeVar("T")


def recognised(draft: Programme | None, imported: Imported, *, next_code: int, word: str) -> Imported:
    """The rows with the codes, titles, room guids and people's ids that the draft knows.

    A row without a code is the session of its title, or a new one, with the next free number from `next_code`; rows of
    one title are parts of one session. A row without a title has that of its session. Of several rooms or people of one
    name the row means the one that is there already; `name [slug]` names one for certain. What stays open is a flaw;
    `word` is what rows are called (`line`).
    """
    known = _Known(draft, imported, next_code)
    flaws, events = list(imported.flaws), []
    for row in imported.events:
        try:
            events.append(known.row(row))
        except InvalidInput as error:
            flaws.append(Flaw(f"{word} {row.line}", error.detail))
    return replace(
        imported,
        events=tuple(events),
        rooms=tuple(dict.fromkeys(row.room for row in events if row.room)),
        flaws=tuple(sorted(flaws, key=lambda flaw: int(flaw.pointer.rpartition(" ")[2]))),
        unread=imported.unread | known.unread,
    )


class _Known:
    """What a draft has, by the names that people use."""

    def __init__(self, draft: Programme | None, imported: Imported, next_code: int) -> None:
        self.unread: set[str] = set()
        self._draft = draft
        self._titles: dict[str, list[str]] = {}
        self._rooms: dict[str, list[Room]] = {}
        self._people: dict[str, list[Person]] = {}
        self._next = next_code
        self._taken = {row.code for row in imported.events}
        if draft is None:
            return
        self._taken |= draft.session.keys()
        for session in draft.sessions:
            self._titles.setdefault(session.title, []).append(session.code)
        self._rooms = _by_words((room.name, room.slug, room) for room in draft.rooms)
        self._people = _by_words((person.name, person.slug, person) for person in draft.people)

    def row(self, row: ImportedEvent) -> ImportedEvent:
        """The row with what is known of it; `InvalidInput` says what can't be told."""
        code = row.code or self._code_of(row.title)
        try:
            return replace(
                row,
                id=row.id or code,
                code=code,
                title=row.title or self._title_of(code),
                room=row.room and self._room(row, code, row.room),
                persons=None if row.persons is None else tuple(self._person(code, guest) for guest in row.persons),
            )
        except InvalidInput:
            self.unread.add(code)
            raise

    def _code_of(self, title: str) -> str:
        codes = self._titles.get(title, [])
        if len(codes) > 1:
            self.unread.update(codes)
            raise InvalidInput(f"Sessions {', '.join(codes)} all have the title {title[:60]!r}. Give the code of one.")
        if not codes:
            while str(self._next) in self._taken:
                self._next += 1
            codes = self._titles[title] = [str(self._next)]
            self._taken.add(codes[0])
        return codes[0]

    def _title_of(self, code: str) -> str:
        if self._draft is None or code not in self._draft.session:
            raise InvalidInput(f"Session {code!r} is new, and its row has no title. Give it one.")
        return self._draft.session[code].title

    def _room(self, row: ImportedEvent, code: str, named: ImportedRoom) -> ImportedRoom:
        found = self._rooms.get(named.name, [])
        if self._draft is None or not found:
            return named
        if len(found) > 1:
            places = (p for p in self._draft.placements if p.session == code and row.part in {None, p.part})
            here = {next(iter(place.rooms), None) for place in places}
            found = [room for room in found if room.slug in here] if len(here) == 1 else []
        if len(found) != 1:
            raise InvalidInput(_several("rooms", named.name, (room.slug for room in self._rooms[named.name])))
        (room,) = found
        return ImportedRoom(room.name, room_guid(self._draft.event, room.slug, room.guid))

    def _person(self, code: str, guest: ImportedPerson) -> ImportedPerson:
        found = self._people.get(guest.name, [])
        if self._draft is None or not found:
            return guest
        if len(found) > 1:
            session = self._draft.session.get(code)
            here = {a.person for a in session.appearances if a.visibility == "public"} if session else set()
            found = [person for person in found if person.id in here]
        if len(found) != 1:
            raise InvalidInput(_several("people", guest.name, (p.slug for p in self._people[guest.name])))
        (person,) = found
        return ImportedPerson(person.name, person.export_id, person_guid(self._draft.event, person.id, person.guid))


def _by_words(things: Iterable[tuple[str, str, T]]) -> dict[str, list[T]]:
    """Things by name, by `name [slug]`, and by slug where nothing else is called so."""
    told = tuple(things)
    found: dict[str, list[T]] = {}
    for name, _, thing in told:
        found.setdefault(name, []).append(thing)
    for name, slug, thing in told:
        for word in (f"{name} [{slug}]", slug):
            found.setdefault(word, [thing])
    return found


def _several(what: str, name: str, slugs: Iterable[str]) -> str:
    slugs = sorted(slugs)
    return f"There are several {what} named {name[:60]!r}: {', '.join(slugs)[:200]}. Write '{name[:60]} [{slugs[0]}]'."
