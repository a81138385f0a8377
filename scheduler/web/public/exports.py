"""The programme for machines that are no calendars: schedule.xml, schedule.json, and what robots may read."""

from collections.abc import Callable

from flask import Response

from scheduler.domain.release import PublicRelease
from scheduler.http.conditional import respond
from scheduler.services.exporting import write_schedule_json, write_schedule_xml
from scheduler.web.answers import A_MINUTE
from scheduler.web.visit import visit

A_DAY = "public, max-age=86400"

# Feeds are open to robots: Google's calendar refuses a feed that robots may not fetch.
ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /join/\nAllow: /\n"


def schedule_xml(event: str) -> Response:
    """schedule.xml of the current release; cancelled entries are left out."""
    return _exported(event, write_schedule_xml, "application/xml; charset=utf-8")


def schedule_json(event: str) -> Response:
    """schedule.json of the current release, with the same entries."""
    return _exported(event, write_schedule_json, "application/json")


def _exported(event: str, write: Callable[[PublicRelease, str], bytes], content_type: str) -> Response:
    arrived = visit(event)
    release = arrived.release
    return respond(
        write(release, arrived.base_url),
        content_type=content_type,
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
