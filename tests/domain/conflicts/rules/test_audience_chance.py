"""How probable so many common followers are: against exact fractions, and where floats end."""

from fractions import Fraction
from math import comb
from time import process_time

import pytest

from scheduler.domain.conflicts.rules.audience import at_least


def tail(both: int, audience: int, one: int, other: int, most: int | None = None) -> Fraction:
    """The probability by counting the ways to choose, up to `most` in common."""
    ways = sum(
        comb(one, common) * comb(audience - one, other - common)
        for common in range(both, min(one, other, most or other) + 1)
        if other - common <= audience - one
    )
    return Fraction(ways, comb(audience, other))


def test_small_audiences_exactly() -> None:
    """All of them up to nine people: exact above what is expected, and certain up to it."""
    for audience in range(1, 10):
        for one in range(1, audience + 1):
            for other in range(1, audience + 1):
                for both in range(min(one, other) + 1):
                    case = (both, audience, one, other)
                    expected = Fraction(1) if both * audience <= one * other else tail(*case)
                    assert at_least(*case) == pytest.approx(float(expected), rel=1e-12), case


@pytest.mark.parametrize(
    ("both", "one", "other"), [(25, 1000, 1000), (3, 300, 200), (60, 5000, 900), (12, 10, 10), (10, 10, 10)]
)
def test_an_audience_of_a_hundred_thousand(both: int, one: int, other: int) -> None:
    """Eighty terms are enough for an exact value: each is a small part of the one before."""
    expected = tail(both, 100_000, one, other, both + 80)
    assert at_least(both, 100_000, one, other) == pytest.approx(float(expected), rel=1e-7)


def test_more_than_everybody_can_not_be_in_common() -> None:
    assert at_least(11, 100, 10, 10) == 0.0


def test_what_is_too_seldom_for_a_float_is_nought_at_once() -> None:
    """Not after twenty million sums of nothing, which take many seconds."""
    began = process_time()
    assert at_least(30_000_000, 100_000_000, 50_000_000, 50_000_000) == 0.0
    assert process_time() - began < 1


def test_fewer_people_in_all_than_one_session_has_are_as_many() -> None:
    """Counts are taken one after the other, and may not fit: both are then followed by everybody."""
    assert at_least(10, 5, 10, 10) == 1.0
    assert (at_least(3, 0, 3, 2), at_least(3, 0, 2, 3)) == (0.0, 0.0)
