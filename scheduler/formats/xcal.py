"""A calendar as xCal: the XML twin of the iCalendar bytes (RFC 6321)."""

import re
import xml.etree.ElementTree as ET  # noqa: S405 - builds a tree; nothing is parsed
from typing import Any

from scheduler.formats.ical_tree import Component, Property, tree_of

MEDIA_TYPE = "application/calendar+xml"
NAMESPACE = "urn:ietf:params:xml:ns:icalendar-2.0"

_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Appendix A of the RFC wants the parts of a rule in an order of its own.
_RULE = ("freq", "until", "count", "interval", "byday", "bymonthday", "bymonth")


def write(body: bytes) -> bytes:
    """The xCal of a calendar's bytes: the same bytes for the same calendar."""
    root = ET.Element("icalendar", {"xmlns": NAMESPACE})
    _component(root, tree_of(body))
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _component(parent: ET.Element, component: Component) -> None:
    element = ET.SubElement(parent, component.name)
    properties = ET.SubElement(element, "properties")
    for each in component.properties:
        _property(properties, each)
    if component.components:
        components = ET.SubElement(element, "components")
        for inner in component.components:
            _component(components, inner)


def _property(parent: ET.Element, each: Property) -> None:
    element = ET.SubElement(parent, each.name)
    if each.parameters:
        parameters = ET.SubElement(element, "parameters")
        for name, values in each.parameters.items():
            parameter = ET.SubElement(parameters, name)
            for value in values:
                _add(parameter, "text", value)
    for value in each.values:
        if each.name == "geo":  # section 3.4.1.2: named degrees instead of a type
            for name, degrees in zip(("latitude", "longitude"), value, strict=True):
                _add(element, name, degrees)
        elif each.type == "recur":
            rule = ET.SubElement(element, "recur")
            for name in sorted(value, key=_RULE.index):
                for part in value[name]:
                    _add(rule, name, part)
        else:
            _add(element, each.type, value)


def _add(parent: ET.Element, tag: str, value: Any) -> None:
    ET.SubElement(parent, tag).text = _NOT_XML.sub("", str(value))
