"""What is said on the day stands on the live page, its JSON and door signs at once, in everybody's zone."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.api.test_doors import HTML, Organiser
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.tokens import token
from tests.web.html import read

LIVE = "/api/v1/events/forum/live"


@pytest.fixture
def organiser(forum: FlaskClient, edges: Edge) -> Organiser:
    return Organiser(forum, token(edges, "editor"))


def lines(client: FlaskClient, query: str = "") -> list[str]:
    """The page's lines below the moment."""
    return read(client.get(f"/forum/live{query}", headers=HTML).text).lines[2:]


def test_it_is_seen_at_once_by_whoever_asks(organiser: Organiser, clock: SteppingClock) -> None:
    """The opening is at 09:00 in Popov, until 10:00."""
    client = organiser.client
    clock.set("2017-06-12T08:50")
    before = client.get(LIVE)
    organiser.live(delay_minutes=20, room_full=True, emergency_room="library")
    after = client.get(LIVE, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    body: Any = after.json
    (opening,) = [item for item in body["next"] if item["key"] == "forum-1-1"]
    assert (opening["starts_at"], opening["live"]) == (
        "2017-06-12T09:00:00+02:00",
        {
            "starts_at": "2017-06-12T09:20:00+02:00",
            "ends_at": "2017-06-12T10:20:00+02:00",
            "delay_minutes": 20,
            "ended_at": None,
            "room_full": True,
            "emergency_room": "library",
            "has_recording": False,
            "behind_minutes": 0,
            "opens_at": "2017-06-12T09:05:00+02:00",
        },
    )
    assert [item["key"] for item in body["soon"]] == ["forum-1-1"]
    assert lines(client)[:7] == [
        "Now",
        "Nothing is on at this moment.",
        "Opening soon online",
        "Popov + Annex · 09:20\u201310:20",
        "Opening (part 1)",
        "Starts 20 minutes late. Moved to Library. The room is full. Take part online.",
        "Take part online Opens at 09:05",
    ]


def test_what_was_moved_stands_on_the_signs_of_both_rooms(organiser: Organiser, clock: SteppingClock) -> None:
    """The opening was to be in Popov until 10:00; session 2 follows in the library, and is held up there."""
    clock.set("2017-06-12T09:40")
    organiser.live(delay_minutes=270, emergency_room="library")
    for room in ("popov", "library"):
        assert "Starts 270 minutes late. Moved to Library." in lines(organiser.client, f"?room={room}&sign=1"), room
    clock.set("2017-06-12T13:35")
    held = "May start late: what is before it in the room runs 30 minutes into it."
    assert [held in lines(organiser.client, query) for query in ("", "?room=library")] == [True, True]
    told: Any = organiser.client.get(f"{LIVE}?room=library").json
    shown = {item["key"]: item["live"]["behind_minutes"] for item in (*told["now"], *told["next"])}
    assert shown == {"forum-1-1": 0, "forum-2-1": 30}


def test_what_has_ended_is_on_no_more(organiser: Organiser, clock: SteppingClock) -> None:
    clock.set("2017-06-12T09:30")
    assert lines(organiser.client)[:2] == ["Now", "Popov + Annex · 09:00\u201310:00"]
    organiser.live(ended_at="2017-06-12T09:30:00+02:00")
    assert lines(organiser.client)[:2] == ["Now", "Nothing is on at this moment."]


@pytest.mark.parametrize(
    ("zone", "moment", "told"),
    [
        pytest.param(
            "Pacific/Fiji", "2017-06-12T13:00+02:00", "14:00\u201315:00 Tue 13 June 00:00\u201301:00", id="Fiji"
        ),
        pytest.param(
            "Pacific/Fiji", "2017-06-12T14:30+02:00", "14:00\u201315:00 00:00\u201301:00", id="Fiji, the same day"
        ),
        pytest.param(
            "America/Los_Angeles", "2017-06-12T13:00+02:00", "14:00\u201315:00 05:00\u201306:00", id="Los Angeles"
        ),
        pytest.param(
            "America/Los_Angeles",
            "2017-06-12T08:00+02:00",
            "14:00\u201315:00 Mon 12 June 05:00\u201306:00",
            id="Los Angeles, still on Sunday",
        ),
        pytest.param(
            "Pacific/Fiji",
            "2017-06-11T13:00+02:00",
            "Mon 12 June 14:00\u201315:00 Tue 13 June 00:00\u201301:00",
            id="another day for both",
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_days_are_the_readers_own(forum: FlaskClient, zone: str, moment: str, told: str) -> None:
    """A day is named where it is not today: for the event, and for the reader by the reader's own midnight."""
    found = lines(forum, f"?tz={zone}&room=library&at={moment.replace('+', ':00%2B')}")
    assert f"Library · {told}" in found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_costs_as_many_queries_with_much_said_as_with_nothing(
    organiser: Organiser, edges: Edge, clock: SteppingClock
) -> None:
    clock.set("2017-06-12T08:50")

    def queries(path: str) -> int:
        with counted(edges.database.engine) as asked:
            assert organiser.client.get(path, headers=HTML).status_code == 200
        return len(asked)

    organiser.client.get(LIVE)  # the release is kept from here
    before = [queries(LIVE), queries("/forum/live")]
    organiser.live(delay_minutes=20)
    organiser.put("sessions/2/placements/1/live", {"delay_minutes": 5, "room_full": True})
    assert ([queries(LIVE), queries("/forum/live")], before) == ([3, 3], [3, 3])
