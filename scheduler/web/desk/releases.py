"""What is released at the desk: what waits for its time, what the last releases changed, and whom they are told to."""

from collections import Counter
from itertools import pairwise
from typing import Any

from flask import Response, request

from scheduler.domain.addresses import RELEASES_A_PAGE
from scheduler.domain.changes import KINDS, changes
from scheduler.domain.errors import NotFound, SchedulerError, Stale, StateConflict
from scheduler.domain.moments import moment
from scheduler.domain.programme import Programme
from scheduler.domain.roles import Actor
from scheduler.domain.scheduled import Scheduled
from scheduler.http.actor import require
from scheduler.http.context import edge
from scheduler.services import mailing, notice_desk, outstanding
from scheduler.services.leading import leader
from scheduler.services.outstanding import Undelivered
from scheduler.services.publishing import recent_releases
from scheduler.services.scheduling import cancel, list_scheduled
from scheduler.store.releases import Made
from scheduler.web.desk.answers import go, go_back, show
from scheduler.web.desk.recipients import address_for, named
from scheduler.web.desk.standing import draft_line
from scheduler.web.desk.visit import at_desk, author_at_form, form_number
from scheduler.web.links import NO_FILTER, Links

RECENT = 5
"""Releases that are shown: each is compared with the one before it."""

MOST_DRAFTS = 50
"""Notices that are shown at once, each as its recipient would read it; all of them can be approved together."""

MOST_LOST = 50

_TOLD = {
    "cancelled": "It is cancelled. Nothing of it will be published.",
    "discarded": "They are not told of these changes.",
    "sent-again": "It is due again, and goes out within a minute.",
}
"""What is said after something was done, by the word for it in the address."""

_WORDS = {
    "placed": "new",
    "cancelled": "cancelled",
    "back": "back",
    "moved": "moved",
    "length": "of another length",
    "room": "in another room",
    "people": "with other people",
    "remote": "with other remote access",
    "words": "in other words",
}


def releases_page(event: str) -> Response:
    """Releases and notices of an event; for whoever may see its draft."""
    at_desk()
    return page(event, require(event, "viewer"), told=_told())


def cancel_scheduled(event: str, number: int) -> Response:
    """Let go of a release that waits, or put away one that failed, as the page showed it."""
    who, author = author_at_form(event)
    try:
        cancel(edge().desks, event, number, author=author, expected=form_number("version"))
    except (NotFound, Stale, StateConflict) as error:
        return page(event, who, error=error)
    return go(f"{releases_path(event)}?done=cancelled")


def back_to_releases(event: str, **_: object) -> Response:
    """The page, for whoever loads the address of one of its forms again."""
    at_desk()
    return go_back(releases_path(event))


def releases_path(event: str) -> str:
    """The page of an event's releases, below where we are mounted."""
    return f"/desk/{event}/releases"


def page(event: str, who: Actor, *, told: str = "", error: SchedulerError | None = None) -> Response:
    """The page as it stands now, with what was just done, or why it was not."""
    made = edge()
    desk = made.desks.open(event)
    programme = desk.programme
    zone, edits, found = programme.event.time_zone, who.may(event, "editor"), leader(made.database)
    scheduled = [each for each in list_scheduled(made.database, event) if each.state != "published"]
    return show(
        "desk/releases.html",
        status=200 if error is None else 409,
        who=who.email,
        slug=event,
        event=programme.event.name,
        told=told,
        error="" if error is None else error.detail,
        edits=edits,
        draft=draft_line(desk),
        idle=found is None or not found.left,
        held=mailing.held_since(made.database) is not None,
        silent=not made.config.smtp_url,
        scheduled=[_scheduled(each, zone) for each in scheduled],
        recent=_recent(event, zone),
        **_notices(event, programme, told=edits),
    )


