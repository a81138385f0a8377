"""What services need from outside and take as arguments: chance, mail, and the web servers of others."""

import random
import secrets
from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from scheduler.domain.mail import Mail, Outcome
from scheduler.domain.web import Answer, Failure

NewId = Callable[[], str]
"""Gives out an opaque id that nobody can guess and that was never given before."""


def random_id() -> str:
    """An opaque id of 80 random bits: `p` and 20 hexadecimal digits."""
    return f"p{secrets.token_hex(10)}"


TOKEN_PREFIX = "psk_"  # noqa: S105 - by which a token is known, no secret

NewSecret = Callable[[], str]
"""Gives out a secret that nobody can guess."""


def random_token() -> str:
    """A token of 192 random bits: `psk_`, by which people and scanners know it, and 32 characters for URLs."""
    return f"{TOKEN_PREFIX}{secrets.token_urlsafe(24)}"


def prefixed(prefix: str, new_secret: NewSecret) -> str:
    """A new secret of another kind than a token's: as random, and known by a prefix of its own (empty: by none)."""
    return prefix + new_secret().removeprefix(TOKEN_PREFIX)


def random_secret() -> str:
    """A secret of 256 random bits for cookies and links: 43 characters."""
    return secrets.token_urlsafe(32)


def random_password() -> str:
    """A password of 120 random bits: four groups of six characters that are told from each other in any font."""
    letters = [secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(24)]
    return "-".join("".join(letters[place : place + 6]) for place in range(0, 24, 6))


Chance = Callable[[], float]
"""Gives out a number from 0 up to, but without, 1."""

random_chance: Chance = random.random


class Mailer(Protocol):
    """What gives mails to a server, each at once, and says what came of it; it raises nothing for a server's faults."""

    def send(self, mail: Mail, at: int) -> Outcome:
        """What came of it; `at` stands above the mail as its date."""


class WebClient(Protocol):
    """What asks web servers that strangers name, where that is safe; it raises nothing for a server's faults."""

    def ask(
        self,
        method: Literal["GET", "HEAD", "POST"],
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer | Failure:
        """The server's answer, or why there is none."""
