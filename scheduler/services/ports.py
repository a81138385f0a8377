"""What services need from outside and take as arguments: chance here; mail and network join when they are needed."""

import secrets
from collections.abc import Callable

NewId = Callable[[], str]
"""Gives out an opaque id that nobody can guess and that was never given before."""


def random_id() -> str:
    """An opaque id of 80 random bits: `p` and 20 hexadecimal digits."""
    return f"p{secrets.token_hex(10)}"
