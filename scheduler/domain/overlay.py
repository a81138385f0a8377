"""What was approved earlier, with what was decided since on top of it: a later decision is never taken back in passing.

A release may wait for its time while others are made. What those changed stays as they made it; all else is as it was
approved.
"""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.candidate import supply
from scheduler.domain.editing import applied, difference
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme


def on_top(approved: Programme, since: Iterable[tuple[Programme, Programme]]) -> Programme:
    """The approved programme after the same changes as others went through since: pairs of before and after, in order.

    All are `ordered`. Things are taken as they are: a placement, a room, a person; of one that both changed the later
    one counts. What is left pointing at nothing goes: the placement of a part that is no more, and its slot.
    """
    made = approved
    for before, after in since:
        made = _sound(applied(made, difference(before, after)), (after, approved))
    return made


def _sound(programme: Programme, sources: Iterable[Programme]) -> Programme:
    """The programme without what points at sessions or parts that it lacks, and with all else that it names."""
    kept = replace(
        programme,
        placements=tuple(p for p in programme.placements if p.id in programme.part),
        slots=tuple(s for s in programme.slots if (s.session, s.part) in programme.part),
        relations=tuple(r for r in programme.relations if {r.origin, r.target} <= programme.session.keys()),
        meetings=tuple(m for m in programme.meetings if m.session is None or (m.session, m.part) in programme.part),
    )
    for source in sources:
        kept = supply(kept, source)
    return ordered(kept)
