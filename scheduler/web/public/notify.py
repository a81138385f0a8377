"""Being told of changes by mail: asking for it, confirming it, ending it. Plain forms, for browsers without scripts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request

from scheduler.domain.clock import zone
from scheduler.domain.errors import InvalidInput, StateConflict, UnknownFilter
from scheduler.http.actor import client_address
from scheduler.http.context import edge
from scheduler.http.cookies import CSRF_FIELD, FORM, form_proof, read_cookie, require_csrf
from scheduler.services import signing_up
from scheduler.services.notice_desk import read_setting
from scheduler.services.signing_up import Wanted
from scheduler.web.answers import FOR_ONE_BROWSER, HTML
from scheduler.web.links import NO_FILTER, query
from scheduler.web.public.filtering import in_words
from scheduler.web.public.layout import show
from scheduler.web.visit import Visit, visit

SECRET = {**FOR_ONE_BROWSER, "Referrer-Policy": "no-referrer"}
"""Of pages whose address lets somebody do something."""

_WRONG = 422


def ask_page(event: str) -> Response:
    """The form for what the reader came with."""
    return _form(_arrived(event))


def ask(event: str) -> Response:
    """Send the link that confirms it; the answer is the same whether the address is known or not."""
    require_csrf(read_cookie(FORM), request.form.get(CSRF_FIELD))
    arrived = _arrived(event)
    if not _is_on(event):
        raise StateConflict("This event sends no mails about changes now. Subscribe to a calendar instead.")
    made = edge()
    wanted = Wanted(
        address=request.form.get("address", ""),
        wish=arrived.selection,
        words=_for_strangers(arrived),
        time_zone=request.form.get("zone", "").strip() or None,
        invitations=request.form.get("invitations") == "yes",
    )
    try:
        if wanted.time_zone is not None:
            zone(wanted.time_zone)
        signing_up.ask(
            made.database,
            event,
            arrived.event.name,
            wanted,
            client=client_address(),
            base_url=made.config.base_url,
            now=made.clock(),
            new_secret=made.sign_ins.new_secret,
        )
    except InvalidInput as error:
        return _form(arrived, wanted, error.detail)
    return _page(arrived, "sent", words=in_words(arrived.look, arrived.selection))


def confirm_page(event: str, token: str) -> Response:
    """What the link confirms, with the button that does: programs that look into mails open every link."""
    arrived = visit(event)
    found = signing_up.read_request(edge().database, event, token, edge().clock())
    return _page(arrived, "confirm", headers=SECRET, words=in_words(arrived.look, found.wish), token=token)


def confirm(event: str, token: str) -> Response:
    """Follow from now on. The link is proof enough: whoever has it has read the mail."""
    arrived = visit(event)
    made = edge()
    found = signing_up.confirm(made.database, event, token, client=client_address(), now=made.clock())
    return _page(arrived, "confirmed", headers=SECRET, words=in_words(arrived.look, found.wish))


def stop_page(event: str, token: str) -> Response:
    """The button that ends it."""
    arrived = visit(event)
    signing_up.require_stop(edge().database, event, token)
    return _page(arrived, "stop", headers=SECRET, token=token)


def stop(event: str, token: str) -> Response:
    """End it at once: by the button, or by a mail program's one click (RFC 8058), which has no cookie."""
    arrived = visit(event)
    signing_up.stop(edge().database, event, token, now=edge().clock())
    return _page(arrived, "stopped", headers=SECRET)


def _arrived(event: str) -> Visit:
    """The visit, with filters that some release of the event had."""
    arrived = visit(event, filtered=True)
    if len(query(arrived.selection, {})) > 2_000:
        raise UnknownFilter("These are too many filters to follow. Choose fewer.")
    edge().reader.select(arrived.release, arrived.selection)
    return arrived


def _for_strangers(arrived: Visit) -> str:
    """What is followed, without what the reader typed: whose address it is has not been asked yet.

    Else anybody could have us write anything to anybody.
    """
    known = replace(arrived.selection, q=())
    told = [in_words(arrived.look, known)] if known != NO_FILTER or not arrived.selection.q else []
    return ", ".join([*told, *(["the words that were searched for"] if arrived.selection.q else [])])


def _is_on(event: str) -> bool:
    return read_setting(edge().database, event).mode != "off"


def _form(arrived: Visit, given: Wanted | None = None, error: str = "") -> Response:
    proof = form_proof()
    response = _page(
        arrived,
        "ask" if _is_on(arrived.event.slug) else "off",
        status=_WRONG if error else 200,
        error=error,
        csrf=proof.token,
        words=in_words(arrived.look, arrived.selection),
        action=arrived.links.page("notify", arrived.selection),
        narrowed=arrived.selection != NO_FILTER,
        everything=arrived.links.page("notify"),
        address=given.address if given else "",
        zone=(given.time_zone if given else arrived.clocks.reader) or "",
        invitations=given.invitations if given else False,
        inviting=bool(arrived.event.contact_email),
    )
    return proof.remembered(response)


def _page(
    arrived: Visit, state: str, *, status: int = 200, headers: Mapping[str, str] = FOR_ONE_BROWSER, **values: Any
) -> Response:
    html = show(
        "public/notify.html",
        arrived,
        title="Changes by mail",
        path="notify",
        zone_form=False,
        state=state,
        calendars=arrived.links.page("subscribe", arrived.selection),
        **{"token": "", "error": "", "words": "", **values},
    )
    response = Response(html, status, content_type=HTML)
    response.headers.update(headers)
    return response
