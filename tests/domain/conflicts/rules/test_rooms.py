import pytest

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.venue import Feature, Room
from tests.domain.conflicts.seen import Seen, broken, s, t
from tests.factories import placement, programme, room, session

POPOV = (
    room("popov-1", position=1),
    room("popov-2", position=2),
    room("popov", position=3, pieces=("popov-1", "popov-2")),
    room("other", position=4),
)


def put(code: str, starts: str, ends: str, where: str | None = "other", **kw: object) -> Placement:
    return placement(code, t(starts), t(ends), where, **kw)  # type: ignore[arg-type] # fields of a placement


def twice(*parties: str, starts: str, ends: str, minutes: int, where: str = "other") -> Seen:
    return Seen("room-double-booked", "error", parties, (s(starts, ends),), room=where, overlap_minutes=minutes)


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        pytest.param(
            [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")],
            [twice("1", "2", starts="09:00", ends="10:00", minutes=60)],
            id="exact",
        ),
        pytest.param(
            [put("1", "09:00", "10:00"), put("2", "09:00", "09:30")],
            [twice("2", "1", starts="09:00", ends="09:30", minutes=30)],
            id="shared start",
        ),
        pytest.param(
            [put("1", "09:00", "10:00"), put("2", "09:45", "10:00")],
            [twice("1", "2", starts="09:45", ends="10:00", minutes=15)],
            id="shared end",
        ),
        pytest.param(
            [put("1", "09:00", "12:00"), put("2", "10:00", "10:30")],
            [twice("1", "2", starts="10:00", ends="10:30", minutes=30)],
            id="contained",
        ),
        pytest.param([put("1", "09:00", "10:00"), put("2", "10:00", "11:00")], [], id="touching"),
        pytest.param([put("1", "09:00", "10:00"), put("2", "11:00", "12:00")], [], id="before"),
        pytest.param([put("1", "09:00", "12:00"), put("2", "10:00", "10:00")], [], id="empty inside"),
        pytest.param([put("1", "09:00", "12:00"), put("2", "11:00", "10:00")], [], id="inverted inside"),
        pytest.param([put("1", "09:00", "10:00"), put("2", "09:00", "10:00", "popov")], [], id="different rooms"),
        pytest.param([put("1", "09:00", "10:00", None), put("2", "09:00", "10:00", None)], [], id="no rooms"),
        pytest.param(
            [put("1", "22:00", "2017-06-13T01:00"), put("2", "2017-06-13T00:30", "2017-06-13T02:00")],
            [twice("1", "2", starts="2017-06-13T00:30", ends="2017-06-13T01:00", minutes=30)],
            id="across midnight",
        ),
        pytest.param(
            [
                put("1", "2017-03-26T01:00", "2017-03-26T03:30"),
                put("2", "2017-03-26T01:30", "2017-03-26T04:00"),
            ],
            [twice("1", "2", starts="2017-03-26T01:30", ends="2017-03-26T03:30", minutes=60)],
            id="clocks go forward: 01:30 to 03:30 is an hour",
        ),
        pytest.param(
            [
                put("1", "2017-10-29T01:00", "2017-10-29T03:30"),
                put("2", "2017-10-29T01:30", "2017-10-29T04:00"),
            ],
            [twice("1", "2", starts="2017-10-29T01:30", ends="2017-10-29T03:30", minutes=180)],
            id="clocks go back: 01:30 to 03:30 is three hours",
        ),
        pytest.param(
            [
                put("1", "2017-10-29T02:00+02:00", "2017-10-29T02:30+02:00"),
                put("2", "2017-10-29T02:00+01:00", "2017-10-29T02:30+01:00"),
            ],
            [],
            id="clocks go back: the same wall time, an hour apart",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "popov-1"), put("2", "09:30", "10:30", "popov")],
            [twice("1", "2", starts="09:30", ends="10:00", minutes=30, where="popov")],
            id="piece and whole",
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "popov-1"), put("2", "09:00", "10:00", "popov-2")], [], id="two pieces"
        ),
        pytest.param(
            [put("1", "09:00", "10:00", "popov"), put("2", "09:00", "10:00", "popov")],
            [twice("1", "2", starts="09:00", ends="10:00", minutes=60, where="popov")],
            id="whole twice, once for both pieces",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "popov-1"),
                put("2", "09:00", "10:00", "popov-2"),
                put("3", "09:30", "11:00", "popov"),
            ],
            [
                twice("1", "3", starts="09:30", ends="10:00", minutes=30, where="popov"),
                twice("2", "3", starts="09:30", ends="10:00", minutes=30, where="popov"),
            ],
            id="both pieces and the whole are two",
        ),
        pytest.param(
            [
                put("1", "09:00", "12:00", "popov"),
                put("2", "09:30", "10:00", "popov-1"),
                put("3", "09:00", "12:00", "popov"),
            ],
            [twice("1", "3", "2", starts="09:30", ends="10:00", minutes=30, where="popov")],
            id="what the other piece shows is part of three at once",
        ),
        pytest.param(
            [put("1", "09:00", "11:00"), put("2", "09:30", "10:30"), put("3", "10:00", "12:00")],
            [twice("1", "2", "3", starts="10:00", ends="10:30", minutes=30)],
            id="three at once are one",
        ),
        pytest.param(
            [put("1", "09:00", "10:00"), put("2", "09:30", "11:00"), put("3", "10:00", "12:00")],
            [
                twice("1", "2", starts="09:30", ends="10:00", minutes=30),
                twice("2", "3", starts="10:00", ends="11:00", minutes=60),
            ],
            id="a chain is two",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "popov", also_in=("other",)),
                put("2", "09:00", "10:00", "other"),
            ],
            [twice("1", "2", starts="09:00", ends="10:00", minutes=60)],
            id="overflow room",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", None, also_in=("other", "popov")),
                put("2", "09:00", "10:00", "popov-2"),
            ],
            [twice("1", "2", starts="09:00", ends="10:00", minutes=60, where="popov")],
            id="a break in every room counts",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "popov-1", also_in=("popov", "popov-1")),
                put("2", "11:00", "12:00", "popov-1"),
            ],
            [],
            id="not booked twice by itself",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "popov", also_in=("other",)),
                put("2", "09:00", "10:00", "popov", also_in=("other",)),
            ],
            [
                twice("1", "2", starts="09:00", ends="10:00", minutes=60, where="other"),
                twice("1", "2", starts="09:00", ends="10:00", minutes=60, where="popov"),
            ],
            id="two families are two",
        ),
        pytest.param(
            [put("1", "09:00", "10:00"), put("1", "09:30", "10:30", part=2)],
            [twice("1", "1/2", starts="09:30", ends="10:00", minutes=30)],
            id="parts of one session",
        ),
        pytest.param(
            [
                put("1", "2017-06-12T09:00:00", "2017-06-12T10:00:59"),
                put("2", "2017-06-12T09:59:30", "2017-06-12T11:00:00"),
            ],
            [twice("1", "2", starts="2017-06-12T09:59:30", ends="2017-06-12T10:00:59", minutes=1)],
            id="minutes are rounded down",
        ),
    ],
)
def test_room_double_booked(placements: list[Placement], expected: list[Seen]) -> None:
    found = broken("room-double-booked", programme(*placements, rooms=POPOV))
    assert sorted(found) == sorted(expected)


