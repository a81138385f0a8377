"""All rules, in the order in which their conflicts are listed. A new rule is one class and one line here."""

from typing import Any

from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.rules.hours import OutsideEventHours
from scheduler.domain.conflicts.rules.people import PersonDoubleBooked, PersonUnavailable
from scheduler.domain.conflicts.rules.plenary import BesidePlenary
from scheduler.domain.conflicts.rules.rooms import (
    RoomDoubleBooked,
    RoomLacksFeature,
    RoomMissing,
    RoomTooSmall,
    RoomUnavailable,
)
from scheduler.domain.conflicts.rules.sessions import DurationMismatch, Unplaced

ALL: tuple[Rule[Any], ...] = (
    RoomDoubleBooked(),
    RoomUnavailable(),
    RoomTooSmall(),
    RoomLacksFeature(),
    RoomMissing(),
    PersonDoubleBooked(),
    PersonUnavailable(),
    OutsideEventHours(),
    BesidePlenary(),
    DurationMismatch(),
    Unplaced(),
)
