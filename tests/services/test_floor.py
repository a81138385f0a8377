"""The floor through the services, on both databases: asking, giving, several at once, and being erased."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.domain.clock import DAY, MINUTE
from scheduler.domain.errors import (
    Gone,
    InvalidInput,
    NotFound,
    PreconditionRequired,
    Stale,
    StateConflict,
    TooManyRequests,
)
from scheduler.domain.floor import Intervention, Said, Tally
from scheduler.domain.log import Author
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.queueing import Queue
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.release import PublicRelease
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.services import moderating, participating, speaking
from scheduler.services.desk import Desks
from scheduler.services.digests import digest_of
from scheduler.services.forgetting import forget_participants
from scheduler.services.running import Turn
from scheduler.services.speaking import Standing
from scheduler.store.db import Database
from scheduler.store.events import delete_event
from scheduler.store.interventions import add_intervention, delivered_in
from scheduler.store.live import LiveRecord, next_revision, save_live
from scheduler.store.models.base import Base
from scheduler.store.models.floor import InterventionRow
from scheduler.store.participants import lock_participants, participant_of_link
from scheduler.store.registrations import lock_lists
from tests.api.forum import BASE, FIRST, FORUM, SECOND, released, store
from tests.factories import at
from tests.fakes import SteppingClock
from tests.participants import enter
from tests.waiting import until_waiting

OPENS: Ident = ("1", 1)
SECOND_PART: Ident = ("1", 2)
ENDS = at("2017-06-12T10:00")
BY_HAND = Turn("tests")
WAYS = (Way("join"),)


def forum(slots: int | None = 2, *, capacity: int | None = None) -> Programme:
    """The forum, whose opening has so many interventions in its first part, and any number in its second."""
    first = RemoteSlot("1", 1, ways=WAYS, attendee_capacity=capacity, intervention_slots=slots)
    return ordered(replace(FORUM, slots=(first, RemoteSlot("1", 2, ways=WAYS))))


on_one = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before anything is stored, or stored as by others."""


@dataclass
class Hall:
    """The services of one event, with participants who are registered by an organiser."""

    database: Database
    clock: SteppingClock
    release: PublicRelease
    desks: Desks
    new_secret: Callable[[], str]

    def enter(self, who: str, of: Ident = OPENS, country: str = "", stakeholder_type: str = "") -> str:
        """Somebody registers; the secret of their page."""
        details = Details(f"Canary {who}", f"{who}@canary.example", country=country, stakeholder_type=stakeholder_type)
        carries = enter(self.database, self.release, details, of, now=self.clock(), new_secret=self.new_secret)
        return carries.secret

    def ask(self, secret: str, of: Ident = OPENS, kind: str = "oral", text: str = "") -> None:
        """Ask for the floor, a second later than whoever asked before."""
        self.clock.step(1)
        speaking.ask(self.database, self.release, secret, of, kind=kind, text=text, address="a", now=self.clock())

    def standing(self, secret: str, of: Ident = OPENS) -> Standing:
        return speaking.standing(self.database, self.release, secret, of, self.clock())

    def told(self, secret: str, of: Ident = OPENS) -> tuple[str, int | None, int]:
        """What somebody sees: the state of their request, their place, and how many wait."""
        found = self.standing(secret, of)
        return (found.latest.state if found.latest else "", found.position, found.waiting)

    def queue(self, of: Ident = OPENS) -> Queue:
        return moderating.queue(self.database, self.desks.open("forum"), of)

    def waiting(self, of: Ident = OPENS) -> list[str]:
        return [each.name.removeprefix("Canary ") for each in self.queue(of).waiting]

    @property
    def author(self) -> Author:
        return Author("moderator@forum.example", self.clock())

    def note(self, name: str, of: Ident = OPENS, **said: str) -> Intervention:
        """Somebody in the room asks."""
        self.clock.step(1)
        return moderating.note(self.desks, "forum", of, Said(name, **said), author=self.author, repeat=None)

    def set(self, one: Intervention, state: str, **expected: Any) -> Intervention:
        """What becomes of a request, by a moderator who saw it as it is given."""
        expected = {"expected": one.version} | expected
        return moderating.set_state(self.desks, "forum", one.of, one.id, state, author=self.author, **expected)

    def press(self, one: Intervention, state: str) -> Intervention:
        """The same by a button of the page that showed it so."""
        return moderating.let_be(self.desks, "forum", one.of, one.id, state, expected=one.version, author=self.author)

    def accept_next(self, of: Ident = OPENS) -> Intervention:
        return self.set(self.queue(of).waiting[0], "accepted")

    def erase(self, secret: str) -> None:
        participating.erase(
            self.database, self.release, secret, address="a", root=BASE, now=self.clock(), new_secret=self.new_secret
        )

    def withdraw_place(self, secret: str, of: Ident = OPENS) -> None:
        participating.withdraw(
            self.database, self.release, secret, of, address="a", root=BASE, now=self.clock(),
            new_secret=self.new_secret,
        )  # fmt: skip

    def draft_has(self, made: Programme) -> None:
        """Edit the draft."""
        store(self.database, made)
        self.desks = Desks(self.database)

    def report(self) -> tuple[Tally, ...]:
        with self.database.reading() as session:
            return delivered_in(session, 1)

    def everything(self) -> str:
        """All that is stored, as text."""
        with self.database.reading() as session:
            tables = [table for table in Base.metadata.sorted_tables if table.name != "release"]
            return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


