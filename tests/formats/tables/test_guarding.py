from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.tables.guarding import guarded, unguarded
from scheduler.formats.tables.lists import joined, parted, told_apart

RUN = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@given(st.text(st.sampled_from(f"'a1{RUN}"), max_size=6))
def test_guarding_is_undone_and_leaves_nothing_that_runs(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {*RUN}


@given(st.lists(st.text(st.sampled_from("a;\\ "), min_size=1, max_size=5).map(str.strip).filter(bool), max_size=4))
def test_names_in_one_cell_are_told_apart_again(names: list[str]) -> None:
    assert parted(joined(names)) == tuple(names)


def test_names_may_stand_on_lines_and_empty_ones_are_none() -> None:
    assert parted("Ada\nBob ; ;\n; Cy\\;d") == ("Ada", "Bob", "Cy;d")


def test_only_names_that_several_have_are_told_with_their_slugs() -> None:
    named = [("a", "Hall"), ("b", "Foyer"), ("c", "Hall")]
    assert told_apart(named) == {"a": "Hall [a]", "b": "Foyer", "c": "Hall [c]"}
