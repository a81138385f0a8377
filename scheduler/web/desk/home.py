"""The desk's first page."""

from typing import Any

from flask import Response

from scheduler.domain.roles import MODERATOR, Actor
from scheduler.http.context import edge
from scheduler.services.users import list_events
from scheduler.web.desk.answers import show
from scheduler.web.desk.running import grant_words, may_run_rooms, rooms_path
from scheduler.web.desk.standing import draft_line
from scheduler.web.desk.troubles import SHOWN, troubles_of
from scheduler.web.desk.visit import at_desk, now
from scheduler.web.links import Links


def home() -> Response:
    """The events that somebody has a role in."""
    who = at_desk().actor
    made = edge()
    public = {release.programme.event.slug for release in made.reader.events()}
    own = [(slug, name) for slug, name in list_events(made.database) if who.knows(slug)]
    return show(
        "desk/home.html",
        who=who.email,
        runs_it=who.may_everywhere("owner"),
        events=[_event(who, slug, name, is_public=slug in public) for slug, name in own],
    )


def _event(who: Actor, slug: str, name: str, *, is_public: bool) -> dict[str, Any]:
    troubles = troubles_of(who, slug, now())
    return {
        "name": name,
        "slug": slug,
        "has": _has(who, slug),
        "registrations": who.may(slug, "viewer"),
        "url": Links(slug).agenda() if is_public else "",
        "rooms": rooms_path(slug) if is_public and may_run_rooms(who, slug, now()) else "",
        "unrendered": ", ".join(_unrendered(slug)) if is_public else "",
        "doors": troubles[:SHOWN],
        "more_doors": troubles[SHOWN:],
        "edits": who.may(slug, "editor"),
        "releases": who.may(slug, "viewer"),
        "draft": draft_line(edge().desks.open(slug)) if who.may(slug, "viewer") else "",
    }


def _has(who: Actor, slug: str) -> str:
    """What somebody is in an event: a moderator's rooms by their names, and the hours in the event's zone."""
    moderates = who.moderates(slug)
    if not moderates:
        return who.has(slug)
    programme = edge().desks.open(slug).programme
    others = [str(grant) for grant in who.grants if grant.covers(slug) and grant not in moderates]
    return " and ".join([*others, *(f"{MODERATOR} of {grant_words(each, programme)}" for each in moderates)])


def _unrendered(slug: str) -> tuple[str, ...]:
    """The entries that calendars don't show as they are."""
    which, release = edge().reader.identified(slug)
    return edge().subscriptions.book(release, which).unrendered(release)
