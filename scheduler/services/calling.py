"""Webhooks: who is told of releases, and telling them: one unit a delivery, tried again like mails.

What is to be told is noted by a job that looks at release numbers, so that every kind of release is told of, and
publishing takes no longer for it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import Clock, isoformat
from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale, Unavailable
from scheduler.domain.log import Author, Repeat
from scheduler.domain.mail import Fate
from scheduler.domain.web import Answer, Failure
from scheduler.domain.webhook import GONE, RELEASE_PUBLISHED, Delivery, Webhook, announcement, headers, outcome
from scheduler.services.ports import Chance, NewSecret, WebClient, prefixed
from scheduler.services.reading import Reader
from scheduler.services.repeating import begin, end, gone
from scheduler.services.running import Ran, Turn
from scheduler.services.sealing import Sealer, opened
from scheduler.store import webhooks
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.outbox import held_since
from scheduler.store.secrets import add_secret
from scheduler.store.webhooks import Behind, Claimed

CLAIM = 60
"""Seconds that a delivery is ours: well more than the web client takes for one."""

MOST_WEBHOOKS = 20
"""Of one event: more is a mistake, and each release asks all of them."""

MOST_TOLD = 20
"""Releases that are told of at once: a webhook that is further behind is told of the newest ones."""


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook as it was made, with what it signs by: told this once."""

    webhook: Webhook
    secret: str


def make(
    database: Database, sealer: Sealer, event: str, *, url: str, active: bool, now: int, new_secret: NewSecret
) -> Made:
    """A new webhook, told of releases from the next one on; `Unavailable` where secrets can't be stored."""
    _require_some(url)
    secret = prefixed("whsec_", new_secret)
    sealed = sealer.seal(secret)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        if len(webhooks.webhooks(session, event_id)) >= MOST_WEBHOOKS:
            raise InvalidInput(f"{event} has {MOST_WEBHOOKS} webhooks, as many as fit. Delete one first.")
        kept = add_secret(session, event_id, sealed, now)
        made = webhooks.add_webhook(session, event_id, url=url, secret=kept, active=active, at=now)
        session.commit()
    return Made(made, secret)


def listed(database: Database, event: str) -> tuple[Webhook, ...]:
    """Every webhook of an event, the oldest first."""
    with database.reading() as session:
        return webhooks.webhooks(session, revision_of(session, event)[0])


def one(database: Database, event: str, number: int) -> Webhook:
    """One webhook; `NotFound` if there is none of this id."""
    with database.reading() as session:
        return _known(webhooks.webhook(session, revision_of(session, event)[0], number), event, number)


def change(
    database: Database,
    event: str,
    number: int,
    *,
    url: str | None,
    active: bool | None,
    expected: int | None,
    now: int,
) -> Webhook:
    """The webhook, changed; `Stale` if it was changed since it was read as `expected`."""
    if url is not None:
        _require_some(url)
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        found = _known(webhooks.webhook(session, event_id, number, lock=True), event, number)
        _require_read(found, expected)
        url, active = found.url if url is None else url, found.active if active is None else active
        webhooks.change_webhook(session, event_id, number, url=url, active=active, at=now)
        session.commit()
    return one(database, event, number)


def delete(database: Database, event: str, number: int, *, expected: int | None) -> None:
    """Take a webhook away with its log; `Stale` if it was changed since it was read as `expected`."""
    with database.storing() as session:
        event_id, _ = revision_of(session, event)
        _require_read(_known(webhooks.webhook(session, event_id, number, lock=True), event, number), expected)
        webhooks.delete_webhook(session, event_id, number)
        session.commit()


def deliveries(database: Database, event: str, number: int) -> tuple[Delivery, ...]:
    """What a webhook was told or is to be, the newest first."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        _known(webhooks.webhook(session, event_id, number), event, number)
        return webhooks.deliveries(session, number)


def retry(
    database: Database, event: str, number: int, delivery: int, *, author: Author, repeat: Repeat | None = None
) -> Delivery:
    """A delivery that is there or was given up, due again; `NotFound` if there is none of this id."""
    with database.storing() as session:
        begin(session, author, repeat)
        event_id, _ = revision_of(session, event)
        found = webhooks.webhook(session, event_id, number, lock=True)
        _known(found, event, number)
        again = webhooks.retry(session, number, delivery, author.at)
        if again is None:
            raise NotFound(f"Webhook {number} has no delivery {delivery} that has ended. Those that wait are tried.")
        end(session, author, repeat, event=event, revision=delivery)
        session.commit()
    return again


def retried_before(database: Database, event: str, number: int, delivery: int, at: int) -> Delivery:
    """A delivery as it was when it became due again; `Gone` if it is no more."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        of = webhooks.webhook(session, event_id, number)
        found = webhooks.delivery(session, of.id, delivery) if of else None
    if found is None:
        raise gone()
    return replace(found, due_at=at, sent_at=None, attempts=0, status=None, milliseconds=None, error=None)


