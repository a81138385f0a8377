"""What surely stands in the way of a part because of what it shares with others: accounts, teams, and relations."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts import grouped
from scheduler.domain.conflicts.access import days
from scheduler.domain.session import Relation
from scheduler.domain.suggesting.obstacles import Obstacle, Problem
from scheduler.domain.timespan import Span

Held = tuple[int, int, str]
"""From when to when somebody holds one of several; what is the same is held once."""


def shared(problem: Problem) -> Iterator[Obstacle]:
    """The starts at which no account or team is left for the part, or a relation would not hold."""
    if not problem.grid.starts:
        return
    if problem.is_error("account-double-booked"):
        yield from _hosted(problem)
    if problem.is_error("team-overbooked"):
        yield from _served(problem)
    if problem.is_error("relation-broken"):
        yield from _related(problem)


def _hosted(problem: Problem) -> Iterator[Obstacle]:
    groups, grid = grouped(problem.programme), problem.grid
    uses = groups.frame.access.uses
    use = uses.get(problem.id)
    account = groups.frame.access.accounts.get(use.account) if use else None
    if use is None or account is None:
        return
    near = days(grid.starts[0] - use.before, grid.starts[-1] + grid.seconds + use.after)
    held = {
        (starts - uses[id_].before, ends + uses[id_].after, uses[id_].meeting)
        for day in near
        for starts, ends, id_ in groups.by_account.get((account.slug, day), ())
        if uses[id_].meeting != use.meeting
    }
    mask = 0
    for span in crowded(held, account.concurrent_meetings):
        mask |= grid.meeting(span, -use.before, grid.seconds + use.after)
    if mask:
        yield Obstacle("account-double-booked", account.slug, mask)


def _served(problem: Problem) -> Iterator[Obstacle]:
    groups, grid = grouped(problem.programme), problem.grid
    access = groups.frame.access
    for slug in access.pools_for(problem.id[0]):
        pool = access.pools[slug]
        near = days(grid.starts[0] - pool.preparation, grid.starts[-1] + grid.seconds)
        held = {
            (starts - pool.preparation, ends, f"{code}/{part}")
            for day in near
            for starts, ends, (code, part) in groups.by_pool.get((slug, day), ())
        }
        mask = 0
        for span in crowded(held, pool.count):
            mask |= grid.meeting(span, -pool.preparation)
        if mask:
            yield Obstacle("team-overbooked", slug, mask)


def crowded(held: Iterable[Held], most: int) -> list[Span]:
    """The times at which `most` or more different things are held, in order; ends are free again."""
    events = sorted(
        (moment, change, what) for starts, ends, what in held for moment, change in ((starts, 1), (ends, -1))
    )
    there: dict[str, int] = {}
    spans: list[Span] = []
    since: int | None = None
    for moment, change, what in events:  # at one moment, who leaves goes first
        there[what] = there.get(what, 0) + change
        if not there[what]:
            del there[what]
        if len(there) >= most and since is None:
            since = moment
        elif len(there) < most and since is not None:
            if since < moment:
                spans.append(Span(since, moment))
            since = None
    return spans


def _related(problem: Problem) -> Iterator[Obstacle]:
    frame = grouped(problem.programme).frame
    for id_ in frame.relations_of.get(problem.id[0], ()):
        mask = _broken(problem, frame.relations[id_])
        if mask:
            yield Obstacle("relation-broken", str(id_), mask)


def _broken(problem: Problem, relation: Relation) -> int:
    """The starts at which a relation does not hold, whatever the room; none while the other side has no time."""
    groups, grid = grouped(problem.programme), problem.grid
    is_origin = relation.origin == problem.id[0]
    spans = [
        Span(starts, ends)
        for starts, ends, _ in groups.by_session.get(relation.target if is_origin else relation.origin, ())
    ]
    if not spans:
        return 0
    beside = 0
    for span in spans:
        beside |= grid.meeting(span)
    day_of = problem.programme.event.day_of
    days_of = {day_of(span.starts) for span in spans}
    last = grid.starts[-1] + grid.seconds
    early = grid.whole & ~grid.within(Span(max(span.ends for span in spans), last))
    late = grid.whole & ~grid.within(Span(0, min(span.starts for span in spans)))
    # Another part of it may run beside the other session already.
    alone = 0 if groups.by_session.get(problem.id[0]) else grid.whole & ~beside
    return {
        "before": late if is_origin else early,
        "after": early if is_origin else late,
        "not-parallel": beside,
        "parallel": alone,
        "same-day": sum(1 << bit for bit, start in enumerate(grid.starts) if days_of != {day_of(start)}),
    }.get(relation.kind, 0)
