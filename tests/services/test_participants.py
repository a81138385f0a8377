"""Registering, waiting, leaving and being erased, on both databases: through the services, several at once too."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from scheduler.domain.clock import DAY, MINUTE, from_datetime
from scheduler.domain.conflicts import Signals
from scheduler.domain.errors import Gone, NotFound, TooManyRequests
from scheduler.domain.limits import REGISTER_PER_EVENT
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.release import PublicRelease
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.services import participating, registering
from scheduler.services.desk import Desks
from scheduler.services.digests import digest_of
from scheduler.services.forgetting import forget_participants
from scheduler.services.participant_mails import kind_of
from scheduler.services.passes import Pass
from scheduler.services.reading import Reader
from scheduler.services.registering import LASTING
from scheduler.services.reminding import remind
from scheduler.services.running import Turn
from scheduler.services.ticketing import audience_of
from scheduler.services.waiting import move_up
from scheduler.store.db import Database
from scheduler.store.events import delete_event
from scheduler.store.feed_tokens import load_private_feed
from scheduler.store.live import LiveRecord, save_live
from scheduler.store.models.accounts import AttemptRow
from scheduler.store.models.base import Base
from scheduler.store.models.outbox import MailRow
from scheduler.store.models.registering import ParticipantRow
from scheduler.store.participants import lock_participants, participant_of_link
from scheduler.store.registrations import erased_of, listed
from tests.api.forum import BASE, FIRST, FORUM, OPENING, SECOND, released, store
from tests.factories import at, placement
from tests.fakes import SteppingClock
from tests.waiting import until_waiting

OPENS: Ident = ("1", 1)
OTHER: Ident = ("1", 2)
STARTS = at("2017-06-12T09:00")
BY_HAND = Turn("tests")


def forum(capacity: int | None, *more: RemoteSlot) -> Programme:
    """The forum, whose opening takes so many remote participants."""
    return replace(
        FORUM, slots=(RemoteSlot("1", 1, ways=(Way("join", audience="registered"),), attendee_capacity=capacity), *more)
    )


@dataclass
class Office:
    """The services of one event, with secrets that are counted out."""

    database: Database
    clock: SteppingClock
    release: PublicRelease
    new_secret: Callable[[], str]

    def ask(self, who: str, *wanted: Ident, zone: str = "Pacific/Fiji") -> str:
        """The secret of the link that somebody is sent."""
        details = Details(who.title(), f"{who}@canary.example", time_zone=zone)
        registering.ask(
            self.database, self.release, details, wanted, address="a", link_root="L:", now=self.clock(),
            new_secret=self.new_secret,
        )  # fmt: skip
        return self.mails(who)[-1].partition("L:")[2][:32]

    def confirm(self, secret: str) -> Pass:
        """Use a link."""
        return registering.confirm(self.database, self.release, secret, address="a", **self.common)

    def enter(self, who: str, *wanted: Ident, zone: str = "Pacific/Fiji") -> Pass:
        """Register somebody, by their link."""
        return self.confirm(self.ask(who, *(wanted or (OPENS,)), zone=zone))

    def add(self, carries: Pass, of: Ident = OPENS) -> None:
        """Register for one thing more, on the own page."""
        participating.add(self.database, self.release, carries.secret, of, address="a", now=self.clock())

    def withdraw(self, carries: Pass, of: Ident = OPENS) -> None:
        """Give a place up."""
        participating.withdraw(self.database, self.release, carries.secret, of, address="a", **self.common)

    def erase(self, carries: Pass) -> None:
        """Erase whoever has the pass."""
        participating.erase(self.database, self.release, carries.secret, address="a", **self.common)

    @property
    def common(self) -> dict[str, Any]:
        return {"root": BASE, "now": self.clock(), "new_secret": self.new_secret}

    def mails(self, who: str) -> list[str]:
        """What somebody was written: subject and body."""
        with self.database.reading() as session:
            query = select(MailRow.subject, MailRow.body).where(MailRow.recipient == f"{who}@canary.example")
            return [f"{row.subject}\n{row.body}" for row in session.execute(query.order_by(MailRow.id))]

    def subjects(self, who: str) -> list[str]:
        return [mail.partition("\n")[0] for mail in self.mails(who)]

    def places(self, of: Ident = OPENS) -> tuple[list[str], list[str]]:
        """Who has a place, and who waits, in order."""
        with self.database.reading() as session:
            found = listed(session, 1, of)
        names = [(each.details.name.lower(), each.registration.waiting) for each in found]
        return [name for name, waits in names if not waits], [name for name, waits in names if waits]

    def audience(self, carries: Pass, of: Ident = OPENS, *, limited: bool = False) -> str | None:
        with self.database.reading() as session:
            return audience_of(session, 1, carries.ticket, *of, limited=limited)

    def now_has(self, made: Programme, label: str = "Later") -> None:
        """Release the programme otherwise."""
        self.release = released(self.database, made, self.clock(), label)

    def is_late(self, minutes: int) -> None:
        """Say on the day that the opening starts late."""
        with self.database.storing() as session:
            save_live(session, 1, *OPENS, LiveRecord(1, delay_minutes=minutes), who="tests", at=self.clock())
            session.commit()

    def run_reminders(self) -> int:
        return remind(
            self.database, Reader(self.database), self.clock, root=BASE, minutes=60, new_secret=self.new_secret,
            turn=BY_HAND,
        ).done  # fmt: skip

    def run_moving_up(self) -> int:
        reader = Reader(self.database)
        return move_up(self.database, reader, self.clock, root=BASE, new_secret=self.new_secret, turn=BY_HAND).done


@pytest.fixture
def open_office(database: Database, clock: SteppingClock) -> Callable[..., Office]:
    def made(programme: Programme) -> Office:
        clock.set(SECOND)
        numbers: Iterator[int] = count(1)
        return Office(database, clock, released(database, programme, FIRST), lambda: f"psk_{next(numbers):032d}")

    return made


@pytest.fixture
def office(open_office: Callable[[Programme], Office]) -> Office:
    """That of a forum whose opening has place for two."""
    return open_office(forum(2))


def test_a_link_registers_once_and_for_a_quarter_of_an_hour(office: Office, clock: SteppingClock) -> None:
    late, used = office.ask("late", OPENS), office.ask("ana", OPENS)
    assert office.places() == ([], []), "a mail alone registers nobody"
    clock.step(LASTING - 1)
    carries = office.confirm(used)
    assert office.places() == (["ana"], [])
    for secret in (used, "x" * 32, "../1", ""):
        with pytest.raises(Gone):
            office.confirm(secret)
    clock.step(1)
    with pytest.raises(Gone):
        office.confirm(late)
    assert office.subjects("ana") == ["Confirm that you register for Forum", "You are registered for Forum"]
    told = office.mails("ana")[1]
    for words in (
        "Opening (part 1)\nMonday 12 June 2017, 19:00\N{EN DASH}20:00 (Pacific/Fiji)\n",
        "Monday 12 June 2017, 09:00\N{EN DASH}10:00 (Europe/Zurich)\n",
        carries.door_url(BASE, "forum-1-1"),
        carries.page_url(BASE, "forum"),
    ):
        assert words in told
    assert office.audience(carries) == "registered"


def test_registering_again_adds_and_keeps_the_place(open_office: Callable[[Programme], Office]) -> None:
    office = open_office(forum(1, RemoteSlot("1", 2, ways=(Way("join"),))))
    first, second = office.enter("ana"), office.enter("bea")
    again = office.enter("ana", OPENS, OTHER)
    assert (office.places(), office.places(OTHER)) == ((["ana"], ["bea"]), (["ana"], []))
    assert [office.audience(each) for each in (first, again, second)] == ["registered", "registered", "public"]
    assert len(participating.page(office.database, "forum", first.secret).registrations) == 2


def test_who_waits_moves_up_when_somebody_leaves_in_the_same_unit(office: Office) -> None:
    passes = {who: office.enter(who) for who in ("ana", "bea", "cem", "dan", "eve")}
    assert office.places() == (["ana", "bea"], ["cem", "dan", "eve"])
    assert office.audience(passes["cem"]) == "public"
    office.withdraw(passes["dan"])
    assert office.places() == (["ana", "bea"], ["cem", "eve"])
    office.withdraw(passes["ana"])
    office.withdraw(passes["ana"])
    assert office.places() == (["bea", "cem"], ["eve"])
    assert (office.audience(passes["ana"]), office.audience(passes["cem"])) == ("public", "registered")
    office.erase(passes["bea"])
    assert office.places() == (["cem", "eve"], [])
    assert [office.subjects(who)[2:] for who in ("cem", "eve", "dan")] == [
        ["You have a place: Opening (part 1)"],
        ["You have a place: Opening (part 1)"],
        [],
    ]
    (ticket,) = {line.partition("?t=")[2] for line in office.mails("cem")[2].splitlines() if "?t=" in line}
    with office.database.reading() as session:
        assert audience_of(session, 1, ticket, *OPENS, limited=True) == "registered"


def test_who_waits_moves_up_when_there_is_more_room(office: Office, clock: SteppingClock) -> None:
    for who in ("ana", "bea", "cem", "dan", "eve"):
        office.enter(who)
    assert office.run_moving_up() == 0
    store(office.database, forum(1))
    assert (office.run_moving_up(), office.places()) == (0, (["ana", "bea"], ["cem", "dan", "eve"]))
    store(office.database, forum(4))
    assert (office.run_moving_up(), office.run_moving_up()) == (2, 0)
    assert office.places() == (["ana", "bea", "cem", "dan"], ["eve"])
    store(office.database, forum(None))
    clock.set(STARTS + 60 * MINUTE)  # it is over: nobody is written that they have a place
    assert office.run_moving_up() == 0
    clock.step(-1)
    assert (office.run_moving_up(), office.places()[1]) == (1, [])


def test_who_waits_moves_up_into_what_is_late_too(
    open_office: Callable[[Programme], Office], clock: SteppingClock
) -> None:
    office = open_office(forum(1))
    passes = {who: office.enter(who) for who in ("ana", "bea", "cem")}
    office.is_late(45)
    clock.set(STARTS + 105 * MINUTE - 1)
    office.withdraw(passes["ana"])
    with office.database.reading() as session:
        until = session.scalars(select(MailRow.until).where(MailRow.subject.startswith("You have"))).one()
    assert (office.places(), until and from_datetime(until) > clock()) == ((["bea"], ["cem"]), True)
    clock.step(1)
    office.withdraw(passes["bea"])
    assert (office.run_moving_up(), office.places()) == (0, ([], ["cem"]))


def test_those_who_come_and_go_at_once_never_overfill_nor_overtake(open_office: Callable[[Programme], Office]) -> None:
    """Twelve come while those of before leave: no error, no place too many or empty, and the order kept."""
    office = open_office(forum(3))
    early = [office.enter(f"early{number}") for number in range(4)]
    links = [office.ask(f"late{number:02}", OPENS) for number in range(8)]
    choosing = [office.enter(f"late{number:02}", WHOLE_EVENT) for number in range(8, 12)]

    def do(number: int) -> None:
        if number >= 12:
            office.add(choosing[number - 12])
            office.add(choosing[number - 12])
        elif number >= len(early):
            office.confirm(links[number - len(early)])
        elif number % 2:
            office.erase(early[number])
        else:
            office.withdraw(early[number])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(do, (4, 12, 5, 0, 13, 6, 1, 7, 8, 14, 2, 9, 3, 10, 15, 11)))
    with office.database.reading() as session:
        found = [each.registration for each in listed(session, 1, OPENS)]
    assert [each.waiting for each in found] == [False] * 3 + [True] * 9
    assert [each.id for each in found] == sorted(each.id for each in found)


def test_the_whole_event_opens_doors_without_a_limit_of_their_own(office: Office) -> None:
    carries = office.enter("ana", WHOLE_EVENT)
    assert [office.audience(carries, of, limited=limited) for of in (OPENS, OTHER) for limited in (False, True)] == [
        "registered",
        "public",
    ] * 2
    with office.database.reading() as session:
        held = load_private_feed(session, "forum", "personal", digest_of(carries.feed), SECOND)
    assert held is not None
    assert (held.parts, held.has_pass, held.standing.has_ended) == (frozenset({WHOLE_EVENT}), True, False)


def test_what_is_over_cancelled_or_on_site_can_not_be_registered_for(office: Office, clock: SteppingClock) -> None:
    link = office.ask("ana", OPENS)
    for of in (OTHER, ("2", 1), ("404", 1), ("1", 9)):
        with pytest.raises(NotFound):
            office.ask("bea", of)
    clock.set(STARTS + 60 * MINUTE - 1)
    office.ask("cem", OPENS)
    clock.step(1)
    with pytest.raises(NotFound):
        office.ask("dan", OPENS)
    with pytest.raises(Gone):
        office.confirm(link)


def test_nobody_fills_a_mailbox(office: Office, clock: SteppingClock) -> None:
    for _ in range(6):
        office.ask("ana", OPENS)
    with pytest.raises(TooManyRequests):
        office.ask("ana", OPENS)
    assert len(office.mails("ana")) == 6
    for ending in ("", "+", "+forum", "+a+b"):
        with pytest.raises(TooManyRequests):
            office.ask(f"ana{ending}", OPENS)
    clock.step(60 * MINUTE)
    office.ask("ana+forum", OPENS)
    office.ask("+ana", OPENS)


def test_nobody_fills_the_outbox_before_what_is_urgent(office: Office, clock: SteppingClock) -> None:
    """Not from any number of networks; another event's are not waited for, and who has a link can use it."""
    link = office.ask("ana", OPENS)
    with office.database.storing() as session:
        counted = sha256(f"{REGISTER_PER_EVENT.what}\nforum".encode()).hexdigest()
        made = update(AttemptRow).where(AttemptRow.subject == counted).values(count=REGISTER_PER_EVENT.most)
        assert session.execute(made).rowcount == 1  # type: ignore[attr-defined] # an update's result has it
        session.commit()
    with pytest.raises(TooManyRequests):
        office.ask("bea", OPENS)
    office.confirm(link)
    clock.step(60 * MINUTE)
    office.ask("bea", OPENS)


