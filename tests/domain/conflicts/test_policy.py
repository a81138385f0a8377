from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from scheduler.domain.conflicts import ALL, RULES, Policy, check
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.rule import SessionRule, choice, number
from scheduler.domain.errors import InvalidInput
from scheduler.domain.programme import Programme
from tests.domain.conflicts.seen import t
from tests.factories import person, placement, programme, session


@dataclass(frozen=True)
class TooManyPeople(SessionRule):
    """A rule with a number, as later ones have."""

    slug = "too-many-people"
    title = "Too many people"
    severity = "warning"
    about = "More than so many people in a session."
    example = "Four people in a session of three."
    remedy = "Leave one out."
    most: int = number(3, "people", "So many are well.", least=1, most=50)
    all_on_site: bool = choice(default=False, about="Whether nobody may be remote.")

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        if len(programme.session[group].appearances) > self.most:
            yield self.conflict(programme, (Party(group, 1),))

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        return f"{len(programme.session)} {conflict.rule}."


RULE = TooManyPeople()
MOST_FOUR = (("too-many-people", (("most", 4),)),)
TWO_PEOPLE = programme(placement("1", t("09:00"), t("10:00")), sessions=[session("1", people=["ada", "bob"])])


def test_an_event_sets_a_rules_numbers() -> None:
    policy = Policy.of({}, {"too-many-people": {"most": 1}}, [RULE])
    assert [len(check(TWO_PEOPLE, each, rules=(RULE,))) for each in (Policy(), policy)] == [0, 1]


def test_a_policy_is_one_value_in_whatever_order_it_was_given() -> None:
    one = Policy.of({"unplaced": "off", "room-missing": "error"}, {}, ALL)
    other = Policy.of({"room-missing": "error", "unplaced": "off"}, {}, ALL)
    assert one == other == Policy((("room-missing", "error"), ("unplaced", "off")))


NO_SUCH = "There is no rule 'no-such'. The rules are too-many-people, unplaced."


@pytest.mark.parametrize(
    ("severities", "parameters", "pointer", "message"),
    [
        pytest.param({"no-such": "off"}, {}, "/rules/no-such", NO_SUCH, id="unknown rule"),
        pytest.param({}, {"no-such": {}}, "/rules/no-such", NO_SUCH, id="numbers of an unknown rule"),
        pytest.param(
            {"unplaced": "fatal"},
            {},
            "/rules/unplaced/severity",
            "unplaced can't be 'fatal': use error, warning, info or off.",
            id="unknown severity",
        ),
        pytest.param(
            {},
            {"unplaced": {"n": 1}},
            "/rules/unplaced/parameters/n",
            "unplaced has no parameter 'n'. It has none.",
            id="unknown parameter",
        ),
    ],
)
def test_a_policy_names_only_what_exists(
    severities: Mapping[str, str], parameters: Mapping[str, Mapping[str, int]], pointer: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policy.of(severities, parameters, [RULE, RULES["unplaced"]])
    assert (caught.value.detail, [flaw.pointer for flaw in caught.value.flaws]) == (message, [pointer])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, Policy(), id="nothing"),
        pytest.param(
            {
                "unplaced": {"severity": "off"},
                "too-many-people": {"severity": "error", "parameters": {"most": 4, "all_on_site": True}},
            },
            Policy(
                (("too-many-people", "error"), ("unplaced", "off")),
                (("too-many-people", (("all_on_site", True), ("most", 4))),),
            ),
            id="both, in order",
        ),
        pytest.param({"too-many-people": {"parameters": {"most": 4}}}, Policy((), MOST_FOUR), id="parameters alone"),
        pytest.param(
            {"too-many-people": {"severity": "warning", "parameters": {"most": 4, "all_on_site": False}}},
            Policy((), MOST_FOUR),
            id="what is as the rule has it, left out",
        ),
        pytest.param(
            {"too-many-people": {"parameters": {"most": 3}}, "unplaced": {}}, Policy(), id="nothing otherwise"
        ),
    ],
)
def test_a_policy_is_read_from_settings(settings: dict[str, dict[str, Any]], expected: Policy) -> None:
    made = Policy.from_settings(settings, iter([RULE, RULES["unplaced"]]))
    assert made == expected
    assert Policy.from_settings(made.settings(), [RULE, RULES["unplaced"]]) == made


