"""The words that rules share when they tell people about a conflict. Everything is said in the event's zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.domain.clock import to_local
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.dates import short_date
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


def titled(programme: Programme, session: str, part: int | None = None) -> str:
    """`"Title" (code)`; with a part, its suffix or, among several parts, its number too."""
    known = programme.session.get(session)
    if known is None:
        return session
    title = f'"{known.title}"'
    this = programme.part.get((session, part)) if part is not None else None
    if this is not None and this.title_suffix:
        title = f'"{known.title} {this.title_suffix}"'
    elif part is not None and len(known.parts) > 1:
        title += f", part {part}"
    return f"{title} ({session})"


def of_party(programme: Programme, party: Party) -> str:
    """The party's title and code."""
    return titled(programme, party.session, party.part)


def room_name(programme: Programme, slug: str | None) -> str:
    """A room's name; its slug if it is gone."""
    room = programme.room.get(slug or "")
    return room.name if room else slug or "no room"


def person_name(programme: Programme, identity: str | None) -> str:
    """A person's name, which an opaque id can't replace if it is gone."""
    person = programme.person.get(identity or "")
    return person.name if person else "Someone no longer listed"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def minutes(number: int) -> str:
    """`1 minute`, `30 minutes`; none that is whole is `less than a minute`."""
    return "less than a minute" if number == 0 else counted(number, "minute")


def counted(number: int, thing: str) -> str:
    """`1 thing`, `2 things`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def length(spans: Iterable[Span]) -> str:
    """How long spans are together, in whole minutes."""
    return minutes(sum(span.ends - span.starts for span in spans) // 60)


def when(programme: Programme, spans: Sequence[Span], time_zone: str | None = None) -> str:
    """`on Mon 12 June from 09:00 to 10:00`, a further day only where it changes; `at no time` for no spans.

    In the event's zone, unless another is given.
    """
    return listed(_told(spans, time_zone or programme.event.time_zone)) if spans else "at no time"


def hours(programme: Programme, conflict: Conflict, party: Party) -> str:
    """When a party is, by its own spans if it has some; days only where they differ from the conflict's first."""
    own = _own(party)
    return listed(_told(own, programme.event.time_zone, conflict.starts)) if own else "at no time"


def day_and_hours(programme: Programme, party: Party) -> str:
    """When a party is, by its own spans if it has some, the day always named."""
    return when(programme, _own(party))


def _own(party: Party) -> tuple[Span, ...]:
    if party.spans or party.starts is None or party.ends is None:
        return party.spans
    return (Span(party.starts, party.ends),)


def _told(spans: Sequence[Span], time_zone: str, said: int | None = None) -> Iterable[str]:
    """Each span in words; the day of `said` has just been named."""
    day = None if said is None else to_local(said, time_zone).date()
    for span in spans:
        starts = to_local(span.starts, time_zone)
        ends = to_local(span.ends, time_zone)
        shifted = starts.utcoffset() != ends.utcoffset()
        first = "" if starts.date() == day else f"on {short_date(starts.date())} "
        last = "" if ends.date() == starts.date() else f"{short_date(ends.date())} "
        if span.starts == span.ends:
            yield f"{first}at {_clock(starts, shifted)}"
        else:
            yield f"{first}from {_clock(starts, shifted)} to {last}{_clock(ends, shifted)}"
        day = ends.date()


def _clock(local: datetime, shifted: bool) -> str:
    # Where the clocks change within a span, 02:30 may be two moments: the offset tells which.
    return f"{local:%H:%M (UTC%z)}" if shifted else f"{local:%H:%M}"
