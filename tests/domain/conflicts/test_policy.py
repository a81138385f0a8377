from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from scheduler.domain.conflicts import ALL, RULES, Policy, check
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.rule import SessionRule
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
    most: int = 3

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        if len(programme.session[group].appearances) > self.most:
            yield self.conflict(programme, (Party(group, 1),))

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        return f"{len(programme.session)} {conflict.rule}."


RULE = TooManyPeople()
TWO_PEOPLE = programme(placement("1", t("09:00"), t("10:00")), sessions=[session("1", people=["ada", "bob"])])


def test_an_event_sets_a_rules_numbers() -> None:
    policy = Policy.of({}, {"too-many-people": {"most": 1}}, [RULE])
    assert [len(check(TWO_PEOPLE, each, (RULE,))) for each in (Policy(), policy)] == [0, 1]


def test_a_policy_is_one_value_in_whatever_order_it_was_given() -> None:
    one = Policy.of({"unplaced": "off", "room-missing": "error"}, {}, ALL)
    other = Policy.of({"room-missing": "error", "unplaced": "off"}, {}, ALL)
    assert one == other == Policy((("room-missing", "error"), ("unplaced", "off")))


@pytest.mark.parametrize(
    ("severities", "parameters", "message"),
    [
        pytest.param({"no-such": "off"}, {}, "There is no rule 'no-such'. The rules are ", id="unknown rule"),
        pytest.param(
            {}, {"no-such": {}}, "There is no rule 'no-such'. The rules are ", id="numbers of an unknown rule"
        ),
        pytest.param(
            {"unplaced": "fatal"},
            {},
            "unplaced can't be 'fatal': use error, warning, info or off.",
            id="unknown severity",
        ),
        pytest.param({}, {"unplaced": {"n": 1}}, "unplaced has no parameter 'n'.", id="unknown parameter"),
    ],
)
def test_a_policy_names_only_what_exists(
    severities: Mapping[str, str], parameters: Mapping[str, Mapping[str, int]], message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        Policy.of(severities, parameters, ALL)
    assert caught.value.detail.startswith(message)


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
    found = check(made, Policy.of(setting, {}, ALL), (RULES["person-double-booked"],))
    assert {c.person: c.severity for c in found} == {"ada": fixed, "bob": floating}


def test_every_rule_says_what_it_is() -> None:
    assert [rule.slug for rule in ALL if not (rule.title and rule.about and rule.severity)] == []
    assert len(RULES) == len(ALL)
