"""Accounts and what was granted to them, as stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.roles import Grant
from scheduler.store.models.accounts import AccountRow, AssignmentRow
from scheduler.store.models.event import EventRow
from scheduler.store.models.venue import RoomRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

_ACCOUNT = table_of(AccountRow)
_ASSIGNMENT = table_of(AssignmentRow)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in: `password` is its hash, `subject` who they are to the sign-in provider."""

    id: int
    email: str
    created_at: int
    password: str | None
    subject: str | None
    disabled_at: int | None


def account_of(database: DatabaseSession, email: str, *, to_change: bool = False) -> Account | None:
    """The account of an e-mail address; one `to_change` is locked, as by `locked_account`."""
    query = select(AccountRow).where(AccountRow.email == email)
    return _account(database, query.with_for_update() if to_change else query)


def account_of_subject(database: DatabaseSession, subject: str) -> Account | None:
    """The account that somebody of the sign-in provider is linked to."""
    return _account(database, select(AccountRow).where(AccountRow.subject == subject))


def locked_account(database: DatabaseSession, account: int) -> Account | None:
    """The account as it stands, which nobody else changes before this unit of work ends."""
    # SQLite has locked the whole database already, and leaves FOR UPDATE out.
    return _account(database, select(AccountRow).where(AccountRow.id == account).with_for_update())


def accounts(database: DatabaseSession) -> tuple[Account, ...]:
    """Every account, by e-mail address."""
    return tuple(map(_made, database.scalars(select(AccountRow).order_by(AccountRow.email))))


def set_password(database: DatabaseSession, account: int, password: str) -> None:
    """Store the hash of a password."""
    database.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(password=password))


def set_subject(database: DatabaseSession, account: int, subject: str) -> None:
    """Link the account to somebody of the sign-in provider."""
    database.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(subject=subject))


def set_disabled(database: DatabaseSession, account: int, at: int | None) -> None:
    """Let the account count for nothing from an instant on, or (None) count again."""
    moment = None if at is None else to_utc(at)
    database.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(disabled_at=moment))


def grants_of(database: DatabaseSession, account: int) -> tuple[Grant, ...]:
    """What was granted to an account, in the order in which it was."""
    return grants(database, (account,)).get(account, ())


def grants(database: DatabaseSession, of: Iterable[int]) -> Mapping[int, tuple[Grant, ...]]:
    """What was granted to each of these accounts; those without anything are left out."""
    found: dict[int, tuple[Grant, ...]] = {}
    rows = database.execute(
        select(AssignmentRow, EventRow.slug)
        .outerjoin(EventRow, AssignmentRow.event_id == EventRow.id)
        .where(AssignmentRow.account_id.in_(tuple(of)))
        .order_by(AssignmentRow.id)
    )
    for row, event in rows:
        grant = Grant(
            row.role,
            event,
            tuple(row.rooms),
            instant_of(row.starts_at),
            instant_of(row.ends_at),
        )
        found[row.account_id] = (*found.get(row.account_id, ()), grant)
    return found


def save_grants(database: DatabaseSession, account: int, granted: Iterable[Grant], events: Mapping[str, int]) -> None:
    """Let this be all that is granted to an account; `events` are the ids of the events that are named."""
    database.execute(delete(_ASSIGNMENT).where(_ASSIGNMENT.c.account_id == account))
    for grant in granted:
        database.execute(
            insert(_ASSIGNMENT).values(
                account_id=account,
                event_id=None if grant.event is None else events[grant.event],
                role=grant.role,
                rooms=list(grant.rooms),
                starts_at=None if grant.starts is None else to_utc(grant.starts),
                ends_at=None if grant.ends is None else to_utc(grant.ends),
            )
        )


def event_ids(database: DatabaseSession) -> Mapping[str, int]:
    """The id of every event, by its slug."""
    return {row.slug: row.id for row in database.execute(select(EventRow.slug, EventRow.id))}


def event_names(database: DatabaseSession) -> tuple[tuple[str, str], ...]:
    """The slug and the name of every event, by name."""
    rows = database.execute(select(EventRow.slug, EventRow.name).order_by(EventRow.name, EventRow.slug))
    return tuple((slug, name) for slug, name in rows)


def room_slugs(database: DatabaseSession, event: int) -> frozenset[str]:
    """The slugs of an event's rooms."""
    return frozenset(database.scalars(select(RoomRow.slug).where(RoomRow.event_id == event)))


def _account(database: DatabaseSession, query: Select[AccountRow]) -> Account | None:
    row = database.scalar(query)
    return None if row is None else _made(row)


def _made(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        created_at=from_datetime(row.created_at),
        password=row.password,
        subject=row.subject,
        disabled_at=instant_of(row.disabled_at),
    )
