"""Releases at a set time: approved now, as the draft stands now; published by a job when their time has come."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import structlog

from scheduler.domain.clock import Clock, isoformat
from scheduler.domain.editing import SCHEDULED_RELEASE
from scheduler.domain.errors import (
    BlockedByConflicts,
    NotFound,
    PreconditionRequired,
    SchedulerError,
    Stale,
    StateConflict,
)
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.overlay import on_top
from scheduler.domain.programme import Programme
from scheduler.domain.removals import UNGUARDED, Guard
from scheduler.domain.scheduled import MOST_WAITING, Scheduled, require_ahead
from scheduler.services.approving import Wanted, approve, content_of, read_current, tidied
from scheduler.services.desk import Desk, Desks
from scheduler.services.publishing import store_release
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import begin, end
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database, Edit, collector_resting
from scheduler.store.drafts import revision_of
from scheduler.store.leases import LeaseLost
from scheduler.store.releases import approved_since, load_document
from scheduler.store.scheduled import (
    add_scheduled,
    approved_document,
    count_kept,
    due_releases,
    failed_releases,
    remove_scheduled,
    scheduled_release,
    scheduled_releases,
    settle,
)

_CONFLICTS_TOLD = 5

log = structlog.get_logger(__name__)


def schedule(
    desks: Desks,
    event: str,
    *,
    at: int,
    label: str,
    note: str,
    only: Sequence[str],
    author: Author,
    revision: int | None = None,
    restores: int | None = None,
    confirmed: bool = False,
    guard: Guard = UNGUARDED,
    repeat: Repeat | None = None,
) -> Scheduled:
    """The release that waits for the instant `at`. What is wanted is judged as if it were published now, at that time.

    The same errors as of `publish`; `InvalidInput` for an instant that is over or too far off.
    """
    wanted = tidied(Wanted(label, note, tuple(only), revision, restores, confirmed))
    require_ahead(at, author.at)
    with collector_resting(), desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        draft = desks.before(edit, event)
        current = read_current(edit, event)
        content = content_of(edit, draft, wanted, current)
        approve(edit, draft, content, wanted, current, guard=guard, at=at)
        if count_kept(edit.session, edit.event_id) >= MOST_WAITING:
            raise StateConflict(f"{MOST_WAITING} releases of {event} wait already. Cancel one that is not needed.")
        waiting = Scheduled(
            number=edit.revision,
            revision=edit.revision,
            due_at=at,
            label=wanted.label,
            note=wanted.note,
            only=wanted.only,
            restores=restores,
            confirmed=confirmed,
            base=current.which.number if current.which else 0,
            who=author.who,
            scheduled_at=author.at,
        )
        add_scheduled(edit.session, edit.event_id, waiting, content)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        recorded = _record(edit, draft, None, waiting, author)
        edit.commit()
    desks.keep(recorded.desk)
    return waiting


def cancel(desks: Desks, event: str, number: int, *, author: Author, expected: int | None) -> None:
    """Let go of a release that waits or failed, as it was read (its last change is `expected`).

    `NotFound` if there is none; `StateConflict` if it was published; `PreconditionRequired` and `Stale` as for any
    resource.
    """
    with desks.database.writing(event) as edit:
        found = scheduled_release(edit.session, edit.event_id, number)
        if found is None:
            raise _unknown(event, number)
        if expected is None:
            raise PreconditionRequired("Send If-Match with the ETag of this scheduled release as you read it.")
        draft = desks.before(edit, event)
        if expected != found.revision:
            told = _told(found, draft)
            raise Stale("It has changed since you read it. Look at it again, then decide.", told, found.revision)
        if found.state == "published":
            raise StateConflict(f"It was published already, as release {found.release}. Release an older one again.")
        remove_scheduled(edit.session, edit.event_id, number)
        recorded = _record(edit, draft, found, None, author)
        edit.commit()
    desks.keep(recorded.desk)


def list_scheduled(database: Database, event: str) -> tuple[Scheduled, ...]:
    """Every release that waits for its time or did, by its time."""
    with database.reading() as session:
        return scheduled_releases(session, revision_of(session, event)[0])


def read_scheduled(database: Database, event: str, number: int) -> Scheduled:
    """The scheduled release of this number; `NotFound` if there is none."""
    with database.reading() as session:
        found = scheduled_release(session, revision_of(session, event)[0], number)
    if found is None:
        raise _unknown(event, number)
    return found


def publish_due(desks: Desks, clock: Clock, *, turn: Turn, base_url: str, guard: Guard) -> Ran:
    """How many releases were published whose time had come, one unit each; those that failed are told till they go.

    A defect of ours stops one release and no other, and is on record as the run's error; it is tried again.
    """
    with desks.database.reading() as session:
        due = due_releases(session, clock())
    published, defects = 0, []
    for event, number in due:
        if turn.ending():
            break
        try:
            published += _publish_one(desks, event, number, clock(), turn, base_url, guard)
        except LeaseLost:
            raise
        except Exception as error:
            log.exception("a scheduled release could not be published", slug=event, number=number)
            defects.append(error)
    if defects:
        raise defects[0]
    with desks.database.reading() as session:
        left, failed = len(due_releases(session, clock())), failed_releases(session)
    named = ", ".join(f"{event} {number}" for event, number in failed[:10])
    return Ran(published, left, f"{published} published; {len(failed)} failed, and wait: {named}" if failed else "")


def _publish_one(desks: Desks, event: str, number: int, now: int, turn: Turn, base_url: str, guard: Guard) -> bool:
    """Whether the release was published now; not if another process was faster, or if it can't be, which is noted."""
    try:
        with collector_resting(), desks.database.writing(event) as edit:
            waiting = scheduled_release(edit.session, edit.event_id, number)
            if waiting is None or waiting.state != "waiting":
                return False
            draft = desks.before(edit, event)
            current = read_current(edit, event)
            wanted = Wanted(waiting.label, waiting.note, waiting.only, confirmed=waiting.confirmed)
            content = _on_top(edit, draft, waiting)
            approved = approve(edit, draft, content, wanted, current, guard=guard, at=now)
            told: dict[str, Any] = {"only": list(waiting.only), "scheduled": number}
            after = replace(waiting, revision=edit.revision, state="published", release=approved.made.number)
            settle(edit.session, edit.event_id, after)
            recorded = store_release(
                edit,
                draft,
                approved,
                current,
                Author(waiting.who, now),
                told=told if waiting.restores is None else told | {"restores": waiting.restores},
                base_url=base_url,
                decided=number,
                last=turn.check,
            )
    except SchedulerError as error:
        _fail(desks, event, number, now, turn, error)
        return False
    desks.keep(recorded.desk)
    log.info("scheduled release published", slug=event, scheduled=number, release=approved.made.number)
    return True