@pytest.fixture
def open_hall(database: Database, clock: SteppingClock) -> Callable[[Programme], Hall]:
    def made(programme: Programme) -> Hall:
        clock.set(SECOND)
        numbers: Iterator[int] = count(1)
        release = released(database, programme, FIRST)
        return Hall(database, clock, release, Desks(database), lambda: f"psk_{next(numbers):032d}")

    return made


@pytest.fixture
def hall(open_hall: Callable[[Programme], Hall]) -> Hall:
    return open_hall(forum())


def test_from_asking_to_having_spoken(hall: Hall) -> None:
    ana, bea, cem = (hall.enter(who, country=where) for who, where in (("ana", "CH"), ("bea", "FR"), ("cem", "FJ")))
    assert hall.told(ana) == ("", None, 0)
    for who in (ana, bea, cem):
        hall.ask(who)
    hall.ask(bea)  # sent twice is asked once
    assert hall.waiting() == ["ana", "cem", "bea"]
    assert [hall.told(who) for who in (ana, bea, cem)] == [("asked", 1, 3), ("asked", 3, 3), ("asked", 2, 3)]
    first = hall.accept_next()
    assert hall.told(ana) == ("accepted", None, 2)
    hall.set(first, "delivered")
    with pytest.raises(StateConflict, match="asked for the floor here already"):
        hall.ask(bea, kind="written", text="Other words")
    hall.ask(ana, text="Once more")
    assert (hall.waiting(), hall.told(ana)) == (["cem", "bea", "ana"], ("asked", 3, 3))
    speaking.withdraw(hall.database, hall.release, cem, OPENS, address="a", now=hall.clock())
    assert (hall.told(cem), hall.waiting()) == (("withdrawn", None, 2), ["bea", "ana"])
    hall.ask(cem)
    speaking.withdraw(hall.database, hall.release, cem, OPENS, address="a", now=hall.clock())
    queue = hall.queue()
    assert [each.state for each in queue.others] == ["delivered", "withdrawn"]
    assert (dict(queue.regions), dict(queue.stakeholder_types)) == ({"europe": 1}, {"": 1})
    assert (queue.allowance.taken, queue.allowance.left, queue.allowance.minutes_left) == (1, 1, 57)


@on_one
def test_who_spoke_in_the_first_part_comes_later_in_the_second(hall: Hall) -> None:
    ana, bea = hall.enter("ana", WHOLE_EVENT), hall.enter("bea", WHOLE_EVENT)
    hall.ask(ana)
    hall.accept_next()
    hall.ask(ana, SECOND_PART)
    hall.ask(bea, SECOND_PART)
    assert hall.waiting(SECOND_PART) == ["bea", "ana"]


@on_one
def test_the_room_and_the_afar_stand_in_one_order(hall: Hall) -> None:
    hall.ask(hall.enter("ana", country="CH"))
    hall.note("Canary lee", country="fr", kind="written", text="Read this.")
    hall.note("Canary kim", country="KR", stakeholder_type="academia", place="remote")
    assert hall.waiting() == ["ana", "kim", "lee"]
    noted = {each.name: (each.country, each.kind, each.place, each.text) for each in hall.queue().waiting}
    assert noted["Canary lee"] == ("FR", "written", "room", "Read this.")
    assert noted["Canary kim"] == ("KR", "oral", "remote", "")
    with pytest.raises(StateConflict, match="Canary LEE has asked for the floor here already, and that is asked"):
        hall.note("Canary LEE", country="FR")
    with pytest.raises(InvalidInput) as refused:
        hall.note(" ", country="FRA", stakeholder_type="x", place="moon", kind="written")
    pointers = ["/name", "/country", "/stakeholder_type", "/place", "/text"]
    assert [flaw.pointer for flaw in refused.value.flaws] == pointers


