"""What is deleted by itself: each kind one second too young, and old enough."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from scheduler.domain.clock import DAY, to_utc
from scheduler.services.running import Ran, Turn
from scheduler.services.sweeping import sweep
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.models.accounts import AccountRow, AttemptRow, ResetRow, SignInRow
from scheduler.store.models.base import Base
from scheduler.store.models.event import EventRow
from scheduler.store.models.following import FollowerRow
from scheduler.store.models.history import RepeatRow
from scheduler.store.models.jobs import JobRunRow
from scheduler.store.models.notices import FollowRequestRow, NoticeRow, RecipientRow
from scheduler.store.models.outbox import MailRow
from scheduler.store.models.webhooks import DeliveryRow, WebhookRow
from tests.fakes import SteppingClock

AT = dt.datetime(2017, 6, 1, 7, tzinfo=dt.UTC)


def mail(**columns: dt.datetime | None) -> MailRow:
    return MailRow(recipient="a@x.example", subject="S", body="", headers=[], created_at=AT, **columns)


def sign_in(**columns: dt.datetime | None) -> SignInRow:
    return SignInRow(account_id=1, digest="d", created_at=AT, seen_at=AT, agent="", **columns)


@pytest.fixture
def account(database: Database) -> None:
    with database.storing() as session:
        session.add(AccountRow(id=1, email="ana@forum.example", created_at=AT))
        session.add(EventRow(id=1, slug="forum", name="Forum", time_zone="UTC", uid_domain="forum.example"))
        session.flush()
        session.add(RecipientRow(id=1, event_id=1, kind="follower", address="a@x.example", told=0, created_at=AT))
        session.add(
            WebhookRow(
                id=1, event_id=1, url="https://x.example/", secret=1, active=True, told=0, created_at=AT, changed_at=AT
            )
        )
        session.commit()


def stored(database: Database, *rows: Base) -> None:
    with database.storing() as session:
        session.add_all(rows)
        session.commit()


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("make", "days", "what"),
    [
        pytest.param(lambda: sign_in(ended_at=AT), 30, "sign-ins that ended", id="a sign-in that ended"),
        pytest.param(sign_in, 90, "sign-ins not seen", id="a sign-in that is not used"),
        pytest.param(
            lambda: ResetRow(digest="d", account_id=1, expires_at=AT), 1, "password resets", id="a password reset"
        ),
        pytest.param(lambda: AttemptRow(subject="s", since=AT, count=1), 1, "counted attempts", id="counted attempts"),
        pytest.param(
            lambda: RepeatRow(who="ana", key="k", digest="d", at=AT), 1, "answers to repeat", id="an answer to repeat"
        ),
        pytest.param(lambda: mail(sent_at=AT), 30, "sent mails", id="a mail that was sent"),
        pytest.param(mail, 90, "dead mails", id="a mail that was given up"),
        pytest.param(lambda: mail(due_at=AT, until=AT), 1, "mails too late to send", id="a mail that came too late"),
        pytest.param(
            lambda: FollowRequestRow(digest="d", event_id=1, address="a@x.example", wish={}, expires_at=AT),
            1,
            "unconfirmed wishes",
            id="a wish to follow",
        ),
        pytest.param(
            lambda: NoticeRow(
                event_id=1, recipient_id=1, from_number=0, to_number=1, entries=1, state="written", created_at=AT
            ),
            400,
            "old notices",
            id="a notice that was written",
        ),
        pytest.param(
            lambda: DeliveryRow(webhook_id=1, what="w", number=1, body="{}", created_at=AT),
            30,
            "deliveries of webhooks",
            id="a delivery of a webhook",
        ),
        pytest.param(
            lambda: FollowerRow(event_id=1, digest="d", changed_at=AT), 400, "followers", id="who follows nothing new"
        ),
        pytest.param(lambda: JobRunRow(name="sweep", holder="h", started_at=AT), 14, "job runs", id="a run of a job"),
    ],
)
def test_what_has_expired_is_deleted_and_not_before(
    database: Database, clock: SteppingClock, make: Callable[[], Base], days: int, what: str
) -> None:
    row = make()
    model = type(row)
    stored(database, row)
    clock.set(int(AT.timestamp()) + days * DAY)
    assert sweep(database, clock, turn=Turn("tests")) == Ran()
    clock.step(1)
    assert sweep(database, clock, turn=Turn("tests")) == Ran(done=1, said=f"1 {what}")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(model)) == 0


@pytest.mark.usefixtures("account")
def test_a_draft_waits_however_old(database: Database, clock: SteppingClock) -> None:
    notice = {"event_id": 1, "recipient_id": 1, "from_number": 0, "to_number": 1, "entries": 1, "created_at": AT}
    stored(database, NoticeRow(state="draft", **notice))
    clock.step(1000 * DAY)
    assert sweep(database, clock, turn=Turn("tests")) == Ran()


def test_a_mail_that_waits_stays_however_old(database: Database, clock: SteppingClock) -> None:
    stored(database, mail(due_at=AT))
    clock.step(1000 * DAY)
    assert sweep(database, clock, turn=Turn("tests")) == Ran()


def test_many_go_in_batches_of_which_each_asks_for_the_lease(database: Database, clock: SteppingClock) -> None:
    """Seven in batches of three; and none once the lease is lost."""
    stored(database, *(RepeatRow(who="ana", key=f"{n}", digest="d", at=to_utc(clock())) for n in range(7)))
    clock.step(DAY + 1)
    with pytest.raises(LeaseLost):
        sweep(database, clock, turn=Turn("tests", Lease("jobs", 1)))
    assert sweep(database, clock, turn=Turn("tests", None, lambda: True)) == Ran()
    assert sweep(database, clock, turn=Turn("tests"), batch=3) == Ran(done=7, said="7 answers to repeat")
