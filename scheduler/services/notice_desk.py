"""What organisers decide about notices: whether people are told, of what waits what goes out, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale, StateConflict
from scheduler.domain.log import Author
from scheduler.domain.notice import LONGEST_WAIT, MODES, Notice, NoticeSetting, Recipient
from scheduler.domain.wording import clean_line
from scheduler.services.desk import Desk
from scheduler.services.notice_mails import Letters
from scheduler.services.noticing import directory
from scheduler.store import notices
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.follow_requests import forget_requests
from scheduler.store.notices import mails_of
from scheduler.store.outbox import forget, withdraw
from scheduler.store.persons import emails
from scheduler.store.recipients import (
    add_recipient,
    change_recipient,
    delete_address,
    delete_recipient,
    note_told,
    recipient,
    recipient_of,
    recipients,
)
from scheduler.store.releases import newest_number

MOST_CONTACTS = 500
"""Of organisations of one event."""


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
    if not letter.concerns:
        return Preview(found, letter.address, "", "", ())
    invited = tuple((concern.item.key, method) for concern, method in letter.invitations())
    return Preview(found, letter.address, letter.subject(), letter.body(base_url), invited)


def decide(database: Database, event: str, number: int, state: str, *, expected: int | None, author: Author) -> Notice:
    """A draft, approved or discarded. Either way its recipient counts as told.

    `Stale` if it was decided or written anew since it was read as `expected`; `StateConflict` if it is no
    draft, or a later release is out that it does not tell of yet.
    """
    with database.storing() as session:
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
        session.commit()
    return replace(found, state=state, who=author.who, decided_at=author.at)


def approve_all(database: Database, event: str, release: int, *, author: Author) -> int:
    """How many drafts were approved: all that tell of the current release, which has to be `release`."""
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        _require_current(release, newest_number(session, event_id))
        drafts = [each for each in notices.notices(session, event_id, ["draft"]) if each.to_number == release]
        done = sum(notices.decide(session, each, "approved", who=author.who, at=author.at) for each in drafts)
        session.commit()
    return done


def everybody(database: Database, event: str) -> tuple[tuple[Recipient, str], ...]:
    """Everybody on record, with the address that they are reached by (or empty), in the order in which they came."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        known = emails(session, event_id)
        found = recipients(session, event_id)
    return tuple((who, known.get(who.subject, "") if who.kind == "person" else who.address) for who in found)


def address_of(database: Database, event: str, who: Recipient) -> str:
    """The address by which somebody is reached; empty if there is none."""
    if who.kind != "person":
        return who.address
    with database.reading() as session:
        return emails(session, revision_of(session, event)[0], [who.subject]).get(who.subject, "")


def wish_for_person(
    database: Database, desk: Desk, slug: str, *, invitations: bool, stopped: bool, now: int
) -> Recipient:
    """Say what a person of the programme wants: invitations, or no mails any more."""
    person = desk.programme.person_by_slug.get(slug)
    if person is None or person.placeholder:
        raise InvalidInput(f"There is no person {slug[:60]!r} who could be told.", pointer="/person")
    with database.storing() as session:
        settled = notices.load_setting(session, desk.event_id).settled
        new = Recipient(None, "person", person.id, settled, created_at=now)
        number = add_recipient(session, desk.event_id, new)
        found = _there(recipient(session, desk.event_id, number))
        changed = replace(found, invitations=invitations, stopped_at=(found.stopped_at or now) if stopped else None)
        change_recipient(session, changed)
        if found.stopped_at is not None and not stopped:
            # Not of what happened while they wanted no mails.
            note_told(session, [number], found.told, newest_number(session, desk.event_id))
        session.commit()
    return changed


def add_contact(
    database: Database, desk: Desk, organisation: str, address: str, *, invitations: bool, now: int
) -> Recipient:
    """Let an address be told of an organisation's sessions; one that is already is changed."""
    if organisation not in desk.programme.organisation:
        raise InvalidInput(f"There is no organisation {organisation[:60]!r}.", pointer="/organisation")
    address = clean_line(address).lower()
    if not address:
        raise InvalidInput("A contact needs an e-mail address.", pointer="/address")
    with database.storing() as session:
        there = recipient_of(session, desk.event_id, "organisation", subject=organisation, address=address)
        contacts = [who for who in recipients(session, desk.event_id) if who.kind == "organisation"]
        if there is None and len(contacts) >= MOST_CONTACTS:
            raise InvalidInput(f"An event has up to {MOST_CONTACTS} contacts. Delete one first.")
        told_of = newest_number(session, desk.event_id)
        new = Recipient(None, "organisation", organisation, told_of, address, invitations=invitations, created_at=now)
        number = add_recipient(session, desk.event_id, new)
        changed = replace(_there(recipient(session, desk.event_id, number)), invitations=invitations, stopped_at=None)
        change_recipient(session, changed)
        session.commit()
    return changed


def remove(database: Database, event: str, number: int, now: int) -> None:
    """Tell somebody nothing any more: contacts and followers are forgotten, people of the programme are left alone.

    What waits in the outbox for them is withdrawn.
    """
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = recipient(session, event_id, number)
        if found is None:
            raise NotFound(f"{event} has no recipient {number}.")
        let_go(session, found, now)
        session.commit()


def let_go(session: DatabaseSession, found: Recipient, now: int) -> None:
    """Tell a recipient on record nothing any more, whoever asks for it; what waits for them is withdrawn."""
    if found.id is None:
        return
    withdraw(session, mails_of(session, found.id))
    if found.kind == "person":
        change_recipient(session, replace(found, stopped_at=found.stopped_at or now))
        notices.drop_drafts(session, [found.id])
    else:
        delete_recipient(session, found.id)


def forget_address(database: Database, address: str) -> int:
    """How many recipients of all events were forgotten who have this address, with all mails to it."""
    with database.storing() as session:
        gone = delete_address(session, address)
        forget_requests(session, [address])
        forget(session, [address])
        session.commit()
    return gone


def _require_current(told_of: int, current: int) -> None:
    if told_of != current:
        raise StateConflict(
            f"Release {current} is out. Drafts are written anew for it within a minute: read them again, then approve."
        )


def _known(found: Notice | None, event: str, number: int) -> Notice:
    if found is None:
        raise NotFound(f"{event} has no notice {number}.")
    return found


def _there(found: Recipient | None) -> Recipient:
    if found is None:
        raise NotFound("The recipient was deleted meanwhile.")
    return found
