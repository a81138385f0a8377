import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.conflicts.overlap import largest, simultaneous

LINES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8)
SETS = st.sets(st.frozensets(st.integers(0, 6), min_size=1), max_size=8)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(0, 9, 1)], [], id="alone"),
        pytest.param([(0, 9, 1), (9, 12, 2)], [], id="touching"),
        pytest.param([(0, 9, 1), (0, 9, 2)], [(0, 9, (1, 2))], id="exact"),
        pytest.param([(3, 9, 1), (0, 4, 2)], [(3, 4, (1, 2))], id="any order"),
        pytest.param([(0, 9, 1), (4, 4, 2), (5, 3, 3)], [], id="empty and inverted"),
        pytest.param([(0, 5, 1), (2, 8, 2), (4, 9, 3)], [(4, 5, (1, 2, 3))], id="three at once"),
        pytest.param([(0, 4, 1), (2, 8, 2), (5, 9, 3)], [(2, 4, (1, 2)), (5, 8, (2, 3))], id="chain"),
        pytest.param([(0, 9, 1), (1, 3, 2), (4, 6, 3)], [(1, 3, (1, 2)), (4, 6, (1, 3))], id="two in one"),
    ],
)
def test_simultaneous(items: list[tuple[int, int, int]], expected: list[tuple[int, int, tuple[int, ...]]]) -> None:
    assert list(simultaneous(items)) == expected


@given(LINES)
def test_the_sweep_finds_what_looking_at_every_moment_finds(lines: list[tuple[int, int]]) -> None:
    there = {frozenset(who for who, (start, end) in enumerate(lines) if start <= moment < end) for moment in range(12)}
    largest_sets = {one for one in there if len(one) > 1 and not any(one < other for other in there)}
    expected = sorted(
        (max(lines[who][0] for who in one), min(lines[who][1] for who in one), tuple(sorted(one)))
        for one in largest_sets
    )
    assert list(simultaneous((start, end, who) for who, (start, end) in enumerate(lines))) == expected


@given(SETS)
def test_largest_keeps_what_lies_in_no_other(sets: set[frozenset[int]]) -> None:
    given_order = [tuple(sorted(one)) for one in sets]
    expected = [one for one in given_order if not any(set(one) < other for other in sets)]
    assert largest(given_order) == expected
