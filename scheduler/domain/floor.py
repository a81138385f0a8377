"""Who asks for the floor in a session: what becomes of it, whose turn it is next, and for how many there is room.

Oral and written ones stand in one order: the moderator gives it to the one, and has the other read out or shown.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from scheduler.domain.clock import MINUTE
from scheduler.domain.door import Live
from scheduler.domain.errors import InvalidInput, StateConflict
from scheduler.domain.placement import Ident
from scheduler.domain.regions import region_of
from scheduler.domain.remote import RemoteSlot
from scheduler.domain.wording import clean_line, clean_text, skeleton

ASKED, ACCEPTED, DELIVERED = "asked", "accepted", "delivered"
DECLINED, WITHDRAWN, NO_SHOW = "declined", "withdrawn", "no-show"
STATES = (ASKED, ACCEPTED, DELIVERED, DECLINED, WITHDRAWN, NO_SHOW)
OPEN = (ASKED, ACCEPTED)
"""What may still come to be heard: somebody has at most one such request in a placement."""
HEARD = (ACCEPTED, DELIVERED)
"""What counts as having had the floor: what is accepted will have it."""

ORAL, WRITTEN = "oral", "written"
KINDS = (ORAL, WRITTEN)
REMOTE, IN_ROOM = "remote", "room"
PLACES = (REMOTE, IN_ROOM)

LONGEST_SUBJECT = 300
LONGEST_TEXT = 2_000

RULE = (
    "Whoever has had the floor in this session least often comes first: who has not spoken before who has.",
    "Among them, whoever comes from the region that has been heard least often in this session.",
    "Then whoever is of the stakeholder group that has been heard least often in it.",
    "Among those who are alike in all that, whoever asked first.",
    "Whoever is accepted, or stands further ahead, counts as heard.",
    "Those who did not say where they come from, or for whom they speak, are a group of their own.",
)
"""The order in words, a sentence for each step."""

MAY_BECOME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ASKED: (ACCEPTED, DECLINED, WITHDRAWN),
        ACCEPTED: (DELIVERED, NO_SHOW, ASKED, DECLINED, WITHDRAWN),
        DELIVERED: (ACCEPTED,),
        DECLINED: (ASKED,),
        NO_SHOW: (ACCEPTED, ASKED),
        WITHDRAWN: (),
    }
)
"""What a state may become. The last but one of each line takes back a slip of the thumb; withdrawn is for good."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """A request for the floor. `asked_at` and `changed_at` are instants, `version` counts its changes from 1.

    `participant` is None for whoever did not ask from a page of their own; `text` is the subject of an oral one, which
    may be empty, or the whole of a written one.
    """

    id: int
    session: str
    part: int
    participant: int | None
    name: str
    country: str
    stakeholder_type: str
    kind: str
    place: str
    text: str
    state: str
    asked_at: int
    changed_at: int
    version: int = 1

    @property
    def of(self) -> Ident:
        """The placement in which it is asked for."""
        return (self.session, self.part)

    @property
    def region(self) -> str:
        """The region that it counts for."""
        return region_of(self.country)

    @property
    def speaker(self) -> str:
        """Who asks, told from others: a participant, or somebody of a name and country."""
        return f"{self.participant}" if self.participant is not None else f"{self.country} {skeleton(self.name)}"


class Group(NamedTuple):
    """Whom a speaker counts for: a region and a stakeholder type, each empty where it was not said."""

    region: str
    stakeholder_type: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who had the floor in the session `times` times; nobody known where `speaker` is empty."""

    speaker: str
    group: Group
    times: int = 1


class Tally(NamedTuple):
    """How many interventions of one sort were delivered in a placement."""

    session: str
    part: int
    kind: str
    place: str
    region: str
    stakeholder_type: str
    delivered: int


def fair_order(waiting: Iterable[Intervention], had: Iterable[Heard]) -> tuple[Intervention, ...]:
    """Those who wait, in the order in which they get the floor by `RULE`; `had` is who had it in this session.

    Each of those who wait waits once.
    """
    speakers, regions, types = Counter[str](), Counter[str](), Counter[str]()
    for each in had:
        if each.speaker:
            speakers[each.speaker] += each.times
        regions[each.group.region] += each.times
        types[each.group.stakeholder_type] += each.times
    alike: dict[tuple[int, str, str], deque[Intervention]] = defaultdict(deque)
    for one in sorted(waiting, key=_asked):
        alike[speakers[one.speaker], one.region, one.stakeholder_type].append(one)
    order = []
    while alike:
        # Of those who are alike the first is the next: so many are compared as there are sorts of people, not people.
        sort = min(alike, key=lambda sort: (sort[0], regions[sort[1]], types[sort[2]], *_asked(alike[sort][0])))
        order.append(alike[sort].popleft())
        if not alike[sort]:
            del alike[sort]
        regions[sort[1]] += 1
        types[sort[2]] += 1
    return tuple(order)


