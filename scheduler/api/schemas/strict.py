"""Fields that take one form of a value and no other: what storage, calendars and pages can rely on afterwards.

The library's own are kinder: its flags take `"yes"`, its numbers `"7"`, its dates week numbers.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from scheduler.domain.errors import InvalidInput
from scheduler.domain.resources.judging import LANGUAGE
from scheduler.domain.wording import (
    LONGEST_ADDRESS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    clean_line,
    clean_text,
    has_control,
    is_web_address,
)
from scheduler.services.accounts import require_email

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Times that both databases hold and every zone can write; what is near an event is judged with it."""

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CALL_ADDRESS = re.compile(r"(?:tel|sips?):[A-Za-z0-9+*#@;,:=.()_%-]+", re.IGNORECASE)
_MOST_LOCALES = 50


class Pattern(validate.Regexp):
    """The whole text looks like this; the message says how in words."""

    regex: re.Pattern[str]

    def __init__(self, pattern: str, message: str) -> None:
        super().__init__(f"^(?:{pattern})$", re.ASCII, error=message)

    def __call__(self, value: str) -> str:  # type: ignore[override] # the library's takes bytes too
        """The text, if it is one; unlike the library's it lets no line feed pass at the end."""
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self.error)
        return value


class Line(fields.String):
    """Words on one line, cleaned as those of a file that is imported. Control characters are refused."""

    def __init__(self, *, most: int = TITLE_LENGTH, least: int = 0, **kw: Any) -> None:
        super().__init__(validate=validate.Length(least or None, most), **kw)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        _short(text, self.most)
        if has_control(text):
            raise ValidationError("Write it on one line, without control characters.")
        return clean_line(text)


class Text(fields.String):
    """Words on several lines, cleaned as those of a file that is imported."""

    def __init__(self, *, most: int = TEXT_LENGTH, least: int = 0, **kw: Any) -> None:
        super().__init__(validate=validate.Length(least or None, most), **kw)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        _short(text, self.most)
        return clean_text(text)


class Email(fields.String):
    """An e-mail address in lower case, or empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            return ""
        if clean_line(text) != text:
            raise ValidationError("An e-mail address has no blanks, control characters or unseen ones.")
        try:
            return require_email(text)
        except InvalidInput as error:
            raise ValidationError(error.detail) from None


class WebAddress(fields.String):
    """The address of a page: http or https, without a user's name in it; or empty. With `calls` of a telephone too."""

    def __init__(self, *, calls: bool = False, **kw: Any) -> None:
        super().__init__(validate=validate.Length(max=LONGEST_ADDRESS), **kw)
        self.calls = calls

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text or is_web_address(text) or (self.calls and _CALL_ADDRESS.fullmatch(text)):
            return text
        raise ValidationError(
            "Write a whole address with http:// or https://, or a number with tel: or sip:."
            if self.calls
            else "Write a whole address with http:// or https://."
        )


class Flag(fields.Boolean):
    """True or false, and nothing that could be meant so."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002 - as above
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Real(fields.Float):
    """A number, and no text that looks like one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Moment(fields.AwareDateTime):
    """A time with its offset, as RFC 3339 writes it; seconds may be left out."""

    default_error_messages = {"invalid": "There is no such time."}  # noqa: RUF012 - as the library has it

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise ValidationError("Write the time with its offset, such as 2017-06-12T09:00:00+02:00.")
        found = super()._deserialize(value.upper(), attr, data, **kwargs)
        _near(found.year)
        return found


class Date(fields.Date):
    """A date as YYYY-MM-DD."""

    default_error_messages = {"invalid": "There is no such date."}  # noqa: RUF012 - as the library has it

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ValidationError("Write the date as YYYY-MM-DD, such as 2017-06-12.")
        found: date = super()._deserialize(value, attr, data, **kwargs)
        _near(found.year)
        return found


class Translated(fields.Dict):
    """The same words in other languages: by locale, then by field. `lines` and `texts` are the fields there are."""

    def __init__(self, lines: Iterable[str], texts: Iterable[str], *, metadata: Mapping[str, Any], **kw: Any) -> None:
        self.words: Mapping[str, fields.String] = {name: Line() for name in lines} | {name: Text() for name in texts}
        lengths = dict.fromkeys(lines, TITLE_LENGTH) | dict.fromkeys(texts, TEXT_LENGTH)
        inner = {
            "type": "object",
            "properties": {name: {"type": "string", "maxLength": most} for name, most in lengths.items()},
            "additionalProperties": False,
        }
        super().__init__(metadata={**metadata, "additionalProperties": inner, "maxProperties": _MOST_LOCALES}, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[Any, Any]:
        given: dict[Any, Any] = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call] # there
        if len(given) > _MOST_LOCALES:
            raise ValidationError(f"There are {len(given)} locales; {_MOST_LOCALES} fit.")
        flaws: dict[str, Any] = {}
        found: dict[str, dict[str, str]] = {}
        for locale, words in given.items():
            try:
                found[locale] = self._words(locale, words)
            except ValidationError as error:
                flaws[locale] = error.messages
        if flaws:
            raise ValidationError(flaws)
        return found

    def _words(self, locale: str, words: Any) -> dict[str, str]:
        if not LANGUAGE.fullmatch(locale):
            raise ValidationError(f"{locale[:40]!r} is no language tag. Write it like en or pt-BR.")
        if not isinstance(words, dict):
            raise ValidationError("Give words by field, such as {" + f'"{next(iter(self.words))}": "…"' + "}.")
        flaws: dict[str, Any] = {}
        found: dict[str, str] = {}
        for name, text in words.items():
            if name not in self.words:
                flaws[name] = [f"{name[:40]!r} is not translated here: {', '.join(sorted(self.words))}."]
                continue
            try:
                found[name] = str(self.words[name].deserialize(text, name, words))
            except ValidationError as error:
                flaws[name] = error.messages
        if flaws:
            raise ValidationError(flaws)
        return found


def _short(text: str, most: int) -> None:
    """Refuse what is too long before it is cleaned, which may shorten it."""
    if len(text) > most:
        raise ValidationError(f"It has {len(text)} characters; {most} fit.")


def _near(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
