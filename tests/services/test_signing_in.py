"""Signing in: who is let in, what ends it, how often it may be tried. The pages are tested in tests/web/desk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from scheduler.domain.errors import Forbidden, InvalidInput, StateConflict, TooManyRequests
from scheduler.domain.passwords import require_password
from scheduler.domain.roles import Actor, Grant
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import Came, SignIns
from scheduler.services.users import disable_user, enable_user, renew_password
from scheduler.store.db import Database
from tests.services.desk import ANA, HERE, NOW, PASSWORD, QUICK, ana, sign_ins

MINUTE = 60


def guess(
    made: SignIns,
    password: str = "wrong",  # noqa: S107 - of a test
    *,
    email: str = ANA,
    address: str = "192.0.2.1",
    now: int = NOW,
) -> str:
    """How a try to sign in ends."""
    try:
        made.sign_in(email, password, Came(address), now)
    except (InvalidInput, TooManyRequests) as error:
        return error.detail
    return "in"


WRONG = "That address and password do not belong together. Check both."
LATER = "That was tried too often. Try again in 15 minutes."


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("x" * 12, id="shortest"),
        pytest.param("x" * 1000, id="longest"),
        pytest.param("aaaaaaaaaaaa", id="any characters"),
        pytest.param("пароль и ещё", id="any script"),
        pytest.param("            ", id="spaces count"),
        pytest.param("nul\x00nul\x00nul\x00", id="NUL"),
    ],
)
def test_what_can_be_a_password(password: str) -> None:
    assert QUICK.is_right(QUICK.hashed(password), password)


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001, "e\u0301" * 11, "x" * 12 + "\ud800"])
def test_what_can_not(password: str) -> None:
    with pytest.raises(InvalidInput):
        require_password(password)


def test_a_letter_is_the_same_however_it_was_typed() -> None:
    composed, taken_apart = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    assert QUICK.is_right(QUICK.hashed(taken_apart), composed)
    assert QUICK.is_right(QUICK.hashed(composed), taken_apart)


@pytest.mark.parametrize("stored", [None, "", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "plain"])
def test_what_is_no_hash_is_nobodys_password(stored: str | None) -> None:
    assert not QUICK.is_right(stored, PASSWORD)
    assert not QUICK.is_right(stored, "")


class CountingHasher(PasswordHasher):
    """Counts what it compares, and with hashes of what cost."""

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        """Compare, and note it."""
        seen.append((str(hash).rsplit("$", 2)[0], len(str(hash))))
        return super().verify(hash, password)


seen: list[tuple[str, int]] = []


def test_an_unknown_account_takes_the_same_work(database: Database) -> None:
    """One comparison with a hash of the same cost and length, whoever is asked for; long passwords too."""
    ana(database)
    ana(database, email="old@forum.example")
    disable_user(database, "old@forum.example", NOW)
    made = replace(sign_ins(database), passwords=Passwords(CountingHasher(time_cost=1, memory_cost=8, parallelism=1)))
    tries = [(ANA, "wrong"), ("eve@forum.example", "wrong"), ("old@forum.example", PASSWORD), ("?", "x" * 2000)]
    found = []
    for email, password in tries:
        seen.clear()
        found.append((guess(made, password, email=email), list(seen)))
    assert found == [(WRONG, [("$argon2id$v=19$m=8,t=1,p=1", len(QUICK.hashed(PASSWORD)))])] * 4


def test_a_hash_is_renewed_when_it_should_cost_more(database: Database) -> None:
    ana(database)
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    made = replace(sign_ins(database), passwords=dearer)
    costs = []
    for _ in range(2):
        assert guess(made, PASSWORD) == "in"
        with database.reading() as session:
            costs.append(session.execute(text("SELECT password FROM account")).scalar_one().split("$")[3])
    assert costs == ["m=16,t=2,p=1"] * 2


def test_who_is_signed_in(database: Database) -> None:
    made = sign_ins(database)
    ana(database, grant=Grant("editor"))
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    found = made.who(secret, NOW)
    assert found is not None
    assert found.actor == Actor(ANA, (Grant("editor"),))
    assert [(each.agent, each.created_at, each.seen_at) for each in made.where(found, NOW)] == [("Firefox", NOW, NOW)]
    assert made.who("secret-2", NOW) is None


def test_being_seen_is_noted_once_a_minute(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    noted = []
    for after in (1, 59, 60, 61, 120):
        found = made.who(secret, NOW + after)
        assert found is not None
        noted.append(made.where(found, NOW + after)[0].seen_at - NOW)
    assert noted == [0, 0, 60, 60, 120]


@pytest.mark.parametrize(("after", "is_in"), [(3599, True), (3600, False), (90_000, False)])
def test_idling_ends_it(database: Database, after: int, is_in: bool) -> None:  # noqa: FBT001 - a table
    made = sign_ins(database)
    ana(database)
    assert (made.who(made.sign_in(ANA, PASSWORD, HERE, NOW), NOW + after) is not None) is is_in


def test_it_ends_however_busy_somebody_is(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    found = [made.who(secret, NOW + after) is not None for after in [*range(1800, 86_400, 1800), 86_399, 86_400]]
    assert found == [True] * (len(found) - 1) + [False]


def test_guesses_at_an_account_are_limited_wherever_they_come_from(database: Database) -> None:
    """Ten in a quarter of an hour; then the right password is refused too, and others are let in."""
    made = sign_ins(database)
    ana(database)
    ana(database, email="bob@forum.example")
    found = [guess(made, address=f"192.0.2.{number}") for number in range(12)]
    assert found == [WRONG] * 10 + [LATER] * 2
    assert guess(made, PASSWORD, address="192.0.2.99", now=NOW + 15 * MINUTE - 1) == LATER.replace(
        "15 minutes", "a minute"
    )
    assert guess(made, PASSWORD, email="bob@forum.example") == "in"
    assert guess(made, PASSWORD, now=NOW + 15 * MINUTE) == "in"


def test_unknown_accounts_are_limited_alike(database: Database) -> None:
    made = sign_ins(database)
    assert [guess(made, email="eve@forum.example", address=f"192.0.2.{n}") for n in range(11)] == [WRONG] * 10 + [LATER]


def test_guesses_from_an_address_are_limited_whosever_account_they_try(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    found = [guess(made, email=f"x{number}@forum.example") for number in range(51)]
    assert found == [WRONG] * 50 + [LATER]
    assert guess(made, PASSWORD) == LATER
    assert guess(made, PASSWORD, address="192.0.2.2") == "in"


def test_signing_in_rightly_uses_nothing_up(database: Database) -> None:
    """An office of sixty behind one address comes in at nine; somebody mistypes nine times and is in."""
    made = sign_ins(database)
    ana(database)
    assert {guess(made, PASSWORD) for _ in range(60)} == {"in"}
    for _ in range(2):
        assert [guess(made) for _ in range(9)] == [WRONG] * 9
        assert guess(made, PASSWORD) == "in"


def test_guesses_at_once_are_counted_like_those_in_a_row(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: guess(made), range(30)))
    assert sorted(found) == sorted([WRONG] * 10 + [LATER] * 20)


def test_changing_the_password_ends_all_others_and_goes_on_anew(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    here, there = (made.sign_in(ANA, PASSWORD, HERE, NOW) for _ in range(2))
    who = made.who(here, NOW)
    assert who is not None
    new = made.change_password(who, PASSWORD, "another good password", replace(HERE, cookie=here), NOW)
    assert [made.who(secret, NOW) is not None for secret in (here, there, new)] == [False, False, True]
    assert [guess(made, password) for password in (PASSWORD, "another good password")] == [WRONG, "in"]
    with database.reading() as session:
        assert session.execute(text("SELECT recipient, subject FROM mail")).all() == [
            (ANA, "Your password for the programme's desk was changed")
        ]


def test_the_present_password_is_asked_for_and_not_to_be_guessed(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    who = made.who(made.sign_in(ANA, PASSWORD, HERE, NOW), NOW)
    assert who is not None
    for _ in range(10):
        with pytest.raises(InvalidInput, match="The present password is another"):
            made.change_password(who, "wrong", "another good password", HERE, NOW)
    with pytest.raises(TooManyRequests):
        made.change_password(who, PASSWORD, "another good password", HERE, NOW)


def test_a_new_password_that_can_not_be_one_changes_nothing(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    who = made.who(secret, NOW)
    assert who is not None
    with pytest.raises(InvalidInput, match="at least 12"):
        made.change_password(who, PASSWORD, "short", HERE, NOW)
    assert made.who(secret, NOW) == who


def test_a_password_from_the_command_line_ends_what_was(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    assert [guess(made) for _ in range(11)][-1] == LATER
    assert (
        renew_password(database, QUICK, ANA, now=NOW, new_password=lambda: "given by the desk") == "given by the desk"
    )
    assert made.who(secret, NOW) is None
    assert [guess(made, password) for password in (PASSWORD, "given by the desk")] == [WRONG, "in"]


def test_a_disabled_account_that_is_enabled_again_has_to_sign_in_anew(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    secret = made.sign_in(ANA, PASSWORD, HERE, NOW)
    disable_user(database, ANA, NOW)
    assert (made.who(secret, NOW), guess(made, PASSWORD)) == (None, WRONG)
    enable_user(database, ANA)
    assert (made.who(secret, NOW), guess(made, PASSWORD)) == (None, "in")


class DisablingHasher(PasswordHasher):
    """While a password is compared, somebody disables the account."""

    database: Database

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        """Compare; the account is disabled before the answer."""
        disable_user(self.database, ANA, NOW)
        return super().verify(hash, password)


def test_an_account_that_is_disabled_meanwhile_is_not_let_in(database: Database) -> None:
    ana(database)
    hasher = DisablingHasher(time_cost=1, memory_cost=8, parallelism=1)
    hasher.database = database
    made = replace(sign_ins(database), passwords=Passwords(hasher))
    with pytest.raises(StateConflict):
        made.sign_in(ANA, PASSWORD, HERE, NOW)


def test_ended_sign_ins_do_not_pile_up(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    for day in range(5):
        made.sign_out(made.sign_in(ANA, PASSWORD, HERE, NOW + day * 86_400), NOW + day * 86_400)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM sign_in")).scalar_one() == 1


LINK = "https://login.example 17"


def test_whom_the_provider_vouches_for_is_linked_once(database: Database) -> None:
    """By the verified address the first time, by their subject from then on, whatever address they have there."""
    made = sign_ins(database)
    ana(database)
    ana(database, email="bob@forum.example")
    for email in (ANA, "", "bob@forum.example"):
        who = made.who(made.sign_in_linked(LINK, email, HERE, NOW), NOW)
        assert who is not None
        assert who.actor.email == ANA


@pytest.mark.parametrize(
    ("subject", "email"),
    [
        pytest.param("https://login.example 18", ANA, id="somebody else with the same address"),
        pytest.param("https://login.example 18", "", id="no verified address"),
        pytest.param("https://login.example 18", "eve@forum.example", id="no account"),
        pytest.param("https://login.example 18", "old@forum.example", id="disabled account"),
    ],
)
def test_others_are_not_let_in_by_the_provider(database: Database, subject: str, email: str) -> None:
    made = sign_ins(database)
    ana(database)
    ana(database, email="old@forum.example")
    disable_user(database, "old@forum.example", NOW)
    made.sign_in_linked(LINK, ANA, HERE, NOW)
    with pytest.raises(Forbidden):
        made.sign_in_linked(subject, email, HERE, NOW)
