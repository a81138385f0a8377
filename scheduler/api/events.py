"""The events: as the public sees those that were released, and as those see them who build their programmes."""

from http import HTTPStatus

from flask import Response

from scheduler.api.contract import PAGED, Query, reads
from scheduler.api.contract import answer as public_answer
from scheduler.api.drafts import wish
from scheduler.api.paging import Place, cut
from scheduler.api.presenting import Json
from scheduler.api.presenting import event as event_json
from scheduler.api.private import PRIVATE, Ask, answer, expected, nothing, serves
from scheduler.api.schemas.events import DraftEvent, Event, EventPage
from scheduler.api.schemas.resources import RESOURCES
from scheduler.domain import event as domain
from scheduler.domain.errors import Forbidden, PreconditionRequired
from scheduler.domain.resources import resource
from scheduler.domain.roles import Actor
from scheduler.domain.things import EVENT
from scheduler.http.actor import whoever_asks
from scheduler.http.context import edge
from scheduler.services.desk import Desk
from scheduler.services.founding import dissolve_event, drafts, found_event
from scheduler.services.repeating import DoneBefore

_VARY = "Accept-Encoding, Authorization, Cookie"


@reads("/events", EventPage, others=PAGED)
def events(query: Query) -> Response:
    """Every event with a released programme, by first day and key; to who signs in also those whose drafts they see."""
    releases = edge().reader.events()
    who = whoever_asks()
    told = {release.programme.event.slug: event_json(release, edge().config.base_url) for release in releases}
    first = {release.programme.event.slug: _first(release.programme.event) for release in releases}
    for draft in drafts(edge().database, lambda slug: who.may(slug, "viewer")) if who else ():
        told[draft.slug] = _draft(draft) | {"release": told.get(draft.slug, {}).get("release")}
        first[draft.slug] = _first(draft)
    places = sorted((first[slug], slug) for slug in told)
    shown, following = cut(places, query.page, of=query.list_name, place=_place)
    body = {"items": [told[slug] for _, slug in shown], "next": following}
    return _for(who, public_answer(body, max((release.modified_at for release in releases), default=None)))


@reads("/events/<event>", Event)
def event(event: str, query: Query) -> Response:  # noqa: ARG001 - nothing may be asked here, which the contract sees to
    """One event, as its current release describes it; to who may see its draft, as the draft has it, with its ETag."""
    who = whoever_asks()
    if who is not None and who.may(event, "viewer"):
        desk = edge().desks.open(event)
        return _for(who, _answer(desk))
    release = edge().reader.current(event)
    return _for(who, public_answer(event_json(release, edge().config.base_url), release.modified_at))


@serves("POST", "/events", role="owner", shape=DraftEvent, body=RESOURCES[EVENT].schema, status=HTTPStatus.CREATED)
def create_event(ask: Ask) -> Response:
    """Make an event. It takes an owner of every event."""
    if not ask.who.may_create_events():
        raise Forbidden("Only an owner of every event may make a new one.")
    made = edge()
    try:
        desk = found_event(
            made.desks, ask.body, uid_domain=made.config.uid_domain, author=ask.author, repeat=ask.repeat
        )
    except DoneBefore as before:
        desk = made.desks.open(before.event)
    slug = desk.programme.event.slug
    return _answer(desk, status=HTTPStatus.CREATED, location=f"/api/v1/events/{slug}")


@serves(
    "PATCH",
    "/events/<event>",
    role="owner",
    shape=DraftEvent,
    body=RESOURCES[EVENT].patch,
    conditional=True,
    takes=("keep_instants",),
    refuses=(HTTPStatus.CONFLICT,),
)
def change_event(event: str, ask: Ask) -> Response:
    """Change what the event is. In another time zone its times stay as the clocks there show them."""
    return _answer(wish(event, ask, "change", EVENT, event, keep_instants=bool(ask.choice("keep_instants"))).desk)


@serves("DELETE", "/events/<event>", role="owner", shape=None, conditional=True, refuses=(HTTPStatus.CONFLICT,))
def delete_event(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all that is asked
    """Delete an event, with all that it holds, as long as nothing of it was released."""
    read = expected()
    if read is None:
        raise PreconditionRequired("Send If-Match with the ETag of the event as you read it.")
    dissolve_event(edge().desks, event, expected=read)
    return nothing()


def _answer(desk: Desk, *, status: HTTPStatus = HTTPStatus.OK, location: str | None = None) -> Response:
    event = desk.programme.event
    return answer(_draft(event), changed=desk.version(EVENT, event.slug), status=status, location=location)


def _draft(event: domain.Event) -> Json:
    """An event as its draft has it."""
    return resource(edge().desks.open(event.slug).programme, event)


def _for(who: Actor | None, response: Response) -> Response:
    """The answer, which is for everybody or for one, marked as what it is."""
    response.headers["Vary"] = _VARY
    if who is not None:
        response.headers["Cache-Control"] = PRIVATE["Cache-Control"]
    return response


def _first(event: domain.Event) -> str:
    return event.days[0].date.isoformat() if event.days else ""


def _place(place: tuple[str, str]) -> Place:
    return place
