"""Why a part fits nowhere: the fewest facts that together rule out every cell, found without a solver.

Each fact is a mask over all cells (rooms times starts); where the part is now needs no reason. The smallest set whose
masks cover the rest is looked for among sets of one, two and three facts; beyond, facts are taken greedily, and those
that prove needless are dropped.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from scheduler.domain.conflicts import DEFAULTS, NO_SIGNALS, Policy, Signals
from scheduler.domain.conflicts.sentences import counted, titled
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import ENDED_STATES
from scheduler.domain.suggesting.facts import Fact, facts_of, spread
from scheduler.domain.suggesting.searching import Search
from scheduler.domain.suggesting.telling import fact_told, place_told
from scheduler.domain.timespan import Span

_EXHAUSTIVE = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a part fits somewhere; and in words where it does best, or the fewest facts for which it does not."""

    fits: bool
    sentences: tuple[str, ...]


def explain(
    programme: Programme,
    session: str,
    part: int,
    *,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
    now: int | None = None,
) -> Explanation:
    """Why the part fits into no room and time of those asked for, or where it fits best."""
    state = programme.session[session].state
    if state in ENDED_STATES:
        return Explanation(fits=False, sentences=(f"{titled(programme, session)} is {state}, so it takes no place.",))
    search = Search(programme, (session, part), policy, signals, days, now)
    grid = search.problem.grid
    chosen = search.rooms(rooms)
    if not grid.starts:
        minutes = counted(grid.seconds // 60, "minute")
        what = "None of these days" if days else "No day of the event"
        return Explanation(fits=False, sentences=(f"{what} is as long as the {minutes} that it needs.",))
    if not chosen:
        return Explanation(fits=False, sentences=("The event has no room yet, and the session is not remote.",))
    best = next(search.free(chosen), None)
    if best is not None:
        there = place_told(programme, best.room, Span(best.starts, best.ends))
        return Explanation(fits=True, sentences=(f"It fits {there}.", *best.reasons))
    everything = spread(grid.whole, range(len(chosen)), len(grid.starts))
    present = _free_present(search, chosen, days)
    if present is not None and present.starts in grid.starts:
        everything &= ~(1 << (chosen.index(present.room) * len(grid.starts) + grid.starts.index(present.starts)))
    cover = _smallest(facts_of(search, chosen, everything), everything)
    sentences = tuple(fact_told(search, fact, cover, chosen) for fact in cover)
    if present is None:
        return Explanation(fits=False, sentences=sentences)
    here = f"It fits where it is now, {place_told(programme, present.room, present.span)}, and nowhere else."
    return Explanation(fits=True, sentences=(here, *sentences))


def _free_present(search: Search, rooms: Collection[str | None], days: Collection[date]) -> Placement | None:
    """Where the part is now, if that is asked for and no error stands in its way."""
    now = search.present
    if now is None or now.room not in rooms or (days and search.problem.programme.event.day_of(now.starts) not in days):
        return None
    return now if all(conflict.severity != "error" for conflict in search.judged(now)) else None


def _smallest(facts: list[Fact], everything: int) -> tuple[Fact, ...]:
    """The fewest facts that rule out everything; the first such set in the order of `facts`."""
    for size in range(1, _EXHAUSTIVE + 1):
        for some in combinations(facts, size):
            mask = 0
            for fact in some:
                mask |= fact.mask
            if mask & everything == everything:
                return some
    left, chosen = everything, list[Fact]()
    while left:
        most = max(facts, key=lambda fact: (fact.mask & left).bit_count())
        if not most.mask & left:
            break
        chosen.append(most)
        left &= ~most.mask
    for fact in tuple(chosen):
        others = 0
        for other in chosen:
            others |= other.mask if other is not fact else 0
        if others & everything == everything:
            chosen.remove(fact)
    return tuple(fact for fact in facts if fact in chosen)
