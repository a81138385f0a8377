"""What came of asking a server of somebody else's for something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: its status, its headers by name in lower case, and as much of the body as was read."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, in words. `forbidden`: it was not asked at all, and won't be; `failed`: not now.

    `address` is where a refused name leads, for the operators alone: who may name hosts would learn by it which names
    and addresses there are in the service's own network.
    """

    what: Literal["forbidden", "failed"]
    said: str
    milliseconds: int = 0
    address: str = ""
