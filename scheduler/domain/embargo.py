"""When an embargo ends, what was approved appears by itself: the document holds it, the projection not yet."""

from dataclasses import replace

from scheduler.domain.changes import changes
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.session import Session

_MOST_NAMED = 10


def embargo_end(document: Programme, at: int) -> int | None:
    """The first instant after `at` at which an embargo of a session or an appearance in it ends; None if none does."""
    ends = [session.embargo_until for session in document.sessions]
    ends += [appearance.embargo_until for session in document.sessions for appearance in session.appearances]
    return min((end for end in ends if end is not None and end > at), default=None)


def held_as_in(current: Programme, document: Programme) -> Programme:
    """An older document, with the embargoes of the current one where those end later.

    Who goes back to an old release means what was public then, and not what has been held for longer since.
    """
    sessions = tuple(_held(each, current.session.get(each.code)) for each in document.sessions)
    return replace(document, sessions=sessions)


def _held(session: Session, current: Session | None) -> Session:
    if current is None:
        return session
    people = {(each.person, each.role, each.part): each.embargo_until for each in current.appearances}
    return replace(
        session,
        embargo_until=_later(session.embargo_until, current.embargo_until),
        appearances=tuple(
            replace(each, embargo_until=_later(each.embargo_until, people.get((each.person, each.role, each.part))))
            for each in session.appearances
        ),
    )


def _later(one: int | None, other: int | None) -> int | None:
    return max((end for end in (one, other) if end is not None), default=None)


def embargo_label(before: PublicRelease, after: PublicRelease) -> str:
    """What to call the release that shows what was under embargo until now."""
    codes = list(dict.fromkeys(change.after.session for change in changes(before, after)))
    named, more = codes[:_MOST_NAMED], len(codes) - _MOST_NAMED
    if len(codes) == 1:
        return f"Embargo over: session {codes[0]}"
    return f"Embargo over: sessions {', '.join(named)}" + (f" and {more} more" if more > 0 else "")
