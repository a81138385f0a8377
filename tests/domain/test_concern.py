"""Whom a change concerns, and how: as somebody who is in an entry, came into it or left it, or who follows."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.concern import NetChange, Version, present, without
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.release import release
from scheduler.domain.selection import Selection
from scheduler.domain.session import Appearance, Organiser
from tests.factories import at, person, placement, programme, session

NOW = at("2017-06-01T09:00")
NINE, TEN, ELEVEN, NOON = (f"2017-06-12T{hour}:00" for hour in ("09", "10", "11", "12"))
ADA, BOB, HID = Appearance("ada"), Appearance("bob"), Appearance("hid", visibility="hidden")


def plan(*placed: Any, people: tuple[Appearance, ...] = (ADA,), **fields: Any) -> Programme:
    """Session 1 with these people, by ITU; session 2 with Bob."""
    one = session("1", people=people, organisers=(Organiser("itu"),), **fields)
    return programme(
        *(placed or (placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"))),
        organisations=[Organisation("itu", "ITU")],
        people=[person("ada"), person("bob"), person("hid"), person("tbc", placeholder=True)],
        sessions=[one, session("2", people=["bob"])],
    )


BASE = plan()
MOVED = plan(placement("1", TEN, ELEVEN, "a"), placement("2", NINE, TEN, "b"))
GONE = plan(placement("2", NINE, TEN, "b"))


def versions(*plans: Programme) -> list[Version]:
    """A version of each plan, released one after the other."""
    found: list[Version] = []
    for number, made in enumerate(plans, start=1):
        previous = found[-1].public if found else None
        public = release(made, previous, number=number, label="", note="", at=NOW - 100 + number)
        found.append(Version(made, public))
    return found


def net(*plans: Programme, now: int = NOW) -> NetChange:
    """Between the first and the last of several releases."""
    found = versions(*plans)
    return NetChange(found[0] if len(found) > 1 else None, found[-1], now)


def told(made: NetChange, who: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Per entry that concerns somebody: key, what changed, and whether they stay, join or leave."""
    return [(each.item.key, each.change.kinds, each.part) for each in made.for_person(who)]


@pytest.mark.parametrize(
    ("plans", "ada", "bob"),
    [
        pytest.param((BASE, BASE), [], [], id="nothing"),
        pytest.param((BASE, MOVED), [("forum-1-1", ("moved",), "stays")], [], id="a move concerns who is in it"),
        pytest.param((BASE, MOVED, BASE), [], [], id="moved and moved back is nothing"),
        pytest.param((BASE, GONE), [("forum-1-1", ("cancelled",), "stays")], [], id="cancelled"),
        pytest.param((BASE, GONE, BASE), [], [], id="cancelled and back is nothing"),
        pytest.param((GONE, BASE), [("forum-1-1", ("placed",), "joins")], [], id="new in the programme"),
        pytest.param((BASE, GONE, MOVED), [("forum-1-1", ("moved",), "stays")], [], id="back at another hour"),
        pytest.param(
            (BASE, plan(people=(ADA, BOB))),
            [("forum-1-1", ("people",), "stays")],
            [("forum-1-1", ("people",), "joins")],
            id="somebody joins",
        ),
        pytest.param(
            (plan(people=(ADA, BOB)), BASE),
            [("forum-1-1", ("people",), "stays")],
            [("forum-1-1", ("people",), "leaves")],
            id="somebody leaves",
        ),
        pytest.param(
            (BASE, plan(people=(BOB,))),
            [("forum-1-1", ("people",), "leaves")],
            [("forum-1-1", ("people",), "joins")],
            id="one for another",
        ),
        pytest.param((GONE, plan(placement("2", NINE, TEN, "b"), people=(ADA, BOB))), [], [], id="no place yet"),
        pytest.param((BASE, plan(visibility="internal")), [("forum-1-1", ("cancelled",), "stays")], [], id="withdrawn"),
        pytest.param((plan(visibility="internal"), plan(visibility="internal")), [], [], id="internal"),
    ],
)
def test_what_concerns_people(plans: tuple[Programme, ...], ada: list[Any], bob: list[Any]) -> None:
    made = net(*plans)
    assert (told(made, "ada"), told(made, "bob"), told(made, "tbc"), told(made, "nobody")) == (ada, bob, [], [])


def test_before_the_first_release_everything_is_new() -> None:
    assert told(net(BASE), "ada") == [("forum-1-1", ("placed",), "joins")]


