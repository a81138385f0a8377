"""Webhooks against a real server: what arrives, what is tried again, what is given up."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale, Unavailable
from scheduler.domain.log import Author
from scheduler.domain.networks import networks
from scheduler.outgoing.guarded_http import GuardedHttp
from scheduler.services import calling
from scheduler.services.calling import CLAIM, MOST_TOLD, MOST_WEBHOOKS, Made
from scheduler.services.mailing import release_outbox
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.services.sealing import WITHOUT_KEY, Sealer
from scheduler.store import outbox, webhooks
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.secrets import delete_secrets, every_secret
from tests.conftest import SECRET_KEY
from tests.factories import placement, programme
from tests.fakes import SteppingClock
from tests.services.forum import BASE, edited, published, stored
from tests.web_server import Site, web_server

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""About what is decided, not about how it is stored: that the others try on both databases."""

SEALER = Sealer([SECRET_KEY])
NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
PLAN = programme(placement("1", NINE, TEN, "a"))
MOVED = replace(PLAN, placements=(placement("1", TEN, ELEVEN, "a"),))


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as running:
        yield running


@pytest.fixture
def hook(database: Database, site: Site, clock: SteppingClock) -> Made:
    """A webhook of an event that was released once, before it."""
    stored(database, PLAN)
    published(database)
    return made(database, site, clock)


def made(database: Database, site: Site, clock: SteppingClock) -> Made:
    return calling.make(
        database, SEALER, "forum", url=site.url(), active=True, now=clock(), new_secret=lambda: "psk_secret"
    )


def called(
    database: Database,
    clock: SteppingClock,
    *,
    allowed: str = "127.0.0.0/8",
    most: int = 3,
    turn: Turn | None = None,
    sealer: Sealer = SEALER,
) -> Ran:
    """With chance in the middle: the waits are 45 and 90 seconds."""
    return calling.call(
        database,
        GuardedHttp(networks(allowed), whole_seconds=5.0),
        sealer,
        Reader(database),
        clock,
        turn=turn or Turn("tests"),
        chance=lambda: 0.5,
        most=most,
        base_url=BASE,
    )


def moved(database: Database, clock: SteppingClock) -> None:
    edited(database, MOVED)
    published(database, now=clock.step(60), label="Move")


def log_of(database: Database) -> list[tuple[int, str, int, int | None, str | None]]:
    """Per delivery of the first webhook: release, state, attempts, status, error."""
    return [
        (each.number, each.state, each.attempts, each.status, each.error)
        for each in calling.deliveries(database, "forum", 1)
    ]