def test_no_more_are_accepted_than_there_is_room_for(hall: Hall) -> None:
    noted = [hall.note(f"Canary {n}", country="CH") for n in range(4)]
    written = hall.note("Canary w", kind="written", text="Words")
    for each in noted[:2]:
        hall.set(each, "accepted")
    with pytest.raises(StateConflict, match="2 oral interventions are accepted, and the session's remote access has 2"):
        hall.set(noted[2], "accepted")
    assert hall.set(written, "accepted").state == "accepted"
    gone = hall.set(hall.queue().accepted[0], "no-show")
    third = hall.set(noted[2], "accepted")
    with pytest.raises(StateConflict, match="2 oral"):
        hall.set(gone, "accepted")
    hall.set(third, "delivered")
    hall.draft_has(forum(None))
    hall.set(noted[3], "accepted")


@on_one
def test_minutes_are_those_of_the_events_rule(hall: Hall) -> None:
    """The second part has 30 minutes and any number of slots: ten of three minutes each."""
    noted = [hall.note(f"Canary {n}", SECOND_PART) for n in range(11)]
    for each in noted[:10]:
        hall.set(each, "accepted")
    with pytest.raises(StateConflict, match="10 oral interventions are accepted, of 3 minutes each: no more fit"):
        hall.set(noted[10], "accepted")


def test_two_moderators_do_not_undo_each_other(hall: Hall) -> None:
    one = hall.note("Canary lee")
    seen = hall.set(one, "accepted")
    assert hall.press(one, "accepted") == hall.set(seen, "accepted") == seen, "what is so already is done already"
    for say in (hall.set, hall.press):
        with pytest.raises(Stale) as stale:
            say(one, "declined")
        assert (stale.value.current["state"], stale.value.version) == ("accepted", 2)
    with pytest.raises(Stale):
        hall.set(one, "accepted")
    for state in ("accepted", "declined"):
        with pytest.raises(PreconditionRequired):
            hall.set(seen, state, expected=None)
    with pytest.raises(InvalidInput, match="A request can be made asked, accepted, delivered, declined, no-show"):
        hall.set(seen, "withdrawn")
    back = hall.set(hall.set(hall.set(seen, "delivered"), "accepted"), "asked")
    assert (back.state, back.version, hall.waiting()) == ("asked", 5, ["lee"])
    with pytest.raises(StateConflict, match="can't become delivered"):
        hall.set(back, "delivered")
    declined = hall.set(back, "declined")
    hall.note("Canary lee")
    with pytest.raises(StateConflict, match="Canary lee has asked for the floor here already, and that is asked"):
        hall.set(declined, "asked")
    for of, id_ in ((OPENS, 99), (SECOND_PART, one.id), (("404", 1), one.id)):
        with pytest.raises(NotFound):
            moderating.set_state(hall.desks, "forum", of, id_, "accepted", expected=1, author=hall.author)


def test_of_many_at_once_as_many_are_accepted_as_there_are_slots(hall: Hall) -> None:
    noted = [hall.note(f"Canary {n}") for n in range(8)]

    def accept(one: Intervention) -> str:
        try:
            return hall.set(one, "accepted").state
        except StateConflict:
            return "refused"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(accept, noted)) == ["accepted"] * 2 + ["refused"] * 6
    assert hall.queue().allowance.taken == 2


def test_of_two_taps_at_once_one_request_is_made(hall: Hall) -> None:
    ana, now = hall.enter("ana"), hall.clock()

    def ask(text: str) -> str:
        try:
            speaking.ask(hall.database, hall.release, ana, OPENS, kind="oral", text=text, address="a", now=now)
        except StateConflict:
            return "refused"
        return "asked"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(ask, ["one", "one", "two", "two"]))
    assert (answers, len(hall.queue().waiting)) == (["asked", "asked", "refused", "refused"], 1)


