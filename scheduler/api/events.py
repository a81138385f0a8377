"""The events that have a released programme."""

from flask import Response

from scheduler.api.contract import PAGED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.presenting import event as event_json
from scheduler.api.schemas.events import Event, EventPage
from scheduler.domain.release import PublicRelease
from scheduler.http.context import edge


@reads("/events", EventPage, others=PAGED)
def events(query: Query) -> Response:
    """Every event with a released programme, by first day and key."""
    releases = edge().reader.events()
    shown, following = cut(releases, query.page, of=query.list_name, place=_place)
    body = {"items": [event_json(release, edge().config.base_url) for release in shown], "next": following}
    return answer(body, max((release.published_at for release in releases), default=None))


@reads("/events/<event>", Event)
def event(event: str, query: Query) -> Response:  # noqa: ARG001 - nothing may be asked here, which the contract sees to
    """One event, as its current release describes it."""
    release = edge().reader.current(event)
    return answer(event_json(release, edge().config.base_url), release.published_at)


def _place(release: PublicRelease) -> Place:
    event = release.programme.event
    return (event.days[0].date.isoformat() if event.days else "", event.slug)
