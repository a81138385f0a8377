"""Rows that nobody needs any more: personal data, and growth, that end by themselves."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.orm import DeclarativeBase, Session

from scheduler.domain.clock import DAY, to_utc
from scheduler.store.models.accounts import AttemptRow, ResetRow, SignInRow
from scheduler.store.models.following import FollowerRow
from scheduler.store.models.history import RepeatRow
from scheduler.store.models.jobs import JobRunRow
from scheduler.store.models.notices import FollowRequestRow, NoticeRow
from scheduler.store.models.outbox import MailRow
from scheduler.store.models.registering import RegistrationRequestRow
from scheduler.store.models.webhooks import DeliveryRow
from scheduler.store.rows import table_of

_Which = tuple[type[DeclarativeBase], Callable[[int], ColumnElement[bool]]]


def _dead(now: int) -> ColumnElement[bool]:
    return MailRow.due_at.is_(None) & MailRow.sent_at.is_(None) & (MailRow.created_at < to_utc(now - 90 * DAY))


def _decided(now: int) -> ColumnElement[bool]:
    # For as long as somebody may still look for the link in an old mail that ends them.
    return NoticeRow.state.in_(("written", "discarded")) & (NoticeRow.created_at < to_utc(now - 400 * DAY))


EXPIRED: Mapping[str, _Which] = {
    "sign-ins that ended": (SignInRow, lambda now: SignInRow.ended_at < to_utc(now - 30 * DAY)),
    "sign-ins not seen": (SignInRow, lambda now: SignInRow.seen_at < to_utc(now - 90 * DAY)),
    "password resets": (ResetRow, lambda now: ResetRow.expires_at < to_utc(now - DAY)),
    "registrations not confirmed": (
        RegistrationRequestRow,
        lambda now: RegistrationRequestRow.expires_at < to_utc(now - DAY),
    ),
    "counted attempts": (AttemptRow, lambda now: AttemptRow.since < to_utc(now - DAY)),
    "answers to repeat": (RepeatRow, lambda now: RepeatRow.at < to_utc(now - DAY)),
    "sent mails": (MailRow, lambda now: MailRow.sent_at < to_utc(now - 30 * DAY)),
    "dead mails": (MailRow, _dead),
    "mails too late to send": (MailRow, lambda now: MailRow.sent_at.is_(None) & (MailRow.until < to_utc(now - DAY))),
    "unconfirmed wishes": (FollowRequestRow, lambda now: FollowRequestRow.expires_at < to_utc(now - DAY)),
    "old notices": (NoticeRow, _decided),
    "deliveries of webhooks": (DeliveryRow, lambda now: DeliveryRow.created_at < to_utc(now - 30 * DAY)),
    # The cookie is kept for a year after the last time that they followed something.
    "followers": (
        FollowerRow,
        lambda now: FollowerRow.account_id.is_(None) & (FollowerRow.changed_at < to_utc(now - 400 * DAY)),
    ),
    "job runs": (JobRunRow, lambda now: JobRunRow.started_at < to_utc(now - 14 * DAY)),
}
"""What is deleted, with its table, and which of its rows at an instant: each is kept for longer than it counts."""


def delete_some(session: Session, what: str, now: int, limit: int) -> int:
    """How many rows of a kind were deleted, at most `limit`: a long transaction would keep other writers waiting."""
    model, which = EXPIRED[what]
    key = list(table_of(model).primary_key)
    some = select(*key).where(which(now)).limit(limit)
    return len(session.execute(delete(table_of(model)).where(tuple_(*key).in_(some)).returning(*key)).all())
