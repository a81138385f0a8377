"""Addresses that others keep, and that nobody else's words may change."""

import pytest

from scheduler.domain.addresses import mailbox_uri


@pytest.mark.parametrize(
    ("email", "uri"),
    [
        ("desk@forum.example", "mailto:desk@forum.example"),
        ("first.last+wsis@forum.example", "mailto:first.last+wsis@forum.example"),
        (
            "a?bcc=x%40evil.example&subject=y@forum.example",
            "mailto:a%3Fbcc=x%2540evil.example%26subject=y@forum.example",
        ),
    ],
    ids=["plain", "with a plus", "with what would be parameters"],
)
def test_nothing_of_a_mailbox_is_a_parameter(email: str, uri: str) -> None:
    assert mailbox_uri(email) == uri
