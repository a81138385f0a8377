"""The draft as organisers work on it, kept per process by revision: loading it costs ten times what checking does."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.conflicts import NO_SIGNALS, Conflict, Policy, Signals, check
from scheduler.domain.conflicts.waiver import Waiver, holding
from scheduler.domain.programme import Programme
from scheduler.store.db import Database, collector_resting
from scheduler.store.drafts import load_draft, revision_of
from scheduler.store.policies import load_policy
from scheduler.store.sightings import Sighting, present
from scheduler.store.waivers import load_waivers

_KEPT = 4  # events in memory: a draft of 2,500 sessions is about 20 MiB with its indexes


@dataclass(frozen=True)
class Desk:
    """An event's draft at a revision, and all that its conflicts depend on."""

    event_id: int
    revision: int
    programme: Programme
    policy: Policy
    policy_changed: int
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
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


class Desks:
    """The desks of the last few events: which revision is current is asked each time, the rest only where it is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, Desk] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, event: str) -> Desk:
        """The event's desk as it stands now; `NotFound` names the events that exist."""
        with self._database.reading() as session:
            event_id, revision = revision_of(session, event)
            with self._lock:
                kept = self._kept.get(event)
            if kept is not None and (kept.event_id, kept.revision) == (event_id, revision):
                return kept
            draft = load_draft(session, event)
            policy, changed = load_policy(session, draft.event_id)
            desk = Desk(
                draft.event_id,
                draft.revision,
                draft.programme,
                policy,
                changed,
                load_waivers(session, draft.event_id),
                present(session, draft.event_id),
            )
        with self._lock:
            self._kept[event] = desk
            self._kept.move_to_end(event)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return desk
