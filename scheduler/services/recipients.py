"""Who is told of changes: people of the programme, contacts of organisations, and those who left an address."""

from dataclasses import replace

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.domain.log import Author, Repeat
from scheduler.domain.notice import Recipient
from scheduler.domain.wording import clean_line
from scheduler.services.desk import Desk
from scheduler.services.repeating import begin, end, gone
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
    count_recipients,
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
    database: Database,
    desk: Desk,
    slug: str,
    *,
    invitations: bool,
    stopped: bool,
    author: Author,
    repeat: Repeat | None = None,
) -> Recipient:
    """Say what a person of the programme wants: invitations, or no mails any more."""
    person, now = desk.programme.person_by_slug.get(slug), author.at
    with database.storing() as session:
        begin(session, author, repeat)
        if person is None or person.placeholder:
            raise InvalidInput(f"There is no person {slug[:60]!r} who could be told.", pointer="/person")
        settled = notices.load_setting(session, desk.event_id).settled
        new = Recipient(None, "person", person.id, settled, created_at=now)
        number = add_recipient(session, desk.event_id, new)
        found = _there(recipient(session, desk.event_id, number))
        changed = replace(found, invitations=invitations, stopped_at=(found.stopped_at or now) if stopped else None)
        change_recipient(session, changed)
        if found.stopped_at is not None and not stopped:
            # Not of what happened while they wanted no mails.
            note_told(session, [number], found.told, newest_number(session, desk.event_id))
            changed = replace(changed, told=newest_number(session, desk.event_id))
        end(session, author, repeat, event=desk.programme.event.slug, revision=number)
        session.commit()
    return changed


def add_contact(
    database: Database,
    desk: Desk,
    organisation: str,
    address: str,
    *,
    invitations: bool,
    author: Author,
    repeat: Repeat | None = None,
) -> Recipient:
    """Let an address be told of an organisation's sessions; one that is already is changed."""
    address = clean_line(address).lower()
    if not address:
        raise InvalidInput("A contact needs an e-mail address.", pointer="/address")
    with database.storing() as session:
        begin(session, author, repeat)
        if organisation not in desk.programme.organisation:
            raise InvalidInput(f"There is no organisation {organisation[:60]!r}.", pointer="/organisation")
        there = recipient_of(session, desk.event_id, "organisation", subject=organisation, address=address)
        if there is None and count_recipients(session, desk.event_id, "organisation") >= MOST_CONTACTS:
            raise InvalidInput(f"An event has up to {MOST_CONTACTS} contacts. Delete one first.")
        told_of = newest_number(session, desk.event_id)
        new = Recipient(
            None, "organisation", organisation, told_of, address, invitations=invitations, created_at=author.at
        )
        number = add_recipient(session, desk.event_id, new)
        changed = replace(_there(recipient(session, desk.event_id, number)), invitations=invitations, stopped_at=None)
        change_recipient(session, changed)
        end(session, author, repeat, event=desk.programme.event.slug, revision=number)
        session.commit()
    return changed


def recipient_before(database: Database, event: str, number: int, *, invitations: bool, stopped: bool) -> Recipient:
    """A recipient as it was when this was wished of it; `Gone` if it is no more."""
    with database.reading() as session:
        found = recipient(session, revision_of(session, event)[0], number)
    if found is None:
        raise gone()
    return replace(found, invitations=invitations, stopped_at=found.stopped_at if stopped else None)


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


def _there(found: Recipient | None) -> Recipient:
    if found is None:
        raise NotFound("The recipient was deleted meanwhile.")
    return found
