"""The shapes of the change log, and of several changes made as one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import about, moment, number, text, texts, things
from scheduler.api.schemas.resources import RESOURCES, Resource
from scheduler.domain.resources.naming import PLACEMENT_KEY, RELATION_NUMBER
from scheduler.domain.things import EVENT, KINDS, TERM
from scheduler.services.editing import MOST

RELATION = "relation"
METHODS = ("create", "change", "delete")


def _state(description: str, example: dict[str, Any] | None) -> fields.Dict:
    return fields.Dict(keys=fields.String(), required=True, allow_none=True, metadata=about(description, example))


class LoggedOperation(given.Thing):
    """What a change did to one thing."""

    what = text("Kind of thing.", "room")
    key = text("Its key; of people the slug.", "popov-room-1")
    before = _state("The resource before; null if it was not there. Secrets are masked.", {"capacity": 100})
    after = _state("The resource after; null if it is gone. Secrets are masked.", {"capacity": 120})


class Change(given.Thing):
    """One commit of edits to a draft."""

    revision = fields.Integer(
        strict=True,
        required=True,
        allow_none=True,
        metadata=about(
            "Number of the change, without gaps within the event; 0 made it. Null where nothing had to change.", 17
        ),
    )
    who = text("Who made it: an e-mail address, or the command line.", "ana@forum.example")
    at = moment("When.", "2017-06-01T09:00:00+02:00")
    operations = things(LoggedOperation, "What it did, in order.")
    undoes = fields.Integer(
        strict=True,
        required=True,
        allow_none=True,
        metadata=about("Number of the change that it takes back; null if it takes none back.", 16),
    )
    request = text("Id of the request that it came from; null from the command line.", "b1c2d3e4", null=True)
    introduced = texts("Keys of the conflicts that came with it.", ["room-double-booked:5b1f9c0d2e3a4f67"])
    resolved = texts("Keys of the conflicts that went with it.", [])
    ended = texts("Keys of the conflicts whose waivers ended with it, since the matter changed.", [])


class ChangePage(given.Thing):
    """A page of the change log."""

    items = things(Change, "Changes, the oldest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
    revision = number("Revision of the draft: the number of its last change.", 18)


class WantedOperation(given.Thing):
    """One thing to create, change or delete."""

    method = given.choice("What is to be done.", "change", METHODS, required=True)
    what = given.choice("Kind of thing.", "session", tuple(RESOURCES), required=True)
    key = given.key("Its key; may be left out where one is given out to a new thing.", "396")
    if_match = given.whole(
        "The number in the ETag that was read of it; needed to change or delete it.", 17, 0, 2_147_483_647
    )

    class Meta:
        """A field whose name is a word of the library's own."""

        include: ClassVar = {
            "fields": fields.Dict(
                keys=fields.String(),
                metadata=about("What is set of it, as in a POST or PATCH of that resource.", {"title": "Opening"}),
            )
        }

    @post_load
    def _by_its_own_shape(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The fields as the resource's own shape reads them."""
        method, resource = data["method"], RESOURCES[data["what"]]
        if resource.what == EVENT and method != "change":
            raise ValidationError("An event is created and deleted on its own, not within itself.", "method")
        if "key" not in data and (method != "create" or (resource.what in KINDS and KINDS[resource.what].placed)):
            raise ValidationError(f"Name the {resource.singular} by its key.", "key")
        if "key" in data:
            _shaped(resource, data["key"])
        if method == "delete":
            if "fields" in data:
                raise ValidationError("What is deleted has no fields to set. Leave them out.", "fields")
            return data
        shape = resource.schema if method == "create" else resource.patch
        fields = data.get("fields", {})
        if method == "create" and "key" in data:
            fields = _keyed(resource, data["key"]) | fields
        try:
            found = given.loader(shape).load(fields)
        except ValidationError as error:
            raise ValidationError({"fields": error.messages_dict}) from None
        if method == "create":
            named = _named(resource, found)
            if named is not None and data.setdefault("key", named) != named:
                raise ValidationError(f"The key is not that of the fields, {named!r}. Give it once.", "key")
        return data | {"fields": found}


def _shaped(resource: Resource, key: str) -> None:
    """Refuse a key that no such thing can have."""
    if resource.what in KINDS and KINDS[resource.what].placed and not PLACEMENT_KEY.fullmatch(key):
        raise ValidationError("Write the placement's key, <event>-<code>-<part>.", "key")
    if resource.what == RELATION and not RELATION_NUMBER.fullmatch(key):
        raise ValidationError("Write the relation's number.", "key")


def _keyed(resource: Resource, key: str) -> dict[str, Any]:
    """The fields that give a new thing its key."""
    if resource.what == RELATION:
        raise ValidationError("Relations are numbered as they are made. Leave the key out.", "key")
    if resource.what == TERM:
        scheme, _, code = key.partition(":")
        return {"scheme": scheme, "code": code}
    return {} if resource.what in KINDS and KINDS[resource.what].placed else {resource.key: key}


def _named(resource: Resource, fields: Mapping[str, Any]) -> str | None:
    """The key that the fields of a new thing give it."""
    if resource.what == TERM:
        return f"{fields['scheme']}:{fields['code']}"
    key: str | None = fields.get(resource.key)
    return key


class ChangeWanted(given.Thing):
    """Several operations made as one change: all of them, or none."""

    operations = given.several(
        WantedOperation,
        "What is to be done, in order; the draft need be right only after the last.",
        least=1,
        most=MOST,
        required=True,
    )
