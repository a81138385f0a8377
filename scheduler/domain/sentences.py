"""What changed about an entry, as sentences that people read, on pages and in mails."""

from typing import Protocol

from scheduler.domain.agenda import AgendaItem, Named
from scheduler.domain.changes import ItemChange
from scheduler.domain.clock import MINUTE, to_local
from scheduler.domain.dates import short_date
from scheduler.domain.event import Event

_EACH = 5
"""Names in one sentence; the rest are counted."""


class Tongue(Protocol):
    """The language of whoever reads."""

    def name(self, named: Named) -> str:
        """The name of a room, type, track or term."""


def sentence(change: ItemChange, event: Event, tongue: Tongue) -> str:
    """One line about a change, such as `Moved from Mon 12 June 09:00 to 10:00.`.

    Times are in the event's zone.
    """
    told = _told(change, event, tongue)
    line = "; ".join(told)
    return f"{line[:1].upper()}{line[1:]}."


def _told(change: ItemChange, event: Event, tongue: Tongue) -> list[str]:
    before, after, kinds = change.before, change.after, change.kinds
    if before is None:
        return [f"new: {when_of(after, event)}, {where_of(after, tongue)}"]
    if "cancelled" in kinds:
        return [f"cancelled (was {when_of(before, event)}, {where_of(before, tongue)})"]
    told = []
    if "back" in kinds:
        told.append(f"takes place after all: {when_of(after, event)}, {where_of(after, tongue)}")
    elif "moved" in kinds or "room" in kinds:
        told.append(_move(before, after, kinds, event, tongue))
    if "length" in kinds and "back" not in kinds:
        told.append(_length(before, after, event))
    if "people" in kinds:
        told += _people(before, after)
    if "remote" in kinds:
        told.append(_remote(before, after))
    if "words" in kinds:
        told.append(_words(before, after))
    return told


def _start(item: AgendaItem, event: Event) -> str:
    return _clock(item.starts, event)


def _clock(instant: int, event: Event) -> str:
    return f"{to_local(instant, event.time_zone):%H:%M}"


def _day(item: AgendaItem, event: Event) -> str:
    # The calendar's date, not the event's day: the time stands right behind it.
    return short_date(to_local(item.starts, event.time_zone).date())


def when_of(item: AgendaItem, event: Event) -> str:
    """`Mon 12 June 09:00`: the start, in the event's zone."""
    return f"{_day(item, event)} {_start(item, event)}"


def where_of(item: AgendaItem, tongue: Tongue) -> str:
    """The rooms, or that there is none."""
    rooms = (item.room, *item.also_in) if item.room else item.also_in
    if not rooms:
        return "online" if item.mode == "remote" else "no room yet"
    return " + ".join(tongue.name(room) for room in rooms)


def _move(before: AgendaItem, after: AgendaItem, kinds: tuple[str, ...], event: Event, tongue: Tongue) -> str:
    if "moved" not in kinds:
        return f"moved from {where_of(before, tongue)} to {where_of(after, tongue)}"
    same_day = _day(before, event) == _day(after, event)
    old, new = when_of(before, event), _start(after, event) if same_day else when_of(after, event)
    if "room" in kinds:
        return f"moved from {old}, {where_of(before, tongue)} to {new}, {where_of(after, tongue)}"
    return f"moved from {old} to {new}"


def _length(before: AgendaItem, after: AgendaItem, event: Event) -> str:
    if before.starts == after.starts:
        old, new = (_clock(item.ends, event) for item in (before, after))
        return f"ends at {new} instead of {old}"
    old_minutes, new_minutes = ((item.ends - item.starts) // MINUTE for item in (before, after))
    return f"takes {new_minutes} minutes instead of {old_minutes}"


def _people(before: AgendaItem, after: AgendaItem) -> list[str]:
    old, new = ([person.name for person in item.people] for item in (before, after))
    joined = [name for name in new if name not in old]
    left = [name for name in old if name not in new]
    told = []
    if joined:
        told.append(f"with {_names(joined)}")
    if left:
        told.append(f"without {_names(left)}")
    return told or ["roles of the people changed"]


def _names(names: list[str]) -> str:
    more = len(names) - _EACH
    return ", ".join(names[:_EACH]) + (f" and {more} more" if more > 0 else "")


def _remote(before: AgendaItem, after: AgendaItem) -> str:
    if after.mode != before.mode:
        return {
            "onsite": "takes place on site only",
            "remote": "takes place online only",
            "hybrid": "takes place on site and online",
        }[after.mode]
    if bool(before.remote) == bool(after.remote):
        return "ways of taking part online changed"
    return "can be joined online" if after.remote else "can no longer be joined online"


def _words(before: AgendaItem, after: AgendaItem) -> str:
    if before.visibility != after.visibility:
        return "details withdrawn" if after.visibility == "busy" else "details published"
    if before.title != after.title:
        return f"renamed from “{before.title}”"
    if before.abstract != after.abstract or before.description != after.description:
        return "new description"
    return "details changed"