PARALLEL = (
    room("foyer", position=1, parallel=True),
    room("hall", position=2, pieces=("foyer", "hall-2")),
    room("hall-2", position=3),
)


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        pytest.param(
            [put("1", "09:00", "10:00", "foyer"), put("2", "09:00", "10:00", "foyer")], [], id="both parallel"
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "foyer"),
                put("2", "09:00", "10:00", "foyer"),
                put("3", "09:00", "10:00", "hall"),
            ],
            [twice("1", "2", "3", starts="09:00", ends="10:00", minutes=60, where="hall")],
            id="one holds it through a whole that is not parallel",
        ),
        pytest.param(
            [
                put("1", "09:00", "10:00", "foyer", also_in=("hall",)),
                put("2", "09:00", "10:00", "foyer"),
            ],
            [twice("1", "2", starts="09:00", ends="10:00", minutes=60, where="hall")],
            id="one holds it both ways",
        ),
    ],
)
def test_rooms_for_parallel_use(placements: list[Placement], expected: list[Seen]) -> None:
    assert broken("room-double-booked", programme(*placements, rooms=PARALLEL)) == expected


@pytest.mark.parametrize(
    ("rooms", "where"),
    [
        pytest.param([room("a"), room("b", pieces=("a",))], "b", id="of one piece, the whole"),
        pytest.param([room("b"), room("a", pieces=("b",))], "a", id="of one piece, whatever they are called"),
        pytest.param(
            [room("x"), room("a", position=2, pieces=("x",)), room("b", position=1, pieces=("x",))],
            "b",
            id="equals: the first in lists",
        ),
        pytest.param(
            [room("x"), room("y"), room("a", pieces=("x",)), room("b", pieces=("a", "y"))], "b", id="pieces of pieces"
        ),
    ],
)
def test_the_room_named_is_the_whole(rooms: list[Room], where: str) -> None:
    placements = [put("1", "09:00", "10:00", "a"), put("2", "09:00", "10:00", "b")]
    found = broken("room-double-booked", programme(*placements, rooms=rooms))
    assert found == [twice("1", "2", starts="09:00", ends="10:00", minutes=60, where=where)]


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_ended_sessions_hold_no_room(state: str) -> None:
    placements = [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")]
    assert broken("room-double-booked", programme(*placements, sessions=[session("1", state=state)])) == []


def test_proposed_sessions_take_part() -> None:
    placements = [put("1", "09:00", "10:00"), put("2", "09:00", "10:00")]
    found = broken("room-double-booked", programme(*placements, sessions=[session("1", state="proposed")]))
    assert found == [twice("1", "2", starts="09:00", ends="10:00", minutes=60)]


WINDOWS = (
    room("morning", availability=(s("10:00", "12:00"), s("08:00", "10:00"))),
    room("noon", availability=(s("11:00", "13:00"),)),
    room("always"),
)


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        pytest.param(put("1", "09:00", "12:00", "morning"), [], id="within touching windows"),
        pytest.param(put("1", "08:00", "12:00", "morning"), [], id="exact"),
        pytest.param(put("1", "2017-06-13T01:00", "2017-06-13T02:00", "always"), [], id="no windows"),
        pytest.param(
            put("1", "11:30", "12:30", "morning"),
            [Seen("room-unavailable", "error", ("1",), (s("12:00", "12:30"),), room="morning")],
            id="its end outside",
        ),
        pytest.param(
            put("1", "10:00", "14:00", "noon"),
            [Seen("room-unavailable", "error", ("1",), (s("10:00", "11:00"), s("13:00", "14:00")), room="noon")],
            id="both ends outside",
        ),
        pytest.param(
            put("1", "12:00", "13:00", "morning"),
            [Seen("room-unavailable", "error", ("1",), (s("12:00", "13:00"),), room="morning")],
            id="wholly outside, touching",
        ),
        pytest.param(
            put("1", "07:30", "08:30", "always", also_in=("morning", "noon")),
            [
                Seen("room-unavailable", "error", ("1",), (s("07:30", "08:00"),), room="morning"),
                Seen("room-unavailable", "error", ("1",), (s("07:30", "08:30"),), room="noon"),
            ],
            id="each overflow room",
        ),
        pytest.param(
            put("1", "07:00", "08:00", "morning", also_in=("morning",)),
            [Seen("room-unavailable", "error", ("1",), (s("07:00", "08:00"),), room="morning")],
            id="a room named twice",
        ),
        pytest.param(
            put("1", "08:00", "12:00", "morning", setup_minutes=30, takedown_minutes=30), [], id="set-up doesn't count"
        ),
    ],
)
def test_room_unavailable(placed: Placement, expected: list[Seen]) -> None:
    found = broken("room-unavailable", programme(placed, rooms=WINDOWS))
    assert sorted(found) == expected


