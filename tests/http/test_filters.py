"""One parser of query strings: what it takes, what it refuses, and that its canonical form says the same again."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import Flaw, InvalidInput, UnknownFilter
from scheduler.domain.selection import FILTERS, Selection
from scheduler.http.filters import canonical, moment, parse

EXTRAS = frozenset({"tz", "limit"})
KNOWN = "day, room, building, track, type, term, person, organisation, language, session, mode, q"


@pytest.mark.parametrize(
    ("query", "selection", "others"),
    [
        pytest.param("", Selection(), {}, id="nothing"),
        pytest.param("room=b&room=a&room=b", Selection(room=("a", "b")), {}, id="sorted and once"),
        pytest.param("term=sdg:4&mode=remote", Selection(term=("sdg:4",), mode=("remote",)), {}, id="two filters"),
        pytest.param("room=&q=&tz=", Selection(), {}, id="fields left alone"),
        pytest.param("room=&room=a", Selection(room=("a",)), {}, id="one of two left alone"),
        pytest.param("q=%20%20", Selection(), {}, id="only spaces searched"),
        pytest.param("q=+big++data+", Selection(q=("big data",)), {}, id="spaces of a search"),
        pytest.param("q=Zu%CC%88rich", Selection(q=("Z\u00fcrich",)), {}, id="decomposed letters"),
        pytest.param("tz=Asia/Tokyo&limit=5", Selection(), {"limit": "5", "tz": "Asia/Tokyo"}, id="others"),
        pytest.param(
            "utm_source=x&utm_source=y&fbclid=z&gclid=&day=2017-06-12",
            Selection(day=("2017-06-12",)),
            {},
            id="tracking",
        ),
        pytest.param(f"gclid={'x' * 201}&utm_content=%00&room=a", Selection(room=("a",)), {}, id="tracking, any value"),
    ],
)
def test_parse(query: str, selection: Selection, others: dict[str, str]) -> None:
    assert parse(parse_qs(query, keep_blank_values=True), EXTRAS) == (selection, others)


@pytest.mark.parametrize(
    ("arguments", "pointer", "detail"),
    [
        pytest.param(
            {"rom": ["a"]}, "/rom", f"There is no filter 'rom'. There are: {KNOWN}, limit, tz.", id="typing error"
        ),
        pytest.param(
            {"remote": ["1"]},
            "/remote",
            f"There is no filter 'remote'. There are: {KNOWN}, limit, tz.",
            id="no query name",
        ),
        pytest.param(
            {"rom": [""]}, "/rom", f"There is no filter 'rom'. There are: {KNOWN}, limit, tz.", id="unknown and empty"
        ),
        pytest.param(
            {"a\nb": ["1"]},
            r"/a\nb",
            rf"There is no filter 'a\nb'. There are: {KNOWN}, limit, tz.",
            id="line break in a name",
        ),
        pytest.param({"tz": ["UTC", "UTC"]}, "/tz", "The parameter tz is given 2 times. Give it once.", id="twice"),
        pytest.param(
            {"day": ["2017-06-31"]}, "/day", "'2017-06-31' is not a day. Write it like 2017-06-12.", id="no such day"
        ),
        pytest.param(
            {"day": ["20170612"]}, "/day", "'20170612' is not a day. Write it like 2017-06-12.", id="basic format"
        ),
        pytest.param(
            {"day": ["2017-W24-1"]}, "/day", "'2017-W24-1' is not a day. Write it like 2017-06-12.", id="week date"
        ),
        pytest.param(
            {"day": ["\u0662017-06-12"]},
            "/day",
            "'\u0662017-06-12' is not a day. Write it like 2017-06-12.",
            id="other digits",
        ),
        pytest.param(
            {"room": ["a\x00"]}, "/room", "A value of 'room' has control characters. Leave them out.", id="NUL"
        ),
        pytest.param(
            {"q": ["a\r\nb"]}, "/q", "A value of 'q' has control characters. Leave them out.", id="line break"
        ),
        pytest.param(
            {"tz": ["\ud800"]}, "/tz", "A value of 'tz' has control characters. Leave them out.", id="lone surrogate"
        ),
        pytest.param({"q": ["x" * 201]}, "/q", "A value of 'q' has 201 characters. At most 200 are taken.", id="long"),
        pytest.param(
            {"room": [str(n) for n in range(51)]},
            "/room",
            "The filter room has 51 values. It takes at most 50.",
            id="many",
        ),
    ],
)
def test_refusals(arguments: dict[str, list[str]], pointer: str, detail: str) -> None:
    with pytest.raises(UnknownFilter) as refused:
        parse(arguments, EXTRAS)
    assert (refused.value.detail, refused.value.flaws) == (detail, (Flaw(pointer, detail),))


def test_limits_are_inclusive() -> None:
    rooms = [f"{n:02}" for n in range(50)]
    assert parse({"room": [*rooms, *rooms], "q": ["x" * 200]}) == (Selection(room=tuple(rooms), q=("x" * 200,)), {})


def test_where_there_are_no_filters_they_are_unknown() -> None:
    with pytest.raises(UnknownFilter) as refused:
        parse({"room": ["a"]}, filters=())
    assert refused.value.detail == "There is no filter 'room'. There is none here."


@pytest.mark.parametrize(
    ("others", "instant"),
    [
        pytest.param({}, None, id="not given"),
        pytest.param({"at": "1970-01-01T01:00:00+01:00"}, 0, id="offset"),
        pytest.param({"at": "1970-01-01T01:00:00 01:00"}, 0, id="offset whose plus was not escaped"),
        pytest.param({"at": "1970-01-01T00:00:01Z"}, 1, id="UTC"),
        pytest.param({"at": "2199-12-31T23:59:59Z"}, 7_258_118_399, id="latest"),
    ],
)
def test_moment(others: dict[str, str], instant: int | None) -> None:
    assert moment(others) == instant


@pytest.mark.parametrize(
    "text",
    [
        "2017-06-12T09:00:00",
        "2017-06-12",
        "now",
        "2017-06-12 09:00",
        "2017-06-12T25:00:00Z",
        "2017-06-12T09:00:00+99:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1899-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "\u0662017-06-12T09:00:00Z",
    ],
)
def test_moments_that_are_none(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        moment({"at": text})
    assert refused.value.flaws == (Flaw("/at", refused.value.detail),)


WORDS = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=20)
ARGUMENTS = st.dictionaries(st.sampled_from([name for name in FILTERS if name != "day"]), st.lists(WORDS, max_size=4))


@settings(max_examples=60)
@given(ARGUMENTS, st.dictionaries(st.sampled_from(sorted(EXTRAS)), WORDS))
def test_canonical_says_the_same_again(arguments: dict[str, list[str]], others: dict[str, str]) -> None:
    wish = parse({**arguments, **{name: [value] for name, value in others.items()}}, EXTRAS)
    again = parse(parse_qs(canonical(*wish), keep_blank_values=True), EXTRAS)
    assert again == wish


def test_canonical() -> None:
    selection = Selection(q=("big data",), term=("sdg:4",), room=("a", "b"))
    assert canonical(selection, {"tz": "Asia/Tokyo", "alarm": "10"}) == (
        "room=a&room=b&term=sdg:4&q=big%20data&alarm=10&tz=Asia%2FTokyo"
    )
