"""Who follows which sessions, as stored: followers by account or by the digest of a cookie, and their bookmarks."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.store.db import insert_of
from scheduler.store.models.following import BookmarkRow, FeedTokenRow, FollowerRow
from scheduler.store.rows import table_of

_FOLLOWER = table_of(FollowerRow)
_BOOKMARK = table_of(BookmarkRow)
_FEED = table_of(FeedTokenRow)


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows sessions of an event; `changed_at` is the instant when what they follow last changed."""

    id: int
    event_id: int
    account: int | None
    link: int
    changed_at: int


def follower_of(
    database: DatabaseSession,
    event_id: int,
    *,
    account: int | None = None,
    digest: str | None = None,
    to_change: bool = False,
) -> Follower | None:
    """The follower of an account, or of a cookie's digest; None if neither follows anything of the event.

    One `to_change` stays as it is for others until this unit of work ends: else it might go while it is added to.
    """
    if account is None and digest is None:
        return None
    theirs: ColumnElement[bool] = _FOLLOWER.c.digest == digest
    if account is not None:
        theirs = _FOLLOWER.c.account_id == account
    query = select(_FOLLOWER).where(_FOLLOWER.c.event_id == event_id, theirs)
    row = database.execute(query.with_for_update() if to_change else query).one_or_none()
    if row is None:
        return None
    return Follower(row.id, row.event_id, row.account_id, row.link, from_datetime(row.changed_at))


def add_follower(
    database: DatabaseSession, event_id: int, *, account: int | None, digest: str | None, at: int
) -> Follower:
    """A new follower; that of the account if another process made it a moment ago."""
    values = {"event_id": event_id, "account_id": account, "digest": digest, "changed_at": to_utc(at)}
    database.execute(insert_of(database, _FOLLOWER).values(**values).on_conflict_do_nothing())
    made = follower_of(database, event_id, account=account, digest=digest, to_change=True)
    assert made is not None  # noqa: S101 - it was there, or has just been stored
    return made


def note_bookmarks_changed(database: DatabaseSession, follower: Follower, at: int) -> None:
    """Note when what somebody follows changed; later than the last time, so that calendars see it within a second."""
    moment = to_utc(max(at, follower.changed_at + 1))
    database.execute(update(_FOLLOWER).where(_FOLLOWER.c.id == follower.id).values(changed_at=moment))


def count_link(database: DatabaseSession, follower: Follower) -> int:
    """The number of the next address of a follower's calendar."""
    counted = update(_FOLLOWER).where(_FOLLOWER.c.id == follower.id).values(link=_FOLLOWER.c.link + 1)
    return int(database.execute(counted.returning(_FOLLOWER.c.link)).scalar_one())


def bookmarks_of(database: DatabaseSession, follower: int) -> frozenset[str]:
    """The codes of the sessions that somebody follows."""
    return frozenset(database.scalars(select(_BOOKMARK.c.session).where(_BOOKMARK.c.follower_id == follower)))


def add_bookmarks(database: DatabaseSession, follower: Follower, codes: Collection[str]) -> None:
    """Let somebody follow sessions; those that they follow already stay."""
    rows = [{"follower_id": follower.id, "session": code, "event_id": follower.event_id} for code in sorted(codes)]
    if rows:
        database.execute(insert_of(database, _BOOKMARK).values(rows).on_conflict_do_nothing())


def remove_bookmark(database: DatabaseSession, follower: Follower, code: str) -> bool:
    """Whether somebody followed a session, which they do not any more."""
    theirs = (_BOOKMARK.c.follower_id == follower.id) & (_BOOKMARK.c.session == code)
    return database.execute(delete(_BOOKMARK).where(theirs).returning(_BOOKMARK.c.session)).one_or_none() is not None


def remove_follower(database: DatabaseSession, follower: Follower) -> None:
    """Forget a follower with all that they follow. What their calendars were is not forgotten: end them first."""
    database.execute(delete(_FOLLOWER).where(_FOLLOWER.c.id == follower.id))


def hand_over(database: DatabaseSession, follower: Follower, account: int) -> None:
    """Let an account have what a browser followed, and its calendars, under the addresses that they have."""
    kept = follower_of(database, follower.event_id, account=account, to_change=True)
    if kept is None:
        database.execute(update(_FOLLOWER).where(_FOLLOWER.c.id == follower.id).values(account_id=account, digest=None))
    else:
        add_bookmarks(database, kept, bookmarks_of(database, follower.id))
        database.execute(update(_FEED).where(_FEED.c.follower_id == follower.id).values(follower_id=kept.id))
    of = kept or follower
    database.execute(update(_FEED).where(_FEED.c.follower_id == of.id).values(account_id=account))
    if kept is not None:
        remove_follower(database, follower)
        note_bookmarks_changed(database, kept, max(kept.changed_at, follower.changed_at))
