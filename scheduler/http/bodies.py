"""Reads JSON bodies as strictly as the contract says, so that nothing odd gets past the edge; and answers tables."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
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


def read_body(schema: Schema, table: Callable[[str], dict[str, Any]] | None = None) -> dict[str, Any]:
    """What the body of the request at hand says, in the shape of `schema`; where it is CSV, what `table` makes of it.

    `Malformed` (400) if it is no JSON object in UTF-8, names a field twice or holds NaN; 413 if it holds too much; 415
    if it does not say that it is JSON; `InvalidInput` (422) points at each field that is unknown, missing or of another
    shape, the first hundred of them.
    """
    is_table = table is not None and request.mimetype == CSV
    if not request.is_json and not is_table:
        raise UnsupportedMediaType
    data = request.get_data()
    if request.content_length is None and len(data) >= (request.max_content_length or len(data) + 1):
        raise RequestEntityTooLarge  # sent in chunks, of which the framework drops what is over the limit
    body = table(_text(data)) if table is not None and is_table else parse(data)
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
        raise InvalidInput("The body is not as it should be: see errors.", flaws=flaws) from None
    return loaded


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
