"""Reads JSON bodies as strictly as the contract says, so that nothing odd gets past the edge or ends as a 500."""

import json
from collections.abc import Iterator
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.http.problems import Malformed, pointed

_NUL = "\x00"


def read_body(schema: Schema) -> dict[str, Any]:
    """What the body of the request at hand says, in the shape of `schema`.

    `Malformed` (400) if it is no JSON object in UTF-8, names a field twice or holds NaN; 415 if it does not say that it
    is JSON; `InvalidInput` (422) points at each field that is unknown, missing or of another shape.
    """
    if not request.is_json:
        raise UnsupportedMediaType
    body = parse(request.get_data())
    if not isinstance(body, dict):
        raise Malformed("The body must be a JSON object.")
    flaws = list(_unspeakable("", body))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)
    try:
        loaded: dict[str, Any] = schema.load(body)
    except ValidationError as error:
        flaws = list(pointed("", error.messages_dict))
        raise InvalidInput("The body is not as it should be: see errors.", flaws=flaws) from None
    return loaded


def parse(data: bytes) -> Any:
    """The JSON value; `Malformed` says what is wrong with it."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
    except Malformed:
        raise
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is no JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except ValueError:  # an integer of more digits than Python reads
        raise Malformed("The body holds a number that is too long.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"The body names {twice[:40]!r} twice in one object. Name it once.")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(f"The body holds {name}, which is no JSON.")


def _unspeakable(pointer: str, value: Any) -> Iterator[Flaw]:
    """Words that no database and no file can hold: half a character (a lone surrogate), or a NUL."""
    if isinstance(value, str):
        if _NUL in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield Flaw(pointer, "This holds a character that can't be stored. Leave it out.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unspeakable(pointer, name)
            yield from _unspeakable(f"{pointer}/{name[:40]}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unspeakable(f"{pointer}/{place}", inner)
