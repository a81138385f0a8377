"""Accounts for slots: none is hosted twice, none is left out that could be hosted, and who is left out is told why."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.assigning import Assigned, Assignment, Unassigned, assign
from scheduler.domain.conflicts import check
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Way
from tests.factories import at, day, event, placement, programme, session

FORUM = event(days=(day("2017-06-12"), day("2017-06-13")))
NINE, TEN, ELEVEN = (f"2017-06-12T{hour}:00" for hour in ("09", "10", "11"))
ONE = PlatformAccount("one", "One")
TWO = PlatformAccount("two", "Two", concurrent_meetings=2)
SMALL, LARGE = (PlatformAccount(name, name, attendee_capacity=most) for name, most in (("small", 100), ("large", 500)))


def forum(
    *placements: Placement, accounts: Sequence[PlatformAccount], slots: Sequence[RemoteSlot] = (), **kw: Any
) -> Programme:
    """A programme in which every placement has a slot, open exactly while it is on."""
    given_ = {(slot.session, slot.part) for slot in slots}
    made = [slot(each.session, each.part) for each in placements if each.id not in given_]
    return programme(*placements, event=FORUM, accounts=accounts, slots=(*slots, *made), **kw)


def slot(code: str, part: int = 1, **kw: Any) -> RemoteSlot:
    closed = {"opens_before_speakers": 0, "opens_before_registered": 0, "opens_before_public": 0, "closes_after": 0}
    return RemoteSlot(code, part, **{"ways": (Way("join"),), **closed, **kw})


def applied(made: Programme, found: Assignment) -> Programme:
    """The programme with what was found."""
    chosen = {each.placement: each.meeting for each in found.assigned}
    new = {meeting.slug: meeting for meeting in chosen.values()}
    return replace(
        made,
        meetings=tuple(({each.slug: each for each in made.meetings} | new).values()),
        slots=tuple(
            replace(each, meeting=chosen[each.session, each.part].slug) if (each.session, each.part) in chosen else each
            for each in made.slots
        ),
    )


def own(code: str, account: str, part: int = 1) -> Assigned:
    return Assigned((code, part), Meeting(f"{code}-{part}", account, session=code, part=part))


def test_each_session_has_a_meeting_on_an_account_that_is_free() -> None:
    made = forum(
        placement("1", NINE, TEN, "a"),
        placement("2", TEN, ELEVEN, "a"),
        placement("3", NINE, TEN, "b"),
        accounts=[ONE, replace(ONE, slug="other")],
    )
    found = assign(made, share_rooms=False)
    assert found == Assignment((own("1", "one"), own("3", "other"), own("2", "one")), ())


def test_sessions_of_a_room_on_a_day_share_its_meeting() -> None:
    """As at the Forum: so one account for two rooms is one too few, though only two sessions are ever on at once."""
    made = forum(
        placement("1", NINE, TEN, "a"),
        placement("2", TEN, ELEVEN, "a"),
        placement("3", "2017-06-13T09:00", "2017-06-13T10:00", "a"),
        placement("4", NINE, TEN),
        accounts=[TWO],
    )
    monday = Meeting("a-2017-06-12", "two", "a", FORUM.days[0].date)
    tuesday = Meeting("a-2017-06-13", "two", "a", FORUM.days[1].date)
    assert assign(made, share_rooms=True) == Assignment(
        (Assigned(("1", 1), monday), own("4", "two"), Assigned(("2", 1), monday), Assigned(("3", 1), tuesday)), ()
    )


def test_what_is_there_already_stays_and_is_used() -> None:
    monday = Meeting("mine", "one", "a", FORUM.days[0].date)
    made = forum(
        placement("1", NINE, TEN, "a"),
        placement("2", NINE, TEN, "b"),
        accounts=[ONE],
        meetings=[monday],
        slots=[slot("2", meeting=None)],
    )
    assert assign(made, share_rooms=True) == Assignment(
        (Assigned(("1", 1), monday),), (Unassigned(("2", 1), "No account is free: one hosts mine at 09:00."),)
    )


@pytest.mark.parametrize(
    ("changed", "accounts", "reason"),
    [
        pytest.param({}, [], "There is no platform account. Add one first.", id="no account"),
        pytest.param(
            {"attendee_capacity": 300},
            [SMALL],
            "No account takes 300 people. Give the slot fewer places, or add a larger account.",
            id="none is large enough",
        ),
    ],
)
def test_why_there_is_none(changed: dict[str, int], accounts: list[PlatformAccount], reason: str) -> None:
    made = forum(placement("1", NINE, TEN, "a"), accounts=accounts, slots=[slot("1", **changed)])
    assert assign(made, share_rooms=False) == Assignment((), (Unassigned(("1", 1), reason),))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"ways": (Way("webcast"), Way("phone"))}, id="nothing that needs a meeting"),
        pytest.param({"meeting": "elsewhere"}, id="a meeting already"),
    ],
)
def test_who_needs_none_gets_none(changed: dict[str, Any]) -> None:
    made = forum(
        placement("1", NINE, TEN, "a"),
        accounts=[ONE],
        meetings=[Meeting("elsewhere", "one", session="1", part=1)],
        slots=[slot("1", **changed)],
    )
    assert assign(made, share_rooms=False) == Assignment((), ())


def test_cancelled_sessions_need_none() -> None:
    made = forum(placement("1", NINE, TEN, "a"), accounts=[ONE], sessions=[session("1", state="cancelled")])
    assert assign(made, share_rooms=False) == Assignment((), ())


def test_the_smallest_that_does_is_taken_and_makes_room_if_need_be() -> None:
    """2 needs the large one; 1, which came first to the small one, can stay; 3 finds the large one again."""
    made = forum(
        placement("1", NINE, TEN, "a"),
        placement("2", NINE, TEN, "b"),
        placement("3", TEN, ELEVEN, "b"),
        accounts=[LARGE, SMALL],
        slots=[slot("1", attendee_capacity=50), slot("2", attendee_capacity=400), slot("3", attendee_capacity=101)],
    )
    assert assign(made, share_rooms=False) == Assignment((own("1", "small"), own("2", "large"), own("3", "large")), ())


def test_opening_hours_count() -> None:
    """The first stays open until 10:15, and the second opens at 09:30."""
    usual = {"opens_before_speakers": 30, "closes_after": 15}
    made = forum(
        placement("1", NINE, TEN),
        placement("2", TEN, ELEVEN),
        accounts=[ONE],
        slots=[slot("1", **usual), slot("2", **usual)],
    )
    assert assign(made, share_rooms=False).unassigned == (
        Unassigned(("2", 1), "No account is free: one hosts 1-1 at 09:30."),
    )


HOURS = st.tuples(
    st.integers(0, 5), st.integers(1, 3), st.sampled_from(["a", "b", None]), st.sampled_from([0, 60, 200])
)
ACCOUNTS = st.lists(st.tuples(st.integers(1, 2), st.sampled_from([100, 500, None])), min_size=1, max_size=3).map(
    lambda found: [
        PlatformAccount(f"acc-{n}", f"Account {n}", concurrent_meetings=most, attendee_capacity=capacity)
        for n, (most, capacity) in enumerate(found)
    ]
)


def drawn(hours: list[tuple[int, int, str | None, int]], accounts: list[PlatformAccount]) -> Programme:
    begins = at(NINE)
    placements = [
        placement(str(n), begins + start * 1800, begins + (start + length) * 1800, room)
        for n, (start, length, room, _) in enumerate(hours)
    ]
    return forum(
        *placements,
        accounts=accounts,
        slots=[slot(str(n), attendee_capacity=need or None) for n, (*_, need) in enumerate(hours)],
    )


def double_booked(made: Programme) -> list[str]:
    return [conflict.rule for conflict in check(made) if conflict.rule == "account-double-booked"]


@settings(max_examples=40, deadline=None)
@given(st.lists(HOURS, max_size=6), ACCOUNTS, st.booleans())
def test_nothing_is_hosted_twice_and_nobody_is_left_out_who_fits(
    hours: list[tuple[int, int, str | None, int]], accounts: list[PlatformAccount], share: bool
) -> None:
    """By the rule of the conflicts itself; and each who is left out fits on no account beside what was found."""
    made = drawn(hours, accounts)
    found = assign(made, share_rooms=share)
    after = applied(made, found)
    assert double_booked(after) == []
    for one in found.assigned:
        most = after.account[one.meeting.account].attendee_capacity
        assert most is None or (after.slot[one.placement].attendee_capacity or 0) <= most
    told = {one.placement for one in found.assigned} | {left.placement for left in found.unassigned}
    assert told == {each.id for each in made.placements}
    if not share:
        for id_, account in product([left.placement for left in found.unassigned], accounts):
            more = Assignment((own(id_[0], account.slug),), ())
            need, most = made.slot[id_].attendee_capacity or 0, account.attendee_capacity
            assert double_booked(applied(after, more)) or (most is not None and need > most)


@settings(max_examples=25, deadline=None)
@given(st.lists(HOURS, max_size=6), st.integers(1, 3))
def test_with_accounts_alike_all_are_hosted_if_that_can_be(
    hours: list[tuple[int, int, str | None, int]], count: int
) -> None:
    """As many accounts as sessions are open at once at most are enough, and fewer are not."""
    alike = [PlatformAccount(f"acc-{n}", "A") for n in range(count)]
    made = drawn([(start, length, room, 0) for start, length, room, _ in hours], alike)
    at_once = max(
        (sum(other.starts <= each.starts < other.ends for other in made.placements) for each in made.placements),
        default=0,
    )
    assert (assign(made, share_rooms=False).unassigned == ()) == (at_once <= count)
