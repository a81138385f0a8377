"""What ical.js, the reader inside Thunderbird and Nextcloud, makes of our feeds."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.release import release
from scheduler.formats.ical_text import one_line
from tests.factories import ZONE, at, event, placement, programme, session
from tests.formats.ical_sample import FIRST_AT, calendar, releases
from tests.formats.test_ical import HOSTILE

pytestmark = pytest.mark.npm
FOLDER = Path(__file__).parent / "ical_js"


@pytest.fixture(scope="module")
def read(npm_ci: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Any]:
    """What reads a feed with ical.js."""
    folder = npm_ci(FOLDER)
    file = tmp_path_factory.mktemp("feed") / "feed.ics"

    def read(body: bytes) -> Any:
        file.write_bytes(body)
        done = subprocess.run(
            ["node", "read.mjs", str(file)], cwd=folder, check=True, capture_output=True, text=True, timeout=60
        )
        return json.loads(done.stdout)

    return read


def meant(item: AgendaItem) -> dict[str, Any]:
    return {
        "uid": f"{item.key}@forum.example",
        "starts": item.starts,
        "ends": item.ends,
        "status": item.status.upper(),
        "summary": one_line(f"CANCELLED: {item.title}" if item.status == "cancelled" else item.title),
    }


def told(events: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.items() if name != "description"} for each in events]


def test_it_reads_the_sample_as_it_was_meant(read: Callable[[bytes], Any]) -> None:
    made = releases()[1]
    events = read(calendar(made))
    assert told(events) == [meant(item) for item in made.items]
    assert events[0]["description"].startswith(
        "Join: https://programme.example/join/forum-396-1\n\nModerator: Ms Ada, Director, ITU\n"
    )


@pytest.mark.parametrize(
    "zone",
    [
        *(ZONE, "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"),
        *("Europe/Dublin", "Pacific/Chatham", "UTC"),
    ],
)
def test_it_reads_every_time_of_the_year_as_it_was_meant(read: Callable[[bytes], Any], zone: str) -> None:
    """Half an hour every 37 hours from January to December, and every half hour of the nights of change in Europe."""
    first = at("2017-01-01T12:00+00:00")
    starts = [first + step * 37 * 3600 for step in range(236)]
    starts += [at("2017-03-26T00:00") + step * 1800 for step in range(10)]
    starts += [at("2017-10-29T00:00") + step * 1800 for step in range(10)]
    made = release(
        programme(
            *(placement(str(number), start, start + 1800) for number, start in enumerate(starts, start=1)),
            event=event(time_zone=zone),
        ),
        None,
        number=1,
        label="",
        note="",
        at=FIRST_AT,
    )
    assert told(read(calendar(made))) == [meant(item) for item in made.items]


def test_it_reads_hostile_words_as_words(read: Callable[[bytes], Any]) -> None:
    titles = list(HOSTILE.values())
    start = at("2017-06-12T09:00")
    made = release(
        programme(
            *(placement(str(n), start + n * 60, start + 3600 + n * 60) for n in range(1, len(titles) + 1)),
            sessions=[session(str(n), title=title) for n, title in enumerate(titles, start=1)],
        ),
        None,
        number=1,
        label="",
        note="",
        at=FIRST_AT,
    )
    assert told(read(calendar(made))) == [meant(item) for item in made.items]
