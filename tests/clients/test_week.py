"""The Forum's week in real calendar programs, release by release: each shows what the database has."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ics
import pytest
import vobject

from scheduler.domain.clock import DAY
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from tests import machine
from tests.clients.conftest import Forum, Shown

HERE = Path(__file__).parent
HALF_AN_HOUR = 1800
STAGES = ("as seeded", "changed", "restored")

Read = Callable[[bytes], list[Shown]]


NAMES = tuple(field.name for field in fields(Shown))


def shown(events: list[dict[str, Any]]) -> list[Shown]:
    return sorted(Shown(**{name: event[name] for name in NAMES}) for event in events)


def told(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,  # seconds; each takes about one
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def by_vobject() -> Read:
    return _by_vobject


def _by_vobject(body: bytes) -> list[Shown]:
    calendar = vobject.readOne(body.decode())
    calendar.validate(raiseException=True)
    return sorted(
        Shown(
            event.uid.value,
            int(event.dtstart.value.timestamp()),
            int(event.dtend.value.timestamp()),
            event.status.value,
            event.summary.value,
        )
        for event in calendar.vevent_list
    )


def by_ics(body: bytes) -> list[Shown]:
    return sorted(
        Shown(event.uid, int(event.begin.timestamp()), int(event.end.timestamp()), event.status, event.name)
        for event in ics.Calendar(body.decode()).events
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feed") / "feed.ics"


@pytest.fixture(scope="module")
def by_node_ical(npm_ci: Callable[[Path], Path], file: Path) -> Read:
    return by_node(npm_ci(HERE / "node_ical"), file)


@pytest.fixture(scope="module")
def by_ical_js(npm_ci: Callable[[Path], Path], file: Path) -> Read:
    return by_node(npm_ci(HERE / "ical_js"), file)


def by_node(folder: Path, file: Path) -> Read:
    def read(body: bytes) -> list[Shown]:
        file.write_bytes(body)
        return shown(json.loads(told("node", "read.mjs", file, folder=folder)))

    return read


@pytest.fixture(scope="module")
def by_libical(file: Path) -> Read:
    """Strict: a calendar that breaks RFC 5546's table of what a published event has, or has errors, fails."""
    python = machine.python_of_debian("gi.repository.ICalGLib", package="gir1.2-ical-3.0")

    def read(body: bytes) -> list[Shown]:
        file.write_bytes(body)
        found = json.loads(told(python, HERE / "libical_read.py", file, folder=HERE))
        assert (found["keeps_to_rfc_5546"], found["errors"]) == (True, 0)
        return shown(found["events"])

    return read


