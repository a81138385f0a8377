"""The contract of a public endpoint, said once: what it may be asked, what it answers, and how that is documented."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema

from scheduler.api.paging import DEFAULT_LIMIT, MOST, Page, page
from scheduler.api.presenting import Json, Presenter
from scheduler.domain.clock import zone, zone_names
from scheduler.domain.conflicts import SEVERITIES
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.notice import STATES as STATES_OF_NOTICES
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import FILTERS, Selection
from scheduler.domain.session import MODES, STATES, VISIBILITIES
from scheduler.http.conditional import respond
from scheduler.http.context import edge
from scheduler.http.filters import canonical, parse

CACHE_CONTROL = "public, max-age=60"
"""A minute: what a last-minute change may cost, and what a thousand phones may ask for at once."""

A_SECOND = "public, max-age=1"
"""For what is said on the day: everybody sees it within two."""

PAGED = frozenset({"limit", "cursor"})
WORDED = frozenset({"tz", "lang"})

blueprint = Blueprint("api", __name__, url_prefix="/api/v1", description="What was released of the programme.")


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: the filters, the other parameters, and the page."""

    selection: Selection
    others: Mapping[str, str]
    page: Page

    @property
    def list_name(self) -> str:
        """The list asked for, whichever page of it."""
        kept = {name: value for name, value in self.others.items() if name not in PAGED}
        return f"{request.path}?{canonical(self.selection, kept)}"

    def presenter(self, release: PublicRelease) -> Presenter:
        """Who says what is in the release, in the zone and language asked for."""
        event = release.programme.event
        tz = self.others.get("tz", event.time_zone)
        if tz not in zone_names():
            raise UnknownFilter(f"There is no time zone {tz!r}. Use an IANA name such as Europe/Zurich.", pointer="/tz")
        lang = self.others.get("lang")
        if lang is not None and lang not in event.locales:
            spoken = ", ".join(event.locales)
            raise UnknownFilter(f"{event.slug} has no words in {lang!r}. There are: {spoken}.", pointer="/lang")
        return Presenter(release, edge().config.base_url, zone(tz).key, lang)


Endpoint = Callable[..., Response]


def reads(
    rule: str, shape: type[Schema], *, others: frozenset[str] = frozenset(), filtered: bool = False
) -> Callable[[Endpoint], Endpoint]:
    """Make a function the public GET of `rule`: it is given the parts of the path and the `Query`.

    `others` are the parameters it takes beside the filters, if it is `filtered`. Any other is refused.
    """
    filters = FILTERS if filtered else ()
    names = (*filters, *sorted(others))

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def view(**parts: Any) -> Response:
            selection, given = parse(request.args.to_dict(flat=False), others, filters)
            return endpoint(**parts, query=Query(selection, given, page(given)))

        documented: Any = blueprint.response(200, shape, headers=_HEADERS)(view)
        documented = blueprint.alt_response(304, description="The client has it already.")(documented)
        for status in _refusals(rule, others):
            documented = blueprint.alt_response(status, status.name)(documented)
        documented = blueprint.doc(operationId=endpoint.__name__, parameters=[_PARAMETERS[name] for name in names])(
            documented
        )
        blueprint.add_url_rule(rule, endpoint.__name__, documented, parameters=path_parameters(rule))
        return endpoint

    return decorate