def _notices(event: str, programme: Programme, *, told: bool) -> dict[str, Any]:
    """What waits to be approved and what did not arrive; addresses for whoever may be `told`."""
    made, zone = edge(), programme.event.time_zone
    waiting = outstanding.waiting(made.database, event, base_url=made.config.base_url, most=MOST_DRAFTS)
    lost = outstanding.undelivered(made.database, event)
    return {
        "mode": notice_desk.read_setting(made.database, event).mode,
        "waiting": waiting,
        "drafts": [
            {
                "id": each.notice.id,
                "version": each.notice.version,
                "to": named(programme, each.notice.recipient),
                "address": address_for(each.notice.recipient, each.address, told=told),
                "subject": each.subject or "Nothing of it concerns them any more",
                "entries": each.notice.entries,
                "old": each.notice.to_number != waiting.release,
            }
            for each in waiting.drafts
        ],
        "lost": [
            {"to": named(programme, each.notice.recipient), **_lost(each, zone, told=told)} for each in lost[:MOST_LOST]
        ],
        "lost_in_all": len(lost),
    }


def _told() -> str:
    done, count = request.args.get("done", ""), request.args.get("n", "")
    if done in {"approved", "all-sent-again"} and count.isdecimal() and len(count) < 6:
        said = "1 mail goes" if int(count) == 1 else f"{int(count)} mails go"
        return f"{said} out within a minute." if int(count) else "There was nothing left to do."
    return _TOLD.get(done, "")


def _scheduled(each: Scheduled, zone: str) -> dict[str, Any]:
    what = "the whole programme" if each.restores is None else f"the content of release {each.restores} once more"
    return {
        "number": each.number,
        "version": each.revision,
        "label": each.label,
        "note": each.note,
        "at": moment(each.due_at, zone),
        "what": _only(each.only) if each.only else what,
        "who": each.who,
        "since": moment(each.scheduled_at, zone),
        "failed": each.state == "failed",
        "reason": each.reason,
    }


def _only(codes: tuple[str, ...]) -> str:
    return f"{'session' if len(codes) == 1 else 'sessions'} {', '.join(codes)} alone"


def _recent(event: str, zone: str) -> list[dict[str, Any]]:
    """The last releases, the newest first, each with what it changed and where that is told in full."""
    newest = recent_releases(edge().database, event, RECENT)
    if not newest:
        return []
    last = newest[0].summary.number
    numbers = range(newest[-1].summary.number - 1, last + 1)
    public = {each.number: each for each in edge().reader.releases(event, numbers)}
    counts = {
        number: Counter(kind for change in changes(public.get(before), public[number]) for kind in change.kinds)
        for before, number in pairwise(numbers)
    }
    return [_release(event, each, counts[each.summary.number], last, zone) for each in newest]


def _release(event: str, made: Made, counts: Counter[str], last: int, zone: str) -> dict[str, Any]:
    known, number = made.summary, made.summary.number
    on_page = (last - number) // RELEASES_A_PAGE + 1
    extras = {"page": str(on_page)} if on_page > 1 else {}
    told = ", ".join(f"{counts[kind]} {_WORDS[kind]}" for kind in KINDS if counts[kind])
    if number == 1:
        changed = f"The first: {_entries(known.entries)}."
    elif known.changed:
        changed = f"{_entries(known.changed)} changed: {told}."
    else:
        changed = "No entry changed."
    return {
        "number": number,
        "label": known.label,
        "note": known.note,
        "at": moment(known.published_at, zone),
        "who": made.who,
        "changed": changed,
        "waived": len(made.waived),
        "url": f"{Links(event).page('changes', NO_FILTER, **extras)}#r{number}",
    }


def _entries(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def _lost(each: Undelivered, zone: str, *, told: bool) -> dict[str, Any]:
    """A mail that was given up; what its server said may name the address, so that is for who may know it."""
    address = address_for(each.notice.recipient, each.mail.recipient, told=told)
    return {
        "id": each.mail.id,
        "address": address,
        "subject": each.mail.subject,
        "at": moment(each.mail.created_at, zone),
        "said": (each.mail.error or "") if address else "",
    }
