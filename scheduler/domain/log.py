"""The words of the change log: who changes something, and what was there before and after."""

from dataclasses import dataclass
from typing import Any

COMMAND_LINE = "command line"
"""Who edits from a shell on the machine: whoever that is has no account."""

ITSELF = "the service"
"""Who makes a release when an embargo ends: nobody decides anything then."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, when (an instant), and in which request."""

    who: str
    at: int
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The key under which somebody may send a request again, and the digest of all that it asks for."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one change did to one thing: the kind of thing, its key, and what was there before and after (or None).

    A thing of the programme is there as the value that it is; what is none (a policy, a waiver, a release) as JSON.
    """

    what: str
    key: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One commit of edits: its number within the event, without gaps, and what it did.

    `introduced` and `resolved` are keys of conflicts, `ended` of waivers that its facts ended; `undoes` is the change
    that it takes back. `erased`: it erases somebody, or somebody was erased since; then what it did to them is gone,
    and their operations are empty.
    """

    revision: int
    author: Author
    operations: tuple[Operation, ...]
    introduced: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    undoes: int | None = None
    erased: bool = False
