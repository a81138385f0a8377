"""The list of events, the way in for whoever knows only the service's address."""

from flask import Response, request

from scheduler.domain.dates import date_range
from scheduler.domain.release import PublicRelease
from scheduler.http.context import edge
from scheduler.http.filters import parse
from scheduler.web.answers import asset_names, page
from scheduler.web.links import Links
from scheduler.web.templating import render
from scheduler.web.visit import EVERYWHERE


def events() -> Response:
    """Every event that has a release."""
    parse(request.args.to_dict(flat=False), EVERYWHERE)  # refuses what no page takes
    releases = edge().reader.events()
    html = render(
        "public/events.html",
        assets=asset_names(request.script_root),
        events=[_event(release, request.script_root) for release in releases],
    )
    return page(html, last_modified=max((r.modified_at for r in releases), default=None))


def _event(release: PublicRelease, site: str) -> dict[str, str]:
    event = release.programme.event
    days = [day.date for day in event.days]
    return {
        "name": event.name,
        "url": Links(event.slug, site).agenda(),
        "dates": date_range(days[0], days[-1]) if days else "",
        "venue": event.venue,
        "theme": event.theme,
    }
