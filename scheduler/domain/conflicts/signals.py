"""What is known about an event beside its programme, and changes without a revision: counts, never who."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.placement import Ident


@dataclass(frozen=True, slots=True)
class Signals:
    """Counts of people. What nobody has counted is missing, which is not the same as nought.

    `registered`: who registered to follow a placement remotely, those who wait for a place included. `interventions`:
    how many asked to speak in it and were accepted, those who have spoken included, and not those who gave it in
    writing. `followers`: who bookmarked a session; `together`: who bookmarked both of two sessions, by codes in order;
    `audience`: who bookmarked any.
    """

    registered: Mapping[Ident, int] = field(default_factory=dict)
    interventions: Mapping[Ident, int] = field(default_factory=dict)
    followers: Mapping[str, int] = field(default_factory=dict)
    together: Mapping[tuple[str, str], int] = field(default_factory=dict)
    audience: int = 0


NO_SIGNALS = Signals()
