"""What a release would cancel, and when that needs a word."""

from dataclasses import replace

import pytest

from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.removals import Guard, removed
from tests.factories import placement, programme

NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
PUBLIC = programme(
    *(placement(str(number), NINE, TEN, f"room-{number}") for number in range(10)),
    placement("9", TEN, ELEVEN, "room-9", part=2),
)
FIRST = release(PUBLIC, None, number=1, label="", note="", at=1000)


def after(leaving: int, *, parts: frozenset[tuple[str, int]] = frozenset()) -> PublicRelease:
    """The release after so many sessions left, the last ones first, and these parts."""
    gone = {str(9 - number) for number in range(leaving)}
    kept: Programme = ordered(
        replace(PUBLIC, placements=tuple(p for p in PUBLIC.placements if p.session not in gone and p.id not in parts))
    )
    return release(kept, FIRST, number=2, label="", note="", at=2000)


@pytest.mark.parametrize(
    ("guard", "leaving", "held"),
    [
        pytest.param(Guard(20, 1), 2, 0, id="as much as may go"),
        pytest.param(Guard(20, 1), 3, 3, id="one more"),
        pytest.param(Guard(20, 3), 3, 3, id="as many as are held back"),
        pytest.param(Guard(20, 4), 3, 0, id="one fewer"),
        pytest.param(Guard(0, 1), 1, 1, id="whatever goes"),
        pytest.param(Guard(0, 0), 0, 0, id="nothing goes"),
        pytest.param(Guard(99, 1), 10, 10, id="everything goes"),
        pytest.param(Guard(100, 1), 10, 0, id="never held back"),
        pytest.param(Guard(), 4, 0, id="fewer than five, by default"),
        pytest.param(Guard(), 5, 5, id="five of ten, by default"),
    ],
)
def test_what_is_held_back(guard: Guard, leaving: int, held: int) -> None:
    assert guard.holds_back(FIRST, after(leaving)) == tuple(str(9 - n) for n in reversed(range(held)))


def test_a_session_goes_with_its_last_part() -> None:
    assert removed(FIRST, after(0, parts=frozenset({("9", 2)}))) == ()
    assert removed(FIRST, after(0, parts=frozenset({("9", 1), ("9", 2)}))) == ("9",)


def test_what_was_cancelled_before_counts_no_more() -> None:
    second = after(5)
    third = release(PUBLIC, second, number=3, label="", note="", at=3000)
    assert (removed(second, second), removed(second, third), removed(third, second)) == ((), (), tuple("56789"))


def test_a_first_release_cancels_nothing() -> None:
    assert Guard(0, 0).holds_back(None, FIRST) == ()