def test_renewing_ends_every_pass_of_before(office: Office) -> None:
    passes = [office.enter("ana"), office.enter("ana")]
    fresh = participating.renew(
        office.database, "forum", passes[0].secret, address="a", now=SECOND, new_secret=office.new_secret
    )
    for each in passes:
        with pytest.raises(Gone):
            participating.page(office.database, "forum", each.secret)
        with office.database.reading() as session:
            held = load_private_feed(session, "forum", "personal", digest_of(each.feed), SECOND)
        assert (office.audience(each), held and held.standing.has_ended) == (None, True)
    assert office.audience(fresh) == "registered"
    assert office.places() == (["ana"], [])


def test_an_address_is_renewed_once(office: Office) -> None:
    """Whoever has it may try at the same moment as its owner: one of them has the page afterwards, and knows it."""
    secret = office.enter("ana").secret

    def renew(_: int) -> str | None:
        try:
            return participating.renew(
                office.database, "forum", secret, address="a", now=SECOND, new_secret=office.new_secret
            ).secret
        except Gone:
            return None

    with office.database.storing() as session, ThreadPoolExecutor(2) as pool:
        found = participant_of_link(session, 1, digest_of(secret))
        assert found is not None
        lock_participants(session, [found.id])
        asked = [pool.submit(renew, number) for number in range(2)]
        until_waiting(asked, office.database)
        session.rollback()
        (fresh,) = filter(None, [each.result() for each in asked])
    participating.page(office.database, "forum", fresh)


