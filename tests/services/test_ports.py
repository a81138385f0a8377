"""What services take from outside: secrets of several kinds, made of one chance."""

from scheduler.services.feed_secrets import SHAPE, new_feed_secret
from scheduler.services.ports import prefixed

RANDOM = "a" * 14 + "psk_" + "b" * 14


def test_a_secret_of_another_kind_is_as_long_whatever_chance_gives() -> None:
    """A token may hold its own prefix once more: one in 600,000 does, and a calendar's address was too short then."""
    assert prefixed("tkt_", lambda: f"psk_{RANDOM}") == f"tkt_{RANDOM}"
    assert prefixed("", lambda: RANDOM) == RANDOM
    assert SHAPE.fullmatch(new_feed_secret(lambda: f"psk_{RANDOM}"))
