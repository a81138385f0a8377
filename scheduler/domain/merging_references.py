"""What the rows of an import point to, found in a programme or added to it: rooms, tracks, session types, people."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from scheduler.domain.clock import MINUTE
from scheduler.domain.erasure import NOTHING, Past, withheld
from scheduler.domain.event import Event
from scheduler.domain.export_ids import person_guid, room_guid
from scheduler.domain.imported import ImportedEvent, ImportedPerson, ImportedRoom, ImportedTrack
from scheduler.domain.people import Person
from scheduler.domain.session import SessionType, Track
from scheduler.domain.venue import Room
from scheduler.domain.wording import SLUG_LENGTH, slugify


def merged_rooms(
    event: Event, old: Iterable[Room], imported: Iterable[ImportedRoom]
) -> tuple[tuple[Room, ...], Mapping[ImportedRoom, str]]:
    """All rooms, new ones last in the file's order, and the slug of each imported one.

    A room is known by its guid, else by its name where the two guids do not speak against it.
    """
    rooms = {room.slug: room for room in old}
    by_guid = {room_guid(event, room.slug, room.guid): room.slug for room in rooms.values()}
    by_guid |= {room.guid: room.slug for room in rooms.values() if room.guid}
    by_name = _by_name(rooms.values())
    unused = _Slugs(rooms)
    position = max((room.position for room in rooms.values()), default=-1) + 1
    slugs: dict[ImportedRoom, str] = {}
    matched: set[str] = set()
    for item in imported:
        namesakes = (s for s in by_name.get(item.name, ()) if s not in matched and not (rooms[s].guid and item.guid))
        slug = by_guid.get(item.guid or "") or next(namesakes, None)
        if slug is None:
            slug = unused.take(slugify(item.name, otherwise="room"))
            rooms[slug] = Room(slug, item.name, position=position)
            position += 1
        room = rooms[slug]
        known = item.guid is None or item.guid == room_guid(event, slug, room.guid)
        rooms[slug] = replace(room, name=item.name, guid=room.guid if known else item.guid)
        slugs[item] = slug
        matched.add(slug)
    return tuple(rooms.values()), slugs


def merged_tracks(
    old: Iterable[Track], imported: Iterable[ImportedTrack], events: Iterable[ImportedEvent]
) -> tuple[tuple[Track, ...], Mapping[str, str]]:
    """All tracks, and the slug of each name that the file uses. A track is known by its name, else by its slug."""
    tracks = {track.slug: track for track in old}
    by_name = _by_name(tracks.values())
    unused = _Slugs(tracks)
    slugs: dict[str, str] = {}
    matched: set[str] = set()
    named = {item.name: item for item in imported}
    for name in (*named, *(row.track for row in events if row.track)):
        if name in slugs:
            continue
        item = named.get(name, ImportedTrack(name))
        slug = next((s for s in by_name.get(name, ()) if s not in matched), None)
        if slug is None and item.slug in tracks and item.slug not in matched:
            slug = item.slug
        if slug is None:
            slug = unused.take(item.slug or slugify(name, otherwise="track"))
            tracks[slug] = Track(slug, name)
        tracks[slug] = replace(tracks[slug], name=name, colour=item.colour or tracks[slug].colour)
        slugs[name] = slug
        matched.add(slug)
    return tuple(tracks.values()), slugs


def merged_types(
    old: Iterable[SessionType], events: Iterable[ImportedEvent]
) -> tuple[tuple[SessionType, ...], Mapping[str, str]]:
    """All session types, and the slug of each name. A new one lasts as most of its rows do; if even, the shorter."""
    types = {kind.slug: kind for kind in old}
    slugs = {kind.name: kind.slug for kind in reversed(types.values())}
    unused = _Slugs(types)
    lengths: dict[str, Counter[int]] = {}
    for row in events:
        if row.type:
            lengths.setdefault(row.type, Counter())[-(-(row.ends - row.starts) // MINUTE)] += 1
    for name, counted in lengths.items():
        if name not in slugs:
            slugs[name] = unused.take(slugify(name, otherwise="type"))
            minutes = min(counted, key=lambda length: (-counted[length], length))
            types[slugs[name]] = SessionType(slugs[name], name, duration_minutes=minutes)
    return tuple(types.values()), slugs


class Guests:
    """The people of a programme while rows name them one after the other.

    A person is known by id, else by guid, else by exact name among those without id, where the two guids do not speak
    against it. The first row that names someone says how the name is written, unless they were erased: they are known
    by the ids and guids that they had, and stay without a name.
    """

    def __init__(
        self, event: Event, people: Iterable[Person], new_person_id: Callable[[], str], past: Past = NOTHING
    ) -> None:
        self._event = event
        self._people = {person.id: person for person in people}
        self._new_person_id = new_person_id
        self._erased = past.erased
        self._slugs = _Slugs((person.slug for person in self._people.values()), past.has_slug)
        self._by_id: dict[int, str] = {}
        self._by_guid: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        for person in self._people.values():
            self._learn(person)

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them, as they are now."""
        return tuple(self._people.values())

    def person(self, guest: ImportedPerson) -> str:
        """The opaque id of whoever a row names, found or new."""
        found = self._by_id.get(guest.id or 0) or self._by_guid.get(guest.guid or "") or self._who_was_erased(guest)
        if found is not None and found in self._erased.marks:
            self._people.setdefault(found, withheld(found))
            return found
        found = found or self._namesake(guest)
        if found is None:
            found = self._new_person_id()
            slug = self._slugs.take(slugify(guest.name, otherwise="person"))
            self._people[found] = Person(found, slug, guest.name)
        person = self._people[found]
        number = guest.id if person.export_id is None and guest.id not in self._by_id else person.export_id
        known = guest.guid is None or guest.guid == person_guid(self._event, found, person.guid)
        guid = person.guid if known or guest.guid in self._by_guid else guest.guid
        name = self._names.setdefault(found, guest.name)
        self._people[found] = replace(person, name=name, export_id=number, guid=guid)
        self._learn(self._people[found])
        if guest.id is not None:
            self._by_id.setdefault(guest.id, found)
        return found

    def _who_was_erased(self, guest: ImportedPerson) -> str | None:
        number = None if guest.id is None else str(guest.id)
        return self._erased.who("guid", guest.guid) or self._erased.who("number", number)

    def _namesake(self, guest: ImportedPerson) -> str | None:
        for identity in self._by_name.get(guest.name, ()):
            person = self._people[identity]
            if person.name == guest.name and person.export_id is None and not (person.guid and guest.guid):
                return identity
        return None

    def _learn(self, person: Person) -> None:
        if person.export_id is not None:
            self._by_id.setdefault(person.export_id, person.id)
        for guid in (person.guid, person_guid(self._event, person.id, person.guid)):
            if guid:
                self._by_guid.setdefault(guid, person.id)
        names = self._by_name.setdefault(person.name, [])
        if person.id not in names:
            names.append(person.id)


def _by_name(things: Iterable[Room] | Iterable[Track]) -> dict[str, list[str]]:
    slugs: dict[str, list[str]] = {}
    for thing in things:
        slugs.setdefault(thing.name, []).append(thing.slug)
    return slugs


class _Slugs:
    """Gives out slugs that nobody has. It remembers how far it has counted: ten thousand names may share one slug."""

    def __init__(self, taken: Iterable[str], remembered: Callable[[str], bool] = lambda _slug: False) -> None:
        self._taken = set(taken)
        self._remembered = remembered
        self._reached: dict[str, int] = {}

    def take(self, slug: str) -> str:
        """The slug, with the first number from 2 behind it that makes it one of nobody's."""
        candidate = slug
        while candidate in self._taken or self._remembered(candidate):
            number = self._reached[slug] = self._reached.get(slug, 1) + 1
            ending = f"-{number}"
            candidate = slug[: SLUG_LENGTH - len(ending)].rstrip("-") + ending
        self._taken.add(candidate)
        return candidate
