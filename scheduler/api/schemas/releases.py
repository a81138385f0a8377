"""The shape of releases, of what differs between two, and of what is to be released."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from scheduler.api.schemas import given
from scheduler.api.schemas.agenda import AgendaItem
from scheduler.api.schemas.fields import moment, number, text, texts, thing, things
from scheduler.domain.changes import KINDS


class Counts(Schema):
    """How much a release holds."""

    sessions = number("Sessions that take place.", 251)
    entries = number("Entries that take place.", 268)
    cancelled = number("Entries that were released and take place no more.", 4)
    people = number("People with a page.", 410)


class Release(Schema):
    """A numbered, immutable state of the programme."""

    number = number("Number, from 1.", 3)
    label = text("What it is called.", "2017-06-09")
    note = text("What the organisers say about it, or empty.", "Tuesday's ministerial round table moves.")
    published_at = moment("When it was published.", "2017-06-09T18:00:00+02:00")
    counts = thing(Counts, "How much it holds.")


class Waived(Schema):
    """An error that a release publishes because it was waived."""

    key = text("Key of the conflict.", "room-double-booked:5b1f9c0d2e3a4f67")
    rule = text("Slug of its rule.", "room-double-booked")
    reason = text("Why it was accepted.", "The halls are one for the opening.")
    who = text("Who accepted it.", "ana@forum.example")


class ReleaseMade(Release):
    """A release as organisers know it."""

    revision = number("Number of the change that made it.", 18)
    waived = things(Waived, "Errors that it publishes because they were waived.")
    unrendered = texts(
        "Keys of entries that can't be written into calendars, which show them as they were, or not at all. The log "
        "says why. Empty for releases that are not current any more.",
        ["wsis-2017-396-1"],
    )


class ReleasePage(Schema):
    """Releases, newest first."""

    items = things(Release, "Releases.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class ItemChange(Schema):
    """What differs in one entry."""

    key = text("Key of the entry.", "wsis-2017-396-1")
    kinds = fields.List(
        fields.String(validate=validate.OneOf(KINDS)),
        required=True,
        metadata={"description": "What kind of difference it is.", "example": ["moved", "room"]},
    )
    before = thing(AgendaItem, "The entry in the release it is compared with; null if it is new.", null=True)
    after = thing(AgendaItem, "The entry in this release.")


# `from` is a word of Python's own.
Diff = Schema.from_dict(
    {
        "from": fields.Integer(
            required=True,
            allow_none=True,
            metadata={"description": "Number of the release compared with; null before the first.", "example": 2},
        ),
        "to": number("Number of this release.", 3),
        "items": things(ItemChange, "Entries that differ, in the order of this release's agenda."),
        "next": text("Cursor of the next page; null on the last.", None, null=True),
    },
    name="Diff",
)
"""What differs between two releases."""


class ReleaseWanted(given.Thing):
    """What is to be released, and what it is called."""

    label = given.line("What it is called.", "2017-06-09", least=1, required=True)
    note = given.words("What the organisers say about it, or empty.", "Tuesday's round table moves.", most=10_000)
    revision = given.whole(
        "Revision of the draft that was reviewed; if it has changed since, nothing is released.", 17, 0, 2_147_483_647
    )

    class Meta:
        """A field whose name is a word of the library's own."""

        include: ClassVar = {
            "only": given.codes(
                "Codes of the sessions that are taken from the draft; all else stays as it is released.", ["396"]
            )
        }
