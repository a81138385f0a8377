"""When an embargo ends, what was approved appears by itself: the document holds it, the projection not yet."""

from dataclasses import replace

from scheduler.domain.changes import changes
from scheduler.domain.programme import Programme
from scheduler.domain.projection import UNNAMED
from scheduler.domain.release import PublicRelease
from scheduler.domain.session import Appearance, Session

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


def held_as_in_draft(document: Programme, draft: Programme, public: Programme | None) -> Programme:
    """A document to be released, with the draft's embargoes where those end later.

    Who lengthens an embargo in the draft means it from then on: nothing appears before the later end of both. What
    is public already stays: its embargo hides nothing any more, and would cancel it in every calendar.
    """
    known = public.session if public else {}
    sessions = tuple(_held(each, draft.session.get(each.code), known.get(each.code)) for each in document.sessions)
    return document if sessions == document.sessions else replace(document, sessions=sessions)


def _held(session: Session, other: Session | None, public: Session | None = None) -> Session:
    if other is None or other is session:
        return session
    seen = {(each.person, each.role, each.part) for each in public.appearances} if public else set()
    return replace(
        session,
        embargo_until=session.embargo_until if public else _later(session.embargo_until, other.embargo_until),
        appearances=tuple(
            each
            if _shown_as(each) in seen
            else replace(each, embargo_until=_later(each.embargo_until, _of(each, other)))
            for each in session.appearances
        ),
    )


def _shown_as(appearance: Appearance) -> tuple[str, str, int | None]:
    """As what the public finds an appearance, where it is shown."""
    person = UNNAMED.id if appearance.visibility == "unnamed" else appearance.person
    return (person, appearance.role, appearance.part)


def _of(appearance: Appearance, other: Session) -> int | None:
    """How long the other session holds an appearance: as the same role, else whatever the person does in it."""
    theirs = [each for each in other.appearances if each.person == appearance.person]
    same = [each for each in theirs if (each.role, each.part) == (appearance.role, appearance.part)]
    return max((each.embargo_until for each in same or theirs if each.embargo_until is not None), default=None)


def _later(one: int | None, other: int | None) -> int | None:
    return max((end for end in (one, other) if end is not None), default=None)


def embargo_label(before: PublicRelease, after: PublicRelease) -> str:
    """What to call the release that shows what was under embargo until now."""
    codes = list(dict.fromkeys(change.after.session for change in changes(before, after)))
    named, more = codes[:_MOST_NAMED], len(codes) - _MOST_NAMED
    if len(codes) == 1:
        return f"Embargo over: session {codes[0]}"
    return f"Embargo over: sessions {', '.join(named)}" + (f" and {more} more" if more > 0 else "")
