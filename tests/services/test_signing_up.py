"""Following by address: asked for, confirmed by mail, told, ended by one click; alike whether an address is known."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.clock import DAY
from scheduler.domain.errors import Gone, InvalidInput, NotFound, TooManyRequests
from scheduler.domain.limits import NOTICES_PER_ADDRESS, NOTICES_PER_MAILBOX
from scheduler.domain.notice import MOST_WISHES, Recipient
from scheduler.domain.selection import Selection
from scheduler.services import notice_desk, recipients, signing_up
from scheduler.services.desk import Desks
from scheduler.services.digests import digest_of
from scheduler.services.erasing import erase
from scheduler.services.ports import random_secret
from scheduler.services.running import Turn
from scheduler.services.signing_up import LASTING, Wanted
from scheduler.services.sweeping import sweep
from scheduler.store.attempts import count_attempt
from scheduler.store.db import Database
from scheduler.store.follow_requests import add_request
from scheduler.store.models.notices import FollowRequestRow
from scheduler.store.recipients import change_recipient
from tests.factories import placement
from tests.fakes import SteppingClock
from tests.mail_server import Inbox
from tests.services.erasing import singing
from tests.services.forum import BASE
from tests.services.noticed import BEFORE, BY, MOVED, NOON, Office, plan, text_of

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""About what is decided, not about how it is stored: that the others try on both databases."""

ZOE, MOVE = "zoe@x.example", "Forum: Moved: Opening"
OPENING = Selection(session=("1",))
ONE, TWO, THREE, FOUR = (f"2017-06-12T{hour}:00" for hour in ("13", "14", "15", "16"))


@pytest.fixture
def office(database: Database, clock: SteppingClock, inbox: Inbox) -> Office:
    made = Office(database, clock, inbox)
    made.begin("automatic", 0)
    return made


def ask(office: Office, address: str = ZOE, wish: Selection = OPENING, *, client: str = "c", **more: Any) -> None:
    wanted = Wanted(address, wish, "Session: Opening", **more)
    signing_up.ask(
        office.database,
        "forum",
        "Forum",
        wanted,
        client=client,
        base_url=BASE,
        now=office.clock(),
        new_secret=random_secret,
    )


def secret_in(office: Office, what: str) -> str:
    """The secret of the newest link of a kind that arrived."""
    office.send()
    found = re.findall(rf"{BASE}/forum/notify/{what}/([\w-]+)", text_of(office.inbox.mails[-1]))
    return str(found[0])


def confirm(office: Office, secret: str) -> None:
    signing_up.confirm(office.database, "forum", secret, client="c", now=office.clock())


def follow(office: Office, address: str = ZOE, wish: Selection = OPENING, **more: Any) -> None:
    ask(office, address, wish, **more)
    confirm(office, secret_in(office, "confirm"))
    office.inbox.raw.clear()
    office.clock.step(3600)


def followers(office: Office) -> list[Recipient]:
    return [who for who, _ in recipients.everybody(office.database, "forum") if who.kind == "follower"]


def test_who_confirms_is_told_of_what_they_follow_in_their_zone(office: Office) -> None:
    follow(office, time_zone="Asia/Tokyo")
    office.release(MOVED)
    office.work()
    assert (ZOE, MOVE) in office.mails()
    text = text_of(next(mail for mail in office.inbox.mails if mail["To"] == ZOE))
    assert "  For you: Monday 12 June 2017, 19:00" in text
    assert ("?t=" in text, "because you asked to be told" in text) == (False, True)


@on_sqlite
def test_who_does_not_confirm_gets_the_one_mail_that_asks(office: Office) -> None:
    ask(office)
    office.release(MOVED)
    office.work()
    assert [each for each in office.mails() if each[0] == ZOE] == [(ZOE, "Changes of Forum: please confirm")]
    assert followers(office) == []


def test_a_link_confirms_once_and_for_a_day(office: Office) -> None:
    """One second before it ends, and at its end; looking at it uses nothing up."""
    ask(office)
    first = secret_in(office, "confirm")
    office.clock.step(LASTING - 1)
    for _ in range(2):
        assert signing_up.read_request(office.database, "forum", first, office.clock()).wish == OPENING
    confirm(office, first)
    with pytest.raises(Gone):
        confirm(office, first)
    ask(office, wish=Selection())
    second = secret_in(office, "confirm")
    office.clock.step(LASTING)
    with pytest.raises(Gone):
        confirm(office, second)
    assert [who.wishes for who in followers(office)] == [(OPENING,)]


