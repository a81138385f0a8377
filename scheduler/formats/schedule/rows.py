"""One raw event of a schedule to one row: id, time, room, words, people and links."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.export_ids import as_export_id
from scheduler.domain.imported import ImportedEvent, ImportedPerson, ImportedRoom
from scheduler.domain.session import Link
from scheduler.domain.wording import TEXT_LENGTH, TITLE_LENGTH, clean_line, clean_text, require_code
from scheduler.formats.plain_text import from_html, web_address
from scheduler.formats.schedule.raw import RAW_LENGTH, RawEvent
from scheduler.formats.schedule.times import instant, parse_clock, parse_duration, parse_moment

T = TypeVar("T")

RoomName = tuple[str, str | None]
"""What a file calls a room: name and guid."""

_PLACEMENT = re.compile(r"([A-Za-z0-9]{1,32})[- ]([1-9][0-9]{0,5})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_GUID_LENGTH = 100
MOST_PEOPLE = 500  # no session has as many; ordering them compares each with each


def short_line(text: str) -> str:
    """A name of the conference, of a room or of a track: one clean line, cut where no title may be longer."""
    return clean_line(text[:RAW_LENGTH])[:TITLE_LENGTH].strip()


def foreign_guid(text: str) -> str | None:
    """A guid as it was given, be it a UUID or not; None if there is none or it is longer than any guid."""
    guid = clean_line(text[:RAW_LENGTH])
    return guid if 0 < len(guid) <= _GUID_LENGTH else None


def room_name(attributes: Mapping[str, str], otherwise: str) -> RoomName:
    """Name and guid of a room element; where it has no name, `otherwise`, the event's own word for its room."""
    name = short_line(attributes.get("name", "")) or short_line(otherwise)
    return name, foreign_guid(attributes.get("guid", ""))


