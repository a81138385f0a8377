"""Tokens of the API: giving them out once, knowing them again by their digest, ending them."""

import re

from scheduler.domain.clock import DAY
from scheduler.domain.errors import InvalidInput, NotFound, Unauthorized
from scheduler.domain.roles import ROLES, Actor, Grant
from scheduler.domain.wording import clean_line
from scheduler.services.digests import digest_of
from scheduler.services.ports import NewSecret
from scheduler.store.accounts import Token, account_id, add_token, note_use, revoke, token_of, tokens
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of

LONGEST_NAME = 100
LONGEST_DAYS = 3650
_USE_NOTED_EVERY = 3600
"""Seconds: that a token is in use is worth a write an hour, not one a request."""

# What would have to be quoted in a header (RFC 5322 section 3.2.3) is refused.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"""[^@\s\x00-\x1f\x7f()<>\[\]:;\\,"]{{1,64}}@{_LABEL}(?:\.{_LABEL})*""")


def create_token(
    database: Database,
    *,
    email: str,
    name: str,
    event: str | None,
    role: str,
    days: int,
    now: int,
    new_secret: NewSecret,
) -> tuple[str, int]:
    """A new token, shown this once, and the instant at which it expires; the account is made if it is new.

    `InvalidInput` says what can't be; `NotFound` names the events that exist.
    """
    email, name = require_email(email), clean_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"A token needs a name of 1 to {LONGEST_NAME} characters.", pointer="/name")
    if role not in ROLES:
        raise InvalidInput(f"There is no role {role[:40]!r}. There are: {', '.join(ROLES)}.", pointer="/role")
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(f"A token lives for 1 to {LONGEST_DAYS} days.", pointer="/days")
    secret = new_secret()
    expires = now + days * DAY
    with database.storing() as session:
        add_token(
            session,
            account_id(session, email, now),
            event_id=None if event is None else revision_of(session, event)[0],
            name=name,
            role=role,
            digest=digest_of(secret),
            created_at=now,
            expires_at=expires,
        )
        session.commit()
    return secret, expires


def authenticate(database: Database, secret: str, now: int) -> Actor:
    """Who sends this token; `Unauthorized` if it is unknown, expired, revoked or of an account that is disabled.

    A token has the role that it was made with: its account may have none, as one that a program uses.
    """
    with database.reading() as session:
        found = token_of(session, digest_of(secret))
    if found is None:
        raise Unauthorized("This token is not known here. Check that it was copied whole.", sent=True)
    if found.revoked_at is not None:
        raise Unauthorized("This token was revoked. Ask for a new one.", sent=True)
    if found.is_disabled:
        raise Unauthorized("The account of this token is disabled. Ask whoever runs the service.", sent=True)
    if found.expires_at <= now:
        raise Unauthorized("This token has expired. Ask for a new one.", sent=True)
    if found.last_used_at is None or now - found.last_used_at >= _USE_NOTED_EVERY:
        with database.storing() as session:
            note_use(session, found.id, now)
            session.commit()
    return Actor(found.email, (Grant(found.role, found.event),), found.id)


def list_tokens(database: Database, email: str | None = None) -> tuple[Token, ...]:
    """Every token on record, or those of one account."""
    with database.reading() as session:
        return tokens(session, None if email is None else require_email(email))


def revoke_token(database: Database, token: int, now: int) -> None:
    """End a token at once; `NotFound` if there is none of this id that could be ended."""
    with database.storing() as session:
        if not revoke(session, token, now):
            raise NotFound(f"There is no token {token} that could be revoked. `token list` shows them.")
        session.commit()


def revoke_own_token(database: Database, email: str, token: int, now: int) -> None:
    """End a token of one's own at once; `NotFound` if there is none of this id."""
    with database.storing() as session:
        if token not in {each.id for each in tokens(session, email)} or not revoke(session, token, now):
            raise NotFound(f"You have no token {token} that could be revoked.")
        session.commit()


def folded_email(text: str) -> str:
    """What somebody typed as their address, as accounts have it; it may be none."""
    return clean_line(text[:1000]).lower()


def require_email(email: str) -> str:
    """The address in lower case; `InvalidInput` if it can't be one."""
    folded = email.strip().lower()
    # What cleaning takes out is unseen, or turns the direction of words: one address would pass for another.
    if len(folded) > 254 or not _EMAIL.fullmatch(folded) or clean_line(folded) != folded:
        raise InvalidInput(f"{email[:80]!r} is no e-mail address.", pointer="/email")
    return folded
