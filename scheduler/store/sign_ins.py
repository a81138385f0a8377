"""Who is signed in where, and links for a new password, as stored: by digests, so that a dump lets nobody in."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.store.models.accounts import AccountRow, ResetRow, SignInRow
from scheduler.store.rows import table_of

_SIGN_IN = table_of(SignInRow)
_RESET = table_of(ResetRow)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser in which somebody signed in at `created_at` and was last seen at `seen_at`, both instants."""

    id: int
    account: int
    email: str
    created_at: int
    seen_at: int
    agent: str


def add_sign_in(database: DatabaseSession, account: int, digest: str, agent: str, at: int) -> None:
    """Let a browser be signed in."""
    moment = to_utc(at)
    database.execute(
        insert(_SIGN_IN).values(
            account_id=account, digest=digest, created_at=moment, seen_at=moment, agent=agent, ended_at=None
        )
    )


def sign_in_of(database: DatabaseSession, digest: str) -> SignIn | None:
    """The sign-in of a digest that was not ended, of an account that counts."""
    found = database.execute(
        select(SignInRow, AccountRow.email)
        .join(AccountRow, SignInRow.account_id == AccountRow.id)
        .where(SignInRow.digest == digest, SignInRow.ended_at.is_(None), AccountRow.disabled_at.is_(None))
    ).one_or_none()
    return None if found is None else _made(*found)


def sign_ins_of(database: DatabaseSession, account: int) -> tuple[SignIn, ...]:
    """The sign-ins of an account that were not ended, the one last seen first."""
    rows = database.execute(
        select(SignInRow, AccountRow.email)
        .join(AccountRow, SignInRow.account_id == AccountRow.id)
        .where(SignInRow.account_id == account, SignInRow.ended_at.is_(None))
        .order_by(SignInRow.seen_at.desc(), SignInRow.id.desc())
    )
    return tuple(_made(row, email) for row, email in rows)


def note_seen(database: DatabaseSession, sign_in: int, at: int) -> None:
    """Note when a browser was last seen."""
    database.execute(update(_SIGN_IN).where(_SIGN_IN.c.id == sign_in).values(seen_at=to_utc(at)))


def end_sign_in(database: DatabaseSession, digest: str, at: int) -> None:
    """End the sign-in of a digest, if there is one."""
    ended = update(_SIGN_IN).where(_SIGN_IN.c.digest == digest, _SIGN_IN.c.ended_at.is_(None))
    database.execute(ended.values(ended_at=to_utc(at)))


def end_sign_ins(database: DatabaseSession, account: int, at: int) -> None:
    """End every sign-in of an account."""
    ended = update(_SIGN_IN).where(_SIGN_IN.c.account_id == account, _SIGN_IN.c.ended_at.is_(None))
    database.execute(ended.values(ended_at=to_utc(at)))


def forget_sign_ins(database: DatabaseSession, account: int, begun_before: int) -> None:
    """Delete an account's sign-ins that were ended, or began before an instant."""
    gone = or_(_SIGN_IN.c.ended_at.is_not(None), _SIGN_IN.c.created_at <= to_utc(begun_before))
    database.execute(delete(_SIGN_IN).where(_SIGN_IN.c.account_id == account, gone))


def add_reset(database: DatabaseSession, account: int, digest: str, expires_at: int) -> None:
    """Store a link for a new password."""
    database.execute(insert(_RESET).values(account_id=account, digest=digest, expires_at=to_utc(expires_at)))


def forget_resets(database: DatabaseSession, expired_before: int) -> None:
    """Delete links that expired before an instant."""
    database.execute(delete(_RESET).where(_RESET.c.expires_at < to_utc(expired_before)))


def reset_of(database: DatabaseSession, digest: str, at: int) -> int | None:
    """The account that a link sets a new password of at an instant; None if it does not, or no more."""
    return database.scalar(
        select(ResetRow.account_id)
        .join(AccountRow, ResetRow.account_id == AccountRow.id)
        .where(
            ResetRow.digest == digest,
            ResetRow.used_at.is_(None),
            ResetRow.expires_at > to_utc(at),
            AccountRow.disabled_at.is_(None),
        )
    )


def use_reset(database: DatabaseSession, digest: str, at: int) -> int | None:
    """The account of a link that is used up by this; None if it does not count.

    One statement does it, so that of several at once one succeeds.
    """
    used = (
        update(_RESET)
        .where(_RESET.c.digest == digest, _RESET.c.used_at.is_(None), _RESET.c.expires_at > to_utc(at))
        .values(used_at=to_utc(at))
        .returning(_RESET.c.account_id)
    )
    return database.execute(used).scalar_one_or_none()


def end_resets(database: DatabaseSession, account: int, at: int) -> None:
    """Use up every link of an account."""
    ended = update(_RESET).where(_RESET.c.account_id == account, _RESET.c.used_at.is_(None))
    database.execute(ended.values(used_at=to_utc(at)))


def _made(row: SignInRow, email: str) -> SignIn:
    return SignIn(
        id=row.id,
        account=row.account_id,
        email=email,
        created_at=from_datetime(row.created_at),
        seen_at=from_datetime(row.seen_at),
        agent=row.agent,
    )
