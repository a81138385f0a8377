"""A message to one address: what it may look like, and what came of giving it to a server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from scheduler.domain.clock import MINUTE
from scheduler.domain.errors import InvalidInput

LONGEST_SUBJECT = 900
"""A line of a message has at most 998 characters (RFC 5322, 2.1.1)."""

LONGEST_HEADER = 900
LONGEST_ADDRESS = 254
FIRST_WAIT = MINUTE
LONGEST_WAIT = 4 * 60 * MINUTE

ALLOWED_HEADERS = frozenset({"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To"})
"""What else may stand above a message. The rest is made of the message itself, so that nobody can forge it."""

_LINE_BREAK = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
# One address and nothing around it: no name that could pose as another's, no comma that would make two of it.
_ADDRESS = re.compile(r"""[^@\s,;:<>()\[\]"\\]{1,64}@[^@\s,;:<>()\[\]"\\]+""")
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of the outbox. `calendar` is an invitation or its cancellation (RFC 6047), `kind` what it is about."""

    id: int
    recipient: str
    subject: str
    body: str
    created_at: int
    kind: str = ""
    headers: Headers = ()
    calendar: str | None = None

    @property
    def local_id(self) -> str:
        """The Message-ID up to the @: the same each time that it is tried, so that a reader shows a repeat once."""
        return f"{self.created_at}.{self.id}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of giving a message to a server, and what that said.

    `sent`: the server has taken it. `later`: not now. `refused`: never. `away`: the server takes none at all.
    """

    what: Literal["sent", "later", "refused", "away"]
    said: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to be noted of a message: sent, due again, or (neither) given up; and how often it counts as tried."""

    sent: bool
    due_at: int | None
    attempts: int
    error: str | None

    @classmethod
    def of(cls, outcome: Outcome, *, attempts: int, most: int, now: int, chance: float) -> Self:
        """The fate of a message that was tried for the `attempts`th time of `most`; `chance` is from 0 up to 1.

        A server that takes none is no fault of the message: that attempt does not count.
        """
        if outcome.what == "sent":
            return cls(sent=True, due_at=None, attempts=attempts, error=None)
        if outcome.what == "away":
            return cls(sent=False, due_at=now + FIRST_WAIT, attempts=attempts - 1, error=outcome.said)
        if outcome.what == "refused" or attempts >= most:
            return cls(sent=False, due_at=None, attempts=attempts, error=outcome.said)
        return cls(sent=False, due_at=now + wait(attempts, chance), attempts=attempts, error=outcome.said)


def wait(attempts: int, chance: float) -> int:
    """Seconds until a message is tried again that was tried so often: doubled each time, up to four hours.

    Between half of it and the whole, by chance: messages that failed together are not tried together.
    """
    whole = min(LONGEST_WAIT, FIRST_WAIT << min(attempts - 1, 20))  # beyond 20 doublings the number alone is work
    return whole // 2 + int(chance * (whole - whole // 2))


def require_line(value: str, what: str) -> str:
    """The value, if it is one line; `InvalidInput` names `what` has a line break, with which it could add headers."""
    if _LINE_BREAK.search(value):
        raise InvalidInput(f"The {what} of a mail holds a line break. Take it out: {value[:80]!r}.")
    if _CONTROL.search(value):
        raise InvalidInput(f"The {what} of a mail holds a control character. Take it out: {value[:80]!r}.")
    return value


def require_address(address: str) -> str:
    """The address, if it is one and nothing else; else `InvalidInput`."""
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise InvalidInput(f"{address[:80]!r} is no e-mail address. Write one, without a name around it.")
    return address


def require_mail(recipient: str, subject: str, headers: Sequence[tuple[str, str]], calendar: str | None) -> None:
    """Nothing, if a message can be made of it; `InvalidInput` says what can't be."""
    require_address(require_line(recipient, "recipient"))
    if not require_line(subject, "subject") or len(subject) > LONGEST_SUBJECT:
        raise InvalidInput(f"A mail needs a subject of 1 to {LONGEST_SUBJECT} characters.")
    for name, value in headers:
        if name not in ALLOWED_HEADERS:
            raise InvalidInput(f"A mail can't have a header {name[:40]!r}. Use: {', '.join(sorted(ALLOWED_HEADERS))}.")
        if not require_line(value, name) or len(value) > LONGEST_HEADER or not value.isascii():
            raise InvalidInput(f"{name} of a mail needs 1 to {LONGEST_HEADER} characters, all of them ASCII.")
    if calendar is not None:
        method_of(calendar)


def method_of(calendar: str) -> str:
    """The METHOD of an invitation, which stands above it too (RFC 6047, 2.4); `InvalidInput` if it has none."""
    found = _METHOD.search(calendar)
    if found is None:
        raise InvalidInput("The calendar part of a mail has no METHOD. Give it one, such as METHOD:REQUEST.")
    return found[1]
