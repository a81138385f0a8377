from dataclasses import replace

from scheduler.domain import conflicts
from scheduler.domain.conflicts import ALL, RULES, Comparison, Conflict, Party, Policy, Signals
from scheduler.domain.conflicts.check import place_of
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Team
from scheduler.domain.session import Appearance, Organiser, SessionType
from scheduler.domain.timespan import Span
from tests.domain.conflicts.seen import PLACED, s, t
from tests.factories import day, event, person, placement, programme, room, session

CROWDED = programme(
    placement("3", t("11:00"), t("12:00"), "hall"),
    placement("4", t("11:00"), t("12:00"), "hall"),
    placement("1", t("09:00"), t("10:00"), "hall"),
    placement("2", t("09:00"), t("10:00"), "hall"),
    placement("5", t("20:00"), t("21:30"), "booth"),
    placement("6", t("14:00"), t("15:00")),
    event=event(days=(day("2017-06-12"),)),
    rooms=[room("booth", capacity=3)],
    sessions=[session("5", expected_attendance=4), session("7")],
)


def check(made: Programme, policy: Policy | None = None) -> tuple[Conflict, ...]:
    return conflicts.check(made, policy or Policy(), rules=PLACED)


def check_touching(made: Programme, named: list[tuple[str, int]]) -> tuple[Conflict, ...]:
    return conflicts.check_touching(made, named, rules=PLACED)


def compare(before: Programme, after: Programme, named: list[tuple[str, int]]) -> Comparison:
    return conflicts.compare(before, after, named, rules=PLACED)


def told(programme: Programme, policy: Policy | None = None) -> list[tuple[str, str, str]]:
    found = check(programme, policy)
    return [(c.severity, c.rule, " ".join(code for code, _ in c.placements)) for c in found]


def test_conflicts_go_by_severity_then_rule_then_time_and_without_time_last() -> None:
    assert told(CROWDED) == [
        ("error", "room-double-booked", "1 2"),
        ("error", "room-double-booked", "3 4"),
        ("error", "outside-event-hours", "5"),
        ("warning", "room-too-small", "5"),
        ("warning", "duration-mismatch", "5"),
        ("warning", "unplaced", "7"),
        ("info", "room-missing", "6"),
    ]


def test_what_is_found_without_time_goes_by_its_parties() -> None:
    """Their keys are hashes, whose order tells nobody anything."""
    made = programme(sessions=[session("2"), session("10", parts=[60] * 11), session("1")])
    expected = ["1/1", *(f"10/{part}" for part in range(1, 12)), "2/1"]
    assert ["/".join(map(str, id_)) for c in check(made) for id_ in c.placements] == expected


def test_the_place_of_each_conflict_among_all() -> None:
    at_the_epoch, before, after = ((Span(moment, moment + 60),) for moment in (0, -60, 60))
    one = (Party("1", 1),)
    in_order = [
        Conflict("a", "unplaced", "error", one),
        Conflict("z", "room-missing", "warning", one, after),
        Conflict("z", "unplaced", "warning", one, before),
        Conflict("b", "unplaced", "warning", one, at_the_epoch),
        Conflict("c", "unplaced", "warning", (Party("0", 1),), at_the_epoch),
        Conflict("a", "unplaced", "warning", one, after),
        Conflict("z", "unplaced", "warning", one),
        Conflict("a", "unplaced", "warning", (Party("1", 1), Party("2", 1))),
        Conflict("a", "unplaced", "warning", (Party("1", 2),)),
        Conflict("b", "unplaced", "warning", (Party("1", 2),)),
        Conflict("a", "room-missing", "info", one),
    ]
    backwards = in_order[::-1]
    assert sorted(backwards, key=place_of) == in_order


def test_parties_with_equal_times_go_by_code_in_whatever_order_they_came() -> None:
    backwards = replace(CROWDED, placements=CROWDED.placements[::-1], sessions=CROWDED.sessions[::-1])
    assert check(backwards) == check(CROWDED)


def test_an_empty_programme_has_no_conflicts() -> None:
    assert check(programme()) == ()


def test_the_policy_changes_severities_and_turns_rules_off() -> None:
    policy = Policy.of({"room-double-booked": "info", "unplaced": "error", "outside-event-hours": "off"}, {}, ALL)
    assert told(CROWDED, policy) == [
        ("error", "unplaced", "7"),
        ("warning", "room-too-small", "5"),
        ("warning", "duration-mismatch", "5"),
        ("info", "room-double-booked", "1 2"),
        ("info", "room-double-booked", "3 4"),
        ("info", "room-missing", "6"),
    ]


