"""The queue of those who ask for the floor, as whoever runs the room sees it, and what its buttons do."""

from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.domain.floor import (
    ACCEPTED,
    ASKED,
    DECLINED,
    DELIVERED,
    IN_ROOM,
    KINDS,
    LONGEST_TEXT,
    NO_SHOW,
    ORAL,
    REMOTE,
    WRITTEN,
    Intervention,
    Said,
)
from scheduler.domain.labels import REGION_NAMES, STAKEHOLDER_CHOICES, STAKEHOLDER_NAMES
from scheduler.domain.live import Running
from scheduler.domain.log import Author
from scheduler.domain.placement import Ident
from scheduler.domain.queueing import RULE, Queue
from scheduler.domain.registering import LONGEST_NAME
from scheduler.http.context import edge
from scheduler.http.problems import no_such_button
from scheduler.services import moderating
from scheduler.services.desk import Desk
from scheduler.web.desk.visit import is_number
from scheduler.web.times import clock_text

NOTED = ("name", "country", "stakeholder_type", "kind", "text")
"""The fields of somebody from the room."""

_SHOWN = 20
"""Who wait behind so many others are folded away."""

_LISTED = 100
"""So many who wait, and so many who are done, are on the page; the API has all."""

_BACK = "Back to the queue"
_ACCEPT = (ACCEPTED, "Accept")
_BUTTONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    ASKED: (_ACCEPT, (DECLINED, "Decline")),
    ACCEPTED: ((DELIVERED, "Delivered"), (NO_SHOW, "Not there"), (ASKED, _BACK)),
    DELIVERED: ((ACCEPTED, "Not delivered yet"),),
    DECLINED: ((ASKED, _BACK),),
    NO_SHOW: ((ASKED, _BACK),),
}
"""Per state what its buttons make of it, and what they say."""

_PLACES = {REMOTE: "Online", IN_ROOM: "In the room"}
_KINDS = {ORAL: "speaks", WRITTEN: "in writing"}


def do_floor(form: Mapping[str, str], event: str, of: Ident, author: Author) -> str:
    """Do what the pressed button of the queue says; what was done, as a word for the address of the page.

    `Malformed` where it was none of ours; the errors of `moderating.note` and `moderating.let_be`.
    """
    desks = edge().desks
    if "note" in form:
        said = Said(**{name: form.get(name, "") for name in NOTED})
        moderating.note(desks, event, of, said, author=author, repeat=None)
        return "added"
    wanted, numbers = form.get("floor", ""), [form.get(name, "") for name in ("one", "version")]
    if wanted not in _BUTTONS or not all(map(is_number, numbers)):
        raise no_such_button()
    one, version = map(int, numbers)
    moderating.let_be(desks, event, of, one, wanted, expected=version, author=author)
    return "floor"


def floor_view(desk: Desk, running: Running, at: int, typed: Mapping[str, str]) -> dict[str, Any]:
    """The queue for its template at an instant; `typed` is what stands in the form for somebody from the room."""
    found, zone = moderating.queue(edge().database, desk, running.item.id), desk.programme.event.time_zone
    over = at >= running.ends
    waiting = [_entry(each, zone, position, over=over) for position, each in enumerate(found.waiting, start=1)]
    return {
        "summary": _summary(found),
        "room": _over(running) if over else _room(found, running.ends, at),
        "heard": [
            ", ".join(f"{names[key]} {count}" for key, count in counts.items())
            for names, counts in ((REGION_NAMES, found.regions), (STAKEHOLDER_NAMES, found.stakeholder_types))
            if counts
        ],
        "accepted": [_entry(each, zone) for each in found.accepted],
        "waiting": waiting[:_SHOWN],
        "behind": waiting[_SHOWN:_LISTED],
        "unlisted": max(0, len(waiting) - _LISTED),
        "done": [_entry(each, zone) for each in _latest_first(found.others)[:_LISTED]],
        "done_in_all": len(found.others),
        "rule": RULE,
        "kinds": KINDS,
        "stakeholders": STAKEHOLDER_CHOICES,
        "longest_name": LONGEST_NAME,
        "longest_text": LONGEST_TEXT,
        "typed": {name: typed.get(name, "") for name in NOTED} if "note" in typed else dict.fromkeys(NOTED, ""),
        "open": "note" in typed,
    }


def _entry(each: Intervention, zone: str, position: int | None = None, *, over: bool = False) -> dict[str, Any]:
    groups = (each.country, REGION_NAMES[each.region], STAKEHOLDER_NAMES[each.stakeholder_type])
    said = [words for key, words in zip((each.country, each.region, each.stakeholder_type), groups, strict=True) if key]
    return {
        "id": each.id,
        "version": each.version,
        "position": position,
        "name": each.name,
        "about": " · ".join(said) or "Country and group not said",
        "how": f"{_PLACES[each.place]}, {_KINDS[each.kind]} · asked {clock_text(each.asked_at, zone)}",
        "text": each.text,
        "state": each.state.replace("-", " "),
        "buttons": [
            button
            for button in _BUTTONS.get(each.state, ())
            if not (over and each.state == ASKED and button == _ACCEPT)
        ],
    }


def _latest_first(entries: Iterable[Intervention]) -> list[Intervention]:
    return sorted(entries, key=lambda each: (each.changed_at, each.id), reverse=True)


def _summary(found: Queue) -> str:
    if not (found.waiting or found.accepted):
        return "Nobody asks for the floor."
    waiting = f"{len(found.waiting)} wait{'s' if len(found.waiting) == 1 else ''}"
    return f"{waiting}, {len(found.accepted)} accepted."


def _over(running: Running) -> str:
    if running.live.ended_at is not None:
        return "It ended: nobody is called any more."
    return "It is over by the plan. If it goes on, say how late it is, and people can be called."


def _room(found: Queue, ends: int, at: int) -> str:
    """For how many more there is room, in words, and how many minutes are free until the real end."""
    allowance, free = found.allowance, found.free_minutes(ends, at)
    if not allowance.most:
        return "There is no room for oral interventions: ask to write instead."
    more = min(allowance.left, free // allowance.minutes_each)
    each = f"{allowance.minutes_each} minutes each ({free} of {allowance.minutes} minutes are free)"
    left = f"Oral ones: room for {more} more of {allowance.most}, {each}."
    return left if more else f"{left} Ask to write instead."
