"""What is on now, opens soon and comes next, as it really is today; small enough for a bad connection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Response

from scheduler.domain.dates import short_date
from scheduler.domain.live import SOON, Moment, Running
from scheduler.domain.moments import moment
from scheduler.domain.selection import FILTERS
from scheduler.http import filters
from scheduler.http.context import edge
from scheduler.services.watching import watch
from scheduler.web.answers import page
from scheduler.web.news import news
from scheduler.web.public.layout import show
from scheduler.web.times import clock_text, local_date
from scheduler.web.timetable import Linked, Look, rooms_of
from scheduler.web.visit import Visit, visit

A_SECOND = "public, max-age=1"
"""What is said on the day is seen within two; who asks again mostly gets a 304."""
EXTRAS = frozenset({"at"})


@dataclass(frozen=True, slots=True)
class LiveView:
    """One entry: its room first, because people look from where they stand. `news` is what was not planned."""

    title: str
    lang: str
    url: str
    rooms: tuple[Linked, ...]
    elsewhere: str
    when: str
    reader_when: str
    news: tuple[str, ...]
    opens: str
    door: str


def live(event: str) -> Response:
    """On now, soon and next, of a selection, at this moment or at the one asked for."""
    made = edge()
    arrived = visit(event, extras=EXTRAS, filtered=True)
    asked = arrived.extras.get("at")
    instant = filters.moment(arrived.extras)
    at = made.clock() if instant is None else instant
    seen = watch(made.database, made.reader, arrived.release, arrived.selection, at)
    return page(live_html(arrived, seen, asked), last_modified=None, cache_control=A_SECOND)


def live_html(arrived: Visit, seen: Moment, asked: str | None) -> str:
    """The page of a moment; `asked` is its instant as the reader wrote it, None if it is now."""
    look, event = arrived.look, arrived.event
    soon = {each.item.id for each in seen.soon}
    return show(
        "public/live.html",
        arrived,
        title="On now",
        path="live",
        asked=asked or "",
        at=moment(seen.at, event.time_zone),
        reader_at=moment(seen.at, look.clocks.reader) if look.clocks.reader else "",
        now=_views(seen.now, look, seen.at),
        soon=_views(seen.soon, look, seen.at),
        following=_views((each for each in seen.next if each.item.id not in soon), look, seen.at),
        filters=[(name, value) for name in FILTERS for value in getattr(arrived.selection, name)],
        over=seen.over,
        agenda=arrived.links.agenda(arrived.selection),
    )


def _views(running: Iterable[Running], look: Look, at: int) -> list[LiveView]:
    order = {slug: place for place, slug in enumerate(look.release.programme.room)}

    def place(each: Running) -> int:
        return order.get(each.item.room.key, len(order)) if each.item.room else len(order)

    return [_view(each, look, at) for each in sorted(running, key=place)]


def _view(each: Running, look: Look, at: int) -> LiveView:
    item, event = each.item, look.release.programme.event
    title = look.tongue.title(item, look.release.programme)
    reader = look.clocks.reader
    return LiveView(
        title=title.text,
        lang=title.lang,
        url="" if item.visibility == "busy" else look.links.session(item.session),
        rooms=rooms_of(item, look),
        elsewhere="Online" if item.mode == "remote" else "No room yet",
        when=_when(each, event.time_zone, day=event.day_of(each.starts), today=event.day_of(at)),
        reader_when=(
            _when(each, reader, day=local_date(each.starts, reader), today=local_date(at, reader)) if reader else ""
        ),
        news=_news(each, look, at),
        opens=_opens(each, look, at),
        door=look.links.door(item.key) if item.joinable else "",
    )


def _when(each: Running, zone: str, *, day: date, today: date) -> str:
    """`Mon 12 June 14:00-15:00` (the dash is a long one) in a zone, without the day where that is today.

    Next is a matter of hours, so another day has to be named; it may be another one for the reader than for the event.
    """
    named = "" if day == today else f"{short_date(day)} "
    return f"{named}{clock_text(each.starts, zone)}\N{EN DASH}{clock_text(each.ends, zone)}"


def _news(each: Running, look: Look, at: int) -> tuple[str, ...]:
    told = news(each, look.release.programme, at)
    return (*told, "Take part online.") if each.live.room_full and each.item.joinable else told


def _opens(each: Running, look: Look, at: int) -> str:
    """When the door opens, where that is to come soon."""
    if each.opens_at is None or not at < each.opens_at <= at + SOON:
        return ""
    clocks = look.clocks
    theirs = f" ({clock_text(each.opens_at, clocks.reader)} {clocks.reader_name})" if clocks.reader else ""
    return f"Opens at {clock_text(each.opens_at, clocks.event)}{theirs}"
