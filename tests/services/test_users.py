"""Accounts as the command line keeps them: what is made, granted and taken away."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.domain.errors import InvalidInput, NotFound, StateConflict, Unauthorized
from scheduler.domain.roles import MODERATOR, Actor, Grant
from scheduler.services.accounts import authenticate, create_token, list_tokens, revoke_own_token
from scheduler.services.ports import random_password, random_secret
from scheduler.services.users import (
    User,
    create_user,
    disable_user,
    enable_user,
    grant_role,
    list_users,
    renew_password,
    require_covered,
    revoke_role,
)
from scheduler.store.db import Database
from tests.everything import EVERYTHING
from tests.factories import event as event_of
from tests.factories import programme
from tests.services.desk import ANA, NOW, PASSWORD, QUICK, ana
from tests.services.forum import stored

ROOM = EVERYTHING.rooms[0].slug


@pytest.fixture(autouse=True)
def event(database: Database) -> None:
    stored(database, EVERYTHING)


def token(database: Database, role: str, event: str | None, *, email: str = ANA) -> str:
    secret = f"psk_{role}_{event}_{email}"
    create_token(database, email=email, name="t", event=event, role=role, days=30, now=NOW, new_secret=lambda: secret)
    return secret


def is_known(database: Database, secret: str) -> bool:
    try:
        return bool(authenticate(database, secret, NOW))
    except Unauthorized:
        return False


def test_a_user_on_record(database: Database) -> None:
    given = Grant(MODERATOR, "everything", (ROOM,), NOW, NOW + 3600)
    made = create_user(database, QUICK, " Ana@Forum.example ", given, now=NOW, new_password=lambda: PASSWORD)
    assert made == PASSWORD
    token(database, "viewer", None, email="robot@forum.example")
    assert list_users(database) == (
        User(ANA, (given,), NOW, None, has_password=True, is_linked=False),
        User("robot@forum.example", (), NOW, None, has_password=False, is_linked=False),
    )


def test_passwords_and_secrets_are_long_and_never_the_same() -> None:
    passwords, secrets = ({make() for _ in range(100)} for make in (random_password, random_secret))
    assert (len(passwords), len(secrets)) == (100, 100)
    assert all(re.fullmatch("[a-km-np-z2-9]{6}(-[a-km-np-z2-9]{6}){3}", each) for each in passwords)  # 24 times 5 bits
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", each) for each in secrets)


def test_a_user_is_made_once(database: Database) -> None:
    ana(database)
    with pytest.raises(StateConflict, match=r"There is a user ana@forum\.example already"):
        ana(database, grant=Grant("owner"))
    assert list_users(database)[0].grants == (Grant("viewer"),)


def test_an_account_that_had_tokens_alone_becomes_a_user(database: Database) -> None:
    secret = token(database, "editor", "everything")
    ana(database)
    assert [user.has_password for user in list_users(database)] == [True]
    assert authenticate(database, secret, NOW) == Actor(ANA, (Grant("editor", "everything"),))


@pytest.mark.parametrize(
    ("email", "grant", "told"),
    [
        ("ana", Grant("owner"), "no e-mail address"),
        (ANA, Grant("king"), "There is no role 'king'"),
        (ANA, Grant(MODERATOR, "everything"), "needs an event, and the rooms"),
        (ANA, Grant(MODERATOR, "everything", ("roof",)), "everything has no room 'roof'"),
        (ANA, Grant("editor", "nothing"), "There is: everything"),
    ],
)
def test_what_can_not_be_made_leaves_nothing(database: Database, email: str, grant: Grant, told: str) -> None:
    with pytest.raises((InvalidInput, NotFound), match=told):
        create_user(database, QUICK, email, grant, now=NOW, new_password=lambda: PASSWORD)
    assert list_users(database) == ()


def test_roles_are_given_and_taken(database: Database) -> None:
    ana(database, grant=Grant("viewer", "everything"))
    room = Grant(MODERATOR, "everything", (ROOM,))
    assert grant_role(database, ANA, room, NOW)[0].grants == (Grant("viewer", "everything"), room)
    owner = Grant("owner", "everything")
    assert grant_role(database, ANA, owner, NOW)[0].grants == (room, owner)
    left, _ = revoke_role(database, ANA, "everything", MODERATOR, NOW)
    assert left.grants == (Grant("owner", "everything"),)
    assert list_users(database)[0].grants == (Grant("owner", "everything"),)
    with pytest.raises(NotFound, match="has no such role"):
        revoke_role(database, ANA, None, None, NOW)


def test_roles_given_at_once_are_all_given(database: Database) -> None:
    ana(database)
    slugs = [f"forum-{number}" for number in range(6)]
    for slug in slugs:
        stored(database, programme(event=event_of(slug=slug)))
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda slug: grant_role(database, ANA, Grant("editor", slug), NOW), slugs))
    (user,) = list_users(database)
    assert sorted(map(str, user.grants)) == [*(f"editor in {slug}" for slug in slugs), "viewer in every event"]


def test_taking_a_role_away_ends_the_tokens_that_gave_more(database: Database) -> None:
    ana(database, grant=Grant("viewer"))
    grant_role(database, ANA, Grant("owner", "everything"), NOW)
    more, less, elsewhere = (
        token(database, *of) for of in (("editor", "everything"), ("viewer", "everything"), ("viewer", None))
    )
    assert revoke_role(database, ANA, "everything", None, NOW)[1] == 1
    assert [is_known(database, secret) for secret in (more, less, elsewhere)] == [False, True, True]


def test_a_lower_role_ends_the_tokens_that_the_old_one_gave(database: Database) -> None:
    """Not one that the account's roles never gave, as a program has it."""
    ana(database, grant=Grant("editor", "everything"))
    secrets = [token(database, *of) for of in (("editor", "everything"), ("viewer", "everything"), ("owner", None))]
    user, ended = grant_role(database, ANA, Grant("viewer", "everything"), NOW)
    assert (user.grants, ended) == ((Grant("viewer", "everything"),), 1)
    assert [is_known(database, secret) for secret in secrets] == [False, True, True]


