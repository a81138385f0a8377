"""The page of a session for whoever runs its room: what is true now, what it does to what follows, and the buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from scheduler.domain.conflicts.sentences import listed
from scheduler.domain.dates import short_date
from scheduler.domain.door import MOST_LATE
from scheduler.domain.errors import InvalidInput, NotFound, SchedulerError, Stale, StateConflict, Unavailable
from scheduler.domain.labels import WAY_WORDS
from scheduler.domain.link_health import Trouble, told
from scheduler.domain.live import Running
from scheduler.domain.log import Author
from scheduler.domain.moments import hours_text
from scheduler.domain.placement import Ident, placement_key
from scheduler.domain.presiding import rooms_of, span_of, title_of
from scheduler.domain.release import PublicRelease
from scheduler.domain.remote import LONGEST_PASSCODE
from scheduler.domain.roles import Actor
from scheduler.domain.wording import LONGEST_ADDRESS
from scheduler.http.context import edge
from scheduler.http.headers import request_id
from scheduler.http.problems import of_error
from scheduler.services import presiding, steering
from scheduler.services.desk import Desk
from scheduler.services.presiding import Presided
from scheduler.services.tending_doors import trouble_at
from scheduler.web.desk.answers import go, go_back, show
from scheduler.web.desk.flooring import do_floor, floor_view
from scheduler.web.desk.rooms import state_word
from scheduler.web.desk.running import NO_ROOM, own_room, require_in_hours, require_room, rooms_path, session_path
from scheduler.web.desk.saying import fingerprint, missed, seen_number, wish_of
from scheduler.web.desk.visit import at_desk, at_own_form, now
from scheduler.web.links import Links
from scheduler.web.news import news, room_names
from scheduler.web.times import clock_text, local_date

DELAYS = (5, 10, 15, 20, 30)
"""Minutes that have a button of their own."""

_TYPED = ("late", "room", "url", "passcode")
_DONE = {
    "public": "Done. It is public within two seconds.",
    "moved": "Done. It is public within two seconds. It is not marked as full any more: that was the other room.",
    "door": "Done. It counts for whoever comes by the door from now on.",
    "noted": "Noted. It is not public.",
}
_DONE_ON_THE_FLOOR = {"floor": "Done. Whoever asked sees it within half a minute.", "added": "Added to the queue."}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: a session, in the room by which they came, at the moment they came."""

    who: Actor
    event: str
    room: str
    at: int
    release: PublicRelease
    desk: Desk
    presided: Presided
    trouble: Trouble | None

    @property
    def path(self) -> str:
        """The page's own."""
        return session_path(self.event, self.room, self.of)

    @property
    def of(self) -> Ident:
        """The placement."""
        return self.presided.running.item.id


def session_page(event: str, room: str, code: str, part: int) -> Response:
    """A session as it is now, with what can be said of it."""
    place = _arrive(at_desk().actor, event, room, (code, part))
    return _page(place, done=request.args.get("done", ""))


def back_to_session(event: str, room: str, code: str, part: int) -> Response:
    """The page, for whoever loads the address of one of its forms again."""
    return go_back(session_path(event, room, (code, part)))


def say(event: str, room: str, code: str, part: int) -> Response:
    """Let what the pressed button says be true."""
    return _do(_say, event, room, (code, part))


def give(event: str, room: str, code: str, part: int) -> Response:
    """Do what the pressed button of the queue says."""
    return _do(_give, event, room, (code, part))


def _do(button: Callable[[Place, Mapping[str, str], Author], str], event: str, room: str, of: Ident) -> Response:
    """What can't be done is told on the page, and what was typed stays there."""
    who, form = at_own_form().actor, request.form
    place = _arrive(who, event, room, of)
    try:
        done = button(place, form, Author(who.email, place.at, request_id()))
    except (InvalidInput, StateConflict, Stale, Unavailable, NotFound) as error:
        return _page(_arrive(who, event, room, of), refused=error, typed=form, status=of_error(error).status)
    return go(f"{place.path}?done={done}")


def _give(place: Place, form: Mapping[str, str], author: Author) -> str:
    return f"{do_floor(form, place.event, place.of, author)}#floor"


def _say(place: Place, form: Mapping[str, str], author: Author) -> str:
    """Let what a button says be true; what was done, as a word for the address of the page."""
    made, seen = edge(), seen_number(form)
    wish = wish_of(form, place.presided, place.at)
    key = placement_key(place.event, *place.of)
    try:
        steering.change_live(
            made.desks, made.reader, made.sealer, place.event, key, wish.fields, expected=seen, author=author
        )
    except Stale as error:
        words = f"Not done, because somebody else said something meanwhile: “{wish.words}”"
        raise Stale(f"{words} If it is still right, press it again.", error.current) from None
    return wish.seen


