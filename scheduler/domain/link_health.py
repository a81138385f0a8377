"""Whether a link leads anywhere: what an answer of its host says, and what is told of those that lead nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.clock import MINUTE, isoformat
from scheduler.domain.event import Event
from scheduler.domain.placement import Ident, placement_key
from scheduler.domain.web import Answer, Failure

LINKS_DEAD = "links.dead"
"""What a webhook is told."""

BEFORE = 60 * MINUTE
"""Seconds before the earliest opening of its door from which a link is looked at: time enough to find another."""

AGAIN = 10 * MINUTE
"""Seconds after which it is looked at again, until the session ends."""

UNSUPPORTED = frozenset({405, 501})
"""Answers to HEAD that say nothing of the link (RFC 9110 sections 15.5.6 and 15.6.2): it is asked for by GET then."""

_GONE = frozenset({404, 410, 451})
_WHY = {
    "forbidden": "not asked: https to a public address is needed, or OUTGOING_NETWORKS",
    "failed": "no answer",
}
"""Not the client's own words, which hold the host's name: a link is secret."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A way of a placement whose link was looked at; `way` is its place in the slot, `secret` the link's id.

    `said` is what its host answered, without a word of the link; `since` is when it was first found as it is.
    """

    placement: Ident
    way: int
    kind: str
    secret: int
    alive: bool
    said: str
    checked_at: int
    since: int


def verdict(found: Answer | Failure) -> tuple[bool, str]:
    """Whether a link is alive, and why.

    Platforms refuse programs, ask them to sign in and send them elsewhere: that is life. Dead is what is not there,
    what can't answer, and what may not be asked.
    """
    if isinstance(found, Failure):
        return False, _WHY[found.what]
    dead = found.status in _GONE or found.status >= 500
    return not dead, str(found.status)


def report(event: Event, dead: Sequence[Checked], at: int) -> dict[str, Any]:
    """What is told of dead links, for JSON: where, never which."""
    return {
        "type": LINKS_DEAD,
        "event": {"slug": event.slug, "name": event.name},
        "at": isoformat(at, event.time_zone),
        "links": [
            {
                "placement": placement_key(event.slug, *each.placement),
                "kind": each.kind,
                "said": each.said,
                "since": isoformat(each.since, event.time_zone),
            }
            for each in dead
        ],
    }
