"""What surely stands in the way of a part, as masks over the grid: only rules that are errors under the policy.

It may miss something (a rule that is not looked at here), never forbid what is free: whatever is suggested is judged by
the rules themselves afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.conflicts import RULES, Policy, grouped
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.suggesting.grid import Grid
from scheduler.domain.timespan import Span


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The starts that a rule forbids: everywhere, or in one `room`. `subject` is whom it is about.

    That is a person's opaque id, a feature, or the code of the session in the way.
    """

    rule: str
    subject: str
    mask: int
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A part to be placed: the programme without its placement, its grid, and the event's policy."""

    programme: Programme
    id: Ident
    grid: Grid
    policy: Policy
    also_in: tuple[str, ...] = ()

    def is_error(self, rule: str) -> bool:
        """Whether the event takes a rule for an error."""
        return self.policy.severity(RULES[rule]) == "error"


def everywhere(problem: Problem) -> Iterator[Obstacle]:
    """What forbids a start whatever the room: people who are elsewhere or away, and plenaries."""
    if problem.is_error("person-double-booked"):
        yield from _busy_people(problem)
    if problem.is_error("person-unavailable"):
        yield from _absent_people(problem)
    if problem.is_error("beside-plenary"):
        yield from _plenaries(problem)


def within(problem: Problem, room: str) -> Iterator[Obstacle]:
    """What forbids a start in a room: what it lacks, when it is closed, and who has it."""
    programme, grid = problem.programme, problem.grid
    this = programme.room[room]
    if problem.is_error("room-lacks-feature"):
        for feature in programme.session[problem.id[0]].features:
            if feature not in this.features:
                yield Obstacle("room-lacks-feature", feature, grid.whole, room)
    if problem.is_error("room-unavailable"):
        for door in (room, *problem.also_in):
            windows = grouped(programme).frame.room_windows.get(door)
            if windows is not None:
                open_ = _union(grid.within(span) for span in windows.spans)
                if closed := grid.whole & ~open_:
                    yield Obstacle("room-unavailable", door, closed, room)
    if problem.is_error("room-double-booked"):
        for door in (room, *problem.also_in):
            yield from _taken(problem, room, door)


def forbidden(problem: Problem, room: str) -> int:
    """The mask of all that `within` tells, without telling it apart: a search looks at every room."""
    grid, programme = problem.grid, problem.programme
    if problem.also_in or programme.room[room].parallel:
        return _union(obstacle.mask for obstacle in within(problem, room))
    features = programme.session[problem.id[0]].features
    if problem.is_error("room-lacks-feature") and not set(programme.room[room].features).issuperset(features):
        return grid.whole
    mask = 0
    windows = grouped(programme).frame.room_windows.get(room)
    if windows is not None and problem.is_error("room-unavailable"):
        mask = grid.whole & ~_union(grid.within(span) for span in windows.spans)
    if problem.is_error("room-double-booked"):
        by_atom = grouped(programme).by_atom
        for atom in programme.atoms[room]:
            items = by_atom.get(atom, ())
            mask |= grid.between((starts - grid.seconds, ends) for starts, ends, _ in items if starts < ends)
    return mask


def _union(masks: Iterable[int]) -> int:
    mask = 0
    for each in masks:
        mask |= each
    return mask


def _taken(problem: Problem, room: str, door: str) -> Iterator[Obstacle]:
    """Rooms for parallel use are no obstacle among themselves."""
    programme, grid = problem.programme, problem.grid
    groups = grouped(programme)
    atoms = programme.atoms.get(door, frozenset())
    found: dict[Ident, int] = {}
    for atom in atoms:
        for starts, ends, id_ in groups.by_atom.get(atom, ()):
            if id_ in found:
                continue
            shares = programme.room[door].parallel and _is_parallel(programme, programme.placement[id_], atom)
            found[id_] = 0 if shares else grid.meeting(Span(starts, ends))
    for (code, _), mask in found.items():
        if mask:
            yield Obstacle("room-double-booked", code, mask, room)


def _is_parallel(programme: Programme, placement: Placement, atom: str) -> bool:
    doors = [programme.room[room] for room in placement.rooms if atom in programme.atoms.get(room, ())]
    return all(door.parallel for door in doors)


def own_spans(problem: Problem) -> Iterator[tuple[str, int, int]]:
    """Each appearance in the part: person, and from which second of it to which; placeholders left out."""
    session = problem.programme.session[problem.id[0]]
    seconds = problem.grid.seconds
    appearances = grouped(problem.programme).frame.appearances
    for each in session.appearances:
        if each.person not in appearances or each.part not in {None, problem.id[1]}:
            continue
        first = max(0, (each.from_minute or 0) * 60)
        last = seconds if each.to_minute is None else min(seconds, each.to_minute * 60)
        if first < last:
            yield each.person, first, last


def _busy_people(problem: Problem) -> Iterator[Obstacle]:
    programme, grid = problem.programme, problem.grid
    groups = grouped(programme)
    for person, first, last in own_spans(problem):
        if programme.person[person].floating:
            continue  # never more than a warning
        for starts, ends, (code, _) in groups.own_items(person):
            if code != problem.id[0] and (mask := grid.meeting(Span(starts, ends), first, last)):
                yield Obstacle("person-double-booked", person, mask)


def _absent_people(problem: Problem) -> Iterator[Obstacle]:
    grid = problem.grid
    windows = grouped(problem.programme).frame.person_windows
    for person, first, last in own_spans(problem):
        if person in windows:
            here = _union(grid.within(span, first, last) for span in windows[person].spans)
            if away := grid.whole & ~here:
                yield Obstacle("person-unavailable", person, away)


def _plenaries(problem: Problem) -> Iterator[Obstacle]:
    groups = grouped(problem.programme)
    frame, own = groups.frame, problem.id[0]
    alone, guest = own in frame.plenary_codes, own not in frame.exempt_codes
    # A plenary looks at everything beside it, anything else at the plenaries.
    for starts, ends, (code, _) in groups.items if alone else groups.plenaries.get(True, ()):
        if code == own:
            continue
        if (guest and code in frame.plenary_codes) or (alone and code not in frame.exempt_codes):
            mask = problem.grid.meeting(Span(starts, ends))
            if mask:
                yield Obstacle("beside-plenary", code, mask)
