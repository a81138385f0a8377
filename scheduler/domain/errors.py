"""The one tree of errors that a use case may end in, each with a stable code; the edges decide how they look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with an input: where (a JSON pointer, or `line 12`), and what."""

    pointer: str
    message: str

    def __str__(self) -> str:
        """`where: what`."""
        return f"{self.pointer}: {self.message}"


class SchedulerError(Exception):
    """Something a user can understand and mend. `code` never changes; the text may."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str, *, pointer: str = "", flaws: Sequence[Flaw] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.flaws = tuple(flaws) or ((Flaw(pointer, detail),) if pointer else ())


class InvalidInput(SchedulerError):
    """The input's meaning is wrong: well-formed, but not possible."""

    code = "invalid"


class UnknownFilter(SchedulerError):
    """A filter, or a filter's value, that never was."""

    code = "unknown-filter"


class NotFound(SchedulerError):
    """No such thing, or none that the asker may know of."""

    code = "not-found"


class Gone(SchedulerError):
    """It was here, and will not come back."""

    code = "gone"


class StateConflict(SchedulerError):
    """The present state does not allow it."""

    code = "conflict"


class BlockedByConflicts(StateConflict):
    """Errors of the programme stand in the way; `conflicts` are they, as domain conflicts."""

    code = "blocked"

    def __init__(self, detail: str, conflicts: Sequence[Any]) -> None:
        super().__init__(detail)
        self.conflicts = tuple(conflicts)


class ReliedUpon(StateConflict):
    """Others rely on what should go; `relying` are they: `what`, `key`, and `on` what."""

    code = "relied-upon"

    def __init__(self, detail: str, relying: Sequence[Mapping[str, str]]) -> None:
        super().__init__(detail)
        self.relying = tuple(relying)


class RemovalsUnconfirmed(StateConflict):
    """A release would cancel much of what is public, and nobody said that this is meant; its flaws name each."""

    code = "removals-unconfirmed"


class Unauthorized(SchedulerError):
    """Nobody known asks: no token, or one that is unknown, expired or revoked (`sent`)."""

    code = "unauthorized"

    def __init__(self, detail: str, *, sent: bool = False) -> None:
        super().__init__(detail)
        self.sent = sent


class Forbidden(SchedulerError):
    """Who asks may not do this."""

    code = "forbidden"


class PreconditionRequired(SchedulerError):
    """A change of what exists must name what it was read as."""

    code = "precondition-required"


class Stale(SchedulerError):
    """What was read has changed since; `current` is how it stands now, for JSON, and `version` by which change."""

    code = "precondition-failed"

    def __init__(self, detail: str, current: Any, version: int | None = None) -> None:
        super().__init__(detail)
        self.current = current
        self.version = version


class Unavailable(SchedulerError):
    """The service can't do this as it is set up: its operators have to do something first."""

    code = "unavailable"


class TooManyRequests(SchedulerError):
    """It was tried too often; in `retry_after` seconds it may be tried again."""

    code = "too-many-requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
