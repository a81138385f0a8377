from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.conflicts.windows import Windows
from scheduler.domain.timespan import Span, uncovered

MOMENTS = st.integers(0, 12)


@given(st.lists(st.builds(Span, MOMENTS, MOMENTS), max_size=5), MOMENTS, MOMENTS)
def test_outside_is_what_no_window_covers(spans: list[Span], starts: int, ends: int) -> None:
    assert Windows(spans).outside(starts, ends) == uncovered(Span(starts, ends), spans)
