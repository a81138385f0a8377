"""Small real stand-ins for what the service takes as arguments: the clock, and whatever else comes from outside."""

from dataclasses import dataclass

from tests.factories import at


@dataclass(slots=True)
class SteppingClock:
    """A clock that stands still until a test steps or sets it; at first at 09:00 in Zurich, eleven days before WSIS."""

    now: int = at("2017-06-01T09:00")

    def __call__(self) -> int:
        """The instant that it stands at."""
        return self.now

    def step(self, seconds: int) -> int:
        """Move on, or back by a negative number; the new instant."""
        self.now += seconds
        return self.now

    def set(self, moment: int | str) -> int:
        """Stand at an instant, or at a text for `factories.at`; the new instant."""
        self.now = at(moment) if isinstance(moment, str) else moment
        return self.now
