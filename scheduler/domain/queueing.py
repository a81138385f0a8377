"""Whose turn it is: who waits for the floor in a placement, in the order in which they get it.

Oral and written ones stand in one order: the moderator gives the floor to the one, and has the other read out or shown.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.allowance import Allowance
from scheduler.domain.clock import MINUTE
from scheduler.domain.floor import ACCEPTED, ASKED, HEARD, OPEN, ORAL, Intervention, Tally
from scheduler.domain.placement import Ident

RULE = (
    "Whoever has had the floor in this session least often comes first: who has not spoken before who has.",
    "Among them, whoever comes from the region that has been heard least often in this session.",
    "Then whoever is of the stakeholder group that has been heard least often in it.",
    "Among those who are alike in all that, whoever asked first.",
    "Whoever is accepted, or stands further ahead, counts as heard.",
    "Those who did not say where they come from, or for whom they speak, are a group of their own.",
)
"""The order in words, a sentence for each step."""


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


class Counts(NamedTuple):
    """How often each speaker, each region and each stakeholder type had the floor."""

    speakers: Counter[str]
    regions: Counter[str]
    stakeholder_types: Counter[str]


@dataclass(frozen=True, slots=True)
class Queue:
    """Who asks for the floor in a placement: `waiting` in fair order, `accepted` as they were, and all `others`.

    `regions` and `stakeholder_types` count who had the floor in the session so far, or is accepted; `allowance` is for
    how many more there is room in this placement.
    """

    waiting: tuple[Intervention, ...]
    accepted: tuple[Intervention, ...]
    others: tuple[Intervention, ...]
    regions: Mapping[str, int]
    stakeholder_types: Mapping[str, int]
    allowance: Allowance

    def free_minutes(self, ends: int | None, now: int) -> int:
        """How many minutes nobody needs: of the placement, and of what is left until it really `ends`.

        Those who are accepted and not called yet need theirs of what is left. None: it has no end by which to count.
        """
        planned = self.allowance.minutes_left
        if ends is None:
            return planned
        to_call = sum(each.kind == ORAL for each in self.accepted)
        left = (ends - now) // MINUTE - to_call * self.allowance.minutes_each
        return max(0, min(planned, left))


def queue_of(of: Ident, every: Sequence[Intervention], tallies: Iterable[Tally], allowance: Allowance) -> Queue:
    """The queue of a placement, from every request in its session and the counts of those who were erased since."""
    here = [each for each in every if each.of == of]
    heard = heard_of(every, tallies)
    counts = counts_of(heard)
    accepted = (each for each in here if each.state == ACCEPTED)
    return Queue(
        waiting=fair_order((each for each in here if each.state == ASKED), heard),
        accepted=tuple(sorted(accepted, key=lambda each: (each.changed_at, each.id))),
        others=tuple(each for each in here if each.state not in OPEN),
        regions=dict(sorted(counts.regions.items())),
        stakeholder_types=dict(sorted(counts.stakeholder_types.items())),
        allowance=allowance,
    )


def fair_order(waiting: Iterable[Intervention], had: Iterable[Heard]) -> tuple[Intervention, ...]:
    """Those who wait, in the order in which they get the floor by `RULE`; `had` is who had it in this session.

    Each of those who wait waits once.
    """
    speakers, regions, types = counts_of(had)
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


def counts_of(had: Iterable[Heard]) -> Counts:
    """How often whom had the floor, by what is known of it."""
    counts = Counts(Counter(), Counter(), Counter())
    for each in had:
        if each.speaker:
            counts.speakers[each.speaker] += each.times
        counts.regions[each.group.region] += each.times
        counts.stakeholder_types[each.group.stakeholder_type] += each.times
    return counts


def heard_of(interventions: Iterable[Intervention], tallies: Iterable[Tally]) -> tuple[Heard, ...]:
    """Who had the floor by these interventions, and by the counts of those who were erased since."""
    known = (Heard(each.speaker, Group(each.region, each.stakeholder_type)) for each in interventions if _counts(each))
    erased = (Heard("", Group(each.region, each.stakeholder_type), each.delivered) for each in tallies)
    return (*known, *erased)


def _counts(each: Intervention) -> bool:
    return each.state in HEARD


def position_of(order: Sequence[Intervention], id_: int) -> int | None:
    """The position of a request among those who wait, from 1; None if it does not wait."""
    return next((position for position, each in enumerate(order, 1) if each.id == id_), None)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
