"""Calendars behind a secret address: the draft's, one's own, and those of people in the programme."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, nothing, serves
from scheduler.api.schemas.feed_tokens import FeedTokenIssued, FeedTokenPage, FeedTokenWanted
from scheduler.domain.addresses import private_feed_path
from scheduler.domain.clock import isoformat
from scheduler.http.context import edge
from scheduler.services import private_feeds
from scheduler.services.desk import Desk
from scheduler.store.feed_tokens import FeedToken

_FEED_TOKENS = "/events/<event>/feed-tokens"


@serves("GET", _FEED_TOKENS, role="viewer", shape=FeedTokenPage, takes=("limit", "cursor"))
def list_feed_tokens(event: str, ask: Ask) -> Response:
    """List private calendars: one's own, for editors also those of people, for owners all of drafts.

    Addresses were told once and are stored nowhere; what others follow is shown to nobody.
    """
    made = edge()
    desk = made.desks.open(event)
    found = private_feeds.listed(made.database, desk, ask.who)
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda each: (each.id,))
    return answer({"items": [_told(desk, each) for each in page], "next": following})


@serves(
    "POST",
    _FEED_TOKENS,
    role="viewer",
    shape=FeedTokenIssued,
    body=FeedTokenWanted,
    status=HTTPStatus.CREATED,
    once="A calendar's address is shown once.",
)
def issue_feed_token(event: str, ask: Ask) -> Response:
    """Give out a private calendar, or a new address of one. It is shown this once: an Idempotency-Key is refused."""
    made = edge()
    desk = made.desks.open(event)
    issued = private_feeds.issue(
        made.database,
        desk,
        ask.who,
        kind=ask.body["kind"],
        person=ask.body.get("person"),
        renews=ask.body.get("renews"),
        now=made.clock(),
        new_secret=made.new_secret,
    )
    url = made.config.base_url + private_feed_path(event, issued.token.kind, issued.secret)
    body = _told(desk, issued.token) | {"token": issued.secret, "url": url}
    return answer(body, status=HTTPStatus.CREATED)


@serves("DELETE", f"{_FEED_TOKENS}/<feed_token>", role="viewer", shape=None)
def revoke_feed_token(event: str, feed_token: str, ask: Ask) -> Response:
    """End a private calendar at once: who subscribed to it is told that it is gone.

    By its number, or by the secret in its address: whoever finds one where it should not be may end it.
    """
    made = edge()
    private_feeds.end(made.database, made.desks.open(event), ask.who, feed_token, made.clock())
    return nothing()


def _told(desk: Desk, each: FeedToken) -> dict[str, Any]:
    zone = desk.programme.event.time_zone
    person = desk.programme.person.get(each.person or "")
    return {
        "id": each.id,
        "kind": each.kind,
        "person": person.slug if person else None,
        "created_by": each.email,
        "created_at": isoformat(each.created_at, zone),
        "revoked_at": None if each.revoked_at is None else isoformat(each.revoked_at, zone),
    }
