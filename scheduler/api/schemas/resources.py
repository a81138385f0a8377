"""Every resource that can be written, in one table: its address, its words, and its shapes."""

from collections.abc import Mapping
from dataclasses import dataclass

from marshmallow import Schema

from scheduler.api.schemas.events import DraftEvent
from scheduler.api.schemas.fields import text, things
from scheduler.api.schemas.given import Patch, Thing
from scheduler.api.schemas.people import Organisation, Person
from scheduler.api.schemas.placements import Placement
from scheduler.api.schemas.remote import Meeting, PlatformAccount, Remote, Team
from scheduler.api.schemas.sessions import Relation, Session
from scheduler.api.schemas.venue import Building, Feature, Room
from scheduler.api.schemas.vocabulary import Scheme, SessionType, Term, Track


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of thing as the API knows it.

    `what` is its name in the log, `collection` in addresses; `key` is the field that it is addressed by. `schema` is
    what is read, and what a POST sets; `patch` what a PATCH may set; `page` a list of them. `required` are the fields
    that a new one can't do without.
    """

    what: str
    collection: str
    singular: str
    plural: str
    key: str
    required: tuple[str, ...]
    schema: type[Schema]
    patch: type[Schema]
    page: type[Schema]


def _resource(
    what: str,
    collection: str,
    schema: type[Schema],
    *,
    words: tuple[str, str] | None = None,
    key: str = "slug",
    fixed: tuple[str, ...] = ("slug",),
    whole: bool = False,
) -> Resource:
    """A resource whose `fixed` fields are set once; one that is `whole` is set all at once, by PUT."""
    singular, plural = words or (what.replace("-", " "), collection.replace("-", " "))
    required = tuple(sorted(name for name, field in schema().load_fields.items() if field.required))
    patch = schema if whole else _patch(schema, singular, fixed)
    return Resource(what, collection, singular, plural, key, required, schema, patch, _page(schema, plural))


def _patch(schema: type[Schema], singular: str, fixed: tuple[str, ...]) -> type[Schema]:
    meta = type("Meta", (schema.Meta,), {"exclude": fixed})
    about = f"What may be changed of a resource of the kind {singular}: all that is left out stays."
    return type(f"{schema.__name__}Patch", (Patch, schema), {"Meta": meta, "__doc__": about})


def _page(schema: type[Schema], plural: str) -> type[Schema]:
    fields = {
        "items": things(schema, f"{plural[0].upper()}{plural[1:]}."),
        "next": text("Cursor of the next page; null on the last.", None, null=True),
    }
    return type(f"{schema.__name__}Page", (Thing,), fields | {"__doc__": f"A page of {plural}."})


RESOURCES: Mapping[str, Resource] = {
    resource.what: resource
    for resource in (
        _resource("event", "events", DraftEvent),
        _resource("building", "buildings", Building),
        _resource("feature", "features", Feature),
        _resource("room", "rooms", Room),
        _resource("organisation", "organisations", Organisation),
        _resource("person", "people", Person, fixed=()),
        _resource("track", "tracks", Track),
        _resource("session-type", "session-types", SessionType),
        _resource("scheme", "schemes", Scheme),
        _resource("term", "terms", Term, key="key", fixed=("scheme", "code")),
        _resource("team", "teams", Team),
        _resource("platform-account", "platform-accounts", PlatformAccount),
        _resource("meeting", "meetings", Meeting),
        _resource("session", "sessions", Session, key="code", fixed=("code", "duration_minutes")),
        _resource("placement", "placements", Placement, key="key", whole=True),
        _resource("remote", "remote", Remote, words=("remote access", "remote accesses"), key="key", whole=True),
        _resource("relation", "relations", Relation, key="id", fixed=()),
    )
}
"""By `what`, in the order in which things rely on each other."""
