import pytest

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.live import Moment, at_moment
from scheduler.domain.placement import Placement
from scheduler.domain.release import release
from tests.factories import at, placement, programme

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
    return [item.session for item in found.now], [item.session for item in found.next]


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
    assert at_moment(agenda, moment) == Moment(moment, (agenda[1],), ())


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
