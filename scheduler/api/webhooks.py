"""Webhooks: programs of others that are told of releases, and the log of what they were told."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, expected, nothing, serves
from scheduler.api.schemas.webhooks import (
    Delivery,
    DeliveryPage,
    Webhook,
    WebhookChange,
    WebhookMade,
    WebhookPage,
    WebhookWanted,
)
from scheduler.domain.clock import isoformat
from scheduler.domain.webhook import Delivery as Told
from scheduler.http.context import edge
from scheduler.services import calling
from scheduler.services.repeating import DoneBefore

_LIST = "/events/<event>/webhooks"
_ONE = f"{_LIST}/<int(min=1, max=2147483647):webhook>"
_LOG = f"{_ONE}/deliveries"


@serves("GET", _LIST, role="editor", shape=WebhookPage, takes=("limit", "cursor"))
def list_webhooks(event: str, ask: Ask) -> Response:
    """List webhooks; what they sign with was told once."""
    found = calling.listed(edge().database, event)
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda each: (each.id,))
    return answer({"items": [calling.described(each) for each in page], "next": following})


@serves(
    "POST",
    _LIST,
    role="editor",
    shape=WebhookMade,
    body=WebhookWanted,
    status=HTTPStatus.CREATED,
    once="A webhook's secret is shown once.",
)
def create_webhook(event: str, ask: Ask) -> Response:
    """Make a webhook. Its secret is shown this once, so this is no request to send again: no Idempotency-Key."""
    made = edge()
    done = calling.make(
        made.database,
        made.sealer,
        event,
        url=ask.body["url"],
        active=ask.body.get("active", True),
        now=made.clock(),
        new_secret=made.new_secret,
    )
    body = calling.described(done.webhook) | {"secret": done.secret}
    return answer(body, changed=done.webhook.version, status=HTTPStatus.CREATED)


@serves("GET", _ONE, role="editor", shape=Webhook)
def read_webhook(event: str, webhook: int, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """Read a webhook."""
    found = calling.one(edge().database, event, webhook)
    return answer(calling.described(found), changed=found.version)


@serves("PATCH", _ONE, role="editor", shape=Webhook, body=WebhookChange, conditional=True)
def change_webhook(event: str, webhook: int, ask: Ask) -> Response:
    """Change a webhook's address, or switch it off or on."""
    made = edge()
    found = calling.change(
        made.database,
        event,
        webhook,
        url=ask.body.get("url"),
        active=ask.body.get("active"),
        expected=expected(),
        now=made.clock(),
    )
    return answer(calling.described(found), changed=found.version)


@serves("DELETE", _ONE, role="editor", shape=None, conditional=True)
def delete_webhook(event: str, webhook: int, ask: Ask) -> Response:  # noqa: ARG001 - as above
    """Take a webhook away, with its log."""
    calling.delete(edge().database, event, webhook, expected=expected())
    return nothing()


@serves("GET", _LOG, role="editor", shape=DeliveryPage, takes=("limit", "cursor"))
def list_deliveries(event: str, webhook: int, ask: Ask) -> Response:
    """List what a webhook was told or is to be, the newest first."""
    found = calling.deliveries(edge().database, event, webhook)
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda each: (-each.id,))
    return answer({"items": [_told(each) for each in page], "next": following})


@serves(
    "POST",
    f"{_LOG}/<int(min=1, max=2147483647):delivery>/retry",
    role="editor",
    shape=Delivery,
    refuses=(HTTPStatus.GONE,),
)
def retry_delivery(event: str, webhook: int, delivery: int, ask: Ask) -> Response:
    """Tell a webhook once more what it was told before, or what was given up."""
    database = edge().database
    try:
        again = calling.retry(database, event, webhook, delivery, author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        again = calling.retried_before(database, event, webhook, delivery, before.at)
    return answer(_told(again))


def _told(found: Told) -> dict[str, Any]:
    return {
        "id": found.id,
        "event": found.what,
        "release": found.number,
        "state": found.state,
        "body": found.body,
        "created_at": isoformat(found.created_at),
        "due_at": None if found.due_at is None else isoformat(found.due_at),
        "sent_at": None if found.sent_at is None else isoformat(found.sent_at),
        "attempts": found.attempts,
        "status": found.status,
        "milliseconds": found.milliseconds,
        "error": found.error,
    }
