"""The rule that keeps a plenary alone."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.sentences import hours, minutes, of_party, when
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span

Ident = tuple[str, int]


class BesidePlenary(Rule[Ident]):
    """A session beside a plenary. A group is a plenary's placement: a moment at which nothing else may be."""

    slug = "beside-plenary"
    title = "Beside a plenary"
    severity = "error"
    about = "A session runs beside a plenary one, in whatever room. Breaks and background sessions may."

    def groups(self, programme: Programme) -> Iterable[Ident]:
        """Every placement of a plenary session."""
        groups = grouped(programme)
        return (groups.placements[rank].id for _, _, rank in groups.plenaries)

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[Ident]:
        """The plenaries beside it, and itself if it is one."""
        placed = programme.placement.get(placement)
        if placed is None:
            return
        groups = grouped(programme)
        for starts, ends, rank in groups.plenaries:
            plenary = groups.placements[rank]
            if plenary.id == placement or placed.span.overlaps(Span(starts, ends)):
                yield plenary.id

    def check(self, programme: Programme, group: Ident) -> Iterator[Conflict]:
        """One conflict per pair, so that moving one of the others leaves the rest as they are."""
        groups = grouped(programme)
        own = groups.rank_of.get(group)
        if own is None or own not in groups.plenary_ranks:
            return
        plenary = groups.placements[own]
        for starts, ends, rank in groups.judged_between(plenary.starts, plenary.ends):
            other = groups.placements[rank]
            if other.session == plenary.session:
                continue
            both = rank in groups.plenary_ranks
            if both and rank < own and own not in groups.exempt_ranks:
                continue  # the other plenary's group has this pair
            common = Span(max(starts, plenary.starts), min(ends, plenary.ends))
            yield self.conflict(
                programme,
                tuple(Party.of(groups.placements[party]) for party in sorted((own, rank))),
                spans=(common,),
                overlap_minutes=(common.ends - common.starts) // 60,
                details=(("plenaries", tuple(sorted({plenary.session, *([other.session] if both else [])}))),),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which of the two is the plenary, and how long they share."""
        plenaries = conflict.words("plenaries")
        alone, beside = sorted(conflict.parties, key=lambda party: party.session not in plenaries)
        too = ", a plenary too," if beside.session in plenaries else ""
        return (
            f"{of_party(programme, alone)}, a plenary {hours(programme, conflict, alone)}, is not alone"
            f" {when(programme, conflict.spans)} ({minutes(conflict.overlap_minutes or 0)}):"
            f" {of_party(programme, beside)}{too} runs {hours(programme, conflict, beside)}."
        )
