"""The sample sessions: marked, on the real grid, the same every time, and without an error."""

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.conflicts.check import check
from scheduler.domain.programme import Programme
from scheduler.domain.session import Session
from scheduler.domain.wording import clean_line
from scheduler.formats.wsis import build
from tests.factories import at
from tests.formats.naive_rules import broken

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "seed_data" / "wsis-2017"
ZONE = ZoneInfo("Europe/Zurich")

MORNINGS = ("09:00", "10:45"), ("11:00", "13:00")
AFTERNOONS = ("13:15", "14:00"), ("14:30", "16:15"), ("16:30", "18:15")
MAIN_SLOTS = [
    *((day, *slot) for day in (12, 14, 15) for slot in MORNINGS + AFTERNOONS),
    *((13, *slot) for slot in AFTERNOONS[1:]),
    *((16, *slot) for slot in (MORNINGS[0], ("11:00", "12:45"), *AFTERNOONS)),
]


@pytest.fixture(scope="module")
def week() -> Programme:
    return build(FOLDER)


@pytest.fixture(scope="module")
def samples(week: Programme) -> list[Session]:
    return [session for session in week.sessions if "data:sample" in session.terms]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_counts(week: Programme, samples: list[Session]) -> None:
    assert (len(week.sessions), len(samples), len(week.placements), len(week.slots)) == (256, 216, 240, 228)


def test_every_session_is_fact_or_sample(week: Programme) -> None:
    marks = Counter(tuple(term for term in session.terms if term.startswith("data:")) for session in week.sessions)
    assert marks == {("data:fact",): 40, ("data:sample",): 216}


def test_sample_sessions_are_marked_in_code_title_and_abstract(samples: list[Session]) -> None:
    assert [session.code for session in samples] == [f"S{number:03d}" for number in range(1, 217)]
    for session in samples:
        assert re.fullmatch(rf"Sample session {session.code[1:]}: [a-z -]+ \(placeholder data\)", session.title)
        assert session.abstract.startswith("This is sample data, no session of the Forum in 2017.")


def test_only_sample_people_and_organisations_in_sample_sessions(week: Programme, samples: list[Session]) -> None:
    people = {week.person[appearance.person] for session in samples for appearance in session.appearances}
    assert [p.name for p in people if not re.fullmatch(r"Sample Speaker \d{3}", p.name)] == []
    organisers = {week.organisation[o.organisation].name for session in samples for o in session.organisers}
    affiliations = {week.organisation[p.organisation or ""].name for p in people}
    assert [n for n in organisers | affiliations if not re.fullmatch(r"Sample Organisation \d\d", n)] == []
    assert people == {person for person in week.people if person.name.startswith("Sample")}
    assert len(people) >= 300


def test_sample_organisations_are_shared_out_as_the_submissions_were(week: Programme) -> None:
    """31, 24, 22, 16 and 7 percent of 80: each within one organisation."""
    counts = Counter(o.stakeholder_type for o in week.organisations if o.name.startswith("Sample"))
    shares = {
        "civil-society": 31,
        "government": 24,
        "international-organisation": 22,
        "private-sector": 16,
        "academia": 7,
    }
    assert set(counts) == set(shares)
    assert [kind for kind, share in shares.items() if abs(counts[kind] - share * 0.8) >= 1] == []


@pytest.mark.parametrize(("day", "starts", "ends"), MAIN_SLOTS)
def test_nine_to_twelve_in_parallel(week: Programme, day: int, starts: str, ends: str) -> None:
    """The most at once within the slot; counted at each beginning, where a maximum must lie."""
    first, last = at(f"2017-06-{day}T{starts}"), at(f"2017-06-{day}T{ends}")
    moments = {first, *(p.starts for p in week.placements if first <= p.starts < last)}
    assert 9 <= max(sum(p.starts <= moment < p.ends for p in week.placements) for moment in moments) <= 12


def test_more_than_forty_on_monday(week: Programme) -> None:
    days = Counter(week.event.day_of(placement.starts).day for placement in week.placements)
    assert set(days) == {12, 13, 14, 15, 16}
    assert days[12] > 40


def test_the_opening_is_alone(week: Programme) -> None:
    starts, ends = at("2017-06-13T09:00"), at("2017-06-13T13:00")
    assert [p.session for p in week.placements if p.starts < ends and starts < p.ends] == ["281"]


def test_no_error_by_the_naive_rules(week: Programme) -> None:
    assert Counter(rule for rule, _ in broken(week)) == {"room-missing": 12, "unplaced": 16}


