"""Making a release: the draft, some of its sessions on top of the last one, or an old one; and storing any release."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.editing import RELEASE
from scheduler.domain.errors import NotFound
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.release import PublicRelease
from scheduler.domain.removals import UNGUARDED, Guard
from scheduler.domain.selection import public_values
from scheduler.services.approving import Approved, Current, Wanted, approve, content_of, read_current, tidied
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import begin, end
from scheduler.services.subscribing import keep_entries
from scheduler.store.db import Database, Edit, collector_resting
from scheduler.store.drafts import revision_of
from scheduler.store.embargoes import note_embargo
from scheduler.store.public_values import add_public_values
from scheduler.store.releases import Made, ReleaseId, add_release, made_release, newest_made


def read_release(database: Database, event: str, number: int) -> Made:
    """The release of this number; `NotFound` if there is none."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = made_release(session, event_id, number)
    if found is None:
        raise NotFound(f"{event} has no release {str(number)[:20]}.")
    return found


def recent_releases(database: Database, event: str, most: int) -> tuple[Made, ...]:
    """The newest releases, at most so many."""
    with database.reading() as session:
        return newest_made(session, revision_of(session, event)[0], most)


def publish(
    desks: Desks,
    event: str,
    *,
    label: str,
    note: str,
    only: Sequence[str],
    author: Author,
    base_url: str,
    revision: int | None = None,
    restores: int | None = None,
    confirmed: bool = False,
    guard: Guard = UNGUARDED,
    repeat: Repeat | None = None,
) -> PublicRelease:
    """The new release, stored; one that changes nothing too, since its label and note may say something.

    `BlockedByConflicts` lists the errors in its way: unwaived, and not wholly past. `RemovalsUnconfirmed` lists what it
    would cancel, if that is more than `guard` lets through and not `confirmed`. `restores` is the number of a release
    to go back to: the draft stays as it is.
    """
    wanted = tidied(Wanted(label, note, tuple(only), revision, restores, confirmed))
    with collector_resting(), desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        draft = desks.before(edit, event)
        current = read_current(edit, event)
        content = content_of(edit, draft, wanted, current)
        approved = approve(edit, draft, content, wanted, current, guard=guard, at=author.at)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        told: dict[str, Any] = {"only": list(only)} | ({} if restores is None else {"restores": restores})
        recorded = store_release(edit, draft, approved, current, author, told=told, base_url=base_url)
    desks.keep(recorded.desk)
    return approved.made


def store_release(
    edit: Edit,
    draft: Desk,
    approved: Approved,
    current: Current,
    author: Author,
    *,
    told: Mapping[str, Any],
    base_url: str,
    decided: int | None = None,
    last: Callable[[DatabaseSession], None] | None = None,
) -> Recorded:
    """Store a release on top of the current one, with its calendar bytes and its line in the log, and commit.

    Every release goes through here, whoever makes it. `told` is what the log tells of it beside label, note and
    waivers; `decided` is the change by which it was decided upon, if that is not this one. `last` is asked before the
    commit, and may still stop it.
    """
    made, session = approved.made, edit.session
    if current.which is not None:
        note_embargo(session, edit.event_id, current.which.number, None)  # from now on the new one's embargoes count
    redaction = current.which.redaction if current.which else 0
    document, waived = approved.document, approved.waived
    add_release(session, edit.event_id, edit.revision, document, made, waived, redaction=redaction, approved=decided)
    add_public_values(session, edit.event_id, public_values(made))
    before = (current.which, current.public) if current.which and current.public else None
    keep_entries(session, made, ReleaseId(edit.event_id, made.number, redaction), before, base_url)
    after = {"label": made.label, "note": made.note, **told, "waived": list(waived)}
    recorded = record(edit, draft, draft.programme, [Operation(RELEASE, str(made.number), None, after)], author)
    if last is not None:
        last(session)
    edit.commit()
    return recorded
