"""Small programmes drawn at random, with all that the exports can say, for round trips through them."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from scheduler.domain.event import Day, Event
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import (
    APPEARANCE_MODES,
    APPEARANCE_ROLES,
    APPEARANCE_VISIBILITIES,
    Appearance,
    Link,
    Part,
    Session,
    SessionType,
    Track,
)
from scheduler.domain.venue import Room
from scheduler.domain.wording import clean_line, clean_text

FIRST = date(2017, 3, 25)
"""With the two days after it: the night in which Europe puts its clocks forward."""

letters = st.characters(exclude_categories=["Cs", "Co", "Cn"])
line = st.text(letters, min_size=1, max_size=12).map(clean_line).filter(bool)
words = st.one_of(st.just(""), st.text(letters, max_size=30).map(clean_text), st.just("<p>a &amp; b</p>\n\n- <b>"))
guid = st.one_of(st.none(), st.uuids().map(str))
role, mode, visibility = map(st.sampled_from, (APPEARANCE_ROLES, APPEARANCE_MODES, APPEARANCE_VISIBILITIES))


@st.composite
def appearances(draw: DrawFn, people: tuple[Person, ...], parts: int) -> tuple[Appearance, ...]:
    named = draw(st.lists(st.sampled_from(people), max_size=3)) if people else []
    part = st.one_of(st.none(), st.integers(1, parts))
    return tuple(Appearance(p.id, draw(role), draw(mode), part=draw(part), visibility=draw(visibility)) for p in named)


@st.composite
def programmes(draw: DrawFn) -> Programme:
    """A small programme where all is placed, and nothing outside of the hours; names are unique, as keys are."""
    event = Event(
        slug=draw(st.sampled_from(["a", "abc-2017", "forum", "wsis-2017"])),
        name=draw(line),
        time_zone=draw(st.sampled_from(["Europe/Zurich", "UTC", "Asia/Kathmandu"])),
        uid_domain="forum.example",
        days=tuple(Day(FIRST + timedelta(n), 300 + n, draw(st.sampled_from([1440, 1500]))) for n in range(3)),
        day_change=draw(st.sampled_from([0, 60, 240])),
        grid_minutes=draw(st.integers(1, 240)),
    )
    names = st.lists(line, unique_by=str.casefold, max_size=3)
    rooms = tuple(
        Room(f"room-{n}", name, position=n, capacity=7, guid=draw(guid)) for n, name in enumerate(draw(names))
    )
    types = tuple(SessionType(f"type-{n}", name, 45, plenary=True) for n, name in enumerate(draw(names)))
    tracks = tuple(Track(f"track-{n}", name, "#00ff7f") for n, name in enumerate(draw(names)))
    ids = st.one_of(st.none(), st.integers(1, 5))
    people = tuple(
        Person(f"p{n}", f"person-{n}", name, country="CH", export_id=draw(ids), guid=draw(guid))
        for n, name in enumerate(draw(names))
    )
    people = tuple({person.export_id or person.id: person for person in people}.values())
    slugs = [room.slug for room in rooms]
    sessions, placements = [], []
    for code in draw(st.lists(st.from_regex(r"[A-Za-z0-9]{1,3}", fullmatch=True), unique=True, max_size=3)):
        number = draw(st.integers(1, 3))
        lengths = [draw(st.sampled_from([15, 45, 60])) for _ in range(number)]
        parts = tuple(
            Part(n, minutes, draw(st.one_of(st.just(""), line)), guid=draw(guid))
            for n, minutes in enumerate(lengths, 1)
        )
        for part in parts:
            day = draw(st.sampled_from(event.days))
            starts = event.span_of(day).starts + 60 * draw(st.integers(0, 900))
            room = draw(st.sampled_from([None, *slugs]))
            also_in = tuple(slug for slug in slugs if slug != room) if room else ()
            ends = starts + 60 * part.duration_minutes
            placements.append(Placement(code, part.number, starts, ends, room, also_in, setup_minutes=5))
        sessions.append(
            Session(
                code,
                draw(line),
                parts,
                subtitle=draw(st.one_of(st.just(""), line)),
                abstract=draw(words),
                description=draw(words),
                type=draw(st.sampled_from([None, *(t.slug for t in types)])),
                track=draw(st.sampled_from([None, *(t.slug for t in tracks)])),
                terms=("sdg:4",),
                languages=tuple(draw(st.lists(st.sampled_from(["en", "fr", "zh-Hans"]), unique=True))),
                appearances=draw(appearances(people, number)),
                links=tuple(draw(st.lists(st.just(Link("https://a.example/?a=1&b", "A")), max_size=1))),
            )
        )
    return with_export_ids(
        ordered(
            Programme(
                event,
                rooms=rooms,
                session_types=types,
                tracks=tracks,
                people=people,
                sessions=tuple(sessions),
                placements=tuple(placements),
            )
        )
    )
