"""A schedule.xml as rows of raw words with their lines, taken from the stream without building a tree.

What the words mean is for the reader; here is only which element stands where, and what must not come in at all.
"""

import xml.sax.handler  # noqa: S406 - the base of a handler; the parser is defused
from collections.abc import Callable
from typing import BinaryIO
from xml.sax import SAXParseException  # noqa: S406 - as above

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from scheduler.domain.errors import InvalidInput
from scheduler.formats.schedule.names import GENERATOR
from scheduler.formats.schedule.raw import RAW_LENGTH, Attributes, RawDay, RawEvent, RawSchedule

MAX_BYTES = 200_000_000
_CHUNK = 64 * 1024
_DEPTH = 32

_CONFERENCE = "/schedule/conference"
_EVENT = "/schedule/day/room/event"
_PERSONS = f"{_EVENT}/persons"
_LINKS = f"{_EVENT}/links"
_HOLD_WORDS = frozenset({_CONFERENCE, _EVENT, _PERSONS, _LINKS})


def at_line(line: int) -> str:
    """Where a flaw is, for a person with an editor."""
    return f"line {line}"


def collect(
    stream: BinaryIO,
    *,
    progress: Callable[[int], None] | None,
    max_bytes: int,
    max_events: int,
) -> RawSchedule:
    """The rows of the stream; `progress` hears how many bytes have been read.

    `InvalidInput` with the line for what is not well-formed, is no schedule, is too large, or has a document type
    declaration (through which entities grow without end or fetch files).
    """
    parser = create_parser(forbid_dtd=True)
    handler = _Handler(parser.getLineNumber, max_events)
    parser.setContentHandler(handler)
    read = 0
    try:
        parser.feed(b"")  # else an empty file would pass: a parser that was never fed has nothing to close
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > max_bytes:
                raise InvalidInput(f"The file has more than {max_bytes:,} bytes. Split it.")
            parser.feed(chunk)
            if progress:
                progress(read)
        parser.close()
    except SAXParseException as error:
        raise InvalidInput(
            f"The file is not well-formed XML: {error.getMessage()}.", pointer=at_line(error.getLineNumber() or 1)
        ) from None
    except DefusedXmlException:
        raise InvalidInput(
            "The file has a document type declaration, which is never read. Take it out.",
            pointer=at_line(parser.getLineNumber() or 1),
        ) from None
    except (LookupError, ValueError):
        raise InvalidInput("The file's encoding can't be read. Save it as UTF-8.", pointer=at_line(1)) from None
    return handler.schedule


class _Handler(xml.sax.handler.ContentHandler):
    """Follows the parser through the file, knows by path where it is, and notes what stands there."""

    def __init__(self, line: Callable[[], int | None], max_events: int) -> None:
        super().__init__()
        self.schedule = RawSchedule(at_line)
        self._now = line
        self._max_events = max_events
        self._paths = [""]
        self._words: list[str] | None = None
        self._length = 0
        self._attributes: list[Attributes] = []
        self._day: RawDay | None = None
        self._room: Attributes = {}
        self._event: RawEvent | None = None

    def _line(self) -> int:
        return self._now() or 1

    def startElement(self, name: str, attrs: xml.sax.xmlreader.AttributesImpl) -> None:  # noqa: N802 - SAX's name
        path = f"{self._paths[-1]}/{name}"
        attributes = dict(attrs.items())
        if len(self._paths) == 1 and name != "schedule":
            raise InvalidInput(
                f"This is no schedule.xml: its outermost element is {name[:60]!r}, not 'schedule'.",
                pointer=at_line(self._line()),
            )
        if len(self._paths) > _DEPTH:
            raise InvalidInput(f"Elements lie more than {_DEPTH} deep in each other.", pointer=at_line(self._line()))
        self._paths.append(path)
        self._attributes.append(attributes)
        if path == "/schedule/generator":
            self.schedule.generator = attributes.get("name", "")
        elif path == "/schedule/day":
            self._day = RawDay(len(self.schedule.days), self._line(), attributes)
            self.schedule.days.append(self._day)
        elif path == "/schedule/day/room":
            self._room = attributes
            self.schedule.rooms.append(attributes)
        elif name == "event":
            self._start_event(path, attributes)
        elif self._event and path == _PERSONS:
            self._event.persons = []
        elif self._event and path == _LINKS:
            self._event.links = []
        elif self._paths[-2] in _HOLD_WORDS:
            self._words, self._length = [], 0

    def _start_event(self, path: str, attributes: Attributes) -> None:
        if path != _EVENT or self._day is None:
            self.schedule.flaws.append(
                (self._line(), "An event stands outside of a room of a day, so that it has no place.")
            )
            return
        if len(self.schedule.events) == self._max_events:
            raise InvalidInput(
                f"The file has more than {self._max_events:,} events. Split it.", pointer=at_line(self._line())
            )
        self._event = RawEvent(self._line(), attributes, self._day, self._room)
        self.schedule.events.append(self._event)

    def characters(self, content: str) -> None:
        if self._words is not None and self._length <= RAW_LENGTH:
            self._words.append(content)
            self._length += len(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        path = self._paths.pop()
        parent = self._paths[-1]
        attributes = self._attributes.pop()
        if path == _EVENT:
            self._event = None
        if self._words is None or parent not in _HOLD_WORDS:
            return
        words, self._words = "".join(self._words), None
        if parent == _CONFERENCE:
            if name == "track":
                self.schedule.tracks.append((attributes, words))
            else:
                self.schedule.conference[name] = words
        elif self._event and parent == _EVENT:
            self._event.words[name] = words
        elif self._event and name == "person" and self._event.persons is not None:
            self._event.persons.append((attributes, words))
        elif self._event and name == "link" and self._event.links is not None:
            self._event.links.append((attributes, words))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 - SAX's name
        if target == GENERATOR:
            key, _, value = data.partition(" ")
            (self._event.hints if self._event else self.schedule.hints)[key] = value