def everything(database: Database) -> str:
    """All that is stored, as text."""
    with database.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "release"]
        return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


def test_erasure_leaves_no_trace(office: Office) -> None:
    carries = office.enter("ana")
    office.ask("ana", OPENS)
    assert "ana@canary.example" in everything(office.database)
    office.erase(carries)
    assert [word for word in ("canary", "Ana") if word in everything(office.database)] == []
    with pytest.raises(Gone):
        participating.page(office.database, "forum", carries.secret)
    with office.database.reading() as session:
        held = load_private_feed(session, "forum", "personal", digest_of(carries.feed), SECOND)
    assert held is not None
    assert held.standing.has_ended


def test_after_the_event_counts_alone_stay(office: Office, clock: SteppingClock) -> None:
    for who in ("ana", "bea", "cem"):
        office.enter(who)
    office.enter("dan", WHOLE_EVENT)
    office.ask("eve", OPENS)  # and never confirms
    over = at("2017-06-14T00:00") + 30 * DAY
    clock.set(over - 1)
    assert forget_participants(office.database, clock, days=30, turn=BY_HAND, batch=3).done == 0
    clock.step(1)
    assert forget_participants(office.database, clock, days=30, turn=BY_HAND, batch=3).done == 4
    assert "canary" not in everything(office.database)
    with office.database.reading() as session:
        assert [erased_of(session, 1, of) for of in (OPENS, OTHER, WHOLE_EVENT)] == [2, 0, 1]
    assert forget_participants(office.database, clock, days=30, turn=BY_HAND).done == 0


