"""What every edit of an event leaves behind: its entry in the log, and which conflicts came and went with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.conflicts import Conflict, Policy, check
from scheduler.domain.log import Author, Operation
from scheduler.domain.programme import Programme
from scheduler.store.changes import add_change
from scheduler.store.db import Edit
from scheduler.store.policies import load_policy
from scheduler.store.sightings import present, sight
from scheduler.store.waivers import end_waivers, load_waivers


@dataclass(frozen=True, slots=True)
class Recorded:
    """The keys of conflicts that an edit introduced and resolved, and those whose waivers it ended."""

    introduced: frozenset[str] = frozenset()
    resolved: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()


def record(
    edit: Edit,
    programme: Programme,
    author: Author,
    operations: Sequence[Operation],
    *,
    policy: Policy | None = None,
) -> Recorded:
    """Log an edit that left the draft as `programme`: the change, and what became of conflicts and waivers.

    The whole draft is checked, by the event's policy unless that is given. A waiver whose conflict has gone, or has
    other facts now, ends for ever: putting things back does not bring it back, since nobody accepted that.
    """
    add_change(edit.session, edit.event_id, edit.revision, author, operations)
    if policy is None:
        policy, _ = load_policy(edit.session, edit.event_id)
    return _settle(edit, check(programme, policy), author.at)


def log_alone(edit: Edit, author: Author, operations: Sequence[Operation]) -> None:
    """Log an edit that left the draft, and with it its conflicts, as they were."""
    add_change(edit.session, edit.event_id, edit.revision, author, operations)


def _settle(edit: Edit, conflicts: Iterable[Conflict], at: int) -> Recorded:
    now = {conflict.key: conflict for conflict in conflicts}
    before = present(edit.session, edit.event_id).keys()
    introduced, resolved = now.keys() - before, before - now.keys()
    sight(edit.session, edit.event_id, edit.revision, introduced, resolved)
    waivers = load_waivers(edit.session, edit.event_id)
    ended = {key for key, waiver in waivers.items() if key not in now or not waiver.holds_for(now[key])}
    end_waivers(edit.session, edit.event_id, ended, edit.revision, at)
    return Recorded(frozenset(introduced), frozenset(resolved), frozenset(ended))