def test_a_link_is_stored_by_its_digest_alone(office: Office) -> None:
    ask(office)
    secret = secret_in(office, "confirm")
    with office.database.reading() as unit:
        (row,) = unit.query(FollowRequestRow).all()
    assert (len(row.digest), secret in row.digest) == (64, False)
    assert singing(office.database, secret.lower()) == set()
    with pytest.raises(Gone):
        signing_up.read_request(office.database, "other", secret, office.clock())


@on_sqlite
def test_one_address_follows_several_things_in_one_mail(office: Office) -> None:
    for wish in (OPENING, Selection(room=("popov",)), OPENING):
        follow(office, wish=wish)
    assert [who.wishes for who in followers(office)] == [(OPENING, Selection(room=("popov",)))]
    office.release(MOVED)
    office.work()
    assert [each for each in office.mails() if each[0] == ZOE] == [(ZOE, MOVE)]


def test_what_is_confirmed_at_once_is_all_followed(office: Office) -> None:
    """Two links opened side by side, and pressed: none takes the other's wish away."""
    wishes = [Selection(room=(f"room-{number}",)) for number in range(8)]
    secrets = [f"{number:040}" for number in range(8)]
    with office.database.storing() as unit:
        for secret, each in zip(secrets, wishes, strict=True):
            what: dict[str, Any] = {"address": ZOE, "wish": each, "time_zone": None, "invitations": False}
            add_request(unit, 1, digest=digest_of(secret), expires=office.clock() + DAY, **what)
        unit.commit()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda secret: confirm(office, secret), secrets))
    (found,) = followers(office)
    assert set(found.wishes) == set(wishes)


@on_sqlite
def test_one_address_follows_no_more_than_there_is_room_for(office: Office) -> None:
    follow(office)
    (who,) = followers(office)
    with office.database.storing() as unit:
        many = tuple(Selection(session=(str(number),)) for number in range(MOST_WISHES))
        change_recipient(unit, replace(who, wishes=many, since=(0,) * len(many)))
        unit.commit()
    with pytest.raises(InvalidInput, match="up to 50 things"):
        follow(office, wish=Selection())
    follow(office)  # what it follows already is no more


@on_sqlite
def test_who_is_told_as_a_speaker_is_not_told_the_same_again(office: Office) -> None:
    """Ada follows everything by the address that the programme has of her."""
    follow(office, "ADA@forum.example", Selection())
    office.release(MOVED)
    office.work()
    assert [each for each in office.mails() if each[0] == "ada@forum.example"] == [("ada@forum.example", MOVE)]
    office.release(plan((NOON, "2017-06-12T13:00", "popov"), people=("bob",)))
    office.work()
    assert office.mails()[0] == ("ada@forum.example", MOVE)


def test_one_click_ends_it_at_once_and_forgets_the_address(office: Office) -> None:
    """What waits in the outbox is withdrawn; the link of an older mail does it too."""
    follow(office)
    office.release(MOVED)
    office.work()
    office.send()
    mail = next(each for each in office.inbox.mails if each["To"] == ZOE)
    (secret,) = re.findall(r"/notify/stop/([\w-]+)>", mail["List-Unsubscribe"])
    office.release(BEFORE)
    office.work()
    signing_up.require_stop(office.database, "forum", secret)
    office.inbox.raw.clear()
    signing_up.stop(office.database, "forum", secret, now=office.clock())
    assert (followers(office), [each for each in office.mails() if each[0] == ZOE]) == ([], [])
    signing_up.stop(office.database, "forum", secret, now=office.clock())
    with pytest.raises(NotFound):
        signing_up.require_stop(office.database, "forum", secret)


def test_a_speaker_who_ends_it_stays_in_the_programme_and_is_told_no_more(office: Office) -> None:
    office.release(MOVED)
    office.work()
    office.send()
    mail = next(each for each in office.inbox.mails if each["To"] == "bob@forum.example")
    (secret,) = re.findall(r"/notify/stop/([\w-]+)>", mail["List-Unsubscribe"])
    signing_up.stop(office.database, "forum", secret, now=office.clock())
    office.inbox.raw.clear()
    office.release(BEFORE)
    office.work()
    assert [address for address, _ in office.mails()] == ["ada@forum.example"]
    assert "bob" in office.desk.programme.person


def test_the_link_of_an_old_mail_withdraws_nobody_elses(office: Office) -> None:
    """Mails are deleted a month after they were sent, notices later: no other mail may have got their ids by then."""
    office.release(MOVED)
    office.work()
    office.send()
    mail = next(each for each in office.inbox.mails if each["To"] == "bob@forum.example")
    (secret,) = re.findall(r"/notify/stop/([\w-]+)>", mail["List-Unsubscribe"])
    office.clock.step(31 * DAY)
    assert "2 sent mails" in sweep(office.database, office.clock, turn=Turn("tests")).said
    office.inbox.raw.clear()
    ask(office)
    ask(office, "yan@x.example")
    signing_up.stop(office.database, "forum", secret, now=office.clock())
    assert [address for address, _ in office.mails()] == ["yan@x.example", ZOE]


