"""The queue: whose turn it is."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.allowance import Allowance
from scheduler.domain.floor import Intervention, Tally
from scheduler.domain.queueing import Group, Heard, fair_order, heard_of, ordinal, position_of, queue_of
from tests.domain.floors import asks

PROPERTY = settings(max_examples=80, deadline=None)
GROUPS = st.sampled_from([Group(*each) for each in product(("africa", "cis", "europe", ""), ("academia", "x", ""))])
COUNTRY_OF = {"africa": "KE", "cis": "AM", "europe": "CH", "": ""}


@st.composite
def floors(draw: st.DrawFn) -> tuple[list[Intervention], list[Heard]]:
    """Those who wait, many of them alike, some of them heard before; and others who were heard."""
    groups = draw(st.lists(GROUPS, max_size=12))
    waiting = [
        asks(id_, COUNTRY_OF[group.region], group.stakeholder_type, asked_at=draw(st.integers(0, 6)))
        for id_, group in enumerate(groups, 1)
    ]
    again = [
        Heard(each.speaker, groups[n], draw(st.integers(1, 3))) for n, each in enumerate(waiting) if draw(st.booleans())
    ]
    others = draw(st.lists(st.builds(Heard, st.sampled_from(["", "999"]), GROUPS, st.integers(1, 3)), max_size=5))
    return waiting, draw(st.permutations(again + others))


def times(one: Intervention, had: Sequence[Heard]) -> int:
    """How often somebody had the floor before."""
    return sum(each.times for each in had if each.speaker == one.speaker)


def heard_so_far(one: Intervention, ahead: Sequence[Intervention], had: Sequence[Heard]) -> tuple[int, int]:
    """How often the region, and the stakeholder type, of somebody was heard, if those ahead are."""
    region = sum(each.times for each in had if each.group.region == one.region)
    kind = sum(each.times for each in had if each.group.stakeholder_type == one.stakeholder_type)
    return (
        region + sum(each.region == one.region for each in ahead),
        kind + sum(each.stakeholder_type == one.stakeholder_type for each in ahead),
    )


@PROPERTY
@given(floors(), st.randoms(use_true_random=False))
def test_nobody_is_lost_and_the_order_given_means_nothing(
    floor: tuple[list[Intervention], list[Heard]], chance: Random
) -> None:
    waiting, had = floor
    order = fair_order(waiting, had)
    assert sorted(each.id for each in order) == [each.id for each in waiting]
    mixed = chance.sample(waiting, len(waiting)), chance.sample(had, len(had))
    assert fair_order(*mixed) == order


@PROPERTY
@given(floors())
def test_who_had_the_floor_never_stands_before_who_had_not(floor: tuple[list[Intervention], list[Heard]]) -> None:
    waiting, had = floor
    before = [times(each, had) for each in fair_order(waiting, had)]
    assert before == sorted(before)


@PROPERTY
@given(floors())
def test_nobody_behind_has_a_better_claim(floor: tuple[list[Intervention], list[Heard]]) -> None:
    """Of those who had the floor as often, the next one's region is among the least heard so far; then the type."""
    waiting, had = floor
    order = fair_order(waiting, had)
    for n, one in enumerate(order):
        for other in order[n + 1 :]:
            if times(other, had) > times(one, had):
                continue
            region, kind = heard_so_far(one, order[:n], had)
            its_region, its_kind = heard_so_far(other, order[:n], had)
            assert region <= its_region
            if region == its_region:
                assert kind <= its_kind
            if (region, kind) == (its_region, its_kind):
                assert (one.asked_at, one.id) < (other.asked_at, other.id)


@PROPERTY
@given(floors(), st.data())
def test_asking_earlier_never_costs_a_place(floor: tuple[list[Intervention], list[Heard]], data: st.DataObject) -> None:
    waiting, had = floor
    if not waiting:
        return
    one = data.draw(st.sampled_from(waiting))
    earlier = replace(one, asked_at=data.draw(st.integers(-1, one.asked_at)))
    instead = [earlier if each is one else each for each in waiting]
    before, after = (position_of(fair_order(each, had), one.id) or 0 for each in (waiting, instead))
    assert after <= before


@PROPERTY
@given(floors())
def test_two_who_are_alike_stand_by_the_time_of_asking(floor: tuple[list[Intervention], list[Heard]]) -> None:
    waiting, had = floor
    sorts: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for each in fair_order(waiting, had):
        sort = (times(each, had), each.region, each.stakeholder_type)
        sorts.setdefault(sort, []).append((each.asked_at, each.id))
    assert [each for each in sorts.values() if each != sorted(each)] == []


def test_the_order_by_hand() -> None:
    """Three of Europe asked first; Africa was heard once, and one of the CIS twice, who asks again.

    1: the first of regions and types that nobody of was heard. 8 and 7: the regions left so, and 8's type too. 2: of
    Europe and Africa, each heard once, its type was heard least. 4: Africa. 3: of Europe and the CIS, the first.
    """
    waiting = [
        asks(1, "CH", "academia"),
        asks(2, "FR", "government"),
        asks(3, "DE", "academia"),
        asks(4, "KE", "academia"),
        asks(5, "AM", "civil-society"),
        asks(6, "KZ", "academia"),
        asks(7, "FJ", "academia"),
        asks(8, "", ""),
    ]
    had = [Heard("5", Group("cis", "civil-society"), 2), Heard("90", Group("africa", "government"))]
    assert [each.id for each in fair_order(waiting, had)] == [1, 8, 7, 2, 4, 3, 6, 5]


def test_who_counts_as_heard() -> None:
    """Accepted or delivered; somebody without a page of their own is known by name and country; the erased by none."""
    every = [
        asks(1, "KE", "academia", state="accepted"),
        asks(2, "CH", state="delivered", participant=None, name="Ms  LEE"),
        *(asks(n, "CH", state=state) for n, state in enumerate(("asked", "declined", "withdrawn", "no-show"), 3)),
    ]
    erased = Tally("1", 2, "oral", "remote", "cis", "government", 4)
    assert heard_of(every, [erased]) == (
        Heard("1", Group("africa", "academia")),
        Heard("CH ms lee", Group("europe", "")),
        Heard("", Group("cis", "government"), 4),
    )


def test_positions_in_words() -> None:
    numbers = (1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111, 112)
    assert " ".join(map(ordinal, numbers)) == "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 23rd 101st 111th 112th"


@pytest.mark.parametrize(
    ("ends_in", "expected"),
    [
        pytest.param(None, 51, id="no end by which to count"),
        pytest.param(7_200, 51, id="before it begins: those of the plan"),
        pytest.param(480, 5, id="eight minutes before the end, one to call"),
        pytest.param(239, 0, id="no whole minute left after that one"),
        pytest.param(-60, 0, id="over"),
    ],
)
def test_minutes_are_free_by_the_plan_and_by_the_clock(ends_in: int | None, expected: int) -> None:
    """Two were delivered and need no more of what is left; one is to be called, another is in writing."""
    called = replace(asks(1, "FJ"), state="accepted")
    written = replace(asks(2, "FR"), state="accepted", kind="written")
    queue = queue_of(called.of, [called, written], (), Allowance(3, None, 60, 3))
    assert queue.free_minutes(None if ends_in is None else 1_000 + ends_in, 1_000) == expected
