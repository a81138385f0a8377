"""Registering for remote participation: the form for a session or the event, and the question behind the mailed link.

Whoever sends the form is told the same whether or not the address is registered: the mail goes to its owner alone.
"""

from collections.abc import Sequence

from flask import Response, request

from scheduler.domain.addresses import participant_path, registration_path
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.domain.labels import STAKEHOLDER_CHOICES
from scheduler.domain.moments import span_text
from scheduler.domain.placement import Ident
from scheduler.domain.registering import LONGEST_NAME, WHOLE_EVENT, Details, cleaned
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.http.origin import is_from_elsewhere
from scheduler.http.problems import Malformed
from scheduler.services import registering
from scheduler.services.accounts import require_email
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.public.layout import show
from scheduler.web.times import COMMON_ZONES, zone_title
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"erased"})
"""What has just been done: `erased`, that nothing is kept of a participant any more."""

_WRONG = 422
_FIELDS = ("name", "email", "affiliation", "country", "stakeholder_type", "time_zone")


def event_form(event: str) -> Response:
    """The form for the event as a whole."""
    return _form(visit(event, extras=EXTRAS), ())


def session_form(event: str, code: str) -> Response:
    """The form for a session. `NotFound` where nothing of it can be registered for."""
    arrived = visit(event)
    return _form(arrived, _open_parts(arrived, code))


def register_for_event(event: str) -> Response:
    """Send the link by which somebody registers for the event."""
    return _ask(visit(event, extras=EXTRAS), ())


def register_for_session(event: str, code: str) -> Response:
    """Send the link by which somebody registers for parts of a session."""
    arrived = visit(event)
    return _ask(arrived, _open_parts(arrived, code))


def question(event: str, secret: str) -> Response:
    """Whether whoever followed the link wants to register: scanners of mail open every link, and press no button."""
    made, arrived = edge(), visit(event)
    asked = registering.asked(made.database, event, secret, made.clock())
    items = [arrived.release.item[of] for of in asked.wanted if of in arrived.release.item]
    html = show(
        "public/confirm.html",
        arrived,
        title="Confirm your registration",
        path="register",
        name=asked.details.name,
        email=asked.details.email,
        titles=[_title(arrived, item) for item in items],
    )
    return of_somebody(Response(html, content_type=HTML))


def confirm(event: str, secret: str) -> Response:
    """Register whoever was sent the link, and show them their page."""
    require_not_from_elsewhere()
    made, arrived = edge(), visit(event)
    found = registering.confirm(
        made.database,
        arrived.release,
        secret,
        address=client_address(),
        root=made.config.base_url,
        now=made.clock(),
        new_secret=made.new_secret,
    )
    return go(arrived, participant_path(event, found.secret), "welcome=1")


def go(arrived: Visit, path: str, told: str) -> Response:
    """On to a page of ours, by GET; `told` says there what has been done."""
    return of_somebody(Response(status=303, headers={"Location": f"{arrived.links.site}{path}?{told}"}))


def require_not_from_elsewhere() -> None:
    """`Malformed` if the browser says that another site sent this."""
    if is_from_elsewhere():
        raise Malformed("This was sent by a page of another site. Open ours, and repeat it there.")


def _ask(arrived: Visit, items: Sequence[AgendaItem]) -> Response:
    require_not_from_elsewhere()
    made, event = edge(), arrived.event.slug
    try:
        details, wanted = _details(), _wanted(items)
    except InvalidInput as error:
        return _form(arrived, items, error)
    registering.ask(
        made.database,
        arrived.release,
        details,
        wanted,
        address=client_address(),
        link_root=made.config.base_url + registration_path(event, ""),
        now=made.clock(),
        new_secret=made.new_secret,
    )
    return _form(arrived, items, sent=details.email)


def _details() -> Details:
    """What the form says; `InvalidInput` names everything that is wrong with it, the address among it."""
    given = {name: request.form.get(name, "")[:1000] for name in _FIELDS}
    try:
        email, wrong = require_email(given["email"]), None
    except InvalidInput as error:
        email, wrong = "", error
    try:
        found = cleaned(
            given["name"],
            email,
            given["affiliation"],
            given["country"],
            given["time_zone"],
            consents=bool(request.form.get("consent")),
            stakeholder_type=given["stakeholder_type"],
        )
    except InvalidInput as error:
        flaws = (*(wrong.flaws if wrong else ()), *error.flaws)
        raise InvalidInput(" ".join(flaw.message for flaw in flaws), flaws=flaws) from None
    if wrong:
        raise wrong
    return found


def _wanted(items: Sequence[AgendaItem]) -> list[Ident]:
    """What the form is for: the event, a session of one part, or the chosen parts of one that has several."""
    if not items:
        return [WHOLE_EVENT]
    chosen = set(request.form.getlist("part")[:50])
    wanted = [item.id for item in items if len(items) == 1 or str(item.part) in chosen]
    if not wanted:
        raise InvalidInput("Choose at least one part of the session.", pointer="/part")
    return wanted


def _open_parts(arrived: Visit, code: str) -> tuple[AgendaItem, ...]:
    found = registering.open_parts(edge().database, arrived.release, code, edge().clock())
    if not found:
        raise NotFound(
            f"There is no session {code[:40]!r} of {arrived.event.slug} that can be registered for: it may be over, "
            "or have no way in from afar. Look in the agenda."
        )
    return found


def _form(
    arrived: Visit, items: Sequence[AgendaItem], error: InvalidInput | None = None, *, sent: str = ""
) -> Response:
    event = arrived.event
    full = registering.full_parts(edge().database, event.slug, items) if items and not sent else frozenset()
    given = {name: request.form.get(name, "")[:1000] for name in _FIELDS}
    chosen = set(request.form.getlist("part"))
    reader = arrived.clocks.reader
    title = _title(arrived, items[0]) if len(items) == 1 else _session_title(arrived, items)
    html = show(
        "public/register.html",
        arrived,
        title=f"Register: {title}" if title else "Register for remote participation",
        path=f"sessions/{items[0].session}/register" if items else "register",
        zone_form=False,
        name=title,
        parts=[
            {
                "number": item.part,
                "title": _title(arrived, item),
                "when": span_text(item.starts, item.ends, event.time_zone),
                "reader_when": span_text(item.starts, item.ends, reader) if reader else "",
                "full": item.id in full,
                "chosen": not chosen or str(item.part) in chosen,
            }
            for item in items
        ],
        given=given | {"time_zone": given["time_zone"] or reader or event.time_zone},
        consents="consent" in request.form,
        flaws=[{"field": flaw.pointer.lstrip("/"), "message": flaw.message} for flaw in error.flaws] if error else [],
        sent=sent,
        erased="erased" in arrived.extras,
        longest=LONGEST_NAME,
        kept_days=edge().config.registrations_kept_days,
        session_url=arrived.links.session(items[0].session) if items else "",
        stakeholder_types=STAKEHOLDER_CHOICES,
        common_zones=[(name, zone_title(name)) for name in COMMON_ZONES],
    )
    return of_somebody(Response(html, _WRONG if error else 200, content_type=HTML))


def _title(arrived: Visit, item: AgendaItem) -> str:
    return arrived.look.tongue.title(item, arrived.release.programme).text


def _session_title(arrived: Visit, items: Sequence[AgendaItem]) -> str:
    if not items:
        return ""
    base = arrived.release.programme.session[items[0].session]
    return arrived.look.tongue.words(base.title, base.translations, "title").text
