"""The crowded little programmes with all that the later rules look at: walks, accounts, teams, relations, audiences."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.conflicts import RULES, Policy, Signals
from scheduler.domain.ordering import ordered
from scheduler.domain.people import STAKEHOLDER_TYPES, Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import APPEARANCE_ROLES, RELATION_KINDS, Organiser, Relation, Session
from scheduler.domain.venue import Building, Room, Walk
from tests.domain.conflicts.programmes import placements, programmes

BUILDINGS = ("tower", "hall", "annex")
ZONES = (None, "Europe/Zurich", "Asia/Tokyo", "Pacific/Fiji")
POLICY = Policy.of(
    {},
    {
        "person-overload": {"most_a_day": 2, "hours_without_pause": 1, "pause_minutes": 15},
        "one-voice-panel": {"least_people": 2},
        "audience-clash": {"least_people": 3, "chance": 400},
        "incomplete": {"moderator": True},
    },
    RULES.values(),
)
"""Bounds that little programmes reach."""

tens = st.sampled_from((0, 10, 20, 30))


@st.composite
def _rooms(draw: st.DrawFn, made: Programme) -> list[Room]:
    return [
        replace(room, building=draw(st.sampled_from((None, *BUILDINGS, *BUILDINGS))), turnover_minutes=draw(tens))
        for room in made.rooms
    ]


@st.composite
def _people(draw: st.DrawFn, made: Programme) -> list[Person]:
    return [
        replace(
            person,
            time_zone=draw(st.sampled_from(ZONES)),
            organisation=draw(st.sampled_from((None, "itu", "unesco", "unknown"))),
        )
        for person in made.people
    ]


@st.composite
def _session(draw: st.DrawFn, session: Session) -> Session:
    return replace(
        session,
        appearances=tuple(
            replace(each, role=draw(st.sampled_from(APPEARANCE_ROLES)), confirmed=draw(st.booleans()))
            for each in session.appearances
        ),
        languages=draw(st.sampled_from(((), ("en",), ("en", "fr"), ("fr",)))),
        interpretation=draw(st.sampled_from(((), (), ("fr",), ("en", "fr"), ("es",)))),
        captioning=draw(st.booleans()),
        track=draw(st.sampled_from((None, "one", "two"))),
        terms=draw(st.sampled_from(((), ("sdg:1",), ("sdg:1", "sdg:2")))),
        organisers=tuple(
            Organiser(slug, draw(st.sampled_from(("lead", "lead", "co"))))
            for slug in draw(st.lists(st.sampled_from(("itu", "unesco")), unique=True, max_size=2))
        ),
        abstract=draw(st.sampled_from(("", "Words."))),
        visibility=draw(st.sampled_from(("public", "public", "internal"))),
    )


@st.composite
def _slots(draw: st.DrawFn, made: Programme) -> list[RemoteSlot]:
    return [
        RemoteSlot(
            session.code,
            part.number,
            draw(st.sampled_from((None, "m1", "m2", "m3"))),
            draw(st.sampled_from(((), (Way("host"),), (Way("join", audience="hosts"),), (Way("join"),)))),
            attendee_capacity=draw(st.sampled_from((None, 5, 10))),
            intervention_slots=draw(st.sampled_from((None, 2, 4))),
            opens_before_speakers=draw(tens),
            opens_before_registered=draw(tens),
            opens_before_public=draw(tens),
            closes_after=draw(tens),
        )
        for session in made.sessions
        for part in session.parts
        if draw(st.booleans())
    ]


@st.composite
def _teams(draw: st.DrawFn) -> list[Team]:
    """None, or some; the Spanish have none."""
    return [
        Team(slug, slug.title(), kind, languages, draw(st.integers(1, 2)), draw(tens), draw(st.sampled_from((None, 1))))
        for slug, kind, languages in (
            ("both", "interpreters", ("fr", "en")),
            ("pair", "interpreters", ("en", "fr")),
            ("three", "interpreters", ("en", "fr", "de")),
            ("words", "captioners", ("en",)),
            ("wires", "technicians", ()),
        )
        if draw(st.booleans())
    ]


def _with_margins(placement: Placement, setup: int, takedown: int) -> Placement:
    return replace(placement, setup_minutes=setup, takedown_minutes=takedown)


@st.composite
def rich(draw: st.DrawFn) -> Programme:
    """An ordered programme with something of everything."""
    made = draw(programmes())
    codes = [session.code for session in made.sessions]
    return ordered(
        replace(
            made,
            buildings=tuple(Building(slug, slug.title()) for slug in BUILDINGS),
            walks=draw(st.sampled_from(((), *[(Walk("hall", "tower", 30), Walk("annex", "hall", 60))] * 3))),
            rooms=tuple(draw(_rooms(made))),
            people=tuple(draw(_people(made))),
            organisations=tuple(
                Organisation(slug, slug.upper(), draw(st.sampled_from(("", *STAKEHOLDER_TYPES[:2]))))
                for slug in ("itu", "unesco")
            ),
            teams=tuple(draw(_teams())),
            accounts=tuple(
                PlatformAccount(slug, slug.title(), "any", draw(st.integers(1, 2)), draw(st.sampled_from((None, 8))))
                for slug in ("a1", "a2")
            ),
            meetings=(Meeting("m1", "a1"), Meeting("m2", "a1"), Meeting("m3", "a2")),
            sessions=tuple(draw(_session(session)) for session in made.sessions),
            placements=tuple(_with_margins(p, draw(tens), draw(tens)) for p in made.placements),
            slots=tuple(draw(_slots(made))),
            relations=tuple(
                Relation(number, draw(st.sampled_from(RELATION_KINDS)), *draw(st.tuples(*[st.sampled_from(codes)] * 2)))
                for number in range(draw(st.integers(0, 3)))
            ),
        )
    )


@st.composite
def placed(draw: st.DrawFn, code: str, part: int) -> Placement:
    """Somewhere for a part, with margins."""
    return _with_margins(draw(placements(code, part)), draw(tens), draw(tens))


@st.composite
def signals(draw: st.DrawFn) -> Signals:
    """Counts for the sessions 1 to 4; no more people follow two than either of them."""
    codes = ("1", "2", "3", "4")
    followers = {code: draw(st.integers(0, 8)) for code in codes if draw(st.booleans())}
    audience = draw(st.integers(max(followers.values(), default=0), 16))
    return Signals(
        registered={(code, 1): draw(st.integers(0, 12)) for code in codes if draw(st.booleans())},
        interventions={(code, 1): draw(st.integers(0, 12)) for code in codes if draw(st.booleans())},
        followers=followers,
        together={
            (one, other): draw(st.integers(0, min(followers[one], followers[other])))
            for one in followers
            for other in followers
            if one < other and draw(st.booleans())
        },
        audience=audience,
    )