def call(
    database: Database,
    client: WebClient,
    sealer: Sealer,
    reader: Reader,
    clock: Clock,
    *,
    turn: Turn,
    chance: Chance,
    most: int,
    base_url: str,
) -> Ran:
    """How many deliveries were taken; it ends when none is due. One is given up that was tried `most` times."""
    with database.reading() as session:
        late = webhooks.behind(session)
    for each in late:
        if not turn.ending():
            _announce(database, reader, each, turn=turn, base_url=base_url, now=clock())
    came: Counter[str] = Counter()
    while not turn.ending():
        claimed = _claim(database, clock(), turn)
        if claimed is None:
            break
        came[_tell(database, client, sealer, clock, claimed, most, chance())] += 1
    with database.reading() as session:
        left, held = webhooks.count_due(session, clock()), held_since(session) is not None
    said = [f"{count} {what}" for what, count in came.items()]
    if left and held:
        said.append("what leaves is held: `flask mail release`")
    return Ran(done=came["sent"], due=left, said=", ".join(said))


def tell_active(session: DatabaseSession, event_id: int, what: str, body: Mapping[str, Any], now: int) -> None:
    """Let every webhook of an event that is switched on be told of something; the caller commits."""
    for each in webhooks.webhooks(session, event_id):
        if each.active:
            # Of one kind once a second at most, so the instant tells deliveries apart.
            webhooks.add_delivery(session, each.id, what=what, number=now, body=_json(body), at=now)


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _announce(database: Database, reader: Reader, late: Behind, *, turn: Turn, base_url: str, now: int) -> None:
    """Note what a webhook is to be told of each release that it wasn't told of; once, whoever else does the same."""
    first = max(late.told + 1, late.current - MOST_TOLD + 1)
    bodies = {}
    for number in range(first, late.current + 1):
        found = {each.number: each for each in reader.releases(late.event, [number - 1, number])}
        told = announcement(found.get(number - 1), found[number], base_url)
        bodies[number] = _json(told)
    with database.storing() as session:
        turn.check(session)
        if webhooks.note_told(session, late, late.current):
            for number, body in bodies.items():
                webhooks.add_delivery(session, late.webhook, what=RELEASE_PUBLISHED, number=number, body=body, at=now)
        session.commit()


def _claim(database: Database, now: int, turn: Turn) -> Claimed | None:
    with database.storing() as session:
        turn.check(session)
        claimed = webhooks.claim(session, now=now, until=now + CLAIM)
        session.commit()
    return claimed


def _tell(
    database: Database,
    client: WebClient,
    sealer: Sealer,
    clock: Clock,
    claimed: Claimed,
    most: int,
    chance: float,
) -> str:
    """What became of a delivery, in a word. The lease is not asked: whether it was taken has to be on record."""
    log = structlog.get_logger().bind(webhook=claimed.webhook, delivery=claimed.delivery.id)
    try:
        with database.reading() as session:
            secret = opened(session, sealer, claimed.event_id, [claimed.secret]).get(claimed.secret)
    except Unavailable as error:
        log.warning("webhook not called", said=error.detail)
        return "without a key"  # the claim ends by itself, and whoever has set the key by then tries again
    if secret is None:
        return "deleted meanwhile"  # the webhook, with what it signs by and this delivery
    now = clock()
    found = client.ask(
        "POST",
        claimed.url,
        headers=headers(claimed.webhook, claimed.delivery, secret, now),
        body=claimed.delivery.body.encode(),
    )
    what = outcome(found)
    fate = Fate.of(what, attempts=claimed.delivery.attempts, most=most, now=clock(), chance=chance)
    status = found.status if isinstance(found, Answer) else None
    if not _settle(database, claimed, fate, clock(), status=status, milliseconds=found.milliseconds):
        log.warning("delivery settled by somebody else: it may arrive twice", said=what.said)
    elif fate.sent:
        log.info("webhook called", status=status)
    else:
        led = {"address": found.address} if isinstance(found, Failure) and found.address else {}
        log.warning("webhook not called", what=what.what, said=what.said, given_up=fate.due_at is None, **led)
    return "given up" if what.what == "later" and fate.due_at is None else what.what


def _settle(
    database: Database, claimed: Claimed, fate: Fate, now: int, *, status: int | None, milliseconds: int
) -> bool:
    """Whether what came of a delivery is on record; a webhook whose receiver is gone is switched off."""
    with database.storing() as session:
        noted = webhooks.settle(session, claimed, fate, now, status=status, milliseconds=milliseconds)
        if status == GONE:
            webhooks.switch_off(session, claimed.webhook, now)
        session.commit()
    return noted


def _known(found: Webhook | None, event: str, number: int) -> Webhook:
    if found is None:
        raise NotFound(f"{event} has no webhook {number}.")
    return found


def _require_some(url: str) -> None:
    if not url:
        raise InvalidInput("A webhook needs an address that is called.", pointer="/url")


def _require_read(found: Webhook, expected: int | None) -> None:
    if expected is None:
        raise PreconditionRequired("Send If-Match with the ETag of the webhook that was read.")
    if expected != found.version:
        raise Stale("The webhook has changed since it was read. Read it again.", described(found), found.version)


def described(found: Webhook) -> dict[str, Any]:
    """A webhook for JSON."""
    return {
        "id": found.id,
        "url": found.url,
        "active": found.active,
        "created_at": isoformat(found.created_at),
        "changed_at": isoformat(found.changed_at),
    }