@on_one
def test_who_has_no_place_can_not_ask(open_hall: Callable[[Programme], Hall]) -> None:
    hall = open_hall(forum(capacity=1))
    ana, bea, cem = hall.enter("ana"), hall.enter("bea"), hall.enter("cem", WHOLE_EVENT)
    hall.ask(ana)
    for who in (bea, cem):
        with pytest.raises(StateConflict, match="You have no place in this session"):
            hall.ask(who)
        assert hall.standing(who).refusal.startswith("You have no place")
    hall.ask(cem, SECOND_PART)  # where no places are counted
    with pytest.raises(StateConflict, match="no place"):
        hall.ask(bea, SECOND_PART)
    for of in (("2", 1), ("404", 1), ("1", 9)):
        with pytest.raises(NotFound):
            hall.ask(ana, of)
    with pytest.raises(Gone):
        hall.ask(f"reg_{'x' * 32}")


def test_who_gives_their_place_up_does_not_wait_for_the_floor_any_more(
    open_hall: Callable[[Programme], Hall],
) -> None:
    hall = open_hall(forum(capacity=2))
    ana, bea, cem = hall.enter("ana"), hall.enter("bea"), hall.enter("cem", WHOLE_EVENT)
    for who in (ana, bea):
        hall.ask(who)
    hall.ask(cem, SECOND_PART)
    hall.withdraw_place(ana)
    hall.withdraw_place(cem, WHOLE_EVENT)
    assert (hall.waiting(), hall.waiting(SECOND_PART)) == (["bea"], [])
    assert [each.state for each in hall.queue().others] == ["withdrawn"]


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("of", [OPENS, WHOLE_EVENT])
def test_what_is_asked_while_the_place_is_given_up_does_not_wait(hall: Hall, of: Ident) -> None:
    """Who gives up has looked already what there is to withdraw, and waits for the one who asks at the same time.

    SQLite has no such moment: there one writes after the other.
    """
    ana = hall.enter("ana", of)
    hall.clock.step(1)
    with hall.database.reading() as session:
        known = participant_of_link(session, 1, digest_of(ana))
    assert known is not None
    asked = replace(hall.note("Canary lee"), participant=known.id)
    with hall.database.storing() as session, ThreadPoolExecutor(1) as pool:
        lock_lists(session, 1, [OPENS])
        lock_participants(session, [known.id])
        leaves = pool.submit(hall.withdraw_place, ana, of)
        until_waiting([leaves], hall.database)
        add_intervention(session, 1, asked)
        session.commit()
        leaves.result()
    assert hall.waiting() == ["lee"], "who was noted in the room, not the participant"
    assert [(each.participant, each.state) for each in hall.queue().others] == [(known.id, "withdrawn")]


@on_one
def test_when_it_is_over_nobody_asks(hall: Hall, clock: SteppingClock) -> None:
    ana = hall.enter("ana")
    with hall.database.storing() as session:
        event_id, revision = next_revision(session, "forum")
        save_live(session, event_id, *OPENS, LiveRecord(revision, delay_minutes=10), who="x", at=SECOND)
        session.commit()
    clock.set(ENDS + 10 * MINUTE - 2)
    hall.ask(ana)
    speaking.withdraw(hall.database, hall.release, ana, OPENS, address="a", now=clock())
    with pytest.raises(StateConflict, match="is over"):
        hall.ask(ana)
    assert hall.standing(ana).refusal.startswith("This session is over")


@on_one
def test_nobody_asks_all_the_time(hall: Hall) -> None:
    ana = hall.enter("ana")
    for n in range(20):
        hall.ask(ana, text=f"{n}")
        speaking.withdraw(hall.database, hall.release, ana, OPENS, address="a", now=hall.clock())
    with pytest.raises(TooManyRequests):
        hall.ask(ana)


def test_what_is_accepted_counts_for_the_rules(open_hall: Callable[[Programme], Hall]) -> None:
    hall = open_hall(forum(3))
    for n in range(3):
        hall.set(hall.note(f"Canary {n}"), "accepted")
    hall.set(hall.note("Canary w", kind="written", text="Words"), "accepted")
    hall.note("Canary waits")
    erased = hall.enter("ana")
    hall.draft_has(forum(4))
    hall.ask(erased)
    hall.set(next(each for each in hall.queue().waiting if each.participant), "accepted")
    hall.set(next(each for each in hall.queue().accepted if each.participant), "delivered")
    hall.erase(erased)
    hall.draft_has(forum(2))
    desk = Desks(hall.database).open("forum")
    assert desk.signals.interventions == {OPENS: 4}
    assert [each.facts["accepted"] for each in desk.conflicts if each.rule == "interventions-overrun"] == [4]
    assert hall.queue().allowance.taken == 4


