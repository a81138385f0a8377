from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.conflicts import NO_SIGNALS, Signals, grouped
from scheduler.domain.conflicts.rules.audience import AudienceClash, at_least
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Organiser, Session, SessionType
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, session


def put(code: str, starts: str = "09:00", ends: str = "10:00", part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), part=part)


def made(*placements: Placement, sessions: list[Session]) -> Programme:
    kinds = [SessionType("break", "Break", break_=True), SessionType("show", "Show", background=True)]
    return programme(*placements, sessions=sessions, session_types=kinds, organisations=[Organisation("itu", "ITU")])


def about(code: str, track: str | None = "skills", terms: tuple[str, ...] = ("sdg:4",), **kw: Any) -> Session:
    return session(code, track=track, terms=terms, **kw)


BY_SUBJECT = (("terms", ("sdg:4",)), ("track", "skills"), ("why", "subject"))


def clash(*parties: str, span: Span, minutes: int, details: tuple[Any, ...] = BY_SUBJECT) -> Seen:
    return Seen("audience-clash", "info", parties, (span,), overlap_minutes=minutes, details=details)


TWO = [about("1"), about("2")]


@pytest.mark.parametrize(
    ("sessions", "placements", "expected"),
    [
        pytest.param(
            TWO, [put("1"), put("2")], [clash("1", "2", span=s("09:00", "10:00"), minutes=60)], id="same subject"
        ),
        pytest.param(
            TWO,
            [put("1"), put("2", "09:59", "11:00")],
            [clash("1", "2", span=s("09:59", "10:00"), minutes=1)],
            id="for a minute",
        ),
        pytest.param(TWO, [put("1"), put("2", "10:00", "11:00")], [], id="touching"),
        pytest.param([about("1"), about("2", track="trust")], [put("1"), put("2")], [], id="another track"),
        pytest.param([about("1", None), about("2", None)], [put("1"), put("2")], [], id="no track"),
        pytest.param([about("1", terms=()), about("2", terms=())], [put("1"), put("2")], [], id="no terms"),
        pytest.param([about("1"), about("2", terms=("sdg:4", "sdg:5"))], [put("1"), put("2")], [], id="a term more"),
        pytest.param([about("1"), about("2", type="break")], [put("1"), put("2")], [], id="a break"),
        pytest.param([about("1"), about("2", type="show")], [put("1"), put("2")], [], id="in the background"),
        pytest.param([about("1"), about("2", state="cancelled")], [put("1"), put("2")], [], id="cancelled"),
        pytest.param([about("1", parts=[60, 60])], [put("1"), put("1", part=2)], [], id="parts of one session"),
        pytest.param(
            [*TWO, about("3")],
            [put("1", "09:00", "10:00"), put("2", "09:30", "11:00"), put("3", "10:00", "11:00")],
            [
                clash("1", "2", span=s("09:30", "10:00"), minutes=30),
                clash("2", "3", span=s("10:00", "11:00"), minutes=60),
            ],
            id="pairs",
        ),
    ],
)
def test_audience_by_subject(sessions: list[Session], placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("audience-clash", made(*placements, sessions=sessions)) == expected


def followed(one: int, other: int, both: int, audience: int = 100) -> Signals:
    return Signals(followers={"1": one, "2": other}, together={("1", "2"): both}, audience=audience)


@pytest.mark.parametrize(
    ("signals", "why"),
    [
        pytest.param(NO_SIGNALS, "subject", id="nobody bookmarked: the guess"),
        pytest.param(followed(9, 30, 9), "subject", id="too few follow the one: the guess"),
        pytest.param(Signals(followers={"2": 30}), "subject", id="nobody counted who follows the one: the guess"),
        pytest.param(followed(10, 10, 10), "bookmarks", id="just enough follow each"),
        pytest.param(followed(10, 10, 1), None, id="just enough follow each: the guess gives way"),
        pytest.param(followed(20, 20, 4), None, id="as chance would have it: the guess gives way"),
        # Of 100, 20 follow each: 4 are expected; 9 or more come by chance in 1 case of 150, 8 or more in 1 of 30.
        pytest.param(followed(20, 20, 8), None, id="rather many, by chance"),
        pytest.param(followed(20, 20, 9), "bookmarks", id="too many for chance"),
    ],
)
def test_bookmarks_decide_where_there_are_enough(signals: Signals, why: str | None) -> None:
    found = broken("audience-clash", made(put("1"), put("2"), sessions=TWO), signals)
    assert [dict(each.details)["why"] for each in found] == ([why] if why else [])


def test_bookmarks_find_what_no_subject_tells() -> None:
    apart = made(put("1"), put("2"), sessions=[session("1"), session("2")])
    details = (("why", "bookmarks"),)
    expected = [clash("1", "2", span=s("09:00", "10:00"), minutes=60, details=details)]
    assert broken("audience-clash", apart, followed(20, 20, 9)) == expected


def test_who_begins_later_may_come_first_by_code() -> None:
    made_ = made(put("2"), put("1", "09:30", "10:30"), sessions=[session("1"), session("2")])
    expected = [clash("2", "1", span=s("09:30", "10:00"), minutes=30, details=(("why", "bookmarks"),))]
    assert broken("audience-clash", made_, followed(20, 20, 9)) == expected


@pytest.mark.parametrize("kind", ["break", "show"])
@pytest.mark.parametrize("exempt", ["1", "2"])
def test_bookmarks_of_breaks_and_background_sessions_do_not_count(kind: str, exempt: str) -> None:
    sessions = [session(code, type=kind if code == exempt else None) for code in "12"]
    assert broken("audience-clash", made(put("1"), put("2"), sessions=sessions), followed(20, 20, 9)) == []


def test_a_session_that_nobody_counted_is_followed_by_nobody() -> None:
    signals = Signals(followers={"1": 30}, audience=100)
    found = broken("audience-clash", made(put("1"), put("2"), sessions=TWO), signals, least_people=1)
    assert [dict(each.details)["why"] for each in found] == ["subject"]


@pytest.mark.parametrize(
    ("other", "is_found"),
    [pytest.param(1_249, True, id="0.4996"), pytest.param(1_251, False, id="0.5004")],
)
def test_how_seldom_is_per_mille(other: int, is_found: bool) -> None:  # noqa: FBT001 - a table
    """Of 2,500, one follows the one session, and the other too: by chance in `other` of 2,500 cases."""
    pair = made(put("1"), put("2"), sessions=[session("1"), session("2")])
    found = broken("audience-clash", pair, followed(1, other, 1, 2_500), least_people=1, chance=500)
    assert len(found) == is_found


RIVALS = made(
    *(put(code) for code in "1234578"),
    sessions=[
        about("1"),
        about("2"),
        about("3", track="trust"),
        about("4", type="break"),
        about("5", state="cancelled"),
        about("6"),
        session("7"),
        session("8"),
    ],
)
FOLLOWED = Signals(
    followers={"1": 20, "2": 20, "3": 20, "4": 20, "5": 20, "7": 20, "8": 9},
    together={("1", "2"): 4, ("1", "3"): 9, ("1", "4"): 20, ("1", "5"): 20, ("3", "7"): 20},
    audience=100,
)


@pytest.mark.parametrize(
    ("code", "signals", "expected"),
    [
        pytest.param("1", NO_SIGNALS, ("2", "6"), id="of its subject, placed or not"),
        pytest.param("3", NO_SIGNALS, (), id="alone with its subject"),
        pytest.param("7", NO_SIGNALS, (), id="no subject"),
        pytest.param("4", NO_SIGNALS, (), id="a break"),
        pytest.param("5", NO_SIGNALS, (), id="cancelled"),
        pytest.param("9", NO_SIGNALS, (), id="unknown"),
        pytest.param("1", FOLLOWED, ("3",), id="by bookmarks"),
        pytest.param("7", FOLLOWED, ("3",), id="by bookmarks, whoever comes first"),
        pytest.param("6", FOLLOWED, ("1", "2"), id="too few follow it: the guess"),
        pytest.param("8", FOLLOWED, (), id="too few follow it, and no subject"),
        pytest.param("4", FOLLOWED, (), id="a break that many follow"),
        pytest.param("5", FOLLOWED, (), id="a cancelled one that many follow"),
    ],
)
def test_rivals(code: str, signals: Signals, expected: tuple[str, ...]) -> None:
    assert AudienceClash(signals=signals).rivals(grouped(RIVALS), code) == expected


def test_whom_nobody_follows_together_have_no_audience_in_common() -> None:
    """One in common would be more than chance has it, where so few of so many follow each."""
    few_of_many = Signals(followers={"7": 20, "8": 20}, audience=10_000)
    assert AudienceClash(signals=few_of_many, chance=100).rivals(grouped(RIVALS), "7") == ()


def test_an_event_sets_how_many_and_how_seldom() -> None:
    pair = made(put("1"), put("2"), sessions=[session("1"), session("2")])
    assert len(broken("audience-clash", pair, followed(20, 20, 8), chance=50)) == 1
    assert len(broken("audience-clash", pair, followed(20, 20, 9), least_people=21)) == 0


@given(st.integers(1, 60), st.data())
def test_the_tail_is_the_exact_one(audience: int, data: st.DataObject) -> None:
    one, other = data.draw(st.integers(0, audience)), data.draw(st.integers(0, audience))
    both = data.draw(st.integers(0, min(one, other) + 1))
    ways = sum(comb(one, x) * comb(audience - one, other - x) for x in range(both, min(one, other) + 1))
    exact = Fraction(ways, comb(audience, other))
    if both * audience <= one * other:
        exact = Fraction(1)  # so many are expected anyway
    assert at_least(both, audience, one, other) == pytest.approx(float(exact), rel=1e-9, abs=1e-300)


def test_a_large_audience_is_no_trouble() -> None:
    """Ten of a hundred thousand expected, sixty there: never by chance; and no overflow on the way."""
    assert 0 < at_least(60, 100_000, 1_000, 1_000) < 1e-25


def leading(code: str, role: str = "lead", **kw: Any) -> Session:
    return session(code, organisers=(Organiser("itu", role),), **kw)


def led(*parties: str, span: Span, minutes: int) -> Seen:
    return Seen("organisation-clash", "warning", parties, (span,), overlap_minutes=minutes, organisation="itu")


@pytest.mark.parametrize(
    ("sessions", "placements", "expected"),
    [
        pytest.param(
            [leading("1"), leading("2")],
            [put("1"), put("2", "09:30", "11:00")],
            [led("1", "2", span=s("09:30", "10:00"), minutes=30)],
            id="two at once",
        ),
        pytest.param(
            [leading("1"), leading("2"), leading("3")],
            [put("1"), put("2"), put("3")],
            [led("1", "2", "3", span=s("09:00", "10:00"), minutes=60)],
            id="three parties at once",
        ),
        pytest.param([leading("1"), leading("2")], [put("1"), put("2", "10:00", "11:00")], [], id="touching"),
        pytest.param([leading("1"), leading("2", "co")], [put("1"), put("2")], [], id="only helps"),
        pytest.param([leading("1", parts=[60, 60])], [put("1"), put("1", part=2)], [], id="parts of one session"),
        pytest.param([leading("1"), leading("2", type="show")], [put("1"), put("2")], [], id="in the background"),
        pytest.param([leading("1"), leading("2", state="withdrawn")], [put("1"), put("2")], [], id="withdrawn"),
    ],
)
def test_organisation_clash(sessions: list[Session], placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("organisation-clash", made(*placements, sessions=sessions)) == expected


def test_an_event_sets_how_many_at_once() -> None:
    three = made(put("1"), put("2"), put("3"), sessions=[leading("1"), leading("2"), leading("3")])
    assert [len(broken("organisation-clash", three, most_at_once=n)) for n in (1, 2, 3)] == [1, 1, 0]
