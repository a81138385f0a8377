"""The shapes of what came of looking at links."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import flag, moment, text, texts, things


class LinkCheck(given.Thing):
    """One link, by whose it is: it is secret itself."""

    placement = text("Key of the placement.", "wsis-2017-396-1")
    kind = text("Kind of the way in.", "join")
    alive = flag("Whether it leads somewhere, as far as its host says.", example=True)
    said = text("What the host answered: a status, or that it did not.", "200")
    checked_at = moment("When it was last looked at.", "2017-06-12T08:05:00+02:00")
    since = moment("Since when it is found as it is.", "2017-06-12T08:05:00+02:00")


class LinkMissing(given.Thing):
    """A door that has ways in without a link."""

    placement = text("Key of the placement.", "wsis-2017-396-1")
    kinds = texts("Kinds of the ways that lead nowhere.", ["join"])
    starts_at = moment("When the session begins, by what was said of it.", "2017-06-12T09:00:00+02:00")


class LinkChecks(given.Thing):
    """All of an event's links that were looked at, by placement."""

    items = things(LinkCheck, "Links.")
    missing = things(
        LinkMissing,
        "Doors of what is on or begins within 24 hours, in that order, with ways behind which there is no link: none "
        "of their own, of the day, or of the room.",
    )
    next = text("Always null: they come at once.", None, null=True)