def test_deleting_the_event_deletes_all(office: Office) -> None:
    office.enter("ana")
    office.ask("bea", OPENS)
    with office.database.storing() as session:
        delete_event(session, 1)
        session.commit()
    with office.database.reading() as session:
        kept = [table.name for table in Base.metadata.sorted_tables if session.execute(select(table)).first()]
    assert not {name for name in kept if "regist" in name or "participant" in name or name in {"ticket", "feed_token"}}


def test_who_registered_counts_for_the_rules(open_office: Callable[[Programme], Office]) -> None:
    office = open_office(forum(2))
    for who in ("ana", "bea", "cem"):
        office.enter(who)
    office.enter("dan", WHOLE_EVENT)
    desk = Desks(office.database).open("forum")
    assert desk.signals == Signals(registered={OPENS: 3})
    assert [conflict.facts["registered"] for conflict in desk.conflicts if conflict.rule == "remote-capacity"] == [3]


LATER = ordered(
    replace(
        forum(None),
        placements=(
            placement("1", "2017-06-12T10:00", "2017-06-12T11:00", "popov", also_in=("annex",)),
            *(each for each in FORUM.placements if each.id != OPENS),
        ),
    )
)
EARLIER = ordered(
    replace(
        LATER,
        placements=(
            placement("1", "2017-06-12T08:00", "2017-06-12T08:50", "popov", also_in=("annex",)),
            *(each for each in FORUM.placements if each.id != OPENS),
        ),
    )
)
GONE = ordered(
    replace(
        forum(None),
        sessions=tuple(
            replace(each, state="cancelled") if each.code == OPENING.code else each for each in FORUM.sessions
        ),
        placements=tuple(each for each in FORUM.placements if each.session != "1"),
        slots=(),
    )
)