def test_who_is_hidden_is_told_what_the_public_sees_of_it() -> None:
    """That they came in is no change to the public, and one to them."""
    hidden = plan(people=(ADA, HID))
    moved = replace(MOVED, sessions=hidden.sessions)
    assert told(net(BASE, hidden), "hid") == [("forum-1-1", (), "joins")]
    assert told(net(hidden, moved), "hid") == [("forum-1-1", ("moved",), "stays")]
    assert told(net(BASE, hidden), "ada") == []


def test_an_appearance_in_one_part_is_of_that_part() -> None:
    two = [placement("1", NINE, TEN, "a"), placement("1", TEN, ELEVEN, "a", part=2)]
    late = [placement("1", NINE, TEN, "a"), placement("1", ELEVEN, NOON, "a", part=2)]
    people = (Appearance("ada", part=1), Appearance("bob", part=2))
    made = net(plan(*two, parts=(60, 60), people=people), plan(*late, parts=(60, 60), people=people))
    assert (told(made, "ada"), told(made, "bob")) == ([], [("forum-1-2", ("moved",), "stays")])


def test_what_concerns_an_organisation_is_what_it_is_behind() -> None:
    made = net(BASE, MOVED)
    assert [each.item.key for each in made.for_organisation("itu")] == ["forum-1-1"]
    assert made.for_organisation("unesco") == ()


@pytest.mark.parametrize(
    ("wishes", "keys"),
    [
        pytest.param([Selection()], ["forum-1-1"], id="everything"),
        pytest.param([Selection(session=("1",))], ["forum-1-1"], id="the session"),
        pytest.param([Selection(session=("2",))], [], id="another session"),
        pytest.param([Selection(room=("a",))], ["forum-1-1"], id="the room that it was in"),
        pytest.param([Selection(room=("b",))], ["forum-1-1"], id="the room that it is in now"),
        pytest.param([Selection(room=("c",))], [], id="another room"),
        pytest.param([Selection(session=("2",)), Selection(room=("a",))], ["forum-1-1"], id="one of two wishes"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_what_concerns_who_follows_is_what_was_or_is_in_a_selection(wishes: list[Selection], keys: list[str]) -> None:
    to_b = plan(placement("1", TEN, ELEVEN, "b"), placement("2", NINE, TEN, "b"))
    assert [each.item.key for each in net(BASE, to_b).for_wishes(wishes)] == keys


@pytest.mark.parametrize(
    ("now", "keys"),
    [
        pytest.param(at(ELEVEN) - 1, ["forum-1-1"], id="a second before the later end"),
        pytest.param(at(ELEVEN), [], id="at the later end"),
    ],
)
def test_what_is_wholly_past_concerns_nobody(now: int, keys: list[str]) -> None:
    made = net(BASE, MOVED, now=now)
    assert [each.item.key for each in made.for_person("ada")] == keys
    assert [each.item.key for each in made.for_wishes([Selection()])] == keys


@pytest.mark.parametrize(
    ("now", "urgent"),
    [
        pytest.param(at(NINE) - 86_400, False, id="a day before the earlier start"),
        pytest.param(at(NINE) - 86_399, True, id="a second later"),
        pytest.param(at(NINE), True, id="at the start"),
        pytest.param(at(ELEVEN) - 1, True, id="a second before the later end"),
        pytest.param(at(ELEVEN), False, id="over"),
    ],
)
def test_what_starts_within_a_day_is_urgent(now: int, urgent: bool) -> None:
    (concern,) = net(BASE, MOVED).for_person("ada")
    assert concern.is_urgent(now) is urgent


def test_what_is_told_to_an_address_already_is_not_told_again() -> None:
    concerns = net(BASE, MOVED).for_person("ada")
    assert without(concerns, frozenset({("1", 1)})) == ()
    assert without(concerns, frozenset({("2", 1)})) == concerns


def test_people_are_followed_under_the_slugs_of_now() -> None:
    renamed = programme(people=[person("p1", slug="ada-byron")])
    wish = Selection(person=("ada", "eve"), room=("a",))
    assert present(wish, {"ada": "p1", "eve": "p9"}, renamed) == Selection(person=("ada-byron", "eve"), room=("a",))
    assert present(Selection(person=("ada-byron",)), {}, renamed) == Selection(person=("ada-byron",))
