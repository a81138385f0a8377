"""A calendar as xCal: the XML twin of the iCalendar bytes (RFC 6321)."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from scheduler.formats.ical_tree import Component, Property, tree_of

MEDIA_TYPE = "application/calendar+xml"
NAMESPACE = "urn:ietf:params:xml:ns:icalendar-2.0"

_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Appendix A of the RFC wants the parts of a rule in an order of its own.
_RULE = ("freq", "until", "count", "interval", "byday", "bymonthday", "bymonth")


def write(body: bytes) -> bytes:
    """The xCal of a calendar's bytes: the same bytes for the same calendar."""
    # Written as text: names are our own, only values need care, and a tree of elements takes twice as long.
    text = "".join(_component(tree_of(body)))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<icalendar xmlns="{NAMESPACE}">{text}</icalendar>\n'.encode()


def _component(component: Component) -> Iterator[str]:
    yield f"<{component.name}><properties>"
    for each in component.properties:
        yield f"<{each.name}>"
        if each.parameters:
            yield "<parameters>"
            for name, values in each.parameters.items():
                yield f"<{name}>{''.join(_element('text', value) for value in values)}</{name}>"
            yield "</parameters>"
        yield from _values(each)
        yield f"</{each.name}>"
    yield "</properties>"
    if component.components:
        yield "<components>"
        for inner in component.components:
            yield from _component(inner)
        yield "</components>"
    yield f"</{component.name}>"


def _values(each: Property) -> Iterator[str]:
    for value in each.values:
        if each.name == "geo":  # section 3.4.1.2: named degrees instead of a type
            yield _element("latitude", value[0]) + _element("longitude", value[1])
        elif each.type == "recur":
            parts = (_element(name, part) for name in sorted(value, key=_RULE.index) for part in value[name])
            yield f"<recur>{''.join(parts)}</recur>"
        else:
            yield _element(each.type, value)


def _element(tag: str, value: Any) -> str:
    return f"<{tag}>{escape(_NOT_XML.sub('', str(value)))}</{tag}>"