def test_reminders_are_written_once_per_start_and_changes_at_once(office: Office, clock: SteppingClock) -> None:
    for who in ("ana", "bea", "cem"):
        office.enter(who)  # cem waits
    office.enter("dan", WHOLE_EVENT)
    clock.set(STARTS - 60 * MINUTE - 1)
    assert office.run_reminders() == 0
    clock.step(1)
    assert (office.run_reminders(), office.run_reminders()) == (2, 0)
    store(office.database, forum(4))
    assert (office.run_moving_up(), office.run_reminders()) == (1, 1)
    office.enter("eve")  # who is sent, just now, all that a reminder says
    assert office.run_reminders() == 0
    office.now_has(LATER)
    assert (office.run_reminders(), office.run_reminders()) == (5, 0)
    clock.step(60 * MINUTE)
    assert (office.run_reminders(), office.run_reminders()) == (4, 0)
    clock.step(MINUTE)
    office.now_has(GONE)
    assert (office.run_reminders(), office.run_reminders()) == (4, 0)
    office.now_has(LATER)
    assert (office.run_reminders(), office.run_reminders()) == (4, 0)
    soon, moved, gone, again = (f"{what}: Opening (part 1)" for what in ("Soon", "New time", "Cancelled", "On again"))
    assert [office.subjects(who)[2:] for who in ("ana", "bea", "cem", "dan", "eve")] == [
        [soon, moved, soon, gone, again],
        [soon, moved, soon, gone, again],
        ["You have a place: Opening (part 1)", soon, moved, soon, gone, again],
        ["Monday 12 June 2017: your day at Forum"],  # once its places were not limited any more
        [moved, soon, gone, again],
    ]
    assert "It was to begin on Monday 12 June 2017, 19:00 (UTC+12:00).\n" in office.mails("ana")[3]


def test_reminders_follow_what_is_said_on_the_day(office: Office, clock: SteppingClock) -> None:
    """Whoever was not reminded yet is at the real start's hour; whoever was is not again, unless the plan moves."""
    office.enter("ana")
    office.is_late(20)
    clock.set(STARTS - 40 * MINUTE - 1)
    assert office.run_reminders() == 0
    office.enter("bea")  # a second before: what she is sent says nothing of the delay
    clock.step(1)
    assert (office.run_reminders(), office.run_reminders()) == (2, 0)
    with office.database.reading() as session:
        due = session.scalars(select(MailRow.due_at).where(MailRow.subject.startswith("Soon")).order_by(MailRow.id))
        assert [from_datetime(each) - clock() for each in due if each] == [0, 1], "one a second: others are urgent"
    told = office.mails("ana")[2]
    assert "Monday 12 June 2017, 19:20\N{EN DASH}20:20 (Pacific/Fiji)\n" in told
    assert "It starts 20 minutes late.\n" in told
    for minutes in (40, 0, 60):
        office.is_late(minutes)
        assert office.run_reminders() == 0
    office.now_has(LATER)
    office.is_late(0)
    clock.set(STARTS + 60 * MINUTE - 1)
    assert office.run_reminders() == 4
    assert [office.subjects(who)[2:] for who in ("ana", "bea")] == [
        [f"{what}: Opening (part 1)" for what in ("Soon", "New time", "Soon")]
    ] * 2


