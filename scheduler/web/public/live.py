"""What is on now and next in each room, small enough for a bad connection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Response

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.dates import short_date
from scheduler.domain.live import at_moment
from scheduler.domain.selection import FILTERS
from scheduler.http import filters
from scheduler.http.context import edge
from scheduler.web.answers import page
from scheduler.web.public.layout import show
from scheduler.web.times import moment, wall
from scheduler.web.timetable import Linked, Look, rooms_of
from scheduler.web.visit import Visit, visit

A_FEW_SECONDS = "public, max-age=15"
EXTRAS = frozenset({"at"})


@dataclass(frozen=True, slots=True)
class LiveView:
    """One entry: its room first, because people look from where they stand."""

    title: str
    lang: str
    url: str
    rooms: tuple[Linked, ...]
    elsewhere: str
    when: str
    reader_when: str
    door: str


def live(event: str) -> Response:
    """On now and next, of a selection, at this moment or at the one asked for."""
    arrived = visit(event, extras=EXTRAS, filtered=True)
    items = edge().reader.select(arrived.release, arrived.selection)
    asked = arrived.extras.get("at")
    instant = filters.moment(arrived.extras)
    html = live_html(arrived, items, edge().clock() if instant is None else instant, asked)
    return page(html, last_modified=None, cache_control=A_FEW_SECONDS)


def live_html(arrived: Visit, items: tuple[AgendaItem, ...], at: int, asked: str | None) -> str:
    """The page at the instant `at`; `asked` is that instant as the reader wrote it, None if it is now."""
    look, event = arrived.look, arrived.event
    seen = at_moment(items, at)
    # Next is a matter of hours: what starts another day is named with it.
    today = event.day_of(at)
    return show(
        "public/live.html",
        arrived,
        title="On now",
        path="live",
        asked=asked or "",
        at=moment(at, event.time_zone),
        reader_at=moment(at, look.clocks.reader) if look.clocks.reader else "",
        now=_views(seen.now, look, today),
        following=_views(seen.next, look, today),
        filters=[(name, value) for name in FILTERS for value in getattr(arrived.selection, name)],
        over=not (seen.now or seen.next) and any(not item.cancelled for item in items),
        agenda=arrived.links.agenda(arrived.selection),
    )


def _views(items: Iterable[AgendaItem], look: Look, today: date) -> list[LiveView]:
    order = {slug: place for place, slug in enumerate(look.release.programme.room)}
    found = sorted(items, key=lambda item: order.get(item.room.key, len(order)) if item.room else len(order))
    return [_view(item, look, today) for item in found]


def _view(item: AgendaItem, look: Look, today: date) -> LiveView:
    title = look.tongue.title(item, look.release.programme)
    starts = wall(item.starts, look.clocks)
    ends = wall(item.ends, look.clocks, starts.date)
    other = look.release.programme.event.day_of(item.starts) != today
    return LiveView(
        title=title.text,
        lang=title.lang,
        url="" if item.visibility == "busy" else look.links.session(item.session),
        rooms=rooms_of(item, look),
        elsewhere="Online" if item.mode == "remote" else "No room yet",
        when=f"{short_date(starts.date) + ' ' if other else ''}{starts.text}\N{EN DASH}{ends.text}",
        reader_when=f"{starts.reader}\N{EN DASH}{ends.reader}" if starts.reader else "",
        door=look.links.door(item.key) if item.joinable else "",
    )
