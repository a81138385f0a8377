"""Who may do what, by what was granted to them."""

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.roles import MODERATOR, ROLES, Actor, Grant, granted, require_grant, without
from scheduler.domain.timespan import Span

ORDER = ["viewer", "reviewer", "editor", "owner"]
NINE, TEN, ELEVEN = 9 * 3600, 10 * 3600, 11 * 3600

VIEWER, EDITOR, OTHER, ALL = Grant("viewer", "forum"), Grant("editor", "forum"), Grant("owner", "x"), Grant("viewer")
SHIFT, LATER = (Grant(MODERATOR, "forum", ("popov",), *hours) for hours in ((NINE, TEN), (TEN, ELEVEN)))
POPOV, LIBRARY = Grant(MODERATOR, "forum", ("popov",)), Grant(MODERATOR, "forum", ("library",))


def actor(*grants: Grant) -> Actor:
    return Actor("a@b.example", grants)


@pytest.mark.parametrize("role", [*ROLES, MODERATOR])
@pytest.mark.parametrize("needed", ROLES)
def test_a_role_may_do_what_those_before_it_may(role: str, needed: str) -> None:
    rank = ORDER.index(role) if role in ORDER else -1  # a moderator is none of them
    assert actor(Grant(role, "forum")).may("forum", needed) is (rank >= ORDER.index(needed))


@pytest.mark.parametrize(("of", "may"), [("forum", True), (None, True), ("other", False)])
def test_a_role_is_for_one_event_or_for_all(of: str | None, may: bool) -> None:  # noqa: FBT001 - a table
    assert actor(Grant("owner", of)).may("forum", "viewer") is may


def test_roles_of_several_events_stay_apart() -> None:
    who = actor(Grant("viewer"), Grant("editor", "forum"), Grant("owner", "other"))
    assert [(event, [role for role in ROLES if who.may(event, role)]) for event in ("forum", "other", "third")] == [
        ("forum", ["viewer", "reviewer", "editor"]),
        ("other", ["viewer", "reviewer", "editor", "owner"]),
        ("third", ["viewer"]),
    ]


def test_nobody_may_nothing() -> None:
    assert (actor().may("forum", "viewer"), actor().may_create_events(), actor().knows("forum")) == (
        False,
        False,
        False,
    )


def test_a_moderator_has_rooms_to_run_until_the_hours_end() -> None:
    always, later = Grant(MODERATOR, "forum", ("popov",)), Grant(MODERATOR, "forum", ("annex",), TEN, ELEVEN)
    who = actor(always, later, Grant("editor", "forum"), Grant(MODERATOR, "other", ("popov",)))
    found = {at: who.to_moderate("forum", at) for at in (NINE, ELEVEN - 1, ELEVEN)}
    assert found == {NINE: (always, later), ELEVEN - 1: (always, later), ELEVEN: (always,)}


@pytest.mark.parametrize(
    ("role", "of", "may"), [("owner", None, True), ("owner", "forum", False), ("editor", None, False)]
)
def test_owners_of_everything_create_events(role: str, of: str | None, may: bool) -> None:  # noqa: FBT001 - a table
    assert actor(Grant(role, of)).may_create_events() is may


@pytest.mark.parametrize(
    ("grant", "room", "at", "may"),
    [
        pytest.param(Grant(MODERATOR, "forum", ("popov",)), "popov", NINE, True, id="their room"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",)), "library", NINE, False, id="another room"),
        pytest.param(Grant(MODERATOR, "other", ("popov",)), "popov", NINE, False, id="a room of another event"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), NINE, TEN), "popov", NINE - 1, False, id="a second early"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), NINE, TEN), "popov", NINE, True, id="from the first second"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), NINE, TEN), "popov", TEN - 1, True, id="to the last second"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), NINE, TEN), "popov", TEN, False, id="a second late"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), NINE), "popov", ELEVEN, True, id="without an end"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), ends=TEN), "popov", 0, True, id="without a beginning"),
        pytest.param(Grant("editor", "forum"), "popov", NINE, True, id="an editor"),
        pytest.param(Grant("reviewer", "forum"), "popov", NINE, False, id="a reviewer"),
        pytest.param(Grant("owner"), "popov", NINE, True, id="an owner of everything"),
    ],
)
def test_who_runs_a_room(grant: Grant, room: str, at: int, may: bool) -> None:  # noqa: FBT001 - a table
    assert actor(grant).may_moderate("forum", room, at, Span(0, 24 * 3600)) is may