def test_a_release_is_told_once_signed_and_logged(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    """Not the one that was there before."""
    assert (hook.secret, called(database, clock)) == ("whsec_secret", Ran())
    moved(database, clock)
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert called(database, clock) == Ran()
    (asked,) = site.asked
    told = json.loads(asked.body)
    assert (told["type"], told["release"]["number"], told["changes"]["keys"]) == ("release.published", 2, ["forum-1-1"])
    at, signed = (part.partition("=")[2] for part in asked.headers["x-scheduler-signature"].split(","))
    expected = hmac.new(b"whsec_secret", f"{at}.".encode() + asked.body, "sha256").hexdigest()
    assert (int(at), signed) == (clock(), expected)
    assert (asked.headers["x-scheduler-event"], asked.headers["x-scheduler-delivery"]) == ("release.published", "1.1")
    assert log_of(database) == [(2, "sent", 1, 200, None)]


@on_sqlite
def test_what_is_signed_with_lies_encrypted(database: Database, hook: Made) -> None:
    assert hook.webhook.url.startswith("http://127.0.0.1")
    with pytest.raises(Unavailable, match="SECRET_KEYS"):
        calling.make(database, WITHOUT_KEY, "forum", url="https://x.example/", active=True, now=0, new_secret=str)


@on_sqlite
def test_a_server_that_fails_is_asked_again_later_each_time_and_then_given_up(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    site.answers = [(503, {}), (302, {"Location": "/elsewhere"}), (500, {})]
    site.body = b"try later"
    moved(database, clock)
    assert called(database, clock) == Ran(said="1 later")
    redirect = "302: redirects are not followed. Set the address that it leads to."
    for wait, said, state in (
        (45, "1 later", (2, "waiting", 2, 302, redirect)),
        (90, "1 given up", (2, "dead", 3, 500, "500 try later")),
    ):
        clock.step(wait - 1)
        assert called(database, clock) == Ran()
        clock.step(1)
        assert called(database, clock) == Ran(said=said)
        assert log_of(database) == [state]
    ids = {asked.headers["x-scheduler-delivery"] for asked in site.asked}
    assert (len(site.asked), ids, len({asked.body for asked in site.asked})) == (3, {f"{hook.webhook.id}.1"}, 1)
    assert len({asked.headers["x-scheduler-signature"] for asked in site.asked}) == 3
    assert all(asked.path == "/hook" for asked in site.asked)


def test_what_was_given_up_can_be_told_again(database: Database, hook: Made, site: Site, clock: SteppingClock) -> None:
    site.answers = [(500, {})]
    moved(database, clock)
    assert called(database, clock, most=1) == Ran(said="1 given up")
    number = hook.webhook.id
    site.answers = [(200, {})]
    assert calling.retry(database, "forum", number, 1, author=Author("ana", clock())).state == "waiting"
    with pytest.raises(NotFound, match="no delivery 1 that has ended"):
        calling.retry(database, "forum", number, 1, author=Author("ana", clock()))
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert log_of(database) == [(2, "sent", 1, 200, None)]


def test_a_receiver_that_wants_no_more_is_told_no_more(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    site.answers = [(410, {})]
    moved(database, clock)
    assert called(database, clock) == Ran(said="1 refused")
    found = calling.one(database, "forum", hook.webhook.id)
    assert (found.active, found.version) == (False, 2)
    published(database, now=clock.step(60))
    assert called(database, clock) == Ran()
    assert len(site.asked) == 1


@on_sqlite
def test_an_address_that_may_not_be_asked_is_given_up_with_the_reason(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    moved(database, clock)
    with capture_logs() as lines:
        assert called(database, clock, allowed="") == Ran(said="1 refused")
    assert [line["address"] for line in lines if line["event"] == "webhook not called"] == ["127.0.0.1"]
    ((_, state, attempts, status, error),) = log_of(database)
    assert (state, attempts, status) == ("dead", 1, None)
    assert error is not None
    assert error.startswith("127.0.0.1 is refused: not https.")
    assert (site.asked, hook.webhook.active) == ([], True)


def test_a_webhook_that_was_off_is_told_from_the_next_release_on(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    def switched(active: bool, version: int) -> None:
        calling.change(
            database, "forum", hook.webhook.id, url=None, active=active, expected=version, now=clock.step(60)
        )

    switched(active=False, version=1)
    moved(database, clock)
    assert called(database, clock) == Ran()
    switched(active=True, version=2)
    assert called(database, clock) == Ran()
    published(database, now=clock.step(60))
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert [json.loads(asked.body)["release"]["number"] for asked in site.asked] == [3]


@on_sqlite
def test_who_is_far_behind_is_told_of_the_newest(database: Database, hook: Made, clock: SteppingClock) -> None:
    for _ in range(MOST_TOLD + 2):
        published(database, now=clock.step(60))
    assert called(database, clock) == Ran(done=MOST_TOLD, said=f"{MOST_TOLD} sent")
    found = calling.deliveries(database, "forum", hook.webhook.id)
    assert [each.number for each in found] == list(range(MOST_TOLD + 3, 3, -1))


def test_two_that_look_at_once_note_a_release_once(database: Database, hook: Made, clock: SteppingClock) -> None:
    moved(database, clock)
    with database.reading() as session:
        (late,) = webhooks.behind(session)
    noted = []
    for _ in range(2):
        with database.storing() as session:
            noted.append(webhooks.note_told(session, late, late.current))
            session.commit()
    assert (late.webhook, noted) == (hook.webhook.id, [True, False])


def test_a_delivery_whose_sender_died_is_due_again_when_its_claim_ends(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    moved(database, clock)
    ended = Turn("tests", None, lambda: bool(calling.deliveries(database, "forum", hook.webhook.id)))
    assert called(database, clock, turn=ended) == Ran(due=1)
    with database.storing() as session:
        assert webhooks.claim(session, now=clock(), until=clock() + CLAIM) is not None
        session.commit()
    clock.step(CLAIM - 1)
    assert called(database, clock) == Ran()
    clock.step(1)
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert len(site.asked) == 1


def test_without_the_lease_nothing_is_noted(database: Database, hook: Made, site: Site, clock: SteppingClock) -> None:
    moved(database, clock)
    with pytest.raises(LeaseLost):
        called(database, clock, turn=Turn("tests", Lease("jobs", 1)))
    assert (site.asked, calling.deliveries(database, "forum", hook.webhook.id)) == ([], ())


@on_sqlite
def test_after_a_restore_nothing_is_told_until_it_is_released(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    moved(database, clock)
    with database.storing() as session:
        outbox.hold(session, clock())
        session.commit()
    assert called(database, clock) == Ran(due=1, said="what leaves is held: `flask mail release`")
    release_outbox(database)
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert (len(site.asked), hook.webhook.id) == (1, 1)


@on_sqlite
def test_without_the_key_deliveries_wait(database: Database, hook: Made, site: Site, clock: SteppingClock) -> None:
    moved(database, clock)
    assert called(database, clock, sealer=WITHOUT_KEY) == Ran(said="1 without a key")
    clock.step(CLAIM)
    assert called(database, clock) == Ran(done=1, said="1 sent")
    assert (len(site.asked), hook.webhook.id) == (1, 1)


def test_only_who_has_read_a_webhook_changes_or_deletes_it(
    database: Database, hook: Made, clock: SteppingClock
) -> None:
    number = hook.webhook.id
    with pytest.raises(PreconditionRequired):
        calling.delete(database, "forum", number, expected=None)
    with pytest.raises(Stale) as stale:
        calling.change(database, "forum", number, url="https://x.example/", active=None, expected=9, now=clock())
    assert (stale.value.current, stale.value.version) == (calling.described(hook.webhook), 1)
    with pytest.raises(NotFound, match="no webhook 9"):
        calling.change(database, "forum", 9, url=None, active=None, expected=1, now=clock())
    with database.reading() as unit:
        assert len(every_secret(unit)) == 1
    calling.delete(database, "forum", number, expected=1)
    assert calling.listed(database, "forum") == ()
    with database.reading() as unit:
        assert every_secret(unit) == {}


def test_one_whose_secret_has_just_gone_stops_no_other(
    database: Database, hook: Made, site: Site, clock: SteppingClock
) -> None:
    """As if it were deleted between the claim and the call."""
    made(database, site, clock)
    edited(database, MOVED)
    published(database, now=clock.step(60))
    with database.storing() as unit:
        delete_secrets(unit, 1, [min(every_secret(unit))])
        unit.commit()
    assert called(database, clock) == Ran(done=1, said="1 deleted meanwhile, 1 sent")
    assert (hook.webhook.id, log_of(database)[0][1]) == (1, "waiting")


@on_sqlite
def test_an_event_has_few(database: Database, site: Site, hook: Made, clock: SteppingClock) -> None:
    for _ in range(MOST_WEBHOOKS - 1):
        made(database, site, clock)
    with pytest.raises(InvalidInput, match="as many as fit"):
        made(database, site, clock)
    assert hook.webhook == calling.listed(database, "forum")[0]
