"""Freezing and thawing: programmes as JSON documents with a format number, readable for ever.

A field at its default is left out, so a field added later reads old documents unchanged. What a default can't mend gets
a new number and an upgrade from the one before; each number has a golden document among the tests.
"""

import json
import zlib
from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args, get_origin

from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.preconf.json import make_converter

from scheduler.domain.errors import InvalidInput
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease

FORMAT = 1

T = TypeVar("T")


def _is_sequence(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _tuples(kind: Any, converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    """How a tuple of one kind of thing is read. cattrs asks for each element's way anew: a tenth of thawing."""
    (element, _) = get_args(kind)
    read = converter.get_structure_hook(element)
    return lambda items, _: tuple([read(item, element) for item in items])


# Validation of details off: a document is ours, and thawing is on the path of every cold start.
_CONVERTER = make_converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=False)
_CONVERTER.register_structure_hook_factory(_is_sequence, _tuples)
# 46, 46.0 and nought with either sign are equal values, so they are the same bytes.
_CONVERTER.register_unstructure_hook(float, lambda number: float(number) + 0.0)


def freeze(value: Programme | PublicRelease) -> bytes:
    """The value as a compressed document: the same value, the same bytes."""
    document = {"format": FORMAT, "content": _CONVERTER.unstructure(value)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 6)


def freezes_to(value: Programme | PublicRelease, document: bytes) -> bool:
    """Whether a value, frozen, is the document: its text, since another version of zlib may pack it in other bytes."""
    return zlib.decompress(freeze(value)) == zlib.decompress(document)


def to_json(value: Any) -> Any:
    """One thing of a programme as it stands in documents and in the log."""
    return _CONVERTER.unstructure(value)


def from_json(stored: Any, kind: Any) -> Any:
    """The thing of this type that `to_json` wrote."""
    return _CONVERTER.structure(stored, kind)


def mentions(document: bytes, word: str) -> bool:
    """Whether a word of plain letters and digits stands anywhere in a frozen document: cheaper than thawing it."""
    return word.encode() in zlib.decompress(document)


def thaw_programme(document: bytes) -> Programme:
    """The programme that was frozen."""
    return _thaw(document, Programme)


def thaw_release(document: bytes) -> PublicRelease:
    """The public release that was frozen."""
    return _thaw(document, PublicRelease)


def _thaw(document: bytes, kind: type[T]) -> T:
    try:
        return _CONVERTER.structure(_content(document), kind)
    except ForbiddenExtraKeysError as error:
        raise InvalidInput(
            f"This document has {', '.join(sorted(error.extra_fields))}, which this version does not know. Use the "
            "version that wrote it."
        ) from None


def _content(document: bytes) -> dict[str, Any]:
    read = json.loads(zlib.decompress(document))
    if read["format"] != FORMAT:
        raise InvalidInput(
            f"This document has format {read['format']}; this version reads {FORMAT}. Use the version that wrote it."
        )
    return cast("dict[str, Any]", read["content"])
