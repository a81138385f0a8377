"""The shapes of what came of looking at links."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import flag, moment, text, things


class LinkCheck(given.Thing):
    """One link, by whose it is: it is secret itself."""

    placement = text("Key of the placement.", "wsis-2017-396-1")
    kind = text("Kind of the way in.", "join")
    alive = flag("Whether it leads somewhere, as far as its host says.", example=True)
    said = text("What the host answered: a status, or that it did not.", "200")
    checked_at = moment("When it was last looked at.", "2017-06-12T08:05:00+02:00")
    since = moment("Since when it is found as it is.", "2017-06-12T08:05:00+02:00")


class LinkChecks(given.Thing):
    """All of an event's links that were looked at, by placement."""

    items = things(LinkCheck, "Links.")
    next = text("Always null: they come at once.", None, null=True)
