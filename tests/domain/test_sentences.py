"""What changed, in words: one case for each kind."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.changes import changes
from scheduler.domain.programme import Programme
from scheduler.domain.release import release
from scheduler.domain.sentences import sentence
from scheduler.domain.session import Appearance, Session
from scheduler.web.languages import Tongue
from tests.factories import EVENT, at, placement, programme, room, session

ROOMS = (room("room-a"), room("room-b"))
PLAIN = session("1", people=("ada",), title="Opening", mode="hybrid")


def plan(*placed: tuple[str, str, str | None], who: Session = PLAIN, **changed: Any) -> Programme:
    sessions = (replace(who, **changed),)
    return programme(*(placement("1", *where) for where in placed), rooms=ROOMS, sessions=sessions)


BEFORE = plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"))


def told(*plans: Programme) -> list[str]:
    """What the last of several releases says about its entries."""
    previous = before = None
    for number, made in enumerate(plans, start=1):
        before, previous = previous, release(made, previous, number=number, label="", note="", at=number)
    assert previous is not None
    return [sentence(change, EVENT, Tongue("en", "en")) for change in changes(before, previous)]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param(BEFORE, [], id="nothing"),
        pytest.param(
            plan(("2017-06-12T10:00", "2017-06-12T11:00", "room-b")),
            ["Moved from Mon 12 June 09:00, Room A to 10:00, Room B."],
            id="moved and another room",
        ),
        pytest.param(
            plan(("2017-06-12T10:00", "2017-06-12T11:00", "room-a")),
            ["Moved from Mon 12 June 09:00 to 10:00."],
            id="later the same day",
        ),
        pytest.param(
            plan(("2017-06-13T09:00", "2017-06-13T10:00", "room-a")),
            ["Moved from Mon 12 June 09:00 to Tue 13 June 09:00."],
            id="another day",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-b")),
            ["Moved from Room A to Room B."],
            id="another room",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", None)), ["Moved from Room A to no room yet."], id="no room"
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:15", "room-a")), ["Ends at 10:15 instead of 10:00."], id="longer"
        ),
        pytest.param(
            plan(("2017-06-12T10:00", "2017-06-12T10:45", "room-a")),
            ["Moved from Mon 12 June 09:00 to 10:00; takes 45 minutes instead of 60."],
            id="moved and shorter",
        ),
        pytest.param(plan(), ["Cancelled (was Mon 12 June 09:00, Room A)."], id="cancelled"),
        pytest.param(
            plan(
                ("2017-06-12T09:00", "2017-06-12T10:00", "room-a"),
                appearances=(Appearance("bob"),),
            ),
            ["With Bob; without Ada."],
            id="other people",
        ),
        pytest.param(
            plan(
                ("2017-06-12T09:00", "2017-06-12T10:00", "room-a"),
                appearances=tuple(map(Appearance, ("ada", "b", "c", "d", "e", "f", "g"))),
            ),
            ["With B, C, D, E, F and 1 more."],
            id="many people",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"), appearances=(Appearance("ada", role="chair"),)),
            ["Roles of the people changed."],
            id="another role",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"), mode="onsite"),
            ["Takes place on site only."],
            id="no longer online",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"), title="Beginning"),
            ["Renamed from “Opening”."],
            id="renamed",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"), abstract="All about it"),
            ["New description."],
            id="description",
        ),
        pytest.param(
            plan(("2017-06-12T09:00", "2017-06-12T10:00", "room-a"), captioning=True),
            ["Details changed."],
            id="details",
        ),
    ],
)
def test_a_change_is_told(after: Programme, words: list[str]) -> None:
    assert told(BEFORE, after) == words


def test_what_comes_back_says_when_and_where() -> None:
    again = plan(("2017-06-13T09:00", "2017-06-13T10:30", "room-b"))
    assert told(BEFORE, plan(), again) == ["Takes place after all: Tue 13 June 09:00, Room B."]


def test_a_new_entry_says_when_and_where() -> None:
    both = replace(
        BEFORE,
        sessions=(*BEFORE.sessions, session("2", mode="remote")),
        placements=(*BEFORE.placements, placement("2", at("2017-06-12T23:30"), at("2017-06-13T00:30"))),
    )
    assert told(BEFORE, both) == ["New: Mon 12 June 23:30, online."]