def test_touching_looks_at_the_groups_of_the_named_placements_only() -> None:
    assert check_touching(CROWDED, [("6", 1)]) == tuple(c for c in check(CROWDED) if c.placements == (("6", 1),))
    assert check_touching(CROWDED, [("1", 1)]) == tuple(c for c in check(CROWDED) if c.room == "hall")


def test_a_part_touches_only_the_people_who_appear_in_it() -> None:
    made = programme(
        placement("1", t("09:00"), t("10:00")),
        placement("1", t("10:00"), t("11:00"), part=2),
        placement("2", t("10:00"), t("11:00")),
        sessions=[
            session("1", parts=(60, 60), people=[Appearance("ada", part=2), "bob"]),
            session("2", people=["ada", "bob"]),
        ],
    )
    rules = (RULES["person-double-booked"],)
    assert [c.person for c in conflicts.check_touching(made, [("1", 1)], rules=rules)] == ["bob"]
    assert {c.person for c in conflicts.check_touching(made, [("1", 2)], rules=rules)} == {"ada", "bob"}


def test_touching_what_does_not_exist_finds_nothing() -> None:
    assert conflicts.check_touching(CROWDED, [("nobody", 1), ("1", 9)], rules=(RULES["room-double-booked"],)) == ()
    assert conflicts.check_touching(CROWDED, [("nobody", 1)]) == ()


def test_touching_what_has_no_place_finds_only_that() -> None:
    wanting = session(
        "7",
        people=[Appearance("ada", confirmed=False, mode="remote"), Appearance("tbc", "moderator")],
        abstract="Words.",
        mode="hybrid",
        features=("loop",),
        expected_attendance=900,
        languages=("en",),
        interpretation=("fr",),
        organisers=(Organiser("itu"),),
    )
    made = programme(
        *CROWDED.placements,
        sessions=[wanting],
        people=[person("ada", time_zone="Pacific/Fiji", availability=(s("09:00", "10:00"),))],
        teams=[Team("words", "Captioners", "interpreters", ("en", "zh"))],
        slots=[RemoteSlot("7", 1)],
    )
    signals = Signals(registered={("7", 1): 9}, interventions={("7", 1): 9}, followers={"7": 99})
    found = conflicts.check_touching(made, [("7", 1)], signals=signals)
    assert [(c.rule, c.placements) for c in found] == [("unplaced", (("7", 1),))]


def put(made: Programme, *placements: tuple[str, str, str, str | None]) -> Programme:
    """The programme with the first parts of these sessions placed so."""
    codes = {code for code, *_ in placements}
    others = tuple(p for p in made.placements if p.session not in codes)
    new = tuple(placement(code, t(starts), t(ends), where) for code, starts, ends, where in placements)
    return ordered(replace(made, placements=others + new))


def by_rule(result: Comparison) -> tuple[list[str], list[str], list[str]]:
    introduced, resolved, remaining = (
        [f"{c.rule} {' '.join(code for code, _ in c.placements)}" for c in conflicts]
        for conflicts in (result.introduced, result.resolved, result.remaining)
    )
    return introduced, resolved, remaining


def test_a_move_from_a_crowded_room_into_another() -> None:
    after = put(CROWDED, ("1", "20:30", "21:30", "booth"))
    assert by_rule(compare(CROWDED, after, [("1", 1)])) == (
        ["room-double-booked 5 1", "outside-event-hours 1"],
        ["room-double-booked 1 2"],
        [],
    )


def test_a_third_session_makes_of_a_conflict_of_two_one_of_three() -> None:
    after = put(CROWDED, ("6", "09:30", "10:30", "hall"))
    assert by_rule(compare(CROWDED, after, [("6", 1)])) == (
        ["room-double-booked 1 2 6"],
        ["room-double-booked 1 2", "room-missing 6"],
        [],
    )


def test_others_conflicts_in_the_new_place_are_not_new() -> None:
    after = put(CROWDED, ("6", "16:00", "17:00", "hall"))
    assert by_rule(compare(CROWDED, after, [("6", 1)])) == ([], ["room-missing 6"], [])


