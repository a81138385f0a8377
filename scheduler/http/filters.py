"""Turns a query string into a selection: the one parser for pages, the JSON API and feeds.

It takes a plain mapping, not a request, because feeds are answered before the framework's routing.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from scheduler.domain.clock import parse_instant
from scheduler.domain.errors import InvalidInput, UnknownFilter
from scheduler.domain.selection import FILTERS, Selection

MOST_VALUES = 50
"""Of one filter: more than anybody ticks, and few enough to compare with every entry."""
LONGEST_VALUE = 200

_EARLIEST = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
_LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) - 1
# A plus that was not escaped arrives as a space.
_SPACED_OFFSET = re.compile(" ([0-9]{2}:?[0-9]{2})$", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TRACKING = re.compile(
    "(utm|mtm|pk|hsa)_.*|_hs.*|_ga|_gl|_openstat|(fb|g|d|ms|tw|tt|y)clid|gclsrc|[gw]braid|igsh(id)?|li_fat_id|"
    "mc_[ce]id|mkt_tok|ref_(src|url)|srsltid|vero_id"
)


def parse(
    arguments: Mapping[str, Sequence[str]],
    extras: frozenset[str] = frozenset(),
    filters: Collection[str] = FILTERS,
) -> tuple[Selection, dict[str, str]]:
    """The selection that the filters ask for, and those of the other parameters `extras` that are given, by name.

    An empty value, as HTML forms send for a field left alone, counts as not given. What campaigns append (`utm_source`,
    `fbclid`) is ignored. `UnknownFilter` names any other parameter, and any value that can't be meant; whether a room
    or a day exists is for whoever knows the release. `filters` are those that the place has.
    """
    chosen: dict[str, Any] = {}
    others: dict[str, str] = {}
    for name in sorted(arguments):
        if name not in filters and name not in extras and _TRACKING.fullmatch(name):
            continue
        values = [_checked(name, value) for value in arguments[name] if value]
        if name in filters:
            chosen[name] = _alternatives(name, values)
        elif name in extras:
            if len(values) > 1:
                raise _refusal(name, f"The parameter {name} is given {len(values)} times. Give it once.")
            others.update((name, value) for value in values)
        else:
            exists = ", ".join((*filters, *sorted(extras)))
            there = f"There are: {exists}." if exists else "There is none here."
            raise _refusal(name, f"There is no filter {_shown(name)}. {there}")
    return Selection(**chosen), others


def canonical(selection: Selection, extras: Mapping[str, str]) -> str:
    """The one query string of this wish: filters in their order, each value once, then the others by name.

    Parsed again it is the same wish; equal wishes are equal strings, so it can name what is kept.
    """
    pairs = [(name, value) for name in FILTERS for value in getattr(selection, name)]
    pairs += sorted(extras.items())
    return urlencode(pairs, safe=":", quote_via=quote)


def moment(others: Mapping[str, str], name: str = "at") -> int | None:
    """The instant that a parameter names, RFC 3339 with offset; None if it is not given.

    `InvalidInput` for one without offset, or so far off that no zone could write it.
    """
    text = others.get(name)
    if text is None:
        return None
    try:
        instant = parse_instant(_SPACED_OFFSET.sub(r"+\1", text))
    except InvalidInput as error:
        raise InvalidInput(error.detail, pointer=f"/{name}") from None
    if not _EARLIEST <= instant <= _LATEST:
        raise InvalidInput(f"{text!r} is no moment of any event. Choose a year from 1900 to 2199.", pointer=f"/{name}")
    return instant


def _alternatives(name: str, values: list[str]) -> tuple[str, ...]:
    if name == "q":
        values = [phrase for phrase in (" ".join(value.split()) for value in values) if phrase]
    distinct = tuple(sorted(set(values)))
    if len(distinct) > MOST_VALUES:
        raise _refusal(name, f"The filter {name} has {len(distinct)} values. It takes at most {MOST_VALUES}.")
    if name == "day":
        for value in distinct:
            _require_day(value)
    return distinct


def _checked(name: str, value: str) -> str:
    if len(value) > LONGEST_VALUE:
        raise _refusal(
            name, f"A value of {_shown(name)} has {len(value)} characters. At most {LONGEST_VALUE} are taken."
        )
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise _refusal(name, f"A value of {_shown(name)} has control characters. Leave them out.")
    return unicodedata.normalize("NFC", value)


def _require_day(value: str) -> None:
    try:
        if _DAY.fullmatch(value):
            date.fromisoformat(value)
            return
    except ValueError:
        pass  # such as 2017-02-30: told below
    raise _refusal("day", f"{_shown(value)} is not a day. Write it like 2017-06-12.")


def _shown(text: str) -> str:
    """The text as a message may repeat it: quoted, escaped and short."""
    return ascii(text[:60]) if not text[:60].isprintable() else repr(text[:60])


def _refusal(name: str, detail: str) -> UnknownFilter:
    return UnknownFilter(detail, pointer=f"/{_shown(name)[1:-1]}")
