"""What keys look like."""

import pytest

from scheduler.domain.resources.naming import is_placement_key
from tests.factories import event, programme


@pytest.mark.parametrize(
    ("key", "could_be"),
    [
        ("forum-396-1", True),
        ("forum-A9-12", True),
        ("forum-2017-396-1", False),
        ("forum2-396-1", False),
        ("forum-396-0", False),
        ("forum-396-01", False),
        ("forum-396-", False),
        ("forum--1", False),
        ("396-1", False),
        ("forum-396-1\n", False),
        ("", False),
    ],
)
def test_a_placement_key_is_one_of_this_event(key: str, could_be: bool) -> None:
    """Another event may be called `forum-2017`: its keys begin like those of `forum`."""
    assert is_placement_key(programme(event=event(slug="forum")), key) == could_be
