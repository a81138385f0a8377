"""The shapes of calendars behind a secret address."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things
from scheduler.domain.private_feeds import KINDS

_MOST = 2_147_483_647


class FeedTokenWanted(given.Thing):
    """A private calendar to give out."""

    kind = given.choice(
        "`desk`: the draft, for as long as the asker may see it. `personal`: what the asker follows, or, with "
        "`person`, the sessions of somebody in the programme.",
        "personal",
        KINDS,
        required=True,
    )
    person = given.key(
        "Key of the person whose sessions these are, and as whom their doors let in; null for one's own. Editors may.",
        "jane-doe",
        null=True,
    )
    renews = given.whole("Number of the calendar whose place it takes; that one ends.", 7, 1, _MOST, null=True)


class FeedToken(given.Thing):
    """A private calendar on record."""

    id = given.whole("Number of the calendar.", 8, 1, _MOST, required=True)
    kind = given.choice("Draft or personal.", "personal", KINDS, required=True)
    person = given.key("Key of the person whose it is; null if of no person.", "jane-doe", null=True, required=True)
    created_by = given.line("Address of the account that made it.", "ana@forum.example", null=True, required=True)
    created_at = given.instant("When it was given out.", "2017-06-01T09:00:00+02:00", required=True)
    revoked_at = given.instant("When it was ended; null if it was not.", None, null=True, required=True)


class FeedTokenIssued(FeedToken):
    """A private calendar that was just given out, with its address: told this once."""

    token = given.line("The secret in the address. Shown this once.", "fed_…", required=True)
    url = given.line(
        "Address to subscribe to. Shown this once.",
        "https://programme.example/wsis-2017/feeds/personal/fed_….ics",
        most=1000,
        required=True,
    )


class FeedTokenPage(given.Thing):
    """A page of private calendars."""

    items = things(FeedToken, "Calendars, the oldest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
