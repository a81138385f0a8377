"""Requests that may be sent twice: the second time, what the first one did is found instead of done again."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import StateConflict
from scheduler.domain.log import Author, Repeat
from scheduler.store.repeats import done_before, note_done


class DoneBefore(Exception):  # noqa: N818 - it is no error: the edge answers from what was done
    """The same request was carried out already, by this change of this event."""

    def __init__(self, event: str, revision: int) -> None:
        super().__init__(f"done by change {revision} of {event}")
        self.event = event
        self.revision = revision


def begin(session: DatabaseSession, author: Author, repeat: Repeat | None) -> None:
    """Let a request that is new go on; raise `DoneBefore` for one that was carried out.

    `StateConflict` if its key was used for another request, or for one that showed a secret.
    """
    done = done_before(session, author.who, repeat.key) if repeat else None
    if repeat is None or done is None:
        return
    if done.digest != repeat.digest:
        raise _used()
    if done.event is None or done.revision is None:
        raise StateConflict("This was done already, and showed a secret that is never shown again.")
    raise DoneBefore(done.event, done.revision)


def end(
    session: DatabaseSession,
    author: Author,
    repeat: Repeat | None,
    *,
    event: str | None = None,
    revision: int | None = None,
) -> None:
    """Note that a request was carried out, in the transaction that does it.

    `StateConflict` if its key was used for another one meanwhile, in another event: within one, edits wait for each
    other.
    """
    if repeat is None:
        return
    try:
        note_done(session, author, repeat, event=event, revision=revision)
    except IntegrityError as error:
        raise _used() from error


def _used() -> StateConflict:
    return StateConflict("This Idempotency-Key was used for another request. Choose a new one for each.")
