"""What fits into a free room and time: the other way round."""

from dataclasses import dataclass

from scheduler.domain.conflicts import DEFAULTS, NO_SIGNALS, Conflict, Policy, Signals, check_touching, placing
from scheduler.domain.conflicts.sentences import counted
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES
from scheduler.domain.suggesting.grid import Grid
from scheduler.domain.suggesting.obstacles import Problem
from scheduler.domain.suggesting.scoring import FULL, TIGHT, scores_of

LEFT_OVER = 2
"""What each minute costs that would stay empty."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A part that has no placement and fits: how good (up to 1000), why, and the conflicts that it would have."""

    session: str
    part: int
    score: int
    reasons: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def fitting(
    programme: Programme,
    room: str,
    starts: int,
    ends: int,
    *,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    limit: int = 10,
) -> tuple[Fit, ...]:
    """The parts of accepted and confirmed sessions that are not placed and could begin there without an error.

    Remote sessions need no room and are left out.
    Best first: by score, which is that of `suggest` less `LEFT_OVER` for each minute that they would leave empty; then
    by code and number.
    """
    ranked: list[tuple[int, Ident, tuple[str, ...]]] = []
    for id_, part in programme.part.items():
        seconds = part.duration_minutes * 60
        session = programme.session[id_[0]]
        if id_ in programme.placement or session.state not in SCHEDULED_STATES or session.mode == "remote":
            continue
        if starts + seconds > ends:
            continue
        scores = scores_of(Problem(programme, id_, Grid((starts,), seconds), policy), signals)
        empty = (ends - starts - seconds) // 60
        cost = scores.of_starts()[0] + scores.of_room(room) + (TIGHT if scores.tight(room) else 0) + LEFT_OVER * empty
        filled = f"It leaves {counted(empty, 'minute')} empty." if empty else "It fills the time."
        ranked.append((FULL - cost, id_, (filled, *scores.reasons(room, starts))))
    found: list[Fit] = []
    for score, id_, reasons in sorted(ranked, key=lambda each: (-each[0], each[1])):
        if len(found) == limit:
            break
        placement = Placement(*id_, starts, starts + programme.part[id_].duration_minutes * 60, room)
        after = placing(programme, {id_: placement})
        conflicts = tuple(c for c in check_touching(after, (id_,), policy, signals) if id_ in c.placements)
        if all(conflict.severity != "error" for conflict in conflicts):
            found.append(Fit(*id_, score, reasons, conflicts))
    return tuple(found)
