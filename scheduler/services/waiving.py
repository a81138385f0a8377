"""Accepting conflicts, and taking that back."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts import Conflict
from scheduler.domain.conflicts.waiver import WAIVER, Waiver
from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale
from scheduler.domain.log import Author, Operation
from scheduler.domain.wording import clean_text
from scheduler.services.checking import describe
from scheduler.services.desk import Desks
from scheduler.services.recording import record
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.waivers import last_waiver

LONGEST_REASON = 2_000


def read_waiver(database: Database, event: str, key: str) -> Waiver:
    """The waiver of a conflict: the one that stands, else the last that ended; `NotFound` if there never was one."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = last_waiver(session, event_id, key)
    if found is None:
        raise NotFound(f"Nobody waived a conflict {key[:100]!r} of {event}.")
    return found


def waive(
    desks: Desks,
    event: str,
    key: str,
    *,
    reason: str,
    facts: Mapping[str, Any],
    expected: int | None,
    author: Author,
) -> Waiver:
    """Accept a conflict of the draft with these facts.

    `NotFound` if the draft has no such conflict; `Stale` if its facts are others now, or the waiver is not the
    `expected` one. One that has ended is replaced whether or not it is expected.
    """
    reason = clean_text(reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput(f"Say why in 1 to {LONGEST_REASON} characters.", pointer="/reason")
    with desks.database.writing(event) as edit:
        desk = desks.before(edit, event)
        standing = desk.waivers.get(key)
        if standing is not None or expected is not None:
            _require_expected(last_waiver(edit.session, edit.event_id, key), expected)
        conflict = _found(desk.conflicts, key, event)
        if conflict.facts != facts:
            raise Stale(
                f"{key} is another matter now than what was accepted. Look at it again.",
                describe(desk.programme, conflict),
            )
        waiver = Waiver(key, reason, conflict.facts, author.who, author.at, edit.revision)
        recorded = record(edit, desk, desk.programme, [Operation(WAIVER, key, standing, waiver)], author)
        edit.commit()
    desks.keep(recorded.desk)
    return waiver


def unwaive(desks: Desks, event: str, key: str, *, expected: int | None, author: Author) -> None:
    """Take a waiver back; `NotFound` if none stands, `Stale` if it is not the `expected` one."""
    with desks.database.writing(event) as edit:
        desk = desks.before(edit, event)
        standing = desk.waivers.get(key)
        if standing is None:
            raise NotFound(f"No waiver of {key[:100]!r} stands in {event}.")
        _require_expected(standing, expected)
        recorded = record(edit, desk, desk.programme, [Operation(WAIVER, key, standing, None)], author)
        edit.commit()
    desks.keep(recorded.desk)


def described(waiver: Waiver) -> dict[str, Any]:
    """The waiver for JSON."""
    return {
        "key": waiver.key,
        "reason": waiver.reason,
        "facts": dict(waiver.facts),
        "who": waiver.who,
        "at": isoformat(waiver.at),
        "ended": waiver.ended_at is not None,
        "ended_at": None if waiver.ended_at is None else isoformat(waiver.ended_at),
    }


def _require_expected(last: Waiver | None, expected: int | None) -> None:
    if last is None:
        raise Stale("There never was a waiver of this conflict. Give one without If-Match.", None)
    if expected is None:
        raise PreconditionRequired("A waiver stands already. Send If-Match with its ETag.")
    if expected != last.changed:
        raise Stale("The waiver has changed since it was read. Read it again.", described(last), last.changed)


def _found(conflicts: tuple[Conflict, ...], key: str, event: str) -> Conflict:
    for conflict in conflicts:
        if conflict.key == key:
            return conflict
    raise NotFound(f"The draft of {event} has no conflict {key[:100]!r}. It may be resolved: list the conflicts again.")
