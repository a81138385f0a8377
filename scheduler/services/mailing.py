"""The outbox: sending what is due, one unit a mail, and what operators do about it.

A mail is claimed in one transaction, given to the server outside of any, and settled in another. None is lost: whose
sender dies is due again when the claim ends. It can arrive twice, with the same Message-ID, if the server took it and
we don't get to note that: the process dies or stands still for longer than the claim, or the connection breaks before
the server's answer.
"""

from collections import Counter
from collections.abc import Sequence

import structlog

from scheduler.domain.clock import Clock
from scheduler.domain.errors import NotFound, StateConflict
from scheduler.domain.mail import Fate
from scheduler.services.ports import Chance, Mailer
from scheduler.services.running import Ran, Turn
from scheduler.store import outbox
from scheduler.store.db import Database
from scheduler.store.outbox import Claimed, Listed, State

CLAIM = 180
"""Seconds that a mail is ours: more than twice what the mailer may take for one."""


def deliver(
    database: Database,
    mailer: Mailer | None,
    clock: Clock,
    *,
    turn: Turn,
    chance: Chance,
    most: int,
    per_minute: int,
) -> Ran:
    """How many mails the server took; it ends when none is due, the rate is reached, or the server takes none.

    A mail is given up, and on the list of the dead, once it is refused for good or was tried `most` times.
    """
    due = _due(database, clock())
    if not due:
        return Ran()
    if mailer is None:
        return Ran(due=due, said="no mail server is set (SMTP_URL): mails wait in the outbox")
    came: Counter[str] = Counter()
    with database.storing() as session:
        turn.check(session)
        came["given up"] = outbox.bury(session, now=clock(), most=most)
        session.commit()
    while not turn.ending() and not came["away"]:
        claimed = _claim(database, clock(), turn, per_minute)
        if claimed is None:
            break
        came[_send(database, mailer, clock, claimed, most, chance())] += 1
    with database.reading() as session:
        left, held = outbox.count_due(session, clock()), outbox.held_since(session) is not None
    words = [f"{count} {what}" for what, count in came.items() if count]
    if held:
        words.append("the outbox is held: `flask mail release`")
    return Ran(done=came["sent"], due=left, said=", ".join(words))


def _due(database: Database, now: int) -> int:
    with database.reading() as session:
        return outbox.count_due(session, now)


def _claim(database: Database, now: int, turn: Turn, per_minute: int) -> Claimed | None:
    with database.storing() as session:
        turn.check(session)
        claimed = outbox.claim(session, now=now, until=now + CLAIM, per_minute=per_minute)
        session.commit()
    return claimed


def _send(database: Database, mailer: Mailer, clock: Clock, claimed: Claimed, most: int, chance: float) -> str:
    """What became of a mail, in a word. The lease is not asked: whether the mail has gone has to be on record."""
    log = structlog.get_logger().bind(mail=claimed.mail.id, kind=claimed.mail.kind, attempt=claimed.attempt)
    if clock() >= claimed.until:
        log.warning("mail not tried: this process stood still, and the claim has ended")
        return "claimed too long"
    outcome = mailer.send(claimed.mail, clock())
    fate = Fate.of(outcome, attempts=claimed.attempt, most=most, now=clock(), chance=chance)
    with database.storing() as session:
        noted = outbox.settle(session, claimed, fate, clock())
        session.commit()
    if not noted:
        log.warning("mail settled by somebody else: it may arrive twice", what=outcome.what, said=outcome.said)
    elif fate.sent:
        log.info("mail sent", said=outcome.said)
    else:
        log.warning("mail not sent", what=outcome.what, said=outcome.said, given_up=fate.due_at is None)
    if outcome.what == "later" and fate.due_at is None:
        return "given up"
    return outcome.what


def list_mails(database: Database, state: State, limit: int) -> tuple[Listed, ...]:
    """The newest mails of a state, oldest first, without their words."""
    with database.reading() as session:
        return outbox.mails(session, state, limit)


def retry_mails(database: Database, ids: Sequence[int] | None, now: int) -> int:
    """How many dead mails, of these or all, are due again; `NotFound` names those that are not dead."""
    with database.storing() as session:
        again = outbox.retry(session, ids, now)
        missing = sorted(set(ids or ()) - set(again))
        if missing:
            raise NotFound(f"No dead mail has the id {missing[0]}. `flask mail list --dead` shows them.")
        session.commit()
    return len(again)


def held_since(database: Database) -> int | None:
    """Since when the outbox is held; None if it is not."""
    with database.reading() as session:
        return outbox.held_since(session)


def release_outbox(database: Database) -> None:
    """Mails go out again; `StateConflict` if they were not held."""
    with database.storing() as session:
        if not outbox.release(session):
            raise StateConflict("The outbox is not held: mails go out.")
        session.commit()
