"""The columns of a table: their names, which are for ever, and which of them an import reads."""

from collections import Counter
from collections.abc import Collection, Sequence

from scheduler.domain.errors import InvalidInput

COLUMNS = (
    "key",
    "code",
    "part",
    "title",
    "title_suffix",
    "subtitle",
    "day",
    "start",
    "end",
    "start_utc",
    "end_utc",
    "duration_minutes",
    "room",
    "also_in",
    "building",
    "type",
    "track",
    "terms",
    "languages",
    "interpretation",
    "mode",
    "organisations",
    "people",
    "people_in_full",
    "abstract",
    "description",
    "url",
    "id",
    "guid",
)
"""As an export writes them."""

NUMBERS = frozenset({"part", "duration_minutes"})
"""The columns that hold numbers; all others hold text, times too: no spreadsheet holds an offset."""

READ = frozenset(COLUMNS) - {
    "key",
    "also_in",
    "building",
    "terms",
    "interpretation",
    "mode",
    "organisations",
    "people_in_full",
    "url",
}
"""What an import takes from a table; the others are there to be read by people."""

_NEEDED = (("code", "title"), ("start", "start_utc"), ("end", "end_utc", "duration_minutes"), ("room",))
MOST_COLUMNS = 200


def normal(name: str) -> str:
    """A column's name as we write it: `Start UTC` is `start_utc`."""
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def places(header: Sequence[str], where: str) -> dict[str, int]:
    """At which place each column stands that is read; `InvalidInput` for a header that lacks one or has one twice."""
    names = [normal(name) for name in header]
    twice = [name for name, count in Counter(names).items() if count > 1 and name in READ]
    if twice:
        raise InvalidInput(f"The header names the column {twice[0]!r} twice. Name it once.", pointer=where)
    found = {name: place for place, name in enumerate(names) if name in READ}
    for choice in _NEEDED:
        if not found.keys() & set(choice):
            wanted = " or ".join(map(repr, choice))
            why = " Leave its cells empty for what is in no room." if choice == ("room",) else ""
            raise InvalidInput(f"The header has no column {wanted}.{why}", pointer=where)
    return found


def unread(header: Sequence[str]) -> tuple[str, ...]:
    """The names in the header that an import does not read, as they are written."""
    return tuple(name.strip()[:60] for name in header if name.strip() and normal(name) not in READ)


def known(header: Collection[str]) -> int:
    """How many of the names are columns of ours."""
    return sum(normal(name) in COLUMNS for name in header)
