"""The rule about what organisers explicitly wish of two sessions."""

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.sentences import day_and_hours, listed, of_party, room_name, titled
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Relation
from scheduler.domain.timespan import Span, merge

Broken = tuple[Iterable[Placement], tuple[Span, ...]]
"""The placements that show it, and the moments at which it is broken, if it is about moments."""

WISHES = {
    "before": "should end before {} starts",
    "after": "should start after {} ends",
    "same-day": "should be on the same day as {}",
    "not-parallel": "should not run beside {}",
    "parallel": "should run beside {}",
    "same-room": "should be in the same room as {}",
}
"""What each kind of relation asks of its origin, with a place for the target."""


class RelationBroken(Rule[int]):
    """Two sessions placed otherwise than somebody asked for. A group is a relation, by id."""

    slug = "relation-broken"
    title = "Relation between sessions broken"
    severity = "error"
    about = (
        "An explicit relation does not hold: `before` and `after` compare the last end of the one with the first start "
        "of the other; `parallel` wants a moment in common, `not-parallel` none; `same-day` means days of the event; "
        "`same-room` the main rooms, where there is one. While one side has no placement, or no room that could be the "
        "same, nothing is broken."
    )
    example = "The summary of a track should come after its workshop, but starts before the workshop ends."
    remedy = "Move one of the two, or take the relation away."

    def groups(self, programme: Programme) -> Iterable[int]:
        """Every relation between sessions that take part."""
        return grouped(programme).frame.relations

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[int]:
        """The relations of its session."""
        return grouped(programme).frame.relations_of.get(placement[0], ())

    def check(self, programme: Programme, group: int) -> Iterator[Conflict]:
        """At most one conflict per relation."""
        groups = grouped(programme)
        relation = groups.frame.relations.get(group)
        if relation is None:
            return
        origin, target = (
            [programme.placement[id_] for _, _, id_ in groups.by_session.get(code, ())]
            for code in (relation.origin, relation.target)
        )
        broken = _broken(programme, relation, origin, target) if origin and target else None
        if broken is not None:
            parties, spans = broken
            yield self.conflict(
                programme,
                [Party.of(placement) for placement in parties],
                spans=spans,
                details=(("kind", relation.kind), ("origin", relation.origin), ("target", relation.target)),
                aspect=str(relation.id),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What was asked for, and how it is."""
        facts = dict(conflict.details)
        kind = str(facts["kind"])
        wish = WISHES[kind].format(titled(programme, str(facts["target"])))
        sides = listed(
            f"{of_party(programme, party)} runs {day_and_hours(programme, party)}"
            + (f" in {room_name(programme, party.rooms[0])}" if kind == "same-room" else "")
            for party in conflict.parties
        )
        return f"{titled(programme, str(facts['origin']))} {wish}, but {sides}."


def _broken(
    programme: Programme, relation: Relation, origin: Sequence[Placement], target: Sequence[Placement]
) -> Broken | None:
    """Why the relation does not hold; None if it does. Both sides are in order and not empty."""
    if relation.kind == "before":
        return _not_before(origin, target)
    if relation.kind == "after":
        return _not_before(target, origin)
    if relation.kind in {"parallel", "not-parallel"}:
        return _beside(origin, target, wanted=relation.kind == "parallel")
    if relation.kind == "same-room":
        origin, target = ([p for p in side if p.room is not None] for side in (origin, target))
        if not origin or not target:
            return None
    both = (*origin, *target)
    values = {p.room if relation.kind == "same-room" else programme.event.day_of(p.starts) for p in both}
    return (both, ()) if len(values) > 1 else None


def _beside(origin: Sequence[Placement], target: Sequence[Placement], *, wanted: bool) -> Broken | None:
    pairs = [(one, other) for one in origin for other in target if one.span.overlaps(other.span)]
    if wanted:
        return None if pairs else ((*origin, *target), ())
    if not pairs:
        return None
    spans = merge(Span(max(a.starts, b.starts), min(a.ends, b.ends)) for a, b in pairs)
    return dict.fromkeys(placement for pair in pairs for placement in pair), spans


def _not_before(first: Sequence[Placement], second: Sequence[Placement]) -> Broken | None:
    last = max(first, key=lambda p: (p.ends, p.starts, p.part))
    earliest = second[0]
    if last.ends <= earliest.starts:
        return None
    return (last, earliest), (Span(earliest.starts, last.ends),)
