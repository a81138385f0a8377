"""The decision at the door, a second before, at and after every edge, for every audience; and a naive version."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.door import (
    Access,
    Cancelled,
    Door,
    Live,
    Moved,
    NoLink,
    NotForYou,
    OnSite,
    Open,
    Over,
    TooEarly,
    Window,
    access,
)
from scheduler.domain.remote import AUDIENCES, RemoteSlot, Way
from tests.factories import at, span

STARTS, ENDS = at("2017-06-12T09:00"), at("2017-06-12T10:00")
WAYS = tuple(Way("join", audience=audience) for audience in AUDIENCES)
SLOT = RemoteSlot(
    "1",
    1,
    ways=WAYS,
    opens_before_speakers=30,
    opens_before_registered=15,
    opens_before_public=10,
    closes_after=20,
)
DOOR = Door(span(STARTS, ENDS), SLOT, links=frozenset(range(4)))
BEFORE = {"public": 10, "registered": 15, "speakers": 30, "hosts": 30}
CLOSES = ENDS + 20 * 60


def window(who: str, delay: int = 0, closes: int | None = None) -> Window:
    late = delay * 60
    return Window(STARTS + late - BEFORE[who] * 60, CLOSES + late if closes is None else closes)


def own(who: str) -> tuple[int, ...]:
    return tuple(range(AUDIENCES.index(who) + 1))


everybody = pytest.mark.parametrize("who", AUDIENCES)


@everybody
@pytest.mark.parametrize("delay", [0, 20], ids=["on time", "20 minutes late"])
def test_the_window_of_each_audience_to_the_second(who: str, delay: int) -> None:
    door = replace(DOOR, live=Live(delay_minutes=delay))
    told = window(who, delay)
    early, open_, over = TooEarly(told), Open(told, own(who)), Over(told, recording=False)
    edges = {
        told.opens_at - 1: early,
        told.opens_at: open_,
        told.opens_at + 1: open_,
        STARTS + delay * 60: open_,
        ENDS + delay * 60: open_,
        told.closes_at - 1: open_,
        told.closes_at: over,
        told.closes_at + 1: over,
    }
    assert {now: access(door, who, now) for now in edges} == edges


@everybody
@pytest.mark.parametrize("ended", [ENDS - 600, ENDS + 3600], ids=["ten minutes early", "an hour late"])
def test_it_is_open_until_it_ended(who: str, ended: int) -> None:
    """Whatever the plan said, and whatever the delay."""
    door = replace(DOOR, live=Live(delay_minutes=5, ended_at=ended, recording=True))
    told = window(who, 5, ended)
    over = Over(told, recording=True)
    edges = {ended - 1: Open(told, own(who)), ended: over, ended + 1: over}
    assert {now: access(door, who, now) for now in edges} == edges


def test_a_speaker_is_never_later_than_those_who_listen() -> None:
    slot = replace(SLOT, opens_before_speakers=0, opens_before_registered=0, opens_before_public=15)
    told = Window(STARTS - 15 * 60, CLOSES)
    assert [access(replace(DOOR, slot=slot), who, STARTS - 900) for who in AUDIENCES] == [
        Open(told, own(who)) for who in AUDIENCES
    ]


FOR = {
    audience: replace(DOOR, slot=replace(SLOT, ways=(Way("join", audience=audience),)), links=frozenset({0}))
    for audience in AUDIENCES
}
MOMENTS = {"before": STARTS - 86_400, "open": STARTS, "over": CLOSES}


@everybody
@pytest.mark.parametrize("audience", AUDIENCES)
def test_who_may_use_a_way_and_who_not(who: str, audience: str) -> None:
    """A way for hosts alone is not spoken of to others: to them there is none."""
    told = window(who)
    allowed = AUDIENCES.index(who) >= AUDIENCES.index(audience)
    refused: Access = OnSite() if audience == "hosts" else NotForYou(told, audience)
    expected = {
        "before": TooEarly(told) if allowed else refused,
        "open": Open(told, (0,)) if allowed else refused,
        "over": Over(told, recording=False),
    }
    assert {name: access(FOR[audience], who, now) for name, now in MOMENTS.items()} == expected


def test_the_least_audience_is_named() -> None:
    slot = replace(SLOT, ways=(Way("join", audience="speakers"), Way("webcast", audience="registered")))
    assert access(replace(DOOR, slot=slot), "public", STARTS) == NotForYou(window("public"), "registered")


@pytest.mark.parametrize(
    ("links", "found"),
    [
        pytest.param(set(), NoLink(window("speakers")), id="no link"),
        pytest.param({3}, NoLink(window("speakers")), id="the hosts' alone"),
        pytest.param({1, 3}, Open(window("speakers"), (1,)), id="one"),
    ],
)
def test_only_ways_with_a_link_are_open(links: set[int], found: Access) -> None:
    assert access(replace(DOOR, links=frozenset(links)), "speakers", STARTS) == found


@everybody
@pytest.mark.parametrize("now", [STARTS - 86_400, STARTS, CLOSES], ids=["before", "on", "after"])
def test_what_is_cancelled_opens_for_nobody(who: str, now: int) -> None:
    assert access(replace(DOOR, cancelled=True), who, now) == Cancelled()


@everybody
def test_without_a_slot_it_is_on_site_until_it_is_over(who: str) -> None:
    door = Door(span(STARTS, ENDS))
    over = Over(Window(STARTS, ENDS), recording=False)
    edges = {STARTS - 1: OnSite(), STARTS: OnSite(), ENDS - 1: OnSite(), ENDS: over}
    assert {now: access(door, who, now) for now in edges} == edges


@everybody
def test_what_is_private_is_for_its_speakers_alone(who: str) -> None:
    """Nor does anybody else learn that there is a door, or a recording."""
    door = replace(DOOR, private=True, live=Live(recording=True))
    part_of_it = who in {"speakers", "hosts"}
    told = window(who)
    assert [access(door, who, now) for now in (STARTS - 86_400, STARTS, CLOSES)] == (
        [TooEarly(told), Open(told, own(who)), Over(told, recording=True)]
        if part_of_it
        else [OnSite(), OnSite(), Over(told, recording=False)]
    )


HOUR = 3600


@everybody
def test_who_comes_at_the_hour_before_it_moved_learns_of_the_move(who: str) -> None:
    """From the opening there was to its closing; at any other hour the new time is all there is to say."""
    was = span(STARTS - 5 * HOUR, ENDS - 5 * HOUR)
    door = replace(DOOR, former=(was,))
    told = window(who)
    opened, closed = told.opens_at - 5 * HOUR, CLOSES - 5 * HOUR
    moved = Moved(told, was)
    edges = {opened - 1: TooEarly(told), opened: moved, closed - 1: moved, closed: TooEarly(told), told.opens_at: None}
    found = {now: access(door, who, now) for now in edges}
    assert found == edges | {told.opens_at: Open(told, own(who))}


def test_what_moved_to_an_earlier_hour_is_open_or_over() -> None:
    later = span(STARTS + 5 * HOUR, ENDS + 5 * HOUR)
    door = replace(DOOR, former=(later,))
    told = window("public")
    assert access(door, "public", STARTS + 5 * HOUR) == Over(told, recording=False)


def naive(door: Door, who: str, now: int) -> str:
    """The same in other words: which minute list somebody is on, and what each list says."""
    slot, late = door.slot, door.live.delay_minutes * 60
    assert slot is not None
    if door.cancelled:
        return "Cancelled"
    ended = door.live.ended_at
    closes = ended if ended is not None else door.span.ends + late + slot.closes_after * 60
    if now >= closes:
        return "Over"
    lists = {
        "public": [slot.opens_before_public],
        "registered": [slot.opens_before_public, slot.opens_before_registered],
        "speakers": [slot.opens_before_public, slot.opens_before_registered, slot.opens_before_speakers],
    }
    lists["hosts"] = lists["speakers"]
    admitted = {"public": "p", "registered": "pr", "speakers": "prs", "hosts": "prsh"}[who]
    if door.private and who in {"public", "registered"}:
        return "OnSite"
    mine = [way for way in slot.ways if way.audience[0] in admitted]
    if not mine:
        return "NotForYou" if any(way.audience != "hosts" for way in slot.ways) else "OnSite"
    if now < door.span.starts + late - max(lists[who]) * 60:
        return "TooEarly"
    linked = [place for place, way in enumerate(slot.ways) if way in mine and place in door.links]
    return "Open" if linked else "NoLink"


minutes = st.integers(0, 90)
ways = st.lists(st.builds(Way, st.just("join"), st.just(""), st.sampled_from(AUDIENCES)), max_size=4).map(tuple)
slots = st.builds(RemoteSlot, st.just("1"), st.just(1), st.none(), ways, st.none(), st.none(), *[minutes] * 4)
lives = st.builds(Live, minutes, st.none() | st.integers(STARTS - HOUR, ENDS + 3 * HOUR))
doors = st.builds(
    Door, st.just(span(STARTS, ENDS)), slots, st.frozensets(st.integers(0, 3)), lives, st.booleans(), st.booleans()
)


@given(doors, st.sampled_from(AUDIENCES), st.integers(STARTS - 3 * HOUR, ENDS + 4 * HOUR))
def test_a_naive_version_decides_the_same(door: Door, who: str, now: int) -> None:
    assert type(access(door, who, now)).__name__ == naive(door, who, now)


@given(doors, st.integers(STARTS - 3 * HOUR, ENDS + 4 * HOUR))
def test_more_rights_never_open_less(door: Door, now: int) -> None:
    open_ = [
        set(found.ways) if isinstance(found, Open) else set() for found in (access(door, who, now) for who in AUDIENCES)
    ]
    assert all(less <= more for less, more in pairwise(open_))


@pytest.mark.parametrize(
    ("live", "over"),
    [
        pytest.param(Live(), "10:15", id="nobody ended it"),
        pytest.param(Live(delay_minutes=20), "10:35", id="nobody ended what was late"),
        pytest.param(Live(ended_at=at("2017-06-12T09:40")), "09:40", id="ended early"),
        pytest.param(Live(delay_minutes=20, ended_at=at("2017-06-12T11:00")), "11:00", id="to end later"),
    ],
)
def test_when_a_session_until_ten_is_over_for_certain(live: Live, over: str) -> None:
    ends, moment = at("2017-06-12T10:00"), at(f"2017-06-12T{over}")
    assert [live.is_over(ends, moment + step) for step in (-1, 0)] == [False, True]
