"""All rules, in the order in which their conflicts are listed. A new rule is one class and one line here."""

from typing import Any

from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.rules.audience import AudienceClash, OrganisationClash
from scheduler.domain.conflicts.rules.breaks import DuringBreak
from scheduler.domain.conflicts.rules.completeness import Incomplete, ModeratorMissing, OneVoicePanel
from scheduler.domain.conflicts.rules.hours import OutsideEventHours
from scheduler.domain.conflicts.rules.people import PersonDoubleBooked, PersonUnavailable, PersonUnconfirmed
from scheduler.domain.conflicts.rules.people_days import PersonOverload, PersonTransfer, RemoteUnsocialHours
from scheduler.domain.conflicts.rules.plenary import BesidePlenary
from scheduler.domain.conflicts.rules.relations import RelationBroken
from scheduler.domain.conflicts.rules.remote import (
    AccountDoubleBooked,
    InterventionsOverrun,
    RemoteCapacity,
    RemoteSlotMissing,
)
from scheduler.domain.conflicts.rules.rooms import (
    RoomDoubleBooked,
    RoomLacksFeature,
    RoomMissing,
    RoomTooSmall,
    RoomUnavailable,
)
from scheduler.domain.conflicts.rules.sessions import CancelledPlaced, DurationMismatch, Unplaced
from scheduler.domain.conflicts.rules.teams import TeamOverbooked
from scheduler.domain.conflicts.rules.turnover import RoomTurnover

ALL: tuple[Rule[Any], ...] = (
    RoomDoubleBooked(),
    RoomTurnover(),
    RoomUnavailable(),
    RoomTooSmall(),
    RoomLacksFeature(),
    RoomMissing(),
    PersonDoubleBooked(),
    PersonUnavailable(),
    PersonTransfer(),
    PersonOverload(),
    PersonUnconfirmed(),
    RemoteUnsocialHours(),
    RemoteSlotMissing(),
    AccountDoubleBooked(),
    RemoteCapacity(),
    InterventionsOverrun(),
    TeamOverbooked(),
    OutsideEventHours(),
    DuringBreak(),
    BesidePlenary(),
    DurationMismatch(),
    Unplaced(),
    CancelledPlaced(),
    RelationBroken(),
    AudienceClash(),
    OrganisationClash(),
    ModeratorMissing(),
    OneVoicePanel(),
    Incomplete(),
)
