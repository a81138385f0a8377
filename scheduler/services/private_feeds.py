"""Calendars behind a secret address: given out once, listed without it, renewed, ended; and what one is made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import Forbidden, Gone, InvalidInput, NotFound
from scheduler.domain.placement import Ident
from scheduler.domain.private_feeds import DESK, PERSONAL
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.roles import Actor
from scheduler.services.desk import Desk
from scheduler.services.digests import digest_of
from scheduler.services.feed_secrets import SHAPE, new_feed_secret, ticket_secret_of
from scheduler.services.following import renewed
from scheduler.services.latest import Latest
from scheduler.services.ports import NewSecret
from scheduler.store.accounts import account_id
from scheduler.store.db import Database
from scheduler.store.feed_tokens import (
    FeedToken,
    Held,
    add_feed_token,
    end_feed_tokens,
    feed_tokens,
    load_private_feed,
)
from scheduler.store.followers import add_follower, follower_of
from scheduler.store.releases import ReleaseId, load_document
from scheduler.store.tickets import add_ticket

_NUMBER = re.compile("[1-9][0-9]{0,8}", re.ASCII)

_KEPT = 4  # releases of which it is kept who appears where: a few kilobytes for each hundred sessions


@dataclass(frozen=True, slots=True)
class Issued:
    """A private calendar as it is given out: what is on record, and the secret of its address, this once."""

    token: FeedToken
    secret: str


def issue(
    database: Database,
    desk: Desk,
    who: Actor,
    *,
    kind: str,
    person: str | None = None,
    renews: int | None = None,
    now: int,
    new_secret: NewSecret,
) -> Issued:
    """A new calendar of a kind: the draft, what the asker follows, or the sessions of a person, by slug.

    `renews` is the id of one whose place it takes, under another address. `Forbidden` for a person's if the asker does
    not edit the event. An account has one calendar of what it follows: the one before ends.
    """
    with database.storing() as session:
        person_id = None if person is None else _person(desk.programme, person)
        if renews is not None:
            person_id = _before(session, desk, who, renews, kind, person_id)
            end_feed_tokens(session, desk.event_id, now, ids=[renews])
        _require_theirs_to_give(desk, who, kind, person_id)
        account = account_id(session, who.email, now)
        if kind == PERSONAL and person_id is None:
            found = follower_of(session, desk.event_id, account=account, to_change=True) or add_follower(
                session, desk.event_id, account=account, digest=None, at=now
            )
            secret = renewed(session, found, None, now, new_secret)
        else:
            secret = new_feed_secret(new_secret)
            add_feed_token(
                session,
                desk.event_id,
                digest=digest_of(secret),
                kind=kind,
                person=person_id,
                account=account,
                token=who.token,
                ticket=_ticket(session, desk, person_id, secret, now) if person_id else None,
                at=now,
            )
        (made,) = feed_tokens(session, desk.event_id, digest=digest_of(secret))
        session.commit()
    return Issued(made, secret)


def _before(session: DatabaseSession, desk: Desk, who: Actor, number: int, kind: str, person: str | None) -> str | None:
    """Whose the calendar is that is renewed; `InvalidInput` if it is another than the asker thinks."""
    before = _theirs(session, desk, who, number)
    if before.kind != kind or person not in {None, before.person}:
        raise InvalidInput(f"Calendar {number} is another. Name its own kind to renew it.", pointer="/renews")
    return before.person


def _require_theirs_to_give(desk: Desk, who: Actor, kind: str, person: str | None) -> None:
    event = desk.programme.event.slug
    if person is not None and kind == DESK:
        raise InvalidInput("The draft is nobody's: leave the person out.", pointer="/person")
    if person is not None and not who.may(event, "editor"):
        raise Forbidden(f"Calendars of people are for editors of {event} to give out.")


def listed(database: Database, desk: Desk, who: Actor) -> tuple[FeedToken, ...]:
    """The calendars that somebody may end, the oldest first: their own, for editors those of people, for owners drafts.

    What others follow is shown to nobody.
    """
    with database.reading() as session:
        return tuple(each for each in feed_tokens(session, desk.event_id) if _is_theirs(desk, who, each))


def end(database: Database, desk: Desk, who: Actor, token: str, now: int) -> None:
    """End a calendar at once: who asks for it is told that it is gone. `NotFound` if there is none to end.

    `token` is its number, which those may end who see it listed, or its secret, which everybody may end who has it.
    """
    with database.storing() as session:
        if SHAPE.fullmatch(token):
            ended = end_feed_tokens(session, desk.event_id, now, digest=digest_of(token))
        elif _NUMBER.fullmatch(token):
            ended = end_feed_tokens(session, desk.event_id, now, ids=[_theirs(session, desk, who, int(token)).id])
        else:
            ended = 0
        if not ended:
            raise NotFound(f"There is no such calendar of {desk.programme.event.slug} that you could end.")
        session.commit()


def held(database: Database, event: str, kind: str, secret: str, now: int) -> Held:
    """What the calendar behind a secret is made of: one query; none for what can be no secret.

    `NotFound` if there never was such a calendar, `Gone` once it has ended. Neither repeats the secret.
    """
    found = None
    if SHAPE.fullmatch(secret):
        with database.reading() as session:
            found = load_private_feed(session, event, kind, digest_of(secret), now)
    if found is None:
        raise NotFound("There is no calendar at this address. Check that it was copied whole.")
    if found.standing.has_ended:
        raise Gone("This calendar has ended: its address was renewed or revoked. Ask for a new one where you got it.")
    return found


class Appearances:
    """Who appears in which part of a release, also unnamed and hidden: their own calendar tells nobody else."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: Latest[ReleaseId, Mapping[str, frozenset[Ident]]] = Latest(_KEPT)

    def of(self, person: str, release: PublicRelease, which: ReleaseId) -> frozenset[Ident]:
        """The parts that a person, by opaque id, appears in: one query where the release is not kept yet."""
        known = self._kept.get(which)
        if known is None:
            with self._database.reading() as session:
                whole = load_document(session, which.event_id, which.number)
            known = _appearing(release, whole)
            self._kept.put(which, known)
        return known.get(person, frozenset())