def _arrive(who: Actor, event: str, room: str, of: Ident) -> Place:
    """`Forbidden` if the room or the session is not theirs to run now, `NotFound` if it is not in that room."""
    made, at = edge(), now()
    require_room(who, event, room, at)
    release, desk = made.reader.current(event), made.desks.open(event)
    found = presiding.preside(made.database, desk, release, of, at)
    if room not in (rooms_of(found.running) or (NO_ROOM,)):
        raise NotFound(f"{of[0]}-{of[1]} is not in {room[:100]!r} by now. Look among the rooms where it is.")
    require_in_hours(who, event, room, at, span_of(found.running))
    trouble = trouble_at(made.database, release, found.running.item, at)
    return Place(who, event, room, at, release, desk, found, trouble)


def _page(
    place: Place,
    *,
    done: str = "",
    refused: SchedulerError | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    presided, programme = place.presided, place.release.programme
    running, zone = presided.running, programme.event.time_zone
    typed = typed or {}
    missing = isinstance(refused, Stale) and "saw" in typed
    return show(
        "desk/moderating.html",
        status=status,
        who=place.who.email,
        told=_DONE.get(done, ""),
        told_floor=_DONE_ON_THE_FLOOR.get(done, ""),
        error=refused.detail if refused else "",
        since=missed(typed.get("saw", ""), presided.said, programme, place.desk.programme) if missing else (),
        floor=floor_view(place.desk, running, place.at, typed),
        typed={name: typed.get(name, "") for name in _TYPED},
        path=place.path,
        rooms=rooms_path(place.event),
        live=Links(place.event).page("live") + (f"?room={running.item.rooms[0]}" if running.item.rooms else ""),
        seen=presided.said.revision,
        saw=fingerprint(presided.said),
        clock=clock_text(place.at, zone),
        title=presided.title,
        where=room_names(running.rooms, programme) or "Online, or no room yet",
        state=_state(running, place.at, zone),
        news=news(running, programme, place.at),
        doors=told(place.trouble)
        if place.trouble and (running.is_on(place.at) or running.is_to_come(place.at))
        else (),
        following=[_follower(each, place) for each in presided.following],
        **_choices(presided, place),
    )


def _choices(presided: Presided, place: Place) -> dict[str, Any]:
    """What the forms offer."""
    said, running = presided.said, presided.running
    missing = place.trouble.missing if place.trouble else ()
    others = [WAY_WORDS[kind] for kind in missing if kind != "join"]
    return {
        "delay": said.delay_minutes,
        "delays": DELAYS,
        "most_minutes": MOST_LATE,
        "ended": said.ended_at is not None,
        "may_end": place.at >= running.item.starts,
        "full": said.room_full,
        "moved": said.emergency_room is not None,
        "free": [(room.slug, room.name) for room, taken in presided.refuges if not taken],
        "taken": [(room.slug, room.name) for room, taken in presided.refuges if taken],
        "takes_link": presided.takes_link,
        "has_link": said.link is not None,
        "lacks_link": "join" in missing,
        "of_editors": listed(others) if others else "",
        "dead_link": told(replace(place.trouble, missing=())) if place.trouble else (),
        "longest_link": LONGEST_ADDRESS,
        "longest_passcode": LONGEST_PASSCODE,
        "people": presided.people,
    }


def _state(running: Running, at: int, zone: str) -> dict[str, Any]:
    """Where it stands in words, when it was planned, and when it really is where that is otherwise."""
    item = running.item
    planned = hours_text(item.starts, item.ends, zone)
    really = hours_text(running.starts, running.ends, zone)
    return {
        "word": state_word(running, at),
        "on": running.is_on(at),
        "day": short_date(local_date(item.starts, zone)),
        "planned": planned,
        "really": really if really != planned else "",
    }


def _follower(each: Running, place: Place) -> dict[str, Any]:
    """What follows in the room, and the page where it is run, if whoever looks on may run it."""
    zone = place.release.programme.event.time_zone
    theirs = own_room(place.who, place.event, each, place.at)
    return {
        "when": clock_text(each.starts, zone),
        "title": title_of(each, place.desk.programme),
        "news": news(each, place.release.programme, place.at),
        "url": session_path(place.event, theirs, each.item.id) if theirs else "",
    }
