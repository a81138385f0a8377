"""Requests that may be sent twice: the second time, what the first one did is found instead of done again."""

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import Gone, StateConflict
from scheduler.domain.log import Author, Repeat
from scheduler.store.db import Database
from scheduler.store.repeats import done_before, hold_key, note_done

NO_CHANGE = -1
"""Of a request that was carried out and made no change of the draft: it had nothing to do, or did what is in no log."""


class DoneBefore(Exception):  # noqa: N818 - it is no error: the edge answers from what was done
    """The same request was carried out already, by this change of this event, at this instant.

    Of one that makes no change, `revision` is the number that it was noted with.
    """

    def __init__(self, event: str, revision: int, at: int) -> None:
        super().__init__(f"done by change {revision} of {event}")
        self.event = event
        self.revision = revision
        self.at = at


def begin(session: DatabaseSession, author: Author, repeat: Repeat | None) -> None:
    """Let a request that is new go on; raise `DoneBefore` for one that was carried out.

    The same sent again while the first still runs waits for it here. So this comes before whatever a unit of work
    holds, but after the event's row where that is held: in any other order two could wait for each other.
    `StateConflict` if its key was used for another request, or for one that showed a secret.
    """
    if repeat is None:
        return
    hold_key(session, author.who, repeat.key)
    done = done_before(session, author.who, repeat.key)
    if done is None:
        return
    if done.digest != repeat.digest:
        raise _used()
    if done.event is None or done.revision is None:
        raise StateConflict("This was done already, and showed a secret that is never shown again.")
    raise DoneBefore(done.event, done.revision, done.at)


def end(
    session: DatabaseSession,
    author: Author,
    repeat: Repeat | None,
    *,
    event: str | None = None,
    revision: int | None = None,
) -> None:
    """Note that a request was carried out, in the transaction that does it and that `begin` let go on.

    `revision` is the change that it made; of one that makes none, the number that its answer is made from.
    """
    if repeat is not None:
        note_done(session, author, repeat, event=event, revision=revision)


def note(database: Database, author: Author, repeat: Repeat | None, event: str, number: int) -> None:
    """Hold a request that stores nothing else to its key, in a unit of its own.

    Asked again it is answered anew, and the same: `StateConflict` if it was noted with another number, which is that of
    what it looked at.
    """
    if repeat is None:
        return
    with database.storing() as session:
        try:
            begin(session, author, repeat)
        except DoneBefore as before:
            if before.revision == number:
                return
            if number == NO_CHANGE:
                raise _used() from None
            raise StateConflict(
                f"The draft has changed since this was asked under its Idempotency-Key: it was at {before.revision}, "
                f"and is at {number}. Ask again with a new key, or with none."
            ) from None
        end(session, author, repeat, event=event, revision=number)
        session.commit()


def gone() -> Gone:
    """The refusal of a request that was carried out before, when what its answer would tell of is no more."""
    return Gone("This was done already, and what it made is no more.")


def _used() -> StateConflict:
    return StateConflict("This Idempotency-Key was used for another request. Choose a new one for each.")
