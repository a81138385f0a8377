"""Indexes of remote access and teams: whose meeting a placement uses and when, and what interpretation it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.clock import DAY
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Session


@dataclass(frozen=True, slots=True)
class Use:
    """A placement's meeting and account, and the seconds around it for which the meeting is open."""

    meeting: str
    account: str
    before: int
    after: int


def uses_of(slots: Sequence[RemoteSlot], meetings: Mapping[str, Meeting]) -> Mapping[Ident, Use]:
    """The meeting that each slot points to, from its earliest opening to its closing."""
    return {
        (slot.session, slot.part): Use(
            meeting.slug,
            meeting.account,
            slot.seconds_open_before,
            slot.seconds_open_after,
        )
        for slot in slots
        if (meeting := meetings.get(slot.meeting or "")) is not None
    }


@dataclass(frozen=True, slots=True)
class Pool:
    """Teams that stand in for each other: interpreters of the same languages, or all of another kind.

    `slug` is the first of theirs.
    """

    slug: str
    kind: str
    languages: frozenset[str]
    count: int
    preparation: int
    minutes_a_day: int | None
    """All of them together; None where any works without limit."""


def pools_of(teams: Sequence[Team]) -> tuple[Pool, ...]:
    """The pools, by their first team's slug."""
    found: dict[tuple[str, frozenset[str]], list[Team]] = {}
    for team in sorted(teams, key=lambda team: team.slug):
        languages = frozenset(team.languages) if team.kind == "interpreters" else frozenset()
        found.setdefault((team.kind, languages), []).append(team)
    return tuple(
        Pool(
            several[0].slug,
            kind,
            languages,
            sum(team.count for team in several),
            60 * max(team.preparation_minutes for team in several),
            _together(several),
        )
        for (kind, languages), several in found.items()
    )


def _together(teams: Sequence[Team]) -> int | None:
    limits = [team.hours_a_day * team.count * 60 for team in teams if team.hours_a_day is not None]
    return int(sum(limits)) if len(limits) == len(teams) else None


Service = tuple[str, tuple[str, ...]]
"""What a placement needs a team for: the kind of team, and the pair of languages that are interpreted."""


def services_of(session: Session, planned: frozenset[str]) -> tuple[Service, ...]:
    """What a session needs of the kinds of team that an event plans.

    Interpretation into a language is needed from the first other language that is spoken; there and back is one team.
    """
    found: dict[Service, None] = {}
    if "interpreters" in planned:
        for language in session.interpretation:
            floor = next((spoken for spoken in session.languages if spoken != language), None)
            if floor is not None:
                found["interpreters", tuple(sorted((floor, language)))] = None
    if "captioners" in planned and session.captioning:
        found["captioners", ()] = None
    return tuple(found)


def serving(pools: Iterable[Pool], service: Service) -> Pool | None:
    """The pool that a service is drawn from: of those that can, the one of fewest languages, then the first."""
    kind, languages = service
    able = [pool for pool in pools if pool.kind == kind and pool.languages.issuperset(languages)]
    return min(able, key=lambda pool: (len(pool.languages), pool.slug), default=None)


class Access:
    """What does not change when placements move. Sessions that take no part are left out."""

    def __init__(self, programme: Programme, active: Mapping[str, Session]) -> None:
        self.uses = uses_of([slot for slot in programme.slots if slot.session in active], programme.meeting)
        self.accounts: Mapping[str, PlatformAccount] = programme.account
        self.pools = {pool.slug: pool for pool in pools_of(programme.teams)}
        planned = frozenset(team.kind for team in programme.teams)
        self.services = (
            {code: needed for code, session in active.items() if (needed := services_of(session, planned))}
            if planned
            else {}
        )
        wanted = {service for needed in self.services.values() for service in needed}
        drawn = {service: serving(self.pools.values(), service) for service in wanted}
        self.pool_of: Mapping[Service, str | None] = {
            service: pool.slug if pool else None for service, pool in drawn.items()
        }

        self.unserved = frozenset(
            code for code, needed in self.services.items() if any(self.pool_of[service] is None for service in needed)
        )

    def hosting(self, placement: Placement) -> Iterable[tuple[str, int]]:
        """The account that hosts a placement's meeting, with each day on which that is open."""
        use = self.uses.get((placement.session, placement.part))
        if use is None:
            return ()
        return [(use.account, day) for day in days(placement.starts - use.before, placement.ends + use.after)]

    def drawing(self, placement: Placement) -> Iterable[tuple[str, int]]:
        """The pools that a placement draws a team from, with each day on which it is needed."""
        return [
            (pool, day)
            for pool in self.pools_for(placement.session)
            for day in days(placement.starts - self.pools[pool].preparation, placement.ends)
        ]

    def pools_for(self, code: str) -> tuple[str, ...]:
        """The pools that a session draws a team from, each once."""
        needed = (self.pool_of[service] for service in self.services.get(code, ()))
        return tuple(dict.fromkeys(pool for pool in needed if pool is not None))


def days(starts: int, ends: int) -> range:
    """The days since the epoch, in UTC, that a time lies in."""
    return range(starts // DAY, (ends - 1) // DAY + 1)
