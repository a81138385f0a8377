"""Releases that wait for their time: approved now, as the draft stands now, and public at an instant to come."""

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.clock import DAY
from scheduler.domain.errors import InvalidInput

State = Literal["waiting", "published", "failed"]
STATES: tuple[State, ...] = ("waiting", "published", "failed")

FURTHEST = 366 * DAY
"""How far ahead a release may be scheduled, in seconds: what is further off is a typing error."""

MOST_WAITING = 20
"""Of one event: each keeps a whole programme, and nobody keeps more in mind."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A release that was approved for an instant, and what has become of it.

    `number` is that of the change that scheduled it, `revision` of the last one that did something to it. `base` is the
    release that was current then, 0 before the first. `only` and `restores` are as for any release. `confirmed`:
    whatever it cancels is meant. `reason` says why it `failed`; `release` is the one that it was published as.
    """

    number: int
    revision: int
    due_at: int
    label: str
    note: str
    only: tuple[str, ...]
    restores: int | None
    confirmed: bool
    base: int
    who: str
    scheduled_at: int
    state: State = "waiting"
    reason: str = ""
    release: int | None = None


def require_ahead(at: int, now: int) -> None:
    """`InvalidInput` if a release can't be scheduled for the instant: it is not to come, or too far off."""
    if at <= now:
        raise InvalidInput("This moment is over. Choose one that is to come, or publish now.", pointer="/at")
    if at > now + FURTHEST:
        raise InvalidInput(f"A release waits {FURTHEST // DAY} days at most. Choose an earlier moment.", pointer="/at")
