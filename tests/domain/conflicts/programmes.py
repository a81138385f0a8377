"""Hypothesis strategies for crowded little programmes: few rooms and people, so that nearly everything collides."""

from hypothesis import strategies as st

from scheduler.domain.event import Day
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, Session, SessionType
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Room
from tests.domain.conflicts.oracle import TICK
from tests.factories import at, day, event, person, programme, room, session

FIRST = at("2017-06-12T23:00")  # two hours around midnight, and what runs on
LAST_TICK = 12
FEATURES = ("captioning", "loop", "webcast")
TYPES = (
    SessionType("workshop", "Workshop"),
    SessionType("plenary", "Plenary", plenary=True),
    SessionType("ceremony", "Ceremony", plenary=True, break_=True),
    SessionType("break", "Break", break_=True),
    SessionType("hackathon", "Hackathon", background=True),
)
# A room of two levels; one that shares a piece with it; and one whose only piece is all of it.
PIECES = {
    "whole": ("left", "right"),
    "left": ("left-1", "left-2"),
    "left-1": (),
    "left-2": (),
    "right": (),
    "suite": ("right", "booth"),
    "booth": (),
    "case": ("box",),
    "box": (),
}
PEOPLE = ("ada", "bob")

moments = st.integers(0, LAST_TICK).map(lambda tick: FIRST + tick * TICK)
tick_minutes = st.one_of(st.none(), st.integers(0, 9).map(lambda tick: tick * TICK // 60))
features = st.lists(st.sampled_from(FEATURES), unique=True, max_size=2).map(tuple)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts = draw(moments)
    return Span(starts, starts + TICK * draw(st.integers(1, 9)))


windows = st.one_of(st.just(()), st.lists(spans(), max_size=3).map(tuple))


@st.composite
def rooms(draw: st.DrawFn) -> list[Room]:
    return [
        room(
            slug,
            pieces=pieces,
            position=draw(st.integers(0, 3)),
            parallel=draw(st.booleans()),
            capacity=draw(st.one_of(st.none(), st.integers(1, 40))),
            features=draw(features),
            availability=draw(windows),
        )
        for slug, pieces in PIECES.items()
    ]


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    return [
        person(
            identity,
            floating=draw(st.booleans()),
            placeholder=draw(st.sampled_from((False, False, False, True))),
            availability=draw(windows),
        )
        for identity in PEOPLE
    ]


@st.composite
def appearances(draw: st.DrawFn) -> Appearance:
    return Appearance(
        draw(st.sampled_from(PEOPLE)),
        mode=draw(st.sampled_from(("onsite", "remote"))),
        part=draw(st.sampled_from((None, None, 1, 2))),
        from_minute=draw(tick_minutes),
        to_minute=draw(tick_minutes),
    )


@st.composite
def sessions(draw: st.DrawFn, code: str) -> Session:
    return session(
        code,
        parts=[Part(n, draw(st.sampled_from((20, 30, 60)))) for n in range(1, draw(st.integers(1, 2)) + 1)],
        people=draw(st.lists(appearances(), max_size=4)),
        type=draw(st.sampled_from((None, None, *(kind.slug for kind in TYPES)))),
        state=draw(st.sampled_from(("accepted", "confirmed", "proposed", "accepted", "cancelled"))),
        mode=draw(st.sampled_from(("onsite", "remote", "hybrid"))),
        expected_attendance=draw(st.one_of(st.none(), st.integers(0, 60))),
        features=draw(features),
    )


@st.composite
def placements(draw: st.DrawFn, code: str, part: int) -> Placement:
    slugs = st.sampled_from((*PIECES, "whole", "left", "right", "whole", "left", "right", "left-1", "left-1"))
    starts = draw(moments)
    return Placement(
        code,
        part,
        starts,
        starts + TICK * draw(st.integers(0, 9)),
        draw(st.one_of(st.none(), slugs, slugs, slugs)),
        draw(st.one_of(st.just(()), st.just(()), st.lists(slugs, max_size=2).map(tuple))),
    )


HOURS: tuple[tuple[Day, ...], ...] = (
    (),
    (day("2017-06-12", 9 * 60, 24 * 60), day("2017-06-13", 60, 10 * 60)),
    (day("2017-06-12", 9 * 60, 25 * 60),),
)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    made = [draw(sessions(str(number))) for number in range(1, draw(st.integers(3, 6)) + 1)]
    return programme(
        *(
            draw(placements(item.code, part.number))
            for item in made
            for part in item.parts
            if draw(st.integers(0, 5))  # one in six is not placed
        ),
        event=event(days=draw(st.sampled_from(HOURS))),
        rooms=draw(rooms()),
        people=draw(people()),
        session_types=TYPES,
        sessions=made,
    )