def test_erasure_leaves_no_trace_but_the_counts(hall: Hall) -> None:
    ana = hall.enter("ana", country="FJ", stakeholder_type="academia")
    bea = hall.enter("bea", country="FJ")
    hall.ask(ana, text="Canary subject")
    hall.set(hall.accept_next(), "delivered")
    hall.ask(ana, text="Canary again")
    hall.erase(ana)
    assert [
        word for word in ("ana@", "Canary ana", "Canary subject", "Canary again") if word in hall.everything()
    ] == []
    assert hall.report() == (Tally("1", 1, "oral", "remote", "asia-pacific", "academia", 1),)
    hall.ask(bea)
    assert dict(hall.queue().regions) == {"asia-pacific": 1}
    hall.note("Canary lee", country="CH")
    assert hall.waiting() == ["lee", "bea"], "what the erased said still counts for their region"


@on_one
def test_no_log_line_and_no_change_names_who_asks(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    ana = hall.enter("ana")
    hall.ask(ana, text="Canary words")
    hall.set(hall.set(hall.note("Canary lee", text="Canary subject"), "accepted"), "declined")
    hall.erase(ana)
    with hall.database.reading() as session:
        tables = [each for each in Base.metadata.sorted_tables if each.name in {"change", "mail", "webhook_delivery"}]
        logged = [str(row) for table in tables for row in session.execute(select(table))]
    said = capsys.readouterr().out
    assert (len(tables), '"state": "declined"' in said) == (3, True)
    assert "anary" not in said + "".join(logged)


def test_after_the_event_the_names_of_the_room_go_too(hall: Hall, clock: SteppingClock) -> None:
    secrets = [hall.enter(f"p{n}", country="FJ") for n in range(3)]
    for secret in secrets[:2]:
        hall.ask(secret)
        hall.set(hall.accept_next(), "delivered")
    hall.draft_has(forum(9))
    for country in ("CH", "FR", "KE"):
        hall.set(hall.set(hall.note("Canary lee", country=country), "accepted"), "delivered")
    hall.note("Canary waits", text="Canary subject")
    before = hall.report()
    clock.set(at("2017-06-14T00:00") + 30 * DAY)
    assert forget_participants(hall.database, clock, days=30, turn=BY_HAND, batch=2).done == 3
    assert "anary" not in hall.everything()
    assert (
        before
        == hall.report()
        == (
            Tally("1", 1, "oral", "remote", "asia-pacific", "", 2),
            Tally("1", 1, "oral", "room", "africa", "", 1),
            Tally("1", 1, "oral", "room", "europe", "", 2),
        )
    )
    hall.set(hall.set(hall.note("Canary late", country="CH"), "accepted"), "delivered")
    assert forget_participants(hall.database, clock, days=30, turn=BY_HAND).done == 0
    assert "anary" not in hall.everything()
    assert hall.report()[-1] == Tally("1", 1, "oral", "room", "europe", "", 3)


def test_deleting_the_event_deletes_all(hall: Hall) -> None:
    ana = hall.enter("ana")
    hall.ask(ana)
    hall.set(hall.accept_next(), "delivered")
    hall.erase(ana)
    hall.note("Canary lee")
    with hall.database.storing() as session:
        delete_event(session, 1)
        session.commit()
    with hall.database.reading() as session:
        kept = [table.name for table in Base.metadata.sorted_tables if session.execute(select(table)).first()]
    assert [name for name in kept if "intervention" in name] == []


@on_one
def test_a_request_says_what_its_participant_said_when_they_asked(hall: Hall) -> None:
    ana = hall.enter("ana", country="FJ", stakeholder_type="academia")
    hall.ask(ana)
    hall.enter("ana", country="CH")
    with hall.database.reading() as session:
        row = session.execute(select(InterventionRow.country, InterventionRow.stakeholder_type)).one()
        now = participant_of_link(session, 1, digest_of(ana))
    assert tuple(row) == ("FJ", "academia")
    assert now is not None
    assert (now.details.country, now.details.stakeholder_type) == ("CH", "")
