"""What organisers decide about notices: whether people are told of changes, and of what waits what goes out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale, StateConflict
from scheduler.domain.log import Author, Repeat
from scheduler.domain.notice import LONGEST_WAIT, MODES, Notice, NoticeSetting
from scheduler.services.notice_mails import Letter, Letters
from scheduler.services.noticing import directory
from scheduler.services.repeating import begin, end, gone
from scheduler.store import notices
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.recipients import (
    recipients,
)
from scheduler.store.releases import newest_number


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice as its recipient would read it; secrets of links are left out, and given to each mail alone."""

    notice: Notice
    address: str
    subject: str
    body: str
    invitations: tuple[tuple[str, str], ...]


def read_setting(database: Database, event: str) -> NoticeSetting:
    """How the event tells people of changes."""
    with database.reading() as session:
        return notices.load_setting(session, revision_of(session, event)[0])


def set_setting(
    database: Database, event: str, *, mode: str, collect_minutes: int, expected: int | None, author: Author
) -> NoticeSetting:
    """Set how the event tells people; `Stale` if that was changed since it was read as `expected`.

    Once it is switched on, everybody counts as told of what is released by then; switched off, what waits is forgotten.
    """
    if mode not in MODES:
        raise InvalidInput(f"There is no mode {mode[:40]!r}. There are: {', '.join(MODES)}.", pointer="/mode")
    if not 0 <= collect_minutes <= LONGEST_WAIT:
        raise InvalidInput(f"Changes are collected for 0 to {LONGEST_WAIT} minutes.", pointer="/collect_minutes")
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        before = notices.load_setting(session, event_id)
        if expected is None:
            raise PreconditionRequired("Send If-Match with the ETag of the settings that were read.")
        if expected != before.version:
            raise Stale("The settings have changed since they were read. Read again.", told(before), before.version)
        after = replace(before, mode=mode, collect_minutes=collect_minutes, version=before.version + 1)
        if "off" in {before.mode, mode}:
            after = replace(after, settled=newest_number(session, event_id))
            notices.begin_anew(session, event_id, after.settled)
        notices.save_setting(session, event_id, after, who=author.who, at=author.at)
        session.commit()
    return after


def told(setting: NoticeSetting) -> dict[str, object]:
    """The settings for JSON."""
    return {"mode": setting.mode, "collect_minutes": setting.collect_minutes}


def listed(database: Database, event: str, states: Sequence[str]) -> tuple[Notice, ...]:
    """The notices of an event in these states, the newest first."""
    with database.reading() as session:
        return notices.notices(session, revision_of(session, event)[0], states)


def preview(database: Database, event: str, number: int, *, base_url: str) -> Preview:
    """A notice with its words; `NotFound` if there is none of this id."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = _known(notices.notice(session, event_id, number), event, number)
        everybody = recipients(session, event_id)
        letter = Letters().letter(session, event_id, directory(session, event_id, everybody), found)
    return read_as(found, letter, base_url=base_url)


def read_as(found: Notice, letter: Letter, *, base_url: str) -> Preview:
    """A notice as the letter that it is reads; without words if it concerns nobody any more."""
    if not letter.concerns:
        return Preview(found, letter.address, "", "", ())
    invited = tuple((concern.item.key, method) for concern, method in letter.invitations())
    return Preview(found, letter.address, letter.subject(), letter.body(base_url), invited)


def decide(
    database: Database,
    event: str,
    number: int,
    state: str,
    *,
    expected: int | None,
    author: Author,
    repeat: Repeat | None = None,
) -> Notice:
    """A draft, approved or discarded. Either way its recipient counts as told.

    `Stale` if it was decided or written anew since it was read as `expected`; `StateConflict` if it is no
    draft, or a later release is out that it does not tell of yet.
    """
    with database.storing() as session:
        begin(session, author, repeat)
        event_id, _ = revision_of(session, event)
        found = _known(notices.notice(session, event_id, number, lock=True), event, number)
        if expected is None:
            raise PreconditionRequired("Send If-Match with the ETag of the notice that was read.")
        if expected != found.version:
            current = {"id": found.id, "state": found.state, "to_release": found.to_number, "entries": found.entries}
            raise Stale("It was decided, or written anew for a later release. Read it again.", current, found.version)
        if found.state != "draft":
            raise StateConflict(f"Notice {number} is {found.state}: nothing is left to decide.")
        if state == "approved":
            _require_current(found.to_number, newest_number(session, event_id))
        notices.decide(session, found, state, who=author.who, at=author.at)
        decided = _known(notices.notice(session, event_id, number), event, number)
        end(session, author, repeat, event=event, revision=number)
        session.commit()
    return decided


def approved_before(database: Database, event: str, number: int) -> Notice:
    """A notice that was approved, as it was then; `Gone` if it is no more."""
    with database.reading() as session:
        found = notices.notice(session, revision_of(session, event)[0], number)
    if found is None:
        raise gone()
    return replace(found, state="approved")


def approve_all(database: Database, event: str, release: int, *, author: Author, repeat: Repeat | None = None) -> int:
    """How many drafts were approved: all that tell of the current release, which has to be `release`."""
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        begin(session, author, repeat)
        _require_current(release, newest_number(session, event_id))
        drafts = [each for each in notices.notices(session, event_id, ["draft"]) if each.to_number == release]
        done = sum(notices.decide(session, each, "approved", who=author.who, at=author.at) for each in drafts)
        end(session, author, repeat, event=event, revision=done)
        session.commit()
    return done


def _require_current(told_of: int, current: int) -> None:
    if told_of != current:
        raise StateConflict(
            f"Release {current} is out. Drafts are written anew for it within a minute: read them again, then approve."
        )


def _known(found: Notice | None, event: str, number: int) -> Notice:
    if found is None:
        raise NotFound(f"{event} has no notice {number}.")
    return found
