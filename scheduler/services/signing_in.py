"""Signing in and out: sessions that lie in the database, so that any of them ends when it should."""

from dataclasses import dataclass, replace

from scheduler.domain.errors import Forbidden, InvalidInput, StateConflict
from scheduler.domain.limits import SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS
from scheduler.domain.passwords import require_password
from scheduler.domain.roles import Actor
from scheduler.domain.wording import clean_line
from scheduler.services.accounts import folded_email
from scheduler.services.digests import digest_of
from scheduler.services.limiting import Counted, admit, forgive
from scheduler.services.notices import password_changed
from scheduler.services.passwords import Passwords
from scheduler.services.ports import NewSecret
from scheduler.store.db import Database
from scheduler.store.sign_ins import (
    SignIn,
    add_sign_in,
    end_resets,
    end_sign_in,
    end_sign_ins,
    forget_sign_ins,
    note_seen,
    sign_in_of,
    sign_ins_of,
)
from scheduler.store.users import account_of, account_of_subject, grants_of, locked_account, set_password, set_subject

_SEEN_NOTED_EVERY = 60
"""Seconds: a desk asks each second what is new; that somebody is there is worth a write a minute."""
_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Came:
    """Where somebody comes from: an address, a browser, and the secret of the cookie that it sent, if any."""

    address: str
    agent: str = ""
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in, and where."""

    actor: Actor
    account: int
    sign_in: int


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who is signed in. `idle` and `lasting` are seconds: since somebody was last seen, and since they signed in."""

    database: Database
    passwords: Passwords
    new_secret: NewSecret
    idle: int
    lasting: int

    def sign_in(self, email: str, password: str, came: Came, now: int) -> str:
        """The secret of a new sign-in, for the cookie; the one that the browser had is ended.

        `InvalidInput` says the same of a wrong password, an unknown address and a disabled account, after the same
        work. `TooManyRequests` after too many failures, whatever the password is.
        """
        email = folded_email(email)
        counted = self._counted(email, came)
        admit(self.database, counted, now)
        with self.database.reading() as session:
            account = account_of(session, email)
        stored = account.password if account else None
        is_right = self.passwords.is_right(stored, password)
        if account is None or stored is None or not is_right or account.disabled_at is not None:
            raise InvalidInput("That address and password do not belong together. Check both.", pointer="/password")
        new_hash = self.passwords.hashed(password) if self.passwords.is_outdated(stored) else None
        secret = self._begin(account.id, stored, came, now, new_hash)
        forgive(self.database, counted[:1], counted[1:])
        return secret

    def sign_in_linked(self, subject: str, email: str, came: Came, now: int) -> str:
        """The secret of a new sign-in of somebody whom the sign-in provider vouches for; `Forbidden` if they have none.

        `email` is an address that the provider has verified, or empty; by it an account is linked the first time.
        """
        with self.database.reading() as session:
            account = account_of_subject(session, subject) or (account_of(session, email) if email else None)
        if account is None or account.disabled_at is not None or account.subject not in {None, subject}:
            raise Forbidden("There is no account here for who you are there. Ask whoever runs the service for one.")
        with self.database.storing() as session:
            found = locked_account(session, account.id)
            if found is None or found.disabled_at is not None or found.subject not in {None, subject}:
                raise Forbidden("This account has changed in the meantime. Sign in again.")
            if found.subject is None:
                set_subject(session, found.id, subject)
            session.commit()
        return self._begin(account.id, found.password, came, now, None)

    def who(self, secret: str, now: int) -> SignedIn | None:
        """Who is signed in by this cookie; None if it is unknown, was ended, or is over."""
        with self.database.reading() as session:
            found = sign_in_of(session, digest_of(secret))
            if found is None or self._is_over(found, now):
                return None
            granted = grants_of(session, found.account)
        if now - found.seen_at >= _SEEN_NOTED_EVERY:
            with self.database.storing() as session:
                note_seen(session, found.id, now)
                session.commit()
        return SignedIn(Actor(found.email, granted), found.account, found.id)

    def sign_out(self, secret: str, now: int) -> None:
        """End the sign-in of this cookie, if it is one."""
        with self.database.storing() as session:
            end_sign_in(session, digest_of(secret), now)
            session.commit()

    def sign_out_everywhere(self, who: SignedIn, now: int) -> None:
        """End every sign-in of somebody, this one too."""
        with self.database.storing() as session:
            end_sign_ins(session, who.account, now)
            session.commit()

    def where(self, who: SignedIn, now: int) -> tuple[SignIn, ...]:
        """Where somebody is signed in, the browser last seen first."""
        with self.database.reading() as session:
            found = sign_ins_of(session, who.account)
        return tuple(each for each in found if not self._is_over(each, now))

    def change_password(self, who: SignedIn, old: str, new: str, came: Came, now: int) -> str:
        """The secret of the sign-in that goes on, after all others were ended and the password was changed.

        `InvalidInput` if the old one is wrong or the new one can't be one. Guesses count as those at the sign-in do.
        """
        require_password(new)
        counted = self._counted(who.actor.email, came)
        admit(self.database, counted, now)
        with self.database.reading() as session:
            account = account_of(session, who.actor.email)
        stored = account.password if account else None
        if not self.passwords.is_right(stored, old) or stored is None:
            raise InvalidInput("The present password is another.", pointer="/old")
        hashed = self.passwords.hashed(new)
        with self.database.storing() as session:
            found = locked_account(session, who.account)
            if found is None or found.password != stored:
                raise InvalidInput("The password was changed in the meantime. Try again.", pointer="/old")
            set_password(session, found.id, hashed)
            end_sign_ins(session, found.id, now)
            end_resets(session, found.id, now)
            password_changed(session, found.email, now)
            session.commit()
        secret = self._begin(who.account, hashed, replace(came, cookie=None), now, None)
        forgive(self.database, counted[:1], counted[1:])
        return secret

    def _begin(self, account: int, password: str | None, came: Came, now: int, new_hash: str | None) -> str:
        """Sign in whoever proved who they are, unless their account changed while they did."""
        secret = self.new_secret()
        with self.database.storing() as session:
            found = locked_account(session, account)
            if found is None or found.disabled_at is not None or found.password != password:
                raise StateConflict("This account has changed in the meantime. Sign in again.")
            if new_hash is not None:
                set_password(session, account, new_hash)
            if came.cookie is not None:
                end_sign_in(session, digest_of(came.cookie), now)
            forget_sign_ins(session, account, now - self.lasting)
            add_sign_in(session, account, digest_of(secret), clean_line(came.agent)[:_LONGEST_AGENT], now)
            session.commit()
        return secret

    def _is_over(self, found: SignIn, now: int) -> bool:
        return now - found.seen_at >= self.idle or now - found.created_at >= self.lasting

    @staticmethod
    def _counted(email: str, came: Came) -> Counted:
        return ((SIGN_IN_PER_ACCOUNT, email), (SIGN_IN_PER_ADDRESS, came.address))