def test_a_cancelled_session_needs_no_available_room() -> None:
    placed = put("1", "20:00", "21:00", "morning")
    assert (
        broken("room-unavailable", programme(placed, rooms=WINDOWS, sessions=[session("1", state="cancelled")])) == []
    )


SIZES = (
    room("small", capacity=50),
    room("twin", capacity=40),
    room("both", capacity=100, pieces=("small", "twin")),
    room("unknown"),
)


def small(capacity: int, attendance: int, where: str = "small") -> list[Seen]:
    details = (("capacity", capacity), ("expected_attendance", attendance))
    return [Seen("room-too-small", "warning", ("1",), (s("09:00", "10:00"),), room=where, details=details)]


@pytest.mark.parametrize(
    ("attendance", "where", "also_in", "expected"),
    [
        pytest.param(50, "small", (), [], id="just enough"),
        pytest.param(51, "small", (), small(50, 51), id="one too many"),
        pytest.param(0, "small", (), [], id="nobody"),
        pytest.param(None, "small", (), [], id="unknown attendance"),
        pytest.param(999, "unknown", (), [], id="unknown capacity"),
        pytest.param(999, None, (), [], id="no room"),
        pytest.param(90, "small", ("twin",), [], id="overflow room adds"),
        pytest.param(91, "small", ("twin",), small(90, 91), id="still too many with overflow room"),
        pytest.param(999, "small", ("unknown",), [], id="unknown overflow room"),
        pytest.param(101, "both", ("twin",), small(100, 101, "both"), id="a piece of its room adds nothing"),
        pytest.param(51, "small", ("small",), small(50, 51), id="a room named twice counts once"),
        pytest.param(41, None, ("twin",), small(40, 41, "twin"), id="no main room"),
    ],
)
def test_room_too_small(
    attendance: int | None, where: str | None, also_in: tuple[str, ...], expected: list[Seen]
) -> None:
    made = programme(
        put("1", "09:00", "10:00", where, also_in=also_in),
        rooms=SIZES,
        sessions=[session("1", expected_attendance=attendance)],
    )
    assert broken("room-too-small", made) == expected


