"""Which platform account hosts which slot, so that none hosts more meetings at once than it may.

A search by hand of the kind that organisers do: the largest first, then by time, each on the smallest account that is
free; where none is, one that was chosen before makes room if it can go elsewhere. That finds a place wherever accounts
are alike and nothing was assigned before; elsewhere it may miss one that trying everything would find.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduler.domain.clock import to_local
from scheduler.domain.placement import Ident, Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot
from scheduler.domain.session import SCHEDULED_STATES
from scheduler.domain.timespan import Span, merge
from scheduler.domain.wording import SLUG_LENGTH

_LONGEST_ROOM = SLUG_LENGTH - len("-2017-06-12-99")
_MEETS = frozenset({"join", "host"})
"""Kinds of ways that lead into a meeting; a webcast or a telephone number needs no account."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A slot that gets a meeting, which is new or there already."""

    placement: Ident
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A slot for which there is no account, and why, in a sentence."""

    placement: Ident
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What was found: both in the order of the agenda."""

    assigned: tuple[Assigned, ...]
    unassigned: tuple[Unassigned, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What shares a meeting: slots, the hours for which it is open, and for how many people it has to do."""

    meeting: Meeting
    slots: tuple[Ident, ...]
    spans: tuple[Span, ...]
    need: int
    fixed: bool = False


@dataclass
class _Hosting:
    """An account while places are sought."""

    account: PlatformAccount
    units: list[_Unit] = field(default_factory=list)

    def takes(self, need: int) -> bool:
        return self.account.attendee_capacity is None or self.account.attendee_capacity >= need

    def beside(self, unit: _Unit) -> tuple[int, tuple[_Unit, ...]]:
        """The worst moment of a unit's hours, and what is hosted then: one unit for each meeting but its own."""
        worst, most = unit.spans[0].starts, tuple[_Unit, ...]()
        for span in unit.spans:
            near = [(each, other) for other in self._others(unit) for each in other.spans if each.overlaps(span)]
            for moment in (span.starts, *(each.starts for each, _ in near if each.starts > span.starts)):
                there = {other.meeting.slug: other for each, other in near if each.starts <= moment < each.ends}
                if len(there) > len(most):
                    worst, most = moment, tuple(there.values())
        return worst, most

    def has_room(self, unit: _Unit) -> bool:
        return self.takes(unit.need) and len(self.beside(unit)[1]) < self.account.concurrent_meetings

    def _others(self, unit: _Unit) -> list[_Unit]:
        return [other for other in self.units if other.meeting.slug != unit.meeting.slug]


def assign(programme: Programme, *, share_rooms: bool) -> Assignment:
    """An account for every placed slot that leads into a meeting and has none.

    `share_rooms`: the sessions of a room on a day share one meeting, as where each room has one all day; else each has
    its own. Meetings that are there already stay where they are.
    """
    hostings = {account.slug: _Hosting(account) for account in programme.accounts}
    there, wanted = _units(programme, share_rooms=share_rooms)
    for unit in there:
        if unit.meeting.account in hostings:
            hostings[unit.meeting.account].units.append(unit)
    assigned: dict[Ident, Assigned] = {}
    unassigned: list[Unassigned] = []
    for unit in sorted(wanted, key=lambda unit: (not unit.fixed, -unit.need, unit.spans[0].starts, unit.meeting.slug)):
        chosen = _chosen(unit, hostings)
        if chosen is None:
            reason = _reason(programme, unit, hostings)
            unassigned += [Unassigned(id_, reason) for id_ in unit.slots]
        else:
            hostings[chosen].units.append(replace(unit, meeting=replace(unit.meeting, account=chosen)))
    for hosting in hostings.values():
        for unit in hosting.units:
            for id_ in unit.slots:
                if programme.slot[id_].meeting is None:
                    assigned[id_] = Assigned(id_, unit.meeting)
    order = {placement.id: place for place, placement in enumerate(programme.placements)}
    return Assignment(
        tuple(sorted(assigned.values(), key=lambda each: order[each.placement])),
        tuple(sorted(unassigned, key=lambda each: order[each.placement])),
    )


def _units(programme: Programme, *, share_rooms: bool) -> tuple[list[_Unit], list[_Unit]]:
    """Meetings that are in use already, and what needs one: a new one, or that of its room, which is there."""
    in_use: dict[str, list[Placement]] = {}
    alone: list[tuple[Meeting, list[Placement]]] = []
    shared: dict[tuple[str, str], tuple[Meeting, list[Placement]]] = {}
    of_room = {(each.room, each.day): each for each in programme.meetings if each.room is not None}
    taken = {meeting.slug for meeting in programme.meetings}
    for placed in programme.placements:
        slot = programme.slot.get(placed.id)
        if slot is None or programme.session[placed.session].state not in SCHEDULED_STATES:
            continue
        if slot.meeting is not None:
            in_use.setdefault(slot.meeting, []).append(placed)
        elif _leads_into_a_meeting(slot):
            day = programme.event.day_of(placed.starts)
            if share_rooms and placed.room is not None:
                name = (placed.room, day.isoformat())
                made = of_room.get((placed.room, day)) or Meeting(
                    _new(f"{placed.room[:_LONGEST_ROOM]}-{day.isoformat()}", taken), "", placed.room, day
                )
                shared.setdefault(name, (made, []))[1].append(placed)
            else:
                code, part = placed.id
                name_ = _new(f"{code}-{part}".lower(), taken)
                alone.append((Meeting(name_, "", session=code, part=part), [placed]))
    there = [_unit(programme, programme.meeting[slug], placed, fixed=True) for slug, placed in in_use.items()]
    wanted = [
        _unit(programme, meeting, placed, fixed=bool(meeting.account)) for meeting, placed in (*shared.values(), *alone)
    ]
    return there, wanted


def _unit(programme: Programme, meeting: Meeting, placed: Sequence[Placement], *, fixed: bool) -> _Unit:
    slots = [programme.slot[each.id] for each in placed]
    return _Unit(
        meeting,
        tuple(each.id for each in placed),
        merge(
            Span(each.starts - slot.seconds_open_before, each.ends + slot.seconds_open_after)
            for each, slot in zip(placed, slots, strict=True)
        ),
        max(slot.attendee_capacity or 0 for slot in slots),
        fixed,
    )


def _leads_into_a_meeting(slot: RemoteSlot) -> bool:
    return not slot.ways or any(way.kind in _MEETS for way in slot.ways)


def _new(name: str, taken: set[str]) -> str:
    """The name, or the first like it that no meeting has; it is taken from then on."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _chosen(unit: _Unit, hostings: Mapping[str, _Hosting]) -> str | None:
    """The account for a unit; another may have been moved to make room for it."""
    able = list(_able(unit, hostings))
    for hosting in able:
        if hosting.has_room(unit):
            return hosting.account.slug
    for hosting in able:
        for other in hosting.beside(unit)[1]:
            elsewhere = None if other.fixed else _elsewhere(other, unit, hosting, hostings)
            if elsewhere is not None:
                hosting.units.remove(other)
                elsewhere.units.append(replace(other, meeting=replace(other.meeting, account=elsewhere.account.slug)))
                return hosting.account.slug
    return None


def _elsewhere(other: _Unit, unit: _Unit, hosting: _Hosting, hostings: Mapping[str, _Hosting]) -> _Hosting | None:
    """The account that could have `other` instead, if that makes room for `unit`."""
    without = _Hosting(hosting.account, [each for each in hosting.units if each is not other])
    if not without.has_room(unit):
        return None
    return next((each for each in _able(other, hostings) if each is not hosting and each.has_room(other)), None)


def _able(unit: _Unit, hostings: Mapping[str, _Hosting]) -> Iterable[_Hosting]:
    """The accounts that are large enough, the smallest first; of equal ones the one that hosts most already."""
    able = [
        hosting for slug, hosting in hostings.items() if hosting.takes(unit.need) and unit.meeting.account in {"", slug}
    ]
    return sorted(
        able,
        key=lambda each: (
            each.account.attendee_capacity is None,
            each.account.attendee_capacity or 0,
            -len(each.units),
            each.account.slug,
        ),
    )


def _reason(programme: Programme, unit: _Unit, hostings: Mapping[str, _Hosting]) -> str:
    able = list(_able(unit, hostings))
    if not hostings:
        return "There is no platform account. Add one first."
    if not able:
        return f"No account takes {unit.need} people. Give the slot fewer places, or add a larger account."
    zone = programme.event.time_zone
    told = []
    for hosting in able:
        moment, beside = hosting.beside(unit)
        names = ", ".join(sorted(each.meeting.slug for each in beside))
        told.append(f"{hosting.account.slug} hosts {names} at {to_local(moment, zone):%H:%M}")
    return f"No account is free: {'; '.join(told)}."
