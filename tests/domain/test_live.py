import pytest

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.door import Live
from scheduler.domain.live import Moment, Running, at_moment
from scheduler.domain.placement import Placement
from scheduler.domain.release import release
from scheduler.web.times import clock_text
from tests.factories import ZONE, at, placement, programme

OPENING = placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov")


def items(*placements: Placement, cancelled: tuple[Placement, ...] = ()) -> tuple[AgendaItem, ...]:
    """The agenda of these placements; the cancelled ones were released before."""
    first = release(programme(*placements, *cancelled), None, number=1, label="", note="", at=1)
    if not cancelled:
        return first.items
    return release(programme(*placements), first, number=2, label="", note="", at=2).items


def seen(agenda: tuple[AgendaItem, ...], moment: str) -> tuple[list[str], list[str]]:
    """The codes of what is on, and of what comes next."""
    found = at_moment(agenda, at(moment))
    return [each.item.session for each in found.now], [each.item.session for each in found.next]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2017-06-12T08:59:59", ([], ["1"]), id="a second before the start"),
        pytest.param("2017-06-12T09:00:00", (["1"], []), id="at the start"),
        pytest.param("2017-06-12T09:00:01", (["1"], []), id="a second after the start"),
        pytest.param("2017-06-12T09:59:59", (["1"], []), id="a second before the end"),
        pytest.param("2017-06-12T10:00:00", ([], []), id="at the end"),
        pytest.param("2017-06-12T10:00:01", ([], []), id="a second after the end"),
    ],
)
def test_the_edges_of_a_session(moment: str, expected: tuple[list[str], list[str]]) -> None:
    assert seen(items(OPENING), moment) == expected


def test_where_one_ends_the_next_begins() -> None:
    after = placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov")
    agenda = items(OPENING, after)
    moment = at("2017-06-12T10:00")
    second = Running(agenda[1], at("2017-06-12T10:00"), at("2017-06-12T11:00"))
    assert at_moment(agenda, moment) == Moment(moment, (second,), (), ())


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov"),
                placement("3", "2017-06-12T11:00", "2017-06-12T12:00", "popov"),
            ],
            ["2"],
            id="the first of a room",
        ),
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov"),
                placement("3", "2017-06-13T09:00", "2017-06-13T10:00", "annex"),
            ],
            ["2", "3"],
            id="of each room, on whichever day",
        ),
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov"),
                placement("3", "2017-06-12T10:00", "2017-06-12T12:00", "popov"),
            ],
            ["2", "3"],
            id="all that start together in a room",
        ),
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00"),
                placement("3", "2017-06-12T10:30", "2017-06-12T11:00"),
            ],
            ["2"],
            id="the first of those in no room",
        ),
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov", also_in=("annex",)),
                placement("3", "2017-06-12T12:00", "2017-06-12T13:00", "annex"),
                placement("4", "2017-06-12T12:30", "2017-06-12T13:00", "popov"),
            ],
            ["2"],
            id="one in several rooms is the first of each",
        ),
        pytest.param(
            [
                placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov"),
                placement("3", "2017-06-12T12:00", "2017-06-12T13:00", "popov", also_in=("annex",)),
                placement("4", "2017-06-12T12:30", "2017-06-12T13:00", "annex"),
            ],
            ["2", "3"],
            id="the first of an overflow room",
        ),
        pytest.param([], [], id="nothing follows"),
    ],
)
def test_what_comes_next(others: list[Placement], expected: list[str]) -> None:
    assert seen(items(OPENING, *others), "2017-06-12T09:30") == (["1"], expected)


def test_the_cancelled_take_no_part() -> None:
    running = placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "annex")
    coming = placement("3", "2017-06-12T10:00", "2017-06-12T11:00", "popov")
    later = placement("4", "2017-06-12T11:00", "2017-06-12T12:00", "popov")
    assert seen(items(OPENING, later, cancelled=(running, coming)), "2017-06-12T09:30") == (["1"], ["4"])


def test_what_crosses_midnight_is_on_on_both_sides() -> None:
    night = items(placement("1", "2017-06-12T23:30", "2017-06-13T00:30", "popov"))
    moments = ["2017-06-12T23:59:59", "2017-06-13T00:00:00", "2017-06-13T00:29:59", "2017-06-13T00:30:00"]
    assert [seen(night, moment)[0] for moment in moments] == [["1"], ["1"], ["1"], []]


def told(running: tuple[Running, ...]) -> list[tuple[str, str, str]]:
    """Code, start and end of each, by the clock in Zurich."""
    return [(each.item.session, clock_text(each.starts, ZONE), clock_text(each.ends, ZONE)) for each in running]


AFTER = placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "popov")
LATE = {("1", 1): Live(delay_minutes=20)}