def language_tags(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The language tags of a list, each once, and the words that are none."""
    words = [word for word in re.split(r"[\s,;/]+", text) if word]
    tags = tuple(dict.fromkeys(word for word in words if _LANGUAGE.fullmatch(word)))
    return tags, tuple(word for word in words if not _LANGUAGE.fullmatch(word))


def placement_of(slug: str, acronym: str) -> tuple[str, int] | None:
    """Session code and part number of a slug that is a placement key of the event `acronym`; else None."""
    return _code_and_part(slug.strip().removeprefix(f"{acronym}-")) if slug.strip().startswith(f"{acronym}-") else None


def _code_and_part(text: str) -> tuple[str, int] | None:
    found = _PLACEMENT.fullmatch(text)
    return (found[1], int(found[2])) if found else None


class RowReader:
    """Reads rows, one after the other; `notes` tell what was left out of them, `unread` the codes of flawed ones.

    `acronym` is given if slugs are placement keys; `plain` if words are no HTML. `rooms` are by name and guid.
    """

    def __init__(
        self,
        *,
        acronym: str | None,
        plain: bool,
        time_zone: str,
        day_change: int,
        rooms: Mapping[RoomName, ImportedRoom | None],
        where: Callable[[int], str],
    ) -> None:
        self.notes: list[Flaw] = []
        self.unread: set[str] = set()
        self._acronym = acronym
        self._plain = plain
        self._time_zone = time_zone
        self._day_change = day_change
        self._rooms = rooms
        self._where = where
        self._guids: set[str] = set()
        self._problems: list[str] = []

    def row(self, raw: RawEvent, day: date | None) -> tuple[ImportedEvent | None, list[str]]:
        """The row that stands under `day`, or None and all that is wrong with it."""
        self._problems = []
        identity = clean_line(raw.attributes.get("id", "")[:RAW_LENGTH])
        own = self._own_placement(raw)
        code = own[0] if own else self._try(_code, identity)
        starts = self._try(self._starts, raw, day)
        length = self._try(self._length, raw, starts)
        suffix = clean_line(raw.hints.get("suffix", "")) if own else None
        title = self._title(raw, suffix or "")
        persons = None if raw.persons is None else tuple(self._people(raw, raw.persons))
        row = None
        if code is not None and starts is not None and length is not None:
            row = ImportedEvent(
                line=raw.place,
                id=identity,
                code=code,
                part=own[1] if own else None,
                export_id=as_export_id(identity),
                guid=foreign_guid(raw.attributes.get("guid", "")),
                slug=short_line(raw.words.get("slug", "")),
                starts=starts,
                ends=starts + length,
                day=day,
                room=self._rooms[room_name(raw.room, raw.words.get("room", ""))],
                title=title,
                title_suffix=suffix,
                subtitle=self._line(raw, "subtitle", html=not self._plain),
                type=self._line(raw, "type"),
                track=self._line(raw, "track"),
                languages=self._languages(raw),
                abstract=self._text(raw, "abstract"),
                description=self._text(raw, "description"),
                persons=persons,
                links=None if raw.links is None else self._links(raw),
            )
        if self._problems and code is not None:
            self.unread.add(code)
        return (None if self._problems else row), self._problems

    def with_own_guid(self, row: ImportedEvent) -> ImportedEvent:
        """The row, without its guid if an earlier row had the same."""
        if row.guid is None:
            return row
        if row.guid not in self._guids:
            self._guids.add(row.guid)
            return row
        message = f"The guid {row.guid!r} is another event's already and is left out."
        self.notes.append(Flaw(self._where(row.line), message))
        return replace(row, guid=None)

    def _try(self, parse: Callable[..., T], *arguments: object) -> T | None:
        try:
            return parse(*arguments)
        except InvalidInput as error:
            self._problems.append(error.detail)
            return None

    def _own_placement(self, raw: RawEvent) -> tuple[str, int] | None:
        """Code and part, where the row is of an export of ours: said outright, or by a slug that is a placement key."""
        said = _code_and_part(raw.hints.get("placement", ""))
        return said or (placement_of(raw.words.get("slug", ""), self._acronym) if self._acronym else None)

    def _starts(self, raw: RawEvent, day: date | None) -> int:
        clock_text, date_text = (raw.words.get(name, "").strip() for name in ("start", "date"))
        clock = parse_clock(clock_text) if clock_text else None
        moment = parse_moment(date_text) if date_text else day
        if moment is None:
            raise InvalidInput("The event has no date, and neither has its day. Add one like 2017-06-12.")
        return instant(moment, clock, self._time_zone, self._day_change)

    def _length(self, raw: RawEvent, starts: int | None) -> int:
        """How long it lasts: until the end that is told, else for the duration."""
        if "end" not in raw.hints:
            return parse_duration(raw.hints.get("duration") or raw.words.get("duration", ""))
        text = raw.hints["end"]
        moment = parse_moment(text)
        if not isinstance(moment, datetime):
            raise InvalidInput(f"The end {text[:60]!r} has no time. Write it like 2017-06-12T10:00:00+02:00.")
        ends = instant(moment, None, self._time_zone, self._day_change)
        if starts is not None and ends <= starts:
            raise InvalidInput(f"The event ends at {text[:60]}, which is not after its start.")
        return ends - (starts or 0)

    def _title(self, raw: RawEvent, suffix: str) -> str:
        title = clean_line(raw.words.get("title", "")).removesuffix(f" {suffix}" if suffix else "")
        if not title:
            self._problems.append("The event has no title.")
        return self._fitting("title", title)

    def _line(self, raw: RawEvent, name: str, *, html: bool = False) -> str | None:
        """One line of words; None if the row does not say."""
        text = raw.words.get(name)
        return None if text is None else self._fitting(name, clean_line(from_html(text) if html else text))

    def _fitting(self, name: str, line: str) -> str:
        if len(line) > TITLE_LENGTH:
            self._problems.append(f"The {name} has {len(line)} characters; {TITLE_LENGTH} fit.")
        return line

    def _text(self, raw: RawEvent, name: str) -> str | None:
        text = raw.words.get(name)
        if text is None:
            return None
        words = clean_text(text if self._plain or len(text) > RAW_LENGTH else from_html(text))
        if len(words) > TEXT_LENGTH:
            self._problems.append(f"The {name} has more than {TEXT_LENGTH:,} characters.")
        return words

    def _languages(self, raw: RawEvent) -> tuple[str, ...]:
        tags, others = language_tags(self._line(raw, "language") or "")
        for word in others:
            self._note(raw, f"Language {word[:60]!r} is no language tag such as 'en' and is left out.")
        return tags

    def _people(self, raw: RawEvent, elements: Sequence[tuple[dict[str, str], str]]) -> Iterator[ImportedPerson]:
        if len(elements) > MOST_PEOPLE:
            self._problems.append(f"The event has {len(elements)} people; {MOST_PEOPLE} fit.")
            return
        for attributes, words in elements:
            name, number = clean_line(words), clean_line(attributes.get("id", "")[:RAW_LENGTH])
            if not name:
                self._note(raw, f"A person without a name (id {number[:60]!r}) is left out.")
                continue
            if number and as_export_id(number) is None:
                self._note(raw, f"The id {number[:60]!r} of {name[:60]!r} is no positive number and is left out.")
            guid = foreign_guid(attributes.get("guid", ""))
            yield ImportedPerson(self._fitting("name of a person", name), as_export_id(number), guid)

    def _links(self, raw: RawEvent) -> tuple[Link, ...]:
        links = []
        for attributes, words in raw.links or ():
            address = web_address(attributes.get("href", ""))
            if address is None:
                href = attributes.get("href", "")[:60]
                self._note(raw, f"The link to {href!r} is left out: it is no http or https address.")
            else:
                links.append(Link(address, short_line(words)))
        return tuple(links)

    def _note(self, raw: RawEvent, message: str) -> None:
        self.notes.append(Flaw(self._where(raw.place), message))


def _code(identity: str) -> str:
    if not identity:
        raise InvalidInput("The event has no id. Give it one: 1 to 32 letters A-Z, a-z and digits.")
    return require_code(identity)
