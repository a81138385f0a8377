"""The door of a placement: what it leads to, when, and whether there is a way in yet."""

from flask import Response

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease
from scheduler.http.context import edge
from scheduler.web.answers import page
from scheduler.web.public.layout import show
from scheduler.web.times import moment, span_text
from scheduler.web.timetable import rooms_of
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"t"})
"""`t`: the ticket of a personal calendar or mail; it is never repeated in a page."""

PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def join(key: str) -> Response:
    """The door's page. `NotFound` for a key that the current release does not have."""
    event, _, rest = key.rpartition("-")[0].rpartition("-")
    try:
        arrived = visit(event, extras=EXTRAS)
    except NotFound:
        raise _unknown(key) from None
    item = _item(arrived.release, rest, key)
    return page(join_html(arrived, item, edge().clock()), last_modified=None, cache_control="no-store", headers=PRIVATE)


def state(item: AgendaItem, now: int) -> str:
    """`cancelled`, `upcoming`, `on` (from the start up to the end) or `over`."""
    if item.cancelled:
        return "cancelled"
    if now < item.starts:
        return "upcoming"
    return "on" if now < item.ends else "over"


def join_html(arrived: Visit, item: AgendaItem, now: int) -> str:
    """The door's page at the instant `now`."""
    look, event = arrived.look, arrived.event
    reader = look.clocks.reader
    title = look.tongue.title(item, arrived.release.programme)
    return show(
        "public/join.html",
        arrived,
        title=title.text,
        path=f"sessions/{item.session}",
        lang=title.lang,
        state=state(item, now),
        remote=bool(item.remote),
        when=span_text(item.starts, item.ends, event.time_zone),
        reader_when=span_text(item.starts, item.ends, reader) if reader else "",
        now=moment(now, event.time_zone),
        rooms=rooms_of(item, look),
        session=look.links.session(item.session),
        contact=event.contact_email,
    )


def _item(release: PublicRelease, code: str, key: str) -> AgendaItem:
    for item in release.items:
        if item.session == code and item.key == key:
            return item
    raise _unknown(key)


def _unknown(key: str) -> NotFound:
    return NotFound(f"There is no entry {key[:140]!r} in a published programme. Look for the session in the agenda.")
