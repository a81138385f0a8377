"""The best free cells of a part, and every cell with what stands in its way."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import heapify, heappop

from scheduler.domain.conflicts import DEFAULTS, NO_SIGNALS, Conflict, Policy, Signals, check_touching, grouped, placing
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import ENDED_STATES
from scheduler.domain.suggesting.grid import bits, grid_of
from scheduler.domain.suggesting.obstacles import Obstacle, Problem, everywhere, forbidden, within
from scheduler.domain.suggesting.resources import shared
from scheduler.domain.suggesting.scoring import FULL, TIGHT, Scores, scores_of


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A cell: where and when, how good (up to 1000), why, and the conflicts that the part would have there."""

    room: str | None
    starts: int
    ends: int
    score: int
    reasons: tuple[str, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def is_free(self) -> bool:
        """Whether no error stands in its way."""
        return all(conflict.severity != "error" for conflict in self.conflicts)


def suggest(
    programme: Programme,
    session: str,
    part: int,
    *,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    limit: int = 10,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
    blocked: bool = False,
    now: int | None = None,
) -> tuple[Suggestion, ...]:
    """The best free cells of a part: by score, then start, then the order of rooms; where it is now left out.

    Free: the part would have no conflict that is an error under the policy. Rooms: those given, else all; a remote
    session needs none and gets none, unless rooms are given. With `blocked`, the best of the others follow. A cancelled
    or withdrawn session fits nowhere. What begins before `now` is left out, as long as anything begins later.
    """
    if programme.session[session].state in ENDED_STATES:
        return ()
    search = Search(programme, (session, part), policy, signals, days, now)
    chosen = search.rooms(rooms)
    found = list(_first(search.free(chosen), limit))
    if blocked and len(found) < limit:
        found += _first(search.blocked(chosen), limit - len(found))
    return tuple(found)


def cells(
    programme: Programme,
    session: str,
    part: int,
    *,
    policy: Policy = DEFAULTS,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
) -> Mapping[tuple[str | None, int], tuple[Obstacle, ...]]:
    """Every cell by room and start, with what surely stands in its way; what only whole rules can tell is left out."""
    search = Search(programme, (session, part), policy, NO_SIGNALS, days)
    found: dict[tuple[str | None, int], tuple[Obstacle, ...]] = {}
    starts = search.problem.grid.starts
    for room in search.rooms(rooms):
        here: list[list[Obstacle]] = [[] for _ in starts]
        for obstacle in (*search.everywhere, *(within(search.problem, room) if room else ())):
            for bit in bits(obstacle.mask):
                here[bit].append(obstacle)
        found.update(((room, start), tuple(each)) for start, each in zip(starts, here, strict=True))
    return found


class Search:
    """What is found out about one part, once for all of its cells."""

    def __init__(
        self,
        programme: Programme,
        id_: Ident,
        policy: Policy,
        signals: Signals,
        days: Collection[date] = (),
        now: int | None = None,
    ) -> None:
        self.present = programme.placement.get(id_)
        without = placing(programme, {id_: None}) if self.present else programme
        seconds = without.part[id_].duration_minutes * 60
        also_in = self.present.also_in if self.present else ()
        # What the event's hours don't bind, such as a hackathon, begins within them and ends when it ends.
        free = id_[0] in grouped(without).frame.background_codes
        grid = grid_of(programme, seconds, days, overnight=free, now=now)
        self.problem = Problem(without, id_, grid, policy, also_in)
        self.signals = signals
        self.everywhere = (*everywhere(self.problem), *shared(self.problem))
        self.closed = 0
        for obstacle in self.everywhere:
            self.closed |= obstacle.mask

    def rooms(self, wanted: Collection[str]) -> tuple[str | None, ...]:
        """The rooms to look at, in the order of lists."""
        programme = self.problem.programme
        if not wanted and programme.session[self.problem.id[0]].mode == "remote":
            return (None,)
        return tuple(room for room in programme.room if not wanted or room in wanted)

    def taken(self, room: str | None) -> int:
        """The starts that surely are not free in a room."""
        return self.closed | (forbidden(self.problem, room) if room else 0)

    def placed(self, room: str | None, start: int) -> Placement:
        """The part in a cell; what else its present placement says stays."""
        code, part = self.problem.id
        ends = start + self.problem.grid.seconds
        if self.present is None:
            return Placement(code, part, start, ends, room)
        also_in = tuple(each for each in self.present.also_in if each != room)
        now = self.present
        return Placement(code, part, start, ends, room, also_in, now.setup_minutes, now.takedown_minutes, now.pinned)

    def conflicts(self, room: str | None, start: int) -> tuple[Conflict, ...]:
        """The part's conflicts in a cell, by the rules themselves."""
        return self.judged(self.placed(room, start))

    def judged(self, placement: Placement) -> tuple[Conflict, ...]:
        """The part's conflicts as it would be placed so."""
        id_ = self.problem.id
        after = placing(self.problem.programme, {id_: placement})
        found = check_touching(after, (id_,), self.problem.policy, self.signals)
        return tuple(conflict for conflict in found if id_ in conflict.placements)

    def free(self, rooms: Collection[str | None]) -> Iterator[Suggestion]:
        """The free cells, best first."""
        hopeless = 0  # starts that the rules refused for a reason that no other room would change
        for score, start, room, scores in self._ranked({room: self.taken(room) for room in rooms}):
            bit = self.problem.grid.starts.index(start)
            if hopeless >> bit & 1 or self._is_present(room, start):
                continue
            conflicts = self.conflicts(room, start)
            errors = [conflict for conflict in conflicts if conflict.severity == "error"]
            if not errors:
                yield self._suggestion(room, start, score, scores, conflicts)
            elif any(is_regardless_of_room(error) for error in errors):
                hopeless |= 1 << bit

    def blocked(self, rooms: Collection[str | None]) -> Iterator[Suggestion]:
        """The cells that are not free, best first, with what stands in their way."""
        for score, start, room, scores in self._ranked(dict.fromkeys(rooms, 0)):
            if self._is_present(room, start):
                continue
            conflicts = self.conflicts(room, start)
            if any(conflict.severity == "error" for conflict in conflicts):
                yield self._suggestion(room, start, score, scores, conflicts)

    def _ranked(self, taken: Mapping[str | None, int]) -> Iterator[tuple[int, int, str | None, Scores]]:
        """Score, start and room of each cell that is not taken, best first."""
        grid = self.problem.grid
        scores = scores_of(self.problem, self.signals)
        costs = scores.of_starts()
        rooms = tuple(taken)
        queue: list[tuple[int, int, int]] = []
        for place, room in enumerate(rooms):
            open_ = grid.whole & ~taken[room]
            if not open_:
                continue
            tight = scores.tight(room) if room else 0
            cost = scores.of_room(room) if room else 0
            queue.extend((cost + costs[bit], bit, place) for bit in bits(open_ & ~tight))
            queue.extend((cost + costs[bit] + TIGHT, bit, place) for bit in bits(open_ & tight))
        heapify(queue)
        while queue:
            cost, bit, place = heappop(queue)
            yield FULL - cost, grid.starts[bit], rooms[place], scores

    def _is_present(self, room: str | None, start: int) -> bool:
        now = self.present
        return now is not None and (now.room, now.starts, now.ends) == (room, start, start + self.problem.grid.seconds)

    def _suggestion(
        self, room: str | None, start: int, score: int, scores: Scores, conflicts: tuple[Conflict, ...]
    ) -> Suggestion:
        ends = start + self.problem.grid.seconds
        return Suggestion(room, start, ends, score, scores.reasons(room, start), conflicts)


def is_regardless_of_room(conflict: Conflict) -> bool:
    """Whether a conflict would be there in any room at that time."""
    if conflict.room is not None or conflict.rule in {"room-missing", "person-transfer"}:
        return False
    return dict(conflict.details).get("kind") != "same-room"


def _first(found: Iterator[Suggestion], limit: int) -> Iterator[Suggestion]:
    for _, suggestion in zip(range(limit), found, strict=False):
        yield suggestion
