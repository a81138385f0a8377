"""Following sessions, with an account or without: bookmarks, and the calendar of what somebody follows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.domain.limits import FOLLOW_PER_ADDRESS, FOLLOW_PER_VISITOR, NEW_FOLLOWER_PER_ADDRESS
from scheduler.domain.private_feeds import PERSONAL
from scheduler.domain.release import PublicRelease
from scheduler.services.digests import digest_of
from scheduler.services.feed_secrets import feed_secret_of, new_feed_secret
from scheduler.services.limiting import admit
from scheduler.services.ports import NewSecret
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.feed_tokens import add_feed_token, end_feed_tokens
from scheduler.store.followers import (
    Follower,
    add_bookmarks,
    add_follower,
    bookmarks_of,
    count_link,
    follower_of,
    hand_over,
    note_bookmarks_changed,
    remove_bookmark,
    remove_follower,
)

MOST_FOLLOWED = 500
"""More than anybody can attend; a calendar of them is still small."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who follows: an account by its id, or (None) the browser that has a cookie; and from which address they come."""

    account: int | None
    cookie: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Following:
    """What somebody follows, by codes. `calendar` is the secret of its address, where that can be shown again.

    `in_browser`: how many sessions the browser of somebody who is signed in follows without the account.
    """

    sessions: frozenset[str] = frozenset()
    calendar: str | None = None
    in_browser: int = 0


def followed(database: Database, event: str, visitor: Visitor) -> Following:
    """What a visitor follows in an event: nothing, if they never did."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        found = _found(session, event_id, visitor)
        sessions = bookmarks_of(session, found.id) if found else frozenset()
        in_browser = 0
        if visitor.account is not None and (other := _browser(session, event_id, visitor)):
            in_browser = len(bookmarks_of(session, other.id))
    calendar = None
    if found and found.account is None and visitor.cookie is not None:
        calendar = feed_secret_of(visitor.cookie, found.link)
    return Following(sessions, calendar, in_browser)


def follow(
    database: Database, release: PublicRelease, visitor: Visitor, code: str, *, now: int, new_cookie: NewSecret
) -> str | None:
    """Follow a session of the release; the cookie that the browser is to keep, None for an account.

    `NotFound` for one that is not in the public programme, `InvalidInput` for more than `MOST_FOLLOWED`,
    `TooManyRequests` as of the limits.
    """
    event = release.programme.event.slug
    if not any(item.session == code and item.visibility == "public" for item in release.items):
        raise NotFound(
            f"There is no session {code[:40]!r} in the published programme of {event} that could be followed."
        )
    _admit(database, event, visitor, now)
    cookie = None if visitor.account is not None else visitor.cookie
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = _found(session, event_id, visitor, to_change=True)
        if found is None:
            # Never the cookie that came: somebody may have planted it, and what was deleted under it stays deleted.
            cookie = None if visitor.account is not None else new_cookie()
            digest = digest_of(cookie) if cookie is not None else None
            found = add_follower(session, event_id, account=visitor.account, digest=digest, at=now)
            if cookie is not None:
                _new_calendar(session, found, cookie, now)
        already = bookmarks_of(session, found.id)
        if code not in already:
            if len(already) >= MOST_FOLLOWED:
                raise InvalidInput(f"You follow {MOST_FOLLOWED} sessions already. Stop following some first.")
            add_bookmarks(session, found, [code])
            note_bookmarks_changed(session, found, now)
        session.commit()
    return cookie


def unfollow(database: Database, event: str, visitor: Visitor, code: str, *, now: int) -> None:
    """Follow a session no more; nothing happens if they did not."""
    _admit(database, event, visitor, now)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = _found(session, event_id, visitor, to_change=True)
        if found is not None and remove_bookmark(session, found, code):
            note_bookmarks_changed(session, found, now)
            session.commit()


def renew_calendar(database: Database, event: str, visitor: Visitor, *, now: int, new_secret: NewSecret) -> str:
    """The secret of a new address of the visitor's calendar; those of before are gone for ever.

    `NotFound` if a browser follows nothing. An account may have its calendar before it follows anything.
    """
    _admit(database, event, visitor, now)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = _found(session, event_id, visitor, to_change=True)
        if found is None and visitor.account is not None:
            found = add_follower(session, event_id, account=visitor.account, digest=None, at=now)
        if found is None:
            raise NotFound(f"You follow nothing of {event} yet. Choose sessions first; the calendar comes with them.")
        secret = renewed(session, found, visitor.cookie, now, new_secret)
        session.commit()
    return secret


def renewed(session: DatabaseSession, found: Follower, cookie: str | None, now: int, new_secret: NewSecret) -> str:
    """The secret of a new address of a follower's calendar, after every other one was ended; the caller commits."""
    end_feed_tokens(session, found.event_id, now, follower=found.id)
    if found.account is None and cookie is not None:
        return _new_calendar(session, found, cookie, now)
    secret = new_feed_secret(new_secret)
    _add_calendar(session, found, secret, now)
    return secret


def forget_all(database: Database, event: str, visitor: Visitor, *, now: int) -> None:
    """Forget what a visitor follows, and who; the addresses of their calendars are gone for ever."""
    _admit(database, event, visitor, now)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = _found(session, event_id, visitor, to_change=True)
        if found is not None:
            end_feed_tokens(session, event_id, now, follower=found.id)
            remove_follower(session, found)
            session.commit()


def take_over(database: Database, event: str, visitor: Visitor, *, now: int) -> None:
    """Let the account of somebody who is signed in have what their browser followed; its calendars go on."""
    _admit(database, event, visitor, now)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        other = _browser(session, event_id, visitor, to_change=True)
        if other is not None and visitor.account is not None:
            hand_over(session, other, visitor.account)
            session.commit()


def _new_calendar(session: DatabaseSession, found: Follower, cookie: str, now: int) -> str:
    """The secret of the next address of a browser's calendar."""
    secret = feed_secret_of(cookie, count_link(session, found))
    _add_calendar(session, found, secret, now)
    return secret


def _add_calendar(session: DatabaseSession, found: Follower, secret: str, now: int) -> None:
    add_feed_token(
        session,
        found.event_id,
        digest=digest_of(secret),
        kind=PERSONAL,
        follower=found.id,
        account=found.account,
        at=now,
    )


def _found(session: DatabaseSession, event_id: int, visitor: Visitor, *, to_change: bool = False) -> Follower | None:
    if visitor.account is not None:
        return follower_of(session, event_id, account=visitor.account, to_change=to_change)
    return _browser(session, event_id, visitor, to_change=to_change)


def _browser(session: DatabaseSession, event_id: int, visitor: Visitor, *, to_change: bool = False) -> Follower | None:
    """Who the browser is without an account."""
    if visitor.cookie is None:
        return None
    return follower_of(session, event_id, digest=digest_of(visitor.cookie), to_change=to_change)


def _admit(database: Database, event: str, visitor: Visitor, now: int) -> None:
    """Count a write of a visitor; `TooManyRequests` beyond the limits."""
    with database.reading() as session:
        found = _found(session, revision_of(session, event)[0], visitor)
    who = NEW_FOLLOWER_PER_ADDRESS, visitor.address
    if found is not None:
        who = FOLLOW_PER_VISITOR, str(found.id)
    admit(database, (who, (FOLLOW_PER_ADDRESS, visitor.address)), now)
