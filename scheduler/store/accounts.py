"""Tokens, as stored, and the accounts that they are of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.store.models.accounts import AccountRow, TokenRow
from scheduler.store.models.event import EventRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is on record: whose, what for, until when. Times are instants; the token itself is not kept.

    `is_disabled`: its account is, so that it counts for nothing.
    """

    id: int
    email: str
    name: str
    role: str
    event: str | None
    created_at: int
    expires_at: int
    last_used_at: int | None
    revoked_at: int | None
    is_disabled: bool = False


def account_id(database: DatabaseSession, email: str, at: int) -> int:
    """The id of the account of this e-mail address, made if there is none."""
    found = database.scalar(select(AccountRow.id).where(AccountRow.email == email))
    if found is not None:
        return found
    row = AccountRow(email=email, created_at=to_utc(at))
    database.add(row)
    database.flush()
    return row.id


def add_token(
    database: DatabaseSession,
    account: int,
    *,
    event_id: int | None,
    name: str,
    role: str,
    digest: str,
    created_at: int,
    expires_at: int,
) -> None:
    """Store a token, by the digest alone."""
    database.execute(
        insert(table_of(TokenRow)).values(
            account_id=account,
            event_id=event_id,
            name=name,
            role=role,
            digest=digest,
            created_at=to_utc(created_at),
            expires_at=to_utc(expires_at),
        )
    )


def token_of(database: DatabaseSession, digest: str) -> Token | None:
    """The token of a digest, whether it counts or not."""
    return next(iter(_tokens(database, _query().where(TokenRow.digest == digest))), None)


def tokens(database: DatabaseSession, email: str | None = None) -> tuple[Token, ...]:
    """Every token, or those of one account, oldest first."""
    query = _query().order_by(TokenRow.id)
    return _tokens(database, query if email is None else query.where(AccountRow.email == email))


def note_use(database: DatabaseSession, token: int, at: int) -> None:
    """Note when a token was last used."""
    table = table_of(TokenRow)
    database.execute(update(table).where(table.c.id == token).values(last_used_at=to_utc(at)))


def revoke(database: DatabaseSession, token: int, at: int) -> bool:
    """End a token; whether there was one to end."""
    table = table_of(TokenRow)
    ended = update(table).where(table.c.id == token, table.c.revoked_at.is_(None)).values(revoked_at=to_utc(at))
    return database.execute(ended.returning(table.c.id)).one_or_none() is not None


def _query() -> Select[TokenRow, str, datetime | None, str]:
    return (
        select(TokenRow, AccountRow.email, AccountRow.disabled_at, EventRow.slug)
        .join(AccountRow, TokenRow.account_id == AccountRow.id)
        .outerjoin(EventRow, TokenRow.event_id == EventRow.id)
    )


def _tokens(database: DatabaseSession, query: Select[TokenRow, str, datetime | None, str]) -> tuple[Token, ...]:
    return tuple(
        Token(
            id=row.id,
            email=email,
            name=row.name,
            role=row.role,
            event=event,
            created_at=from_datetime(row.created_at),
            expires_at=from_datetime(row.expires_at),
            last_used_at=instant_of(row.last_used_at),
            revoked_at=instant_of(row.revoked_at),
            is_disabled=disabled_at is not None,
        )
        for row, email, disabled_at, event in database.execute(query)
    )
