"""Who may run which room, and where the pages for it are."""

from scheduler.domain.errors import Forbidden
from scheduler.domain.event import Event
from scheduler.domain.live import Running
from scheduler.domain.moments import moment
from scheduler.domain.placement import Ident
from scheduler.domain.presiding import rooms_of, span_of
from scheduler.domain.programme import Programme
from scheduler.domain.roles import Actor, Grant
from scheduler.domain.timespan import Span
from scheduler.http.context import edge
from scheduler.web.news import room_names
from scheduler.web.times import clock_text, local_date

NO_ROOM = "-"
"""In an address what is in no room: online, or to be announced. It is no room's key, so it is for editors alone."""


def rooms_path(event: str) -> str:
    """The page of the rooms of an event, below where we are mounted."""
    return f"/desk/{event}/rooms"


def session_path(event: str, room: str, of: Ident) -> str:
    """The page of what is in a room, below where we are mounted."""
    return f"{rooms_path(event)}/{room}/{of[0]}-{of[1]}"


def may_run_rooms(who: Actor, event: str, now: int) -> bool:
    """Whether somebody may run rooms of an event, now or later."""
    return who.may(event, "editor") or bool(who.to_moderate(event, now))


def may_run(who: Actor, event: str, room: str, now: int, span: Span) -> bool:
    """Whether somebody may run what is in a room in a span, now or later."""
    return who.may(event, "editor") or any(grant.is_for(room, span) for grant in who.to_moderate(event, now))


def own_room(who: Actor, event: str, running: Running, now: int) -> str | None:
    """The first of the rooms by which somebody may run a session now; None if it is not theirs."""
    rooms, span = rooms_of(running) or (NO_ROOM,), span_of(running)
    return next((room for room in rooms if who.may_moderate(event, room, now, span)), None)


def require_rooms(who: Actor, event: str, now: int) -> None:
    """`Forbidden` unless somebody may run rooms of an event now or later; of events of others nothing is said."""
    if may_run_rooms(who, event, now):
        return
    _tell_the_late(who, event, now)
    raise Forbidden(
        f"The rooms of {event[:100]} are run by its moderators and editors. You have {who.has(event)}. Whoever "
        "runs the service can give you the role."
    )


def require_room(who: Actor, event: str, room: str, now: int) -> None:
    """`Forbidden` unless somebody may run a room now; who may later, or might before, is told when."""
    if who.may_moderate(event, room, now, Span(now, now + 1)):
        return
    own = [grant for grant in who.to_moderate(event, now) if room in grant.rooms]
    if not own:
        _tell_the_late(who, event, now, room)
    require_rooms(who, event, now)
    programme = edge().desks.open(event).programme
    name = room_names([room[:100]], programme)
    if own:
        hours = "; ".join(grant_hours(grant, programme.event.time_zone) for grant in own)
        raise Forbidden(f"You may run {name} {hours}. Come back then, or ask an editor.")
    run = "; ".join(grant_words(grant, programme) for grant in who.to_moderate(event, now))
    raise Forbidden(f"You may not run {name}. You run {run}.")


def _tell_the_late(who: Actor, event: str, now: int, room: str | None = None) -> None:
    """`Forbidden` for a moderator whose hours have ended, in this room or in any."""
    ended = [grant for grant in who.moderated(event, now) if room is None or room in grant.rooms]
    if not ended:
        return
    last = max(ended, key=lambda grant: grant.ends or 0)
    programme = edge().desks.open(event).programme
    zone = programme.event.time_zone
    today = local_date(last.ends or 0, zone) == local_date(now, zone)
    when = f"at {clock_text(last.ends or 0, zone)}" if today else f"on {moment(last.ends or 0, zone)}"
    rooms = room_names(last.rooms if room is None else [room], programme)
    raise Forbidden(f"Your hours for {rooms} ended {when}. Whoever runs the service can give you more.")


def grant_words(grant: Grant, programme: Programme) -> str:
    """The rooms of a moderator by their names, and the hours."""
    hours = grant_hours(grant, programme.event.time_zone)
    return " ".join(filter(None, (room_names(grant.rooms, programme), hours)))


def require_in_hours(who: Actor, event: str, room: str, now: int, span: Span) -> None:
    """`Forbidden` unless what is in a room in a span is for who may run the room now."""
    if not who.may_moderate(event, room, now, span):
        programme = edge().reader.current(event).programme
        starts, name = moment(span.starts, programme.event.time_zone), room_names([room], programme)
        raise Forbidden(
            f"This is from {starts}, and that is not in your hours for {name}. Whoever has the room "
            "then runs it, or an editor."
        )


def grant_hours(grant: Grant, zone: str) -> str:
    """From when to when a moderator's role counts, in words; empty where it always does."""
    begins = "" if grant.starts is None else f"from {moment(grant.starts, zone)}"
    ends = "" if grant.ends is None else f"until {moment(grant.ends, zone)}"
    return " ".join(filter(None, (begins, ends)))


def own_rooms(who: Actor, event: Event, known: tuple[str, ...], now: int) -> tuple[str, ...]:
    """The rooms, of those known in their order, that somebody may run now or later."""
    if who.may(event.slug, "editor"):
        return known
    named = {room for grant in who.to_moderate(event.slug, now) for room in grant.rooms}
    return tuple(room for room in known if room in named)