def lacking(*missing: str) -> list[Seen]:
    details = (("missing", missing),)
    return [Seen("room-lacks-feature", "error", ("1",), (s("09:00", "10:00"),), room="plain", details=details)]


@pytest.mark.parametrize(
    ("needed", "placed", "expected"),
    [
        pytest.param(("webcast",), put("1", "09:00", "10:00", "equipped"), [], id="has it"),
        pytest.param((), put("1", "09:00", "10:00", "plain"), [], id="needs nothing"),
        pytest.param(("webcast",), put("1", "09:00", "10:00", None), [], id="no room"),
        pytest.param(("webcast",), put("1", "09:00", "10:00", "plain"), lacking("webcast"), id="lacks one"),
        pytest.param(
            ("webcast", "captioning", "loop"),
            put("1", "09:00", "10:00", "plain"),
            lacking("captioning", "webcast"),
            id="lacks several: one conflict",
        ),
        pytest.param(
            ("webcast",),
            put("1", "09:00", "10:00", "equipped", also_in=("plain",)),
            [],
            id="the overflow room need not have it",
        ),
        pytest.param(
            ("webcast",),
            put("1", "09:00", "10:00", "plain", also_in=("equipped",)),
            lacking("webcast"),
            id="the overflow room doesn't help",
        ),
    ],
)
def test_room_lacks_feature(needed: tuple[str, ...], placed: Placement, expected: list[Seen]) -> None:
    made = programme(
        placed,
        rooms=[room("plain", features=("loop",)), room("equipped", features=("captioning", "loop", "webcast"))],
        features=[Feature("webcast", "Webcast")],
        sessions=[session("1", features=needed)],
    )
    assert broken("room-lacks-feature", made) == expected


NO_ROOM = [Seen("room-missing", "info", ("1",), (s("09:00", "10:00"),))]


@pytest.mark.parametrize(
    ("mode", "state", "placements", "expected"),
    [
        pytest.param("onsite", "accepted", [put("1", "09:00", "10:00", None)], NO_ROOM, id="on site"),
        pytest.param("hybrid", "proposed", [put("1", "09:00", "10:00", None)], NO_ROOM, id="hybrid"),
        pytest.param("remote", "accepted", [put("1", "09:00", "10:00", None)], [], id="remote needs none"),
        pytest.param("onsite", "cancelled", [put("1", "09:00", "10:00", None)], [], id="cancelled"),
        pytest.param("onsite", "accepted", [put("1", "09:00", "10:00")], [], id="has one"),
        pytest.param("onsite", "accepted", [put("1", "09:00", "10:00", None, also_in=("a",))], [], id="has others"),
        pytest.param("onsite", "accepted", [], [], id="not placed"),
    ],
)
def test_room_missing(mode: str, state: str, placements: list[Placement], expected: list[Seen]) -> None:
    made: Programme = programme(*placements, sessions=[session("1", mode=mode, state=state)])
    assert broken("room-missing", made) == expected
