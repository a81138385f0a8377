"""The door of a placement: through it where one way is open, else a light page that says what to do, and when."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, redirect, request

from scheduler.domain.addresses import door_path
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import isoformat, zone_or
from scheduler.domain.door import Access, Cancelled, Moved, NoLink, NotForYou, OnSite, Open, Over, TooEarly, Window
from scheduler.domain.errors import NotFound
from scheduler.domain.live import Running
from scheduler.domain.moments import moment, span_text
from scheduler.domain.release import PublicRelease
from scheduler.http.context import edge
from scheduler.services.joining import Arrival, WayIn, arrive
from scheduler.services.ticketing import SHAPE
from scheduler.services.watching import as_now
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.languages import language_names
from scheduler.web.news import news, real_span
from scheduler.web.public.layout import show
from scheduler.web.times import Clocks
from scheduler.web.timetable import places_of, site_of
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"t", "way"})
"""`t`: the ticket of a personal calendar or mail, never repeated in a page; `way`: the way that somebody chose."""

_STATES: Mapping[type[Access], str] = {
    Open: "open",
    TooEarly: "too-early",
    Moved: "moved",
    NoLink: "no-link",
    NotForYou: "not-for-you",
    OnSite: "on-site",
    Cancelled: "cancelled",
    Over: "over",
}
_FORBIDDEN = 403
_TICKET_SECONDS = 60 * 86_400
"""How long a browser keeps a ticket: over an event and the weeks before. Whether it counts is asked each time."""
_LONGEST_WAIT = 600
"""Seconds after which a page that waits comes anew, since sessions move."""
_SHORT_WAIT = 20
_WEB = ("https://", "http://")


def join(key: str) -> Response:
    """The door of a placement. `NotFound` for a key that the current release does not have."""
    event, _, rest = key.rpartition("-")[0].rpartition("-")
    try:
        arrived = visit(event, extras=EXTRAS)
    except NotFound:
        raise _unknown(key) from None
    item = _item(arrived.release, rest, key)
    wants_json = request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"
    ticket = arrived.extras.get("t")
    if ticket is not None and not wants_json:
        return _exchanged(arrived, item, ticket)
    made = edge()
    found = arrive(
        made.database,
        made.reader,
        made.sealer,
        arrived.release,
        item,
        ticket=ticket or request.cookies.get(_cookie(arrived)),
        now=made.clock(),
    )
    if wants_json:
        return _answer(json.dumps(door_json(arrived, found)), found, content_type="application/json")
    through = _through(found, arrived.extras.get("way"))
    if through is not None:
        return _closed(redirect(through, 303))
    now = made.clock()
    real = as_now(made.database, arrived.release, item.id, now)
    return _answer(join_html(_at_home(arrived, found), item, found, real, now), found, content_type=HTML)


def door_json(arrived: Visit, found: Arrival) -> dict[str, Any]:
    """The door for programs: `ways` only where it is open, `recording_url` only where there is one to see."""
    window: Window | None = getattr(found.access, "window", None)
    zone = arrived.event.time_zone
    told: dict[str, Any] = {
        "state": _STATES[type(found.access)],
        "opens_at": isoformat(window.opens_at, zone) if window else None,
        "closes_at": isoformat(window.closes_at, zone) if window else None,
    }
    if isinstance(found.access, Open):
        told["ways"] = [
            {"kind": way.kind, "language": way.language, "url": way.url, "passcode": way.passcode} for way in found.ways
        ]
    if found.recording:
        told["recording_url"] = found.recording
    return told


def _at_home(arrived: Visit, found: Arrival) -> Visit:
    """The visit with times in the zone of whoever comes with a ticket too, unless the address says which."""
    theirs, ours = found.guest.time_zone if found.guest else "", arrived.event.time_zone
    zone = zone_or(theirs, ours)
    if "tz" in arrived.extras or zone == ours:
        return arrived
    return replace(arrived, look=replace(arrived.look, clocks=Clocks(ours, zone)))


def join_html(arrived: Visit, item: AgendaItem, found: Arrival, real: Running | None, now: int) -> str:
    """The door's page at the instant `now`; `real` is the entry as it really is, None if it is cancelled."""
    look, event, access = arrived.look, arrived.event, found.access
    reader = look.clocks.reader
    title = look.tongue.title(item, arrived.release.programme)
    window: Window | None = getattr(access, "window", None)
    opens = window.opens_at if window else 0
    span = real_span(item, real)
    rooms = real.rooms if real else item.rooms
    return show(
        "public/join.html",
        arrived,
        title=title.text,
        path=f"sessions/{item.session}",
        lang=title.lang,
        state=_STATES[type(access)],
        audience=access.audience if isinstance(access, NotForYou) else "",
        when=span_text(span.starts, span.ends, event.time_zone),
        reader_when=span_text(span.starts, span.ends, reader) if reader else "",
        news=news(real, arrived.release.programme, now) if real else (),
        # Where a way is for everybody, who waits for a place comes in by that.
        waits_at=(isinstance(access, NotForYou) and found.guest and found.guest.waits_at) or 0,
        was=span_text(access.was.starts, access.was.ends, event.time_zone) if isinstance(access, Moved) else "",
        opens=opens,
        opens_iso=isoformat(opens, event.time_zone),
        opens_text=moment(opens, event.time_zone),
        reader_opens=moment(opens, reader) if reader else "",
        closes=moment(window.closes_at, event.time_zone) if window else "",
        now=moment(now, event.time_zone),
        refresh=_refresh(access, now),
        stranger=found.stranger,
        recording=found.recording,
        ways=[_way(arrived, item, way) for way in found.ways],
        rooms=places_of(rooms, look),
        site=site_of(rooms, look),
        session=look.links.session(item.session),
        register=look.links.page(f"sessions/{item.session}/register"),
        contact=event.contact_email,
    )


