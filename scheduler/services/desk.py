"""The draft as organisers work on it, kept per process by revision: loading it costs ten times what checking does.

A process that is behind replays the log onto what it has. What holds it together: replaying the changes after a
revision onto the desk of that revision gives the desk that loading anew would give, the order of every index included.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import Stopwatch, system_stopwatch
from scheduler.domain.conflicts import NO_SIGNALS, POLICY, Conflict, Policy, Signals, check
from scheduler.domain.conflicts.waiver import WAIVER, Waiver, holding
from scheduler.domain.editing import applied, of_programme, touched
from scheduler.domain.log import Change
from scheduler.domain.programme import Programme
from scheduler.services.signalling import Signalling
from scheduler.store.changes import changes_since
from scheduler.store.db import Database, Edit, collector_resting
from scheduler.store.drafts import load_draft, revision_of
from scheduler.store.policies import load_policy, policy_of
from scheduler.store.sightings import Sighting, present
from scheduler.store.versions import Versions, load_versions
from scheduler.store.waivers import load_waivers

_KEPT = 4  # events in memory: a draft of 2,500 sessions is about 20 MiB with its indexes
_REPLAYED = 200
"""Changes that are replayed; a process that is further behind loads anew, which costs no more by then."""


@dataclass(frozen=True)
class Desk:
    """An event's draft at a revision, and all that its conflicts and its edits depend on.

    `versions` are the last changes of resources; what is not there has not been touched since its event was made.
    `signals` change without a revision: they are no part of what is loaded or replayed, but put to it by `Desks`.
    """

    event_id: int
    revision: int
    programme: Programme
    policy: Policy = field(default_factory=Policy)
    policy_changed: int = 0
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)
    signals: Signals = NO_SIGNALS

    # Not slotted: what is found out about it is kept with it.

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Every conflict, in the order of urgency."""
        with collector_resting():
            return check(self.programme, self.policy, self.signals)

    @cached_property
    def holding(self) -> Mapping[str, Waiver]:
        """The waivers that hold, by the key of their conflict."""
        return holding(self.waivers.values(), self.conflicts)

    def version(self, what: str, key: str) -> int:
        """The number of the last change of a resource, by its key in the log."""
        return self.versions.get((what, key), 0)

    def replaying(self, change: Change, *, programme: Programme | None = None) -> Self:
        """This desk after the next change; `programme` is the one after it, where that is known already."""
        if programme is None:
            programme = applied(self.programme, of_programme(change.operations))
        policy, policy_changed, waivers = self.policy, self.policy_changed, self.waivers
        for operation in change.operations:
            if operation.what == POLICY:
                policy = policy_of(operation.after)
                policy_changed = change.revision
            elif operation.what == WAIVER:
                waivers = {key: waiver for key, waiver in waivers.items() if key != operation.key}
                if operation.after is not None:
                    waivers[operation.key] = operation.after
        if change.ended:
            waivers = {key: waiver for key, waiver in waivers.items() if key not in change.ended}
        return replace(
            self,
            revision=change.revision,
            programme=programme,
            policy=policy,
            policy_changed=policy_changed,
            waivers=waivers,
            sightings=_seen(self.sightings, change),
            versions=_touched(self.versions, change),
        )


def _seen(sightings: Mapping[str, Sighting], change: Change) -> Mapping[str, Sighting]:
    if not change.introduced and not change.resolved:
        return sightings
    seen = dict(sightings)
    for key in change.resolved:
        seen.pop(key, None)
    for key in change.introduced:
        seen[key] = Sighting(change.revision, change.author.at)
    return seen


def _touched(versions: Versions, change: Change) -> Versions:
    return versions.noting(
        {resource: change.revision for operation in change.operations for resource in touched(operation)}
    )


class Desks:
    """The desks of the last few events: which revision is current is asked each time, the rest only where it is new."""

    def __init__(self, database: Database, stopwatch: Stopwatch = system_stopwatch) -> None:
        self.database = database
        self._signalling = Signalling(stopwatch)
        self._kept: OrderedDict[str, Desk] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, event: str) -> Desk:
        """The event's desk as it stands now; `NotFound` names the events that exist."""
        with self.database.reading() as session:
            event_id, revision = revision_of(session, event)
            desk = _signalled(self._at(session, event, event_id, revision), self._signalling.of(session, event_id))
        self.keep(desk)
        return desk

    def before(self, edit: Edit, event: str) -> Desk:
        """The desk that an edit builds on: the event's draft as it stood when the edit began."""
        signals = self._signalling.of(edit.session, edit.event_id, in_edit=True)
        return _signalled(self._at(edit.session, event, edit.event_id, edit.revision - 1), signals)

    def keep(self, desk: Desk) -> None:
        """Keep a desk whose revision is stored, unless a later one is kept already, or the same."""
        slug = desk.programme.event.slug
        with self._lock:
            kept = self._kept.get(slug)
            if kept is None or kept.event_id != desk.event_id or _is_newer(desk, kept):
                self._kept[slug] = desk
            self._kept.move_to_end(slug)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def forget(self, event: str) -> None:
        """Let go of an event that is no more."""
        with self._lock:
            gone = self._kept.pop(event, None)
        if gone is not None:
            self._signalling.forget(gone.event_id)

    def _at(self, session: DatabaseSession, event: str, event_id: int, revision: int) -> Desk:
        with self._lock:
            kept = self._kept.get(event)
        if kept is not None and kept.event_id == event_id and revision - _REPLAYED <= kept.revision <= revision:
            if kept.revision == revision:
                return kept
            changes = changes_since(session, event_id, kept.revision, until=revision)
            replayed = replay(kept, changes)
            if replayed is not None and replayed.revision == revision:
                return replayed
        return load_desk(session, event, revision)


def _is_newer(desk: Desk, kept: Desk) -> bool:
    if kept.revision == desk.revision:
        return kept.signals is not desk.signals
    return kept.revision < desk.revision


def _signalled(desk: Desk, signals: Signals) -> Desk:
    """The desk with these counts. What was found out about it stays with it as long as they are the same."""
    return desk if desk.signals is signals else replace(desk, signals=signals)


def replay(desk: Desk, changes: Sequence[Change]) -> Desk | None:
    """The desk after these changes; None if they can't be replayed: one is missing, or somebody was erased since."""
    for change in changes:
        if change.erased or change.revision != desk.revision + 1:
            return None
        desk = desk.replaying(change)
    return desk


def load_desk(session: DatabaseSession, event: str, revision: int) -> Desk:
    """The desk read from its rows, which are those of this revision."""
    draft = load_draft(session, event)
    policy, changed = load_policy(session, draft.event_id)
    return Desk(
        draft.event_id,
        revision,
        draft.programme,
        policy,
        changed,
        load_waivers(session, draft.event_id),
        present(session, draft.event_id),
        load_versions(session, draft.event_id),
    )
