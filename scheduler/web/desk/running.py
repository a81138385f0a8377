"""Who may run which room, and where the pages for it are."""

from scheduler.domain.errors import Forbidden
from scheduler.domain.event import Event
from scheduler.domain.moments import moment
from scheduler.domain.placement import Ident
from scheduler.domain.roles import Actor, Grant
from scheduler.http.context import edge

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


def require_rooms(who: Actor, event: str, now: int) -> None:
    """`Forbidden` unless somebody may run rooms of an event now or later; of events of others nothing is said."""
    if not may_run_rooms(who, event, now):
        raise Forbidden(
            f"The rooms of {event[:100]} are run by its moderators and editors. You have {who.has(event)}. Whoever "
            "runs the service can give you the role."
        )


def require_room(who: Actor, event: str, room: str, now: int) -> None:
    """`Forbidden` unless somebody may run a room now; who may later is told when."""
    if who.may_moderate(event, room, now):
        return
    require_rooms(who, event, now)
    own = [grant for grant in who.to_moderate(event, now) if room in grant.rooms]
    if own:
        zone = edge().reader.current(event).programme.event.time_zone
        hours = "; ".join(grant_hours(grant, zone) for grant in own)
        raise Forbidden(f"You may run {room} {hours}. Come back then, or ask an editor.")
    raise Forbidden(f"You may not run {room[:100]!r}. You have {who.has(event)}.")


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
