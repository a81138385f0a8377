"""Accounts as whoever runs the service keeps them: making, granting, taking away, disabling."""

from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import InvalidInput, NotFound, StateConflict
from scheduler.domain.limits import SIGN_IN_PER_ACCOUNT
from scheduler.domain.roles import MODERATOR, ROLES, Actor, Grant, granted, require_grant, without
from scheduler.services.accounts import require_email
from scheduler.services.passwords import Passwords
from scheduler.services.ports import NewSecret
from scheduler.store.accounts import Token, account_id, revoke, tokens
from scheduler.store.attempts import forget_attempts
from scheduler.store.db import Database, unknown_event
from scheduler.store.sign_ins import end_resets, end_sign_ins
from scheduler.store.users import (
    Account,
    account_of,
    accounts,
    event_ids,
    event_names,
    grants,
    grants_of,
    room_slugs,
    save_grants,
    set_disabled,
    set_password,
)


@dataclass(frozen=True, slots=True)
class User:
    """An account, as whoever runs the service sees it."""

    email: str
    grants: tuple[Grant, ...]
    created_at: int
    disabled_at: int | None
    has_password: bool
    is_linked: bool


def create_user(
    database: Database, passwords: Passwords, email: str, grant: Grant, *, now: int, new_password: NewSecret
) -> str:
    """The password of a new user, shown this once; an account that has only tokens yet becomes one.

    `StateConflict` if there is such a user already.
    """
    email = require_email(email)
    require_grant(grant)
    password = new_password()
    hashed = passwords.hashed(password)
    with database.storing() as session:
        found = account_of(session, email, to_change=True)
        if found is not None and (found.password is not None or found.disabled_at is not None):
            raise StateConflict(
                f"There is a user {email} already. `user grant` gives another role, `user password` a new password."
            )
        account = account_id(session, email, now)
        set_password(session, account, hashed)
        _save(session, account, granted(grants_of(session, account), grant), new=grant)
        session.commit()
    return password


def grant_role(database: Database, email: str, grant: Grant, now: int) -> tuple[User, int]:
    """Somebody after being given a role, and how many tokens ended.

    It replaces the one that they had in the event; a moderator's comes beside what they have.

    Tokens that give more than the new role end if the old one gave that: whoever lowers a role means the tokens too.
    """
    require_grant(grant)
    with database.storing() as session:
        account = _require(session, email)
        before = grants_of(session, account.id)
        now_granted = granted(before, grant)
        _save(session, account.id, now_granted, new=grant)
        then, since = Actor(account.email, before), Actor(account.email, now_granted)
        lost = [
            token
            for token in tokens(session, account.email)
            if token.revoked_at is None and _covers(then, _given(token)) and not _covers(since, _given(token))
        ]
        for token in lost:
            revoke(session, token.id, now)
        session.commit()
    return _user(account, now_granted), len(lost)


def revoke_role(database: Database, email: str, event: str | None, role: str | None, now: int) -> tuple[User, int]:
    """Somebody after roles in an event (None: those in every event) were taken from them, and how many tokens ended.

    Tokens that give more than what is left end with the role: whoever takes it away means the tokens too.
    """
    with database.storing() as session:
        account = _require(session, email)
        if event is not None and event not in event_ids(session):
            raise unknown_event(session, event)
        before = grants_of(session, account.id)
        left = without(before, event, role)
        _save(session, account.id, left, new=None)
        actor = Actor(account.email, left)
        ended = [
            token
            for token in tokens(session, account.email)
            if token.event == event and token.revoked_at is None and not _covers(actor, _given(token))
        ]
        if before == left and not ended:
            raise NotFound(f"{account.email} has no such role, and no token for it. `user list` shows who has what.")
        for token in ended:
            revoke(session, token.id, now)
        session.commit()
    return _user(account, left), len(ended)


def disable_user(database: Database, email: str, now: int) -> None:
    """Let an account count for nothing: sign-ins end, tokens are refused, links for a new password too."""
    with database.storing() as session:
        account = _require(session, email)
        set_disabled(session, account.id, now)
        end_sign_ins(session, account.id, now)
        end_resets(session, account.id, now)
        session.commit()


def enable_user(database: Database, email: str) -> None:
    """Let a disabled account count again, with the roles, the password and the tokens that it had."""
    with database.storing() as session:
        set_disabled(session, _require(session, email).id, None)
        session.commit()


def renew_password(database: Database, passwords: Passwords, email: str, *, now: int, new_password: NewSecret) -> str:
    """A new password for somebody, shown this once; every sign-in with the old one ends."""
    password = new_password()
    hashed = passwords.hashed(password)
    with database.storing() as session:
        account = _require(session, email)
        set_password(session, account.id, hashed)
        end_sign_ins(session, account.id, now)
        end_resets(session, account.id, now)
        forget_attempts(session, SIGN_IN_PER_ACCOUNT, account.email)
        session.commit()
    return password


def list_users(database: Database) -> tuple[User, ...]:
    """Every account, by e-mail address."""
    with database.reading() as session:
        found = accounts(session)
        given = grants(session, (account.id for account in found))
    return tuple(_user(account, given.get(account.id, ())) for account in found)


def list_events(database: Database) -> tuple[tuple[str, str], ...]:
    """The slug and the name of every event, by name."""
    with database.reading() as session:
        return event_names(session)


def require_covered(actor: Actor, role: str, event: str | None) -> None:
    """`InvalidInput` if a token with this role would give more than whoever makes it has."""
    if role not in ROLES or not _covers(actor, Grant(role, event)):
        raise InvalidInput("A token can't give more than you have yourself.", pointer="/role")


def _given(token: Token) -> Grant:
    return Grant(token.role, token.event)


def _covers(actor: Actor, grant: Grant) -> bool:
    return actor.may_everywhere(grant.role) if grant.event is None else actor.may(grant.event, grant.role)


def _require(session: DatabaseSession, email: str) -> Account:
    """The account of an address, which nobody else changes meanwhile: of two who grant at once, none undoes the other.

    `NotFound` if there is none.
    """
    wanted = require_email(email)
    found = account_of(session, wanted, to_change=True)
    if found is None:
        raise NotFound(f"There is no account {wanted}. `user create` makes one, `user list` shows them.")
    return found


def _save(session: DatabaseSession, account: int, all_of_them: tuple[Grant, ...], *, new: Grant | None) -> None:
    events = event_ids(session)
    if new is not None and new.event is not None:
        if new.event not in events:
            raise unknown_event(session, new.event)
        if new.role == MODERATOR:
            _require_rooms(session, events[new.event], new)
    save_grants(session, account, all_of_them, events)


def _require_rooms(session: DatabaseSession, event: int, grant: Grant) -> None:
    known = room_slugs(session, event)
    unknown = [room for room in grant.rooms if room not in known]
    if unknown:
        there = ", ".join(sorted(known)[:40])
        raise InvalidInput(f"{grant.event} has no room {unknown[0][:100]!r}. There are: {there}.", pointer="/rooms")


def _user(account: Account, given: tuple[Grant, ...]) -> User:
    return User(
        account.email,
        given,
        account.created_at,
        account.disabled_at,
        account.password is not None,
        account.subject is not None,
    )
