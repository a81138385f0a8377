"""Rules about how people spend their days: the walks between their sessions, how much a day holds, and their nights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from scheduler.domain.clock import from_local, to_local
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.overlap import Item
from scheduler.domain.conflicts.rule import PersonRule, number
from scheduler.domain.conflicts.sentences import (
    counted,
    day_and_hours,
    hours,
    listed,
    minutes,
    of_party,
    person_name,
    room_name,
    when,
)
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span, merge


class PersonTransfer(PersonRule):
    """Somebody who can't walk from one session to the next in the pause between."""

    slug = "person-transfer"
    title = "Too little time for the walk"
    severity = "warning"
    about = (
        "The pause between two of a person's on-site appearances is shorter than the walk between the buildings of the "
        "main rooms. Only walks that the event's table names count: what lies between the two in no building, or in "
        "one from which no walk is known, changes nothing. Appearances that overlap are double-booked instead."
    )
    example = "A speaker ends at 10:00 in the Tower and starts at 10:05 in the conference centre, twelve minutes away."
    remedy = "Move one of the sessions in time or into the other building, or let somebody else take it."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Everybody but placeholders, if the event knows any walks."""
        return super().groups(programme) if programme.walks else ()

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per two that follow each other, however often and whichever comes first.

        What lies between without a known walk changes nothing: it takes time, and brings nobody nearer.
        """
        groups = grouped(programme)
        cast = groups.frame.appearances.get(group, ())
        if len(cast) < 2 and not any(len(groups.by_session.get(code, ())) > 1 for code, _ in cast):
            return
        if group in groups.frame.afar:
            items = groups.items_of((code, each) for code, each in cast if not groups.frame.is_remote(code, each))
        else:
            items = groups.own_items(group)
        longest = max(programme.walking_minutes.values(), default=0) * 60
        short: dict[tuple[Ident, ...], tuple[int, list[Span]]] = {}
        for place, item in enumerate(items):
            near = [one for one in items[:place] if 0 <= item[0] - one[1] < longest]
            known = [(one, walk) for one in near if (walk := _walk(programme, one[2], item[2])) is not None]
            if not known:
                continue
            before, walk = max(known, key=lambda each: _last(each[0]))
            if item[0] - before[1] < walk * 60:
                pair = tuple(sorted((before[2], item[2])))
                short.setdefault(pair, (walk, []))[1].append(Span(before[1], item[0]))
        for pair, (walk, pauses) in short.items():
            shortest = min(pause.ends - pause.starts for pause in pauses)
            yield self.conflict(
                programme,
                [_party(programme, items, id_) for id_ in pair],
                spans=tuple(pauses),
                person=group,
                details=(("pause_minutes", shortest // 60), ("walk_minutes", walk)),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """How long the pause (the shortest, if there are several) and the walk are."""
        # Parties are in the programme's order, but with own minutes the later one may be where the walk begins.
        first, second = sorted(conflict.parties, key=lambda p: conflict.starts not in {own.ends for own in p.spans})
        words = ("from", "to") if len(conflict.spans) == 1 else ("between", "and")
        return (
            f"{person_name(programme, conflict.person)} has {counted(conflict.number('pause_minutes'), 'minute')}"
            f" {when(programme, conflict.spans)} for a walk of {minutes(conflict.number('walk_minutes'))}: {words[0]}"
            f" {of_party(programme, first)} in {room_name(programme, first.rooms[0])}"
            f" {hours(programme, conflict, first)} {words[1]} {of_party(programme, second)} in"
            f" {room_name(programme, second.rooms[0])} {hours(programme, conflict, second)}."
        )


@dataclass(frozen=True)
class PersonOverload(PersonRule):
    """Somebody with too many appearances on a day, or too long without a pause."""

    slug = "person-overload"
    title = "Too much for one person"
    severity = "warning"
    about = (
        "A person has more than so many appearances on one day of the event, or is needed for more than so many hours "
        "without a pause. Background sessions don't count."
    )
    example = "A facilitator moderates six sessions on Tuesday."
    remedy = "Spread the sessions over more days, make room for a pause, or let somebody else take one."

    most_a_day: int = number(5, "appearances", "So many sessions a day are well.", least=1, most=50)
    hours_without_pause: int = number(4, "hours", "So long may somebody be needed without a pause.", least=1, most=24)
    pause_minutes: int = number(15, "minutes", "So long a gap is a pause.", least=1, most=240)

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per day with too many, and one per stretch that is too long.

        Own minutes can bring the same placements together on two days, or in two stretches: that is one conflict.
        """
        groups = grouped(programme)
        background = groups.frame.background_codes
        items = groups.own_items(group)
        if background:
            items = [item for item in items if item[2][0] not in background]
        if not items:
            return
        if len(items) > self.most_a_day:
            days: dict[object, list[Item]] = {}
            for item in items:
                days.setdefault(programme.event.day_of(item[0]), []).append(item)
            crowded = [on_day for on_day in days.values() if len({id_ for _, _, id_ in on_day}) > self.most_a_day]
            for ids, several in _by_placements(crowded):
                yield self._conflict(programme, group, several, "appearances", len(ids))
        long = [each for each in self._stretches(items) if _length(each) > self.hours_without_pause * 3600]
        for _, several in _by_placements(long):
            yield self._conflict(programme, group, several, "minutes", max(map(_length, several)) // 60)

    def _stretches(self, items: list[Item]) -> Iterator[list[Item]]:
        """The items between pauses."""
        stretch: list[Item] = []
        reached = 0
        for item in items:
            if stretch and item[0] - reached >= self.pause_minutes * 60:
                yield stretch
                stretch = []
            stretch.append(item)
            reached = max(reached, item[1])
        yield stretch

    def _conflict(self, programme: Programme, person: str, several: list[list[Item]], what: str, much: int) -> Conflict:
        items = [item for some in several for item in some]
        return self.conflict(
            programme,
            [_party(programme, items, id_) for id_ in dict.fromkeys(id_ for _, _, id_ in items)],
            spans=merge(Span(some[0][0], some[0][0] + _length(some)) for some in several),
            person=person,
            details=((what, much),),
            aspect=what,
        )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """How much, and where."""
        ((what, much),) = conflict.details
        load = f"{much} appearances" if what == "appearances" else f"no pause for {minutes(int(str(much)))}"
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        return f"{person_name(programme, conflict.person)} has {load} {when(programme, conflict.spans)}: {sides}."


@dataclass(frozen=True)
class RemoteUnsocialHours(PersonRule):
    """Somebody who takes part remotely in the middle of their night."""

    slug = "remote-unsocial-hours"
    title = "Night where a remote participant is"
    severity = "warning"
    about = (
        "It is night where somebody is who appears remotely, or in a remote session, by the person's own time zone. "
        "Where the zone is not known, nothing is said."
    )
    example = "A speaker in Suva is expected at 15:00 in Geneva, which is 01:00 there."
    remedy = "Move the session, ask for a recorded statement, or let somebody else speak."

    night_begins: int = number(22, "o'clock", "The hour at which nights begin.", least=0, most=23)
    night_ends: int = number(
        7,
        "o'clock",
        "The hour at which nights end. If it is the one at which they begin, there are no nights.",
        least=0,
        most=23,
    )

    def groups(self, programme: Programme) -> Iterable[str]:
        """Those who take part remotely somewhere, and whose zone is known."""
        return grouped(programme).frame.remote

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        frame = groups.frame
        zone = programme.person[group].time_zone if group in frame.remote else None
        if zone is None:
            return
        items = groups.items_of((code, each) for code, each in frame.appearances[group] if frame.is_remote(code, each))
        dark: dict[Ident, list[Span]] = {}
        for starts, ends, id_ in items:
            spans = [
                Span(max(starts, night.starts), min(ends, night.ends))
                for night in self._nights(starts, ends, zone)
                if night.overlaps(Span(starts, ends))
            ]
            if spans:
                dark.setdefault(id_, []).extend(spans)
        for id_, spans in dark.items():
            yield self.conflict(
                programme,
                (_party(programme, items, id_),),
                spans=merge(spans),
                person=group,
                details=(("time_zone", zone),),
            )

    def _nights(self, starts: int, ends: int, zone: str) -> Iterator[Span]:
        """The nights that can overlap a time, by local wall clock, the one of the evening before included."""
        day = to_local(starts, zone).date() - timedelta(days=1)
        last = to_local(ends, zone).date()
        until = self.night_ends + (24 if self.night_ends < self.night_begins else 0)
        while day <= last:
            yield _night(day, self.night_begins * 60, until * 60, zone)
            day += timedelta(days=1)

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What time it is there."""
        (party,) = conflict.parties
        zone = str(dict(conflict.details)["time_zone"])
        dark = sum(span.ends - span.starts for span in conflict.spans)
        whole = dark == sum(span.ends - span.starts for span in party.spans)
        how_long = "it runs" if whole else f"{counted(dark // 60, 'minute')} of it are"
        return (
            f"It is night in {zone} for {person_name(programme, conflict.person)}, expected in"
            f" {of_party(programme, party)} {day_and_hours(programme, party)}: {how_long}"
            f" {when(programme, conflict.spans, zone)} there."
        )


@lru_cache(maxsize=16_384)
def _night(day: date, begins: int, ends: int, zone: str) -> Span:
    return Span(from_local(day, begins, zone), from_local(day, ends, zone))


def _walk(programme: Programme, one: Ident, other: Ident) -> int | None:
    """The minutes from one placement to another; None where a building or the walk between them is not known."""
    here, there = _building(programme, one), _building(programme, other)
    if here is None or there is None:
        return None
    return programme.walking_minutes.get((here, there), 0 if here == there else None)


def _building(programme: Programme, placement: Ident) -> str | None:
    room = programme.room.get(programme.placement[placement].room or "")
    return room.building if room else None


def _by_placements(several: Iterable[list[Item]]) -> Iterable[tuple[frozenset[Ident], list[list[Item]]]]:
    """Lists of items, those of the same placements together."""
    found: dict[frozenset[Ident], list[list[Item]]] = {}
    for items in several:
        found.setdefault(frozenset(id_ for _, _, id_ in items), []).append(items)
    return found.items()


def _length(items: list[Item]) -> int:
    """From the first start to the last end, in seconds."""
    return max(ends for _, ends, _ in items) - items[0][0]


def _last(item: Item) -> tuple[int, Item]:
    return (item[1], item)


def _party(programme: Programme, items: Iterable[Item], placement: Ident) -> Party:
    """The party with the person's own spans in it."""
    own = tuple(Span(starts, ends) for starts, ends, id_ in items if id_ == placement)
    return Party.of(programme.placement[placement], own)
