"""Following by address: asking for it, confirming it by a link in a mail, and ending it by one click.

Who asks is never told whether an address is known: every request is answered, and every address written to, alike.
"""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import DAY
from scheduler.domain.errors import Gone, InvalidInput, NotFound
from scheduler.domain.limits import (
    NOTICES_PER_ADDRESS,
    NOTICES_PER_EVENT,
    NOTICES_PER_MAILBOX,
    NOTICES_USE_PER_ADDRESS,
    mailbox,
)
from scheduler.domain.mail import require_address
from scheduler.domain.notice import MOST_WISHES, Recipient
from scheduler.domain.selection import Selection
from scheduler.domain.wording import clean_line
from scheduler.services.accounts import require_email
from scheduler.services.digests import digest_of
from scheduler.services.limiting import admit
from scheduler.services.ports import NewSecret
from scheduler.services.recipients import let_go
from scheduler.store import notices
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.follow_requests import FollowRequest, add_request, request_of
from scheduler.store.outbox import add_mail
from scheduler.store.recipients import (
    add_recipient,
    change_recipient,
    recipient,
)
from scheduler.store.releases import newest_number

LASTING = DAY
"""How long the link to confirm counts."""

_ASKING = """\
Somebody, probably you, wants to be told by mail of changes in the programme of {name}:

{words}

Confirm it here within 24 hours:
{link}

If it was not you, there is nothing to do: you get no more mails.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: by which address, what they follow (said in `words`), in which zone."""

    address: str
    wish: Selection
    words: str
    time_zone: str | None = None
    invitations: bool = False


def ask(
    database: Database,
    event: str,
    event_name: str,
    wanted: Wanted,
    *,
    client: str,
    base_url: str,
    now: int,
    new_secret: NewSecret,
) -> None:
    """Send a link that confirms the wish. `InvalidInput` if the address is none, `TooManyRequests` after too many."""
    try:
        address = require_address(require_email(clean_line(wanted.address)))
    except InvalidInput as error:
        raise InvalidInput(error.detail, pointer="/address") from None
    limits = ((NOTICES_PER_MAILBOX, mailbox(address)), (NOTICES_PER_ADDRESS, client), (NOTICES_PER_EVENT, event))
    admit(database, limits, now)
    secret = new_secret()
    link = f"{base_url}/{event}/notify/confirm/{secret}"
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        add_request(
            session,
            event_id,
            digest=digest_of(secret),
            address=address,
            wish=wanted.wish,
            time_zone=wanted.time_zone,
            invitations=wanted.invitations,
            expires=now + LASTING,
        )
        add_mail(
            session,
            recipient=address,
            subject=clean_line(f"Changes of {event_name}: please confirm")[:200],
            body=_ASKING.format(name=event_name, words=wanted.words, link=link),
            at=now,
            kind="follow-link",
            until=now + LASTING,
        )
        session.commit()


def read_request(database: Database, event: str, secret: str, now: int) -> FollowRequest:
    """What a link confirms; `Gone` if it confirms nothing any more. Looking at it uses nothing up."""
    with database.reading() as session:
        found = request_of(session, digest_of(secret), now)
    if found is None or found.event != event:
        raise _gone()
    return found


def confirm(database: Database, event: str, secret: str, *, client: str, now: int) -> FollowRequest:
    """Follow what the link says, from the next release on; the link is used up."""
    admit(database, ((NOTICES_USE_PER_ADDRESS, client),), now)
    read_request(database, event, secret, now)
    with database.storing() as session:
        found = request_of(session, digest_of(secret), now, used=True)
        if found is None:
            raise _gone()
        current = newest_number(session, found.event_id)
        new = Recipient(None, "follower", "", current, found.address, created_at=now)
        there = recipient(session, found.event_id, add_recipient(session, found.event_id, new), to_change=True)
        if there is None:
            raise _gone()
        wishes, since = there.wishes, there.since
        if found.wish not in wishes:
            # Others of theirs may have a notice that waits: it must not tell for this one what was released before.
            wishes, since = (*wishes, found.wish), (*since, current)
        if len(wishes) > MOST_WISHES:
            raise InvalidInput(
                f"One address follows up to {MOST_WISHES} things. Follow a day, a track or everything instead."
            )
        changed = replace(there, wishes=wishes, since=since, time_zone=found.time_zone, invitations=found.invitations)
        change_recipient(session, changed)
        session.commit()
    return found


def require_stop(database: Database, event: str, secret: str) -> None:
    """`NotFound` unless this link ends somebody's notices; looking at it ends nothing."""
    with database.reading() as session:
        if _whose(session, event, secret) is None:
            raise NotFound("This link ends no mails, or they are ended already: you get none by it any more.")


def stop(database: Database, event: str, secret: str, *, now: int) -> None:
    """End somebody's notices at once, and withdraw what waits for them. One who follows is forgotten whole.

    Once more is as good as once (RFC 8058): mail programs send it again when they heard no answer.
    """
    with database.storing() as session:
        found = _whose(session, event, secret)
        if found is not None:
            let_go(session, found, now)
            session.commit()


def _whose(session: DatabaseSession, event: str, secret: str) -> Recipient | None:
    event_id, _ = revision_of(session, event)
    found = notices.recipient_by_stop(session, digest_of(secret))
    return None if found is None or found[0] != event_id else found[1]


def _gone() -> Gone:
    return Gone("This link is used up, or older than 24 hours. Ask for another one on the event's page.")
