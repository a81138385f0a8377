"""How good a cell is: a number made of facts of the programme, and the reasons in words.

A cell begins with 1000 points, which go down by what `Scores` lists. No score depends on what else is suggested, so the
best cells are the same however many are asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.conflicts import Signals, grouped
from scheduler.domain.conflicts.rules.audience import AudienceClash
from scheduler.domain.conflicts.sentences import counted, listed, person_name, room_name, titled, when
from scheduler.domain.programme import Programme
from scheduler.domain.suggesting.grid import bits
from scheduler.domain.suggesting.obstacles import Problem, own_spans
from scheduler.domain.timespan import Span

FULL = 1000
TOO_SMALL = 300
UNKNOWN_SIZE = 30
MOST_WASTE = 20
LACKS_FEATURE = 200
TIGHT = 80
SHARED_AUDIENCE = 60
SAME_LEADER = 40
EXTRA_DAY = 15
MOST_GAP = 20
HALF_AN_HOUR = 1800
NOT_WISHED = 40
MOST_DISTANCE = 160


@dataclass(frozen=True, slots=True)
class Rival:
    """A session that shares an audience, or its leading organisation, while it runs."""

    code: str
    penalty: int
    span: Span


@dataclass(frozen=True, slots=True)
class Scores:
    """What every start and every room costs a part. A cell costs the sum, and `TIGHT` where a turnover is too short.

    A start: for each rival that runs then, its penalty; for each person, `EXTRA_DAY` if the day is one more that they
    must come, else a point per half hour between this and their nearest appearance that day, up to `MOST_GAP`; and
    outside of the wishes `NOT_WISHED`, and a point per quarter of an hour to the nearest, up to `MOST_DISTANCE`.
    A room: `TOO_SMALL`, `UNKNOWN_SIZE`, or a point per 5 % of empty seats; `LACKS_FEATURE` for each one missing.
    """

    problem: Problem
    rivals: tuple[Rival, ...]
    appearances: tuple[tuple[str, int, int, Mapping[date, list[Span]]], ...]
    """Person, first and last second in the part, and the person's other spans by day."""

    def of_starts(self) -> list[int]:
        """What each start of the grid costs."""
        grid = self.problem.grid
        costs = [self._distance(start) for start in grid.starts]
        for rival in self.rivals:
            for bit in bits(grid.meeting(rival.span)):
                costs[bit] += rival.penalty
        for _, first, last, others in self.appearances:
            if others:
                for bit, start in enumerate(grid.starts):
                    costs[bit] += self._for_person(start + first, start + last, others)
        return costs

    def of_room(self, room: str) -> int:
        """What a room costs, at any time."""
        programme = self.problem.programme
        session, this = programme.session[self.problem.id[0]], programme.room[room]
        cost = LACKS_FEATURE * sum(feature not in this.features for feature in session.features)
        if session.expected_attendance is None:
            return cost
        if this.capacity is None:
            return cost + UNKNOWN_SIZE
        if this.capacity < session.expected_attendance:
            return cost + TOO_SMALL
        return cost + (this.capacity - session.expected_attendance) * MOST_WASTE // max(this.capacity, 1)

    def tight(self, room: str) -> int:
        """The starts at which the room would have less than its turnover before or after."""
        problem = self.problem
        groups = grouped(problem.programme)
        margin = problem.programme.room[room].turnover_minutes * 60
        if not margin:
            return 0
        reach, breaks, own = margin + problem.grid.seconds, groups.frame.break_codes, problem.id[0]
        return problem.grid.between(
            (starts - reach, ends + margin)
            for atom in problem.programme.atoms[room]
            for starts, ends, (code, _) in groups.by_atom.get(atom, ())
            if code != own and code not in breaks
        )

    def _distance(self, start: int) -> int:
        wishes = self.problem.programme.session[self.problem.id[0]].wishes
        if not wishes:
            return 0
        end = start + self.problem.grid.seconds
        off = min(max(wish.starts - start, end - wish.ends, 0) for wish in wishes)
        return NOT_WISHED + min(MOST_DISTANCE, off // 900) if off else 0

    def _for_person(self, starts: int, ends: int, others: Mapping[date, list[Span]]) -> int:
        gap = self._gap(starts, ends, others)
        return EXTRA_DAY if gap is None else min(MOST_GAP, gap // HALF_AN_HOUR)

    def _gap(self, starts: int, ends: int, others: Mapping[date, list[Span]]) -> int | None:
        """The seconds to a person's nearest appearance on the same day; None if there is none."""
        near = others.get(self.problem.programme.event.day_of(starts))
        return None if near is None else min(max(other.starts - ends, starts - other.ends, 0) for other in near)

    def reasons(self, room: str | None, start: int) -> tuple[str, ...]:
        """Why a cell costs what it costs, in words, what matters most first."""
        return (
            *(self._room_reasons(room) if room is not None else ("It is on-line alone.",)),
            *(self._tight_reasons(room, start) if room is not None else ()),
            *self._time_reasons(start),
            *self._people_reasons(start),
            *(self._unknown_reasons() if room is not None else ()),
        )

    def _room_reasons(self, room: str) -> Iterator[str]:
        programme = self.problem.programme
        session, this = programme.session[self.problem.id[0]], programme.room[room]
        expected = session.expected_attendance
        if expected is not None and this.capacity is None:
            yield f"How many {this.name} holds is not known; {expected} are expected."
        elif expected is not None and this.capacity is not None:
            fits = "" if this.capacity >= expected else f", {expected - this.capacity} too few"
            yield f"{this.name} holds {this.capacity} for {expected} expected{fits}."
        if session.features:
            missing = [feature for feature in session.features if feature not in this.features]
            names = listed(_feature(programme, each) for each in (missing or session.features))
            yield f"{this.name} {'lacks' if missing else 'has'} {names}."

    def _tight_reasons(self, room: str, start: int) -> Iterator[str]:
        bit = self.problem.grid.starts.index(start)
        if self.tight(room) >> bit & 1:
            minutes = counted(self.problem.programme.room[room].turnover_minutes, "minute")
            yield f"{room_name(self.problem.programme, room)} would have less than its turnover of {minutes}."

    def _time_reasons(self, start: int) -> Iterator[str]:
        programme = self.problem.programme
        here = Span(start, start + self.problem.grid.seconds)
        if wishes := programme.session[self.problem.id[0]].wishes:
            nearest = min(wishes, key=lambda wish: max(wish.starts - here.starts, here.ends - wish.ends, 0))
            away = f"not at a wished time: the nearest is {when(programme, (nearest,))}"
            yield f"It is {away if self._distance(start) else 'at a wished time'}."
        for rival in self.rivals:
            if rival.span.overlaps(here):
                what = "shares an audience" if rival.penalty == SHARED_AUDIENCE else "has the same leading organisation"
                yield f"{titled(programme, rival.code)} {what}, and runs {when(programme, (rival.span,))}."

    def _people_reasons(self, start: int) -> Iterator[str]:
        programme = self.problem.programme
        there: list[str] = []
        extra: list[str] = []
        waits: list[tuple[int, str]] = []
        for person, first, last, others in self.appearances:
            if others:
                name = person_name(programme, person)
                gap = self._gap(start + first, start + last, others)
                (extra if gap is None else there).append(name)
                waits.append((gap or 0, name))
        if there:
            yield f"{listed(dict.fromkeys(there))} {'is' if len(set(there)) == 1 else 'are'} here that day anyway."
        longest, who = max(waits, key=lambda wait: wait[0], default=(0, ""))
        if longest >= HALF_AN_HOUR:
            yield f"{who} would have {counted(longest // 60, 'minute')} in between."
        if extra:
            yield f"{listed(dict.fromkeys(extra))} would come for one more day."

    def _unknown_reasons(self) -> Iterator[str]:
        if self.problem.programme.session[self.problem.id[0]].expected_attendance is None:
            yield "How many are expected is not known, so the room's size does not count."


def scores_of(problem: Problem, signals: Signals) -> Scores:
    """What cells cost a part."""
    groups, day_of = grouped(problem.programme), problem.programme.event.day_of
    cast = tuple(dict.fromkeys(own_spans(problem)))
    others: dict[str, dict[date, list[Span]]] = {person: {} for person, _, _ in cast}
    for person, by_day in others.items():
        for starts, ends, _ in groups.own_items(person):
            by_day.setdefault(day_of(starts), []).append(Span(starts, ends))
    appearances = tuple((person, first, last, others[person]) for person, first, last in cast)
    return Scores(problem, tuple(_rivals(problem, signals)), appearances)


def _rivals(problem: Problem, signals: Signals) -> Iterator[Rival]:
    groups = grouped(problem.programme)
    own = problem.id[0]
    clash = problem.policy.configured(AudienceClash(), signals)
    sharing = clash.rivals(groups, own) if isinstance(clash, AudienceClash) else ()
    for code in sharing:
        for starts, ends, _ in groups.by_session.get(code, ()):
            yield Rival(code, SHARED_AUDIENCE, Span(starts, ends))
    seen = {own, *sharing}
    for organisation in groups.frame.leads.get(own, ()):
        for starts, ends, (code, _) in groups.by_lead.get(organisation, ()):
            if code not in seen:
                yield Rival(code, SAME_LEADER, Span(starts, ends))


def _feature(programme: Programme, slug: str) -> str:
    known = programme.feature.get(slug)
    return known.name if known else slug
