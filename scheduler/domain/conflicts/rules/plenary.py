"""The rule that keeps a plenary alone."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.sentences import hours, minutes, of_party, when
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


class BesidePlenary(Rule[Ident]):
    """A session beside a plenary. A group is a plenary's placement: a moment at which nothing else may be."""

    slug = "beside-plenary"
    title = "Beside a plenary"
    severity = "error"
    about = "A session runs beside a plenary one, in whatever room. Breaks and background sessions may."
    example = "A workshop runs from 10:00 while the opening plenary ends at 10:30."
    remedy = "Move the session, or make its type a background one if it may go on beside a plenary."

    def groups(self, programme: Programme) -> Iterable[Ident]:
        """Every placement of a plenary session."""
        return (id_ for _, _, id_ in grouped(programme).plenaries.get(True, ()))

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[Ident]:
        """The plenaries beside it, and itself if it is one."""
        placed = programme.placement.get(placement)
        if placed is None:
            return
        groups = grouped(programme)
        if placement[0] in groups.frame.plenary_codes:
            yield placement
        for _, _, id_ in groups.during(placed.starts, placed.ends):
            if id_ != placement and id_[0] in groups.frame.plenary_codes:
                yield id_

    def check(self, programme: Programme, group: Ident) -> Iterator[Conflict]:
        """One conflict per pair, so that moving one of the others leaves the rest as they are."""
        groups = grouped(programme)
        frame = groups.frame
        plenary = programme.placement.get(group)
        if plenary is None or group[0] not in frame.plenary_codes:
            return
        own = (plenary.starts, plenary.ends, group)
        for item in groups.during(plenary.starts, plenary.ends):
            starts, ends, (code, _) = item
            if code == plenary.session or code in frame.exempt_codes:
                continue
            both = code in frame.plenary_codes
            if both and item < own and plenary.session not in frame.exempt_codes:
                continue  # the other plenary's group has this pair
            common = Span(max(starts, plenary.starts), min(ends, plenary.ends))
            yield self.conflict(
                programme,
                (Party.of(plenary), Party.of(programme.placement[item[2]])),
                spans=(common,),
                overlap_minutes=(common.ends - common.starts) // 60,
                details=(("plenaries", tuple(sorted({plenary.session, *([code] if both else [])}))),),
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
