"""The words of the change log: who changes something, and what was there before and after."""

from dataclasses import dataclass
from typing import Any

COMMAND_LINE = "command line"
"""Who edits from a shell on the machine: whoever that is has no account."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, when (an instant), and in which request."""

    who: str
    at: int
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """What one change did to one thing: the kind of thing, its key, and JSON before and after (None: not there)."""

    what: str
    key: str
    before: Any = None
    after: Any = None
