"""The shapes of webhooks: who is told of releases, and how that went."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things

_URL = "https://hooks.example.org/programme"
_MOST = 2_147_483_647


class WebhookWanted(given.Thing):
    """A webhook to make."""

    url = given.address("Address that is told of releases, by https.", _URL, required=True)
    active = given.yes("Whether it is told; true if left out.", example=True)


class WebhookChange(given.Patch, given.Thing):
    """What is to be changed about a webhook."""

    url = given.address("Address that is told of releases, by https.", _URL)
    active = given.yes("Whether it is told. Switched on, it is told from the next release on.", example=False)


class Webhook(given.Thing):
    """A webhook."""

    id = given.whole("Number of the webhook.", 7, 1, _MOST, required=True)
    url = given.address("Address that is told of releases.", _URL, required=True)
    active = given.yes("Whether it is told.", example=True, required=True)
    created_at = given.instant("When it was made.", "2017-06-01T07:00:00Z", required=True)
    changed_at = given.instant("When it was last changed.", "2017-06-01T07:00:00Z", required=True)


class WebhookMade(Webhook):
    """A webhook that was just made, with what it signs by: told this once."""

    secret = given.line("Secret that its deliveries are signed with. Shown this once.", "whsec_…", required=True)


class WebhookPage(given.Thing):
    """A page of webhooks."""

    items = things(Webhook, "Webhooks, the oldest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class Delivery(given.Thing):
    """Something that a webhook was told, or is to be."""

    id = given.whole("Number of the delivery.", 41, 1, _MOST, required=True)
    event = given.choice("What it tells of.", "release.published", ("release.published",), required=True)
    release = given.whole("Number of the release.", 3, 1, _MOST, required=True)
    state = given.choice(
        "Whether it waits, is there, or was given up.", "sent", ("waiting", "sent", "dead"), required=True
    )
    body = given.words("JSON that is sent, as a text.", '{"type":"release.published"}', required=True)
    created_at = given.instant("When it was noted.", "2017-06-01T07:00:00Z", required=True)
    due_at = given.instant("When it is tried next; null if it waits no more.", None, null=True, required=True)
    sent_at = given.instant("When it was taken; null if it was not.", "2017-06-01T07:00:02Z", null=True, required=True)
    attempts = given.whole("How often it was tried.", 1, 0, 1_000, required=True)
    status = given.whole("Status of the last answer; null without one.", 200, 100, 999, null=True, required=True)
    milliseconds = given.whole(
        "Duration of the last attempt, in milliseconds; null before one.", 84, 0, 1_000_000, null=True, required=True
    )
    error = given.line("Why it was not taken; null if it was.", "503 try later", most=1_000, null=True, required=True)


class DeliveryPage(given.Thing):
    """A page of deliveries."""

    items = things(Delivery, "Deliveries, the newest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
