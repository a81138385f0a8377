"""What the indexes answer, and that moves take them along instead of building them again (decision 8)."""

import pytest

from scheduler.domain.conflicts import grouped, placing
from scheduler.domain.conflicts.groups import Groups, Index
from scheduler.domain.ordering import ordered
from tests.domain.conflicts.everything_wrong import WRONG, put
from tests.domain.conflicts.seen import s
from tests.factories import programme, session

DAY = programme(
    put("1", "09:00", "09:30"),
    put("2", "09:15", "10:45"),
    put("3", "09:30", "09:30"),
    put("4", "12:10", "12:20"),
    put("5", "12:20", "12:10"),
    sessions=[session(code, track="skills", terms=("sdg:4",)) for code in "12345"],
)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        pytest.param("09:00", "10:00", ["1", "2"], id="those that overlap"),
        pytest.param("09:20", "09:25", ["1", "2"], id="within both"),
        pytest.param("09:30", "09:40", ["2"], id="touching the end of one"),
        pytest.param("08:40", "09:00", [], id="touching a start, the hour before"),
        pytest.param("09:05", "09:15", ["1"], id="touching a start within the hour"),
        pytest.param("10:00", "13:00", ["2", "4"], id="across an hour in which nothing is"),
        pytest.param("14:00", "16:00", [], id="hours in which nothing is"),
        pytest.param("09:20", "09:20", [], id="no time"),
        pytest.param("10:00", "09:00", [], id="less than no time"),
    ],
)
def test_what_is_on_during_a_time(starts: str, ends: str, expected: list[str]) -> None:
    asked = s(starts, ends)
    groups = grouped(DAY)
    subject = groups.frame.subjects["1"]
    assert [code for _, _, (code, _) in groups.during(asked.starts, asked.ends)] == expected
    assert [code for _, _, (code, _) in groups.during_about(subject, asked.starts, asked.ends)] == expected


def test_moves_take_along_what_was_built_and_share_what_stays() -> None:
    before = ordered(WRONG)
    old = grouped(before)
    built = {"by_session": old.by_session, "by_hour": old.by_hour, "breaks": old.breaks}
    after = placing(before, {("3", 1): put("3", "13:00", "14:00", "far")})
    kept = vars(after)["_conflict_groups"]
    assert kept is grouped(after)
    assert kept.frame is old.frame
    assert {name for name in vars(kept) if isinstance(vars(Groups).get(name), Index)} == set(built)
    assert "items" in vars(kept)
    assert [code for code in kept.by_session if kept.by_session[code] is not old.by_session[code]] == ["3"]
    assert kept.breaks[True] is old.breaks[True]


def test_own_times_are_kept_and_those_of_one_placement_are_one() -> None:
    groups = grouped(ordered(WRONG))
    assert groups.own_items("bob") is groups.own_items("bob")
    assert [code for _, _, (code, _) in groups.own_items("bob")] == ["4", "2", "7", "10", "11"]