@pytest.mark.parametrize(
    ("moment", "live", "now", "following"),
    [
        pytest.param("2017-06-12T09:19:59", LATE, [], ["1"], id="late: a second before"),
        pytest.param("2017-06-12T09:20:00", LATE, ["1"], ["2"], id="late: at its start"),
        pytest.param(
            "2017-06-12T10:19:59", LATE, ["1", "2"], [], id="late: it runs on, and the next begins as planned"
        ),
        pytest.param("2017-06-12T10:20:00", LATE, ["2"], [], id="late: at its end"),
        pytest.param(
            "2017-06-12T09:39:59", {("1", 1): Live(ended_at=at("2017-06-12T09:40"))}, ["1"], ["2"], id="before it ended"
        ),
        pytest.param(
            "2017-06-12T09:40:00", {("1", 1): Live(ended_at=at("2017-06-12T09:40"))}, [], ["2"], id="once it ended"
        ),
        pytest.param(
            "2017-06-12T08:00:00",
            {("1", 1): Live(ended_at=at("2017-06-12T07:00"))},
            [],
            ["2"],
            id="before its hour",
        ),
        pytest.param(
            "2017-06-12T10:30:00",
            {("1", 1): Live(ended_at=at("2017-06-12T10:45"))},
            ["1", "2"],
            [],
            id="to end later",
        ),
    ],
)
def test_what_is_said_on_the_day_counts(
    moment: str, live: dict[tuple[str, int], Live], now: list[str], following: list[str]
) -> None:
    found = at_moment(items(OPENING, AFTER), at(moment), live)
    assert ([each.item.session for each in found.now], [each.item.session for each in found.next]) == (now, following)


@pytest.mark.parametrize(
    ("live", "others", "behind"),
    [
        pytest.param(LATE, (), 20, id="its room is taken so long"),
        pytest.param({("1", 1): Live(delay_minutes=20, ended_at=at("2017-06-12T10:05"))}, (), 5, id="until it ended"),
        pytest.param({("1", 1): Live(delay_minutes=20), ("2", 1): Live(delay_minutes=30)}, (), 0, id="later itself"),
        pytest.param({("1", 1): Live(delay_minutes=20, emergency_room="annex")}, (), 0, id="late elsewhere"),
        pytest.param({**LATE, ("2", 1): Live(emergency_room="annex")}, (), 0, id="it is elsewhere itself"),
        pytest.param(
            {("3", 1): Live(delay_minutes=20)},
            (placement("3", "2017-06-12T09:30", "2017-06-12T10:30", "popov"),),
            0,
            id="what was planned beside it",
        ),
    ],
)
def test_what_follows_something_late(
    live: dict[tuple[str, int], Live], others: tuple[Placement, ...], behind: int
) -> None:
    found = at_moment(items(OPENING, AFTER, *others), at("2017-06-12T09:55"), live)
    assert {each.item.session: each.behind_minutes for each in found.next} == {"2": behind}


def test_a_delay_shows_in_the_hours() -> None:
    found = at_moment(items(OPENING, AFTER), at("2017-06-12T09:10"), LATE)
    assert told(found.next) == [("1", "09:20", "10:20")]


def test_a_room_said_on_the_day_is_the_one_that_counts() -> None:
    later = placement("3", "2017-06-12T12:00", "2017-06-12T13:00", "annex")
    moved = {("2", 1): Live(emergency_room="annex")}
    found = at_moment(items(OPENING, AFTER, later), at("2017-06-12T09:30"), moved)
    assert [(each.item.session, each.rooms) for each in found.next] == [("2", ("annex",))]


def test_a_few_are_as_late_as_among_all() -> None:
    """The opening runs late in another room, which one asks about what follows there, and one about everything."""
    late = {("1", 1): Live(delay_minutes=20, emergency_room="annex")}
    agenda = items(OPENING, placement("2", "2017-06-12T10:00", "2017-06-12T11:00", "annex"))
    moment = at("2017-06-12T09:30")
    every, one = (at_moment(agenda, moment, late, among=among) for among in (None, {("2", 1)}))
    assert [each.behind_minutes for each in every.next] == [20]
    assert one == Moment(moment, (), (), every.next)


@pytest.mark.parametrize(
    ("moment", "soon"),
    [
        ("2017-06-12T09:14:59", []),
        ("2017-06-12T09:15:00", ["2"]),
        ("2017-06-12T09:45:00", ["2"]),
        ("2017-06-12T09:59:59", ["2"]),
        ("2017-06-12T10:00:00", []),
    ],
)
def test_what_opens_soon_is_told_for_half_an_hour_until_it_begins(moment: str, soon: list[str]) -> None:
    """The door opens at 09:45."""
    found = at_moment(items(OPENING, AFTER), at(moment), {}, {("2", 1): 15})
    assert [each.item.session for each in found.soon] == soon
