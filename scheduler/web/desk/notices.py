"""One notice as its recipient would read it, and what is decided about those that wait; mails that were given up."""

from flask import Response

from scheduler.domain.clock import isoformat
from scheduler.domain.errors import NotFound, Stale, StateConflict
from scheduler.domain.moments import moment
from scheduler.domain.roles import Actor
from scheduler.http.actor import require
from scheduler.http.context import edge
from scheduler.services import notice_desk, outstanding
from scheduler.web.desk.answers import go, go_back, show
from scheduler.web.desk.recipients import address_for, named
from scheduler.web.desk.releases import page, releases_path
from scheduler.web.desk.visit import at_desk, author_at_form, form_number

_STATES = {
    "draft": "It waits to be approved.",
    "approved": "It is approved, and goes out within a minute.",
    "written": "It is in the outbox, or was sent.",
    "discarded": "It was discarded: they are not told of these changes.",
}


def notice_page(event: str, notice: int) -> Response:
    """Who would read what."""
    at_desk()
    return _page(event, notice, require(event, "viewer"))


def approve(event: str, notice: int) -> Response:
    """Let one go out, as it was shown."""
    return _decide(event, notice, "approved", "done=approved&n=1")


def discard(event: str, notice: int) -> Response:
    """Tell its recipient nothing of these changes."""
    return _decide(event, notice, "discarded", "done=discarded")


def approve_all(event: str) -> Response:
    """Let every draft go out that tells of the release that was current when the page was shown."""
    who, author = author_at_form(event)
    try:
        count = notice_desk.approve_all(edge().database, event, form_number("release"), author=author)
    except StateConflict as error:
        return page(event, who, error=error)
    return go(f"{releases_path(event)}?done=approved&n={count}")


def send_again(event: str, mail: int) -> Response:
    """Try a mail that was given up once more."""
    who, author = author_at_form(event)
    try:
        outstanding.send_again(edge().database, event, [mail], author.at)
    except NotFound as error:
        return page(event, who, error=error)
    return go(f"{releases_path(event)}?done=sent-again")


def send_all_again(event: str) -> Response:
    """Try every mail once more that was given up."""
    _, author = author_at_form(event)
    count = outstanding.send_again(edge().database, event, None, author.at)
    return go(f"{releases_path(event)}?done=all-sent-again&n={count}")


def back_to_notice(event: str, notice: int) -> Response:
    """The notice, for whoever loads the address of one of its forms again."""
    at_desk()
    return go_back(f"/desk/{event}/notices/{notice}")


def _decide(event: str, notice: int, state: str, done: str) -> Response:
    who, author = author_at_form(event)
    try:
        notice_desk.decide(edge().database, event, notice, state, expected=form_number("version"), author=author)
    except (NotFound, Stale, StateConflict) as error:
        return page(event, who, error=error)
    return go(f"{releases_path(event)}?{done}")


def _page(event: str, number: int, who: Actor) -> Response:
    made = edge()
    programme, edits = made.desks.open(event).programme, who.may(event, "editor")
    found = notice_desk.preview(made.database, event, number, base_url=made.config.base_url)
    notice, zone = found.notice, programme.event.time_zone
    return show(
        "desk/notice.html",
        who=who.email,
        slug=event,
        back=releases_path(event),
        id=notice.id,
        version=notice.version,
        to=named(programme, notice.recipient),
        address=address_for(notice.recipient, found.address, told=edits),
        unreachable=not found.address,
        subject=found.subject,
        body=found.body,
        invitations=[f"{key} ({method.lower()})" for key, method in found.invitations],
        between=(notice.from_number, notice.to_number),
        state=_STATES[notice.state],
        decides=edits and notice.state == "draft",
        decided=notice.who or "",
        decided_at=moment(notice.decided_at, zone) if notice.decided_at is not None else "",
        created_at=moment(notice.created_at, zone),
        iso=isoformat(notice.created_at, zone),
    )
