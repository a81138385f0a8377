"""A calendar of our own as a tree of typed values: what its twins in JSON and XML are written from.

The twins are made from the very bytes that calendars get, so they can't say anything else. Only what we write is read:
every property has one type, and any other is an error of ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_LINE = re.compile(r'(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:])*)*):(?P<value>.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";:])*)')
_ITEM = re.compile(r'"[^"]*"|[^",]+')
_PIECE = re.compile(r"(?:\\.|[^\\,])+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^(.)", re.DOTALL)

TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *(
                "VERSION",
                "PRODID",
                "CALSCALE",
                "METHOD",
                "NAME",
                "DESCRIPTION",
                "SUMMARY",
                "LOCATION",
                "STATUS",
                "TRANSP",
            ),
            *("CLASS", "UID", "TZID", "TZNAME", "CATEGORIES", "ACTION"),
        ),
        "text",
    ),
    **dict.fromkeys(("URL", "SOURCE", "CONFERENCE"), "uri"),
    **dict.fromkeys(("DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "RDATE"), "date-time"),
    **dict.fromkeys(("REFRESH-INTERVAL", "TRIGGER"), "duration"),
    **dict.fromkeys(("TZOFFSETFROM", "TZOFFSETTO"), "utc-offset"),
    "GEO": "float",
    "ORGANIZER": "cal-address",
    "RRULE": "recur",
    "SEQUENCE": "integer",
}
"""Per property that we write the type of its value; those that begin with X- are of none, and stay as they are."""


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: names in lower case, values of the type, text with its real line breaks.

    A moment is `2017-06-12T09:00:00`, with a Z in UTC; an offset `+02:00`; a rule is a mapping of its parts.
    """

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    type: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between a BEGIN and its END; the name in lower case."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list["Component"] = field(default_factory=list)


def tree_of(body: bytes) -> Component:
    """The tree of a calendar that `render_calendar` made."""
    outside = Component("")
    path = [outside]
    for text in body.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = text.partition(":")
        if name == "BEGIN":
            inner = Component(value.lower())
            path[-1].components.append(inner)
            path.append(inner)
        elif name == "END":
            path.pop()
        else:
            path[-1].properties.append(_property(text))
    return outside.components[0]


def _property(text: str) -> Property:
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError(f"This is no content line: {text[:100]!r}")
    name, value = found["name"], found["value"]
    parameters = {
        each.lower(): tuple(_CARET.sub(_uncaret, item.strip('"')) for item in _ITEM.findall(listed))
        for each, listed in _PARAMETER.findall(found["parameters"])
        if each != "VALUE"  # the type says it
    }
    kind = "unknown" if name.startswith("X-") else TYPES[name]
    return Property(name.lower(), parameters, kind, _values(name, kind, value))


def _values(name: str, kind: str, value: str) -> tuple[Any, ...]:
    if name == "CATEGORIES":
        return tuple(map(_text, _PIECE.findall(value)))
    if name == "GEO":
        return (tuple(float(degrees) for degrees in value.split(";")),)
    return (_READ[kind](value),)


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _uncaret(found: re.Match[str]) -> str:
    """RFC 6868: what a caret stands for in a parameter."""
    return {"n": "\n", "^": "^", "'": '"'}.get(found[1], found[0])


def _moment(value: str) -> str:
    """`20170612T090000Z` with its hyphens and colons (RFC 7265 section 3.6.5, RFC 6321 section 3.6.5)."""
    return f"{value[:4]}-{value[4:6]}-{value[6:11]}:{value[11:13]}:{value[13:]}"


def _offset(value: str) -> str:
    """`+0200` with its colons; seconds only where there are some."""
    return ":".join((value[:3], *(value[place : place + 2] for place in range(3, len(value), 2))))


def _rule(value: str) -> dict[str, list[Any]]:
    """The parts of a recurrence rule, in their order; each may have several values."""
    parts = (part.partition("=") for part in value.split(";"))
    return {name.lower(): [_part(name, each) for each in values.split(",")] for name, _, values in parts}


def _part(name: str, value: str) -> int | str:
    if name == "UNTIL":
        return _moment(value)
    return int(value) if name in {"BYMONTH", "BYMONTHDAY", "COUNT", "INTERVAL"} else value


_READ: Mapping[str, Callable[[str], Any]] = {
    "text": _text,
    "uri": str,
    "cal-address": str,
    "duration": str,
    "unknown": str,
    "integer": int,
    "date-time": _moment,
    "utc-offset": _offset,
    "recur": _rule,
}
