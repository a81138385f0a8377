"""The shape of releases, of what differs between two, and of what is to be released."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from scheduler.api.schemas import given
from scheduler.api.schemas.agenda import AgendaItem
from scheduler.api.schemas.fields import flag, moment, number, text, texts, thing, things
from scheduler.domain.changes import DIFFERENCES, KINDS
from scheduler.domain.scheduled import STATES

_count = number  # where a field has the name of the function


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
    changed = _count(
        "Entries that differ from the release before; 0 where nothing does. Null where it was not counted.",
        5,
        allow_none=True,
    )


class Waived(Schema):
    """An error that a release publishes because it was waived."""

    key = text("Key of the conflict.", "room-double-booked:5b1f9c0d2e3a4f67")
    rule = text("Slug of its rule.", "room-double-booked")
    reason = text("Why it was accepted.", "The halls are one for the opening.")
    who = text("Who accepted it.", "ana@forum.example")


class ReleaseMade(Release):
    """A release as organisers know it."""

    revision = number("Number of the change that made it.", 18)
    approved = number(
        "Number of the change by which it was decided upon: the same, unless it waited for its time or made itself at "
        "the end of an embargo.",
        18,
    )
    who = text("Who decided upon it; `the service` where an embargo ended.", "ana@forum.example")
    waived = things(Waived, "Errors that it publishes because they were waived.")
    unrendered = texts(
        "Keys of entries that can't be written into calendars, which show them as they were, or not at all. The log "
        "says why. Empty for releases that are not current any more.",
        ["wsis-2017-396-1"],
    )


class Scheduled(Schema):
    """A release that was approved for an instant, and what has become of it."""

    number = number("Number of the change that scheduled it, by which it is addressed.", 17)
    revision = _count("Number of the last change that did something to it.", 17)
    at = moment("When it is to be published.", "2017-06-09T18:00:00+02:00")
    label = text("What it will be called.", "2017-06-09")
    note = text("What the organisers say about it, or empty.", "Tuesday's ministerial round table moves.")
    restores = _count("Number of the release that it brings back; null if it is of the draft.", 3, allow_none=True)
    confirm_removals = flag("Whether whatever it cancels is meant.", example=False)
    who = text("Who scheduled it.", "ana@forum.example")
    scheduled_at = moment("When it was scheduled.", "2017-06-08T11:00:00+02:00")
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={
            "description": "`waiting` for its time, `published` (see `release`), or `failed` (see `reason`).",
            "example": "waiting",
        },
    )
    reason = text("Why it could not be published, or empty.", "")
    release = _count("Number of the release that it was published as; null before.", 4, allow_none=True)

    class Meta:
        """A field whose name is a word of the library's own."""

        include: ClassVar = {
            "only": texts("Codes of the sessions that it takes from the draft; all of it, if there are none.", ["396"])
        }


class ScheduledPage(Schema):
    """Scheduled releases, by the time for which they were scheduled."""

    items = things(Scheduled, "Scheduled releases.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class ReleasePage(Schema):
    """Releases, newest first."""

    items = things(Release, "Releases.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class Difference(Schema):
    """One thing about an entry that differs."""

    what = fields.String(
        required=True,
        validate=validate.OneOf(DIFFERENCES),
        metadata={
            "description": "What differs: status, times, length in minutes, keys of rooms, mode, kinds of ways in; who "
            "came, who went, what is new about who stayed or their order; each thing that is said of it.",
            "example": "people_in",
        },
    )
    before = texts("As it was: times RFC 3339 with offset, all else as text; empty where there was nothing.", [])
    after = texts("As it is.", ["Ada Byron (chair)"])


class ItemChange(Schema):
    """What differs in one entry."""

    key = text("Key of the entry.", "wsis-2017-396-1")
    kinds = fields.List(
        fields.String(validate=validate.OneOf(KINDS)),
        required=True,
        metadata={"description": "What kind of difference it is.", "example": ["moved", "room"]},
    )
    differences = things(Difference, "Each thing that differs, before and after.")
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

    restores = given.whole(
        "Number of a release to go back to. The new one has its content, without those who were erased since; "
        "sequences go on, and the draft stays as it is.",
        3,
        1,
        999_999_999,
    )
    at = given.instant(
        "When it is to be published, up to 366 days ahead; now by default. What goes out is what is approved now.",
        "2017-06-09T18:00:00+02:00",
    )
    confirm_removals = given.yes(
        "Whether it is meant that the release cancels much of what is public; otherwise it is held back.",
        example=False,
    )

    class Meta:
        """A field whose name is a word of the library's own."""

        include: ClassVar = {
            "only": given.codes(
                "Codes of the sessions that are taken from the draft; all else stays as it is released.", ["396"]
            )
        }
