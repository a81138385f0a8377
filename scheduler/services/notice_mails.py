"""Writing notices: what was approved becomes mails in the outbox, made of the two releases that it is about.

The words are kept nowhere else, so whoever is erased from the releases is in no notice either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import Clock
from scheduler.domain.concern import Concern, NetChange, Version
from scheduler.domain.mail import Headers
from scheduler.domain.notice import MAIL_KIND, Notice, Recipient
from scheduler.formats.itip import Method, invitation, method_for
from scheduler.formats.notice_text import Addressee, notice_body, notice_subject
from scheduler.services.digests import digest_of
from scheduler.services.latest import Latest
from scheduler.services.noticing import Directory, directory, load_version
from scheduler.services.ports import NewSecret, prefixed
from scheduler.services.running import Ran, Turn
from scheduler.services.ticketing import issue_by_mail
from scheduler.store.db import Database
from scheduler.store.leases import LeaseLost
from scheduler.store.notices import approved, note_written, take
from scheduler.store.outbox import add_mail
from scheduler.store.recipients import recipient, recipients
from scheduler.store.redactions import is_as_it_was, redaction_of
from scheduler.store.releases import ReleaseId

log = structlog.get_logger(__name__)

MOST_INVITATIONS = 30
"""Invitations of one notice: more entries than this changed at once are told in words."""

_KEPT = 2
"""Net changes in memory, of two releases each: 2,500 sessions are some 20 MiB a release."""

_UNSEEN = "…"
"""Stands for the secret of a link where a mail is only looked at."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice with all that its words are made of."""

    who: Recipient
    address: str
    name: str
    time_zone: str | None
    concerns: tuple[Concern, ...]
    after: Version
    why: str
    made_of: tuple[ReleaseId, ...]

    def subject(self) -> str:
        """The subject of the mail."""
        return self._headline(self.concerns)

    def body(self, base_url: str, stop: str = _UNSEEN, ticket: str | None = None) -> str:
        """The text of the mail, with what ends it and what lets somebody in."""
        return self._text(self.concerns, base_url, stop, ticket)

    def invitations(self) -> tuple[tuple[Concern, Method], ...]:
        """What the recipient's calendar is told, if they asked for that and the event has a contact who invites."""
        event = self.after.public.programme.event
        if not (self.who.invitations and event.contact_email):
            return ()
        found = [(concern, method_for(concern)) for concern in self.concerns]
        return tuple((concern, method) for concern, method in found if method is not None)[:MOST_INVITATIONS]

    def calendar(self, concern: Concern, method: Method, base_url: str) -> str:
        """The calendar part of one entry."""
        return invitation(concern, method, self.after.public, address=self.address, name=self.name, base_url=base_url)

    def mails(self, base_url: str, stop: str, ticket: str | None) -> list[tuple[str, str, str | None]]:
        """Subject, text and calendar part of each mail: the notice, and behind it the invitations that it can't hold.

        A mail program takes one invitation of a mail. So the calendar part goes with the notice where that is of one
        entry, else each has a mail of its own.
        """
        invited = self.invitations()
        if len(self.concerns) == 1 and invited:
            return [(self.subject(), self.body(base_url, stop, ticket), self.calendar(*invited[0], base_url))]
        first = (self.subject(), self.body(base_url, stop, ticket), None)
        return [
            first,
            *(
                (
                    self._headline([concern]),
                    self._text([concern], base_url, stop, ticket),
                    self.calendar(concern, method, base_url),
                )
                for concern, method in invited
            ),
        ]

    def has_door(self) -> bool:
        """Whether a ticket would let a person in somewhere."""
        joins = (concern.item.joinable for concern in self.concerns if concern.part != "leaves")
        return self.who.kind == "person" and any(joins)

    def until(self) -> int:
        """When it would be too late to tell: all of it is over."""
        items = (item for concern in self.concerns for item in (concern.change.before, concern.item) if _is_on(item))
        return max(item.ends for item in items if item is not None)

    def _text(self, concerns: Sequence[Concern], base_url: str, stop: str, ticket: str | None) -> str:
        event = self.after.public.programme.event
        url = f"{base_url}/{event.slug}/notify/stop/{stop}"
        to = Addressee(self.name, self.time_zone, self.why, url, ticket, organises=self._organises)
        return notice_body(concerns, event, to, base_url)

    def _headline(self, concerns: Sequence[Concern]) -> str:
        return notice_subject(concerns, self.after.public.programme.event, organises=self._organises)

    @property
    def _organises(self) -> bool:
        return self.who.kind == "organisation"


def _is_on(item: AgendaItem | None) -> bool:
    return item is not None and not item.cancelled


