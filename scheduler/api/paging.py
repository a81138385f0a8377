"""Lists in pages: a cursor is the place of the last thing shown, so that nothing is shown twice or skipped.

It is opaque to clients and bound to the list that it came from; nothing in it is trusted.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from scheduler.http.problems import Malformed

T = TypeVar("T")

DEFAULT_LIMIT = 100
MOST = 500
"""Things on one page: some 700 KB of agenda."""

Place = tuple[int | str, ...]
"""Where a thing stands in its list: what the list is sorted by."""

_LIMIT = re.compile("[0-9]{1,9}", re.ASCII)
_LARGEST = 2_147_483_647
"""Of numbers in cursors: what both databases compare with; anybody can write a cursor of their own."""
_MARK = 12  # hexadecimal digits of the list's hash: against mix-ups, not against forgery


@dataclass(frozen=True, slots=True)
class Page:
    """How many are wanted, after which cursor."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


def page(arguments: Mapping[str, str]) -> Page:
    """The page that `limit` and `cursor` ask for; `Malformed` if the limit is none."""
    limit = arguments.get("limit", str(DEFAULT_LIMIT))
    if not _LIMIT.fullmatch(limit) or not 1 <= int(limit) <= MOST:
        raise Malformed(f"{limit[:40]!r} is no limit. Use a number from 1 to {MOST}.", pointer="/limit")
    return Page(int(limit), arguments.get("cursor"))


def after(wanted: Page, *, of: str, start: int) -> int:
    """The number behind which a list of numbered things goes on: its cursor's, else `start`."""
    if wanted.cursor is None:
        return start
    behind = _read(wanted.cursor, of)
    _require_same_shape(behind, (start,))
    number = int(behind[0])
    if not 0 <= number <= _LARGEST:
        raise _broken()
    return number


def cursor(place: Place, *, of: str) -> str:
    """The cursor of what stands behind a place in a list."""
    return _write(place, of)


def cut(things: Sequence[T], wanted: Page, *, of: str, place: Callable[[T], Place]) -> tuple[Sequence[T], str | None]:
    """The things on the wanted page, and the cursor of the page after it, if there is one.

    `things` are sorted by `place`, which differs between any two. `of` names the list with its filters: a cursor of
    another list is `Malformed`, one whose thing has gone since goes on behind where it was.
    """
    first = 0
    if wanted.cursor is not None:
        behind = _read(wanted.cursor, of)
        if things:
            _require_same_shape(behind, place(things[0]))
            first = bisect_right(things, behind, key=place)
    shown = things[first : first + wanted.limit]
    more = first + wanted.limit < len(things)
    return shown, _write(place(shown[-1]), of) if more else None


def _write(place: Place, of: str) -> str:
    text = _mark(of) + json.dumps(place, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, of: str) -> Place:
    try:
        text = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
        place = json.loads(text[_MARK:])
    except (ValueError, RecursionError):
        raise _broken() from None
    if text[:_MARK] != _mark(of):
        raise Malformed(
            "The cursor belongs to another list or other filters. Start without a cursor.", pointer="/cursor"
        )
    if not isinstance(place, list):
        raise _broken()
    return tuple(place)


def _require_same_shape(given: Place, own: Place) -> None:
    if [type(step) for step in given] != [type(step) for step in own]:
        raise _broken()


def _broken() -> Malformed:
    return Malformed("The cursor is broken. Take it from `next` as it is, or start without one.", pointer="/cursor")


def _mark(of: str) -> str:
    return sha256(of.encode()).hexdigest()[:_MARK]