def test_who_was_not_reminded_by_the_planned_start_is_by_the_real_one(office: Office, clock: SteppingClock) -> None:
    office.enter("ana")
    office.enter("bea")
    office.is_late(20)
    clock.set(STARTS + 20 * MINUTE - 1)
    assert office.run_reminders() == 2
    with office.database.reading() as session:
        due = session.scalars(select(MailRow.due_at).where(MailRow.subject.startswith("Soon"))).all()
    assert [from_datetime(each) for each in due if each] == [clock()] * 2, "none of them after it started"
    office.enter("cem")
    office.is_late(30)
    clock.set(STARTS + 30 * MINUTE)
    assert office.run_reminders() == 0


def test_who_registered_for_the_event_is_told_of_each_day_in_the_morning(
    open_office: Callable[[Programme], Office], clock: SteppingClock
) -> None:
    ways = (Way("join", audience="registered"),)
    office = open_office(forum(1, RemoteSlot("1", 2, ways=ways), RemoteSlot("3", 1, ways=ways)))
    office.enter("ana", WHOLE_EVENT)
    office.enter("bea", WHOLE_EVENT, OPENS)
    office.enter("cem", OTHER)
    office.enter("dan", WHOLE_EVENT, zone="America/Los_Angeles")
    runs = {}
    for moment in (
        *("2017-06-11T16:59:59", "2017-06-11T17:00", "2017-06-11T21:59:59", "2017-06-11T22:00"),
        *("2017-06-13T16:59:59", "2017-06-13T17:00", "2017-06-13T21:59:59", "2017-06-13T22:00"),
    ):
        clock.set(moment)
        runs[moment[8:]] = (office.run_reminders(), office.run_reminders())
    assert runs == {
        "11T16:59:59": (0, 0),
        "11T17:00": (1, 0),  # eight in Los Angeles; the first door that takes them opens at two in the night
        "11T21:59:59": (0, 0),
        "11T22:00": (2, 0),  # eight in Suva
        "13T16:59:59": (0, 0),
        "13T17:00": (1, 0),
        "13T21:59:59": (0, 0),
        "13T22:00": (2, 0),  # what begins at 23:00 in Geneva begins at nine of the next day in Suva
    }
    first, second = (f"{day} June 2017: your day at Forum" for day in ("Monday 12", "Tuesday 13"))
    assert [office.subjects(who)[2:] for who in ("ana", "bea", "cem", "dan")] == [
        [first, second],
        [first, second],
        [],
        [first, second],
    ]
    told = {who: office.mails(who)[2] for who in ("ana", "bea", "dan")}
    assert "Monday 12 June 2017 (Pacific/Fiji)\n21:00\N{EN DASH}21:30 Opening II\n" in told["ana"]
    assert "02:00\N{EN DASH}02:30 Opening II\n" in told["dan"]
    assert ["Opening (part 1)" in told[who] for who in ("ana", "bea", "dan")] == [False, True, False]
    (ticket,) = {line.partition("?t=")[2] for line in told["ana"].splitlines() if "?t=" in line}
    with office.database.reading() as session:
        assert audience_of(session, 1, ticket, *OTHER) == "registered"


def test_a_zone_that_is_no_more_keeps_nobody_from_their_mail(office: Office, clock: SteppingClock) -> None:
    """Zones are renamed; whoever has one that is unknown is told the event's time, and nobody else waits for it."""
    office.enter("ana")
    office.enter("bea")
    with office.database.storing() as session:
        session.execute(update(ParticipantRow).where(ParticipantRow.id == 1).values(time_zone="Pacific/Atlantis"))
        session.commit()
    clock.set(STARTS - 60 * MINUTE)
    assert office.run_reminders() == 2
    assert "Monday 12 June 2017, 09:00\N{EN DASH}10:00 (Europe/Zurich)\nhttp" in office.mails("ana")[2]


def test_nobody_is_reminded_of_what_has_begun_or_told_of_what_is_past(office: Office, clock: SteppingClock) -> None:
    office.enter("ana")
    clock.set(STARTS)
    assert office.run_reminders() == 0
    office.now_has(EARLIER)
    assert office.run_reminders() == 0


def test_mails_of_participants_are_found_by_their_kind(office: Office) -> None:
    office.enter("ana")
    with office.database.reading() as session:
        assert set(session.scalars(select(MailRow.kind))) == {kind_of(1)}