def test_settings_say_what_is_otherwise() -> None:
    policy = Policy((("too-many-people", "error"), ("unplaced", "off")), MOST_FOUR)
    assert policy.settings() == {
        "too-many-people": {"severity": "error", "parameters": {"most": 4}},
        "unplaced": {"severity": "off"},
    }


@pytest.mark.parametrize("of", [{}, {"severity": "off"}, {"parameters": {"most": 1}}], ids=["empty", "off", "numbers"])
def test_settings_of_an_unknown_rule_are_refused(of: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policy.from_settings({"unplaced": {}, "no-such": of}, [RULE, RULES["unplaced"]])
    assert (caught.value.detail, [flaw.pointer for flaw in caught.value.flaws]) == (NO_SUCH, ["/rules/no-such"])


def test_two_policies_in_one() -> None:
    one = Policy((("unplaced", "off"),), (("person-overload", (("most_a_day", 2),)),))
    other = Policy((("room-missing", "error"),), (("audience-clash", (("chance", 5),)),))
    both = Policy(
        (("room-missing", "error"), ("unplaced", "off")),
        (("audience-clash", (("chance", 5),)), ("person-overload", (("most_a_day", 2),))),
    )
    assert (one.with_settings(other), other.with_settings(one)) == (both, both)


@pytest.mark.parametrize(
    ("setting", "fixed", "floating"),
    [
        pytest.param({}, "error", "warning", id="default"),
        pytest.param({"person-double-booked": "error"}, "error", "warning", id="error"),
        pytest.param({"person-double-booked": "warning"}, "warning", "warning", id="warning"),
        pytest.param({"person-double-booked": "info"}, "info", "info", id="info"),
    ],
)
def test_floating_people_are_never_taken_more_seriously(setting: dict[str, str], fixed: str, floating: str) -> None:
    made = programme(
        placement("1", t("09:00"), t("10:00")),
        placement("2", t("09:00"), t("10:00")),
        sessions=[session("1", people=["ada", "bob"]), session("2", people=["ada", "bob"])],
        people=[person("ada"), person("bob", floating=True)],
    )
    found = check(made, Policy.of(setting, {}, ALL), rules=(RULES["person-double-booked"],))
    assert {c.person: c.severity for c in found} == {"ada": fixed, "bob": floating}


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        pytest.param(
            {"most": 0}, "most of too-many-people can't be 0: use a whole number of people from 1 to 50.", id="least"
        ),
        pytest.param(
            {"most": 51}, "most of too-many-people can't be 51: use a whole number of people from 1 to 50.", id="most"
        ),
        pytest.param(
            {"most": True},
            "most of too-many-people can't be True: use a whole number of people from 1 to 50.",
            id="yes",
        ),
        pytest.param({"all_on_site": 1}, "all_on_site of too-many-people can't be 1: use true or false.", id="one"),
        pytest.param(
            {"slug": 1}, "too-many-people has no parameter 'slug'. It has most, all_on_site.", id="no parameter"
        ),
    ],
)
def test_a_parameter_has_bounds(numbers: Mapping[str, int], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policy.of({}, {"too-many-people": numbers}, [RULE])
    assert caught.value.detail == message
    assert [flaw.pointer for flaw in caught.value.flaws] == [f"/rules/too-many-people/parameters/{next(iter(numbers))}"]


@pytest.mark.parametrize("value", [1, 50])
def test_both_bounds_of_a_parameter_are_allowed(value: int) -> None:
    policy = Policy.of({}, {"too-many-people": {"most": value}}, [RULE])
    assert policy == Policy(parameters=(("too-many-people", (("most", value),)),))


def test_every_rule_says_what_it_is() -> None:
    assert [r.slug for r in ALL if not (r.title and r.about and r.severity and r.example and r.remedy)] == []
    assert len(RULES) == len(ALL)
