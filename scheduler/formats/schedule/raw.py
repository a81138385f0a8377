"""A schedule as rows of raw words with their places, before anybody asks what they mean.

The names are those of schedule.xml's elements and attributes, whatever the file calls them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler.domain.wording import TEXT_LENGTH

MAX_EVENTS = 100_000
# Markup takes room that the words in it do not; what is longer still is flawed whatever is in it.
RAW_LENGTH = 4 * TEXT_LENGTH

Attributes = dict[str, str]


@dataclass(slots=True)
class RawDay:
    """A day, the `index`-th of the file from 0."""

    index: int
    place: int
    attributes: Attributes


@dataclass(slots=True)
class RawEvent:
    """An event: attributes, words by name, persons and links as (attributes, words), our own hints."""

    place: int
    attributes: Attributes
    day: RawDay
    room: Attributes
    words: dict[str, str] = field(default_factory=dict)
    persons: list[tuple[Attributes, str]] | None = None
    links: list[tuple[Attributes, str]] | None = None
    hints: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class RawSchedule:
    """The whole file; `rooms` are the attributes of all rooms, in order.

    `place` is a number that grows through the file; `where` says it to a person. `flaws` are places and what is wrong.
    """

    where: Callable[[int], str]
    generator: str = ""
    conference: dict[str, str] = field(default_factory=dict)
    tracks: list[tuple[Attributes, str]] = field(default_factory=list)
    days: list[RawDay] = field(default_factory=list)
    rooms: list[Attributes] = field(default_factory=list)
    events: list[RawEvent] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)
    flaws: list[tuple[int, str]] = field(default_factory=list)