class Letters:
    """Makes letters, with the last net changes in memory: those noted at once are of the same two releases.

    How often somebody was erased from a release is read once. So one who is erased later is still in these letters:
    before one goes out, `is_as_it_was` is asked of what it is made of, and where it isn't, new `Letters` are needed.
    """

    def __init__(self) -> None:
        self._kept: Latest[tuple[tuple[ReleaseId, ...], int], NetChange] = Latest(_KEPT)
        self._releases: dict[tuple[int, int], ReleaseId] = {}

    def letter(self, session: DatabaseSession, event_id: int, found: Directory, notice: Notice) -> Letter:
        """The letter that a notice is, as of when it was noted."""
        made_of: list[ReleaseId] = []

        def since(first: int) -> NetChange:
            """The net change from that release on; the letter is made of both."""
            numbers = [number for number in (first, notice.to_number) if number]
            pair = tuple(self._release(session, event_id, each) for each in numbers)
            made_of.extend(pair)
            return self._net_change(session, pair, notice.created_at)

        net = since(notice.from_number)
        who, after = notice.recipient, net.after
        concerns = found.concerns(who, net, since)
        name, time_zone = _of_person(who, after, net.before)
        return Letter(
            who=who,
            address=found.address(who),
            name=name,
            time_zone=who.time_zone or time_zone,
            concerns=concerns,
            after=after,
            why=_why(who, after),
            made_of=tuple(dict.fromkeys(made_of)),
        )

    def _release(self, session: DatabaseSession, event_id: int, number: int) -> ReleaseId:
        known = self._releases.get((event_id, number))
        if known is None:
            known = ReleaseId(event_id, number, redaction_of(session, event_id, number))
            self._releases[event_id, number] = known
        return known

    def _net_change(self, session: DatabaseSession, made_of: tuple[ReleaseId, ...], at: int) -> NetChange:
        net = self._kept.get((made_of, at))
        if net is None:
            *earlier, after = [load_version(session, which) for which in made_of]
            net = NetChange(earlier[0] if earlier else None, after, at)
            self._kept.put((made_of, at), net)
        return net


def write_notices(database: Database, clock: Clock, *, turn: Turn, base_url: str, new_secret: NewSecret) -> Ran:
    """How many notices became mails: one unit each, so that none is written twice."""
    with database.reading() as session:
        waiting = approved(session)
    letters = Letters()
    directories: dict[int, Directory] = {}
    done = failed = 0
    for event_id, slug, notice in waiting:
        if turn.ending():
            break
        try:
            with database.reading() as session:
                if event_id not in directories:
                    directories[event_id] = directory(session, event_id, recipients(session, event_id))
                letter = letters.letter(session, event_id, directories[event_id], notice)
            with database.storing() as session:
                turn.check(session)
                # Somebody who is erased meanwhile must not come back by a mail: it is written at the next turn.
                if not all(is_as_it_was(session, which) for which in letter.made_of):
                    letters = Letters()
                elif take(session, notice.id):
                    done += _write(session, event_id, slug, notice, letter, base_url, new_secret, clock())
                session.commit()
        except (LeaseLost, SQLAlchemyError):
            raise
        except Exception:
            # One that can't be written keeps no other waiting: it is tried again at each turn, and told each time.
            log.exception("notice could not be written", notice=notice.id, of=slug)
            failed += 1
    return Ran(done=done, due=failed, said=f"{failed} can't be written: see the log" if failed else "")


def _write(
    session: DatabaseSession,
    event_id: int,
    slug: str,
    notice: Notice,
    letter: Letter,
    base_url: str,
    new_secret: NewSecret,
    now: int,
) -> bool:
    """Whether there was somebody to write to, and something to say."""
    who = recipient(session, event_id, letter.who.id or 0)
    if who is None or who.stopped_at is not None or not letter.address or not letter.concerns:
        note_written(session, notice.id, mails=[], stop_digest=None)
        return False
    stop = prefixed("", new_secret)
    ticket = None
    if letter.has_door():
        holder = f"By mail about release {notice.to_number}"
        ticket = issue_by_mail(session, event_id, letter.who.subject, holder=holder, now=now, new_secret=new_secret)
    headers = list_headers(f"{base_url}/{slug}/notify/stop/{stop}", letter.after.public.programme.event.contact_email)
    ids = [
        add_mail(
            session,
            recipient=letter.address,
            subject=subject,
            body=body,
            at=now,
            kind=MAIL_KIND,
            headers=headers,
            calendar=calendar,
            until=letter.until(),
        )
        for subject, body, calendar in letter.mails(base_url, stop, ticket)
    ]
    note_written(session, notice.id, mails=ids, stop_digest=digest_of(stop))
    return True


def list_headers(stop_url: str, contact: str) -> Headers:
    """What lets mail programs end a subscription by one click (RFC 8058), where that is safe; and who reads replies."""
    found = [("List-Unsubscribe", f"<{stop_url}>")]
    if stop_url.startswith("https://"):
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if contact and contact.isascii():
        found.append(("Reply-To", contact))
    return tuple(found)


def _of_person(who: Recipient, after: Version, before: Version | None) -> tuple[str, str | None]:
    """A person's name with the form of address, and their zone, as the release has them; nothing of others."""
    documents = [after.document, *([before.document] if before else [])]
    person = next((d.person[who.subject] for d in documents if who.kind == "person" and who.subject in d.person), None)
    return ("", None) if person is None else (f"{person.honorific} {person.name}".strip(), person.time_zone)


def _why(who: Recipient, after: Version) -> str:
    if who.kind == "person":
        return "You get this because you are in these sessions."
    if who.kind == "organisation":
        organisation = after.document.organisation.get(who.subject)
        name = organisation.name if organisation else who.subject
        return f"You get this because {name} organises these sessions, and you are its contact."
    return "You get this because you asked to be told of changes."
