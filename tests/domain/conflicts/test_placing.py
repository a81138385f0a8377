"""Moving placements takes the indexes over: they are what they would be if built anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.conflicts import grouped, placing
from scheduler.domain.conflicts.groups import Groups, Index
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from tests.domain.conflicts.programmes import placements, programmes

INDEXES = [name for name, value in vars(Groups).items() if isinstance(value, Index)]


@settings(deadline=None)
@given(programmes().map(ordered), st.data())
def test_indexes_after_moves_are_those_of_the_moved_programme(before: Programme, data: st.DataObject) -> None:
    for name in INDEXES:
        assert getattr(grouped(before), name) is getattr(grouped(before), name)  # built, and kept
    parts = [(s.code, part.number) for s in before.sessions for part in s.parts]
    chosen = data.draw(st.lists(st.sampled_from(parts), unique=True, max_size=4))
    moves = {one: data.draw(st.one_of(st.none(), placements(*one))) for one in chosen}
    after = placing(before, moves)
    anew = ordered(after)
    assert after == anew
    assert after.placement == anew.placement
    assert after.atoms is before.atoms
    for name in (*INDEXES, "placements", "items"):
        assert getattr(grouped(after), name) == getattr(grouped(anew), name), name


@settings(deadline=None)
@given(programmes().map(ordered))
def test_the_programme_moved_from_keeps_its_own_indexes(before: Programme) -> None:
    """Lists are shared between the two only where nothing changes in them."""
    built = {name: {key: list(items) for key, items in getattr(grouped(before), name).items()} for name in INDEXES}
    placing(before, dict.fromkeys(before.placement))
    assert {name: getattr(grouped(before), name) for name in INDEXES} == built
