"""Pages of a list: every thing once, whatever happens between two pages; and cursors that are none."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.api.paging import Page, Place, after, cut, page
from scheduler.domain.errors import Flaw
from scheduler.http.problems import Malformed


def _place(thing: tuple[int, str]) -> Place:
    return thing


THINGS = [(1, "a"), (1, "b"), (2, "a"), (3, "a"), (3, "ü")]


@settings(max_examples=60)
@given(st.sets(st.tuples(st.integers(-9, 9), st.text(max_size=3))), st.integers(1, 6))
def test_pages_put_together_are_the_list(things: set[tuple[int, str]], limit: int) -> None:
    whole = sorted(things)
    seen: list[tuple[int, str]] = []
    cursor: str | None = None
    sizes = []
    while True:
        shown, cursor = cut(whole, Page(limit, cursor), of="list", place=_place)
        seen += shown
        sizes.append(len(shown))
        if cursor is None:
            break
    assert seen == whole
    assert sizes[:-1] == [limit] * (len(sizes) - 1)


def test_a_page_that_ends_the_list_has_no_next() -> None:
    assert cut(THINGS, Page(5), of="list", place=_place) == (THINGS, None)
    assert cut([], Page(5), of="list", place=_place) == ([], None)


def test_what_changes_between_pages_neither_repeats_nor_hides_the_rest() -> None:
    _, cursor = cut(THINGS, Page(2), of="list", place=_place)
    without_the_last_shown_and_with_an_earlier_one = [(0, "z"), (1, "a"), (2, "a"), (3, "a"), (3, "ü")]
    shown = cut(without_the_last_shown_and_with_an_earlier_one, Page(9, cursor), of="list", place=_place)
    assert shown == ([(2, "a"), (3, "a"), (3, "ü")], None)
    assert cut([], Page(9, cursor), of="list", place=_place) == ([], None)


def _cursor(place: object, of: str = "list") -> str:
    text = sha256(of.encode()).hexdigest()[:12] + (place if isinstance(place, str) else json.dumps(place))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


BROKEN = "The cursor is broken. Take it from `next` as it is, or start without one."
FOREIGN = "The cursor belongs to another list or other filters. Start without a cursor."


@pytest.mark.parametrize(
    ("cursor", "detail"),
    [
        pytest.param("x", BROKEN, id="no base64"),
        pytest.param("ü", BROKEN, id="no ASCII"),
        pytest.param("_w", BROKEN, id="no UTF-8"),
        pytest.param("AAAA", BROKEN, id="no JSON"),
        pytest.param(_cursor([1, "a"], of="other"), FOREIGN, id="another list"),
        pytest.param(_cursor([1]), BROKEN, id="short"),
        pytest.param(_cursor([1, "a", 2]), BROKEN, id="long"),
        pytest.param(_cursor(["1", "a"]), BROKEN, id="text for a number"),
        pytest.param(_cursor([True, "a"]), BROKEN, id="truth for a number"),
        pytest.param(_cursor([1.5, "a"]), BROKEN, id="fraction"),
        pytest.param(_cursor("[NaN, 1]"), BROKEN, id="NaN"),
        pytest.param(_cursor([None, "a"]), BROKEN, id="null"),
        pytest.param(_cursor([[1], "a"]), BROKEN, id="nested"),
        pytest.param(_cursor({"1": "a"}), BROKEN, id="object"),
        pytest.param(_cursor("[" * 100), BROKEN, id="never closed"),
        pytest.param(_cursor("1" * 5001), BROKEN, id="5001 digits"),
        pytest.param(_cursor("[" * 100_000), BROKEN, id="deep"),
    ],
)
def test_cursors_that_are_none(cursor: str, detail: str) -> None:
    with pytest.raises(Malformed) as refused:
        cut(THINGS, Page(2, cursor), of="list", place=_place)
    assert (refused.value.detail, refused.value.flaws) == (detail, (Flaw("/cursor", detail),))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param({}, Page(100, None), id="nothing"),
        pytest.param({"limit": "1"}, Page(1, None), id="least"),
        pytest.param({"limit": "500", "cursor": "x"}, Page(500, "x"), id="most"),
        pytest.param({"limit": "007"}, Page(7, None), id="zeros in front"),
    ],
)
def test_page(arguments: dict[str, str], expected: Page) -> None:
    assert page(arguments) == expected


@pytest.mark.parametrize(
    "limit", ["0", "501", "-1", "+5", " 5", "5.0", "1e2", "NaN", "Infinity", str(10**20), "9" * 5001, "\u0665", "a"]
)
def test_limits_that_are_none(limit: str) -> None:
    with pytest.raises(Malformed) as refused:
        page({"limit": limit})
    assert refused.value.detail == f"{limit[:40]!r} is no limit. Use a number from 1 to 500."


@pytest.mark.parametrize("number", [-1, 2**31, 10**60])
def test_a_number_that_no_database_compares_with_is_no_cursor(number: int) -> None:
    with pytest.raises(Malformed) as caught:
        after(Page(5, _cursor([number])), of="list", start=-1)
    assert caught.value.detail == BROKEN


def test_numbered_things_go_on_behind_the_cursor_else_at_the_start() -> None:
    assert after(Page(5, _cursor([2**31 - 1])), of="list", start=7) == 2**31 - 1
    assert after(Page(5), of="list", start=7) == 7