def test_no_sample_session_breaks_a_rule(week: Programme) -> None:
    """What the engine finds is true of the facts: no abstract is known, and not every time, room and moderator."""
    found = check(week)
    assert Counter((conflict.severity, conflict.rule) for conflict in found) == {
        ("warning", "unplaced"): 16,
        ("info", "room-missing"): 12,
        ("info", "moderator-missing"): 10,
        ("info", "one-voice-panel"): 2,
        ("info", "incomplete"): 38,
    }
    facts = {session.code for session in week.sessions if "data:fact" in session.terms}
    assert {party.session for conflict in found for party in conflict.parties} <= facts


@pytest.mark.parametrize("seed", [1, 2018])
def test_whatever_the_seed_samples_break_no_rule(week: Programme, seed: int) -> None:
    assert check(build(FOLDER, seed=seed)) == check(week)


def test_sample_people_have_a_quarter_of_an_hour_and_two_sessions_a_day(
    week: Programme, samples: list[Session]
) -> None:
    for person in week.people:
        if not person.name.startswith("Sample"):
            continue
        mine = sorted(
            (week.placement[session.code, 1].starts, week.placement[session.code, 1].ends)
            for session in samples
            if any(appearance.person == person.id for appearance in session.appearances)
        )
        assert all(later[0] - earlier[1] >= 15 * 60 for earlier, later in pairwise(mine))
        assert max(Counter(week.event.day_of(starts) for starts, _ in mine).values()) <= 2


def test_remote_speakers_are_awake_and_marked(week: Programme, samples: list[Session]) -> None:
    remote = 0
    for session in samples:
        placement = week.placement[session.code, 1]
        for appearance in session.appearances:
            zone = week.person[appearance.person].time_zone
            assert (appearance.mode == "remote") == (zone is not None)
            if zone is not None:
                starts, ends = (
                    datetime.fromtimestamp(instant, ZoneInfo(zone)) for instant in (placement.starts, placement.ends)
                )
                assert starts.hour >= 7
                assert (starts.date(), ends.hour + ends.minute / 60 <= 22) == (ends.date(), True)
                assert session.mode == "hybrid"
                remote += 1
    assert remote > 10
    assert {"Pacific/Fiji", "America/Los_Angeles"} <= {person.time_zone for person in week.people}


def test_panels_are_complete(samples: list[Session]) -> None:
    roles = {tuple(sorted(appearance.role for appearance in session.appearances)) for session in samples}
    assert roles == {
        ("moderator", "panellist", "panellist"),
        ("moderator", "panellist", "panellist", "remote-moderator"),
        ("moderator", "panellist", "panellist", "speaker"),
    }


def test_no_organisation_leads_twice_at_once(week: Programme, samples: list[Session]) -> None:
    led = [(week.placement[s.code, 1], s.organisers[0].organisation) for s in samples]
    assert [
        (one.session, other.session)
        for one, lead in led
        for other, rival in led
        if lead == rival and one.session < other.session and one.span.overlaps(other.span)
    ] == []


def test_sdgs_are_those_of_the_action_lines(samples: list[Session]) -> None:
    """C2 and C11 by their own lists; every session has a line, and some goal."""
    goals = {"action-line:C2": {"1", "8", "9", "11"}, "action-line:C11": {"17"}}
    for session in samples:
        lines = [term for term in session.terms if term.startswith("action-line:")]
        own = {term.removeprefix("sdg:") for term in session.terms if term.startswith("sdg:")}
        assert lines
        assert own
        if len(lines) == 1 and lines[0] in goals:
            assert own == goals[lines[0]]


def test_every_sample_session_can_be_joined(week: Programme, samples: list[Session]) -> None:
    for session in samples:
        room = week.placement[session.code, 1].room
        meeting = week.meeting[week.slot[session.code, 1].meeting or ""]
        assert (meeting.room, meeting.day) == (room, week.event.day_of(week.placement[session.code, 1].starts))
        assert [way.kind for way in week.slot[session.code, 1].ways] == ["join", "webcast"]


def test_every_word_is_clean(week: Programme) -> None:
    texts = _texts(asdict(week))
    assert [text for text in texts if clean_line(text) != text] == []


def test_the_seed_alone_decides(week: Programme) -> None:
    assert build(FOLDER, seed=2017) == week
    other = build(FOLDER, seed=2018)
    assert other != week
    assert len(other.sessions) == 256
    assert Counter(rule for rule, _ in broken(other)) == {"room-missing": 12, "unplaced": 16}


def test_another_process_builds_the_same(week: Programme) -> None:
    """Whatever its hash seed: nothing hangs on the order of a set."""
    program = (
        "import sys\nfrom hashlib import sha256\nfrom pathlib import Path\nfrom scheduler.formats.wsis import build\n"
        "print(sha256(repr(build(Path(sys.argv[1]))).encode()).hexdigest())"
    )
    mine = sha256(repr(week).encode()).hexdigest()
    for hash_seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-c", program, str(FOLDER)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == mine