@on_sqlite
def test_what_is_no_address_is_refused(office: Office) -> None:
    for address in ("", "zoe", "z@x.example, e@x.example", "a\r\nBcc: b@x.example", "Z <z@x.example>"):
        with pytest.raises(InvalidInput):
            ask(office, address)


@on_sqlite
def test_nobody_fills_a_mailbox_or_asks_for_many(office: Office) -> None:
    for _ in range(NOTICES_PER_MAILBOX.most):
        ask(office)
    for ending in ("", "+forum"):
        with pytest.raises(TooManyRequests):
            ask(office, ZOE.replace("@", f"{ending}@"))
    with office.database.storing() as unit:
        for _ in range(NOTICES_PER_ADDRESS.most - NOTICES_PER_MAILBOX.most):
            count_attempt(unit, NOTICES_PER_ADDRESS, "c", office.clock())
        unit.commit()
    with pytest.raises(TooManyRequests):
        ask(office, "other@x.example")
    ask(office, "other@x.example", client="d")


@on_sqlite
def test_asking_does_the_same_for_an_address_that_is_known(office: Office) -> None:
    follow(office)
    ask(office)
    ask(office, "new@x.example")
    office.send()
    known, new = (text_of(mail) for mail in office.inbox.mails)
    assert re.sub(r"confirm/[\w-]+", "", known) == re.sub(r"confirm/[\w-]+", "", new)


def test_who_is_erased_follows_nothing_by_their_address(office: Office) -> None:
    follow(office, "bob@forum.example", Selection())
    ask(office, "bob@forum.example")
    erase(Desks(office.database), "forum", "bob", author=BY)
    assert followers(office) == []
    assert singing(office.database, "bob@forum") == set()


def test_who_asks_for_their_address_to_be_deleted_is_forgotten(office: Office) -> None:
    follow(office, wish=Selection())
    ask(office)
    office.release(MOVED)
    office.work()
    assert recipients.forget_address(office.database, "ZOE@x.example") == 1
    assert singing(office.database, "zoe@") == set()
    assert ZOE not in [address for address, _ in office.mails()]


def test_a_wish_that_nobody_confirmed_is_forgotten(office: Office) -> None:
    ask(office)
    office.clock.step(LASTING + DAY)
    assert "unconfirmed wishes" not in sweep(office.database, office.clock, turn=Turn("tests")).said
    office.clock.step(1)
    assert "1 unconfirmed wishes" in sweep(office.database, office.clock, turn=Turn("tests")).said


BOTH = replace(MOVED, placements=(placement("1", NOON, ONE, "popov"), placement("2", THREE, FOUR, "library")))
AGAIN = replace(BOTH, placements=(placement("1", TWO, THREE, "popov"), BOTH.placements[1]))
"""Both sessions moved; then the opening moved once more."""


@on_sqlite
def test_a_new_wish_brings_nothing_of_what_was_released_before_it(office: Office) -> None:
    """Changes are collected for what was followed before; from then on the wish counts as any."""

    def mails() -> list[str]:
        office.clock.step(3600)
        office.work()
        office.send()
        return [text_of(mail) for mail in office.inbox.mails if mail["To"] == ZOE]

    office.set("automatic", 30)
    follow(office, wish=Selection(session=("2",)))
    office.release(BOTH)
    assert office.work() == (0, 3, 0)
    follow(office)
    (first,) = mails()
    assert ("Moved from Mon 12 June 10:00 to 15:00." in first, "Opening" in first) == (True, False)
    office.release(AGAIN)
    _, second = mails()
    assert "Moved from Mon 12 June 12:00 to 14:00." in second


@on_sqlite
def test_a_draft_that_waits_tells_for_each_wish_what_came_after_it(office: Office) -> None:
    office.set("drafts", 0)
    follow(office, wish=Selection(session=("2",)))
    office.release(BOTH)
    office.work()
    follow(office)
    office.release(AGAIN)
    office.work()
    (draft,) = (number for number, subject, *_ in office.drafts() if not subject)
    body = notice_desk.preview(office.database, "forum", draft, base_url=BASE).body
    assert [line for line in body.splitlines() if "Moved" in line] == [
        "  Moved from Mon 12 June 12:00 to 14:00.",
        "  Moved from Mon 12 June 10:00 to 15:00.",
    ]
