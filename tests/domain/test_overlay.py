"""What waits for its time, under what was decided since: later decisions stay, and nothing points at nothing."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.ordering import ordered
from scheduler.domain.overlay import on_top
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Part, Relation
from tests.factories import at, event, person, placement, programme, room, session

EIGHT, NINE, TEN, ELEVEN = (f"2017-06-12T{hour}:00" for hour in ("08", "09", "10", "11"))
BASE = programme(
    placement("1", NINE, TEN, "a"),
    placement("2", NINE, TEN, "b"),
    rooms=(room("a"), room("b"), room("c")),
    sessions=(session("1", people=("ada",)), session("2", people=("bob",))),
    slots=(RemoteSlot("2", 1, ways=(Way("join"),)),),
)


def moved(made: Programme, code: str, starts: str | int, ends: str | int, place: str) -> Programme:
    """The programme with the first part of a session placed there."""
    others = tuple(p for p in made.placements if p.id != (code, 1))
    return ordered(replace(made, placements=(*others, placement(code, starts, ends, place))))


def told(made: Programme, code: str, **kw: object) -> Programme:
    """The programme with a session told otherwise."""
    own = replace(made.session[code], **kw)  # type: ignore[arg-type]
    return ordered(replace(made, sessions=(own, *(s for s in made.sessions if s.code != code))))


def without(made: Programme, code: str) -> Programme:
    """The programme after the session was deleted."""
    return replace(
        made,
        sessions=tuple(s for s in made.sessions if s.code != code),
        placements=tuple(p for p in made.placements if p.session != code),
        slots=tuple(s for s in made.slots if s.session != code),
        relations=tuple(r for r in made.relations if code not in {r.origin, r.target}),
    )


APPROVED = moved(told(BASE, "1", title="Approved"), "1", TEN, ELEVEN, "c")


@pytest.mark.parametrize(
    ("approved", "since", "expected"),
    [
        pytest.param(APPROVED, BASE, APPROVED, id="nothing since"),
        pytest.param(BASE, APPROVED, APPROVED, id="nothing approved"),
        pytest.param(APPROVED, APPROVED, APPROVED, id="the same since"),
        pytest.param(
            APPROVED, moved(BASE, "2", TEN, ELEVEN, "b"), moved(APPROVED, "2", TEN, ELEVEN, "b"), id="another session"
        ),
        pytest.param(
            APPROVED, moved(BASE, "1", EIGHT, NINE, "a"), moved(APPROVED, "1", EIGHT, NINE, "a"), id="the same session"
        ),
        pytest.param(APPROVED, without(BASE, "2"), without(APPROVED, "2"), id="one deleted since"),
        pytest.param(
            moved(BASE, "2", TEN, ELEVEN, "c"), without(BASE, "2"), without(BASE, "2"), id="approved, then deleted"
        ),
        pytest.param(
            without(BASE, "2"),
            moved(BASE, "1", TEN, ELEVEN, "c"),
            without(moved(BASE, "1", TEN, ELEVEN, "c"), "2"),
            id="deleted, as approved",
        ),
        pytest.param(
            APPROVED,
            replace(BASE, event=event(name="New"), rooms=(room("a", name="Hall"), *BASE.rooms[1:])),
            replace(APPROVED, event=event(name="New"), rooms=(room("a", name="Hall"), *APPROVED.rooms[1:])),
            id="event and room renamed since",
        ),
        pytest.param(
            replace(BASE, event=event(name="Approved")),
            moved(BASE, "2", TEN, ELEVEN, "b"),
            replace(moved(BASE, "2", TEN, ELEVEN, "b"), event=event(name="Approved")),
            id="event renamed, as approved",
        ),
    ],
)
def test_later_decisions_stay_and_the_rest_is_as_approved(
    approved: Programme, since: Programme, expected: Programme
) -> None:
    assert on_top(approved, [(BASE, since)]) == expected


def test_decisions_count_one_after_the_other() -> None:
    second = moved(BASE, "2", TEN, ELEVEN, "b")
    third = moved(second, "2", EIGHT, NINE, "b")
    assert on_top(APPROVED, [(BASE, second), (second, third)]) == moved(APPROVED, "2", EIGHT, NINE, "b")
    assert on_top(APPROVED, [(BASE, second), (second, BASE)]) == APPROVED


def test_what_points_at_nothing_goes() -> None:
    """A part is placed, with slot and relation, as approved; since then its session lost it, and one was deleted."""
    parted = ordered(replace(BASE, sessions=(session("1", parts=(60, 60)), BASE.session["2"])))
    approved = ordered(
        replace(
            parted,
            placements=(*parted.placements, placement("1", TEN, ELEVEN, "a", part=2)),
            slots=(*parted.slots, RemoteSlot("1", 2, ways=(Way("join"),))),
            relations=(Relation(1, "before", "1", "2"),),
        )
    )
    since = without(told(parted, "1", parts=(Part(1, 60),)), "2")
    assert on_top(approved, [(parted, since)]) == since


def test_what_is_named_is_there() -> None:
    """A room that was deleted since is used as approved; one deleted as approved is used since."""
    unused = replace(BASE, rooms=BASE.rooms[:2])
    approved = moved(BASE, "1", TEN, ELEVEN, "c")
    assert on_top(approved, [(BASE, unused)]) == approved
    assert on_top(unused, [(BASE, approved)]) == approved
    named = told(
        replace(BASE, people=(*BASE.people, person("eve"))), "1", appearances=session("1", people=("eve",)).appearances
    )
    assert on_top(APPROVED, [(BASE, ordered(named))]).person["eve"] == person("eve")


FACTS = st.tuples(st.sampled_from(("1", "2")), st.sampled_from(("title", "starts")), st.integers(0, 2))
STATES = st.lists(FACTS, max_size=4)
Facts = dict[tuple[str, str], int]


def after(state: Facts, edits: list[tuple[str, str, int]]) -> Facts:
    """The state after these edits: per session and fact a number."""
    return state | {(code, fact): value for code, fact, value in edits}


def as_programme(state: Facts) -> Programme:
    """The programme of a state."""
    made = BASE
    for (code, fact), value in state.items():
        hour = at(NINE) + value * 3600
        there = made.placement[code, 1]
        if fact == "title":
            made = told(made, code, title=f"Title {value}")
        else:
            made = moved(made, code, hour, hour + 3600, there.room or "a")
    return made


@given(STATES, st.lists(STATES, max_size=3))
@settings(max_examples=25, deadline=None)
def test_whatever_was_changed_since_is_as_it_was_left(
    approved: list[tuple[str, str, int]], since: list[list[tuple[str, str, int]]]
) -> None:
    base: Facts = {(code, fact): 0 for code in ("1", "2") for fact in ("title", "starts")}
    states = [base]
    expected = after(base, approved)
    for edits in since:
        last, new = states[-1], after(states[-1], edits)
        expected |= {fact: value for fact, value in new.items() if value != last[fact]}
        states.append(new)
    pairs = [(as_programme(old), as_programme(new)) for old, new in pairwise(states)]
    assert on_top(as_programme(after(base, approved)), pairs) == as_programme(expected)
