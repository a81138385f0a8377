"""For how many oral interventions there is room: asked when one is accepted, and by the rule of those beyond it."""

from dataclasses import dataclass

from scheduler.domain.errors import StateConflict


@dataclass(frozen=True, slots=True)
class Allowance:
    """For how many oral interventions there is room in a placement; written ones take none.

    `taken` were accepted, with those that were delivered; `slots` is what the remote access allows (None: no limit),
    `minutes` how long the placement is, `minutes_each` how long one intervention takes.
    """

    taken: int
    slots: int | None
    minutes: int
    minutes_each: int

    @property
    def most(self) -> int:
        """How many there are in all."""
        fitting = self.minutes // self.minutes_each
        return fitting if self.slots is None else min(self.slots, fitting)

    @property
    def left(self) -> int:
        """How many more may be accepted."""
        return max(0, self.most - self.taken)

    @property
    def minutes_left(self) -> int:
        """How many minutes of the placement no accepted one needs."""
        return max(0, self.minutes - self.needed_minutes)

    @property
    def needed_minutes(self) -> int:
        """How many minutes those that are accepted take."""
        return self.taken * self.minutes_each

    @property
    def lacks_slots(self) -> bool:
        """Whether more are accepted than the remote access has."""
        return self.slots is not None and self.taken > self.slots

    @property
    def lacks_minutes(self) -> bool:
        """Whether those that are accepted don't fit into the placement."""
        return self.needed_minutes > self.minutes

    def require_one(self) -> None:
        """`StateConflict` if there is no room for one more, with what to do."""
        if self.left:
            return
        if self.slots is not None and self.taken >= self.slots:
            raise StateConflict(
                f"{_accepted(self.taken)}, and the session's remote access has {self.slots}. Give it more in "
                "the draft, or ask to write instead."
            )
        raise StateConflict(
            f"{_accepted(self.taken)}, of {self.minutes_each} minutes each: no more fit into the {self.minutes} "
            "minutes of the session. Ask to write instead, or make the session longer."
        )


def _accepted(count: int) -> str:
    return "1 oral intervention is accepted" if count == 1 else f"{count} oral interventions are accepted"
