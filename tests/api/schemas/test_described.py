"""Each field says what it is and shows one, whichever endpoint it is served by; and names are clear of each other."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from apispec import APISpec
from flask_smorest.spec import MarshmallowPlugin
from marshmallow import Schema, fields

from scheduler.api.schemas.changes import Change, ChangePage, ChangeWanted
from scheduler.api.schemas.events import EventPage
from scheduler.api.schemas.placements import PlacementWritten
from scheduler.api.schemas.releases import Diff, ReleaseWanted
from scheduler.api.schemas.resources import RESOURCES
from scheduler.api.schemas.venue import WalkingTimes
from scheduler.domain.things import KINDS

SHAPES: tuple[type[Schema], ...] = tuple(
    dict.fromkeys(
        (
            *(shape for each in RESOURCES.values() for shape in (each.schema, each.patch, each.page)),
            WalkingTimes,
            PlacementWritten,
            Change,
            ChangePage,
            ChangeWanted,
            ReleaseWanted,
        )
    )
)


def _fields(shape: type[Schema], seen: set[type[Schema]]) -> Iterator[tuple[str, fields.Field[Any]]]:
    """Every field of a shape and of what is within it, each shape once."""
    if shape in seen:
        return
    seen.add(shape)
    for name, field in shape().fields.items():
        yield f"{shape.__name__}.{name}", field
        within = field.inner if isinstance(field, fields.List) else field
        if isinstance(within, fields.Nested):
            yield from _fields(type(within.schema), seen)


SEEN: set[type[Schema]] = set()
FIELDS = {name: field for shape in SHAPES for name, field in _fields(shape, SEEN)}
"""Every field that those who build a programme read or write, by shape and name."""


def _leads_on(field: fields.Field[Any]) -> bool:
    return isinstance(field.inner if isinstance(field, fields.List) else field, fields.Nested)


def test_each_field_says_what_it_is_in_a_sentence() -> None:
    told = {name: field.metadata.get("description", "") for name, field in FIELDS.items()}
    assert {name: words for name, words in told.items() if not re.fullmatch(r"[A-Z`].+[.`]", words)} == {}
    assert len(FIELDS) > 300


def test_each_field_shows_one_that_is_taken_as_it_is() -> None:
    """What leads on to a shape shows nothing itself; times alone become values of their own."""
    shown = {name: field for name, field in FIELDS.items() if not _leads_on(field)}
    assert {name for name, field in shown.items() if "example" not in field.metadata} == set()
    taken = {name: field.deserialize(field.metadata["example"]) for name, field in shown.items()}
    assert {name: _written(value) for name, value in taken.items()} == {
        name: field.metadata["example"] for name, field in shown.items()
    }


def _written(value: Any) -> Any:
    """Times and dates in one form."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value


def test_the_description_can_hold_them_all_beside_what_is_released() -> None:
    """Two shapes of one name would be a warning, which is an error here."""
    spec = APISpec("Programme", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    released: tuple[type[Schema], ...] = (EventPage, Diff)
    for shape in (*SHAPES, *released):
        if shape.__name__ not in spec.components.schemas:
            spec.components.schema(shape.__name__, schema=shape)
    described = spec.to_dict()["components"]["schemas"]
    assert all(each["additionalProperties"] is False for each in described.values())
    assert {shape.__name__ for shape in SHAPES} <= described.keys()


def test_bounds_are_described() -> None:
    spec = APISpec("Programme", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Room", schema=RESOURCES["room"].schema)
    room = spec.to_dict()["components"]["schemas"]["Room"]
    assert room["required"] == ["name"]
    assert room["properties"]["capacity"] == {
        "type": ["integer", "null"],
        "minimum": 0,
        "maximum": 1_000_000,
        "description": "How many people it holds; null if unknown.",
        "example": 120,
    }
    assert room["properties"]["slug"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "pattern": "^(?:[a-z0-9]+(?:-[a-z0-9]+)*)$",
        "description": "Key of the room; made from its name if left out.",
        "example": "popov-room-1",
    }
    assert room["properties"]["guid"]["readOnly"] is True
    assert room["properties"]["translations"]["additionalProperties"] == {
        "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 300}},
        "additionalProperties": False,
    }


def test_the_table_of_resources() -> None:
    assert {
        each.what: (each.collection, each.singular, each.plural, each.key, each.required) for each in RESOURCES.values()
    } == {
        "event": ("events", "event", "events", "slug", ("name", "slug", "time_zone")),
        "building": ("buildings", "building", "buildings", "slug", ("name",)),
        "feature": ("features", "feature", "features", "slug", ("name",)),
        "room": ("rooms", "room", "rooms", "slug", ("name",)),
        "organisation": ("organisations", "organisation", "organisations", "slug", ("name",)),
        "person": ("people", "person", "people", "slug", ("name",)),
        "track": ("tracks", "track", "tracks", "slug", ("name",)),
        "session-type": ("session-types", "session type", "session types", "slug", ("name",)),
        "scheme": ("schemes", "scheme", "schemes", "slug", ("name",)),
        "term": ("terms", "term", "terms", "key", ("code", "name", "scheme")),
        "team": ("teams", "team", "teams", "slug", ("kind", "name")),
        "platform-account": ("platform-accounts", "platform account", "platform accounts", "slug", ("name",)),
        "meeting": ("meetings", "meeting", "meetings", "slug", ("account",)),
        "session": ("sessions", "session", "sessions", "code", ("title",)),
        "placement": ("placements", "placement", "placements", "key", ("ends_at", "starts_at")),
        "remote": ("remote", "remote access", "remote accesses", "key", ()),
        "relation": ("relations", "relation", "relations", "id", ("from", "kind", "to")),
    }


def test_what_a_patch_may_not_set_beside_what_nobody_sets() -> None:
    apart = {
        each.what: each.schema().load_fields.keys() - each.patch().load_fields.keys() for each in RESOURCES.values()
    }
    assert {what: names for what, names in apart.items() if names != {"slug"}} == {
        "person": set(),
        "term": {"scheme", "code"},
        "session": {"code", "duration_minutes"},
        "placement": set(),
        "remote": set(),
        "relation": set(),
    }


def test_a_patch_needs_nothing_unless_it_belongs_to_a_placement() -> None:
    needed = {
        each.what: {name for name, field in each.patch().load_fields.items() if field.required}
        for each in RESOURCES.values()
    }
    assert {what: names for what, names in needed.items() if names} == {"placement": {"starts_at", "ends_at"}}
    assert KINDS["placement"].placed
