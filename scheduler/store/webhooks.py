"""Webhooks as stored, and the deliveries that wait, were made or given up."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.mail import Fate
from scheduler.domain.webhook import Delivery, Webhook
from scheduler.store.models.event import EventRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.models.webhooks import DeliveryRow, WebhookRow
from scheduler.store.outbox import held_since
from scheduler.store.releases import newest_number
from scheduler.store.rows import table_of
from scheduler.store.secrets import delete_secrets
from scheduler.store.tables import instant_of

_HOOK = table_of(WebhookRow)
_SENT = table_of(DeliveryRow)


@dataclass(frozen=True, slots=True)
class Behind:
    """A webhook that was not told of its event's releases after number `told`, up to `current`."""

    webhook: int
    event: str
    told: int
    current: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that nobody else tries before `until`: where to, the id of what it is signed with."""

    webhook: int
    event_id: int
    url: str
    secret: int
    delivery: Delivery
    until: int


def add_webhook(session: DatabaseSession, event_id: int, *, url: str, secret: int, active: bool, at: int) -> Webhook:
    """Store a webhook, which is told of releases from the next one on."""
    made = insert(_HOOK).values(
        event_id=event_id,
        url=url,
        secret=secret,
        active=active,
        told=newest_number(session, event_id),
        created_at=to_utc(at),
        changed_at=to_utc(at),
    )
    return Webhook(session.execute(made.returning(_HOOK.c.id)).scalar_one(), url, active, 1, at, at)


def webhooks(session: DatabaseSession, event_id: int) -> tuple[Webhook, ...]:
    """Every webhook of an event, the oldest first."""
    query = select(_HOOK).where(_HOOK.c.event_id == event_id).order_by(_HOOK.c.id)
    return tuple(map(_webhook, session.execute(query)))


def webhook(session: DatabaseSession, event_id: int, number: int, *, lock: bool = False) -> Webhook | None:
    """One webhook of an event; None if there is none of this id. `lock` keeps others from changing it meanwhile."""
    query = select(_HOOK).where(_HOOK.c.event_id == event_id, _HOOK.c.id == number)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _webhook(row)


def change_webhook(session: DatabaseSession, event_id: int, number: int, *, url: str, active: bool, at: int) -> None:
    """Change a webhook. One that is switched on is told of releases from the next one on."""
    values: dict[str, Any] = {"url": url, "active": active, "version": _HOOK.c.version + 1, "changed_at": to_utc(at)}
    was_off = session.execute(select(_HOOK.c.id).where(_HOOK.c.id == number, _HOOK.c.active.is_(False))).first()
    if active and was_off:
        values["told"] = newest_number(session, event_id)
    session.execute(update(_HOOK).where(_HOOK.c.event_id == event_id, _HOOK.c.id == number).values(values))


def switch_off(session: DatabaseSession, number: int, at: int) -> None:
    """Tell a webhook nothing more: its receiver wants none."""
    values = {"active": False, "version": _HOOK.c.version + 1, "changed_at": to_utc(at)}
    session.execute(update(_HOOK).where(_HOOK.c.id == number).values(values))
    session.execute(
        update(_SENT)
        .where(_SENT.c.webhook_id == number, _SENT.c.due_at.is_not(None))
        .values(due_at=None, error="The receiver wants no more (410), so the webhook was switched off.")
    )


def delete_webhook(session: DatabaseSession, event_id: int, number: int) -> None:
    """Take a webhook away with its deliveries, and with what it signed by: no log tells of that."""
    gone = delete(_HOOK).where(_HOOK.c.event_id == event_id, _HOOK.c.id == number).returning(_HOOK.c.secret)
    delete_secrets(session, event_id, list(session.scalars(gone)))


def behind(session: DatabaseSession) -> tuple[Behind, ...]:
    """The webhooks that were not told yet of what is current: one query."""
    newest = select(func.max(ReleaseRow.number)).where(ReleaseRow.event_id == _HOOK.c.event_id).scalar_subquery()
    query = (
        select(_HOOK.c.id, EventRow.slug, _HOOK.c.told, newest.label("current"))
        .join(EventRow, EventRow.id == _HOOK.c.event_id)
        .where(_HOOK.c.active, newest > _HOOK.c.told)
        .order_by(_HOOK.c.id)
    )
    return tuple(Behind(row.id, row.slug, row.told, row.current) for row in session.execute(query))


def note_told(session: DatabaseSession, of: Behind, number: int) -> bool:
    """Whether a webhook that stood at `of.told` stands at this release now; not if somebody else was faster."""
    there = (_HOOK.c.id == of.webhook) & (_HOOK.c.told == of.told) & _HOOK.c.active
    return session.execute(update(_HOOK).where(there).values(told=number).returning(_HOOK.c.id)).first() is not None


def add_delivery(session: DatabaseSession, webhook_id: int, *, what: str, number: int, body: str, at: int) -> None:
    """Put something into the list of what a webhook is told."""
    values = {"webhook_id": webhook_id, "what": what, "number": number, "body": body}
    session.execute(insert(_SENT).values(**values, created_at=to_utc(at), due_at=to_utc(at)))


def deliveries(session: DatabaseSession, webhook_id: int) -> tuple[Delivery, ...]:
    """What a webhook was told or is to be, the newest first."""
    query = select(_SENT).where(_SENT.c.webhook_id == webhook_id).order_by(_SENT.c.id.desc())
    return tuple(map(_delivery, session.execute(query)))


def delivery(session: DatabaseSession, webhook_id: int, number: int) -> Delivery | None:
    """One of them; None if there is none of this id."""
    row = session.execute(select(_SENT).where(_SENT.c.webhook_id == webhook_id, _SENT.c.id == number)).one_or_none()
    return None if row is None else _delivery(row)


def count_due(session: DatabaseSession, now: int) -> int:
    """How many deliveries are due and not claimed."""
    return session.execute(select(func.count()).where(_SENT.c.due_at <= to_utc(now))).scalar_one()


def claim(session: DatabaseSession, *, now: int, until: int) -> Claimed | None:
    """The delivery that is due longest, ours to try until then; None if none is due, or the outbox is held.

    What waited when a backup was made may have been told since, by the original.
    """
    if held_since(session) is not None:
        return None
    longest: Select[Any] = (
        select(_SENT.c.id).where(_SENT.c.due_at <= to_utc(now)).order_by(_SENT.c.due_at, _SENT.c.id).limit(1)
    )
    number = session.scalar(longest.with_for_update(skip_locked=True))
    if number is None:
        return None
    row = session.execute(
        update(_SENT)
        .where(_SENT.c.id == number)
        .values(due_at=to_utc(until), tried_at=to_utc(now), attempts=_SENT.c.attempts + 1)
        .returning(*_SENT.c)
    ).one()
    hook = session.execute(
        select(_HOOK.c.event_id, _HOOK.c.url, _HOOK.c.secret).where(_HOOK.c.id == row.webhook_id)
    ).one()
    return Claimed(row.webhook_id, hook.event_id, hook.url, hook.secret, _delivery(row), until)


def settle(
    session: DatabaseSession, claimed: Claimed, fate: Fate, now: int, *, status: int | None, milliseconds: int
) -> bool:
    """Whether what came of a delivery is on record; not if somebody else claimed it since, because we took too long."""
    ours = (
        (_SENT.c.id == claimed.delivery.id)
        & (_SENT.c.attempts == claimed.delivery.attempts)
        & (_SENT.c.due_at == to_utc(claimed.until))
    )
    values = {
        "due_at": None if fate.due_at is None else to_utc(fate.due_at),
        "sent_at": to_utc(now) if fate.sent else None,
        "attempts": fate.attempts,
        "error": fate.error,
        "status": status,
        "milliseconds": milliseconds,
    }
    return session.execute(update(_SENT).where(ours).values(values).returning(_SENT.c.id)).first() is not None


def retry(session: DatabaseSession, webhook_id: int, number: int, now: int) -> Delivery | None:
    """The delivery, due again as if it were new; None if there is none of this id that is there or was given up."""
    again = (
        update(_SENT)
        .where(_SENT.c.webhook_id == webhook_id, _SENT.c.id == number, _SENT.c.due_at.is_(None))
        .values(due_at=to_utc(now), attempts=0, sent_at=None, error=None, status=None, milliseconds=None)
        .returning(*_SENT.c)
    )
    row = session.execute(again).one_or_none()
    return None if row is None else _delivery(row)


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        row.id, row.url, row.active, row.version, from_datetime(row.created_at), from_datetime(row.changed_at)
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        what=row.what,
        number=row.number,
        body=row.body,
        created_at=from_datetime(row.created_at),
        due_at=instant_of(row.due_at),
        sent_at=instant_of(row.sent_at),
        attempts=row.attempts,
        status=row.status,
        milliseconds=row.milliseconds,
        error=row.error,
    )