class Khal:
    """Somebody's own calendar: khal, on a folder that vdirsyncer keeps like the feed."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        (folder / "sync.conf").write_text(
            f'[general]\nstatus_path = "{folder}/status"\n'
            '[pair forum]\na = "feed"\nb = "here"\ncollections = null\nconflict_resolution = "a wins"\n'
            'partial_sync = "revert"\n'
            f'[storage feed]\ntype = "http"\nurl = "{url}"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{folder}/calendar"\nfileext = ".ics"\n'
        )
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[forum]]\npath = {folder}/calendar\n[sqlite]\npath = {folder}/khal.db\n[locale]\n"
            "local_timezone = UTC\ndefault_timezone = UTC\nfirstweekday = 0\ntimeformat = %H:%M\n"
            "dateformat = %Y-%m-%d\n"
            "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%dT%H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M\n"
        )
        (folder / "calendar").mkdir()
        self._run("vdirsyncer", "-c", folder / "sync.conf", "discover")

    def after_a_sync(self) -> list[tuple[int, int, str, str]]:
        """What stands there. vdirsyncer gives events of a feed UIDs of its own."""
        self._run("vdirsyncer", "-c", self._folder / "sync.conf", "sync")
        lines = self._run(
            *("khal", "-c", self._folder / "khal.conf", "list", "--once", "--day-format", ""),
            *("--format", "{start-long}\t{end-long}\t{status}\t{title}", "2017-06-01", "60d"),
        )
        return sorted(_row(*line.split("\t")) for line in lines.splitlines())

    def _run(self, program: str, *arguments: str | Path) -> str:
        there = Path(sys.executable).with_name(program)
        return told(there, *arguments, folder=self._folder, HOME=str(self._folder), LANG="C.UTF-8")


def _row(starts: str, ends: str, status: str, title: str) -> tuple[int, int, str, str]:
    begin, end = (int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) for text in (starts, ends))
    return begin, end, status.strip(), title


@dataclass(frozen=True)
class Stage:
    """The week after a release: the feed's bytes, what the database has, and what stands in somebody's khal.

    `touched` is the feed of the sessions that organisers change, in whichever stage.
    """

    body: bytes
    touched: bytes
    programme: list[Shown]
    in_khal: list[tuple[int, int, str, str]]


def placing(draft: Programme, *placements: Placement, without: Collection[str] = ()) -> Programme:
    """The draft with these placements instead of its own of the same parts, and without those of some sessions."""
    new = {placement.id: placement for placement in placements}
    kept = {placement.id: placement for placement in draft.placements if placement.session not in without}
    return replace(draft, placements=tuple((kept | new).values()))


def saying(draft: Programme, code: str, **changed: Any) -> Programme:
    """The draft with a session changed."""
    return replace(
        draft, sessions=tuple(replace(each, **changed) if each.code == code else each for each in draft.sessions)
    )


@pytest.fixture(scope="module")
def week(forum: Forum, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """What organisers do to four sessions, release by release, and what came of each."""
    khal = Khal(tmp_path_factory.mktemp("khal"), f"{forum.url}/wsis-2017/feeds/programme.ics")
    stages: dict[str, Stage] = {}

    def look(name: str) -> None:
        touched = forum.get(f"/wsis-2017/feeds/programme.ics?{'&'.join(f'session={code}' for code in TOUCHED)}")
        stages[name] = Stage(forum.feed(), touched, forum.programme(), khal.after_a_sync())

    def release(name: str, draft: Programme) -> None:
        forum.release(draft, name)
        time.sleep(1)  # a process asks for the current release once a second
        look(name)

    look("as seeded")
    seeded = forum.draft()
    moved, ended, removed = (seeded.placement[code, 1] for code in (MOVED, CANCELLED_ONE, REMOVED))
    later = replace(moved, starts=moved.starts + HALF_AN_HOUR, ends=moved.ends + HALF_AN_HOUR)
    left = placing(saying(saying(seeded, CANCELLED_ONE, state="cancelled"), RENAMED, title=HARD_WORDS), later)
    release("changed", placing(left, without=(CANCELLED_ONE, REMOVED)))
    on_friday = replace(removed, starts=removed.starts + DAY, ends=removed.ends + DAY)
    again = saying(forum.draft(), CANCELLED_ONE, state="confirmed")
    release("restored", placing(again, moved, ended, on_friday))
    return stages


MOVED, CANCELLED_ONE, REMOVED, RENAMED = TOUCHED = ("228", "229", "281", "259")
HARD_WORDS = 'Émigrés; a, b \\ c: "quoted" 😀 ' + "ÿ" * 90


def test_the_week_is_what_it_is_meant_to_be(week: dict[str, Stage]) -> None:
    """What the other tests compare with changes as the organisers changed it."""
    uid = {code: f"wsis-2017-{code}-1@programme.wsis.example" for code in (MOVED, CANCELLED_ONE, REMOVED, RENAMED)}
    seen = {name: {each.uid: each for each in stage.programme} for name, stage in week.items()}
    assert {name: len(found) for name, found in seen.items()} == dict.fromkeys(STAGES, 240)
    before = seen["as seeded"]
    changed = seen["changed"]
    assert changed == before | {
        uid[MOVED]: later_by(before[uid[MOVED]], HALF_AN_HOUR),
        uid[CANCELLED_ONE]: cancelled(before[uid[CANCELLED_ONE]]),
        uid[REMOVED]: cancelled(before[uid[REMOVED]]),
        uid[RENAMED]: replace(before[uid[RENAMED]], summary=HARD_WORDS),
    }
    assert seen["restored"] == before | {
        uid[RENAMED]: changed[uid[RENAMED]],
        uid[REMOVED]: later_by(before[uid[REMOVED]], DAY),
    }


def later_by(entry: Shown, seconds: int) -> Shown:
    return replace(entry, starts=entry.starts + seconds, ends=entry.ends + seconds)


def cancelled(entry: Shown) -> Shown:
    return replace(entry, status="CANCELLED", summary=f"CANCELLED: {entry.summary}")


def test_khal_shows_it_after_each_sync(week: dict[str, Stage]) -> None:
    found = {name: stage.in_khal for name, stage in week.items()}
    assert found == {
        name: sorted((each.starts, each.ends, each.status, each.summary) for each in stage.programme)
        for name, stage in week.items()
    }


@pytest.mark.parametrize(
    "reader",
    [
        "vobject",
        pytest.param("ical_js", marks=pytest.mark.npm),
        pytest.param("node_ical", marks=pytest.mark.npm),
        pytest.param("libical", marks=pytest.mark.debian),
    ],
)
def test_it_is_read_as_the_database_has_it(week: dict[str, Stage], reader: str, request: pytest.FixtureRequest) -> None:
    read: Read = request.getfixturevalue(f"by_{reader}")
    assert {name: read(stage.body) for name, stage in week.items()} == {
        name: stage.programme for name, stage in week.items()
    }


def test_ics_reads_what_was_touched_as_the_database_has_it(week: dict[str, Stage]) -> None:
    """It takes three seconds of CPU for a whole week, a tenth for these; so it reads them after each release."""
    uids = {f"wsis-2017-{code}-1@programme.wsis.example" for code in TOUCHED}
    assert {name: by_ics(stage.touched) for name, stage in week.items()} == {
        name: [each for each in stage.programme if each.uid in uids] for name, stage in week.items()
    }
