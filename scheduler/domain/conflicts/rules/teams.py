"""The rule about interpreters and captioners: teams that can be counted, and get tired."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scheduler.domain.clock import DAY
from scheduler.domain.conflicts.access import Pool
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.overlap import Item, simultaneous
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.sentences import counted, day_and_hours, hours, listed, minutes, of_party, when
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span, merge

Group = tuple[str, str, int]
"""`("at once", pool, day since the epoch, UTC)`: the sets of placements that begin on it; `("hours", pool, day of the
event as ordinal)`; or `("session", its code, 0)` for one that no team can serve.
"""


class TeamOverbooked(Rule[Group]):
    """More placements at once than teams, more hours than they work, or nobody at all for a pair of languages."""

    slug = "team-overbooked"
    title = "Team overbooked"
    severity = "error"
    about = (
        "More placements at once than there are teams for what they need, preparation included, or more on one day "
        "than the teams' hours. A session needs interpreters for each language of its interpretation, from the first "
        "other language that is spoken in it, and captioners if it is captioned. Interpreters of the same languages "
        "stand in for each other, and one team serves all that a session needs of its languages; where teams of "
        "several kinds of languages could serve, those of fewest do. Where an event plans teams of a kind and has none "
        "that can serve, that is said too. Nothing in a session asks for technicians."
    )
    example = "Two sessions from 10:00 need interpretation between English and French, and there is one team."
    remedy = "Move one of the sessions, hire another team, or drop the interpretation from one."

    def groups(self, programme: Programme) -> Iterable[Group]:
        """Every group of teams on each day on which it is needed, and every session that none can serve."""
        groups = grouped(programme)
        access = groups.frame.access
        yield from (("at once", pool, day) for pool, day in groups.by_pool)
        yield from (("hours", pool, day.toordinal()) for pool, day in groups.by_pool_day)
        yield from (("session", code, 0) for code in access.unserved)

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[Group]:
        """Those that its session draws a team from, on its days, and itself if none can serve it."""
        placed = programme.placement.get(placement)
        access = grouped(programme).frame.access
        if placed is not None:
            yield from (("at once", pool, day) for pool, day in access.drawing(placed))
            day = programme.event.day_of(placed.starts).toordinal()
            yield from (("hours", pool, day) for pool in access.pools_for(placement[0]))
        if placement[0] in access.unserved:
            yield ("session", placement[0], 0)

    def check(self, programme: Programme, group: Group) -> Iterator[Conflict]:
        """One conflict per largest set at once, one per day with too many hours, one per placement that none serves."""
        kind, name, day = group
        groups = grouped(programme)
        access = groups.frame.access
        if kind == "session":
            if name in access.unserved:
                yield from self._unserved(programme, name)
        elif name in access.pools:
            pool = access.pools[name]
            if kind == "at once":
                yield from self._at_once(programme, pool, day, groups.by_pool.get((name, day), ()))
            else:
                yield from self._hours(programme, pool, groups.by_pool_day.get((name, date.fromordinal(day)), ()))

    def _unserved(self, programme: Programme, code: str) -> Iterator[Conflict]:
        groups = grouped(programme)
        access = groups.frame.access
        missing = [service for service in access.services[code] if access.pool_of[service] is None]
        needs = tuple(sorted(f"{kind} {'-'.join(languages)}".strip() for kind, languages in missing))
        for _, _, id_ in groups.by_session.get(code, ()):
            placement = programme.placement[id_]
            yield self.conflict(programme, (Party.of(placement),), spans=(placement.span,), details=(("needs", needs),))

    def _at_once(self, programme: Programme, pool: Pool, day: int, items: Iterable[Item]) -> Iterator[Conflict]:
        needed = ((starts - pool.preparation, ends, id_) for starts, ends, id_ in items)
        for starts, ends, ids in simultaneous(needed, more_than=pool.count):
            if starts // DAY == day:
                yield self.conflict(
                    programme,
                    [Party.of(programme.placement[id_]) for id_ in ids],
                    spans=(Span(starts, ends),),
                    team=pool.slug,
                    overlap_minutes=(ends - starts) // 60,
                    details=(("teams", pool.count),),
                )

    def _hours(self, programme: Programme, pool: Pool, items: Sequence[Item]) -> Iterator[Conflict]:
        needed = sum(ends - starts for starts, ends, _ in items) // 60
        if pool.minutes_a_day is not None and needed > pool.minutes_a_day:
            yield self.conflict(
                programme,
                [Party.of(programme.placement[id_]) for _, _, id_ in items],
                spans=merge(Span(starts, ends) for starts, ends, _ in items),
                team=pool.slug,
                details=(("minutes", needed), ("most_minutes", pool.minutes_a_day)),
                aspect="hours",
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which team, and what is too much for it."""
        facts = dict(conflict.details)
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        if "needs" in facts:
            (party,) = conflict.parties
            needs = listed(conflict.words("needs"))
            return (
                f"No team can serve {of_party(programme, party)} {day_and_hours(programme, party)}: it needs {needs}."
            )
        team = next((team.name for team in programme.teams if team.slug == conflict.team), conflict.team)
        if "minutes" in facts:
            return (
                f"{team} would work {minutes(conflict.number('minutes'))} {_day(programme, conflict)}, and"
                f" {minutes(conflict.number('most_minutes'))} are agreed: {sides}."
            )
        return (
            f"{team} ({counted(conflict.number('teams'), 'team')}) is needed {len(conflict.parties)} times at once"
            f" {when(programme, conflict.spans)} ({minutes(conflict.overlap_minutes or 0)}): {sides}."
        )


def _day(programme: Programme, conflict: Conflict) -> str:
    return when(programme, (Span(conflict.starts or 0, conflict.ends or 0),))
