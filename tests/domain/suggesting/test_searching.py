"""Where parts fit: by hand, and against trying everything."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.conflicts import RULES, Policy
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Relation, SessionType
from scheduler.domain.suggesting import cells, explain, fitting, suggest
from tests.domain.conflicts.programmes_more import rich
from tests.domain.suggesting.oracle import ranked
from tests.factories import at, day, event, person, placement, programme, room, session, span

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
POLICIES = st.sampled_from(
    (
        Policy(),
        Policy.of({"room-double-booked": "warning", "room-turnover": "error"}, {}, RULES.values()),
        Policy.of(
            {"remote-slot-missing": "off", "team-overbooked": "off", "duration-mismatch": "off"}, {}, RULES.values()
        ),
        Policy.of({"remote-slot-missing": "off", "person-double-booked": "info"}, {}, RULES.values()),
    )
)


@st.composite
def searches(draw: st.DrawFn) -> tuple[Programme, tuple[str, int], Policy]:
    """A rich programme on coarse days around midnight, a part of it that takes part, and a policy.

    Placements that end as they begin are left out: no database holds one.
    """
    made = draw(rich())
    made = replace(made, placements=tuple(p for p in made.placements if p.starts < p.ends))
    days = (day("2017-06-12", 21 * 60, 26 * 60), day("2017-06-13", 6 * 60, 8 * 60))
    made = ordered(replace(made, event=replace(made.event, days=days, grid_minutes=60)))
    active = [s for s in made.sessions if s.state != "cancelled"]
    assume(active)
    chosen = draw(st.sampled_from(active))
    id_ = (chosen.code, draw(st.sampled_from(chosen.parts)).number)
    if draw(st.booleans()):
        made = replace(made, placements=tuple(p for p in made.placements if p.id != id_))
    return made, id_, draw(POLICIES)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(searches())
def test_every_suggestion_is_free_and_none_better_is_missing(case: tuple[Programme, tuple[str, int], Policy]) -> None:
    made, id_, policy = case
    free, taken = ranked(made, *id_, policy)
    found = suggest(made, *id_, policy=policy, limit=10_000, blocked=True)
    told = [(each.room, each.starts, each.score) for each in found]
    assert told[: len(free)] == free
    assert told[len(free) :] == taken
    assert [each.is_free for each in found] == [True] * len(free) + [False] * len(taken)
    assert suggest(made, *id_, policy=policy, limit=3) == found[: min(3, len(free))]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(searches())
def test_nothing_is_said_to_be_in_the_way_of_a_free_cell(case: tuple[Programme, tuple[str, int], Policy]) -> None:
    made, id_, policy = case
    looked_at = cells(made, *id_, policy=policy)
    for each in suggest(made, *id_, policy=policy, limit=10_000):
        assert looked_at[each.room, each.starts] == ()


NINE = "2017-06-12T09:00"
KINDS = [
    SessionType("plenary", "Plenary", plenary=True),
    SessionType("break", "Break", break_=True),
    SessionType("hackathon", "Hackathon", background=True),
]


def forum(*placements: Placement, **kw: Any) -> Programme:
    """A morning of three hours, one start an hour, two rooms; session 1 is to be placed."""
    known: dict[str, Any] = {
        "event": event(days=(day("2017-06-12", 9 * 60, 12 * 60),), grid_minutes=60),
        "rooms": [room("hall"), room("annex", position=1)],
        "sessions": [session("1", people=["ada"]), session("2", people=["bob"])],
        "people": [person("ada"), person("bob")],
        "session_types": KINDS,
    }
    return programme(*placements, **{**known, **kw})


def found(made: Programme, **kw: Any) -> list[str]:
    """The cells suggested for session 1, as `hall 9`."""
    return [f"{each.room} {(each.starts - at('2017-06-12T00:00')) // 3600}" for each in suggest(made, "1", 1, **kw)]


OTHER = placement("2", NINE, "2017-06-12T10:00", "hall")
EVERYWHERE = ["hall 9", "annex 9", "hall 10", "annex 10", "hall 11", "annex 11"]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(forum(), EVERYWHERE, id="an empty morning"),
        pytest.param(forum(OTHER), [each for each in EVERYWHERE if each != "hall 9"], id="a room is taken"),
        pytest.param(
            forum(OTHER, rooms=[room("hall", parallel=True), room("annex", position=1)]), EVERYWHERE, id="parallel use"
        ),
        pytest.param(
            forum(OTHER, sessions=[session("1", people=["ada"]), session("2", people=["ada"])]),
            ["hall 10", "annex 10", "hall 11", "annex 11"],
            id="a person is elsewhere",
        ),
        pytest.param(
            forum(
                OTHER,
                sessions=[session("1", people=["ada"]), session("2", people=["ada"])],
                people=[person("ada", floating=True)],
            ),
            ["annex 9", "hall 10", "annex 10", "hall 11", "annex 11"],
            id="somebody who floats",
        ),
        pytest.param(
            forum(people=[person("ada", availability=(span("2017-06-12T10:00", "2017-06-12T11:00"),))]),
            ["hall 10", "annex 10"],
            id="a person is away",
        ),
        pytest.param(
            forum(
                people=[person("ada", availability=(span("2017-06-12T10:40", "2017-06-12T11:00"),))],
                sessions=[session("1", people=[Appearance("ada", from_minute=40)])],
            ),
            ["hall 10", "annex 10"],
            id="a person who comes late",
        ),
        pytest.param(
            forum(
                people=[person("ada", placeholder=True, availability=(span("2017-06-13T10:00", "2017-06-13T11:00"),))]
            ),
            EVERYWHERE,
            id="somebody to be named",
        ),
        pytest.param(
            forum(OTHER, sessions=[session("1"), session("2", type="plenary")]),
            ["hall 10", "annex 10", "hall 11", "annex 11"],
            id="beside a plenary",
        ),
        pytest.param(
            forum(OTHER, sessions=[session("1", type="plenary"), session("2")]),
            ["hall 10", "annex 10", "hall 11", "annex 11"],
            id="a plenary itself",
        ),
        pytest.param(
            forum(
                rooms=[room("hall"), room("annex", position=1, features=("loop",))],
                sessions=[session("1", features=("loop",))],
            ),
            ["annex 9", "annex 10", "annex 11"],
            id="a room that has what it needs",
        ),
        pytest.param(
            forum(rooms=[room("hall", availability=(span("2017-06-12T10:00", "2017-06-12T11:30"),))]),
            ["hall 10"],
            id="a room's hours",
        ),
        pytest.param(
            forum(
                rooms=[room("hall", capacity=10), room("annex", capacity=50, position=1)],
                sessions=[session("1", expected_attendance=40)],
            ),
            ["annex 9", "annex 10", "annex 11", "hall 9", "hall 10", "hall 11"],
            id="seats enough first",
        ),
        pytest.param(
            forum(sessions=[session("1", wishes=(span("2017-06-12T11:00", "2017-06-12T12:00"),))]),
            ["hall 11", "annex 11", "hall 10", "annex 10", "hall 9", "annex 9"],
            id="the wished time first",
        ),
        pytest.param(
            forum(sessions=[session("1", parts=[120])]), ["hall 9", "annex 9", "hall 10", "annex 10"], id="two hours"
        ),
        pytest.param(forum(sessions=[session("1", parts=[240])]), [], id="longer than the day"),
        pytest.param(
            forum(
                OTHER,
                sessions=[session("1"), session("2")],
                relations=[Relation(1, "after", "1", "2")],
            ),
            ["hall 10", "annex 10", "hall 11", "annex 11"],
            id="after another",
        ),
        pytest.param(
            forum(OTHER, sessions=[session("1"), session("2")], relations=[Relation(1, "same-room", "1", "2")]),
            ["hall 10", "hall 11"],
            id="in the same room, which only the rule knows",
        ),
        pytest.param(
            forum(placement("1", NINE, "2017-06-12T10:00", "hall")), EVERYWHERE[1:], id="not where it is already"
        ),
        pytest.param(forum(sessions=[session("1", mode="remote")]), [], id="remote, without a way in"),
        pytest.param(forum(sessions=[session("1", state="withdrawn")]), [], id="withdrawn"),
    ],
)
def test_where_it_fits(made: Programme, expected: list[str]) -> None:
    assert found(made) == expected


def test_a_remote_session_needs_no_room() -> None:
    made = forum(sessions=[session("1", mode="remote")])
    policy = Policy.of({"remote-slot-missing": "warning"}, {}, RULES.values())
    assert found(made, policy=policy) == ["None 9", "None 10", "None 11"]


def test_the_event_says_what_is_an_error() -> None:
    policy = Policy.of({"room-double-booked": "warning"}, {}, RULES.values())
    assert sorted(found(forum(OTHER), policy=policy)) == sorted(EVERYWHERE)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(forum(sessions=[session("1", type="hackathon", parts=[1440])]), EVERYWHERE, id="all night"),
        pytest.param(
            forum(
                sessions=[session("1", type="hackathon", parts=[1440])],
                rooms=[room("hall", availability=(span("2017-06-12T10:00", "2017-06-13T10:30"),))],
            ),
            ["hall 10"],
            id="in a room that is closed at times",
        ),
        pytest.param(
            forum(
                placement("2", "2017-06-13T09:30", "2017-06-13T10:30", "hall"),
                sessions=[session("1", type="hackathon", parts=[1440]), session("2")],
            ),
            ["hall 9", "annex 9", "annex 10", "annex 11"],
            id="until the room is taken the next day",
        ),
        pytest.param(forum(sessions=[session("1", parts=[1440])]), [], id="a workshop has to end by the evening"),
    ],
)
def test_background_sessions_may_go_on_when_the_event_is_closed(made: Programme, expected: list[str]) -> None:
    assert found(made) == expected


def test_limit_days_and_rooms() -> None:
    two = forum(event=event(days=(day("2017-06-12", 540, 600), day("2017-06-13", 540, 600)), grid_minutes=60))
    assert found(two, limit=1) == ["hall 9"]
    assert found(two, rooms=("annex",)) == ["annex 9", "annex 33"]
    assert found(two, days=(two.event.days[1].date,)) == ["hall 33", "annex 33"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2017-06-12T08:59", EVERYWHERE, id="before"),
        pytest.param("2017-06-12T10:00", ["hall 10", "annex 10", "hall 11", "annex 11"], id="as one begins"),
        pytest.param("2017-06-12T10:01", ["hall 11", "annex 11"], id="after it began"),
        pytest.param("2017-06-12T11:01", EVERYWHERE, id="when all is over, it can still be looked at"),
    ],
)
def test_what_is_past_is_not_suggested_while_anything_is_to_come(now: str, expected: list[str]) -> None:
    assert found(forum(), now=at(now)) == expected
    earliest = expected[0].split()[1]
    assert (
        explain(forum(), "1", 1, now=at(now))
        .sentences[0]
        .startswith(f"It fits in Hall on Mon 12 June from {earliest:0>2}:")
    )


def test_blocked_ones_follow_with_what_is_in_their_way() -> None:
    (*_, last) = suggest(forum(OTHER), "1", 1, blocked=True)
    assert (last.room, [c.rule for c in last.conflicts if c.severity == "error"]) == ("hall", ["room-double-booked"])


def test_a_day_when_the_clocks_change_has_each_moment_once() -> None:
    """From 01:00 to 05:00 by the clock are three hours in March, five in October."""
    for date, hours in (("2017-03-26", 3), ("2017-10-29", 5)):
        made = forum(event=event(days=(day(date, 60, 300),), grid_minutes=60), rooms=[room("hall")])
        starts = [each.starts for each in suggest(made, "1", 1)]
        assert len(set(starts)) == len(starts)
        assert max(starts) - min(starts) == (hours - 1) * 3600


def test_reasons_are_said() -> None:
    made = forum(
        placement("2", "2017-06-12T11:00", "2017-06-12T12:00", "hall"),
        rooms=[room("hall", capacity=50, turnover_minutes=10, features=("loop",))],
        sessions=[
            session(
                "1",
                people=["ada"],
                expected_attendance=40,
                features=("loop",),
                wishes=(span("2017-06-12T09:00", "2017-06-12T10:00"),),
            ),
            session("2", people=["ada"]),
        ],
    )
    first, second = suggest(made, "1", 1)
    assert first.reasons == (
        "Hall holds 50 for 40 expected.",
        "Hall has loop.",
        "It is at a wished time.",
        "Ada is here that day anyway.",
        "Ada would have 60 minutes in between.",
    )
    assert second.reasons == (
        "Hall holds 50 for 40 expected.",
        "Hall has loop.",
        "Hall would have less than its turnover of 10 minutes.",
        "It is not at a wished time: the nearest is on Mon 12 June from 09:00 to 10:00.",
        "Ada is here that day anyway.",
    )


def test_reasons_name_who_waits_longest_who_comes_for_more_and_what_is_not_known() -> None:
    made = forum(
        placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "annex"),
        placement("3", "2017-06-13T10:00", "2017-06-13T11:00", "annex"),
        event=event(days=(day("2017-06-12", 9 * 60, 18 * 60), day("2017-06-13", 9 * 60, 18 * 60)), grid_minutes=60),
        sessions=[
            session("1", people=["ada", "bob", "eve", Appearance("cleo", from_minute=30)]),
            session("2", people=["ada", "cleo"]),
            session("3", people=["bob"]),
        ],
    )
    by_hour = {each.starts: each.reasons for each in suggest(made, "1", 1, rooms=("hall",), limit=100)}
    unknown = "How many are expected is not known, so the room's size does not count."
    assert by_hour[at("2017-06-12T11:00")] == (
        "Ada and Cleo are here that day anyway.",
        "Cleo would have 30 minutes in between.",
        "Bob would come for one more day.",
        unknown,
    )
    assert by_hour[at("2017-06-13T11:00")] == (
        "Bob is here that day anyway.",
        "Ada and Cleo would come for one more day.",
        unknown,
    )


def test_a_wish_that_is_far_is_named_the_nearest_first() -> None:
    wishes = (span("2017-06-10T09:00", "2017-06-10T18:00"), span("2017-06-12T11:30", "2017-06-12T14:00"))
    made = forum(rooms=[room("hall")], sessions=[session("1", wishes=wishes, expected_attendance=3)])
    assert [each.reasons[1] for each in suggest(made, "1", 1)] == [
        "It is not at a wished time: the nearest is on Mon 12 June from 11:30 to 14:00."
    ] * 3


def test_what_fits_into_a_free_hour() -> None:
    made = forum(
        OTHER,
        sessions=[
            session("1", people=["ada"]),
            session("2", people=["bob"]),
            session("3", parts=[45]),
            session("4", parts=[90]),
            session("5", people=["bob"]),
            session("6", state="proposed"),
            session("7", mode="remote"),
        ],
        slots=[RemoteSlot("7", 1, ways=(Way("join"),))],
    )
    fits = fitting(made, "annex", at(NINE), at("2017-06-12T10:00"))
    # Bob is elsewhere, an hour and a half is too long, nobody accepted number 6, and 7 needs no room; 15 empty minutes
    # cost 30 points.
    assert [(fit.session, fit.part, fit.score) for fit in fits] == [("1", 1, 1000), ("3", 1, 970)]
    unknown = "How many are expected is not known, so the room's size does not count."
    assert [fit.reasons for fit in fits] == [("It fills the time.", unknown), ("It leaves 15 minutes empty.", unknown)]
    assert [fit.session for fit in fitting(made, "annex", at(NINE), at("2017-06-12T10:00"), limit=1)] == ["1"]
