"""What a reader asked for, read once for every public page: release, selection, zone and language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from scheduler.domain.dates import date_range
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.event import Event
from scheduler.domain.moments import moment
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection
from scheduler.http.context import edge
from scheduler.http.filters import parse
from scheduler.web.languages import Tongue
from scheduler.web.links import NO_FILTER, Links
from scheduler.web.times import COMMON_ZONES, Clocks, clocks, zone_title
from scheduler.web.timetable import Look

EVERYWHERE = frozenset({"tz", "lang", "print", "sign"})
"""Parameters that every page of an event takes beside the filters."""

_KEPT = ("lang", "tz")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page of an event. `base_url` is the service's address as the world knows it.

    `follows`: whether the page offers to follow sessions, which takes a service behind it.
    """

    release: PublicRelease
    selection: Selection
    extras: Mapping[str, str]
    look: Look
    base_url: str
    follows: bool = True

    @property
    def event(self) -> Event:
        """The event that the page is of."""
        return self.release.programme.event

    @property
    def links(self) -> Links:
        """Addresses that carry the reader's zone and language along."""
        return self.look.links

    @property
    def clocks(self) -> Clocks:
        """The zones that times are shown in."""
        return self.look.clocks

    def feed(self, path: str) -> str:
        """The public address of a calendar below `/<event>/feeds/`."""
        return f"{self.base_url}/{self.event.slug}/feeds/{path}"


def visit(slug: str, *, extras: frozenset[str] = frozenset(), filtered: bool = False) -> Visit:
    """What the present request asks of an event; `UnknownFilter` names a parameter that the page does not take."""
    release = edge().reader.current(slug)
    selection, given = parse(request.args.to_dict(flat=False), EVERYWHERE | extras)
    if not filtered and selection != NO_FILTER:
        raise UnknownFilter(
            "This page takes no filters. They belong to the agenda, the live page, the changes and the feeds."
        )
    selection = edge().reader.settled(release, selection)
    event = release.programme.event
    kept = {name: given[name] for name in _KEPT if name in given}
    return Visit(
        release=release,
        selection=selection,
        extras=given,
        look=Look(
            release=release,
            clocks=clocks(event.time_zone, given.get("tz")),
            tongue=Tongue(event.locales[0], _language(given.get("lang"), event)),
            links=Links(slug, request.script_root, kept),
        ),
        base_url=edge().config.base_url,
    )


def _language(wanted: str | None, event: Event) -> str:
    if wanted is None:
        return event.locales[0]
    if not _LANGUAGE.fullmatch(wanted):
        raise UnknownFilter(f"{wanted!r} is not a language tag. Write it like fr or pt-BR.", pointer="/lang")
    if wanted not in event.locales:
        there = ", ".join(event.locales)
        raise UnknownFilter(f"{event.slug} is not written in {wanted[:20]!r}. There are: {there}.", pointer="/lang")
    return wanted


def frame(arrived: Visit, title: str, path: str, *, zone_form: bool = True) -> dict[str, Any]:
    """What the layout of every page of an event needs. `path` is the page's own below the event, for its one address.

    `zone_form`: whether the layout asks for the reader's zone; the agenda has the question in its own form.
    """
    event, links, release = arrived.event, arrived.links, arrived.release
    days = [day.date for day in event.days]
    return {
        "title": title,
        "event": {
            "name": arrived.look.tongue.words(event.name, event.translations).text,
            "dates": date_range(days[0], days[-1]) if days else "",
            "venue": event.venue,
            "zone": event.time_zone,
            "contact": event.contact_email,
            "slug": event.slug,
        },
        "nav": [
            {"name": name, "url": url, "current": url.partition("?")[0] == f"{links.root}/{path}"}
            for name, url in (
                ("Agenda", links.agenda()),
                ("On now", links.page("live")),
                ("Subscribe", links.page("subscribe")),
                ("Changes", links.page("changes")),
                *([("My sessions", links.page("my"))] if arrived.follows else []),
            )
        ],
        "canonical": f"{arrived.base_url}/{event.slug}/{path}",
        "site": links.site,
        "my": links.page("my") if arrived.follows else "",
        "atom": f"{links.root}/changes.atom",
        "feed": arrived.feed("programme.ics"),
        "reader_zone": arrived.clocks.reader or "",
        "reader_name": arrived.clocks.reader_name,
        "zones": [(name, zone_title(name)) for name in COMMON_ZONES],
        "kept": links.kept,
        "zone_form": zone_form,
        "published": moment(release.published_at, event.time_zone),
        "number": release.number,
        "label": release.label,
        "print": "print" in arrived.extras,
        "sign": "sign" in arrived.extras,
    }
