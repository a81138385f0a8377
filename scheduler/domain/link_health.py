"""Whether a link leads anywhere: what an answer of its host says, and what is told of those that lead nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import DAY, MINUTE, isoformat
from scheduler.domain.conflicts.sentences import listed
from scheduler.domain.door import MOST_LATE
from scheduler.domain.event import Event
from scheduler.domain.labels import WAY_WORDS
from scheduler.domain.live import Running
from scheduler.domain.placement import Ident, placement_key
from scheduler.domain.remote import Way
from scheduler.domain.web import Answer, Failure

LINKS_DEAD = "links.dead"
"""What a webhook is told."""

BEFORE = 60 * MINUTE
"""Seconds before the earliest opening of its door from which a link is looked at: time enough to find another."""

AGAIN = 10 * MINUTE
"""Seconds after which it is looked at again, until the session ends."""

UNSUPPORTED = frozenset({405, 501})
"""Answers to HEAD that say nothing of the link (RFC 9110 sections 15.5.6 and 15.6.2): it is asked for by GET then."""

AHEAD = DAY
"""Seconds before its start from which a door without a link is told of: the day before, links are sent and tried."""

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


@dataclass(frozen=True, slots=True)
class Trouble:
    """A door that wants somebody's hand: the kinds of its ways that have no link, and its links that are dead."""

    running: Running
    missing: tuple[str, ...] = ()
    dead: tuple[Checked, ...] = ()


def is_ahead(item: AgendaItem, now: int) -> bool:
    """Whether an entry could be on, or begin within the day ahead, by whatever was said of it."""
    return (
        bool(item.remote) and not item.cancelled and item.starts < now + AHEAD and now < item.ends + MOST_LATE * MINUTE
    )


def matters(running: Running, now: int) -> bool:
    """Whether what is wrong behind its door has to be mended: it is on, or begins within the day ahead."""
    return running.is_on(now) or (running.is_to_come(now) and running.starts < now + AHEAD)


def trouble(
    running: Running, ways: Sequence[Way], links: Sequence[int | None], checks: Mapping[tuple[Ident, int], Checked]
) -> Trouble | None:
    """What is wrong behind the door of an entry; None if nothing is.

    `links` are the ids of what stands behind each way now. What was found out about another link does not count.
    """
    of = running.item.id
    missing = tuple(dict.fromkeys(way.kind for way, link in zip(ways, links, strict=True) if link is None))
    looks = [(checks.get((of, place)), link) for place, link in enumerate(links)]
    dead = tuple(each for each, link in looks if each is not None and each.secret == link and not each.alive)
    return Trouble(running, missing, dead) if missing or dead else None


def told(found: Trouble) -> tuple[str, ...]:
    """What is wrong behind a door, each in a sentence; of a link its kind and what its host said, never the link."""
    sentences = []
    if found.missing:
        sentences.append(f"There is no link for {listed(WAY_WORDS[kind] for kind in found.missing)}.")
    sentences += [f"The link for {WAY_WORDS[each.kind]} leads nowhere ({each.said})." for each in found.dead]
    return tuple(dict.fromkeys(sentences))


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
