"""Who is told of what, when and how often: releases, the job, the outbox and a real mail server together."""

import re
from dataclasses import replace

import icalendar
import pytest
from sqlalchemy import MetaData, select, update

from scheduler.domain.errors import InvalidInput, NotFound, PreconditionRequired, Stale, StateConflict
from scheduler.domain.mail import require_line
from scheduler.domain.notice import NoticeSetting
from scheduler.services import notice_desk, recipients
from scheduler.services.desk import Desks
from scheduler.services.erasing import erase
from scheduler.services.notice_mails import write_notices
from scheduler.services.ports import random_token
from scheduler.services.running import Ran, Turn
from scheduler.services.ticketing import audience_of
from scheduler.store.db import Database
from scheduler.store.leases import Lease, LeaseLost
from scheduler.store.models.notices import NoticeSettingRow
from scheduler.store.notices import write_anew
from scheduler.store.outbox import add_mail, withdraw
from scheduler.store.persons import save_email
from tests.factories import at
from tests.fakes import SteppingClock
from tests.mail_server import Inbox
from tests.services.erasing import singing
from tests.services.forum import BASE
from tests.services.noticed import BEFORE, BY, ELEVEN, MOVED, NINE, NOON, Office, plan, text_of, without_bob

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""About what is decided, not about how it is stored: that the others try on both databases."""

ADA, BOB = "ada@forum.example", "bob@forum.example"
MOVE = "Forum: Moved: Opening"


@pytest.fixture
def office(database: Database, clock: SteppingClock, inbox: Inbox) -> Office:
    return Office(database, clock, inbox)


def test_each_person_gets_one_mail_with_their_changes_once_they_were_collected(office: Office) -> None:
    """One second before, and at the end of the half hour after the first release that was not told."""
    office.begin()
    assert office.work() == (0, 0, 0)
    office.release(MOVED)
    office.clock.step(30 * 60 - 1)
    assert (office.work(), office.mails()) == ((0, 2, 0), [])
    office.clock.step(1)
    assert office.work() == (2, 0, 2)
    assert office.work() == (0, 0, 0)
    assert office.mails() == [(ADA, MOVE), (BOB, MOVE)]
    ada = text_of(next(mail for mail in office.inbox.mails if mail["To"] == ADA))
    assert ada.startswith("Dear Dr Ada,\r\n")
    assert "  For you: Monday 12 June 2017, 22:00" in ada
    bob = text_of(next(mail for mail in office.inbox.mails if mail["To"] == BOB))
    assert ("Data" in bob, "For you" in bob) == (False, False)


@on_sqlite
def test_several_releases_are_one_mail_with_the_net_change(office: Office) -> None:
    office.begin()
    office.release(plan((ELEVEN, NOON, "library")))
    assert office.work() == (0, 2, 0)
    office.release(without_bob(MOVED))
    office.clock.step(30 * 60)
    assert office.work() == (2, 0, 2)
    assert office.mails() == [(ADA, MOVE), (BOB, "Forum: You are no longer in: Opening")]
    ada = text_of(next(mail for mail in office.inbox.mails if mail["To"] == ADA))
    assert "  Moved from Mon 12 June 09:00 to 12:00; without Bob.\r\n" in ada


@on_sqlite
def test_moved_and_moved_back_is_nothing(office: Office) -> None:
    office.begin()
    office.release(MOVED)
    assert office.work() == (0, 2, 0)
    office.release(BEFORE)
    office.clock.step(30 * 60)
    assert office.work() == (0, 0, 0)
    office.release(MOVED)
    office.clock.step(30 * 60)
    assert office.work() == (2, 0, 2)


@on_sqlite
@pytest.mark.parametrize(("seconds", "done"), [(-86_400 - 60, (0, 2, 0)), (-86_399 - 60, (2, 0, 2))])
def test_what_starts_within_a_day_is_told_at_once(office: Office, seconds: int, done: tuple[int, int, int]) -> None:
    office.clock.set(at(NINE) + seconds)
    office.begin()
    office.release(MOVED)
    assert office.work() == done


@on_sqlite
def test_nobody_is_told_where_it_is_off_or_of_what_came_before_it_was_on(office: Office) -> None:
    office.begin("off")
    office.release(MOVED)
    assert office.work() == (0, 0, 0)
    office.set("automatic", 0)
    assert office.work() == (0, 0, 0)
    office.release(BEFORE)
    assert office.work() == (2, 0, 2)


def test_a_draft_goes_out_when_it_is_approved(office: Office) -> None:
    office.begin("drafts", 0)
    office.release(MOVED)
    assert office.work() == (2, 0, 0)
    assert office.work() == (0, 0, 0)
    (number, subject, *_), other = office.drafts()
    seen = notice_desk.preview(office.database, "forum", number, base_url=BASE)
    assert (seen.address, seen.subject, seen.notice.entries) == (f"{subject}@forum.example", MOVE, 1)
    assert "/forum/notify/stop/…\n" in seen.body
    assert "Take part online: https://programme.example/join/forum-1-1\n" in seen.body
    decide(office, number, "approved")
    assert office.work() == (0, 0, 1)
    assert office.mails() == [(f"{subject}@forum.example", MOVE)]
    assert office.drafts() == [other]
    with pytest.raises(StateConflict, match="nothing is left to decide"):
        decide(office, number, "discarded")


def decide(office: Office, number: int, state: str) -> None:
    """As somebody who has just read it."""
    found = notice_desk.preview(office.database, "forum", number, base_url=BASE).notice
    notice_desk.decide(office.database, "forum", number, state, expected=found.version, author=BY)


def test_a_draft_is_written_anew_for_a_later_release_and_dropped_when_nothing_is_left(office: Office) -> None:
    office.begin("drafts", 0)
    office.release(MOVED)
    office.work()
    first = office.drafts()
    (number, *_), (other, *_) = first
    read = notice_desk.preview(office.database, "forum", number, base_url=BASE).notice.version
    office.release(plan((ELEVEN, NOON, "popov")))
    with pytest.raises(StateConflict, match="Release 3 is out"):
        notice_desk.decide(office.database, "forum", number, "approved", expected=read, author=BY)
    assert office.work() == (2, 0, 0)
    assert office.drafts() == [(id_, who, 1, 3) for id_, who, _, _ in first]
    for expected, error in ((read, Stale), (None, PreconditionRequired)):
        with pytest.raises(error):
            notice_desk.decide(office.database, "forum", other, "approved", expected=expected, author=BY)
    office.release(BEFORE)
    assert (office.work(), office.drafts()) == ((0, 0, 0), [])


def test_what_was_discarded_is_not_told_and_the_next_change_is_told_from_there(office: Office) -> None:
    office.begin("drafts", 0)
    office.release(MOVED)
    office.work()
    for number, *_ in office.drafts():
        decide(office, number, "discarded")
    office.release(plan((NOON, "2017-06-12T13:00", "library")))
    office.work()
    assert [(first, last) for _, _, first, last in office.drafts()] == [(2, 3), (2, 3)]
    assert notice_desk.approve_all(office.database, "forum", 3, author=BY) == 2
    with pytest.raises(StateConflict, match="Release 3 is out"):
        notice_desk.approve_all(office.database, "forum", 2, author=BY)
    assert office.work() == (0, 0, 2)
    assert {subject for _, subject in office.mails()} == {"Forum: Other room: Opening"}


def test_what_waits_is_forgotten_when_it_is_switched_off(office: Office) -> None:
    office.begin("drafts", 0)
    office.release(MOVED)
    office.work()
    office.set("off")
    assert office.drafts() == []
    office.set("drafts", 0)
    assert office.work() == (0, 0, 0)


@on_sqlite
def test_settings_are_set_by_who_has_read_them(office: Office) -> None:
    office.begin("drafts", 0)
    assert notice_desk.read_setting(office.database, "forum") == NoticeSetting("drafts", 0, settled=1, version=1)
    for change, error in (
        ({"expected": 0}, Stale),
        ({"expected": None}, PreconditionRequired),
        ({"expected": 1, "mode": "loud"}, InvalidInput),
        ({"expected": 1, "collect_minutes": 1441}, InvalidInput),
    ):
        wanted: dict[str, object] = {"mode": "off", "collect_minutes": 0, **change}
        with pytest.raises(error):
            notice_desk.set_setting(office.database, "forum", author=BY, **wanted)  # type: ignore[arg-type]


@on_sqlite
def test_who_has_no_address_is_told_once_there_is_one_and_not_of_what_came_before(office: Office) -> None:
    """Eve is in the programme from the second release on; who she is comes later."""
    office.begin("automatic", 0)
    office.release(plan(people=("ada", "bob", "eve")))
    assert office.work() == (2, 0, 2)
    with office.database.storing() as unit:
        save_email(unit, 1, "eve", "eve@forum.example")
        unit.commit()
    assert office.work() == (0, 0, 0)
    office.release(plan((NOON, "2017-06-12T13:00", "popov"), people=("ada", "bob", "eve")))
    assert office.work() == (3, 0, 3)


@on_sqlite
def test_a_mail_carries_what_ends_it_and_what_lets_somebody_in(office: Office) -> None:
    office.begin("automatic", 0)
    office.release(MOVED)
    office.work()
    office.send()
    mail = next(each for each in office.inbox.mails if each["To"] == ADA)
    (stop,) = re.findall(r"https://programme\.example/forum/notify/stop/[\w-]{32}", text_of(mail))
    assert mail["List-Unsubscribe"] == f"<{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == ("auto-generated", "desk@forum.example")
    assert mail["Message-ID"].endswith("@mail.example>")
    (ticket,) = re.findall(r"/join/forum-1-1\?t=(tkt_[\w-]{32})", text_of(mail))
    with office.database.reading() as unit:
        assert [audience_of(unit, 1, ticket, code, 1) for code in ("1", "2")] == ["speakers", "public"]
    assert stop.rpartition("/")[2] not in dump(office.database)
    assert ticket not in dump(office.database)


def dump(database: Database) -> str:
    """Everything that is stored, in words."""
    found = MetaData()
    with database.reading() as unit:
        found.reflect(unit.connection())
        return "".join(str(row) for table in found.sorted_tables for row in unit.execute(select(table)))


@on_sqlite
def test_who_wants_invitations_gets_each_entry_in_a_mail_that_calendars_understand(office: Office) -> None:
    """One entry goes with the notice; of two, each has a mail of its own behind it."""
    office.begin("automatic", 0)
    wish(office, "bob", invitations=True)
    office.release(MOVED)
    office.work()
    assert office.mails() == [(ADA, MOVE), (BOB, MOVE)]
    (mail,) = (each for each in office.inbox.mails if each["To"] == BOB)
    (part,) = (each for each in mail.walk() if each.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    (entry,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (entry["UID"], entry["SEQUENCE"], str(entry["ATTENDEE"])) == ("forum-1-1@forum.example", 1, f"mailto:{BOB}")
    office.inbox.raw.clear()
    office.release(plan(None))
    office.work()
    assert [subject for address, subject in office.mails() if address == BOB] == ["Forum: Cancelled: Opening"]
    (cancelled,) = (each for each in office.inbox.mails if each["To"] == BOB)
    assert [part.get_param("method") for part in cancelled.walk() if part.get_content_subtype() == "calendar"] == [
        "CANCEL"
    ]


def wish(office: Office, slug: str, *, invitations: bool = False, stopped: bool = False) -> int | None:
    return recipients.wish_for_person(
        office.database,
        office.desk,
        slug,
        invitations=invitations,
        stopped=stopped,
        author=replace(BY, at=office.clock()),
    ).id


def test_who_wants_no_more_gets_no_more_and_is_not_told_later_what_was_missed(office: Office) -> None:
    office.begin("automatic", 0)
    wish(office, "ada", stopped=True)
    office.release(MOVED)
    assert (office.work(), office.mails()) == ((1, 0, 1), [(BOB, MOVE)])
    wish(office, "ada")
    assert office.work() == (0, 0, 0)
    office.release(BEFORE)
    assert office.work() == (2, 0, 2)


def test_a_contact_is_told_of_the_organisations_sessions(office: Office) -> None:
    office.begin("automatic", 0)
    added = recipients.add_contact(
        office.database, office.desk, "itu", "Desk@itu.example", invitations=False, author=BY
    )
    again = recipients.add_contact(office.database, office.desk, "itu", "desk@itu.example", invitations=True, author=BY)
    assert (added.id, again.invitations) == (again.id, True)
    office.release(MOVED)
    office.work()
    assert ("desk@itu.example", MOVE) in office.mails()
    mail = next(each for each in office.inbox.mails if each["To"] == "desk@itu.example")
    assert "because ITU organises these sessions" in text_of(mail)
    assert added.id is not None
    recipients.remove(office.database, "forum", added.id, office.clock())
    with pytest.raises(NotFound):
        recipients.remove(office.database, "forum", added.id, office.clock())
    assert [who.kind for who, _ in recipients.everybody(office.database, "forum")] == ["person", "person"]


def test_what_waits_for_somebody_who_is_removed_is_withdrawn(office: Office) -> None:
    office.begin("automatic", 0)
    number = wish(office, "ada")
    office.release(MOVED)
    office.work()
    assert number is not None
    recipients.remove(office.database, "forum", number, office.clock())
    assert office.mails() == [(BOB, MOVE)]


def test_done_twice_or_without_the_lease_it_changes_nothing(office: Office) -> None:
    """Two that plan at once note the same; who is to end stores nothing more."""
    office.begin("automatic", 0)
    office.release(MOVED)
    with pytest.raises(LeaseLost):
        office.work(Turn("tests", Lease("jobs", 1)))
    assert office.work(Turn("tests", None, lambda: True)) == (0, 0, 0)
    assert office.work() == (2, 0, 2)
    with office.database.storing() as unit:
        unit.execute(update(NoticeSettingRow).values(settled=1))
        unit.commit()
    assert office.work() == (0, 0, 0)
    assert len(office.mails()) == 2


@on_sqlite
def test_one_that_can_not_be_written_keeps_no_other_waiting(office: Office) -> None:
    """An address that got past an older version's checks."""
    office.begin("automatic", 0)
    with office.database.storing() as unit:
        save_email(unit, 1, "ada", "ada@forum.example,eve@evil.example")
        unit.commit()
    office.release(MOVED)
    assert office.work() == (2, 0, 1)
    assert office.mails() == [(BOB, MOVE)]
    written = write_notices(office.database, office.clock, turn=Turn("tests"), base_url=BASE, new_secret=random_token)
    assert written == Ran(due=1, said="1 can't be written: see the log")


