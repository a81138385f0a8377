"""Forgotten passwords: the link, who gets one, how long and how often it works."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from scheduler.domain.clock import MINUTE
from scheduler.domain.errors import Gone, InvalidInput, SchedulerError, TooManyRequests
from scheduler.services.resetting import ask_for_reset, require_reset, reset_password
from scheduler.services.users import disable_user
from scheduler.store.db import Database
from tests.services.desk import ANA, HERE, NOW, PASSWORD, QUICK, ana, sign_ins

NEW = "another good password"
ROOT = "https://forum.example/desk/reset/"


def ask(
    database: Database,
    email: str = ANA,
    *,
    secret: str = "link",  # noqa: S107 - of a test
    address: str = "192.0.2.1",
    now: int = NOW,
) -> None:
    ask_for_reset(database, email, address=address, root=ROOT, now=now, new_secret=lambda: secret)


def use(database: Database, secret: str = "link", new: str = NEW, *, now: int = NOW) -> str:  # noqa: S107 - of a test
    """How the use of a link ends."""
    try:
        reset_password(database, QUICK, secret, new, address="192.0.2.1", now=now)
    except SchedulerError as error:
        return error.code
    return "set"


def mails(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text("SELECT recipient, subject, body FROM mail ORDER BY id"))]


def works(database: Database, password: str) -> bool:
    try:
        return bool(sign_ins(database).sign_in(ANA, password, HERE, NOW))
    except InvalidInput:
        return False


def test_a_link_is_sent_and_sets_a_password_once(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    signed_in = made.sign_in(ANA, PASSWORD, HERE, NOW)
    ask(database, " Ana@Forum.example ")
    body = (
        "Somebody, probably you, has asked for a new password for the programme's desk.\n\n"
        "Choose it here within 15 minutes:\nhttps://forum.example/desk/reset/link\n\n"
        "If it was not you, there is nothing to do: your password stays as it is.\n"
    )
    assert mails(database) == [(ANA, "A new password for the programme's desk", body)]
    require_reset(database, "link", NOW)
    assert made.who(signed_in, NOW) is not None  # asking ends nothing: anybody can
    assert [use(database), use(database)] == ["set", "gone"]
    assert made.who(signed_in, NOW) is None
    assert (works(database, PASSWORD), works(database, NEW)) == (False, True)
    assert [subject for _, subject, _ in mails(database)][1:] == ["Your password for the programme's desk was changed"]


def test_nothing_is_sent_where_there_is_no_account(database: Database) -> None:
    ana(database)
    disable_user(database, ANA, NOW)
    for email in (ANA, "eve@forum.example", "", "no address", "x\x00y@z.example", "x" * 5000):
        ask(database, email)
    assert mails(database) == []


@pytest.mark.parametrize(("after", "ends"), [(0, "set"), (15 * MINUTE - 1, "set"), (15 * MINUTE, "gone")])
def test_a_link_works_for_a_quarter_of_an_hour(database: Database, after: int, ends: str) -> None:
    ana(database)
    ask(database)
    assert use(database, now=NOW + after) == ends


@pytest.mark.parametrize("secret", ["", "Link", "link ", "x" * 5000, "lin\x00k"])
def test_what_is_no_link_is_gone(database: Database, secret: str) -> None:
    ana(database)
    ask(database)
    assert use(database, secret) == "gone"
    with pytest.raises(Gone):
        require_reset(database, secret, NOW)


def test_only_its_digest_is_stored(database: Database) -> None:
    ana(database)
    ask(database, secret="a-secret-link")
    with database.reading() as session:
        (row,) = session.execute(text("SELECT * FROM reset")).all()
    assert "a-secret-link" not in repr(row)
    assert use(database, row.digest) == "gone"


def test_a_password_that_can_not_be_one_leaves_the_link(database: Database) -> None:
    ana(database)
    ask(database)
    assert [use(database, new="short"), use(database)] == ["invalid", "set"]


def test_using_one_uses_up_the_others(database: Database) -> None:
    ana(database)
    ask(database, secret="one")
    ask(database, secret="two")
    assert [use(database, "one"), use(database, "two")] == ["set", "gone"]


def test_disabling_ends_links(database: Database) -> None:
    ana(database)
    ask(database)
    disable_user(database, ANA, NOW)
    assert use(database) == "gone"


def test_of_several_at_once_one_succeeds(database: Database) -> None:
    ana(database)
    ask(database)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda number: use(database, new=f"another good password {number}"), range(6)))
    assert sorted(found) == ["gone"] * 5 + ["set"]


def test_of_several_links_at_once_one_succeeds(database: Database) -> None:
    ana(database)
    links = ("first", "second", "third")
    for link in links:
        ask(database, secret=link)
    for _ in range(5):
        with ThreadPoolExecutor(3) as threads:
            found = list(threads.map(lambda link: use(database, link), links))
        assert sorted(found) == ["gone", "gone", "set"]
        with database.storing() as session:
            session.execute(text("UPDATE reset SET used_at = NULL"))
            session.commit()


def test_a_mailbox_gets_three_an_hour_whoever_asks(database: Database) -> None:
    ana(database)
    for number in range(3):
        ask(database, secret=f"link-{number}", address=f"192.0.2.{number}")
    for email in (ANA, "ANA@forum.example"):
        with pytest.raises(TooManyRequests):
            ask(database, email, address="192.0.2.9", now=NOW + 60 * MINUTE - 1)
    ask(database, secret="link-4", now=NOW + 60 * MINUTE)
    assert len(mails(database)) == 4


def test_an_unknown_address_is_limited_alike(database: Database) -> None:
    """Else the limit would tell who has an account."""
    for _ in range(3):
        ask(database, "eve@forum.example")
    with pytest.raises(TooManyRequests):
        ask(database, "eve@forum.example")


def test_one_address_asks_for_twenty_an_hour(database: Database) -> None:
    for number in range(20):
        ask(database, f"x{number}@forum.example")
    with pytest.raises(TooManyRequests):
        ask(database, "y@forum.example")
    ask(database, "y@forum.example", address="192.0.2.2")


def test_guessing_links_is_limited(database: Database) -> None:
    ana(database)
    ask(database)
    assert [use(database, f"guess-{number}") for number in range(21)] == ["gone"] * 20 + ["too-many-requests"]


def test_a_reset_helps_whoever_was_locked_out(database: Database) -> None:
    made = sign_ins(database)
    ana(database)
    for _ in range(10):
        with pytest.raises(InvalidInput):
            made.sign_in(ANA, "wrong", HERE, NOW)
    with pytest.raises(TooManyRequests):
        made.sign_in(ANA, PASSWORD, HERE, NOW)
    ask(database)
    assert use(database) == "set"
    assert works(database, NEW)
