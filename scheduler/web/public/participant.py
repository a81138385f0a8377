"""A participant's own page: their sessions with doors, their calendar, and the forms that end any of it.

The address is the only proof of who comes, so no other site can send its forms, and nothing of it may be kept.
"""

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from scheduler.domain.addresses import choosing_path, floor_path, participant_path, register_path
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE, zone_or
from scheduler.domain.door import AS_PLANNED
from scheduler.domain.labels import STAKEHOLDER_NAMES
from scheduler.domain.moments import moment, span_text
from scheduler.domain.placement import Ident, entry_of
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.http.problems import Malformed, no_such_button
from scheduler.services import participating
from scheduler.services.participating import Page
from scheduler.store.registrations import Registration
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.links import webcal
from scheduler.web.public.layout import show
from scheduler.web.public.registering import go, require_not_from_elsewhere
from scheduler.web.qr import qr_code
from scheduler.web.times import in_both
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"welcome", "withdrawn", "renewed"})
"""What has just been done."""

EVENT = "event"
"""What stands in a button for the event as a whole."""
_SOON = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class _Entry:
    """One registration as the page shows it; what is empty does not stand there."""

    key: str
    title: str
    whole: bool = False
    url: str = ""
    zone: str = ""
    when: str = ""
    event_when: str = ""
    late: int = 0
    cancelled: bool = False
    waiting: bool = False
    floor: str = ""
    door: str = ""


def registration(event: str, token: str) -> Response:
    """The page of whoever has its address; `Gone` where that is nobody's, or no more."""
    arrived = visit(event, extras=EXTRAS)
    return of_somebody(Response(_html(arrived, participating.page(edge().database, event, token)), content_type=HTML))


def change_registration(event: str, token: str) -> Response:
    """Withdraw from a session, have new addresses, or be erased."""
    require_not_from_elsewhere()
    made, arrived = edge(), visit(event, extras=EXTRAS)
    address, now = client_address(), made.clock()
    common: dict[str, Any] = {"address": address, "now": now, "new_secret": made.new_secret}
    if "withdraw" in request.form:
        of = list_of(request.form["withdraw"])
        participating.withdraw(made.database, arrived.release, token, of, root=made.config.base_url, **common)
        return go(arrived, participant_path(event, token), "withdrawn=1")
    if "renew" in request.form:
        found = participating.renew(made.database, event, token, **common)
        return go(arrived, participant_path(event, found.secret), "renewed=1")
    if "erase" in request.form:
        participating.erase(made.database, arrived.release, token, root=made.config.base_url, **common)
        return go(arrived, register_path(event), "erased=1")
    raise no_such_button()


def _html(arrived: Visit, found: Page) -> str:
    details, root = found.participant.details, arrived.base_url
    feed = found.carries.feed_url(root, arrived.event.slug)
    return show(
        "public/participant.html",
        arrived,
        title="Your registration",
        path="register",
        zone_form=False,
        details=details,
        stakeholder=STAKEHOLDER_NAMES[details.stakeholder_type] if details.stakeholder_type else "",
        consented=moment(found.participant.consented_at, _zone(arrived, found)),
        on_now=_on_now(arrived, found),
        entries=[_entry(arrived, found, each) for each in _by_time(arrived, found, edge().clock())],
        feed=feed,
        webcal=webcal(feed),
        code=qr_code(webcal(feed)),
        told=next((name for name in sorted(EXTRAS) if name in arrived.extras), ""),
        choose=f"{arrived.links.site}{choosing_path(arrived.event.slug, found.carries.secret)}",
        kept_days=edge().config.registrations_kept_days,
    )


def _by_time(arrived: Visit, found: Page, now: int) -> list[Registration]:
    """The event first, then what is on and to come in its order; what is over, or in no release, last."""

    def place(each: Registration) -> tuple[bool, bool, int]:
        item = arrived.release.item.get(each.of)
        over = item is None or found.said.get(item.id, AS_PLANNED).real_end(item.ends) <= now
        return (each.of != WHOLE_EVENT, over, item.starts if item else 0)

    return sorted(found.registrations, key=place)


def _entry(arrived: Visit, found: Page, each: Registration) -> _Entry:
    item = arrived.release.item.get(each.of)
    if each.of == WHOLE_EVENT:
        return _Entry(EVENT, "The whole event", whole=True)
    key = f"{each.session}-{each.part}"
    if item is None:
        return _Entry(key, f"Session {each.session}, which is not in the programme", waiting=each.waiting)
    zone = _zone(arrived, found)
    when, event_when = in_both(lambda name: span_text(item.starts, item.ends, name), zone, arrived.event.time_zone)
    return _Entry(
        key,
        arrived.look.tongue.title(item, arrived.release.programme).text,
        url=arrived.links.session(item.session) if item.visibility == "public" else "",
        zone=zone,
        when=when,
        event_when=event_when,
        late=0 if item.cancelled else found.said.get(item.id, AS_PLANNED).delay_minutes,
        cancelled=item.cancelled,
        waiting=each.waiting,
        floor="" if each.waiting else _floor_url(arrived, found, item),
        door=found.carries.door_url(arrived.base_url, item.key) if item.joinable and not each.waiting else "",
    )


def _floor_url(arrived: Visit, found: Page, item: AgendaItem) -> str:
    """Where they ask for the floor in an entry; empty where it is really over, or can't be followed from afar."""
    over = found.said.get(item.id, AS_PLANNED).real_end(item.ends) <= edge().clock()
    if over or item.cancelled or not item.joinable:
        return ""
    return f"{arrived.links.site}{floor_path(arrived.event.slug, found.carries.secret, *item.id)}"


def _on_now(arrived: Visit, found: Page) -> list[dict[str, str]]:
    """What begins or is on, for whoever registered for the event as a whole, and so has no list of sessions."""
    now = edge().clock()
    begins = {item.id: item.starts + found.said.get(item.id, AS_PLANNED).late for item in arrived.release.items}
    named = [
        (item, _floor_url(arrived, found, item))
        for item in arrived.release.items
        if item.id in found.floors and item.visibility == "public" and begins[item.id] - _SOON <= now
    ]
    return [
        {"title": arrived.look.tongue.title(item, arrived.release.programme).text, "floor": url}
        for item, url in named
        if url
    ]


def _zone(arrived: Visit, found: Page) -> str:
    return zone_or(found.participant.details.time_zone, arrived.event.time_zone)


def list_of(text: str) -> Ident:
    """What a button of these pages is about: the event, or a session's part; `Malformed` for anything else."""
    if text == EVENT:
        return WHOLE_EVENT
    found = entry_of(text)
    if found is None:
        raise Malformed(f"There is no {text[:60]!r} to choose here. Load the page again, and press a button on it.")
    return found
