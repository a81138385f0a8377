"""Planning notices: whom a new release concerns, and whether they are told now or once changes were collected.

It is a job that looks at release numbers, so that every kind of release is told of, and publishing takes no longer for
it. Everybody has a release up to which they were told; what they are told is the net change since.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import MINUTE, Clock
from scheduler.domain.concern import Concern, NetChange, Version, present, together, without
from scheduler.domain.notice import Recipient
from scheduler.domain.placement import Ident
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.notices import (
    Unsettled,
    both_documents,
    drop_drafts,
    notices,
    published_at,
    put_notice,
    settle_event,
    unsettled,
)
from scheduler.store.persons import emails, former_slugs
from scheduler.store.recipients import add_recipient, note_told, recipients
from scheduler.store.releases import ReleaseId

log = structlog.get_logger(__name__)

_NETS = 3
"""Net changes in memory: who had their wishes at different releases may need several of one group."""

_UNIT = 50
"""Recipients of one unit of work."""


@dataclass(frozen=True)
class Directory:
    """Where people of an event are reached: per opaque id an address, and per address (small letters) who it is of."""

    emails: Mapping[str, str]
    organisations_at: Mapping[str, Sequence[str]]
    former_slugs: Mapping[str, str]
    persons_at: Mapping[str, Sequence[str]] = field(init=False)

    def __post_init__(self) -> None:
        at: dict[str, list[str]] = defaultdict(list)
        for person, email in self.emails.items():
            at[email.lower()].append(person)
        object.__setattr__(self, "persons_at", at)

    def address(self, who: Recipient) -> str:
        """The address of a recipient; empty if there is none."""
        return self.emails.get(who.subject, "") if who.kind == "person" else who.address

    def concerns(self, who: Recipient, net: NetChange, since: Callable[[int], NetChange]) -> tuple[Concern, ...]:
        """What a recipient is told of a net; `since` gives the one to the same release from a later one on.

        One who follows is not told what the same address is told as that of a person or organisation, nor for a wish
        what was released before they had it.
        """
        if who.kind == "person":
            return net.for_person(who.subject)
        if who.kind == "organisation":
            return net.for_organisation(who.subject)
        public = net.after.public
        first = net.before.public.number if net.before else 0
        found = together(
            (net if number == first else since(number)).for_wishes(
                present(wish, self.former_slugs, public.programme) for wish in wishes
            )
            for number, wishes in who.wishes_from(first, public.number).items()
        )
        return without(found, self._told_otherwise(who.address.lower(), net)) if found else ()

    def _told_otherwise(self, address: str, net: NetChange) -> frozenset[Ident]:
        told = [net.for_person(person) for person in self.persons_at.get(address, ())]
        told += [net.for_organisation(slug) for slug in self.organisations_at.get(address, ())]
        return frozenset(concern.item.id for concerns in told for concern in concerns)


def directory(session: DatabaseSession, event_id: int, everybody: Sequence[Recipient]) -> Directory:
    """The directory of an event's people and recipients; who wants no more mails has no address in it."""
    stopped = {who.subject for who in everybody if who.kind == "person" and who.stopped_at is not None}
    known = {person: email for person, email in emails(session, event_id).items() if person not in stopped}
    organisations: dict[str, list[str]] = defaultdict(list)
    for who in everybody:
        if who.kind == "organisation" and who.stopped_at is None:
            organisations[who.address.lower()].append(who.subject)
    return Directory(known, organisations, former_slugs(session, event_id))


def load_version(session: DatabaseSession, which: ReleaseId) -> Version:
    """A release as organisers and the public have it."""
    return Version(*both_documents(session, which.event_id, which.number))


@dataclass(slots=True)
class _Plan:
    """What there is to note of an event: who is to be told, with how many entries, and whom nothing concerns."""

    told: list[tuple[Recipient, int]] = field(default_factory=list)
    nothing: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    waiting: int = 0


