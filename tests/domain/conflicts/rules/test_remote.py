import pytest

from scheduler.domain.conflicts import Signals
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Way
from scheduler.domain.session import Appearance
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, session

JOIN = (Way("join"),)


def put(code: str, starts: str, ends: str, part: int = 1) -> Placement:
    return placement(code, t(starts), t(ends), part=part)


@pytest.mark.parametrize(
    ("mode", "appearance", "slot", "lacks"),
    [
        pytest.param("hybrid", None, None, "none", id="hybrid"),
        pytest.param("remote", None, None, "none", id="remote"),
        pytest.param("onsite", None, None, None, id="on site"),
        pytest.param("onsite", Appearance("ada", mode="remote"), None, "none", id="remote speaker"),
        pytest.param("onsite", Appearance("ada", mode="remote", part=2), None, None, id="of another part"),
        pytest.param("hybrid", None, RemoteSlot("1", 1, "m"), "without way in", id="a meeting alone"),
        pytest.param("hybrid", None, RemoteSlot("1", 1, ways=(Way("host"),)), "without way in", id="hosts alone"),
        pytest.param(
            "hybrid",
            None,
            RemoteSlot("1", 1, ways=(Way("join", audience="hosts"),)),
            "without way in",
            id="a link for hosts alone",
        ),
        pytest.param("hybrid", None, RemoteSlot("1", 1, ways=JOIN), None, id="a way in"),
        pytest.param("hybrid", None, RemoteSlot("1", 2, ways=JOIN), "none", id="of another part's"),
    ],
)
def test_remote_slot_missing(
    mode: str, appearance: Appearance | None, slot: RemoteSlot | None, lacks: str | None
) -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        sessions=[session("1", parts=[60, 60], mode=mode, people=[appearance] if appearance else [])],
        slots=[slot] if slot else [],
    )
    details = (("slot", lacks or ""),)
    spans = (s("09:00", "10:00"),)
    expected = [Seen("remote-slot-missing", "error", ("1",), spans, details=details)] if lacks else []
    assert broken("remote-slot-missing", made) == expected


def test_a_cancelled_session_needs_no_slot() -> None:
    made = programme(put("1", "09:00", "10:00"), sessions=[session("1", mode="hybrid", state="cancelled")])
    assert broken("remote-slot-missing", made) == []


def hosted(*placements: Placement, at_once: int = 1, meetings: str = "abc", closes: int = 15) -> Programme:
    """Placements of sessions 1, 2, 3 in meetings a, b, c (or as `meetings` says) of one account."""
    return programme(
        *placements,
        accounts=[PlatformAccount("zoom", "Zoom", concurrent_meetings=at_once)],
        meetings=[Meeting(slug, "zoom") for slug in sorted(set(meetings))],
        slots=[
            RemoteSlot(
                str(number),
                1,
                slug,
                JOIN,
                opens_before_speakers=15,
                opens_before_registered=0,
                opens_before_public=0,
                closes_after=closes,
            )
            for number, slug in enumerate(meetings, start=1)
        ],
    )


