import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Team
from scheduler.domain.session import Session
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, session

FRENCH = Team("fr", "French", "interpreters", ("en", "fr"))


def put(code: str, starts: str, ends: str, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), part=part)


def needing(code: str, languages: tuple[str, ...] = ("en",), into: tuple[str, ...] = ("fr",)) -> Session:
    return session(code, languages=languages, interpretation=into)


def served(*placements: Placement, teams: list[Team], sessions: list[Session] | None = None) -> Programme:
    codes = dict.fromkeys(p.session for p in placements)
    return programme(*placements, teams=teams, sessions=sessions or [needing(code) for code in codes])


def booked(*parties: str, span: Span, minutes: int, teams: int = 1, team: str = "fr") -> Seen:
    return Seen(
        "team-overbooked",
        "error",
        parties,
        (span,),
        overlap_minutes=minutes,
        team=team,
        details=(("teams", teams),),
    )


AT_NINE = [put(code, "09:00", "10:00") for code in "123"]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            served(*AT_NINE[:2], teams=[FRENCH]), [booked("1", "2", span=s("09:00", "10:00"), minutes=60)], id="exact"
        ),
        pytest.param(served(put("1", "09:00", "10:00"), put("2", "10:00", "11:00"), teams=[FRENCH]), [], id="touching"),
        pytest.param(
            served(
                put("1", "09:00", "10:00"),
                put("2", "10:00", "11:00"),
                teams=[Team("fr", "French", "interpreters", ("en", "fr"), preparation_minutes=20)],
            ),
            [booked("1", "2", span=s("09:40", "10:00"), minutes=20)],
            id="preparation",
        ),
        pytest.param(
            served(*AT_NINE[:2], teams=[FRENCH, Team("en", "English", "interpreters", ("fr", "en"))]),
            [],
            id="two teams of the same languages",
        ),
        pytest.param(
            served(*AT_NINE, teams=[Team("fr", "French", "interpreters", ("en", "fr"), count=2)]),
            [booked("1", "2", "3", span=s("09:00", "10:00"), minutes=60, teams=2)],
            id="three parties at once",
        ),
        pytest.param(
            served(*AT_NINE[:2], teams=[FRENCH], sessions=[needing("1"), needing("2", into=())]), [], id="not needed"
        ),
        pytest.param(
            served(*AT_NINE[:2], teams=[FRENCH], sessions=[needing("1"), needing("2", ("fr",), ("fr",))]),
            [],
            id="spoken anyway",
        ),
        pytest.param(
            served(*AT_NINE[:1], teams=[FRENCH], sessions=[needing("1", ("en", "fr"), ("en", "fr"))]),
            [],
            id="there and back is one team",
        ),
        pytest.param(served(*AT_NINE[:2], teams=[]), [], id="no teams are planned"),
        pytest.param(
            served(*AT_NINE[:2], teams=[Team("tech", "Technicians", "technicians")]), [], id="none of that kind"
        ),
        pytest.param(
            served(*AT_NINE[:1], teams=[FRENCH], sessions=[needing("1", into=("zh", "fr"))]),
            [
                Seen(
                    "team-overbooked",
                    "error",
                    ("1",),
                    (s("09:00", "10:00"),),
                    details=(("needs", ("interpreters en-zh",)),),
                )
            ],
            id="nobody can",
        ),
        pytest.param(
            served(
                *AT_NINE[:2],
                teams=[FRENCH, Team("all", "All", "interpreters", ("en", "fr", "zh"))],
                sessions=[needing("1"), needing("2", into=("zh",))],
            ),
            [],
            id="those of fewest languages serve",
        ),
        pytest.param(
            served(
                *AT_NINE[:2],
                teams=[Team("words", "Captioners", "captioners", ("en",))],
                sessions=[session("1", captioning=True), session("2", captioning=True, languages=("fr",))],
            ),
            [booked("1", "2", span=s("09:00", "10:00"), minutes=60, team="words")],
            id="captioners",
        ),
        pytest.param(
            served(put("1", "23:00", "2017-06-13T01:00"), put("2", "23:30", "2017-06-13T02:00"), teams=[FRENCH]),
            [booked("1", "2", span=s("23:30", "2017-06-13T01:00"), minutes=90)],
            id="across midnight",
        ),
        pytest.param(
            # 02:00 in Geneva is midnight in UTC, by which the engine sorts placements into days.
            served(
                put("1", "2017-06-13T02:10", "2017-06-13T03:00"),
                put("2", "2017-06-13T02:20", "2017-06-13T03:00"),
                teams=[Team("fr", "French", "interpreters", ("en", "fr"), preparation_minutes=30)],
            ),
            [booked("1", "2", span=s("2017-06-13T01:50", "2017-06-13T03:00"), minutes=70)],
            id="prepared before midnight in UTC",
        ),
        pytest.param(
            served(
                *AT_NINE[:2],
                teams=[Team("a", "A", "captioners", ("en",)), Team("b", "B", "captioners", ("fr",))],
                sessions=[session("1", captioning=True), session("2", captioning=True)],
            ),
            [],
            id="captioners of any languages stand in for each other",
        ),
        pytest.param(
            served(
                *AT_NINE[:2],
                teams=[Team("words", "Captioners", "captioners", ("en",))],
                sessions=[session("1", captioning=True), session("2")],
            ),
            [],
            id="captions for one of two",
        ),
        pytest.param(
            served(*AT_NINE[:1], teams=[FRENCH], sessions=[session("1", captioning=True)]),
            [],
            id="captions, and no captioners are planned",
        ),
        pytest.param(
            served(
                *AT_NINE[:2],
                teams=[FRENCH],
                sessions=[needing("1"), session("2", languages=("en",), interpretation=("fr",), state="withdrawn")],
            ),
            [],
            id="withdrawn",
        ),
    ],
)
def test_team_overbooked(made: Programme, expected: list[Seen]) -> None:
    assert broken("team-overbooked", made) == expected


@pytest.mark.parametrize(
    ("hours", "count", "expected"),
    [
        pytest.param(3, 1, False, id="as agreed"),
        pytest.param(2.5, 1, True, id="half an hour too much"),
        pytest.param(1.5, 2, False, id="two teams"),
        pytest.param(None, 1, False, id="without limit"),
    ],
)
def test_hours_a_day(hours: float | None, count: int, expected: bool) -> None:  # noqa: FBT001 - a table
    """Two sessions of an hour and a half on Monday, one on Tuesday."""
    made = served(
        put("1", "09:00", "10:30"),
        put("2", "14:00", "15:30"),
        put("3", "2017-06-13T09:00", "2017-06-13T10:30"),
        teams=[Team("fr", "French", "interpreters", ("en", "fr"), count=count, hours_a_day=hours)],
    )
    seen = Seen(
        "team-overbooked",
        "error",
        ("1", "2"),
        (s("09:00", "10:30"), s("14:00", "15:30")),
        team="fr",
        details=(("minutes", 180), ("most_minutes", 150)),
    )
    assert broken("team-overbooked", made) == ([seen] if expected else [])