def _on_top(edit: Edit, draft: Desk, waiting: Scheduled) -> Programme:
    """What was approved, with what was released since by later decisions on top of it.

    Under the domain that the event's UIDs have now: it may have changed for as long as nothing was released.
    """
    content = approved_document(edit.session, edit.event_id, waiting.number)
    later = approved_since(edit.session, edit.event_id, waiting.number, waiting.base)
    pairs = (
        (
            load_document(edit.session, edit.event_id, each - 1) if each > 1 else Programme(event=content.event),
            load_document(edit.session, edit.event_id, each),
        )
        for each in later
    )
    made = on_top(content, pairs)
    return replace(made, event=replace(made.event, uid_domain=draft.programme.event.uid_domain))


def _fail(desks: Desks, event: str, number: int, now: int, turn: Turn, error: SchedulerError) -> None:
    """Note why a release could not be published, as a change: whoever follows the event sees it."""
    with desks.database.writing(event) as edit:
        waiting = scheduled_release(edit.session, edit.event_id, number)
        if waiting is None or waiting.state != "waiting":
            return
        failed = replace(waiting, revision=edit.revision, state="failed", reason=_reason(error))
        settle(edit.session, edit.event_id, failed)
        recorded = _record(edit, desks.before(edit, event), waiting, failed, Author(waiting.who, now))
        turn.check(edit.session)
        edit.commit()
    desks.keep(recorded.desk)
    log.warning("scheduled release failed", slug=event, scheduled=number, reason=failed.reason)


def _reason(error: SchedulerError) -> str:
    """Why, with the first of what stands in the way: by rule and session, since sentences name people for ever."""
    told = [flaw.message for flaw in error.flaws if flaw.message != error.detail]
    if isinstance(error, BlockedByConflicts):
        told = [_named(conflict) for conflict in error.conflicts]
    more = f"and {len(told) - _CONFLICTS_TOLD} more" if len(told) > _CONFLICTS_TOLD else ""
    return " ".join(filter(None, (error.detail, *told[:_CONFLICTS_TOLD], more)))


def _named(conflict: Mapping[str, Any]) -> str:
    """Its rule and sessions, as in `room-double-booked (1, 2).`."""
    codes = dict.fromkeys(party["code"] for party in conflict["sessions"])
    return f"{conflict['rule']} ({', '.join(codes)})." if codes else f"{conflict['rule']}."


def _record(edit: Edit, draft: Desk, before: Scheduled | None, after: Scheduled | None, author: Author) -> Recorded:
    number = next(each.number for each in (before, after) if each)
    operation = Operation(SCHEDULED_RELEASE, str(number), _told(before, draft), _told(after, draft))
    return record(edit, draft, draft.programme, [operation], author)


def _told(scheduled: Scheduled | None, draft: Desk) -> dict[str, Any] | None:
    """As the log tells it."""
    if scheduled is None:
        return None
    zone = draft.programme.event.time_zone
    times = {"at": isoformat(scheduled.due_at, zone), "scheduled_at": isoformat(scheduled.scheduled_at, zone)}
    plain = asdict(scheduled) | {"only": list(scheduled.only)}
    return {name: value for name, value in plain.items() if name not in {"due_at", "scheduled_at", "number"}} | times


def _unknown(event: str, number: int) -> NotFound:
    return NotFound(
        f"{event} has no scheduled release {str(number)[:20]}. Those that there are: `scheduled-releases` in the API, "
        f"`publish {event} --scheduled` on the command line."
    )