def test_what_stays_names_the_moved_session() -> None:
    after = put(CROWDED, ("5", "20:30", "22:00", "booth"))
    result = compare(CROWDED, after, [("5", 1)])
    assert by_rule(result) == ([], [], ["outside-event-hours 5", "room-too-small 5", "duration-mismatch 5"])
    assert result.remaining == tuple(c for c in check(after) if ("5", 1) in c.placements)


def test_taking_a_placement_off_and_putting_it_back() -> None:
    without = replace(CROWDED, placements=tuple(p for p in CROWDED.placements if p.session != "6"))
    away, back = compare(CROWDED, without, [("6", 1)]), compare(without, CROWDED, [("6", 1)])
    assert by_rule(away) == (["unplaced 6"], ["room-missing 6"], [])
    assert (back.introduced, back.resolved) == (away.resolved, away.introduced)


def test_a_plenary_that_moves_frees_one_session_and_finds_another() -> None:
    made = programme(
        placement("P", t("09:00"), t("10:00"), "hall"),
        placement("1", t("09:00"), t("10:00"), "a"),
        placement("2", t("11:00"), t("12:00"), "a"),
        sessions=[session("P", type="plenary")],
        session_types=[SessionType("plenary", "Plenary", plenary=True)],
    )
    after = put(made, ("P", "11:00", "12:00", "hall"))
    assert by_rule(compare(made, after, [("P", 1)])) == (["beside-plenary 2 P"], ["beside-plenary 1 P"], [])


def test_a_placement_of_an_unknown_room_or_session_is_passed_over() -> None:
    """References are checked where they come in; a rule neither guesses nor fails."""
    lost = replace(
        programme(placement("1", t("09:00"), t("10:00"), "hall", also_in=("annex",))),
        rooms=(),
        placements=(
            placement("1", t("09:00"), t("10:00"), "hall", also_in=("annex",)),
            placement("gone", t("09:00"), t("10:00"), "hall"),
        ),
    )
    assert check(lost) == ()


def test_rooms_that_are_not_listed_take_nothing_from_those_that_are() -> None:
    made = programme(
        placement("1", t("09:00"), t("10:00"), "hall", also_in=("annex",)),
        placement("2", t("09:00"), t("10:00"), "hall", also_in=("annex",)),
        placement("3", t("09:00"), t("10:00"), "annex"),
        placement("B", t("09:00"), t("10:00"), "hall", also_in=("annex",)),
        sessions=[session("B", type="break")],
        session_types=[SessionType("break", "Break", break_=True)],
    )
    lost = replace(made, rooms=tuple(each for each in made.rooms if each.slug == "hall"))
    assert sorted((c.rule, c.room, " ".join(code for code, _ in c.placements)) for c in check(lost)) == [
        ("during-break", "hall", "1 B"),
        ("during-break", "hall", "2 B"),
        ("room-double-booked", "hall", "1 2 B"),
    ]


def test_many_moves_at_once_are_compared_as_all_conflicts_are() -> None:
    """Of more than fifty, every group is looked at instead of those that they touch."""
    codes = [f"S{number}" for number in range(60)]
    made = programme(
        *(placement(code, t("09:00"), t("10:00"), "hall") for code in codes),
        placement("X", t("11:00"), t("12:00"), "library"),
        placement("Y", t("11:00"), t("12:00"), "library"),
        event=event(days=(day("2017-06-12"),)),
        rooms=[room("hall"), room("annex"), room("library")],
        sessions=[session(code) for code in (*codes, "X", "Y")],
    )
    moved = [placement(code, t("09:30"), t("10:30"), "annex") for code in codes]
    after = ordered(replace(made, placements=(*moved, *(made.placement[code, 1] for code in "XY"))))
    before_keys, after_keys = ({conflict.key: conflict for conflict in check(each)} for each in (made, after))
    found = compare(ordered(made), after, [(code, 1) for code in codes])
    assert {c.key: c for c in found.introduced} == {k: c for k, c in after_keys.items() if k not in before_keys}
    assert {c.key: c for c in found.resolved} == {k: c for k, c in before_keys.items() if k not in after_keys}
    assert [c.rule for c in found.introduced] == ["room-double-booked"]
    assert [c.rule for c in found.resolved] == ["room-double-booked"]
    assert found.remaining == ()
    assert found.touched == check(after)
