"""An event whose people have addresses, for tests of notices: Ada and Bob in the opening, Bob in another session."""

from dataclasses import dataclass, replace
from email.message import EmailMessage

from scheduler.domain.log import Author
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Organiser
from scheduler.outgoing.smtp import make_mailer
from scheduler.services import notice_desk
from scheduler.services.desk import Desk, Desks
from scheduler.services.mailing import deliver
from scheduler.services.notice_mails import write_notices
from scheduler.services.noticing import plan_notices
from scheduler.services.ports import random_token
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.persons import save_email
from tests.factories import event, person, placement, programme, room, session
from tests.fakes import SteppingClock
from tests.mail_server import Inbox
from tests.services.forum import BASE, edited, published, stored

NINE, TEN, ELEVEN, NOON = (f"2017-06-12T{hour}:00" for hour in ("09", "10", "11", "12"))
BY = Author("ana@forum.example", 0)
BY_HAND = Turn("tests")


def plan(
    one: tuple[str, str, str] | None = (NINE, TEN, "popov"), *, people: tuple[str, ...] = ("ada", "bob")
) -> Programme:
    """The programme with the opening there, or off the programme; session 2 stands at ten."""
    placed = [placement("2", TEN, ELEVEN, "library")]
    placed += [placement("1", *one)] if one else []
    return programme(
        *placed,
        event=event(contact_email="desk@forum.example"),
        rooms=[room("popov"), room("library")],
        organisations=[Organisation("itu", "ITU")],
        people=[person("ada", honorific="Dr", time_zone="Pacific/Fiji"), person("bob"), person("eve")],
        sessions=[
            session("1", title="Opening", mode="hybrid", people=people, organisers=[Organiser("itu")]),
            session("2", title="Data", people=["bob"]),
        ],
        slots=[RemoteSlot("1", 1, ways=(Way("join"),))],
    )


BEFORE = plan()
MOVED = plan((NOON, "2017-06-12T13:00", "popov"))


@dataclass(frozen=True, slots=True)
class Office:
    """Who runs the event: releases drafts and looks at what the jobs make of it."""

    database: Database
    clock: SteppingClock
    inbox: Inbox

    def begin(self, mode: str = "automatic", minutes: int = 30) -> None:
        """The event, with Ada's and Bob's addresses, released once before it tells anybody."""
        stored(self.database, BEFORE)
        with self.database.storing() as unit:
            for name in ("ada", "bob"):
                save_email(unit, 1, name, f"{name}@forum.example")
            unit.commit()
        published(self.database, now=self.clock())
        self.set(mode, minutes)

    def set(self, mode: str, minutes: int = 30) -> None:
        """Say how people are told."""
        version = notice_desk.read_setting(self.database, "forum").version
        notice_desk.set_setting(self.database, "forum", mode=mode, collect_minutes=minutes, expected=version, author=BY)

    @property
    def desk(self) -> Desk:
        """The draft."""
        return Desks(self.database).open("forum")

    def release(self, made: Programme, *, after: int = 60) -> None:
        """Release another programme, some seconds later. Addresses stay with the people."""
        edited(self.database, made)
        published(self.database, now=self.clock.step(after))

    def work(self, turn: Turn = BY_HAND) -> tuple[int, int, int]:
        """What the job did: notices noted, those that wait for more changes, notices written."""
        planned = plan_notices(self.database, self.clock, turn=turn)
        written = write_notices(self.database, self.clock, turn=turn, base_url=BASE, new_secret=random_token)
        return planned.done, planned.due, written.done

    def send(self) -> Ran:
        """Give the outbox to the mail server."""
        mailer = make_mailer(f"smtp://127.0.0.1:{self.inbox.port}", "Forum <forum@mail.example>")
        return deliver(self.database, mailer, self.clock, turn=BY_HAND, chance=lambda: 0.5, most=3, per_minute=1000)

    def mails(self) -> list[tuple[str, str]]:
        """To whom what arrived, once all that waits is sent: address and subject."""
        self.send()
        return sorted((str(mail["To"]), str(mail["Subject"])) for mail in self.inbox.mails)

    def drafts(self) -> list[tuple[int, str, int, int]]:
        """Per draft: id, whose (subject), from and to which release."""
        found = notice_desk.listed(self.database, "forum", ["draft"])
        return sorted((each.id, each.recipient.subject, each.from_number, each.to_number) for each in found)


def text_of(mail: EmailMessage) -> str:
    """The words of a mail, whether or not it has a calendar part."""
    found = mail.get_body(("plain",))
    assert found is not None
    content: str = found.get_content()
    return content


def without_bob(made: Programme) -> Programme:
    """The programme with Ada alone in the opening."""
    sessions = tuple(
        replace(each, appearances=each.appearances[:1]) if each.code == "1" else each for each in made.sessions
    )
    return replace(made, sessions=sessions)
