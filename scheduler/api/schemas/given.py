"""Fields of what clients read and write, one short call for each: none is filled in, so a body names what it sets.

`null` takes null, which always means 'none' or 'not known'; `required` is what a new thing can't do without.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from marshmallow import Schema, fields, validate

from scheduler.api.schemas.fields import about
from scheduler.api.schemas.strict import (
    Date,
    Email,
    Flag,
    Line,
    Moment,
    Pattern,
    Real,
    Text,
    Translated,
    WebAddress,
)
from scheduler.domain.people import STAKEHOLDER_TYPES
from scheduler.domain.resources.judging import LANGUAGE
from scheduler.domain.wording import CODE_PATTERN, SLUG_LENGTH, SLUG_PATTERN, TEXT_LENGTH, TITLE_LENGTH

MOST_PEOPLE = 1_000_000
"""More than any room, meeting or event holds; what databases' integers hold is far more."""
DAY_MINUTES = 1_440
LONGEST_MINUTES = 44_640
"""31 days: an exhibition of a month."""
MOST_ITEMS = 500
"""Of one list within a thing; more is a mistake of a program."""

_KEY_LENGTH = 160
_CODE = "Use 1 to 32 letters A-Z, a-z and digits."


class Thing(Schema):
    """What every resource has in common."""

    error_messages = {"unknown": "There is no such field here that could be set."}  # noqa: RUF012 - typed so there


