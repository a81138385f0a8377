import pytest

from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.session import Appearance, Session
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import person, placement, programme, session


def put(code: str, starts: str, ends: str, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), part=part)


def ada(**kw: object) -> Appearance:
    return Appearance("ada", **kw)  # type: ignore[arg-type] # fields of an appearance


def at_once(*parties: str, spans: tuple[Span, ...], minutes: int, severity: str = "error") -> Seen:
    return Seen("person-double-booked", severity, parties, spans, person="ada", overlap_minutes=minutes)


BOTH = (session("1", people=["ada"]), session("2", people=["ada"]))
THREE = (*BOTH, session("3", people=["ada"]))


@pytest.mark.parametrize(
    ("sessions", "placements", "expected"),
    [
        pytest.param(
            BOTH,
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [at_once("1", "2", spans=(s("09:00", "10:00"),), minutes=60)],
            id="exact",
        ),
        pytest.param(
            BOTH,
            [put("1", "09:00", "10:00"), put("2", "09:00", "09:30")],
            [at_once("2", "1", spans=(s("09:00", "09:30"),), minutes=30)],
            id="shared start",
        ),
        pytest.param(
            BOTH,
            [put("1", "09:00", "10:00"), put("2", "09:30", "10:00")],
            [at_once("1", "2", spans=(s("09:30", "10:00"),), minutes=30)],
            id="shared end",
        ),
        pytest.param(
            BOTH,
            [put("1", "09:00", "12:00"), put("2", "10:00", "11:00")],
            [at_once("1", "2", spans=(s("10:00", "11:00"),), minutes=60)],
            id="contained",
        ),
        pytest.param(BOTH, [put("1", "09:00", "10:00"), put("2", "10:00", "11:00")], [], id="touching"),
        pytest.param(BOTH, [put("1", "09:00", "10:00"), put("2", "11:00", "12:00")], [], id="before"),
        pytest.param(
            BOTH,
            [put("1", "23:00", "2017-06-13T01:00"), put("2", "2017-06-13T00:00", "2017-06-13T02:00")],
            [at_once("1", "2", spans=(s("2017-06-13T00:00", "2017-06-13T01:00"),), minutes=60)],
            id="across midnight",
        ),
        pytest.param(
            BOTH,
            [
                put("1", "2017-03-26T01:30", "2017-03-26T03:30"),
                put("2", "2017-03-26T01:00", "2017-03-26T04:00"),
            ],
            [at_once("2", "1", spans=(s("2017-03-26T01:30", "2017-03-26T03:30"),), minutes=60)],
            id="clocks go forward",
        ),
        pytest.param(
            BOTH,
            [
                put("1", "2017-10-29T01:30", "2017-10-29T03:30"),
                put("2", "2017-10-29T01:00", "2017-10-29T04:00"),
            ],
            [at_once("2", "1", spans=(s("2017-10-29T01:30", "2017-10-29T03:30"),), minutes=180)],
            id="clocks go back",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "11:00"), put("2", "09:30", "10:30"), put("3", "10:00", "12:00")],
            [at_once("1", "2", "3", spans=(s("10:00", "10:30"),), minutes=30)],
            id="three at once are one",
        ),
        pytest.param(
            THREE,
            [put("1", "09:00", "10:00"), put("2", "09:30", "11:00"), put("3", "10:00", "12:00")],
            [
                at_once("1", "2", spans=(s("09:30", "10:00"),), minutes=30),
                at_once("2", "3", spans=(s("10:00", "11:00"),), minutes=60),
            ],
            id="a chain is two",
        ),
        pytest.param(
            [session("1", parts=(60, 60), people=["ada"])],
            [put("1", "09:00", "10:00"), put("1", "09:30", "10:30", part=2)],
            [],
            id="parts of one session",
        ),
        pytest.param(
            [session("1", parts=(60, 60), people=["ada"]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("1", "09:30", "10:30", part=2), put("2", "09:00", "11:00")],
            [at_once("1", "2", "1/2", spans=(s("09:30", "10:00"),), minutes=30)],
            id="parts of one session and another session",
        ),
        pytest.param(
            [session("1", parts=(60, 60), people=["ada"]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("1", "09:30", "10:30", part=2), put("2", "11:00", "12:00")],
            [],
            id="parts of one session, and another session later",
        ),
        pytest.param(
            [session("1", parts=(240,), people=[ada(from_minute=0, to_minute=20)]), session("2", people=["ada"])],
            [put("1", "09:00", "13:00"), put("2", "09:20", "10:00")],
            [],
            id="opens for 20 of 240 minutes, then free",
        ),
        pytest.param(
            [session("1", parts=(240,), people=[ada(to_minute=20)]), session("2", people=["ada"])],
            [put("1", "09:00", "13:00"), put("2", "09:15", "10:00")],
            [at_once("1", "2", spans=(s("09:15", "09:20"),), minutes=5)],
            id="opens for 20 of 240 minutes, too long",
        ),
        pytest.param(
            [session("1", parts=(240,), people=[ada(from_minute=220)]), session("2", people=["ada"])],
            [put("1", "09:00", "13:00"), put("2", "12:00", "14:00")],
            [at_once("1", "2", spans=(s("12:40", "13:00"),), minutes=20)],
            id="closes",
        ),
        pytest.param(
            [session("1", people=[ada(from_minute=50, to_minute=90)]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("2", "09:00", "11:00")],
            [at_once("1", "2", spans=(s("09:50", "10:00"),), minutes=10)],
            id="never longer than the placement",
        ),
        pytest.param(
            [session("1", people=[ada(from_minute=70)]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("2", "09:00", "11:00")],
            [],
            id="after the end of a shortened placement",
        ),
        pytest.param(
            [session("1", parts=(60, 60), people=[ada(part=2)]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("1", "11:00", "12:00", part=2), put("2", "09:00", "10:00")],
            [],
            id="another part",
        ),
        pytest.param(
            [session("1", parts=(60, 60), people=[ada(to_minute=10)]), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("1", "10:00", "11:00", part=2), put("2", "09:05", "11:00")],
            [
                at_once("1", "2", spans=(s("09:05", "09:10"),), minutes=5),
                at_once("2", "1/2", spans=(s("10:00", "10:10"),), minutes=10),
            ],
            id="minutes count from each part's start",
        ),
        pytest.param(
            [
                session("1", people=[ada(to_minute=20), ada(role="chair", from_minute=40)]),
                session("2", people=["ada"]),
            ],
            [put("1", "09:00", "10:00"), put("2", "09:10", "09:50")],
            [at_once("1", "2", spans=(s("09:10", "09:20"), s("09:40", "09:50")), minutes=20)],
            id="twice in one placement is one conflict",
        ),
        pytest.param(
            [
                session("1", people=[ada(to_minute=30), ada(role="chair", from_minute=20)]),
                session("2", people=["ada"]),
            ],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [at_once("1", "2", spans=(s("09:00", "10:00"),), minutes=60)],
            id="overlapping spans of one placement are one",
        ),
        pytest.param(
            [
                session("1", people=[ada(role="interpreter", mode="remote", visibility="hidden", confirmed=False)]),
                session("2", people=[ada(role="rapporteur", visibility="unnamed")]),
            ],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [at_once("1", "2", spans=(s("09:00", "10:00"),), minutes=60)],
            id="any role, mode, visibility, confirmed or not",
        ),
        pytest.param(
            [session("1", people=["ada"], state="cancelled"), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [],
            id="cancelled",
        ),
        pytest.param(
            [session("1", people=["ada"], state="withdrawn"), session("2", people=["ada"])],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [],
            id="withdrawn",
        ),
        pytest.param(
            [session("1", people=["ada"]), session("2", people=["bob"])],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [],
            id="different people",
        ),
        pytest.param(
            [
                session("1", people=["ada"]),
                session("2", people=[ada(to_minute=10), ada(from_minute=50)]),
                session("3", people=[ada(to_minute=10)]),
            ],
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00"), put("3", "09:00", "10:00")],
            [at_once("1", "2", "3", spans=(s("09:00", "09:10"),), minutes=10)],
            id="a set within a larger one is dropped, whenever it is",
        ),
    ],
)
def test_person_double_booked(sessions: list[Session], placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("person-double-booked", programme(*placements, sessions=sessions)) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(
            person("ada", floating=True),
            [at_once("1", "2", spans=(s("09:00", "10:00"),), minutes=60, severity="warning")],
            id="floating: a warning",
        ),
        pytest.param(person("ada", placeholder=True), [], id="placeholder: nobody yet"),
        pytest.param(person("ada", placeholder=True, floating=True), [], id="placeholder, floating"),
    ],
)
def test_people_who_are_not_quite_people(who: Person, expected: list[Seen]) -> None:
    placements = [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")]
    assert broken("person-double-booked", programme(*placements, sessions=BOTH, people=[who])) == expected


def away(*spans: Span, code: str = "1") -> Seen:
    return Seen("person-unavailable", "error", (code,), spans, person="ada")


@pytest.mark.parametrize(
    ("availability", "appearances", "expected"),
    [
        pytest.param((), ["ada"], [], id="no windows: always"),
        pytest.param((s("09:00", "13:00"),), ["ada"], [], id="exact"),
        pytest.param((s("11:00", "14:00"), s("08:00", "11:00")), ["ada"], [], id="touching windows"),
        pytest.param((s("10:00", "13:00"),), ["ada"], [away(s("09:00", "10:00"))], id="comes late"),
        pytest.param((s("08:00", "12:00"),), ["ada"], [away(s("12:00", "13:00"))], id="leaves early"),
        pytest.param((s("13:00", "14:00"),), ["ada"], [away(s("09:00", "13:00"))], id="touching only"),
        pytest.param(
            (s("09:00", "10:00"), s("11:00", "12:00")),
            ["ada"],
            [away(s("10:00", "11:00"), s("12:00", "13:00"))],
            id="gaps: one conflict",
        ),
        pytest.param((s("09:00", "09:20"),), [ada(to_minute=20)], [], id="there for 20 of 240 minutes"),
        pytest.param(
            (s("09:10", "09:50"),),
            [ada(to_minute=20), ada(role="chair", from_minute=40, to_minute=60)],
            [away(s("09:00", "09:10"), s("09:50", "10:00"))],
            id="two own spans: one conflict",
        ),
        pytest.param((s("08:00", "09:00"),), ["bob"], [], id="not in it"),
    ],
)
def test_person_unavailable(
    availability: tuple[Span, ...], appearances: list[str | Appearance], expected: list[Seen]
) -> None:
    made = programme(
        put("1", "09:00", "13:00"),
        sessions=[session("1", parts=(240,), people=appearances)],
        people=[person("ada", availability=availability), person("bob")],
    )
    assert broken("person-unavailable", made) == expected


def test_each_placement_outside_of_the_availability_is_a_conflict() -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        put("2", "11:00", "12:00"),
        sessions=BOTH,
        people=[person("ada", availability=(s("13:00", "14:00"),), floating=True)],
    )
    expected = [away(s("09:00", "10:00")), away(s("11:00", "12:00"), code="2")]
    assert broken("person-unavailable", made) == expected


@pytest.mark.parametrize(
    ("who", "state"),
    [
        pytest.param(
            person("ada", availability=(s("13:00", "14:00"),), placeholder=True), "accepted", id="placeholder"
        ),
        pytest.param(person("ada", availability=(s("13:00", "14:00"),)), "cancelled", id="cancelled"),
    ],
)
def test_nobody_is_away(who: Person, state: str) -> None:
    made = programme(put("1", "09:00", "10:00"), sessions=[session("1", people=["ada"], state=state)], people=[who])
    assert broken("person-unavailable", made) == []
