"""The outbox, as stored: mails that wait for the edit that caused them to be stored, and for a server to take them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler.domain.clock import MINUTE, from_datetime, to_utc
from scheduler.domain.mail import Fate, Headers, Mail, require_mail
from scheduler.store.models.jobs import HoldRow
from scheduler.store.models.outbox import MailRow
from scheduler.store.recipients import in_pieces
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

State = Literal["waiting", "sent", "dead"]

_MAIL = table_of(MailRow)
_HOLD = table_of(HoldRow)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that nobody else tries before `until`, and the how manieth time it is tried."""

    mail: Mail
    attempt: int
    until: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail on record, without its words: they may let somebody in."""

    id: int
    kind: str
    recipient: str
    subject: str
    created_at: int
    due_at: int | None
    sent_at: int | None
    attempts: int
    error: str | None


def add_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    body: str,
    at: int,
    kind: str = "",
    headers: Headers = (),
    calendar: str | None = None,
    until: int | None = None,
) -> int:
    """Put a mail into the outbox, which goes out after the commit of this session, and never without it; its id.

    `until` is when it would be too late to send it. `InvalidInput` says why it could never be sent.
    """
    require_mail(recipient, subject, headers, calendar)
    row = MailRow(
        kind=kind,
        recipient=recipient,
        subject=subject,
        body=body,
        headers=[list(header) for header in headers],
        calendar=calendar,
        created_at=to_utc(at),
        due_at=to_utc(at),
        until=None if until is None else to_utc(until),
    )
    session.add(row)
    session.flush()
    return row.id


def bury(session: Session, *, now: int, most: int) -> int:
    """How many due mails were given up: too late, or tried so often by processes that died of it."""
    due = _MAIL.c.due_at <= to_utc(now)
    late = update(_MAIL).where(due, _MAIL.c.until < to_utc(now)).values(due_at=None, error="It is too late to send it.")
    unheard = (
        update(_MAIL)
        .where(due, _MAIL.c.attempts >= most)
        .values(due_at=None, error="The process that sent it ended each time. Look into its log, then retry.")
    )
    return sum(len(session.execute(each.returning(_MAIL.c.id)).all()) for each in (late, unheard))


def claim(session: Session, *, now: int, until: int, per_minute: int) -> Claimed | None:
    """The mail that is due longest, ours to send until then; None if none is due, held back, or it would be too fast.

    If whoever claims it dies, it is due again at `until`.
    """
    if held_since(session) is not None:
        return None
    lately = select(func.count()).where(_MAIL.c.tried_at > to_utc(now - MINUTE), _MAIL.c.tried_at <= to_utc(now))
    if session.execute(lately).scalar_one() >= per_minute:
        return None
    longest = select(MailRow).where(MailRow.due_at <= to_utc(now)).order_by(MailRow.due_at, MailRow.id).limit(1)
    row = session.scalars(longest.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    row.due_at, row.tried_at, row.attempts = to_utc(until), to_utc(now), row.attempts + 1
    session.flush()
    mail = Mail(
        id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        created_at=from_datetime(row.created_at),
        kind=row.kind,
        headers=tuple((name, value) for name, value in row.headers),
        calendar=row.calendar,
    )
    return Claimed(mail, row.attempts, until)


def settle(session: Session, claimed: Claimed, fate: Fate, now: int) -> bool:
    """Whether what came of a mail is on record; not if somebody else claimed it since, because we took too long."""
    values: dict[str, Any] = {
        "due_at": None if fate.due_at is None else to_utc(fate.due_at),
        "attempts": fate.attempts,
        "error": fate.error,
    }
    if fate.sent:
        # Nobody needs the words any more, and a backup that holds a link to sign in by is one too many. Headers may
        # hold one that ends a subscription.
        values |= {"sent_at": to_utc(now), "body": "", "calendar": None, "headers": []}
    ours = (
        (_MAIL.c.id == claimed.mail.id)
        & (_MAIL.c.attempts == claimed.attempt)
        & (_MAIL.c.due_at == to_utc(claimed.until))
    )
    return session.execute(update(_MAIL).where(ours).values(values).returning(_MAIL.c.id)).one_or_none() is not None


def forget(session: Session, addresses: Collection[str], kind: str | None = None) -> None:
    """Forget every mail to these addresses, or those of a kind, sent or not: those that wait never go out."""
    wanted = {address.lower() for address in addresses}
    if wanted:
        which: list[ColumnElement[bool]] = [func.lower(_MAIL.c.recipient).in_(wanted)]
        if kind is not None:
            which.append(_MAIL.c.kind == kind)
        session.execute(delete(_MAIL).where(*which))


def forget_kind(session: Session, kind: str) -> None:
    """Forget every mail of a kind, whoever it is to, sent or not."""
    session.execute(delete(_MAIL).where(_MAIL.c.kind == kind))


def withdraw(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Delete those of these mails that were not sent; the ids of those that still waited."""
    gone: set[int] = set()
    for some in in_pieces(ids):
        unsent = _MAIL.c.id.in_(some) & _MAIL.c.sent_at.is_(None)
        deleted = session.execute(delete(_MAIL).where(unsent).returning(_MAIL.c.id, _MAIL.c.due_at))
        gone.update(row.id for row in deleted if row.due_at is not None)
    return frozenset(gone)


def count_due(session: Session, now: int) -> int:
    """How many mails are due and not claimed."""
    return session.execute(select(func.count()).where(_MAIL.c.due_at <= to_utc(now))).scalar_one()


def mails(session: Session, state: State, limit: int, kind: str | None = None) -> tuple[Listed, ...]:
    """The newest mails of a state, of one kind or (None) of any, oldest first."""
    which = _IN[state] if kind is None else _IN[state] & (_MAIL.c.kind == kind)
    newest = select(MailRow).where(which).order_by(MailRow.id.desc()).limit(limit)
    return tuple(
        Listed(
            id=row.id,
            kind=row.kind,
            recipient=row.recipient,
            subject=row.subject,
            created_at=from_datetime(row.created_at),
            due_at=instant_of(row.due_at),
            sent_at=instant_of(row.sent_at),
            attempts=row.attempts,
            error=row.error,
        )
        for row in reversed(session.scalars(newest).all())
    )


def retry(session: Session, ids: Sequence[int] | None, now: int) -> tuple[int, ...]:
    """The ids of the dead mails, of these or all, that are due again, as if they were new."""
    which = _IN["dead"] if ids is None else _IN["dead"] & _MAIL.c.id.in_(ids)
    again = update(_MAIL).where(which).values(due_at=to_utc(now), attempts=0, until=None).returning(_MAIL.c.id)
    return tuple(sorted(session.scalars(again)))


def hold(session: Session, now: int) -> None:
    """Send nothing until somebody says so."""
    if held_since(session) is None:
        session.execute(insert(_HOLD).values(what="mail", since=to_utc(now)))


def release(session: Session) -> bool:
    """Whether the outbox was held; it no longer is."""
    freed = delete(_HOLD).where(_HOLD.c.what == "mail").returning(_HOLD.c.what)
    return session.execute(freed).one_or_none() is not None


def held_since(session: Session) -> int | None:
    """The instant since which nothing is sent; None if the outbox is not held."""
    return instant_of(session.execute(select(_HOLD.c.since).where(_HOLD.c.what == "mail")).scalar_one_or_none())


_IN: dict[State, ColumnElement[bool]] = {
    "waiting": _MAIL.c.due_at.is_not(None),
    "sent": _MAIL.c.sent_at.is_not(None),
    "dead": _MAIL.c.due_at.is_(None) & _MAIL.c.sent_at.is_(None),
}
