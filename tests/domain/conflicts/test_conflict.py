import json
from dataclasses import replace
from hashlib import sha256

import pytest

from scheduler.domain import conflicts
from scheduler.domain.conflicts import NO_SIGNALS, Policy, Signals
from scheduler.domain.conflicts.conflict import Conflict, Party, conflict_key
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Team
from scheduler.domain.session import Appearance, Relation
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Walk
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


NINE = placement("101", "2017-06-12T09:00", "2017-06-12T10:00", "hall")
TEN = placement("102", "2017-06-12T10:00", "2017-06-12T11:00", "annex")


def key(rule: str, resource: str, *codes: str) -> str:
    return conflict_key(rule, [f"forum-{code}-1" for code in codes or ("101",)], resource)


@pytest.mark.parametrize(
    ("rule", "made", "signals", "parameters", "expected"),
    [
        pytest.param(
            "interventions-overrun",
            programme(NINE, slots=[RemoteSlot("101", 1, intervention_slots=20)]),
            Signals(interventions={("101", 1): 21}),
            {},
            {key("interventions-overrun", " slots"), key("interventions-overrun", " minutes")},
            id="interventions-overrun",
        ),
        pytest.param(
            "person-overload",
            programme(NINE, TEN, sessions=[session("101", people=["ada"]), session("102", people=["ada"])]),
            NO_SIGNALS,
            {"most_a_day": 1, "hours_without_pause": 1},
            {
                key("person-overload", "ada appearances", "101", "102"),
                key("person-overload", "ada minutes", "101", "102"),
            },
            id="person-overload",
        ),
        pytest.param(
            "team-overbooked",
            programme(
                NINE,
                replace(TEN, starts=NINE.starts),
                sessions=[session(code, languages=("en",), interpretation=("fr",)) for code in ("101", "102")],
                teams=[Team("fr", "French", "interpreters", ("en", "fr"), hours_a_day=1)],
            ),
            NO_SIGNALS,
            {},
            {key("team-overbooked", "fr", "101", "102"), key("team-overbooked", "fr hours", "101", "102")},
            id="team-overbooked",
        ),
        pytest.param(
            "relation-broken",
            programme(NINE, TEN, relations=[Relation(7, "after", "101", "102"), Relation(8, "parallel", "101", "102")]),
            NO_SIGNALS,
            {},
            {key("relation-broken", " 7", "101", "102"), key("relation-broken", " 8", "101", "102")},
            id="relation-broken",
        ),
    ],
)
def test_what_the_same_parties_break_in_several_ways_has_several_keys(
    rule: str, made: Programme, signals: Signals, parameters: dict[str, int], expected: set[str]
) -> None:
    """Waivers are kept by key: none may change from one version to the next."""
    policy = Policy.of({}, {rule: parameters}, conflicts.ALL)
    assert {each.key for each in conflicts.check(made, policy, signals, (conflicts.RULES[rule],))} == expected


@pytest.mark.parametrize(
    ("rule", "parties"),
    [
        pytest.param("person-double-booked", {"101": (5, 55), "103": (30, 90)}, id="person-double-booked"),
        pytest.param("person-unavailable", {"101": (5, 55)}, id="person-unavailable"),
        pytest.param("person-unconfirmed", {"101": (5, 55)}, id="person-unconfirmed"),
        pytest.param("person-transfer", {"101": (5, 55), "102": (60, 80)}, id="person-transfer"),
        pytest.param("person-overload", {"101": (5, 55), "103": (30, 90), "102": (60, 80)}, id="person-overload"),
        pytest.param("remote-unsocial-hours", {"104": (10, 20)}, id="remote-unsocial-hours"),
    ],
)
def test_a_persons_own_minutes_are_facts_of_each_rule_about_people(
    rule: str, parties: dict[str, tuple[int, int]]
) -> None:
    made = programme(
        NINE,
        TEN,
        placement("103", "2017-06-12T09:30", "2017-06-12T10:30", "hall"),
        placement("104", "2017-06-12T09:00", "2017-06-12T10:00"),
        sessions=[
            session("101", people=[Appearance("ada", from_minute=5, to_minute=55, confirmed=False)]),
            session("102", people=[Appearance("ada", to_minute=20)]),
            session("103", people=["ada"]),
            session("104", people=[Appearance("bob", mode="remote", from_minute=10, to_minute=20)]),
        ],
        people=[
            person("ada", availability=(span("2017-06-12T09:30", "2017-06-12T18:00"),)),
            person("bob", time_zone="America/Los_Angeles"),
        ],
        rooms=[room("hall", building="tower"), room("annex", building="court")],
        walks=[Walk("court", "tower", 12)],
    )
    conflict, *_ = conflicts.check(
        made, Policy.of({}, {"person-overload": {"most_a_day": 2}}, conflicts.ALL), rules=(conflicts.RULES[rule],)
    )
    own = {code: Span(NINE.starts + 60 * first, NINE.starts + 60 * last) for code, (first, last) in parties.items()}
    assert {party.session: party.spans for party in conflict.parties} == {code: (one,) for code, one in own.items()}


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
