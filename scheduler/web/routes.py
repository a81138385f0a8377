"""The addresses of the public pages; those of the desk are its own."""

import re
from collections.abc import Callable

from flask import Blueprint, Flask, Response
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from scheduler.domain.event import RESERVED_SLUGS
from scheduler.http.problems import html_renderer
from scheduler.web import answers
from scheduler.web.desk.routes import blueprint as desk
from scheduler.web.public import (
    agenda,
    choosing,
    events,
    exports,
    floor,
    history,
    join,
    listing,
    live,
    my,
    notify,
    participant,
    registering,
    session,
    subscribe,
)


class EventSlug(BaseConverter):
    """The slug of an event in a path: never one of the words that the service needs itself."""

    regex = rf"(?!(?:{'|'.join(map(re.escape, sorted(RESERVED_SLUGS)))})$)[a-z0-9]+(?:-[a-z0-9]+)*"
    part_isolating = True


blueprint = Blueprint("pages", __name__)


def static(name: str) -> Response:
    """A stylesheet or script, under a name that changes with its content."""
    found = answers.asset(name)
    if found is None:
        raise NotFound
    return found


for rule, view in (
    ("/", events.events),
    ("/robots.txt", exports.robots),
    ("/static/<name>", static),
    ("/join/<key>", join.join),
    ("/<event_slug:event>/", agenda.agenda),
    ("/<event_slug:event>/live", live.live),
    ("/<event_slug:event>/subscribe", subscribe.subscribe),
    ("/<event_slug:event>/changes", history.changed),
    ("/<event_slug:event>/changes.atom", history.atom),
    ("/<event_slug:event>/schedule.xml", exports.schedule_xml),
    ("/<event_slug:event>/schedule.json", exports.schedule_json),
    ("/<event_slug:event>/sessions/<code>", session.session),
    ("/<event_slug:event>/sessions/<code>/register", registering.session_form),
    ("/<event_slug:event>/register", registering.event_form),
    ("/<event_slug:event>/register/<secret>", registering.question),
    ("/<event_slug:event>/registrations/<token>", participant.registration),
    ("/<event_slug:event>/registrations/<token>/sessions", choosing.sessions),
    ("/<event_slug:event>/registrations/<token>/floor/<entry>", floor.floor),
    ("/<event_slug:event>/my", my.my),
    ("/<event_slug:event>/my/calendar", my.back),
    ("/<event_slug:event>/my/forget", my.back),
    ("/<event_slug:event>/my/account", my.back),
    ("/<event_slug:event>/people/<slug>", listing.person),
    ("/<event_slug:event>/rooms/<slug>", listing.room),
):
    blueprint.add_url_rule(rule, view_func=view, methods=["GET"])

for rule, view in (
    ("/<event_slug:event>/sessions/<code>/register", registering.register_for_session),
    ("/<event_slug:event>/register", registering.register_for_event),
    ("/<event_slug:event>/register/<secret>", registering.confirm),
    ("/<event_slug:event>/registrations/<token>", participant.change_registration),
    ("/<event_slug:event>/registrations/<token>/sessions", choosing.add_session),
    ("/<event_slug:event>/registrations/<token>/floor/<entry>", floor.take_part),
    ("/<event_slug:event>/my", my.change),
    ("/<event_slug:event>/my/calendar", my.renew),
    ("/<event_slug:event>/my/forget", my.forget),
    ("/<event_slug:event>/my/account", my.take_over),
):
    blueprint.add_url_rule(rule, view_func=view, methods=["POST"])

_NOTIFY: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "/<event_slug:event>/notify", notify.ask_page),
    ("POST", "/<event_slug:event>/notify", notify.ask),
    ("GET", "/<event_slug:event>/notify/confirm/<token>", notify.confirm_page),
    ("POST", "/<event_slug:event>/notify/confirm/<token>", notify.confirm),
    ("GET", "/<event_slug:event>/notify/stop/<token>", notify.stop_page),
    ("POST", "/<event_slug:event>/notify/stop/<token>", notify.stop),
)
for method, rule, answers_with in _NOTIFY:
    blueprint.add_url_rule(rule, f"notify_{answers_with.__name__}", answers_with, methods=[method])


def register(app: Flask) -> None:
    """The app serves the public pages and the desk, and shows errors of pages as pages."""
    app.url_map.converters["event_slug"] = EventSlug
    app.register_blueprint(blueprint)
    app.register_blueprint(desk)
    html_renderer(app, answers.error_page)