def test_who_is_erased_is_in_no_mail_that_has_not_left(office: Office) -> None:
    """Bob's own is gone; Ada's, which said his name, is written anew without it."""
    office.begin("automatic", 0)
    office.release(plan((NOON, "2017-06-12T13:00", "popov"), people=("ada",)))
    office.work()
    assert {"mail", "recipient"} <= singing(office.database, "bob")
    erase(Desks(office.database), "forum", "bob", author=BY)
    assert singing(office.database, "bob@") == set()
    assert "mail" not in singing(office.database, "bob")
    assert office.work() == (0, 0, 1)
    assert office.mails() == [(ADA, MOVE)]
    assert "Bob" not in text_of(office.inbox.mails[0])


@on_sqlite
def test_an_erasure_in_the_midst_keeps_one_notice_waiting_and_no_more(office: Office) -> None:
    """The second of three was read before it, and is not written from that; the third is read after it."""
    office.begin("drafts", 0)
    recipients.add_contact(office.database, office.desk, "itu", "desk@itu.example", invitations=False, author=BY)
    office.release(MOVED)
    assert office.work() == (3, 0, 0)
    assert notice_desk.approve_all(office.database, "forum", 2, author=BY) == 3
    asked: list[int] = []

    def ending() -> bool:
        asked.append(office.clock())
        if len(asked) == 2:
            erase(Desks(office.database), "forum", "eve", author=BY)
        return False

    turn = Turn("tests", ending=ending)
    written = write_notices(office.database, office.clock, turn=turn, base_url=BASE, new_secret=random_token)
    assert written == Ran(done=2)
    office.work()
    assert office.mails() == [(ADA, MOVE), (BOB, MOVE), ("desk@itu.example", MOVE)]


