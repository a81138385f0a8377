"""Where a participant chooses more sessions: what can be joined and is to come, by the days of their zone.

As their own page: the address is the proof, nothing is kept, and no other site can send the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from flask import Response, request

from scheduler.domain.addresses import participant_path
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import zone_or
from scheduler.domain.dates import long_date, short_date
from scheduler.domain.door import AS_PLANNED
from scheduler.domain.moments import hours_text, shift
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.domain.selection import FILTERS
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.services import participating
from scheduler.services.participating import Choosing
from scheduler.services.registering import can_be_registered_for
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.links import NO_FILTER
from scheduler.web.public.layout import show
from scheduler.web.public.participant import EVENT, list_of
from scheduler.web.public.registering import require_not_from_elsewhere
from scheduler.web.times import Clocks, in_both, local_date
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"date", "registered"})
"""`date`: which day is shown; `registered`: what has just been registered for."""

DAY_AT_A_TIME = 60
"""More sessions than this are shown one day a page: it is for who has a bad line."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A session to choose, so many minutes late. `door` is empty where it does not take them yet."""

    key: str
    title: str
    lang: str
    url: str
    when: str
    event_when: str
    late: int
    waits: bool
    door: str


def sessions(event: str, token: str) -> Response:
    """What somebody could register for, with their filter; `Gone` where the address is nobody's."""
    made, arrived = edge(), visit(event, extras=EXTRAS, filtered=True)
    items = made.reader.select(arrived.release, arrived.selection)
    found = participating.choosing(made.database, event, token)
    return of_somebody(Response(choosing_html(arrived, token, items, found, made.clock()), content_type=HTML))


def add_session(event: str, token: str) -> Response:
    """Register for one of them, and show the rest."""
    require_not_from_elsewhere()
    made, arrived = edge(), visit(event, extras=EXTRAS, filtered=True)
    of = list_of(request.form.get("register", ""))
    participating.add(made.database, arrived.release, token, of, address=client_address(), now=made.clock())
    told = {"registered": EVENT if of == WHOLE_EVENT else f"{of[0]}-{of[1]}"}
    where = arrived.links.page(_path(token), arrived.selection, **{**_kept(arrived), **told})
    return of_somebody(Response(status=303, headers={"Location": where}))


def choosing_html(arrived: Visit, token: str, items: tuple[AgendaItem, ...], found: Choosing, now: int) -> str:
    """The page of the entries that were selected, without what they are registered for."""
    mine = {each.of: each for each in found.page.registrations}
    zone = zone_or(found.page.participant.details.time_zone, arrived.event.time_zone)
    clocks = Clocks(arrived.event.time_zone, zone if zone != arrived.event.time_zone else None)
    arrived = replace(arrived, look=replace(arrived.look, clocks=clocks))
    left = [item for item in items if item.id not in mine and can_be_registered_for(item, found.page.said, now)]
    left.sort(key=lambda item: item.starts)
    days = {day: list(of_it) for day, of_it in groupby(left, lambda item: local_date(item.starts, zone))}
    shown = _shown(arrived, list(days)) if len(left) > DAY_AT_A_TIME else tuple(days)
    just = arrived.extras.get("registered", "")
    return show(
        "public/choosing.html",
        arrived,
        title="Choose sessions",
        path="register",
        zone_form=False,
        back=f"{arrived.links.site}{participant_path(arrived.event.slug, token)}",
        whole=WHOLE_EVENT not in mine,
        told=_told(arrived, mine, just) if just else "",
        phrase=arrived.selection.q[0] if arrived.selection.q else "",
        filters=[(name, value) for name in FILTERS if name != "q" for value in getattr(arrived.selection, name)],
        everything="" if arrived.selection == NO_FILTER else arrived.links.page(_path(token)),
        navigation=_navigation(arrived, token, days, shown) if len(left) > DAY_AT_A_TIME else (),
        days=[
            (long_date(day), [_entry(arrived, item, found, day, zone, whole=WHOLE_EVENT in mine) for item in days[day]])
            for day in shown
        ],
    )


def _entry(arrived: Visit, item: AgendaItem, found: Choosing, day: date, zone: str, *, whole: bool) -> _Entry:
    ours, title = arrived.event.time_zone, arrived.look.tongue.title(item, arrived.release.programme)
    when, event_when = in_both(
        lambda name: f"{hours_text(item.starts, item.ends, name)}{shift(day, local_date(item.starts, name))}",
        zone,
        ours,
    )
    return _Entry(
        key=f"{item.session}-{item.part}",
        title=title.text,
        lang=title.lang,
        url=arrived.links.session(item.session),
        when=when,
        event_when=event_when,
        late=found.page.said.get(item.id, AS_PLANNED).delay_minutes,
        waits=found.waits.get(item.id, True),
        door=found.page.carries.door_url(arrived.base_url, item.key) if whole and item.id in found.open else "",
    )


def _navigation(
    arrived: Visit, token: str, days: Mapping[date, list[AgendaItem]], shown: tuple[date, ...]
) -> list[tuple[str, int, str, bool]]:
    """Per day its name, how many sessions it has, its address, and whether it is the one shown."""
    return [
        (
            short_date(day),
            len(of_it),
            arrived.links.page(_path(token), arrived.selection, date=day.isoformat()),
            day in shown,
        )
        for day, of_it in days.items()
    ]


def _shown(arrived: Visit, days: list[date]) -> tuple[date, ...]:
    """The day that was asked for; the first where that has nothing (more) to choose."""
    asked = arrived.extras.get("date", "")
    return (next((day for day in days if day.isoformat() == asked), days[0]),)


def _told(arrived: Visit, mine: Mapping[tuple[str, int], object], just: str) -> str:
    of = list_of(just)
    if of not in mine:
        return ""
    item = arrived.release.item.get(of)
    name = arrived.look.tongue.title(item, arrived.release.programme).text if item else "the whole event"
    if getattr(mine[of], "waiting", False):
        return f"All places are taken: you are on the waiting list of {name}, and are written to when you get a place."
    return f"You are registered for {name}."


def _kept(arrived: Visit) -> dict[str, str]:
    return {"date": arrived.extras["date"]} if "date" in arrived.extras else {}


def _path(token: str) -> str:
    return f"registrations/{token}/sessions"
