"""Every calendar of an event, and all the ways to follow the selection that the reader came with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response

from scheduler.domain.selection import FILTERS, Selection
from scheduler.http.context import edge
from scheduler.web.answers import page
from scheduler.web.links import NO_FILTER, feed_path, query, webcal
from scheduler.web.public.filtering import Option, choices, in_words
from scheduler.web.public.layout import show
from scheduler.web.qr import qr_code
from scheduler.web.visit import Visit, visit

REMOTE = "remote.ics"

_HEADINGS = {"day": "Days", "room": "Rooms", "track": "Tracks", "type": "Types"}


@dataclass(frozen=True, slots=True)
class FeedView:
    """One calendar: its name, its two addresses, and the page that explains how to follow it."""

    name: str
    https: str
    webcal: str
    page: str


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """Calendars of one kind."""

    heading: str
    feeds: tuple[FeedView, ...]


def subscribe(event: str) -> Response:
    """The calendars of an event."""
    arrived = visit(event, filtered=True)
    found = edge().reader.select(arrived.release, arrived.selection)
    return page(subscribe_html(arrived, len(found)), last_modified=arrived.release.modified_at)


def subscribe_html(arrived: Visit, count: int) -> str:
    """The page; `count` entries are in the chosen selection."""
    selection = arrived.selection
    address = f"{arrived.base_url}/{arrived.event.slug}/subscribe{query(selection, {})}"
    return show(
        "public/subscribe.html",
        arrived,
        title="Subscribe",
        path="subscribe",
        chosen=_feed(arrived, in_words(arrived.look, selection), selection),
        count=count,
        address=address,
        code=qr_code(address),
        groups=list(_groups(arrived)),
        filters=[(name, value) for name in FILTERS for value in getattr(selection, name)],
        refresh=arrived.event.refresh_minutes,
        agenda=arrived.links.agenda(selection),
        notify=arrived.links.page("notify", selection) if arrived.follows else "",
        narrowed=selection != NO_FILTER,
    )


def _feed(arrived: Visit, name: str, selection: Selection) -> FeedView:
    https = arrived.feed(feed_path(selection))
    return FeedView(name, https, webcal(https), arrived.links.page("subscribe", selection))


def _groups(arrived: Visit) -> Iterator[FeedGroup]:
    remote = arrived.feed(REMOTE)
    yield FeedGroup(
        "Everything",
        (
            _feed(arrived, "The whole programme", NO_FILTER),
            FeedView(
                "What can be followed online",
                remote,
                webcal(remote),
                arrived.links.agenda(Selection(mode=("hybrid", "remote"))),
            ),
        ),
    )
    for choice in choices(arrived.release.items, arrived.look, NO_FILTER):
        if choice.name in _HEADINGS:
            options = [option for group in choice.groups for option in group.options]
            yield FeedGroup(_HEADINGS[choice.name], _feeds(arrived, choice.name, options))
        elif choice.name == "term":
            for group in choice.groups:
                yield FeedGroup(group.heading, _feeds(arrived, "term", group.options))


def _only(name: str, value: str) -> Selection:
    chosen: dict[str, Any] = {name: (value,)}
    return Selection(**chosen)


def _feeds(arrived: Visit, name: str, options: Iterable[Option]) -> tuple[FeedView, ...]:
    return tuple(_feed(arrived, option.label, _only(name, option.value)) for option in options)