def _appearing(release: PublicRelease, whole: Programme) -> Mapping[str, frozenset[Ident]]:
    """Per person the parts that the release shows and they appear in, whether or not it shows them there.

    What is cancelled has its people in the public release alone, where they stay.
    """
    found: dict[str, set[Ident]] = {}
    for programme in (whole, release.programme):
        for code, part in release.entry:
            for each in programme.session[code].appearances if code in programme.session else ():
                if each.part in {None, part}:
                    found.setdefault(each.person, set()).add((code, part))
    return {person: frozenset(parts) for person, parts in found.items()}


def _theirs(session: DatabaseSession, desk: Desk, who: Actor, token: int) -> FeedToken:
    for each in feed_tokens(session, desk.event_id):
        if each.id == token and each.revoked_at is None and _is_theirs(desk, who, each):
            return each
    raise NotFound(f"You have no calendar {token} of {desk.programme.event.slug} that could be ended.")


def _is_theirs(desk: Desk, who: Actor, token: FeedToken) -> bool:
    event = desk.programme.event.slug
    if token.person is not None:
        return who.may(event, "editor")
    return token.email == who.email or (token.kind == DESK and who.may(event, "owner"))


def _person(programme: Programme, slug: str) -> str:
    found = programme.person_by_slug.get(slug)
    if found is None or found.placeholder:
        raise InvalidInput(f"There is no person {slug[:60]!r} who could have a calendar.", pointer="/person")
    return found.id


def _ticket(session: DatabaseSession, desk: Desk, person: str, secret: str, now: int) -> int | None:
    """The pass of a person's calendar: they are a speaker in their own sessions, and one of the public in others."""
    found = desk.programme.person.get(person)
    if found is None:  # renewed after they left the draft
        return None
    made = add_ticket(
        session,
        desk.event_id,
        digest=digest_of(ticket_secret_of(secret)),
        holder=found.name,
        person=person,
        audience="public",
        at=now,
    )
    return made.id
