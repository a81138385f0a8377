"""Reads JSON bodies as strictly as the contract says, so that nothing odd gets past the edge; and answers tables."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.http.problems import Malformed, pointed, pointer_step

MOST_VALUES = 20_000
"""In a body: 500 moves have 3,000. A shape takes up to 0.1 ms for each, which made a minute of a megabyte."""
MOST_FLAWS = 100
"""That are told of one body: more than anybody mends before sending it again."""

CSV = "text/csv"

_NUL = "\x00"


@dataclass(frozen=True, slots=True)
class Table:
    """How a body of CSV is read: its rows as the list of that `name` in JSON, and the line on which each begins."""

    name: str
    read: Callable[[str], list[dict[str, Any]]]
    lines: Callable[[str], Sequence[int]]

    def by_line(self, flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
        """Flaws that point at rows of the body at hand, pointing at its lines; each names the column in its message."""
        lines = self.lines(_text(request.get_data()))
        return tuple(self._by_line(flaw, lines) for flaw in flaws)

    def _by_line(self, flaw: Flaw, lines: Sequence[int]) -> Flaw:
        found = re.fullmatch(f"/{self.name}/([0-9]+)(?:/(.+))?", flaw.pointer)
        if found is None or int(found[1]) >= len(lines):
            return flaw
        message = f"{found[2]}: {flaw.message}" if found[2] else flaw.message
        return Flaw(f"line {lines[int(found[1])]}", message)


Judge = Callable[[Mapping[str, Any], Sequence[str]], Iterable[Flaw]]
"""Finds what else is wrong with a body of which not all has its shape, by what could be read of it.

It is given the pointers to what is known to be wrong.
"""


def is_table() -> bool:
    """Whether the request at hand brings CSV."""
    return request.mimetype == CSV


def read_body(schema: Schema, table: Table | None = None, judge: Judge | None = None) -> dict[str, Any]:
    """What the body of the request at hand says, in the shape of `schema`; where it is CSV, what `table` makes of it.

    `Malformed` (400) if it is no JSON object in UTF-8, names a field twice or holds NaN; 413 if it holds too much; 415
    if it does not say that it is JSON; `InvalidInput` (422) points at each field that is unknown, missing or of another
    shape, and at what `judge` finds beside them, the first hundred of all.
    """
    if not request.is_json and not (table is not None and is_table()):
        raise UnsupportedMediaType
    data = request.get_data()
    if request.content_length is None and len(data) >= (request.max_content_length or len(data) + 1):
        raise RequestEntityTooLarge  # sent in chunks, of which the framework drops what is over the limit
    body = {table.name: table.read(_text(data))} if table is not None and is_table() else parse(data)
    if not isinstance(body, dict):
        raise Malformed("The body must be a JSON object.")
    if sum(1 for _ in islice(_values(body), MOST_VALUES + 1)) > MOST_VALUES:
        raise RequestEntityTooLarge(f"The body holds more than {MOST_VALUES:,} values. Send fewer at once.")
    flaws = list(islice(_unspeakable("", body), MOST_FLAWS))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)
    try:
        loaded: dict[str, Any] = schema.load(body)
    except ValidationError as error:
        flaws = list(islice(pointed("", error.messages_dict), MOST_FLAWS))
        others = judge(_read(error), [flaw.pointer for flaw in flaws]) if judge is not None else ()
        flaws = sorted((*flaws, *others), key=_place)[:MOST_FLAWS]
        raise InvalidInput("The body is not as it should be: see errors.", flaws=flaws) from None
    return loaded


def _read(error: ValidationError) -> Mapping[str, Any]:
    found = error.valid_data
    return found if isinstance(found, Mapping) else {}


def _place(flaw: Flaw) -> tuple[tuple[int, str], ...]:
    """Sorts pointers as one reads: items by their number."""
    return tuple((int(step), "") if step.isdecimal() else (-1, step) for step in flaw.pointer.split("/"))


def table_to_keep(table: bytes, name: str) -> Response:
    """The answer that is a CSV, which browsers save under this name: ASCII without quotes."""
    response = Response(table, content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None


def parse(data: bytes) -> Any:
    """The JSON value; `Malformed` says what is wrong with it."""
    try:
        return json.loads(_text(data), object_pairs_hook=_object, parse_constant=_no_constant)
    except Malformed:
        raise
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is no JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except ValueError:  # an integer of more digits than Python reads
        raise Malformed("The body holds a number that is too long.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Malformed(f"The body names {twice[:40]!r} twice in one object. Name it once.")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(f"The body holds {name}, which is no JSON.")


def _values(body: Any) -> Iterator[Any]:
    """Everything in a body, itself included. Not recursive: it is the first to see what was nested."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _unspeakable(pointer: str, value: Any) -> Iterator[Flaw]:
    """Words that no database and no file can hold: half a character (a lone surrogate), or a NUL."""
    if isinstance(value, str):
        if _NUL in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield Flaw(pointer, "This holds a character that can't be stored. Leave it out.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unspeakable(pointer, name)
            yield from _unspeakable(f"{pointer}/{pointer_step(name)}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unspeakable(f"{pointer}/{place}", inner)
