"""Tokens: what is stored of them, who they are for, and when they end."""

import re
from hashlib import sha256

import pytest
from sqlalchemy import text

from scheduler.domain.clock import DAY
from scheduler.domain.errors import InvalidInput, NotFound, Unauthorized
from scheduler.domain.roles import Actor, Grant
from scheduler.services.accounts import authenticate, create_token, list_tokens, revoke_token
from scheduler.services.ports import random_token
from scheduler.store.accounts import Token
from scheduler.store.db import Database
from tests.everything import EVERYTHING
from tests.fakes import SteppingClock
from tests.services.forum import stored

NOW = 1_496_300_000


@pytest.fixture(autouse=True)
def event(database: Database) -> None:
    stored(database, EVERYTHING)


def made(
    database: Database,
    *,
    email: str = "ana@forum.example",
    name: str = "laptop",
    event: str | None = "everything",
    role: str = "editor",
    days: int = 30,
    secret: str = "psk_secret",  # noqa: S107 - of a test
) -> tuple[str, int]:
    return create_token(
        database,
        email=email,
        name=name,
        event=event,
        role=role,
        days=days,
        now=NOW,
        new_secret=lambda: secret,
    )


def test_a_token_is_known_again(database: Database) -> None:
    assert made(database, email=" Ana@Forum.Example ") == ("psk_secret", NOW + 30 * DAY)
    assert authenticate(database, "psk_secret", NOW) == Actor("ana@forum.example", (Grant("editor", "everything"),))


def test_one_without_an_event_counts_for_all(database: Database) -> None:
    made(database, event=None, role="owner")
    assert authenticate(database, "psk_secret", NOW) == Actor("ana@forum.example", (Grant("owner"),))


def test_only_a_digest_is_stored(database: Database) -> None:
    """Nothing in any row of a dump is a token that works, and a digest is none."""
    made(database)
    with database.reading() as session:
        (row,) = session.execute(text("SELECT * FROM token")).all()
    assert "psk_secret" not in repr(row)
    digest = sha256(b"psk_secret").hexdigest()
    assert digest in repr(row)
    with pytest.raises(Unauthorized):
        authenticate(database, digest, NOW)


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {random_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"psk_[A-Za-z0-9_-]{32}", token) for token in tokens)  # 32 times 6 bits: 192


def test_an_account_is_made_once(database: Database) -> None:
    made(database)
    made(database, email="ANA@forum.example", secret="psk_other")
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM account")).scalar_one() == 1
    assert [token.email for token in list_tokens(database, "ana@forum.example")] == ["ana@forum.example"] * 2


@pytest.mark.parametrize(("after", "is_known"), [(DAY - 1, True), (DAY, False), (DAY + 1, False)])
def test_a_token_ends(database: Database, after: int, is_known: bool) -> None:  # noqa: FBT001 - a table
    made(database, days=1)
    if is_known:
        assert authenticate(database, "psk_secret", NOW + after).may("everything", "editor")
    else:
        with pytest.raises(Unauthorized, match="has expired"):
            authenticate(database, "psk_secret", NOW + after)


def test_a_token_is_revoked_at_once(database: Database) -> None:
    made(database)
    (token,) = list_tokens(database)
    revoke_token(database, token.id, NOW)
    with pytest.raises(Unauthorized, match="was revoked"):
        authenticate(database, "psk_secret", NOW)
    with pytest.raises(NotFound):
        revoke_token(database, token.id, NOW)


def test_last_use_is_noted_once_an_hour(database: Database) -> None:
    made(database)
    clock = SteppingClock()
    seen: list[int | None] = []
    for at in (NOW, NOW + 3599, NOW + 3600):
        clock.now = at
        authenticate(database, "psk_secret", clock())
        seen.append(list_tokens(database)[0].last_used_at)
    assert seen == [NOW, NOW, NOW + 3600]


def test_a_token_on_record(database: Database) -> None:
    made(database, name="  Ana's \n laptop ")
    (token,) = list_tokens(database)
    assert token == Token(
        id=token.id,
        email="ana@forum.example",
        name="Ana's laptop",
        role="editor",
        event="everything",
        created_at=NOW,
        expires_at=NOW + 30 * DAY,
        last_used_at=None,
        revoked_at=None,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "ana"},
        {"email": "a b@forum.example"},
        {"email": "ana@forum example"},
        {"email": "ana@" + "x" * 300},
        {"email": "@forum.example"},
        {"email": "ana@forum..example"},
        {"email": "ana@-forum.example"},
        {"email": '"><script>@forum.example'},
        {"email": "ana,bob@forum.example"},
        {"email": "ana\u202ebob@forum.example"},
        {"email": "ana\u200bbob@forum.example"},
        {"email": "ana\udcff@forum.example"},
        {"name": " "},
        {"name": "x" * 101},
        {"role": "king"},
        {"days": 0},
        {"days": 3651},
    ],
    ids=str,
)
def test_what_can_be_no_token(database: Database, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        made(database, **wrong)  # type: ignore[arg-type] # one of several kinds
    assert list_tokens(database) == ()


def test_an_unknown_event_is_named_and_nothing_is_stored(database: Database) -> None:
    with pytest.raises(NotFound, match="There is: everything"):
        made(database, event="nothing")
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM account")).scalar_one() == 0
