"""Registering for remote participation: asked for on a page, and confirmed by mail; or by organisers."""

import re
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE
from scheduler.domain.door import AS_PLANNED, Live
from scheduler.domain.errors import Gone, InvalidInput, NotFound
from scheduler.domain.limits import (
    REGISTER_PER_ADDRESS,
    REGISTER_PER_EVENT,
    REGISTER_PER_MAILBOX,
    REGISTRATION_USE_PER_ADDRESS,
    mailbox,
)
from scheduler.domain.log import Author, Repeat
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, Details, has_to_wait
from scheduler.domain.release import PublicRelease
from scheduler.services.digests import digest_of
from scheduler.services.limiting import admit
from scheduler.services.participant_mails import Letter, confirm_link, registered
from scheduler.services.passes import Pass, mint
from scheduler.services.ports import NewSecret, prefixed
from scheduler.services.repeating import begin, end, gone
from scheduler.services.waiting import goes_on
from scheduler.store.db import Database
from scheduler.store.doors import load_said
from scheduler.store.drafts import revision_of
from scheduler.store.participants import (
    Request,
    add_request,
    participant_of_link,
    request_of,
    save_participant,
    use_request,
)
from scheduler.store.places import capacity_of, count_places
from scheduler.store.registrations import (
    Listed,
    Registration,
    add_registration,
    erased_of,
    listed,
    lock_lists,
    registrations_of,
)

LASTING = 15 * MINUTE
MOST_LISTS = 500
"""More than anybody can attend; a calendar of them is still small."""

_LINK = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


def open_parts(database: Database, release: PublicRelease, code: str, now: int) -> tuple[AgendaItem, ...]:
    """The parts of a session that can be registered for."""
    with database.reading() as session:
        said = load_said(session, release.programme.event.slug)
    return tuple(item for item in release.items if item.session == code and can_be_registered_for(item, said, now))


def can_be_registered_for(item: AgendaItem, said: Mapping[Ident, Live], now: int) -> bool:
    """Whether somebody may register for an entry now: it is public, has a way in, and is not really over.

    `said` is what was said on the day: what is an hour late is open for that hour too.
    """
    return item.visibility == "public" and item.joinable and said.get(item.id, AS_PLANNED).real_end(item.ends) > now


def listed_for(database: Database, event_id: int, of: Ident | None) -> tuple[Listed, ...]:
    """Who registered for something, or (None) for anything of an event: those with a place first, then in order."""
    with database.reading() as session:
        return listed(session, event_id, of)


def erased_from(database: Database, event_id: int, of: Ident) -> int:
    """How many had a place in a list and were erased after the event."""
    with database.reading() as session:
        return erased_of(session, event_id, of)


def full_parts(database: Database, event: str, items: Sequence[AgendaItem]) -> frozenset[Ident]:
    """Which of these parts have no place left for whoever comes now."""
    found = set()
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        for item in items:
            inside, waiting = count_places(session, event_id, item.id)
            if has_to_wait(capacity_of(session, event_id, item.id), inside=inside, waiting=waiting):
                found.add(item.id)
    return frozenset(found)


def ask(
    database: Database,
    release: PublicRelease,
    details: Details,
    wanted: Sequence[Ident],
    *,
    address: str,
    link_root: str,
    now: int,
    new_secret: NewSecret,
) -> None:
    """Send a link by which somebody registers; who asks is not told whether they are registered already.

    The link begins with `link_root`. `TooManyRequests` after too many, `NotFound` for what can't be registered for.
    """
    with database.reading() as session:
        require_open(session, release, wanted, now)
    event = release.programme.event
    limits = (
        (REGISTER_PER_MAILBOX, mailbox(details.email)),
        (REGISTER_PER_ADDRESS, address),
        (REGISTER_PER_EVENT, event.slug),
    )
    admit(database, limits, now)
    secret = prefixed("", new_secret)
    with database.storing() as session:
        event_id, _ = revision_of(session, event.slug)
        add_request(session, event_id, digest_of(secret), Request(details, tuple(wanted), now), now + LASTING)
        confirm_link(session, details.email, event, event_id, f"{link_root}{secret}", LASTING, now)
        session.commit()


def asked(database: Database, event: str, secret: str, now: int) -> Request:
    """What a link registers for; looking at it uses nothing up. `Gone` if it registers nobody, or no more."""
    found = None
    if _LINK.fullmatch(secret):
        with database.reading() as session:
            event_id, _ = revision_of(session, event)
            found = request_of(session, event_id, digest_of(secret), now)
    if found is None:
        raise _used_up()
    return found