def answer(body: Json, last_modified: int | None, cache_control: str = CACHE_CONTROL) -> Response:
    """The JSON answer, or 304. `last_modified` is an instant; None where the clock alone changes the body."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return respond(
        text.encode(), content_type="application/json", last_modified=last_modified, cache_control=cache_control
    )


def parameter(name: str) -> dict[str, Any]:
    """The description of a query parameter."""
    return _PARAMETERS[name]


def path_parameters(rule: str) -> list[dict[str, Any]]:
    """The parts of a path, described."""
    return [
        {"in": "path", "name": name, "required": True, "description": about, "schema": schema, "example": example}
        for name, (about, schema, example) in _PATH.items()
        if f"<{name}>" in rule or f":{name}>" in rule
    ]


def _parameter(name: str, description: str, example: Any, *, many: bool = False, **shape: Any) -> dict[str, Any]:
    value = {"type": "string", "maxLength": 200} | shape
    schema = {"type": "array", "items": value, "maxItems": 50} if many else value
    return {
        "in": "query",
        "name": name,
        "description": description,
        "schema": schema,
        "example": [example] if many else example,
        **({"style": "form", "explode": True} if many else {}),
    }


def _filter(name: str, description: str, example: str, **shape: Any) -> dict[str, Any]:
    return _parameter(name, f"{description} Repeated: any of them.", example, many=True, **shape)


_PARAMETERS: Mapping[str, dict[str, Any]] = {
    parameter["name"]: parameter
    for parameter in (
        _filter("day", "Day of the event, YYYY-MM-DD.", "2017-06-12", format="date"),
        _filter("room", "Key of a room; what fills a room that contains it counts.", "popov-1"),
        _filter("building", "Key of a building.", "tower"),
        _filter("track", "Key of a track.", "high-level"),
        _filter("type", "Key of a session type.", "workshop"),
        _filter("term", "Term as `scheme:code`.", "sdg:4"),
        _filter("person", "Key of a person.", "houlin-zhao"),
        _filter("organisation", "Key of an organising organisation.", "itu"),
        _filter("language", "Spoken language, BCP 47.", "fr"),
        _filter("session", "Code of a session.", "396"),
        _filter("mode", "How one takes part.", "hybrid", enum=list(MODES)),
        _filter("q", "Words that all stand somewhere in the entry.", "big data"),
        _parameter("tz", "IANA zone in which times are written; days stay the event's.", "Asia/Tokyo"),
        _parameter("lang", "Locale of the words, one of the event's.", "fr"),
        _parameter("at", "The moment looked at, RFC 3339 with offset; now by default.", "2017-06-13T09:30:00+02:00"),
        _parameter("from", "Number of the release to compare with; the one before by default.", 2, type="integer"),
        _parameter("limit", "How many at most.", 20, type="integer", minimum=1, maximum=MOST, default=DEFAULT_LIMIT),
        _parameter("cursor", "`next` of the page before, as it is.", "ZjUwM2UyOWZhMDY0Wy"),
        _filter("severity", "How serious.", "error", enum=list(SEVERITIES)),
        _filter("rule", "Key of a rule.", "room-double-booked"),
        _parameter("waived", "Only what is waived, or only what is not.", "false", enum=["true", "false"]),
        _parameter("new_since", "Number of a release: what came into the draft after it.", 3, type="integer"),
        _parameter("part", "Number of the part; 1 by default.", 1, type="integer", minimum=1),
        _parameter("blocked", "Whether to add what errors stand in the way of.", "true", enum=["true", "false"]),
        _filter("feature", "Key of a feature.", "captioning"),
        _filter("state", "State of a session.", "accepted", enum=list(STATES)),
        _filter("visibility", "Visibility of a session.", "public", enum=list(VISIBILITIES)),
        _filter("notice_state", "State of a notice.", "draft", enum=list(STATES_OF_NOTICES)),
        _filter("placed", "Whether all parts are placed.", "false", enum=["true", "false"]),
        _filter("scheme", "Key of a scheme.", "sdg"),
        _filter("account", "Key of a platform account.", "zoom-1"),
        _parameter("since", "Number of a change: those after it.", 17, type="integer", minimum=0),
        _parameter(
            "keep_instants",
            "Whether everything stays at its instant when the event moves to another time zone, instead of at its "
            "local time.",
            "true",
            enum=["true", "false"],
        ),
        _parameter("starts_at", "Start, RFC 3339 with offset.", "2017-06-13T09:00:00+02:00"),
        _parameter("ends_at", "End, RFC 3339 with offset.", "2017-06-13T10:00:00+02:00"),
    )
}
for _number in ("limit", "from", "new_since", "part", "since"):
    del _PARAMETERS[_number]["schema"]["maxLength"]

_PATH = {
    "event": ("Key of the event.", {"type": "string"}, "wsis-2017"),
    "code": ("Code of the session.", {"type": "string"}, "396"),
    "day": ("Day of the event, YYYY-MM-DD.", {"type": "string", "format": "date"}, "2017-06-12"),
    "room": ("Key of the room.", {"type": "string"}, "popov-room-1"),
    "ticket": ("Number of the ticket.", {"type": "integer", "minimum": 1}, 7),
    "feed_token": ("Number of the private calendar, or the secret in its address.", {"type": "string"}, "8"),
    "conflict": ("Key of the conflict.", {"type": "string"}, "room-double-booked:5b1f9c0d2e3a4f67"),
    "notice": ("Number of the notice.", {"type": "integer", "minimum": 1}, 41),
    "intervention": ("Number of the intervention.", {"type": "integer", "minimum": 1}, 7),
    "recipient": ("Number of the recipient.", {"type": "integer", "minimum": 1}, 12),
    "webhook": ("Number of the webhook.", {"type": "integer", "minimum": 1}, 7),
    "delivery": ("Number of the delivery.", {"type": "integer", "minimum": 1}, 41),
    "key": (
        "Key of the resource: its slug, of a term `scheme:code`, of a session its code.",
        {"type": "string"},
        "popov",
    ),
    "part": ("Number of the part.", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, 1),
    "revision": ("Number of the change.", {"type": "integer", "minimum": 0, "maximum": 999_999_999}, 17),
    "number": ("Number of the release.", {"type": "integer", "minimum": 0}, 3),
}

_HEADERS = {
    "ETag": {"description": "Strong tag, for If-None-Match.", "schema": {"type": "string"}},
    "Last-Modified": {
        "description": "When the release was published, for If-Modified-Since.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {"description": "How long it may be kept.", "schema": {"type": "string"}},
}


def _refusals(rule: str, others: frozenset[str]) -> list[HTTPStatus]:
    """What a client of this endpoint must reckon with, beside errors of anybody's."""
    refusals = [HTTPStatus.BAD_REQUEST]
    if "<" in rule:
        refusals.append(HTTPStatus.NOT_FOUND)
    if "at" in others:
        refusals.append(HTTPStatus.UNPROCESSABLE_ENTITY)
    return refusals
