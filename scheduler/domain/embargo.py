"""When an embargo ends, what was approved appears by itself: the document holds it, the projection not yet."""

from scheduler.domain.changes import changes
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease

_MOST_NAMED = 10


def embargo_end(document: Programme, at: int) -> int | None:
    """The first instant after `at` at which an embargo of a session or an appearance in it ends; None if none does."""
    ends = [session.embargo_until for session in document.sessions]
    ends += [appearance.embargo_until for session in document.sessions for appearance in session.appearances]
    return min((end for end in ends if end is not None and end > at), default=None)


def embargo_label(before: PublicRelease, after: PublicRelease) -> str:
    """What to call the release that shows what was under embargo until now."""
    codes = list(dict.fromkeys(change.after.session for change in changes(before, after)))
    named, more = codes[:_MOST_NAMED], len(codes) - _MOST_NAMED
    if len(codes) == 1:
        return f"Embargo over: session {codes[0]}"
    return f"Embargo over: sessions {', '.join(named)}" + (f" and {more} more" if more > 0 else "")