def crowded(*parties: str, span: Span, minutes: int, meetings: tuple[str, ...], most: int = 1) -> Seen:
    return Seen(
        "account-double-booked",
        "error",
        parties,
        (span,),
        overlap_minutes=minutes,
        account="zoom",
        details=(("concurrent_meetings", most), ("meetings", meetings)),
    )


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "09:00", "10:00")),
            [crowded("1", "2", span=s("08:45", "10:15"), minutes=90, meetings=("a", "b"))],
            id="exact",
        ),
        pytest.param(
            hosted(put("1", "09:00", "12:00"), put("2", "10:00", "11:00")),
            [crowded("1", "2", span=s("09:45", "11:15"), minutes=90, meetings=("a", "b"))],
            id="contained",
        ),
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "10:00", "11:00")),
            [crowded("1", "2", span=s("09:45", "10:15"), minutes=30, meetings=("a", "b"))],
            id="only the opening times overlap",
        ),
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "10:30", "11:00")), [], id="opens as the other closes"
        ),
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "10:29", "11:00")),
            [crowded("1", "2", span=s("10:14", "10:15"), minutes=1, meetings=("a", "b"))],
            id="opens a minute earlier",
        ),
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "09:00", "10:00"), meetings="aa"), [], id="one meeting"
        ),
        pytest.param(hosted(put("1", "09:00", "10:00"), put("2", "09:00", "10:00"), at_once=2), [], id="two at once"),
        pytest.param(
            hosted(*(put(code, "09:00", "10:00") for code in "123"), at_once=2),
            [crowded("1", "2", "3", span=s("08:45", "10:15"), minutes=90, meetings=("a", "b", "c"), most=2)],
            id="three parties at once",
        ),
        pytest.param(
            hosted(put("1", "09:00", "10:00"), put("2", "09:30", "12:00"), put("3", "11:00", "12:00"), closes=0),
            [
                crowded("1", "2", span=s("09:15", "10:00"), minutes=45, meetings=("a", "b")),
                crowded("2", "3", span=s("10:45", "12:00"), minutes=75, meetings=("b", "c")),
            ],
            id="one with two, one after the other",
        ),
        pytest.param(
            hosted(put("1", "23:00", "23:55"), put("2", "2017-06-13T00:05", "2017-06-13T01:00")),
            [crowded("1", "2", span=s("23:50", "2017-06-13T00:10"), minutes=20, meetings=("a", "b"))],
            id="across midnight",
        ),
        pytest.param(
            # 02:00 in Geneva is midnight in UTC, by which the engine sorts placements into days.
            hosted(put("1", "2017-06-13T01:00", "2017-06-13T02:00"), put("2", "2017-06-13T02:00", "2017-06-13T03:00")),
            [crowded("1", "2", span=s("2017-06-13T01:45", "2017-06-13T02:15"), minutes=30, meetings=("a", "b"))],
            id="across midnight in UTC",
        ),
        pytest.param(
            hosted(put("1", "2017-06-13T01:00", "2017-06-13T01:55"), put("2", "2017-06-13T02:20", "2017-06-13T03:00")),
            [crowded("1", "2", span=s("2017-06-13T02:05", "2017-06-13T02:10"), minutes=5, meetings=("a", "b"))],
            id="open at once after midnight in UTC alone",
        ),
    ],
)
def test_account_double_booked(made: Programme, expected: list[Seen]) -> None:
    assert broken("account-double-booked", made) == expected


@pytest.mark.parametrize(
    ("before", "after", "minutes"),
    [
        pytest.param((20, 5, 0), 0, 20, id="speakers come first"),
        pytest.param((5, 20, 0), 0, 20, id="the registered come first"),
        pytest.param((0, 5, 20), 0, 20, id="the public comes first"),
        pytest.param((0, 0, 0), 10, 10, id="stays open"),
        pytest.param((0, 0, 0), 0, 0, id="open for the placement alone"),
        pytest.param((-10, -10, -10), -10, 0, id="never shorter than the placement"),
    ],
)
def test_a_meeting_is_open_from_its_earliest_opening(before: tuple[int, int, int], after: int, minutes: int) -> None:
    """Two sessions that touch overlap by as much as a meeting is open before or after."""
    made = programme(
        put("1", "09:00", "10:00"),
        put("2", "10:00", "11:00"),
        accounts=[PlatformAccount("zoom", "Zoom")],
        meetings=[Meeting("a", "zoom"), Meeting("b", "zoom")],
        slots=[RemoteSlot(code, 1, slug, JOIN, None, None, *before, after) for code, slug in (("1", "a"), ("2", "b"))],
    )
    assert [each.overlap_minutes for each in broken("account-double-booked", made)] == ([minutes] if minutes else [])


@pytest.mark.parametrize("opens", [0, -5])
def test_within_the_other_a_meeting_is_open_for_all_of_its_placement(opens: int) -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        put("2", "09:50", "11:00"),
        accounts=[PlatformAccount("zoom", "Zoom")],
        meetings=[Meeting("a", "zoom"), Meeting("b", "zoom")],
        slots=[
            RemoteSlot(code, 1, slug, JOIN, None, None, opens, opens, opens, opens)
            for code, slug in (("1", "a"), ("2", "b"))
        ],
    )
    expected = [crowded("1", "2", span=s("09:50", "10:00"), minutes=10, meetings=("a", "b"))]
    assert broken("account-double-booked", made) == expected


