"""Private calendars as stored: by digest alone; and all that one is made of, in a single query."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.private_feeds import Standing
from scheduler.domain.roles import ROLES
from scheduler.store.models.accounts import AccountRow, AssignmentRow, TokenRow
from scheduler.store.models.doors import TicketRow
from scheduler.store.models.event import EventRow
from scheduler.store.models.following import BookmarkRow, FeedTokenRow, FollowerRow
from scheduler.store.models.history import ChangeRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.releases import ReleaseId
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

_FEED = table_of(FeedTokenRow)
_TICKET = table_of(TicketRow)


@dataclass(frozen=True, slots=True)
class FeedToken:
    """A private calendar as it is on record, without its secret; times are instants.

    `person` is an opaque id. `email` is the account's that it belongs to, or that made it for the person.
    """

    id: int
    kind: str
    person: str | None
    follower: int | None
    email: str | None
    ticket: int | None
    created_at: int
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a private calendar is made of now: which release, whose sessions, with or without a pass.

    `sessions` are the codes that a follower follows, `person` somebody's opaque id; `changed_at` is the instant when
    that last changed, `drafted_at` that of the draft's last change, which is number `revision`.
    """

    standing: Standing
    event_id: int
    which: ReleaseId | None
    person: str | None
    sessions: frozenset[str]
    has_pass: bool
    changed_at: int
    revision: int
    drafted_at: int


def add_feed_token(
    database: DatabaseSession,
    event_id: int,
    *,
    digest: str,
    kind: str,
    follower: int | None = None,
    person: str | None = None,
    account: int | None = None,
    token: int | None = None,
    ticket: int | None = None,
    at: int,
) -> int:
    """Store a private calendar; its id."""
    made = insert(_FEED).values(
        event_id=event_id,
        digest=digest,
        kind=kind,
        follower_id=follower,
        person=person,
        account_id=account,
        token_id=token,
        ticket_id=ticket,
        created_at=to_utc(at),
    )
    return int(database.execute(made.returning(_FEED.c.id)).scalar_one())


def feed_tokens(database: DatabaseSession, event_id: int, *, digest: str | None = None) -> tuple[FeedToken, ...]:
    """The private calendars of an event that are of an account or a person, the oldest first; or that of a digest.

    Those of visitors without an account are nobody's business.
    """
    query = (
        select(FeedTokenRow, AccountRow.email)
        .outerjoin(AccountRow, FeedTokenRow.account_id == AccountRow.id)
        .where(FeedTokenRow.event_id == event_id)
        .where(FeedTokenRow.account_id.is_not(None) | FeedTokenRow.person.is_not(None))
        .order_by(FeedTokenRow.id)
    )
    if digest is not None:
        query = query.where(FeedTokenRow.digest == digest)
    return tuple(
        FeedToken(
            row.id,
            row.kind,
            row.person,
            row.follower_id,
            email,
            row.ticket_id,
            from_datetime(row.created_at),
            instant_of(row.revoked_at),
        )
        for row, email in database.execute(query)
    )


def end_feed_tokens(
    database: DatabaseSession,
    event_id: int,
    at: int,
    *,
    ids: Collection[int] | None = None,
    digest: str | None = None,
    follower: int | None = None,
    person: str | None = None,
) -> int:
    """How many calendars were ended, of these ids, of a digest, a follower or a person; passes end with them."""
    theirs = [_FEED.c.event_id == event_id, _FEED.c.revoked_at.is_(None)]
    if ids is not None:
        theirs.append(_FEED.c.id.in_(sorted(ids)))
    if digest is not None:
        theirs.append(_FEED.c.digest == digest)
    if follower is not None:
        theirs.append(_FEED.c.follower_id == follower)
    if person is not None:
        theirs.append(_FEED.c.person == person)
    ended = update(_FEED).where(*theirs).values(revoked_at=to_utc(at)).returning(_FEED.c.ticket_id)
    tickets = list(database.scalars(ended))
    passes = [ticket for ticket in tickets if ticket is not None]
    if passes:
        database.execute(
            update(_TICKET)
            .where(_TICKET.c.id.in_(passes), _TICKET.c.revoked_at.is_(None))
            .values(revoked_at=to_utc(at))
        )
    return len(tickets)


