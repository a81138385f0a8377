"""What the desk shows of notices: those that wait for somebody, as their recipients would read them, and lost mails."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import NotFound
from scheduler.domain.notice import MAIL_KIND, Notice
from scheduler.services.notice_desk import Preview, read_as
from scheduler.services.notice_mails import Letters
from scheduler.services.noticing import directory
from scheduler.store import notices, outbox
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.outbox import Listed
from scheduler.store.recipients import recipients
from scheduler.store.releases import newest_number

_MOST_DEAD = 1_000
"""Notices of all events that are looked at: more were given up for one reason, which is the operators' to mend."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest drafts as they would be read, how many there are in all, how many of those tell of `release`.

    `release` is the current one, `approved` how many are approved and not written yet.
    """

    drafts: tuple[Preview, ...]
    total: int
    current: int
    release: int
    approved: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that was given up, of which notice it is, and the address that it was for."""

    notice: Notice
    mail: Listed


def waiting(database: Database, event: str, *, base_url: str, most: int) -> Waiting:
    """What waits to be approved, at most so many of them with their words."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        release = newest_number(session, event_id)
        drafts = notices.notices(session, event_id, ["draft"])
        approved = notices.count_notices(session, event_id, "approved")
        letters, found = Letters(), directory(session, event_id, recipients(session, event_id))
        shown = tuple(
            read_as(each, letters.letter(session, event_id, found, each), base_url=base_url) for each in drafts[:most]
        )
    return Waiting(shown, len(drafts), sum(each.to_number == release for each in drafts), release, approved)


def undelivered(database: Database, event: str) -> tuple[Undelivered, ...]:
    """The mails of an event's notices that were given up, the newest first."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        return _dead(session, event_id)


def send_again(database: Database, event: str, ids: Sequence[int] | None, now: int) -> int:
    """How many mails of an event's notices that were given up, of these or all, are due again.

    `NotFound` names one that is none of them.
    """
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        known = {each.mail.id for each in _dead(session, event_id)}
        wanted = known if ids is None else set(ids)
        if wanted - known:
            raise NotFound(f"No mail {min(wanted - known)} of {event} was given up: it went out, or waits to.")
        again = outbox.retry(session, sorted(wanted), now)
        session.commit()
    return len(again)


def _dead(session: DatabaseSession, event_id: int) -> tuple[Undelivered, ...]:
    dead = outbox.mails(session, "dead", _MOST_DEAD, MAIL_KIND)[::-1]
    if not dead:
        return ()  # as it should be; else everything that was ever written is looked through
    of = {mail: number for number, mails in notices.in_outbox(session, event_id).items() for mail in mails}
    written = {each.id: each for each in notices.notices(session, event_id, ["written"])}
    return tuple(Undelivered(written[of[each.id]], each) for each in dead if each.id in of)
