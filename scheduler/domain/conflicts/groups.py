"""Indexes of placements by what rules look at, built when asked for and carried over when a few placements move."""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Self, TypeVar, overload

from scheduler.domain.conflicts.frame import Frame, Subject
from scheduler.domain.conflicts.overlap import Item
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance
from scheduler.domain.timespan import Span, merge

_SLOT = "_conflict_groups"
_HOUR = 3600

Key = TypeVar("Key", bound=Hashable)


def grouped(programme: Programme) -> "Groups":
    """The indexes of a programme, kept with it as its own cached properties are."""
    kept = vars(programme)
    groups: Groups | None = kept.get(_SLOT)
    if groups is None:
        groups = kept[_SLOT] = Groups(Frame(programme), programme.placements)
    return groups


def placing(programme: Programme, moves: Mapping[Ident, Placement | None]) -> Programme:
    """The programme with these placements instead (None: not placed), its indexes made from those of the old one."""
    after = programme.placing(moves)
    vars(after)[_SLOT] = grouped(programme).carried(programme, after, moves.keys())
    return after


class Index(Generic[Key]):
    """An index of placements: `keys_of` tells under which keys one is found; the items of each key are in order.

    Each placement stands under a key once. It is built at the first use, and stays in the object's own attributes.
    """

    def __init__(self, keys_of: Callable[[Frame, Placement], Iterable[Key]]) -> None:
        self.keys_of = keys_of
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, groups: None, owner: type) -> Self: ...

    @overload
    def __get__(self, groups: "Groups", owner: type) -> Mapping[Key, list[Item]]: ...

    def __get__(self, groups: "Groups | None", owner: type) -> Self | Mapping[Key, list[Item]]:
        if groups is None:
            return self
        found: dict[Key, list[Item]] = {}
        keys_of, frame = self.keys_of, groups.frame
        for placement, item in zip(groups.placements, groups.items, strict=True):
            for key in keys_of(frame, placement):
                found.setdefault(key, []).append(item)
        vars(groups)[self.name] = found
        return found

    def carry(self, old: "Groups", new: "Groups", gone: Iterable[Placement], come: Iterable[Placement]) -> None:
        """Give `new` the index of `old` but for some placements. Lists that change are copied, the others shared."""
        found: dict[Key, list[Item]] = dict(vars(old)[self.name])
        own: set[Key] = set()
        for placement in gone:
            for key in self.keys_of(old.frame, placement):
                items = found[key]
                if key not in own:
                    own.add(key)
                    items = found[key] = items.copy()
                del items[bisect_left(items, _item(placement))]
                if not items:
                    del found[key]
                    own.discard(key)
        for placement in come:
            for key in self.keys_of(old.frame, placement):
                items = found.get(key, [])
                if key not in own:
                    own.add(key)
                    items = found[key] = items.copy()
                insort(items, _item(placement))
        vars(new)[self.name] = found


def _held(frame: Frame, placement: Placement) -> Iterable[str]:
    nothing: frozenset[str] = frozenset()
    if placement.also_in:
        return nothing.union(*(frame.atoms.get(room, nothing) for room in placement.rooms))
    return frame.atoms.get(placement.room, nothing) if placement.room is not None else nothing


