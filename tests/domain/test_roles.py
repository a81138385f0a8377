import pytest

from scheduler.domain.roles import ROLES, Actor


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("needed", ROLES)
def test_a_role_may_do_what_those_before_it_may(role: str, needed: str) -> None:
    wanted = ["viewer", "reviewer", "editor", "owner"]
    assert Actor("a@b.example", role, "forum").may("forum", needed) is (wanted.index(role) >= wanted.index(needed))


@pytest.mark.parametrize(("of", "may"), [("forum", True), (None, True), ("other", False)])
def test_a_token_is_for_one_event_or_for_all(of: str | None, may: bool) -> None:  # noqa: FBT001 - a table
    assert Actor("a@b.example", "owner", of).may("forum", "viewer") is may


@pytest.mark.parametrize(
    ("role", "of", "may"), [("owner", None, True), ("owner", "forum", False), ("editor", None, False)]
)
def test_owners_of_everything_create_events(role: str, of: str | None, may: bool) -> None:  # noqa: FBT001 - a table
    assert Actor("a@b.example", role, of).may_create_events() is may
