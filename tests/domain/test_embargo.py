"""The ends of embargoes, and what the release that one makes is called."""

from dataclasses import replace

import pytest

from scheduler.domain.embargo import embargo_end, embargo_label
from scheduler.domain.programme import Programme
from scheduler.domain.release import release
from scheduler.domain.session import Appearance
from tests.factories import placement, programme, session

NINE, TEN = "2017-06-12T09:00", "2017-06-12T10:00"
HELD = programme(
    placement("1", NINE, TEN, "a"),
    placement("2", NINE, TEN, "b"),
    sessions=(
        session("1", embargo_until=3000),
        session("2", people=(Appearance("ada", embargo_until=2000), Appearance("bob"))),
    ),
)


@pytest.mark.parametrize(("at", "end"), [(0, 2000), (1999, 2000), (2000, 3000), (2999, 3000), (3000, None)], ids=str)
def test_the_next_end_of_an_embargo(at: int, end: int | None) -> None:
    assert embargo_end(HELD, at) == end


def test_where_nothing_is_held_nothing_ends() -> None:
    assert embargo_end(programme(placement("1", NINE, TEN, "a")), 0) is None


def label(held: Programme, until: int) -> str:
    """What the release is called that shows what was held until then."""
    before = release(held, None, number=1, label="", note="", at=1000)
    return embargo_label(before, release(held, before, number=2, label="", note="", at=until))


def test_its_label_names_sessions() -> None:
    assert label(HELD, 2000) == "Embargo over: session 2"
    assert label(HELD, 3000) == "Embargo over: sessions 1, 2"


def test_its_label_counts_what_it_does_not_name() -> None:
    many = programme(
        *(placement(f"{n:02}", NINE, TEN, f"room-{n}") for n in range(12)),
        sessions=tuple(session(f"{n:02}", embargo_until=2000) for n in range(12)),
    )
    assert label(many, 2000) == "Embargo over: sessions 00, 01, 02, 03, 04, 05, 06, 07, 08, 09 and 2 more"
    assert label(replace(many, sessions=many.sessions[:1], placements=many.placements[:1]), 2000) == (
        "Embargo over: session 00"
    )
