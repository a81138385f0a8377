"""The log of an event, for those who build it."""

from itertools import accumulate
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts.waiver import WAIVER
from scheduler.domain.editing import EMAIL
from scheduler.domain.errors import NotFound
from scheduler.domain.log import Change, Operation
from scheduler.domain.programme import Programme
from scheduler.domain.resources import key_for_clients, resource
from scheduler.domain.things import EVENT, KINDS, WALKING_TIMES
from scheduler.services import waiving
from scheduler.store.changes import changes_since, one_change, weights_since
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of

HEAVIEST = 4_000_000
"""Characters of changes told at once. An import of a large event has as many: 500 of them would take all memory."""

HIDDEN = "hidden"
"""What stands for an address where it may not be seen."""


def revision(database: Database, event: str) -> int:
    """The number of the event's last change: one query."""
    with database.reading() as session:
        return revision_of(session, event)[1]


def since(database: Database, event: str, start: int, limit: int) -> tuple[tuple[Change, ...], int, bool]:
    """The changes after `start`, at most `limit`; the event's revision; and whether there are more.

    There are fewer where they would be heavier than `HEAVIEST` together, and always one if there is any.
    """
    with database.reading() as session:
        event_id, last = revision_of(session, event)
        waiting = weights_since(session, event_id, start, limit=limit + 1)
        weights = accumulate(weight for _, weight in waiting[:limit])
        fitting = sum(1 for weight in weights if weight <= HEAVIEST) or len(waiting[:1])
        if not fitting:
            return (), last, False
        found = changes_since(session, event_id, start, until=waiting[fitting - 1][0])
    return found, last, len(waiting) > fitting


def one(database: Database, event: str, number: int) -> Change:
    """The change of this number; `NotFound` if there is none."""
    with database.reading() as session:
        event_id, last = revision_of(session, event)
        found = one_change(session, event_id, number)
    if found is None:
        raise NotFound(f"{event} has no change {number}. Its last one is {last}.")
    return found


def described(programme: Programme, change: Change, *, private: bool) -> dict[str, Any]:
    """The change for JSON; keys are as clients know them now. Addresses are told where `private` fields may be."""
    return {
        "revision": change.revision,
        "who": change.author.who,
        "at": isoformat(change.author.at, programme.event.time_zone),
        "request": change.author.request,
        "operations": [_operation(programme, operation, private=private) for operation in change.operations],
        "undoes": change.undoes,
        "introduced": list(change.introduced),
        "resolved": list(change.resolved),
        "ended": list(change.ended),
    }


def _operation(programme: Programme, operation: Operation, *, private: bool) -> dict[str, Any]:
    return {
        "what": operation.what,
        "key": key_for_clients(programme, operation.what, operation.key),
        "before": _side(programme, operation.what, operation.before, private=private),
        "after": _side(programme, operation.what, operation.after, private=private),
    }


def _side(programme: Programme, what: str, value: Any, *, private: bool) -> Any:
    if value is None:
        return None
    if what == WAIVER:
        return waiving.described(value)
    if what == EMAIL:
        return {"email": value if private else HIDDEN}
    if what == WALKING_TIMES:
        return walks(value)
    return resource(programme, value) if what in KINDS or what == EVENT else value


def walks(found: Any) -> dict[str, Any]:
    """Walking times for JSON."""
    return {"items": [{"from": each.origin, "to": each.destination, "minutes": each.minutes} for each in found]}
