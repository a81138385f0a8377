"""A day on which every rule is broken, and with it every index used: for tests that try each placement in each cell."""

from typing import Any

from scheduler.domain.conflicts import RULES, Policy, Signals
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Organiser, Relation, SessionType
from scheduler.domain.venue import Building, Walk
from tests.domain.conflicts.seen import s, t
from tests.factories import day, event, person, placement, programme, room, session

SHARED: dict[str, Any] = {
    "languages": ("en",),
    "interpretation": ("fr",),
    "organisers": (Organiser("itu"), Organiser("unesco")),
    "track": "skills",
    "terms": ("sdg:4",),
}
ADA, BOB, CLEO = Appearance("ada"), Appearance("bob", mode="remote"), Appearance("cleo", confirmed=False)
KINDS = [
    SessionType("plenary", "Plenary", plenary=True),
    SessionType("break", "Break", break_=True),
    SessionType("show", "Exhibition", background=True),
]


def put(code: str, starts: str, ends: str, where: str | None = None, part: int = 1, **kw: Any) -> Placement:
    return placement(code, t(starts), t(ends), where, part=part, **kw)


WRONG = programme(
    put("1", "09:00", "10:00", "whole"),
    put("2", "09:30", "10:30", "left", setup_minutes=5),
    put("3", "10:35", "11:35", "far"),
    put("3", "11:40", "12:40", "left", part=2),
    put("4", "09:00", "10:00"),
    put("5", "10:00", "10:30", "whole"),
    put("6", "09:00", "12:00", "right", also_in=("far",)),
    put("7", "09:30", "10:30"),
    put("8", "09:00", "10:00", "right"),
    put("9", "08:30", "09:30", "left"),
    put("10", "23:00", "2017-06-13T03:00"),
    put("11", "2017-06-13T01:30", "2017-06-13T03:30"),
    put("13", "12:42", "13:42", "left"),
    event=event(days=(day("2017-06-12"),), day_change=240),
    buildings=[Building("tower", "Tower"), Building("court", "Court")],
    walks=[Walk("court", "tower", 12)],
    rooms=[
        room("whole", pieces=("left", "right"), turnover_minutes=10, building="tower"),
        room("left", capacity=10, building="tower", turnover_minutes=5, availability=(s("09:00", "12:00"),)),
        room("right", building="tower"),
        room("far", building="court", turnover_minutes=5),
    ],
    sessions=[
        session("1", people=[ADA, CLEO], expected_attendance=20, **SHARED),
        session("2", people=[ADA, Appearance("bob", part=1)], features=("loop",), expected_attendance=20, **SHARED),
        session("3", people=[ADA, Appearance("cleo", part=2)], parts=[60, 45], track="skills", terms=("sdg:4",)),
        session("4", type="plenary", mode="remote", people=[BOB]),
        session("5", type="break"),
        session("6", type="show"),
        session("7", people=[BOB, Appearance("tbc"), Appearance("bob")], mode="hybrid", captioning=True),
        session("8", state="cancelled"),
        session("9", people=[ADA, Appearance("dan"), Appearance("eve")], interpretation=("zh",), languages=("en",)),
        session("10", people=[BOB, CLEO], **SHARED),
        session("11", people=[BOB, CLEO], **SHARED),
        session("12", people=[ADA]),
        session("13", people=[Appearance("ada"), Appearance("dan"), Appearance("eve")], abstract="Words."),
    ],
    session_types=KINDS,
    people=[
        person("ada", organisation="itu"),
        person("bob", time_zone="America/Los_Angeles", availability=(s("09:30", "18:00"),)),
        person("cleo"),
        person("dan", organisation="itu"),
        person("eve", organisation="itu"),
        person("tbc", placeholder=True, time_zone="Pacific/Fiji"),
    ],
    organisations=[Organisation("itu", "ITU", "international-organisation"), Organisation("unesco", "UNESCO")],
    teams=[
        Team("fr", "The French booth", "interpreters", ("en", "fr"), preparation_minutes=30, hours_a_day=2),
        Team("words", "Captioners", "captioners", ("en",), hours_a_day=0.5),
    ],
    accounts=[PlatformAccount("zoom", "Zoom"), PlatformAccount("teams", "Teams", attendee_capacity=5)],
    meetings=[Meeting("a", "zoom"), Meeting("b", "zoom"), Meeting("c", "teams")],
    slots=[
        RemoteSlot("4", 1, "a", (Way("join"),)),
        RemoteSlot("7", 1, "b", intervention_slots=3),
        RemoteSlot("10", 1, "a", (Way("join"),)),
        RemoteSlot("11", 1, "b", (Way("join"),)),
        RemoteSlot("2", 1, "c", (Way("join"),)),
    ],
    relations=[
        Relation(1, "before", "2", "1"),
        Relation(2, "same-room", "3", "9"),
        Relation(3, "not-parallel", "1", "2"),
        Relation(4, "same-day", "10", "12"),
        Relation(5, "before", "1", "1"),
    ],
)
SIGNALS = Signals(
    registered={("2", 1): 9},
    interventions={("7", 1): 30},
    followers={"1": 20, "2": 20, "7": 20, "9": 12},
    together={("1", "7"): 20, ("7", "9"): 12, ("1", "9"): 1},
    audience=100,
)
POLICY = Policy.of({}, {"person-overload": {"most_a_day": 2, "hours_without_pause": 2}}, RULES.values())

CELLS: tuple[tuple[str, str, str | None], ...] = (
    ("09:00", "10:00", "whole"),
    ("09:15", "10:15", "far"),
    ("10:30", "11:30", "left"),
    ("11:00", "11:00", "right"),
    ("12:45", "13:45", None),
    ("2017-06-13T01:45", "2017-06-13T02:45", "left"),
)
"""Where each placement is tried: in company, between, empty, without room, in the night around midnight in UTC."""
