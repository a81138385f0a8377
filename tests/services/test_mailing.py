"""The outbox: every mail goes out once and none is lost, whatever the mail server does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from scheduler.domain.errors import InvalidInput, NotFound, StateConflict
from scheduler.domain.mail import Mail, Outcome
from scheduler.outgoing.smtp import make_mailer
from scheduler.services.mailing import CLAIM, deliver, held_since, list_mails, release_outbox, retry_mails
from scheduler.services.ports import Mailer
from scheduler.services.running import Ran, Turn
from scheduler.store import outbox
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost, take
from scheduler.store.models.outbox import MailRow
from scheduler.store.outbox import Listed, add_mail
from tests.fakes import SteppingClock
from tests.mail_server import Inbox

BY_HAND = Turn("tests")


@pytest.fixture
def mailer(inbox: Inbox) -> Mailer:
    return make_mailer(f"smtp://127.0.0.1:{inbox.port}", "desk@forum.example")


def put(database: Database, now: int, *names: str, until: int | None = None) -> None:
    with database.storing() as session:
        for name in names:
            add_mail(session, recipient=f"{name}@x.example", subject="S", body="Secret.\n", at=now, until=until)
        session.commit()


def delivered(
    database: Database,
    mailer: Mailer | None,
    clock: SteppingClock,
    *,
    turn: Turn = BY_HAND,
    most: int = 3,
    per_minute: int = 100,
) -> Ran:
    """With chance in the middle: the waits are 45 and 90 seconds."""
    return deliver(database, mailer, clock, turn=turn, chance=lambda: 0.5, most=most, per_minute=per_minute)


def names(inbox: Inbox) -> str:
    return " ".join(address.partition("@")[0] for address in inbox.recipients())


def states(database: Database) -> dict[str, str]:
    """Per recipient: waiting, sent or dead."""
    return {
        mail.recipient.partition("@")[0]: state
        for state in ("waiting", "sent", "dead")
        for mail in list_mails(database, state, 100)
    }


def test_mails_go_out_in_order_once_and_their_words_are_forgotten(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a", "b")
    put(database, clock() + 1, "later")
    assert delivered(database, mailer, clock) == Ran(done=2, said="2 sent")
    assert delivered(database, mailer, clock) == Ran()
    assert names(inbox) == "a b"
    assert states(database) == {"a": "sent", "b": "sent", "later": "waiting"}
    with database.reading() as session:
        assert session.scalars(select(MailRow.body).order_by(MailRow.id)).all() == ["", "", "Secret.\n"]


def test_a_mail_of_an_edit_that_was_not_stored_never_goes_out(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    with database.storing() as session:
        add_mail(session, recipient="a@x.example", subject="S", body="B", at=clock())
    assert (delivered(database, mailer, clock), inbox.raw) == (Ran(), [])


def test_what_can_not_be_sent_is_refused_when_it_is_put_in(database: Database, clock: SteppingClock) -> None:
    with database.storing() as session, pytest.raises(InvalidInput, match="line break"):
        add_mail(session, recipient="a@x.example", subject="S\nBcc: b@x.example", body="B", at=clock())


def test_a_mail_that_is_put_off_waits_longer_each_time_and_then_is_given_up(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    """One second before, and at: the three attempts of which the last is the last. Others pass it by."""
    inbox.for_recipients["a@x.example"] = "450 greylisted"
    put(database, clock(), "a", "b")
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 later, 1 sent")
    for wait, ran in ((45, Ran(said="1 later")), (90, Ran(said="1 given up"))):
        clock.step(wait - 1)
        assert delivered(database, mailer, clock) == Ran()
        clock.step(1)
        assert delivered(database, mailer, clock) == ran
    (dead,) = list_mails(database, "dead", 10)
    assert (dead.recipient, dead.attempts, dead.error) == ("a@x.example", 3, "450 greylisted")
    assert names(inbox) == "b"


def test_a_dead_mail_can_be_tried_again_as_if_it_were_new(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    inbox.for_recipients["a@x.example"] = "550 no such user"
    put(database, clock(), "a", "b")
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 refused, 1 sent")
    (dead,) = list_mails(database, "dead", 10)
    assert dead == Listed(dead.id, "", "a@x.example", "S", clock(), None, None, 1, "550 no such user")
    with pytest.raises(NotFound, match="No dead mail has the id 999"):
        retry_mails(database, [dead.id, 999], clock())
    assert states(database)["a"] == "dead"
    inbox.for_recipients.clear()
    assert (retry_mails(database, [dead.id], clock()), retry_mails(database, None, clock())) == (1, 0)
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 sent")
    assert names(inbox) == "b a"


def test_a_server_that_is_away_costs_no_mail_an_attempt(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    """Ten times as long as three attempts; each run asks once, with the mail that is due longest."""
    inbox.answers["RCPT"] = "421 closing"
    put(database, clock(), "a", "b")
    for _ in range(10):
        clock.step(60)
        assert delivered(database, mailer, clock) == Ran(due=1, said="1 away")
    assert inbox.conversations == 10
    inbox.answers.clear()
    clock.step(60)
    assert delivered(database, mailer, clock) == Ran(done=2, said="2 sent")


def test_without_a_mail_server_mails_wait(database: Database, clock: SteppingClock) -> None:
    said = "no mail server is set (SMTP_URL): mails wait in the outbox"
    put(database, clock(), "a", "b")
    assert delivered(database, None, clock) == Ran(due=2, said=said)
    assert states(database) == {"a": "waiting", "b": "waiting"}


def test_a_mail_for_which_it_is_too_late_is_not_sent(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a", until=clock() + 60)
    put(database, clock(), "b", until=clock() + 61)
    clock.step(61)
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 given up, 1 sent")
    assert (names(inbox), [mail.error for mail in list_mails(database, "dead", 9)]) == (
        "b",
        ["It is too late to send it."],
    )


def test_no_more_than_the_rate_in_any_minute(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), *"abcde")
    assert delivered(database, mailer, clock, per_minute=2) == Ran(done=2, due=3, said="2 sent")
    clock.step(59)
    assert delivered(database, mailer, clock, per_minute=2) == Ran(due=3)
    clock.step(1)
    assert delivered(database, mailer, clock, per_minute=2) == Ran(done=2, due=1, said="2 sent")
    assert names(inbox) == "a b c d"


def test_a_mail_whose_sender_died_is_due_again_when_its_claim_ends(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    """The next one may send it then; one second earlier it may not."""
    put(database, clock(), "a")
    claimed(database, clock)
    clock.step(CLAIM - 1)
    assert delivered(database, mailer, clock) == Ran()
    clock.step(1)
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 sent")
    assert names(inbox) == "a"


def claimed(database: Database, clock: SteppingClock) -> outbox.Claimed | None:
    """A claim whose holder does nothing more."""
    with database.storing() as session:
        found = outbox.claim(session, now=clock(), until=clock() + CLAIM, per_minute=100)
        session.commit()
    return found


def test_a_mail_that_kills_its_senders_is_given_up(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a")
    for _ in range(3):
        assert claimed(database, clock) is not None
        clock.step(CLAIM)
    assert delivered(database, mailer, clock) == Ran(said="1 given up")
    (dead,) = list_mails(database, "dead", 10)
    assert dead.error == "The process that sent it ended each time. Look into its log, then retry."
    assert inbox.raw == []


@dataclass
class Sleeper:
    """A mailer whose process stands still while it sends: `meanwhile` the others go on."""

    clock: SteppingClock
    database: Database
    tried: list[tuple[str, int]] = field(default_factory=list)

    def send(self, mail: Mail, at: int) -> Outcome:
        self.tried.append((mail.recipient, at))
        self.clock.step(CLAIM)
        assert claimed(self.database, self.clock) is not None
        return Outcome("later", "too late")


def test_who_took_too_long_changes_nothing_about_a_mail_that_others_have(
    database: Database, clock: SteppingClock
) -> None:
    put(database, clock(), "a")
    sleeper = Sleeper(clock, database)
    began = clock()
    assert delivered(database, sleeper, clock).done == 0
    assert sleeper.tried == [("a@x.example", began)]
    (waiting,) = list_mails(database, "waiting", 10)
    assert (waiting.attempts, waiting.due_at, waiting.error) == (2, clock() + CLAIM, None)


def test_two_that_deliver_at_once_send_each_mail_once(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    """As when an operator runs the job beside the process that does."""
    every = [f"{number:02}" for number in range(30)]
    put(database, clock(), *every)
    with ThreadPoolExecutor(3) as pool:
        ran = [each.result() for each in [pool.submit(delivered, database, mailer, clock) for _ in range(3)]]
    assert sorted(names(inbox).split()) == every
    assert sum(each.done for each in ran) == 30


def test_without_the_lease_nothing_is_claimed(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a")
    with database.storing() as session:
        take(session, "jobs", "somebody else", 60)
        session.commit()
    with pytest.raises(LeaseLost):
        delivered(database, mailer, clock, turn=Turn("tests", Lease("jobs", 0)))
    assert (inbox.raw, states(database)) == ([], {"a": "waiting"})


def test_who_is_to_end_finishes_the_mail_at_hand(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a", "b")
    assert delivered(database, mailer, clock, turn=Turn("tests", None, lambda: bool(inbox.raw))) == Ran(
        done=1, due=1, said="1 sent"
    )
    assert names(inbox) == "a"


def test_a_held_outbox_sends_nothing_until_it_is_released(
    database: Database, mailer: Mailer, inbox: Inbox, clock: SteppingClock
) -> None:
    put(database, clock(), "a")
    for _ in range(2):
        with database.storing() as session:
            outbox.hold(session, clock())
            session.commit()
    assert held_since(database) == clock()
    assert delivered(database, mailer, clock) == Ran(due=1, said="the outbox is held: `flask mail release`")
    release_outbox(database)
    with pytest.raises(StateConflict):
        release_outbox(database)
    assert held_since(database) is None
    assert delivered(database, mailer, clock) == Ran(done=1, said="1 sent")
    assert names(inbox) == "a"
