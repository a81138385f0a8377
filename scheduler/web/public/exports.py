"""The programme for machines that are no calendars: schedule.xml, and what robots may read."""

from flask import Response

from scheduler.http.conditional import respond
from scheduler.services.exporting import write_schedule_xml
from scheduler.web.answers import A_MINUTE
from scheduler.web.visit import visit

A_DAY = "public, max-age=86400"

# Feeds are open to robots: Google's calendar refuses a feed that robots may not fetch.
ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /join/\nAllow: /\n"


def schedule(event: str) -> Response:
    """schedule.xml of the current release; cancelled entries are left out."""
    arrived = visit(event)
    release = arrived.release
    return respond(
        write_schedule_xml(release, arrived.base_url),
        content_type="application/xml; charset=utf-8",
        last_modified=release.modified_at,
        cache_control=A_MINUTE,
    )


def robots() -> Response:
    """robots.txt."""
    return respond(
        ROBOTS.encode(),
        content_type="text/plain; charset=utf-8",
        last_modified=None,
        cache_control=A_DAY,
    )
