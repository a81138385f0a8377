"""A calendar as jCal: the JSON twin of the iCalendar bytes (RFC 7265)."""

import json
from typing import Any

from scheduler.formats.ical_tree import Component, Property, tree_of

MEDIA_TYPE = "application/calendar+json"


def write(body: bytes) -> bytes:
    """The jCal of a calendar's bytes: the same bytes for the same calendar."""
    return json.dumps(_component(tree_of(body)), ensure_ascii=False, separators=(",", ":")).encode()


def _component(component: Component) -> list[Any]:
    return [component.name, [*map(_property, component.properties)], [*map(_component, component.components)]]


def _property(each: Property) -> list[Any]:
    parameters = {name: values[0] if len(values) == 1 else list(values) for name, values in each.parameters.items()}
    values = [_rule(value) if each.type == "recur" else value for value in each.values]
    return [each.name, parameters, each.type, *values]


def _rule(parts: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in parts.items()}