def confirm(
    database: Database,
    release: PublicRelease,
    secret: str,
    *,
    address: str,
    root: str,
    now: int,
    new_secret: NewSecret,
) -> Pass:
    """Register whoever asked, by the link that they were sent, which is used up by it; their pass.

    `Gone` if the link is no more, or all that it is for is over.
    """
    admit(database, ((REGISTRATION_USE_PER_ADDRESS, address),), now)
    asked(database, release.programme.event.slug, secret, now)
    with database.storing() as session:
        event_id, _ = revision_of(session, release.programme.event.slug)
        request = use_request(session, event_id, digest_of(secret), now)
        if request is None:
            raise _used_up()
        made = _enrol(session, release, event_id, request, root=root, now=now, new_secret=new_secret)
        session.commit()
    return made


def enrol(
    database: Database,
    release: PublicRelease,
    details: Details,
    of: Ident,
    *,
    root: str,
    now: int,
    new_secret: NewSecret,
    who: str = "",
    repeat: Repeat | None = None,
) -> Registration:
    """Register somebody who agreed to it elsewhere, for organisers; they are written to. `who` asks, for `repeat`.

    The same once more changes nothing of the place that they have.
    """
    author, event = Author(who, now), release.programme.event.slug
    with database.storing() as session:
        begin(session, author, repeat)
        require_open(session, release, [of], now)
        event_id, _ = revision_of(session, event)
        made = _enrol(
            session, release, event_id, Request(details, (of,), now), root=root, now=now, new_secret=new_secret
        )
        found = participant_of_link(session, event_id, digest_of(made.secret))
        theirs = registrations_of(session, found.id) if found else ()
        registration = next(each for each in theirs if each.of == of)
        end(session, author, repeat, event=event, revision=registration.id)
        session.commit()
    return registration


def enrolled_before(database: Database, event_id: int, of: Ident, registration: int) -> Listed:
    """Whom organisers registered before, with the place that they have now; `Gone` if they have none any more."""
    with database.reading() as session:
        found = listed(session, event_id, of, registration)
    if not found:
        raise gone()
    return found[0]


def _enrol(
    session: DatabaseSession,
    release: PublicRelease,
    event_id: int,
    request: Request,
    *,
    root: str,
    now: int,
    new_secret: NewSecret,
) -> Pass:
    said = load_said(session, release.programme.event.slug)
    wanted = [of for of in request.wanted if of == WHOLE_EVENT or goes_on(release, of, said, now)]
    if not wanted:
        raise Gone("What you wanted to register for is over, or does not take place.")
    lock_lists(session, event_id, wanted)
    who = save_participant(session, event_id, request.details, consented_at=request.consented_at, at=now)
    has = {each.of for each in registrations_of(session, who.id)}
    require_few(has | set(wanted))
    for of in wanted:
        if of not in has:
            enter(session, release, event_id, who.id, of, now)
    made = mint(session, who, now, new_secret)
    entered = [
        (release.item.get(each.of), each.waiting) for each in registrations_of(session, who.id) if each.of in wanted
    ]
    registered(session, Letter(who, made, release.programme.event, root), entered, now)
    return made


def enter(
    session: DatabaseSession, release: PublicRelease, event_id: int, participant: int, of: Ident, now: int
) -> None:
    """Put somebody at the end of a list, which is locked: with a place if there is one, else to wait."""
    inside, waiting = count_places(session, event_id, of)
    capacity = None if of == WHOLE_EVENT else capacity_of(session, event_id, of)
    item = release.item.get(of)
    add_registration(
        session,
        event_id,
        participant,
        of,
        waiting=has_to_wait(capacity, inside=inside, waiting=waiting),
        told_starts=item.starts if item else None,
        at=now,
    )


def require_open(session: DatabaseSession, release: PublicRelease, wanted: Sequence[Ident], now: int) -> None:
    """`NotFound` names what can't be registered for."""
    said = load_said(session, release.programme.event.slug)
    for of in wanted:
        item = release.item.get(of)
        if of != WHOLE_EVENT and (item is None or not can_be_registered_for(item, said, now)):
            raise NotFound(
                f"Part {of[1]} of session {of[0][:40]!r} can't be registered for: it is over, or has no way in from "
                "afar, or is not published."
            )


def require_few(lists: Collection[Ident]) -> None:
    """`InvalidInput` for more than anybody can attend."""
    if len(lists) > MOST_LISTS:
        raise InvalidInput(f"You are registered for {MOST_LISTS} sessions already. Withdraw from some first.")


def _used_up() -> Gone:
    return Gone(
        "This link is used up, or older than 15 minutes. If you pressed its button already, you are registered: your "
        "page is in the mail that came after. Else register once more to be sent another link."
    )
