"""A schedule.json as the same raw rows of words that a schedule.xml is read to."""

from typing import Any

from scheduler.domain.errors import InvalidInput
from scheduler.formats.schedule.names import GENERATOR, NO_ROOM_GUID
from scheduler.formats.schedule.raw import Attributes, RawDay, RawEvent, RawSchedule

_EVENT_WORDS = (
    "date start duration room slug url title subtitle track type language abstract description".split()  # noqa: SIM905 - see plain_text
)
_CONFERENCE_WORDS = "title acronym start end day_change timeslot_duration time_zone_name url".split()  # noqa: SIM905
_NO_SCHEDULE = "This is no schedule.json: it has no {} at {}."


def collect(document: Any, *, max_events: int) -> RawSchedule:
    """The rows of the document, each at its JSON pointer; `InvalidInput` if it is no schedule or holds too much."""
    return _Collector(max_events).collected(document)


class _Collector:
    """Walks through a document in its order, and gives each place that a flaw may have a number."""

    def __init__(self, max_events: int) -> None:
        self._pointers: list[str] = []
        self._schedule = RawSchedule(self._pointers.__getitem__)
        self._max_events = max_events
        self._hints: dict[str, Any] = {}
        self._room_guids: dict[str, str] = {}

    def collected(self, document: Any) -> RawSchedule:
        raw = self._schedule
        schedule = _needed(document, "schedule", dict, "")
        conference = _needed(schedule, "conference", dict, "/schedule")
        days = _needed(conference, "days", list, "/schedule/conference")
        generator = _within(document.get("generator") or schedule.get("generator"))
        raw.generator = _word(generator.get("name")) or ""
        raw.conference = _words(conference, _CONFERENCE_WORDS)
        self._hints = _within(_within(conference.get("meta")).get(GENERATOR))
        raw.hints = {"day-change": _word(self._hints.get("day_change")) or ""}
        raw.conference.setdefault("time_zone_name", _word(self._hints.get("time_zone")) or "")
        for track in _items(conference.get("tracks")):
            raw.tracks.append((_words(track, ["name", "slug", "color"]), ""))
        for room in _items(conference.get("rooms")):
            name, guid = _word(room.get("name")) or "", _word(room.get("guid")) or ""
            if guid:
                self._room_guids[name] = guid
            if guid != NO_ROOM_GUID:
                raw.rooms.append(self._room(name))
        for index, day in enumerate(days):
            self._day(day, f"/schedule/conference/days/{index}")
        return raw

    def _place(self, pointer: str) -> int:
        self._pointers.append(pointer)
        return len(self._pointers) - 1

    def _flaw(self, pointer: str, message: str) -> None:
        self._schedule.flaws.append((self._place(pointer), message))

    def _room(self, name: str) -> Attributes:
        """The room that a day's list is about; where two rooms share a name, ours says which name it has in truth."""
        guid = self._room_guids.get(name)
        said = _word(_within(self._hints.get("rooms")).get(name)) or name
        return {"name": said} if guid is None else {"name": said, "guid": guid}

    def _day(self, day: Any, pointer: str) -> None:
        raw = self._schedule
        if not isinstance(day, dict):
            self._flaw(pointer, "This is no day: it is no object.")
            return
        attributes = {
            name: text
            for name, said in (("date", "date"), ("start", "day_start"), ("end", "day_end"))
            if (text := _word(day.get(said))) is not None
        }
        raw_day = RawDay(len(raw.days), self._place(pointer), attributes)
        raw.days.append(raw_day)
        rooms = day.get("rooms")
        if not isinstance(rooms, dict):
            self._flaw(f"{pointer}/rooms", "This is no object of rooms and their events, so it has none.")
            return
        for name, events in rooms.items():
            room, here = self._room(name), f"{pointer}/rooms/{_step(name)}"
            raw.rooms.append(room)
            if not isinstance(events, list):
                self._flaw(here, "This is no list of events.")
                continue
            for index, event in enumerate(events):
                self._event(event, raw_day, room, f"{here}/{index}")

    def _event(self, event: Any, day: RawDay, room: Attributes, pointer: str) -> None:
        if not isinstance(event, dict):
            self._flaw(pointer, "This is no event: it is no object.")
            return
        raw = self._schedule
        if len(raw.events) == self._max_events:
            raise InvalidInput(f"The file has more than {self._max_events:,} events. Split it.", pointer=pointer)
        for name in _EVENT_WORDS:
            if isinstance(event.get(name), list | dict):
                self._flaw(f"{pointer}/{name}", f"The {name} is no text, and is read as if there were none.")
        found = RawEvent(self._place(pointer), _words(event, ["id", "guid"]), day, room, _words(event, _EVENT_WORDS))
        hints = _within(_within(self._hints.get("events")).get(found.attributes.get("guid", "")))
        found.hints = _words(hints, ["placement", "suffix"])
        if end := _word(event.get("end")):
            found.hints["end"] = end
        if isinstance(event.get("persons"), list):
            found.persons = [(_words(p, ["id", "guid"]), _name(p)) for p in _items(event["persons"])]
        if isinstance(event.get("links"), list):
            found.links = [
                ({"href": _word(link.get("url")) or _word(link.get("href")) or ""}, _word(link.get("title")) or "")
                for link in _items(event["links"])
            ]
        raw.events.append(found)


def _needed(parent: Any, name: str, kind: type, pointer: str) -> Any:
    value = parent.get(name) if isinstance(parent, dict) else None
    if not isinstance(value, kind):
        what = "list" if kind is list else "object"
        raise InvalidInput(f"This is no schedule.json: it has no {what} at {pointer}/{name}.")
    return value


def _within(value: Any) -> dict[str, Any]:
    """The object, or an empty one where there is something else."""
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _word(value: Any) -> str | None:
    """A value as text: null is empty, truth and fractions are none of ours; None where there is nothing to read."""
    if value is None or isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _words(parent: dict[str, Any], names: list[str]) -> dict[str, str]:
    """The texts of those names that the object has; null is an empty text."""
    found = {name: "" if parent[name] is None else _word(parent[name]) for name in names if name in parent}
    return {name: text for name, text in found.items() if text is not None}


def _name(person: dict[str, Any]) -> str:
    return next((text for key in ("name", "public_name", "full_public_name") if (text := _word(person.get(key)))), "")


def _step(name: str) -> str:
    """A name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