def _hours(starts: int, ends: int) -> range:
    """The hours since the epoch that a time lies in."""
    return range(starts // _HOUR, (ends - 1) // _HOUR + 1)


def _overlapping(items_of: Callable[[int], Sequence[Item]], starts: int, ends: int) -> list[Item]:
    """Of the items of each hour, those that overlap a time, each once and in order."""
    found: list[Item] = []
    if ends <= starts:
        return found
    hours = _hours(starts, ends)
    for hour in hours:
        items = items_of(hour)
        # After the first hour only what begins in the hour is new: a search instead of a set, for all rules ask.
        begun = bisect_left(items, (hour * _HOUR,)) if hour > hours[0] else 0
        found += [item for item in items[begun:] if item[0] < ends and starts < item[1] and item[0] < item[1]]
    return found


class Groups:
    """Who takes part, by group. Cancelled and withdrawn sessions and their placements are left out.

    An item is a placement's start, end and id; items are in the order of start, end, session and part.
    """

    by_session = Index(lambda _, p: (p.session,))
    """The placements of each session that has one."""

    by_atom = Index(_held)
    """The placements that hold an undivided room, each once, however many of its rooms share it."""

    by_hour = Index(lambda _, p: _hours(p.starts, p.ends))
    """The placements that go on in an hour since the epoch: what is on at a moment, found at once."""

    plenaries = Index(lambda frame, p: (True,) if p.session in frame.plenary_codes else ())
    """The placements of plenary sessions, under the key True."""

    breaks = Index(lambda frame, p: (True,) if p.session in frame.break_codes else ())
    """The placements of breaks, under the key True."""

    margins = Index(lambda _, p: (True,) if p.setup_minutes or p.takedown_minutes else ())
    """The placements with set-up or take-down, under the key True."""

    by_account = Index(lambda frame, p: frame.access.hosting(p))
    """The placements whose meetings an account hosts on a day, under `(account, day)`; days since the epoch, UTC."""

    by_pool = Index(lambda frame, p: frame.access.drawing(p))
    """The placements that draw a team from a pool, under `(pool, day)`, preparation included; such days too."""

    by_pool_day = Index(lambda frame, p: [(pool, frame.day_of(p.starts)) for pool in frame.access.pools_for(p.session)])
    """The placements that draw a team from a pool on a day of the event, under `(pool, day)`."""

    by_lead = Index(lambda frame, p: frame.leads.get(p.session, ()))
    """The placements of the sessions that an organisation leads."""

    by_subject = Index(
        lambda frame, p: (
            [(subject, hour) for hour in _hours(p.starts, p.ends)] if (subject := frame.subjects.get(p.session)) else ()
        )
    )
    """The placements of one track and terms that go on in an hour since the epoch."""

    def __init__(self, frame: Frame, placements: Iterable[Placement]) -> None:
        self.frame = frame
        active = frame.active
        self.placements = tuple(sorted((p for p in placements if p.session in active), key=_item))
        """The placements that take part, by start, end, session and part, in whatever order they were given."""

    @cached_property
    def items(self) -> list[Item]:
        """Start, end and id of each placement, in order."""
        return [(p.starts, p.ends, p.id) for p in self.placements]

    @cached_property
    def _own(self) -> dict[str, list[Item]]:
        return {}

    def carried(self, before: Programme, after: Programme, moved: Iterable[Ident]) -> "Groups":
        """The indexes of `after`, which differs from `before`, whose these are, in the placements `moved` alone."""
        active = self.frame.active
        named = [id_ for id_ in moved if id_[0] in active and before.placement.get(id_) != after.placement.get(id_)]
        gone = [before.placement[id_] for id_ in named if id_ in before.placement]
        come = [after.placement[id_] for id_ in named if id_ in after.placement]
        placements, items = list(self.placements), list(self.items)
        for placement in gone:
            place = bisect_left(items, _item(placement))
            del placements[place], items[place]
        for placement in come:
            place = bisect_left(items, _item(placement))
            placements.insert(place, placement)
            items.insert(place, _item(placement))
        groups = Groups.__new__(Groups)
        groups.frame = self.frame
        groups.placements = tuple(placements)
        vars(groups)["items"] = items
        for index in _INDEXES:
            if index.name in vars(self):
                index.carry(self, groups, gone, come)
        return groups

    def during(self, starts: int, ends: int) -> list[Item]:
        """The placements that overlap a time, in order."""
        by_hour = self.by_hour
        return _overlapping(lambda hour: by_hour.get(hour, ()), starts, ends)

    def during_about(self, subject: Subject, starts: int, ends: int) -> list[Item]:
        """The placements of one track and terms that overlap a time, in order."""
        by_subject = self.by_subject
        return _overlapping(lambda hour: by_subject.get((subject, hour), ()), starts, ends)

    def own_items(self, person: str) -> list[Item]:
        """When a person is where: start, end and placement of each appearance's own span, in order.

        Minutes count from each part's start and end with it. Spans in one placement that overlap or touch are one.
        Several rules ask, so it is kept.
        """
        items = self._own.get(person)
        if items is None:
            items = self._own[person] = self.items_of(self.frame.appearances.get(person, ()))
        return items

    def items_of(self, appearances: Iterable[tuple[str, Appearance]]) -> list[Item]:
        """As `own_items`, for some of a person's appearances, each with its session's code."""
        items: list[Item] = []
        by_session = self.by_session
        for code, appearance in appearances:
            placed = by_session.get(code, ())
            if appearance.part is None and appearance.from_minute is None and appearance.to_minute is None:
                items.extend(item for item in placed if item[0] < item[1])
            else:
                items.extend(own for item in placed if (own := clipped(item, appearance)) is not None)
        if len({id_ for _, _, id_ in items}) < len(items):
            items = _merged(items)
        items.sort()
        return items


_INDEXES: tuple[Index[Any], ...] = tuple(value for value in vars(Groups).values() if isinstance(value, Index))


def clipped(item: Item, appearance: Appearance) -> Item | None:
    """An appearance's own span within a placement of its session; None where it has none."""
    starts, ends, id_ = item
    if appearance.part is not None and appearance.part != id_[1]:
        return None
    first, last = starts, ends
    if appearance.from_minute is not None:
        first = max(starts, starts + appearance.from_minute * 60)
    if appearance.to_minute is not None:
        last = min(ends, starts + appearance.to_minute * 60)
    return (first, last, id_) if first < last else None


def _item(placement: Placement) -> Item:
    return (placement.starts, placement.ends, (placement.session, placement.part))


def _merged(items: list[Item]) -> list[Item]:
    spans: dict[Ident, list[Span]] = {}
    for starts, ends, id_ in items:
        spans.setdefault(id_, []).append(Span(starts, ends))
    return [(span.starts, span.ends, id_) for id_, several in spans.items() for span in merge(several)]