def forget_person(database: DatabaseSession, event_id: int, person: str, at: int) -> None:
    """End every calendar of a person who is erased, and forget whose it was; only that it is gone is still told."""
    end_feed_tokens(database, event_id, at, person=person)
    theirs = (_FEED.c.event_id == event_id) & (_FEED.c.person == person)
    database.execute(update(_FEED).where(theirs).values(person=None, account_id=None, ticket_id=None))


def load_private_feed(database: DatabaseSession, event: str, kind: str, digest: str, now: int) -> Held | None:
    """What the calendar of a digest is made of: one query. None if the event never had one of that kind."""
    asked = {"of_event": event, "of_kind": kind, "of_digest": digest, "at": to_utc(now)}
    rows = database.execute(_held(), asked).all()
    if not rows:
        return None
    row = rows[0]
    changed_at = row.followed_at or row.created_at
    return Held(
        standing=Standing(
            kind=kind,
            is_revoked=row.revoked_at is not None,
            belongs=row.account_id is not None if kind == "desk" else (row.follower_id or row.person) is not None,
            # A person's calendar outlives the account of whoever sent it to them.
            is_disabled=row.person is None and row.disabled_at is not None,
            sees_drafts=bool(row.by_token if row.token_id is not None else row.by_role),
        ),
        event_id=row.event_id,
        which=None if row.number is None else ReleaseId(row.event_id, row.number, row.redaction),
        person=row.person,
        sessions=frozenset(each.session for each in rows if each.session is not None),
        has_pass=row.ticket_id is not None and row.ticket_ended is None,
        changed_at=from_datetime(changed_at),
        revision=row.revision,
        drafted_at=from_datetime(row.drafted_at or row.created_at),
    )


@cache
def _held() -> Select[Any]:
    """Made once: every calendar's visit asks it, and making it takes longer than running it."""
    events, followers, bookmarks, releases, changes = map(
        table_of, (EventRow, FollowerRow, BookmarkRow, ReleaseRow, ChangeRow)
    )
    accounts, assignments, tokens = map(table_of, (AccountRow, AssignmentRow, TokenRow))
    newest = select(func.max(releases.c.number)).where(releases.c.event_id == events.c.id).correlate(events)
    by_role = exists().where(
        assignments.c.account_id == _FEED.c.account_id,
        or_(assignments.c.event_id.is_(None), assignments.c.event_id == _FEED.c.event_id),
        assignments.c.role.in_(ROLES),
    )
    by_token = and_(
        tokens.c.revoked_at.is_(None),
        tokens.c.expires_at > bindparam("at", type_=tokens.c.expires_at.type),
        or_(tokens.c.event_id.is_(None), tokens.c.event_id == _FEED.c.event_id),
    )
    joined: Any = (
        _FEED.join(events, _FEED.c.event_id == events.c.id)
        .outerjoin(followers, _FEED.c.follower_id == followers.c.id)
        .outerjoin(bookmarks, bookmarks.c.follower_id == followers.c.id)
        .outerjoin(accounts, _FEED.c.account_id == accounts.c.id)
        .outerjoin(tokens, _FEED.c.token_id == tokens.c.id)
        .outerjoin(_TICKET, _FEED.c.ticket_id == _TICKET.c.id)
        .outerjoin(releases, and_(releases.c.event_id == events.c.id, releases.c.number == newest.scalar_subquery()))
        .outerjoin(changes, and_(changes.c.event_id == events.c.id, changes.c.revision == events.c.revision))
    )
    return (
        select(
            *(_FEED.c[name] for name in ("event_id", "follower_id", "person", "account_id", "token_id", "ticket_id")),
            *(_FEED.c[name] for name in ("created_at", "revoked_at")),
            followers.c.changed_at.label("followed_at"),
            bookmarks.c.session,
            accounts.c.disabled_at,
            by_role.label("by_role"),
            by_token.label("by_token"),
            _TICKET.c.revoked_at.label("ticket_ended"),
            releases.c.number,
            releases.c.redaction,
            events.c.revision,
            changes.c.at.label("drafted_at"),
        )
        .select_from(joined)
        .where(
            _FEED.c.digest == bindparam("of_digest"),
            _FEED.c.kind == bindparam("of_kind"),
            events.c.slug == bindparam("of_event"),
        )
    )
