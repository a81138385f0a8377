from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.timespan import Span, merge, uncovered

SPANS = st.builds(Span, st.integers(0, 12), st.integers(0, 12))


def moments(*spans: Span) -> set[int]:
    """Each whole second that lies in one of the spans: the definition, as slow as it is plain."""
    return {moment for span in spans for moment in range(span.starts, span.ends)}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(Span(0, 10), Span(0, 10), True, id="exact"),
        pytest.param(Span(0, 10), Span(9, 20), True, id="by one second"),
        pytest.param(Span(0, 10), Span(10, 20), False, id="touching"),
        pytest.param(Span(0, 10), Span(11, 20), False, id="apart"),
        pytest.param(Span(0, 10), Span(3, 4), True, id="contained"),
        pytest.param(Span(0, 10), Span(5, 5), False, id="empty inside"),
        pytest.param(Span(0, 10), Span(8, 2), False, id="inverted inside"),
    ],
)
def test_overlap_is_half_open(one: Span, other: Span, expected: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (expected, expected)


@given(SPANS, SPANS)
def test_spans_overlap_exactly_if_they_share_a_moment(one: Span, other: Span) -> None:
    assert one.overlaps(other) == bool(moments(one) & moments(other))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([], (), id="none"),
        pytest.param([Span(5, 9), Span(0, 5)], (Span(0, 9),), id="touching"),
        pytest.param([Span(0, 9), Span(2, 3)], (Span(0, 9),), id="contained"),
        pytest.param([Span(6, 9), Span(0, 5)], (Span(0, 5), Span(6, 9)), id="apart"),
        pytest.param([Span(4, 4), Span(7, 1)], (), id="empty and inverted"),
    ],
)
def test_merge(spans: list[Span], expected: tuple[Span, ...]) -> None:
    assert merge(spans) == expected


@given(st.lists(SPANS, max_size=6))
def test_merged_spans_hold_the_same_moments_and_never_touch(spans: list[Span]) -> None:
    merged = merge(spans)
    assert moments(*merged) == moments(*spans)
    assert all(before.ends < after.starts for before, after in pairwise(merged))


@pytest.mark.parametrize(
    ("span", "cover", "expected"),
    [
        pytest.param(Span(0, 10), [], (Span(0, 10),), id="no cover"),
        pytest.param(Span(0, 10), [Span(0, 5), Span(5, 10)], (), id="touching windows"),
        pytest.param(Span(0, 10), [Span(2, 3), Span(5, 7)], (Span(0, 2), Span(3, 5), Span(7, 10)), id="gaps"),
        pytest.param(Span(0, 10), [Span(10, 20)], (Span(0, 10),), id="touching only"),
        pytest.param(Span(0, 10), [Span(8, 2)], (Span(0, 10),), id="inverted window"),
        pytest.param(Span(5, 5), [], (), id="empty span"),
    ],
)
def test_uncovered(span: Span, cover: list[Span], expected: tuple[Span, ...]) -> None:
    assert uncovered(span, cover) == expected


@given(SPANS, st.lists(SPANS, max_size=5))
def test_uncovered_is_what_lies_in_no_window(span: Span, cover: list[Span]) -> None:
    left = uncovered(span, cover)
    assert moments(*left) == moments(span) - moments(*cover)
    assert left == merge(left)