class Patch(Schema):
    """What a PATCH may name: any of it, none of it needed. Things within are given whole all the same."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:  # noqa: ARG002 - the library's hook
        """Need no field."""
        field_obj.required = False


@cache
def loader(schema: type[Schema]) -> Schema:
    """The schema ready to load: made once, since making one costs more than what it then does."""
    return schema()


def line(
    description: str, example: str, *, most: int = TITLE_LENGTH, least: int = 0, null: bool = False, **kw: Any
) -> Line:
    """Words on one line."""
    return Line(most=most, least=least, allow_none=null, metadata=about(description, example), **kw)


def words(description: str, example: str, *, most: int = TEXT_LENGTH, least: int = 0, **kw: Any) -> Text:
    """Words on several lines."""
    return Text(most=most, least=least, metadata=about(description, example), **kw)


def slug(description: str, example: str, **kw: Any) -> fields.String:
    """The key of a thing, which it is addressed by."""
    shaped = Pattern(SLUG_PATTERN.pattern, "Use lower-case letters, digits and single hyphens.")
    return fields.String(validate=[validate.Length(1, SLUG_LENGTH), shaped], metadata=about(description, example), **kw)


def code(description: str, example: str, **kw: Any) -> fields.String:
    """The code of a session."""
    shaped = Pattern(CODE_PATTERN.pattern, _CODE)
    return fields.String(validate=shaped, metadata=about(description, example), **kw)


def codes(description: str, example: Sequence[str]) -> fields.List[Any]:
    """Codes of sessions, one or more."""
    inner = fields.String(validate=Pattern(CODE_PATTERN.pattern, _CODE))
    return _several(inner, description, example, 5_000, least=1)


def shaped(
    description: str, example: str, pattern: str, message: str, *, null: bool = False, **kw: Any
) -> fields.String:
    """A text of one form, which the message says in words."""
    return fields.String(
        validate=Pattern(pattern, message), allow_none=null, metadata=about(description, example), **kw
    )


def key(description: str, example: str | None, *, null: bool = False, **kw: Any) -> fields.String:
    """The key of another thing; whether it is there is judged later."""
    return fields.String(
        validate=validate.Length(1, _KEY_LENGTH), allow_none=null, metadata=about(description, example), **kw
    )


def keys(description: str, example: Sequence[str], *, most: int = MOST_ITEMS, **kw: Any) -> fields.List[Any]:
    """Keys of other things."""
    inner = fields.String(validate=validate.Length(1, _KEY_LENGTH))
    return _several(inner, description, example, most, **kw)


def terms(description: str, example: Sequence[str]) -> fields.List[Any]:
    """Keys of terms, as `scheme:code`."""
    inner = fields.String(
        validate=[validate.Length(3, _KEY_LENGTH), Pattern("[^:\\s]+:[^:\\s]+", "Write a term as scheme:code.")]
    )
    return _several(inner, description, example, MOST_ITEMS)


def lines(description: str, example: Sequence[str], *, most: int, **kw: Any) -> fields.List[Any]:
    """Names, each on one line."""
    return _several(Line(least=1), description, example, most, **kw)


def languages(description: str, example: Sequence[str], *, least: int = 0, most: int = 50) -> fields.List[Any]:
    """Language tags (BCP 47)."""
    inner = fields.String(validate=Pattern(LANGUAGE.pattern, "Write a language tag like en or pt-BR."))
    return _several(inner, description, example, most, least)


def language(description: str, example: str) -> fields.String:
    """A language tag (BCP 47), or empty."""
    message = "Write a language tag like en or pt-BR, or leave it empty."
    return shaped(description, example, f"(?:{LANGUAGE.pattern})?", message)


def choice(description: str, example: str, choices: Sequence[str], **kw: Any) -> fields.String:
    """One of these words."""
    return fields.String(validate=validate.OneOf(choices), metadata=about(description, example), **kw)


def whole(
    description: str, example: int | None, least: int, most: int, *, null: bool = False, **kw: Any
) -> fields.Integer:
    """A whole number; the description names its unit."""
    return fields.Integer(
        strict=True,
        allow_none=null,
        validate=validate.Range(least, most),
        metadata=about(description, example),
        **kw,
    )


def real(description: str, example: float, least: float, most: float) -> Real:
    """A number, null where it is not known; the description names its unit."""
    return Real(allow_none=True, validate=validate.Range(least, most), metadata=about(description, example))


def yes(description: str, *, example: bool, **kw: Any) -> Flag:
    """Yes or no."""
    return Flag(metadata=about(description, example), **kw)


def instant(description: str, example: str | None, *, null: bool = False, **kw: Any) -> Moment:
    """A time with offset."""
    return Moment(format="iso", allow_none=null, metadata=about(f"{description} RFC 3339 with offset.", example), **kw)


def day(description: str, example: str, *, null: bool = False, **kw: Any) -> Date:
    """A date of the event."""
    return Date(allow_none=null, metadata=about(description, example), **kw)


def local_time(description: str, example: str, *, midnight: bool = False, **kw: Any) -> fields.String:
    """A local time as HH:MM; with `midnight` also 24:00."""
    late = "|24:00" if midnight else ""
    return shaped(
        description, example, f"(?:[01][0-9]|2[0-3]):[0-5][0-9]{late}", "Write the local time as HH:MM.", **kw
    )


def email(description: str, example: str) -> Email:
    """An e-mail address, or empty."""
    return Email(metadata=about(description, example))


def address(description: str, example: str, *, calls: bool = False, null: bool = False, **kw: Any) -> WebAddress:
    """A web address, or empty; with `calls` that of a telephone too."""
    return WebAddress(calls=calls, allow_none=null, metadata=about(description, example), **kw)


def country() -> fields.String:
    """A country by its code."""
    message = "Write two capital letters (ISO 3166-1 alpha-2), such as FJ, or leave it empty."
    return shaped("Country, ISO 3166-1 alpha-2, or empty.", "FJ", "(?:[A-Z]{2})?", message)


def stakeholder_type(description: str, example: str = "academia", **kw: Any) -> fields.String:
    """For whom somebody speaks, or what kind of organisation one is; may be empty."""
    return choice(description, example, ("", *STAKEHOLDER_TYPES), **kw)


def colour() -> fields.String:
    """A colour of a timetable."""
    message = "Write the colour as #rrggbb, or leave it empty."
    return shaped("Colour in timetables, `#rrggbb`, or empty.", "#1f6feb", "(?:#[0-9a-fA-F]{6})?", message)


def time_zone(description: str, example: str, *, null: bool = False, **kw: Any) -> fields.String:
    """The name of a time zone; whether there is one is judged later."""
    name = "[A-Za-z0-9_+-]{1,32}(?:/[A-Za-z0-9_+-]{1,32}){0,2}"
    return shaped(description, example, name, "Use an IANA name such as Europe/Zurich.", null=null, **kw)


def translations(example: dict[str, dict[str, str]], *, lines: Sequence[str], texts: Sequence[str] = ()) -> Translated:
    """The same words in other languages, by locale and field."""
    description = "Words in other languages, by locale (BCP 47) and field; a PATCH sets all of them."
    return Translated(lines, texts, metadata=about(description, example))


def one(schema: type[Schema], description: str, **kw: Any) -> fields.Nested:
    """Something with fields of its own."""
    return fields.Nested(schema, metadata={"description": description}, **kw)


def several(
    schema: type[Schema], description: str, *, least: int = 0, most: int = MOST_ITEMS, **kw: Any
) -> fields.List[Any]:
    """Several things with fields of their own; a PATCH sets all of them."""
    return fields.List(
        fields.Nested(schema),
        validate=validate.Length(least or None, most),
        metadata={"description": description},
        **kw,
    )


def _several(
    inner: fields.Field[Any], description: str, example: Sequence[str], most: int, least: int = 0, **kw: Any
) -> fields.List[Any]:
    return fields.List(
        inner, validate=validate.Length(least or None, most), metadata=about(description, list(example)), **kw
    )
