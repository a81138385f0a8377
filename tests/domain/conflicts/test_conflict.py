import json
from dataclasses import replace
from hashlib import sha256

import pytest

from scheduler.domain import conflicts
from scheduler.domain.conflicts.conflict import Conflict, Party, conflict_key
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance
from tests.domain.conflicts.seen import PLACED
from tests.factories import person, placement, programme, room, session, span


def check(made: Programme) -> tuple[Conflict, ...]:
    return conflicts.check(made, rules=PLACED)


def test_the_key_is_a_hash_of_the_sorted_placement_keys_and_the_resource() -> None:
    digest = sha256(b"forum-101-1\nforum-102-2\nhall").hexdigest()[:16]
    assert conflict_key("room-double-booked", ["forum-102-2", "forum-101-1"], "hall") == f"room-double-booked:{digest}"


def test_without_resource_the_last_line_of_the_key_is_empty() -> None:
    digest = sha256(b"forum-101-1\n").hexdigest()[:16]
    assert conflict_key("unplaced", ["forum-101-1"], None) == f"unplaced:{digest}"


CLASH = programme(
    placement("101", "2017-06-12T09:00", "2017-06-12T10:00", "hall", also_in=("annex",)),
    placement("102", "2017-06-12T09:30", "2017-06-12T11:00", "hall"),
    sessions=[session("101", people=["ada"]), session("102", parts=(90,), people=["ada"])],
)
FACTS = {
    "placements": [
        {
            "session": "101",
            "part": 1,
            "starts_at": "2017-06-12T07:00:00Z",
            "ends_at": "2017-06-12T08:00:00Z",
            "rooms": ["hall", "annex"],
        },
        {
            "session": "102",
            "part": 1,
            "starts_at": "2017-06-12T07:30:00Z",
            "ends_at": "2017-06-12T09:00:00Z",
            "rooms": ["hall"],
        },
    ],
    "spans": [{"starts_at": "2017-06-12T07:30:00Z", "ends_at": "2017-06-12T08:00:00Z"}],
}


def test_a_whole_conflict() -> None:
    first, second = CLASH.placements
    parties = (
        Party("101", 1, first.starts, first.ends, ("hall", "annex")),
        Party("102", 1, second.starts, second.ends, ("hall",)),
    )
    common = (span("2017-06-12T09:30", "2017-06-12T10:00"),)
    keys = ["forum-101-1", "forum-102-1"]
    assert check(CLASH) == (
        Conflict(
            key=conflict_key("room-double-booked", keys, "hall"),
            rule="room-double-booked",
            severity="error",
            parties=parties,
            spans=common,
            room="hall",
            overlap_minutes=30,
        ),
        Conflict(
            key=conflict_key("person-double-booked", keys, "ada"),
            rule="person-double-booked",
            severity="error",
            parties=tuple(
                replace(party, spans=(placed.span,)) for party, placed in zip(parties, CLASH.placements, strict=True)
            ),
            spans=common,
            person="ada",
            overlap_minutes=30,
        ),
    )


def test_facts_are_json_with_times_in_utc() -> None:
    facts = check(CLASH)[0].facts
    assert facts == FACTS
    assert json.loads(json.dumps(facts)) == facts


def test_a_persons_own_times_are_facts_too() -> None:
    assert check(CLASH)[1].facts["placements"][0]["spans"] == [
        {"starts_at": "2017-06-12T07:00:00Z", "ends_at": "2017-06-12T08:00:00Z"}
    ]


def test_own_times_that_clash_with_nothing_are_no_facts() -> None:
    brief = (Appearance("ada", to_minute=10), Appearance("ada", role="chair", from_minute=50))
    made = programme(
        placement("101", "2017-06-12T09:00", "2017-06-12T10:00"),
        placement("102", "2017-06-12T09:55", "2017-06-12T10:55"),
        sessions=[session("101", people=brief, mode="remote"), session("102", people=["ada"], mode="remote")],
    )
    (conflict,) = check(made)
    assert [party.spans for party in conflict.parties] == [
        (span("2017-06-12T09:50", "2017-06-12T10:00"),),
        (span("2017-06-12T09:55", "2017-06-12T10:55"),),
    ]


def test_details_are_facts_by_name() -> None:
    made = programme(
        placement("101", "2017-06-12T09:00", "2017-06-12T10:00", "hall"),
        sessions=[session("101", features=("webcast", "loop"), expected_attendance=51)],
        rooms=[room("hall", capacity=50)],
    )
    lacks, small = check(made)
    assert {name: lacks.facts[name] for name in ("missing",)} == {"missing": ["loop", "webcast"]}
    assert (small.facts["capacity"], small.facts["expected_attendance"]) == (50, 51)
    assert (small.number("capacity"), lacks.words("missing")) == (50, ("loop", "webcast"))


def test_what_is_not_placed_has_no_times() -> None:
    (unplaced,) = check(programme(sessions=[session("101", parts=(45,))]))
    assert (unplaced.starts, unplaced.ends, unplaced.facts) == (
        None,
        None,
        {
            "placements": [{"session": "101", "part": 1, "starts_at": None, "ends_at": None, "rooms": []}],
            "spans": [],
            "duration_minutes": 45,
        },
    )


@pytest.mark.parametrize("read", [Conflict.number, Conflict.words])
def test_a_detail_of_another_kind_is_a_programming_error(read: object) -> None:
    conflict = Conflict("k", "r", "info", (), details=(("word", "one"),))
    with pytest.raises(TypeError, match="word of r is no"):
        read(conflict, "word")  # type: ignore[operator] # one of two methods


def renamed(made: Programme) -> Programme:
    return replace(
        made,
        rooms=tuple(replace(r, name=f"{r.name} (new)") for r in made.rooms),
        people=tuple(replace(p, name="New", slug=f"new-{p.slug}") for p in made.people),
        sessions=tuple(replace(s, title="New", track=None, abstract="New") for s in made.sessions),
    )


def test_renames_change_no_conflict() -> None:
    assert check(renamed(CLASH)) == check(CLASH)


def test_other_sessions_change_no_conflict() -> None:
    more = programme(
        *CLASH.placements,
        placement("9", "2017-06-12T09:00", "2017-06-12T10:00", "elsewhere"),
        sessions=CLASH.sessions,
        people=[person("ada"), person("bob")],
    )
    assert check(more) == check(CLASH)


def test_a_move_that_leaves_the_conflict_keeps_its_key_and_changes_its_facts() -> None:
    later = replace(
        CLASH,
        placements=(CLASH.placements[0], placement("102", "2017-06-12T09:45", "2017-06-12T11:15", "hall")),
    )
    old, new = check(CLASH), check(later)
    assert [c.key for c in new] == [c.key for c in old]
    assert [c.facts == d.facts for c, d in zip(old, new, strict=True)] == [False, False]
