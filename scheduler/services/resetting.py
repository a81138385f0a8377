"""Forgotten passwords: a link by mail that sets a new one, once, within a quarter of an hour."""

from scheduler.domain.clock import MINUTE
from scheduler.domain.errors import Gone
from scheduler.domain.limits import (
    RESET_PER_ACCOUNT,
    RESET_PER_ADDRESS,
    RESET_USE_PER_ADDRESS,
    SIGN_IN_PER_ACCOUNT,
)
from scheduler.domain.passwords import require_password
from scheduler.services.accounts import folded_email
from scheduler.services.digests import digest_of
from scheduler.services.limiting import admit
from scheduler.services.notices import password_changed, reset_link
from scheduler.services.passwords import Passwords
from scheduler.services.ports import NewSecret
from scheduler.store.attempts import forget_attempts
from scheduler.store.db import Database
from scheduler.store.sign_ins import add_reset, end_resets, end_sign_ins, forget_resets, reset_of, use_reset
from scheduler.store.users import account_of, locked_account, set_password

LASTING = 15 * MINUTE


def ask_for_reset(database: Database, email: str, *, address: str, root: str, now: int, new_secret: NewSecret) -> None:
    """Send a link to the account of this address if there is one; who asks is not told whether.

    The link begins with `root`. `TooManyRequests` after too many, whether there is an account or not.
    """
    email = folded_email(email)
    admit(database, ((RESET_PER_ACCOUNT, email), (RESET_PER_ADDRESS, address)), now)
    secret = new_secret()
    with database.storing() as session:
        forget_resets(session, now - LASTING)
        account = account_of(session, email)
        if account is not None and account.disabled_at is None:
            add_reset(session, account.id, digest_of(secret), now + LASTING)
            reset_link(session, account.email, f"{root}{secret}", LASTING, now)
        session.commit()


def require_reset(database: Database, secret: str, now: int) -> None:
    """`Gone` if this link does not set a password, or no more; looking at it uses nothing up."""
    with database.reading() as session:
        found = reset_of(session, digest_of(secret), now)
    if found is None:
        raise _gone()


def reset_password(database: Database, passwords: Passwords, secret: str, new: str, *, address: str, now: int) -> None:
    """Set a new password by a link, which is used up by it; every sign-in of the account is ended.

    A password that can't be one leaves the link as it is.
    """
    require_password(new)
    admit(database, ((RESET_USE_PER_ADDRESS, address),), now)
    require_reset(database, secret, now)  # hashing takes its time: not for everybody who guesses
    hashed = passwords.hashed(new)
    with database.storing() as session:
        number = reset_of(session, digest_of(secret), now)
        # Locked before the link is used up: two links at once would wait for each other's, until the database ends one.
        account = None if number is None else locked_account(session, number)
        if account is None or account.disabled_at is not None or use_reset(session, digest_of(secret), now) is None:
            raise _gone()
        set_password(session, account.id, hashed)
        end_sign_ins(session, account.id, now)
        end_resets(session, account.id, now)
        forget_attempts(session, SIGN_IN_PER_ACCOUNT, account.email)
        password_changed(session, account.email, now)
        session.commit()


def _gone() -> Gone:
    return Gone("This link is used up, or older than 15 minutes. Ask for another one at the sign-in page.")
