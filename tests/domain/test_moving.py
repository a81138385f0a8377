"""Moves: what they make of a programme, and every way in which one can't be."""

from dataclasses import replace

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.moving import MOST_MOVES, Move, placements_of
from scheduler.domain.placement import Placement
from tests.factories import at, day, event, placement, programme, room, session

NINE, TEN = at("2017-06-12T09:00"), at("2017-06-12T10:00")
FORUM = programme(
    placement("1", NINE, TEN, "popov", also_in=("annex", "library"), setup_minutes=10),
    event=event(days=(day("2017-06-12"),)),
    rooms=[room("popov"), room("annex"), room("library")],
    sessions=[session("1", parts=(60, 30)), session("2")],
)


def test_what_else_a_placement_says_stays_with_it() -> None:
    """But for an overflow room that becomes the room."""
    moves = [Move("1", 1, "annex", TEN, TEN + 3600)]
    there = Placement("1", 1, TEN, TEN + 3600, "annex", also_in=("library",), setup_minutes=10)
    assert placements_of(FORUM, moves) == {("1", 1): there}


def test_a_part_can_be_placed_taken_off_and_put_on_line() -> None:
    moves = [Move("1", 1), Move("1", 2, None, NINE, TEN), Move("2", 1, "library", NINE, TEN)]
    assert placements_of(FORUM, moves) == {
        ("1", 1): None,
        ("1", 2): Placement("1", 2, NINE, TEN),
        ("2", 1): Placement("2", 1, NINE, TEN, "library"),
    }


YEAR = 365 * 86_400


@pytest.mark.parametrize(
    ("move", "pointer", "message"),
    [
        pytest.param(Move("9", 1), "session", "There is no session '9' in forum.", id="unknown session"),
        pytest.param(Move("1", 3), "part", "Session 1 has no part 3. It has 1, 2.", id="unknown part"),
        pytest.param(Move("1", 1, "attic", NINE, TEN), "room", "There is no room 'attic' in forum.", id="unknown room"),
        pytest.param(
            Move("1", 1, "popov"),
            "starts_at",
            "Part 1 of session 1 has a room but no time. Give it both times, or no room.",
            id="room without time",
        ),
        pytest.param(
            Move("1", 1, None, None, TEN),
            "starts_at",
            "Part 1 of session 1 has one time alone. Give both, or neither to take it off.",
            id="no start",
        ),
        pytest.param(
            Move("1", 1, None, NINE),
            "ends_at",
            "Part 1 of session 1 has one time alone. Give both, or neither to take it off.",
            id="no end",
        ),
        pytest.param(
            Move("1", 1, None, NINE, NINE),
            "ends_at",
            "Part 1 of session 1 would end before it starts, or as it starts.",
            id="empty",
        ),
        pytest.param(
            Move("1", 1, None, NINE, NINE + 31 * 86_400 + 1),
            "ends_at",
            "Part 1 of session 1 would last more than 31 days.",
            id="endless",
        ),
        pytest.param(
            Move("1", 1, None, NINE - YEAR - 1, NINE),
            "ends_at",
            "Part 1 of session 1 would last more than 31 days.",
            id="endless and long ago",
        ),
        pytest.param(
            Move("1", 1, None, NINE - YEAR - 1, TEN - YEAR),
            "starts_at",
            "Part 1 of session 1 would be far from forum: it must lie between 2016-06-12T09:00:00+02:00 and "
            "2018-06-12T18:00:00+02:00.",
            id="a year and a second before",
        ),
        pytest.param(
            Move("1", 1, None, TEN + YEAR, at("2017-06-12T18:00") + YEAR + 1),
            "starts_at",
            "Part 1 of session 1 would be far from forum: it must lie between 2016-06-12T09:00:00+02:00 and "
            "2018-06-12T18:00:00+02:00.",
            id="a year and a second after",
        ),
    ],
)
def test_a_move_that_cannot_be_is_pointed_at(move: Move, pointer: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        placements_of(FORUM, [Move("2", 1), move])
    assert [(flaw.pointer, flaw.message) for flaw in caught.value.flaws] == [(f"/moves/1/{pointer}", message)]


def test_moves_a_year_away_and_a_month_long_are_possible() -> None:
    early = Move("2", 1, None, NINE - YEAR, NINE - YEAR + 31 * 86_400)
    assert placements_of(FORUM, [early]) == {("2", 1): Placement("2", 1, early.starts or 0, early.ends or 0)}


LAST = at("2200-01-01T01:00")  # in Zurich, an hour ahead


def test_an_event_without_days_sets_no_bounds_but_those_of_calendars() -> None:
    anywhere = replace(FORUM, event=event())
    assert placements_of(anywhere, [Move("2", 1, None, 0, 60)]) == {("2", 1): Placement("2", 1, 0, 60)}
    assert placements_of(anywhere, [Move("2", 1, None, LAST - 60, LAST)]) == {
        ("2", 1): Placement("2", 1, LAST - 60, LAST)
    }
    for far in (-1, LAST - 59, -62_135_647_200, 253_402_340_399):  # the last two: in the years 1 and 9999
        with pytest.raises(InvalidInput, match="would be far from forum"):
            placements_of(anywhere, [Move("2", 1, None, far, far + 60)])


def test_moves_that_are_too_long_together_are_refused() -> None:
    """Rules look through all of it: 293 months took eight seconds."""
    long = programme(event=event(days=(day("2017-06-12"),)), sessions=[session(str(number)) for number in range(13)])
    moves = [Move(str(number), 1, None, NINE, NINE + 31 * 86_400) for number in range(13)]
    assert len(placements_of(long, moves[:12])) == 12
    with pytest.raises(InvalidInput) as caught:
        placements_of(long, moves)
    assert [(flaw.pointer, flaw.message) for flaw in caught.value.flaws] == [
        ("/moves", "The moves last more than 400 days together. Send fewer.")
    ]


def test_a_part_moves_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        placements_of(FORUM, [Move("2", 1), Move("2", 1, None, NINE, TEN)])
    assert [flaw.pointer for flaw in caught.value.flaws] == ["/moves/1"]


def test_so_many_moves_and_no_more() -> None:
    with pytest.raises(InvalidInput, match=r"501 moves at once are too many\. Send up to 500\."):
        placements_of(FORUM, [Move("2", 1)] * (MOST_MOVES + 1))
