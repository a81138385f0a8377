"""Waiting lists: nobody is overtaken, and never do more get in than there is place; and what people say of them."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import InvalidInput
from scheduler.domain.registering import Details, cleaned, has_to_wait, moving_up


@dataclass
class List:
    """A list as the services keep it: who is inside, who waits, both in the order in which they came."""

    capacity: int | None
    inside: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def fill(self) -> list[int]:
        """Move up who may."""
        moved = list(moving_up(self.waiting, self.capacity, inside=len(self.inside)))
        self.inside += moved
        self.waiting = [each for each in self.waiting if each not in moved]
        return moved


CAPACITIES = st.none() | st.integers(0, 4)
STEPS = st.lists(
    st.just(("comes", 0)) | st.tuples(st.just("leaves"), st.integers(0, 30)) | st.tuples(st.just("has"), CAPACITIES),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(CAPACITIES, STEPS)
def test_nobody_is_overtaken_and_never_do_more_get_in_than_there_is_place(
    capacity: int | None, steps: list[tuple[str, int | None]]
) -> None:
    places, number = List(capacity), 0
    for what, value in steps:
        before, let_in = len(places.inside), []
        if what == "comes":
            number += 1
            waits = has_to_wait(places.capacity, inside=len(places.inside), waiting=len(places.waiting))
            (places.waiting if waits else places.inside).append(number)
            let_in = [] if waits else [number]
        elif what == "has":
            places.capacity = value
            let_in = places.fill()
        else:
            everybody = [*places.inside, *places.waiting]
            gone = everybody[(value or 0) % len(everybody)] if everybody else 0
            places.inside = [each for each in places.inside if each != gone]
            places.waiting = [each for each in places.waiting if each != gone]
            let_in = places.fill()
        if places.waiting:
            assert max(places.inside, default=0) < min(places.waiting), "somebody was overtaken"
            assert places.capacity is not None
            assert len(places.inside) >= places.capacity, "a place stays empty while somebody waits"
        if let_in and places.capacity is not None:
            assert len(places.inside) <= places.capacity
        assert len(places.inside) >= before - 1, "nobody loses a place because there are fewer"


ANA = Details("Ana Rabuka", "ana@x.example", "USP", "FJ", "Pacific/Fiji")
GIVEN = {"name": "Ana Rabuka", "affiliation": "USP", "country": "FJ", "time_zone": "Pacific/Fiji"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, ANA),
        ({"name": " Ana\r\n Rabuka\u202e"}, ANA),
        ({"country": "fj"}, ANA),
        ({"country": "", "affiliation": " "}, replace(ANA, country="", affiliation="")),
        ({"name": "x" * 200}, replace(ANA, name="x" * 200)),
    ],
)
def test_details_are_kept_as_clean_lines(said: dict[str, str], kept: Details) -> None:
    assert cleaned(email="ana@x.example", consents=True, **GIVEN | said) == kept


@pytest.mark.parametrize(
    ("said", "consents", "pointers"),
    [
        ({"name": "\u200b"}, True, ["/name"]),
        ({"name": "x" * 201}, True, ["/name"]),
        ({"affiliation": "x" * 201}, True, ["/affiliation"]),
        ({"country": "Fiji"}, True, ["/country"]),
        ({"country": "\uff26\uff2a"}, True, ["/country"]),
        ({"time_zone": "Mars/Olympus"}, True, ["/time_zone"]),
        ({"time_zone": "../../etc/passwd"}, True, ["/time_zone"]),
        ({}, False, ["/consent"]),
        (dict.fromkeys(GIVEN, ""), False, ["/name", "/time_zone", "/consent"]),
    ],
)
def test_everything_wrong_is_named_at_once(said: dict[str, str], consents: bool, pointers: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        cleaned(email="ana@x.example", consents=consents, **GIVEN | said)
    assert [flaw.pointer for flaw in refused.value.flaws] == pointers