def test_each_part_needs_a_way_in() -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        put("1", "10:00", "11:00", part=2),
        sessions=[session("1", parts=[60, 60], mode="hybrid")],
        slots=[RemoteSlot("1", 1, ways=JOIN)],
    )
    assert [each.parties for each in broken("remote-slot-missing", made)] == [("1/2",)]


@pytest.mark.parametrize(
    ("registered", "slot", "account", "capacity"),
    [
        pytest.param(100, 100, None, None, id="full"),
        pytest.param(101, 100, None, 100, id="one too many"),
        pytest.param(101, None, 100, 100, id="of the account"),
        pytest.param(101, 200, 100, 100, id="the smaller of the two"),
        pytest.param(101, None, None, None, id="unknown"),
        pytest.param(None, 1, 1, None, id="nobody counted"),
    ],
)
def test_remote_capacity(registered: int | None, slot: int | None, account: int | None, capacity: int | None) -> None:
    made = programme(
        put("1", "09:00", "10:00"),
        accounts=[PlatformAccount("zoom", "Zoom", attendee_capacity=account)],
        meetings=[Meeting("a", "zoom")],
        slots=[RemoteSlot("1", 1, "a", JOIN, attendee_capacity=slot)],
    )
    signals = Signals(registered={} if registered is None else {("1", 1): registered})
    details = (("capacity", capacity or 0), ("registered", registered or 0))
    seen = Seen("remote-capacity", "warning", ("1",), (s("09:00", "10:00"),), details=details, account="zoom")
    assert broken("remote-capacity", made, signals) == ([seen] if capacity else [])


def test_each_part_is_counted_by_itself() -> None:
    """Nobody registered for the first, and nobody is to speak in it; of the third no slot is known."""
    made = programme(
        *(put("1", f"{9 + part}:00", f"{10 + part}:00", part=part) for part in (1, 2, 3)),
        slots=[RemoteSlot("1", part, attendee_capacity=5, intervention_slots=0) for part in (1, 2)],
    )
    counts = {("1", 2): 7, ("1", 3): 9}
    registered = broken("remote-capacity", made, Signals(registered=counts))
    accepted = broken("interventions-overrun", made, Signals(interventions=counts))
    assert [(each.parties, each.details) for each in registered] == [(("1/2",), (("capacity", 5), ("registered", 7)))]
    assert [(each.parties, each.details) for each in accepted] == [(("1/2",), (("accepted", 7), ("slots", 0)))]


@pytest.mark.parametrize(
    ("accepted", "slots", "details"),
    [
        pytest.param(10, 10, [], id="as many as slots"),
        pytest.param(11, 10, [(("accepted", 11), ("slots", 10))], id="one too many"),
        pytest.param(20, None, [], id="as many as fit"),
        pytest.param(21, None, [(("accepted", 21), ("minutes", 60), ("needed_minutes", 63))], id="too long"),
        pytest.param(
            21,
            20,
            [(("accepted", 21), ("minutes", 60), ("needed_minutes", 63)), (("accepted", 21), ("slots", 20))],
            id="both",
        ),
    ],
)
def test_interventions_overrun(accepted: int, slots: int | None, details: list[tuple[tuple[str, int], ...]]) -> None:
    made = programme(put("1", "09:00", "10:00"), slots=[RemoteSlot("1", 1, intervention_slots=slots)])
    found = broken("interventions-overrun", made, Signals(interventions={("1", 1): accepted}))
    assert sorted(each.details for each in found) == details
    assert {each[:4] for each in found} <= {("interventions-overrun", "warning", ("1",), (s("09:00", "10:00"),))}


def test_an_event_sets_how_long_an_intervention_takes() -> None:
    made, signals = programme(put("1", "09:00", "10:00")), Signals(interventions={("1", 1): 12})
    assert [len(broken("interventions-overrun", made, signals, minutes_each=n)) for n in (5, 6)] == [0, 1]
