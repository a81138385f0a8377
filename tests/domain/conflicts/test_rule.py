"""What all rules share: how a conflict is made, in which order its parties come, and what an event may set."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from scheduler.domain.conflicts import NO_SIGNALS, Conflict, Party, Signals
from scheduler.domain.conflicts.conflict import conflict_key
from scheduler.domain.conflicts.rule import Parameter, PersonRule, RoomRule, SessionRule, choice, number
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance
from tests.domain.conflicts.seen import t
from tests.factories import placement, programme, room, session


class Plain(SessionRule):
    """A rule that finds nothing."""

    slug = "plain"
    severity = "info"

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:  # noqa: ARG002 # as its base
        return iter(())

    def sentence(self, programme: Programme, conflict: Conflict) -> str:  # noqa: ARG002 # as its base
        return ""


MADE = programme(placement("1", t("09:00"), t("10:00"), "hall"), sessions=[session("1", parts=[60, 60])])
KEYS = ["forum-1-1"]


@pytest.mark.parametrize("resource", ["room", "person", "account", "team", "organisation"])
@pytest.mark.parametrize(
    ("aspect", "named"), [pytest.param("", "it", id="as a whole"), pytest.param("hours", "it hours", id="one way")]
)
def test_the_key_tells_resources_and_ways_apart(resource: str, aspect: str, named: str) -> None:
    parties = (Party("1", 1),)
    expected = {"key": conflict_key("plain", KEYS, named), "rule": "plain", "severity": "info", "parties": parties}
    made = Plain().conflict(MADE, parties, **{resource: "it"}, aspect=aspect)  # type: ignore[arg-type] # all are texts
    assert made == Conflict(**expected, **{resource: "it"})  # type: ignore[arg-type] # the same


@pytest.mark.parametrize(
    ("aspect", "named"), [pytest.param("", None, id="as a whole"), pytest.param("hours", " hours", id="one way")]
)
def test_the_key_without_a_resource(aspect: str, named: str | None) -> None:
    assert Plain().conflict(MADE, [Party("1", 1)], aspect=aspect).key == conflict_key("plain", KEYS, named)


def test_parties_go_by_start_end_session_and_part_and_without_time_last() -> None:
    in_order = [
        Party("4", 1, -60, 0),
        Party("3", 1, 0, 0),
        Party("3", 1, 0, 60),
        Party("1", 2, 0, 120),
        Party("2", 1, 0, 120),
        Party("2", 2, 0, 120),
        Party("0", 1, 60, 120),
        Party("1", 1),
        Party("1", 3),
    ]
    mixed = sorted(in_order, key=lambda party: (party.part, party.session, party.ends or 0), reverse=True)
    assert list(Plain().conflict(MADE, mixed).parties) == in_order


def test_a_rules_parameters() -> None:
    @dataclass(frozen=True)
    class Set(Plain):
        most: int = number(3, "people", "So many are well.", least=1, most=50)
        strict: bool = choice(default=True, about="Whether nobody may be remote.")
        signals: Signals = NO_SIGNALS

    assert Set.parameters() == (
        Parameter("most", 3, "people", 1, 50, "So many are well."),
        Parameter("strict", default=True, unit="yes or no", least=0, most=1, about="Whether nobody may be remote."),
    )
    assert (Set(), Set.looks_at_signals()) == (Set(most=3, strict=True, signals=NO_SIGNALS), True)
    assert (Plain.parameters(), Plain.looks_at_signals()) == ((), False)


class OfRooms(RoomRule, Plain):
    """One about rooms."""


class OfPeople(PersonRule, Plain):
    """One about people."""


GROUPS = programme(
    placement("1", t("09:00"), t("10:00"), "popov", also_in=("hall",)),
    placement("1", t("10:00"), t("11:00"), part=2),
    sessions=[session("1", parts=[60, 60], people=["ada", Appearance("bob", part=2)]), session("2", people=["cleo"])],
    rooms=[room("popov", pieces=("p1", "p2")), room("p1"), room("p2"), room("hall")],
)


@pytest.mark.parametrize(
    ("rule", "named", "expected"),
    [
        pytest.param(OfRooms(), ("1", 1), {"hall", "p1"}, id="families of all its rooms"),
        pytest.param(OfRooms(), ("1", 2), set(), id="no room"),
        pytest.param(OfRooms(), ("2", 1), set(), id="not placed"),
        pytest.param(OfPeople(), ("1", 1), {"ada"}, id="who appears in the part"),
        pytest.param(OfPeople(), ("1", 2), {"ada", "bob"}, id="who appears in another part"),
        pytest.param(OfPeople(), ("2", 1), {"cleo"}, id="people of one that is not placed"),
        pytest.param(OfPeople(), ("9", 1), set(), id="people of an unknown session"),
        pytest.param(Plain(), ("1", 2), {"1"}, id="its session"),
    ],
)
def test_the_groups_of_a_placement(rule: Plain, named: tuple[str, int], expected: Iterable[str]) -> None:
    assert set(rule.groups_of(GROUPS, named)) == expected