def _way(arrived: Visit, item: AgendaItem, way: WayIn) -> dict[str, str]:
    """A way for the page: the address of a platform is not in it, a number to call is."""
    links = arrived.links
    kept = "&".join(part for part in (links.suffix.lstrip("?"), f"way={way.place}") if part)
    called = "" if way.url.startswith(_WEB) else way.url
    return {
        "kind": way.kind,
        "language": language_names((way.language,)) if way.language else "",
        "passcode": way.passcode or "",
        "url": called or f"{links.site}{door_path(item.key)}?{kept}",
        "number": called.partition(":")[2],
    }


def _through(found: Arrival, chosen: str | None) -> str | None:
    """Where the visitor is sent on to: by the way that they chose, or the only one, if it asks for nothing."""
    web = [way for way in found.ways if way.url.startswith(_WEB)]
    if chosen is not None:
        return next((way.url for way in web if str(way.place) == chosen), None)
    return web[0].url if web == list(found.ways) and len(web) == 1 and web[0].passcode is None else None


def _refresh(access: Access, now: int) -> int:
    """After how many seconds the page comes anew by itself; 0: not at all."""
    if isinstance(access, TooEarly | Moved):
        return min(max(access.window.opens_at - now, 1), _LONGEST_WAIT)
    return _SHORT_WAIT if isinstance(access, NoLink) else 0


def _exchanged(arrived: Visit, item: AgendaItem, ticket: str) -> Response:
    """The same address without the ticket, which goes into a cookie that scripts and other pages never see."""
    links, base = arrived.links, arrived.base_url
    response = _closed(redirect(links.door(item.key), 303))
    if SHAPE.fullmatch(ticket):
        response.set_cookie(
            _cookie(arrived),
            ticket,
            max_age=_TICKET_SECONDS,
            path=f"{links.site}/join",
            secure=base.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )
    return response


def _cookie(arrived: Visit) -> str:
    """The name of the cookie: somebody may have tickets of several events."""
    return f"ticket-{arrived.event.slug}"


def _answer(body: str, found: Arrival, *, content_type: str) -> Response:
    status = _FORBIDDEN if isinstance(found.access, NotForYou) else 200
    return _closed(Response(body, status, content_type=content_type))


def _closed(response: Any) -> Response:
    made = of_somebody(response)
    made.headers["Vary"] = "Accept, Cookie"
    return made


def _item(release: PublicRelease, code: str, key: str) -> AgendaItem:
    for item in release.items:
        if item.session == code and item.key == key:
            return item
    raise _unknown(key)


def _unknown(key: str) -> NotFound:
    return NotFound(f"There is no entry {key[:140]!r} in a published programme. Look for the session in the agenda.")