def plan_notices(database: Database, clock: Clock, *, turn: Turn) -> Ran:
    """How many notices were noted, as drafts or to be written, and how many are due once changes were collected."""
    with database.reading() as session:
        events = unsettled(session)
    done = due = 0
    failed: list[str] = []
    for each in events:
        if turn.ending():
            break
        now = clock()
        try:
            with database.reading() as session:
                plan = _plan(session, each, now)
        except SQLAlchemyError:
            raise
        except Exception:
            # An event whose releases can't be compared keeps no other waiting.
            log.exception("notices could not be planned", of=each.event)
            failed.append(each.event)
            continue
        done, due = done + len(plan.told), due + plan.waiting
        if _store(database, each, plan, turn=turn, now=now) and not plan.waiting:
            with database.storing() as session:
                turn.check(session)
                settle_event(session, each.event_id, each.setting.settled, each.current)
                session.commit()
    said = f"{', '.join(failed)} can't be compared with what was told: see the log" if failed else ""
    return Ran(done=done, due=due + len(failed), said=said)


def _plan(session: DatabaseSession, each: Unsettled, now: int) -> _Plan:
    everybody = recipients(session, each.event_id)
    found = directory(session, each.event_id, everybody)
    published = published_at(session, each.event_id)
    drafted = {draft.recipient.id: draft.to_number for draft in notices(session, each.event_id, ["draft"])}
    after = load_version(session, ReleaseId(each.event_id, each.current, 0))
    plan = _Plan()

    @lru_cache(maxsize=_NETS)
    def since(told: int) -> NetChange:
        before = load_version(session, ReleaseId(each.event_id, told, 0)) if told else None
        return NetChange(before, after, now)

    for told, group in _by_told(everybody, found, each).items():
        net = since(told)
        first = min(at for number, at in published.items() if number > told)
        collected = now >= first + each.setting.collect_minutes * MINUTE
        for who in group:
            concerns = found.concerns(who, net, since) if found.address(who) else ()
            if not concerns:
                if who.id is not None:
                    plan.nothing[told].append(who.id)
            elif not (collected or who.id in drafted or any(concern.is_urgent(now) for concern in concerns)):
                plan.waiting += 1
            elif each.setting.mode != "drafts" or drafted.get(who.id) != each.current:
                plan.told.append((who, len(concerns)))
    return plan


def _by_told(everybody: Sequence[Recipient], found: Directory, each: Unsettled) -> Mapping[int, list[Recipient]]:
    """Who may have to be told, by the release up to which they were; people who never were count as the event does."""
    known = {who.subject for who in everybody if who.kind == "person"}
    strangers = (Recipient(None, "person", person, each.setting.settled) for person in found.emails)
    groups: dict[int, list[Recipient]] = defaultdict(list)
    for who in (*everybody, *(who for who in strangers if who.subject not in known)):
        if who.stopped_at is None and who.told < each.current:
            groups[who.told].append(who)
    return groups


def _store(database: Database, each: Unsettled, plan: _Plan, *, turn: Turn, now: int) -> bool:
    """Whether all of a plan is noted, unit by unit; doing it again changes nothing."""
    for place in range(0, len(plan.told), _UNIT):
        if turn.ending():
            return False
        with database.storing() as session:
            turn.check(session)
            for who, entries in plan.told[place : place + _UNIT]:
                _note(session, each, who, entries, now)
            session.commit()
    with database.storing() as session:
        turn.check(session)
        for told, ids in plan.nothing.items():
            drop_drafts(session, ids)
            note_told(session, ids, told, each.current)
        session.commit()
    return True


def _note(session: DatabaseSession, each: Unsettled, who: Recipient, entries: int, now: int) -> None:
    number = add_recipient(session, each.event_id, replace(who, created_at=now)) if who.id is None else who.id
    by_itself = each.setting.mode == "automatic"
    what: dict[str, Any] = {"first": who.told, "last": each.current, "entries": entries, "at": now}
    put_notice(session, each.event_id, number, state="approved" if by_itself else "draft", **what)
    if by_itself:
        note_told(session, [number], who.told, each.current)
