"""Waivers: 'we know, and accept it', for a conflict with its facts as they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.conflicts.conflict import Conflict

WAIVER = "waiver"
"""What the log calls them."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A conflict accepted by `who` at the instant `at`, by the change `revision`, with the `facts` as they then were.

    `ended_by` is the change that ended it, `ended_at` the instant at which that was.
    """

    key: str
    reason: str
    facts: Mapping[str, Any]
    who: str
    at: int
    revision: int
    ended_at: int | None = None
    ended_by: int | None = None

    @property
    def changed(self) -> int:
        """The last change that made it what it is: the one that gave it, or the one that ended it."""
        return self.revision if self.ended_by is None else self.ended_by

    def holds_for(self, conflict: Conflict) -> bool:
        """Whether it accepts the conflict as it is now: the same one, with the same facts, and not ended."""
        return self.ended_at is None and self.key == conflict.key and self.facts == conflict.facts


def holding(waivers: Iterable[Waiver], conflicts: Iterable[Conflict]) -> Mapping[str, Waiver]:
    """The waivers that hold for some of these conflicts, by key."""
    by_key = {waiver.key: waiver for waiver in waivers}
    return {
        conflict.key: waiver
        for conflict in conflicts
        if (waiver := by_key.get(conflict.key)) is not None and waiver.holds_for(conflict)
    }
