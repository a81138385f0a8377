"""Whether the links behind doors lead anywhere."""

from flask import Response

from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.link_checks import LinkChecks
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import NotFound
from scheduler.domain.placement import placement_key
from scheduler.http.context import edge
from scheduler.services.checking_links import listed
from scheduler.services.tending_doors import troubled_doors


@serves("GET", "/events/<event>/link-checks", role="viewer", shape=LinkChecks)
def list_link_checks(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """Show what came of looking at each link, and which doors of the day ahead have none.

    Links are looked at from an hour before their door opens, every ten minutes.
    """
    made = edge()
    zone = made.desks.open(event).programme.event.time_zone
    items = [
        {
            "placement": placement_key(event, *each.placement),
            "kind": each.kind,
            "alive": each.alive,
            "said": each.said,
            "checked_at": isoformat(each.checked_at, zone),
            "since": isoformat(each.since, zone),
        }
        for each in listed(made.database, event)
    ]
    try:
        release = made.reader.current(event)
    except NotFound:  # nothing was released: there is no door yet
        return answer({"items": items, "missing": [], "next": None})
    missing = [
        {
            "placement": placement_key(event, *each.running.item.id),
            "kinds": list(each.missing),
            "starts_at": isoformat(each.running.starts, zone),
        }
        for each in troubled_doors(made.database, release, made.clock())
        if each.missing
    ]
    return answer({"items": items, "missing": missing, "next": None})