def test_a_disabled_account_counts_for_nothing_until_it_is_enabled(database: Database) -> None:
    secret = token(database, "editor", None)
    found = [is_known(database, secret)]
    disable_user(database, ANA, NOW)
    found.append(is_known(database, secret))
    enable_user(database, ANA)
    found.append(is_known(database, secret))
    assert found == [True, False, True]


def test_who_is_not_there_is_named(database: Database) -> None:
    ana(database)
    for attempt in (
        lambda: disable_user(database, "eve@forum.example", NOW),
        lambda: enable_user(database, "eve@forum.example"),
        lambda: grant_role(database, "eve@forum.example", Grant("owner"), NOW),
        lambda: revoke_role(database, "eve@forum.example", None, None, NOW),
        lambda: renew_password(database, QUICK, "eve@forum.example", now=NOW, new_password=lambda: PASSWORD),
    ):
        with pytest.raises(NotFound, match=r"no account eve@forum\.example"):
            attempt()


@pytest.mark.parametrize(
    ("role", "event", "may"),
    [
        ("viewer", "everything", True),
        ("editor", "everything", True),
        ("owner", "everything", False),
        ("viewer", "other", False),
        ("viewer", None, False),
        (MODERATOR, "everything", False),
        ("king", "everything", False),
    ],
)
def test_a_token_of_ones_own_gives_no_more_than_one_has(role: str, event: str | None, may: bool) -> None:  # noqa: FBT001 - a table
    editor = Actor(ANA, (Grant("editor", "everything"),))
    if may:
        require_covered(editor, role, event)
    else:
        with pytest.raises(InvalidInput, match="more than you have yourself"):
            require_covered(editor, role, event)


def test_nobody_revokes_the_tokens_of_others(database: Database) -> None:
    token(database, "viewer", None)
    token(database, "viewer", None, email="bob@forum.example")
    mine, bobs = (list_tokens(database, email)[0].id for email in (ANA, "bob@forum.example"))
    with pytest.raises(NotFound):
        revoke_own_token(database, ANA, bobs, NOW)
    revoke_own_token(database, ANA, mine, NOW)
    assert [each.revoked_at for each in list_tokens(database)] == [NOW, None]