@on_sqlite
def test_a_person_is_erased_however_many_notices_were_written(database: Database) -> None:
    """A year of releases to thousands of followers is more than a database takes values in one statement."""
    with database.storing() as unit:
        mail = add_mail(unit, recipient=ADA, subject="New", body="words", at=0, kind="notice")
        assert withdraw(unit, range(mail, 70_000)) == {mail}
        write_anew(unit, range(70_000))


def test_no_words_of_the_programme_add_a_header(office: Office) -> None:
    """As they might lie in an old database: nothing of a title gets between the headers of a mail."""
    evil = "a\r\nBcc: eve@evil.example\nb\rc\u2028d\u202ee\x0bf\x85g"
    office.begin("automatic", 0)
    wish(office, "bob", invitations=True)
    sessions = tuple(replace(each, title=f"Opening {evil}") for each in MOVED.sessions)
    office.release(replace(MOVED, sessions=sessions, event=replace(MOVED.event, name=f"Forum {evil}")))
    office.work()
    assert len(office.mails()) > 1
    for mail, raw in zip(office.inbox.mails, office.inbox.raw, strict=True):
        assert require_line(str(mail["Subject"]), "subject")
        assert (mail["Bcc"], mail.defects) == (None, [])
        assert b"\nBcc:" not in raw
