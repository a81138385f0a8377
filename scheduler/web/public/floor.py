"""Where a participant asks for the floor, and sees their own place: one light page that comes anew by itself.

As on their own page, the address is the only proof of who comes.
"""

from collections.abc import Mapping

from flask import Response, request

from scheduler.domain.addresses import floor_path, participant_path
from scheduler.domain.clock import zone_or
from scheduler.domain.errors import InvalidInput, NotFound, SchedulerError, StateConflict
from scheduler.domain.floor import KINDS, LONGEST_SUBJECT, LONGEST_TEXT, OPEN, ORAL
from scheduler.domain.labels import REGION_NAMES, STAKEHOLDER_NAMES
from scheduler.domain.moments import moment, span_text
from scheduler.domain.placement import Ident, entry_of
from scheduler.domain.queueing import RULE, ordinal
from scheduler.domain.regions import region_of
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.http.problems import no_such_button
from scheduler.services import speaking
from scheduler.services.passes import Pass
from scheduler.services.speaking import Standing
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.public.layout import show
from scheduler.web.public.registering import go, require_not_from_elsewhere
from scheduler.web.times import in_both
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"asked", "withdrawn"})
"""What has just been done."""

REFRESH = 30
"""Seconds after which the page of somebody who waits comes anew."""

_STATUS: Mapping[type[SchedulerError], int] = {InvalidInput: 422, StateConflict: 409}


def floor(event: str, token: str, entry: str) -> Response:
    """The page; `Gone` for an address that is nobody's, `NotFound` where nothing can be followed from afar."""
    arrived = visit(event, extras=EXTRAS)
    return _page(arrived, token, _of(entry))


def take_part(event: str, token: str, entry: str) -> Response:
    """Ask for the floor, or withdraw."""
    require_not_from_elsewhere()
    made, arrived, of = edge(), visit(event, extras=EXTRAS), _of(entry)
    path, now = floor_path(event, token, *of), made.clock()
    if "withdraw" in request.form:
        speaking.withdraw(made.database, arrived.release, token, of, address=client_address(), now=now)
        return go(arrived, path, "withdrawn=1")
    if "ask" not in request.form:
        raise no_such_button()
    try:
        speaking.ask(
            made.database,
            arrived.release,
            token,
            of,
            kind=request.form.get("kind", ""),
            text=request.form.get("text", ""),
            address=client_address(),
            now=now,
        )
    except (InvalidInput, StateConflict) as refused:
        return _page(arrived, token, of, refused)
    return go(arrived, path, "asked=1")


def _of(entry: str) -> Ident:
    found = entry_of(entry)
    if found is None:
        raise NotFound(f"{entry[:60]!r} is no session. Go back to your page, and follow a link on it.")
    return found


def _page(arrived: Visit, token: str, of: Ident, refused: SchedulerError | None = None) -> Response:
    """The page as it stands; what was refused is told on it, and what was typed is in its form."""
    made = edge()
    found = speaking.standing(made.database, arrived.release, token, of, made.clock())
    status = 200 if refused is None else _STATUS[type(refused)]
    response = Response(_html(arrived, token, found, refused), status, content_type=HTML)
    if refused is None and found.latest is not None and found.latest.state in OPEN:
        clean = f"{arrived.links.site}{floor_path(arrived.event.slug, token, *of)}"
        response.headers["Refresh"] = f"{REFRESH}; url={clean}"
    return of_somebody(response)


def _html(arrived: Visit, token: str, found: Standing, refused: SchedulerError | None) -> str:
    item, latest = found.item, found.latest
    details, ours = found.participant.details, arrived.event.time_zone
    zone = zone_or(details.time_zone, ours)
    when, event_when = in_both(lambda name: span_text(item.starts, item.ends, name), zone, ours)
    kind = request.form.get("kind", ORAL)
    title = arrived.look.tongue.title(item, arrived.release.programme).text
    return show(
        "public/floor.html",
        arrived,
        title=f"The floor: {title}",
        path="register",
        zone_form=False,
        name=title,
        when=when,
        zone=zone,
        event_when=event_when,
        latest=latest,
        waits=latest is not None and latest.state in OPEN,
        changed=moment(latest.changed_at, zone) if latest else "",
        position=ordinal(found.position) if found.position else "",
        waiting=found.waiting,
        refusal="" if refused else found.refusal,
        refused=refused.detail if refused else "",
        may_ask=not found.refusal and (latest is None or latest.state not in OPEN),
        counts_for=[REGION_NAMES[region_of(details.country)], STAKEHOLDER_NAMES[details.stakeholder_type]],
        kind=kind if kind in KINDS else ORAL,
        text=request.form.get("text", "")[: 2 * LONGEST_TEXT],
        told=next((name for name in sorted(EXTRAS) if name in arrived.extras), ""),
        rule=RULE,
        longest_subject=LONGEST_SUBJECT,
        longest_text=LONGEST_TEXT,
        refresh_seconds=REFRESH,
        door=Pass(token).door_url(arrived.base_url, item.key) if item.joinable else "",
        own_page=f"{arrived.links.site}{participant_path(arrived.event.slug, token)}",
        kept_days=edge().config.registrations_kept_days,
    )