def _asked(one: Intervention) -> tuple[int, int]:
    return one.asked_at, one.id


def heard_of(interventions: Iterable[Intervention], tallies: Iterable[Tally]) -> tuple[Heard, ...]:
    """Who had the floor by these interventions, and by the counts of those who were erased since."""
    known = (Heard(each.speaker, Group(each.region, each.stakeholder_type)) for each in interventions if _counts(each))
    erased = (Heard("", Group(each.region, each.stakeholder_type), each.delivered) for each in tallies)
    return (*known, *erased)


def _counts(each: Intervention) -> bool:
    return each.state in HEARD


def require_change(state: str, wanted: str) -> None:
    """`StateConflict` unless what is in one state may become what is wanted."""
    if wanted in MAY_BECOME[state]:
        return
    there = " or ".join(MAY_BECOME[state])
    way_out = f"It can become {there}." if there else "Whoever withdrew may ask again."
    raise StateConflict(f"What is {state} can't become {wanted}. {way_out}")


@dataclass(frozen=True, slots=True)
class Room:
    """For how many oral interventions there is room in a placement; written ones take none.

    `taken` were accepted, with those that were delivered; `slots` is what the remote access allows (None: no limit),
    `minutes` how long the placement is, `minutes_each` how long one intervention takes.
    """

    taken: int
    slots: int | None
    minutes: int
    minutes_each: int

    @property
    def most(self) -> int:
        """How many there are in all."""
        fitting = self.minutes // self.minutes_each
        return fitting if self.slots is None else min(self.slots, fitting)

    @property
    def left(self) -> int:
        """How many more may be accepted."""
        return max(0, self.most - self.taken)

    @property
    def minutes_left(self) -> int:
        """How many minutes of the placement no accepted one needs."""
        return max(0, self.minutes - self.taken * self.minutes_each)

    def require_one(self) -> None:
        """`StateConflict` if there is no room for one more, with what to do."""
        if self.left:
            return
        if self.slots is not None and self.taken >= self.slots:
            raise StateConflict(
                f"{_accepted(self.taken)}, and the session's remote access has {self.slots}. Give it more in "
                "the draft, or ask to write instead."
            )
        raise StateConflict(
            f"{_accepted(self.taken)}, of {self.minutes_each} minutes each: no more fit into the {self.minutes} "
            "minutes of the session. Ask to write instead, or make the session longer."
        )


def _accepted(count: int) -> str:
    return "1 oral intervention is accepted" if count == 1 else f"{count} oral interventions are accepted"


def require_open(slot: RemoteSlot | None, live: Live, *, cancelled: bool, ends: int, now: int) -> None:
    """`StateConflict` if the floor can't be asked for from afar, with the reason; `ends` as it was planned."""
    if cancelled:
        raise StateConflict("This session does not take place.")
    over = ends + live.delay_minutes * MINUTE if live.ended_at is None else live.ended_at
    if now >= over:
        raise StateConflict("This session is over: the floor can't be asked for any more.")
    if slot is None or slot.intervention_slots == 0:
        raise StateConflict("There are no interventions from afar in this session.")


def cleaned(kind: str, text: str) -> str:
    """The text as it is kept; `InvalidInput` if it is none of its kind."""
    if kind not in KINDS:
        raise InvalidInput(f"Choose how you take the floor: {' or '.join(KINDS)}.", pointer="/kind")
    if kind == ORAL:
        subject = clean_line(text)
        if len(subject) > LONGEST_SUBJECT:
            raise InvalidInput(
                f"Write what you will speak about in up to {LONGEST_SUBJECT} characters.", pointer="/text"
            )
        return subject
    words = clean_text(text)
    if not 1 <= len(words) <= LONGEST_TEXT:
        raise InvalidInput(f"Write your intervention, in 1 to {LONGEST_TEXT:,} characters.", pointer="/text")
    return words


def own_place(order: Sequence[Intervention], id_: int) -> int | None:
    """The place of a request among those who wait, from 1; None if it does not wait."""
    return next((place for place, each in enumerate(order, 1) if each.id == id_), None)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