@pytest.mark.parametrize(
    ("starts", "ends", "may"),
    [
        pytest.param(0, NINE - 3600, False, id="ended an hour before they begin"),
        pytest.param(0, NINE - 3600 + 1, True, id="may run over into them"),
        pytest.param(TEN - 1, ELEVEN, True, id="begins in their last second"),
        pytest.param(TEN, ELEVEN, False, id="begins as they end"),
        pytest.param(NINE + 24 * 3600, TEN + 24 * 3600, False, id="at the same hour of another day"),
    ],
)
def test_hours_are_for_what_is_on_in_them(starts: int, ends: int, may: bool) -> None:  # noqa: FBT001 - a table
    assert actor(SHIFT).may_moderate("forum", "popov", NINE, Span(starts, ends)) is may
    assert actor(POPOV).may_moderate("forum", "popov", NINE, Span(starts, ends))


@pytest.mark.parametrize(
    "grant",
    [
        pytest.param(Grant("king", "forum"), id="unknown role"),
        pytest.param(Grant(MODERATOR, "forum"), id="moderator of no room"),
        pytest.param(Grant(MODERATOR, None, ("popov",)), id="moderator of no event"),
        pytest.param(Grant("editor", "forum", ("popov",)), id="editor of a room"),
        pytest.param(Grant("editor", "forum", starts=NINE), id="editor from nine"),
        pytest.param(Grant(MODERATOR, "forum", ("popov",), TEN, TEN), id="no time at all"),
    ],
)
def test_what_can_not_be_granted(grant: Grant) -> None:
    with pytest.raises(InvalidInput):
        require_grant(grant)


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        pytest.param((), EDITOR, (EDITOR,), id="the first"),
        pytest.param((VIEWER, OTHER, ALL), EDITOR, (OTHER, ALL, EDITOR), id="in place of another in the event"),
        pytest.param((EDITOR, POPOV), LIBRARY, (EDITOR, POPOV, LIBRARY), id="more rooms"),
        pytest.param((POPOV, SHIFT), LATER, (POPOV, SHIFT, LATER), id="another shift"),
        pytest.param((SHIFT, LATER), SHIFT, (LATER, SHIFT), id="the same shift again"),
        pytest.param((POPOV,), EDITOR, (POPOV, EDITOR), id="beside rooms"),
    ],
)
def test_what_somebody_has_after_a_grant(before: tuple[Grant, ...], new: Grant, after: tuple[Grant, ...]) -> None:
    assert granted(before, new) == after


@pytest.mark.parametrize(
    ("event", "role", "left"),
    [
        ("forum", None, (OTHER, ALL)),
        ("forum", MODERATOR, (EDITOR, OTHER, ALL)),
        ("forum", "viewer", (EDITOR, POPOV, OTHER, ALL)),
        (None, None, (EDITOR, POPOV, OTHER)),
    ],
)
def test_what_is_left(event: str | None, role: str | None, left: tuple[Grant, ...]) -> None:
    assert without((EDITOR, POPOV, OTHER, ALL), event, role) == left


def test_what_somebody_has_in_words() -> None:
    assert str(SHIFT) == "moderator of popov in forum from 1970-01-01T09:00:00Z until 1970-01-01T10:00:00Z"
    who = actor(EDITOR, POPOV, OTHER)
    assert [who.has("forum"), who.has("x"), who.has("third"), actor().has("forum")] == [
        "editor in forum and moderator of popov in forum",
        "owner in x",
        "editor in forum and moderator of popov in forum and owner in x",
        "no role",
    ]
