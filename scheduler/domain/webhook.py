"""Webhooks: what others' programs are told of a release, signed so that they know it is ours."""

import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scheduler.domain.changes import KINDS, changes
from scheduler.domain.clock import isoformat
from scheduler.domain.mail import Outcome
from scheduler.domain.release import PublicRelease
from scheduler.domain.web import Answer, Failure

RELEASE_PUBLISHED = "release.published"
"""What a webhook is told."""

MOST_ENTRIES = 100
"""Changed entries that a body names; the rest are counted, and to be read from the API."""

GONE = 410
"""The status by which a receiver says that it wants no more."""

_SAID = 300  # characters of an answer that the log keeps


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of an event's releases; times are instants. What it signs with is not told again."""

    id: int
    url: str
    active: bool
    version: int
    created_at: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that a webhook is told, and how that went; `due_at` is None once it is there or was given up."""

    id: int
    what: str
    number: int
    body: str
    created_at: int
    due_at: int | None
    sent_at: int | None
    attempts: int
    status: int | None
    milliseconds: int | None
    error: str | None

    @property
    def state(self) -> str:
        """`waiting`, `sent` or `dead`, as for mails."""
        if self.sent_at is not None:
            return "sent"
        return "dead" if self.due_at is None else "waiting"


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=…,v1=…`: when it was signed, and the HMAC-SHA256 of that instant, a full stop and the body.

    The time is part of what is signed, so that a request can't be repeated later as if it were new.
    """
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={signed}"


def announcement(before: PublicRelease | None, after: PublicRelease, base_url: str) -> dict[str, Any]:
    """What is told of a release, for JSON: public things alone, and no names of people."""
    event = after.programme.event
    found = changes(before, after)
    kinds = Counter(kind for change in found for kind in change.kinds)
    root = f"{base_url}/api/v1/events/{event.slug}/releases"
    return {
        "type": RELEASE_PUBLISHED,
        "event": {"slug": event.slug, "name": event.name},
        "release": {
            "number": after.number,
            "label": after.label,
            "note": after.note,
            "published_at": isoformat(after.published_at, event.time_zone),
            "previous": before.number if before else None,
        },
        "changes": {
            "entries": len(found),
            "kinds": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
            "keys": [change.key for change in found[:MOST_ENTRIES]],
        },
        "links": {
            "diff": f"{root}/{after.number}/diff",
            "agenda": f"{base_url}/api/v1/events/{event.slug}/agenda",
            "page": f"{base_url}/{event.slug}/changes",
        },
    }


def outcome(found: Answer | Failure) -> Outcome:
    """What an answer means for a delivery: there, to be tried again, or never.

    Any success is one. A redirect is none, since it is not followed; `410` ends the webhook.
    """
    if isinstance(found, Failure):
        return Outcome("refused" if found.what == "forbidden" else "later", found.said)
    if 200 <= found.status < 300:
        return Outcome("sent", str(found.status))
    if 300 <= found.status < 400:
        return Outcome("later", f"{found.status}: redirects are not followed. Set the address that it leads to.")
    words = f"{found.status} {_words(found.body)}".strip()
    return Outcome("refused" if found.status == GONE else "later", words)


def headers(webhook: int, delivery: Delivery, secret: str, at: int) -> Mapping[str, str]:
    """What stands above a delivery tried at an instant; its id is the same each time, the signature is not."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "programme-scheduler",
        "X-Scheduler-Event": delivery.what,
        "X-Scheduler-Delivery": f"{webhook}.{delivery.id}",
        "X-Scheduler-Signature": signature(secret, at, delivery.body.encode()),
    }


def _words(body: bytes) -> str:
    text = body[: _SAID * 4].decode("utf-8", "replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_SAID]
